"""What an entry's sentences say of each other: claims of responsibility, denials, and which reading of two stays."""

from __future__ import annotations

from .reading import UNKNOWN, RawEvent


def settle(raw: list[RawEvent]) -> list[RawEvent]:
    """The events of an entry after claims and denials are joined to what they are about and weaker readings yield."""
    return _strongest(_joined(raw))


def _joined(raw: list[RawEvent]) -> list[RawEvent]:
    """An attack by nobody known takes the one who claims it; a denial of a part in it takes its recipient."""
    attacks = [e for e in raw if e.type in ("ASSAULT", "COERCE") and e.recipient is not None]
    spent: set[int] = set()
    found = []
    for event in raw:
        if event.rule.startswith(("ASSAULT: claim responsibility", "ASSAULT: deny")) and event.recipient is None:
            about = next((a for a in attacks if abs(a.sentence - event.sentence) <= 2), None)
            if about is not None:
                event = event._replace(recipient=about.recipient, type=about.type, mode=about.mode)
                if about.actor.country == UNKNOWN and event.assertion == "confirmed":
                    spent.add(id(about))
                    event = event._replace(sentence=about.sentence)
        found.append(event)
    return [e for e in found if id(e) not in spent]


def _strongest(raw: list[RawEvent]) -> list[RawEvent]:
    """An event of unknown sides yields to a known one beside it, a vague one to a specific one of the same pair."""
    kept = []
    for event in raw:
        rivals = [r for r in raw if r is not event and r.sentence == event.sentence]
        if event.actor.country == UNKNOWN and any(r.level < event.level or r.actor.country != UNKNOWN for r in rivals):
            continue
        same = [r for r in raw if r is not event and r.type == event.type and r.actor.code == event.actor.code]
        if event.recipient is None and any(r.recipient is not None for r in same):
            continue
        if event.strength == 0 and any(r.strength > 0 and _same_pair(r, event) for r in rivals):
            continue
        if event.type == "REQUEST" and any(r.type == "THREATEN" and _same_pair(r, event) for r in rivals):
            continue
        kept.append(event)
    return kept


def _same_pair(a: RawEvent, b: RawEvent) -> bool:
    return a.actor.country == b.actor.country and (
        (a.recipient.country if a.recipient else None) == (b.recipient.country if b.recipient else None)
    )
