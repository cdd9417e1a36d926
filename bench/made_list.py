"""A made-up trigger list of any size, for benchmarks: the same for the same numbers, all words and places invented."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import pairwise

from foreshock.model import (
    Account,
    Advice,
    Citation,
    Development,
    Document,
    Event,
    Flashpoint,
    LevelChange,
    Link,
    Party,
    Place,
    Region,
    Scenario,
    Statement,
    TriggerList,
    View,
    When,
    Zone,
)
from foreshock.store import Put

FIRST = dt.date(2015, 1, 1)
_ACTORS = ("USA:MIL", "IRN:MIL", "SYR:MIL", "RUS:GOV", "USA:GOV", "IRN:GOV")
_TYPES = ("ASSAULT", "MOBILIZE", "THREATEN", "ACCUSE", "CONSULT", "COERCE", "REJECT", "AGREE")
_LEVELS = ("moderate", "substantial", "severe", "critical")
_PLACES = "Arvad Hill, Besh Ford, Calder Post, Dhor Bridge, Eskel Pass, Farin Well, Golan Wadi, Hadid Yard".split(", ")
_DID = (
    "moves two companies to the ford", "turns a patrol back at the line", "fires on an empty post",
    "flies a drone along the road", "calls the other side before it moves", "closes the road for a day",
    "brings in air defence", "leaves a post that it had held for a year", "seizes a truck and lets its crew go",
)  # fmt: skip
_SAID = (
    "says that its forces will stay", "calls the patrol a breach of what was agreed", "denies that anyone was hurt",
    "asks for the line to be used sooner", "warns that the next crossing will be answered", "offers talks",
)  # fmt: skip


def made_list(flashpoints: int = 8, each: int = 1250, seed: int = 7) -> Iterator[Put]:
    """A list with `flashpoints` places of `each` developments, levels, zones, links and documents."""
    chance = random.Random(seed)
    slugs = [f"place-{n + 1}" for n in range(flashpoints)]
    parties = (
        Party("north", "Northland", "north", "USA"), Party("south", "Southland", "south", "IRN"),
        Party("river", "Riverland", "south", "SYR"),
    )  # fmt: skip
    yield _put("list", TriggerList(
        f"A made-up list of {flashpoints * each:,} entries", "Two rivals share a **border** that neither has drawn.",
        parties, tuple(slugs), Region(24, 10, 66, 44), about="Made up for measuring; nothing on it is real.",
    ), FIRST)  # fmt: skip
    for n in range(max(each // 50, 1)):
        yield _put("document", Document(
            f"report-{n + 1}", f"Report {n + 1} of the border watch", "Border Watch", date=When("2015"),
            address=f"https://border.example/{n + 1}", sha256=f"{n:064x}", not_held="copyright",
        ), FIRST)  # fmt: skip
    for n, slug in enumerate(slugs):
        yield from _place(n, slug, each, chance)
    for here, there in pairwise(slugs):
        yield _put("link", Link(f"{here}-{there}", here, there, FIRST, "Forces move from one to the other."), FIRST)


def _put(kind, value, day: dt.date) -> Put:
    return Put(kind, value, dt.datetime.combine(day, dt.time(12), dt.UTC))


def _place(n: int, slug: str, each: int, chance: random.Random) -> Iterator[Put]:
    lat, lon = 20 + 2.3 * n, 30 + 3.1 * n
    yield _put("flashpoint", Flashpoint(
        slug, f"Place {n + 1}, Border", "capital" if n % 4 == 3 else "theatre", "Where two rivals meet.",
        "Does the capital order a crossing?" if n % 4 == 3 else "", Place(f"Place {n + 1}", lat, lon),
        why="\n\n".join([_prose(chance, 6)] * 2), background=_prose(chance, 20),
        analysis=f"### What is likely\n\n{_prose(chance, 20)}",
        views=(View("Seen from the north", _prose(chance, 4), "north", ((lon, lat), (lon + 2, lat + 1))),),
        scenarios=tuple(
            Scenario(f"Scenario {i + 1}", _prose(chance, 4), ("a crossing", "a shot"), "",
                     (Advice("both sides", _prose(chance, 2)),)) for i in range(4)
        ),
        landmarks=tuple(Place(name, lat + chance.uniform(-1, 1), lon + chance.uniform(-1, 1)) for name in _PLACES[:4]),
        sources=(Citation("report-1", "B2"),),
    ), FIRST)  # fmt: skip
    yield _put("zone", Zone(
        f"zone-{n + 1}", f"Zone {n + 1}", slug, "Northland", lat=lat, lon=lon, radius_m=55_000.0,
        domains=("air", "land"), rules="Call before you enter.",
    ), FIRST)  # fmt: skip
    for i in range(max(each // 40, 1)):
        day = FIRST + dt.timedelta(days=i * 40 * 4000 // max(each, 1))
        yield _put("level", LevelChange(
            slug, day, chance.choice(_LEVELS), _prose(chance, 1), "A. Keeper", (_prose(chance, 1),),
            (_prose(chance, 1),), "a crossing", "a dated withdrawal",
        ), day)  # fmt: skip
    yield from (_put("development", d, d.date) for d in _developments(slug, each, chance))


def _developments(slug: str, each: int, chance: random.Random) -> Iterator[Development]:
    for i in range(each):
        day = FIRST + dt.timedelta(days=i * 4000 // each)
        number = i - -(-(i * 4000 // each) * each // 4000) + 1
        yield development(f"{slug}/{day}/{number}", chance)


def development(id_: str, chance: random.Random) -> Development:
    """One made-up entry under this id."""
    done = chance.random() < 0.45
    who = chance.choice(("Northland", "Southland", "Riverland"))
    text = f"{who} {chance.choice(_DID if done else _SAID)}. {_prose(chance, chance.randint(1, 3))}"
    accounts = ()
    if done and chance.random() < 0.1:
        accounts = (Account("claim", who, _prose(chance, 1), "C3"), Account("denial", "The others", "It was not us."))
    actor, other = chance.sample(_ACTORS, 2)
    return Development(
        id_, text, "event" if done else "statement", head=who if done else f"{who}, foreign minister",
        place=chance.choice(_PLACES), accounts=accounts,
        events=(Event(chance.choice(_TYPES), actor, other),) if done else (),
        statements=() if done else (Statement("The minister", actor[:3], "GOV", 1),),
        sources=(Citation("report-1", "B2", f"page {chance.randint(1, 40)}"),),
    )  # fmt: skip


def _prose(chance: random.Random, sentences: int) -> str:
    return " ".join(
        f"{chance.choice(('Northland', 'Southland', 'Riverland'))} {chance.choice(_DID + _SAID)}"
        f" near {chance.choice(_PLACES)}." for _ in range(sentences)
    )  # fmt: skip
