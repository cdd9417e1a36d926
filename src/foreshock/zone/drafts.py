"""From a breach to the draft of a development: what a machine lays before a person, who decides."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

from foreshock.model import Account, Development, Event, InvalidValue, Party, When, Zone
from foreshock.model.tracks import Breach

_ENDED: Final = {"left": "and left", "contact lost": "until contact was lost", "inside": "and is inside still"}


def draft(breach: Breach, zone: Zone, parties: dict[str, Party], number: int = 1) -> Development:
    """The draft of an entry at the zone's flashpoint. `number` is its provisional number on that day.

    It says only what the breach holds. Claims become accounts side by side, none preferred; the event is MOBILIZE, as
    the coding guide has it for entering a declared zone without fighting, and `claimed` unless a track corroborates it.
    Raises InvalidValue for a breach of another zone, or of which not even the year is known.
    """
    if breach.zone != zone.id:
        raise InvalidValue(f"breach {breach.id!r} is of the zone {breach.zone!r}, not {zone.id!r}")
    day, happened = _when(breach)
    party = parties.get(breach.party)
    name = party.name if party else breach.party or "Somebody not identified"
    seen = bool(breach.track)
    sure = seen and not breach.doubts
    text = breach.reported.strip() or _words(breach, zone, name)
    actor = party.code if party and party.code else "UNK"
    roles = [("claim" if claim.party != breach.party else "denial", claim) for claim in breach.claims]
    accounts = tuple(
        Account("third account" if number_ > 1 else role, _name(claim.party, parties), claim.text)  # type: ignore[arg-type]
        for number_, (role, claim) in enumerate(roles)
    )
    return Development(
        id=f"{zone.flashpoint}/{day.isoformat()}/{number}",
        text=text,
        kind="event",
        head="Inside the zone",
        happened=happened,
        place=f"inside {zone.name}",
        tags=("breach, seen" if sure else "breach, doubtful" if seen else "breach, reported",),
        accounts=accounts if len(accounts) > 1 else (),
        open=breach.found if breach.finding != "agreed" else "",
        events=(Event("MOBILIZE", actor, assertion="stated" if sure else "claimed", places=(zone.name,)),),
        sources=breach.sources,
    )


def _when(breach: Breach) -> tuple[dt.date, When | None]:
    """The day the entry stands under, and when it happened as finely as known."""
    began = breach.entered or breach.first
    if began is not None:
        return began.astimezone(dt.UTC).date(), None
    if breach.happened is None:
        raise InvalidValue(f"breach {breach.id!r} has no time: write at least its year first")
    day = breach.happened.first
    return day, None if breach.happened.precision == "day" else breach.happened


def _words(breach: Breach, zone: Zone, name: str) -> str:
    """A seen breach in one sentence or two; no position, and no more figures than are known."""
    ended = _ENDED.get(breach.ended, "")
    depth = f", {math.ceil(breach.depth_m / 1000)} km deep at most" if breach.depth_m and breach.depth_m >= 1000 else ""
    place = zone.name if zone.name[:1].isupper() or zone.name.startswith("the ") else f"the {zone.name}"
    first = f"{name} entered {place}{depth} {ended}".rstrip() + "."
    if breach.fixes == 0:
        first = f"{name} may have been inside {place}; no position inside was received."
    doubts = f" The track is doubtful: {', '.join(breach.doubts)}." if breach.doubts else ""
    return f"{first}{doubts}"


def _name(party: str, parties: dict[str, Party]) -> str:
    return parties[party].name if party in parties else party
