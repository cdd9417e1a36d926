"""Lists made by hand for the tests of the outlets: all names, places and texts are invented."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from foreshock.model import (
    Account,
    Act,
    Advice,
    Citation,
    Development,
    Document,
    Erasure,
    Event,
    Flashpoint,
    Kept,
    LevelChange,
    Link,
    ListState,
    ObjectKind,
    Place,
    Scenario,
    Stamp,
    Statement,
    TriggerList,
    When,
    Zone,
)
from foreshock.store import Put

NOON = dt.time(12, tzinfo=dt.UTC)


def stamp(kind: ObjectKind, identity: str, day: dt.date, act: Act = "add", why: str = "first reading") -> Stamp:
    """An envelope with hashes of the right form."""
    published = dt.datetime.combine(day, NOON)
    content = hashlib.sha256(f"{kind} {identity} {act}".encode()).hexdigest()
    return Stamp(
        kind, identity, 1 if act == "add" else 2, act, published + dt.timedelta(minutes=5), published,
        "A. Keeper", why, content, hashlib.sha256(content.encode()).hexdigest(),
    )  # fmt: skip


def keep(kind: ObjectKind, identity: str, day: dt.date, value: Any) -> Kept[Any]:
    return Kept(stamp(kind, identity, day), value)


PORT = Flashpoint(
    "port-mirna",
    "Port Mirna, Alvan Coast",
    "chokepoint",
    summary="A harbour that two navies use.",
    place=Place("Port Mirna", 12.34567, 45.67891, "exact"),
    why="The harbour lies **between** two navies.",
    background="Both navies have called here since the treaty.",
    analysis="### Accidents first\n\nA collision is likelier than an order.",
    scenarios=(
        Scenario(
            "A collision in fog",
            "Two ships meet in the narrow channel.",
            triggers=("fog for three days",),
            advice=(Advice("both navies", "Agree on lights and speed", "partly done", "talks in May"),),
        ),
    ),
    sources=(Citation("harbour-log", "B2", "page 3"),),
    landmarks=(Place("Gull Rock", 12.3, 45.7, "vicinity", 5.0),),
    checked=dt.date(2021, 5, 2),
)
HILL = Flashpoint(
    "capital-ost", "Ost", "capital", question="Does Ost close the strait?", place=Place("Ost", -1.0, -3.5)
)

DOCUMENTS = (
    Document(
        "harbour-log", "Log of the harbour master", "Port Mirna Harbour", date=When("2021-04-30"),
        address="https://harbour.example/log", sha256="ab" * 32, not_held="copyright",
    ),
    Document(
        "talk-7", "A pilot of the harbour", "kept back", author="Real Name", date=When("2021-05"), terms="private",
    ),
)  # fmt: skip

DEVELOPMENTS = (
    Development(
        "port-mirna/2021-04-28/1",
        "A patrol boat crosses the line.\n\nIt turns back after an hour.",
        "event",
        head="Off Gull Rock",
        place="Gull Rock",
        events=(Event("MOBILIZE", "USA:MIL", "IRN:MIL", "troops", killed=0, injured=2),),
        sources=(Citation("harbour-log", "B2", "page 3"),),
        tags=("breach",),
    ),
    Development(
        "port-mirna/2021-04-30/1",
        "=HYPERLINK(“bait”) is what the minister calls the note.",
        "statement",
        head="The minister",
        happened=When("late-2021-04"),
        flashpoints=("capital-ost",),
        statements=(Statement("The minister", "IRN", "GOV", 1),),
        sources=(Citation("talk-7", "C3"),),
    ),
    Development(
        "port-mirna/2021-05-01/1",
        "A shot is fired in the channel.",
        "event",
        accounts=(
            Account("claim", "Northern navy", "They fired first.", "C3"),
            Account("denial", "Southern navy", "We did not fire.", "C4"),
        ),
        open="Who fired?",
        sources=(Citation("harbour-log", "B3"),),
    ),
    Development("capital-ost/2021-05-02/1", "وزیر می‌گوید که تنگه باز می‌ماند.", "statement", head="Ost"),
)

LEVELS = (
    LevelChange("port-mirna", dt.date(2021, 4, 28), "substantial", "A boat crossed the line.", "A. Keeper"),
    LevelChange(
        "port-mirna",
        dt.date(2021, 5, 1),
        "severe",
        "A shot was fired.",
        "A. Keeper",
        reasons_for=("a shot",),
        reasons_against=("nobody was hurt",),
        would_raise="a second shot",
        would_lower="a joint inquiry",
    ),
    LevelChange("capital-ost", dt.date(2021, 5, 1), "moderate", "The strait is open.", "A. Keeper"),
)

ZONE = Zone(
    "mirna-roads", "Mirna Roads", "port-mirna", "Northern navy", lat=12.34567, lon=45.67891, radius_m=55_000.0,
    domains=("sea",), rules="Ships of war call before they enter.",
)  # fmt: skip
LINK = Link("ost-mirna", "capital-ost", "port-mirna", dt.date(2021, 5, 1), "Orders from Ost move the navy.")


def small_list(**changes: Any) -> ListState:
    """Two flashpoints, four developments, three levels, one zone, one link, two documents."""
    day = dt.date(2021, 5, 2)
    trigger_list = TriggerList(
        "Mirna trigger list", "Why **this** list.", order=("port-mirna", "capital-ost"), closed=day
    )
    fields: dict[str, Any] = {
        "as_of": None,
        "head": "c0" * 32,
        "recorded": dt.datetime.combine(day, NOON),
        "list": keep("list", "list", day, trigger_list),
        "flashpoints": {f.slug: keep("flashpoint", f.slug, day, f) for f in (HILL, PORT)},
        "developments": {d.id: keep("development", d.id, d.date, d) for d in sorted(DEVELOPMENTS, key=lambda d: d.id)},
        "levels": {v.id: keep("level", v.id, v.date, v) for v in sorted(LEVELS, key=lambda v: v.id)},
        "links": {LINK.id: keep("link", LINK.id, day, LINK)},
        "zones": {ZONE.id: keep("zone", ZONE.id, day, ZONE)},
        "documents": {d.id: keep("document", d.id, day, d) for d in DOCUMENTS},
    }
    return ListState(**(fields | changes))


def withdrawn(state: ListState, identity: str, why: str) -> ListState:
    """The state after a development was withdrawn."""
    gone = Kept[Development](stamp("development", identity, dt.date(2021, 5, 3), "withdraw", why), None)
    return _with_development(state, identity, gone, corrections=(gone.stamp,))


def erased(state: ListState, identity: str, reason: str) -> ListState:
    """The state after the content of a development was erased by two named people."""
    old = state.developments[identity]
    at = dt.datetime.combine(dt.date(2021, 5, 4), NOON)
    gone = Kept[Development](old.stamp, None, Erasure(reason, "A. Keeper", "B. Second", at))
    return _with_development(state, identity, gone)


def _with_development(state: ListState, identity: str, kept: Kept[Development], **changes: Any) -> ListState:
    import msgspec

    return msgspec.structs.replace(state, developments=state.developments | {identity: kept}, **changes)


def puts(places_from: dt.date | None = None) -> list[Put]:
    """The small list as what is recorded; list, documents, flashpoints and zones may be public from an earlier day."""
    state = small_list()
    assert state.list
    early = dt.datetime.combine(places_from, NOON) if places_from else None
    places = [state.list, *state.documents.values(), *state.flashpoints.values(), *state.zones.values()]
    news = [*state.developments.values(), *state.levels.values(), *state.links.values()]
    return [
        *(Put(kept.stamp.kind, kept.value, early or kept.stamp.published) for kept in places),
        *(Put(kept.stamp.kind, kept.value, kept.stamp.published) for kept in news),
    ]
