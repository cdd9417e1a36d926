"""The forms of a breach (what was reported, claims and counter-claims, the finding, evidence, links) and of what each
side says of a zone, both ways.

What a watch has seen of it is no part of the form. Rows as in `forms`: an empty first field deletes one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Container, Mapping
from typing import Any, Final, cast, get_args

from msgspec.structs import replace

from foreshock.model import Breach, Citation, Claim, Count, InvalidValue, When, Zone
from foreshock.model.zones import Domain, Position, Stance

from .forms import row_numbers

Fields = Mapping[str, str]

FINDINGS: Final = ("open", "agreed", "disputed")
DOMAINS: Final[tuple[str, ...]] = get_args(Domain)
#: Fields of a row, the first of which must be filled.
CLAIM: Final = ("party", "text", "date", "development")
SOURCE: Final = ("document", "grade", "where")
POSITION: Final = ("party", "stance", "words", "date", "development")
COUNT: Final = ("by", "party", "when", "number", "development")
STANCES: Final[tuple[str, ...]] = get_args(Stance)
#: Empty rows below those that are filled.
_SPARE: Final = 2
_PLAIN: Final = ("party", "reported", "domain", "finding", "found", "held_by", "development", "line")
#: What the second reader sees named.
LABELS: Final = {
    "party": "Whose breach", "reported": "What was reported", "happened": "When", "domain": "How", "finding": "Finding",
    "found": "What was found", "held_by": "Who holds evidence", "development": "The entry",
    "line": "Message of the line", "evidence": "Evidence",
}  # fmt: skip


def breach_fields(breach: Breach | None) -> dict[str, str]:
    """The fields of a form that shows a breach; those of an empty one for None."""
    if breach is None:
        return {"finding": "open"}
    fields = {name: str(getattr(breach, name) or "") for name in _PLAIN}
    fields |= {"happened": breach.happened.text if breach.happened else "", "evidence": "\n".join(breach.evidence)}
    for n, claim in enumerate(breach.claims):
        date = claim.date.text if claim.date else ""
        values = (claim.party, claim.text, date, claim.development)
        fields |= {f"claim-{n}-{name}": value for name, value in zip(CLAIM, values, strict=True)}
    for n, source in enumerate(breach.sources):
        fields |= {f"source-{n}-{name}": getattr(source, name) for name in SOURCE}
    return fields


def rows(fields: Fields, kind: str, names: tuple[str, ...], spare: int = _SPARE) -> list[list[tuple[str, str, str]]]:
    """The filled rows of a kind, however many there are, and some empty ones after the last: for each field its name in
    the row, in the form, its value."""
    held = [n for n in row_numbers(fields, kind) if any(fields.get(f"{kind}-{n}-{name}", "").strip() for name in names)]
    after = held[-1] + 1 if held else 0
    numbers = (*held, *range(after, after + spare))
    return [[(name, f"{kind}-{n}-{name}", fields.get(f"{kind}-{n}-{name}", "")) for name in names] for n in numbers]


def breach_from(fields: Fields, before: Breach | None, zone: str, taken: Container[str]) -> Breach:
    """The breach that a form tells of; `before` is how it stood, None for a new one, whose name is none of `taken`.
    Raises InvalidValue for what is no breach."""
    told: dict[str, Any] = {name: fields.get(name, "").strip() for name in _PLAIN}
    told["finding"] = told["finding"] or "open"
    if told["finding"] not in FINDINGS:
        raise InvalidValue(f"no finding: {told['finding']!r}; choose one of {', '.join(FINDINGS)}")
    if told["domain"] and told["domain"] not in DOMAINS:
        raise InvalidValue(f"no domain: {told['domain']!r}; choose one of {', '.join(DOMAINS)}, or leave it open")
    told["domain"] = cast(Domain, told["domain"]) if told["domain"] else None
    told["happened"] = _when(fields.get("happened", ""))
    told["evidence"] = tuple(line.strip() for line in fields.get("evidence", "").splitlines() if line.strip())
    told["claims"] = tuple(
        Claim(party.strip(), text.strip(), _when(date), development.strip())
        for party, text, date, development in _filled(fields, "claim", CLAIM)
    )
    told["sources"] = tuple(
        Citation(document.strip(), grade.strip() or "F6", where.strip())
        for document, grade, where in _filled(fields, "source", SOURCE)
    )
    if not (told["sources"] or told["development"]):
        raise InvalidValue("a breach needs a source: name a document of the record, or the entry that tells of it")
    if before is not None:
        return replace(before, **told)
    if told["happened"] is None:
        raise InvalidValue("say when it was, as finely as it is known: 2019-02-14, 2019-02 or 2019")
    return Breach(_new_id(zone, told, taken), zone, **told)


def masked(fields: Fields, before: Breach) -> dict[str, str]:
    """A form in which evidence and the message of the line that stand in a breach are not told, only that they stand
    there: a second reader sees when one is taken out."""
    lines = fields.get("evidence", "").splitlines()
    told = {"evidence": "\n".join("[withheld]" if line in before.evidence else line for line in lines)}
    if before.line and fields.get("line") == before.line:
        told["line"] = "[withheld]"
    return {**fields, **told}


def with_withheld(fields: Fields, before: Breach) -> dict[str, str]:
    """A form in which evidence and the message of the line were withheld: what stands is kept, what is new is added."""
    evidence = [*before.evidence, *fields.get("evidence", "").splitlines()]
    return {**fields, "evidence": "\n".join(evidence), "line": fields.get("line", "").strip() or before.line}


def sides_fields(zone: Zone) -> dict[str, str]:
    """The fields of a form that shows what each side says of a zone, and how many breaches it counted."""
    fields: dict[str, str] = {}
    for n, one in enumerate(zone.positions):
        values = (one.party, one.stance, one.words, one.date.text if one.date else "", one.development)
        fields |= {f"position-{n}-{name}": value for name, value in zip(POSITION, values, strict=True)}
    for n, count in enumerate(zone.counts):
        told = (count.by, count.party, count.when.text, str(count.number), count.development)
        fields |= {f"count-{n}-{name}": value for name, value in zip(COUNT, told, strict=True)}
    return fields


def sides_from(fields: Fields, before: Zone) -> Zone:
    """The zone with the positions and counts that a form tells of. Raises InvalidValue for what is none."""
    positions, counts = [], []
    for party, stance, words, date, development in _filled(fields, "position", POSITION):
        if stance not in STANCES:
            raise InvalidValue(f"no position of {party!r}: {stance!r}; choose one of {', '.join(STANCES)}")
        positions.append(Position(party.strip(), cast(Stance, stance), words.strip(), _when(date), development.strip()))
    for by, party, when, number, development in _filled(fields, "count", COUNT):
        instant = _when(when)
        if instant is None or not number.strip().isdecimal():
            raise InvalidValue(f"no count by {by!r}: {number!r} in {when!r}; write a number, and a month like 2023-08")
        counts.append(Count(before.id, by.strip(), party.strip(), instant, int(number), development.strip()))
    return replace(before, positions=tuple(positions), counts=tuple(counts))


def _filled(fields: Fields, kind: str, names: tuple[str, ...]) -> list[list[str]]:
    return [[value for _, _, value in row] for row in rows(fields, kind, names, 0) if row[0][2].strip()]


def _when(text: str) -> When | None:
    return When(text.strip()) if text.strip() else None


def _new_id(zone: str, told: Mapping[str, Any], taken: Container[str]) -> str:
    """`zone/2019-02-14-somebody`, with a number where that is taken."""
    plain = unicodedata.normalize("NFKD", told["party"] or "report").encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain)) or "report"
    day: dt.date = told["happened"].first
    stem = f"{zone}/{told['happened'].text if told['happened'].text[:1].isdigit() else day.isoformat()}-{words[:40]}"
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
