"""What an entry's sentences say of each other: claims of responsibility, denials, and which reading of two stays."""

from __future__ import annotations

from .events import ASIDE, RawEvent
from .naming import UNKNOWN, Party


def settle(raw: list[RawEvent], sentences: int = 1) -> list[RawEvent]:
    """The events of an entry after claims and denials are joined to what they are about and weaker readings yield.

    In a text of several `sentences` an act without any known side counts only as an attack, and a guess from a noun or
    a clause inside a phrase only with both sides."""
    if sentences > 1:
        raw = [e for e in raw if e.strength or e.level < 2 or (e.recipient and UNKNOWN not in _countries(e))]
        raw = [e for e in raw if e.type == "ASSAULT" or {*_countries(e)} - {UNKNOWN, ""}]
    return _merged(_came_of_it(_strongest(_joined(raw))))


def _countries(event: RawEvent) -> tuple[str, str]:
    return event.actor.country, event.recipient.country if event.recipient else ""


def _joined(raw: list[RawEvent]) -> list[RawEvent]:
    """An attack by nobody known takes the one who claims it; a denial of a part in it takes its recipient."""
    attacks: dict[int, RawEvent] = {}
    for event in raw:
        if event.type in ("ASSAULT", "COERCE") and event.recipient is not None:
            known = attacks.get(event.sentence)
            if known is None or (known.type != "ASSAULT" == event.type):
                attacks[event.sentence] = event
    spent: set[int] = set()
    found = []
    for event in raw:
        if event.rule.startswith(("ASSAULT: claim responsibility", "ASSAULT: deny")) and event.recipient is None:
            near = (attacks.get(event.sentence + step) for step in (-2, -1, 0, 1, 2))
            about = next((a for a in near if a is not None), None)
            if about is not None:
                event = event._replace(recipient=about.recipient, type=about.type, mode=about.mode)
                if about.actor.country == UNKNOWN and event.assertion == "confirmed":
                    spent.add(id(about))
                    event = event._replace(sentence=about.sentence)
        elif event.assertion == "denied" and event.type in ("ASSAULT", "COERCE") and _nobody_else(event):
            event = event._replace(recipient=_hurt(event, attacks, raw) or event.recipient)
        elif event.assertion == "confirmed" and event.recipient is not None:
            # “said that it had carried out the attack”: the one told before by nobody known.
            near = (attacks.get(event.sentence + step) for step in (-2, -1))
            spent |= {id(a) for a in near if a and a.actor.country == UNKNOWN and _same_deed(a, event)}
        found.append(event)
    denied = {(e.type, *_countries(e)) for e in found if e.assertion == "denied"}
    # Whoever did it denies what whoever was hurt says.
    claimed = {id(e) for e in found if e.assertion in ("claimed", "confirmed") and (e.type, *_countries(e)) in denied}
    return [e for e in found if id(e) not in spent | claimed]


def _same_deed(a: RawEvent, b: RawEvent) -> bool:
    return (
        a.type == b.type
        and a.recipient is not None
        and b.recipient is not None
        and a.recipient.code == b.recipient.code
    )


def _nobody_else(event: RawEvent) -> bool:
    return event.recipient is None or event.recipient.country in (UNKNOWN, event.actor.country)


def _hurt(event: RawEvent, attacks: dict[int, RawEvent], raw: list[RawEvent]) -> Party | None:
    """Whom a denied deed was done to, where its clause does not say: whom the text says was attacked just before, by
    the one who denies it or by nobody known, else who accused the one who denies."""
    for step in (0, -1, -2):
        about = attacks.get(event.sentence + step)
        if about is None or about is event or about.actor.country not in (UNKNOWN, event.actor.country):
            continue
        if about.recipient and about.recipient.country != event.actor.country:
            return about.recipient
    charges = (e for e in reversed(raw) if e.type == "ACCUSE" and e.recipient and e.sentence <= event.sentence)
    return next((e.actor for e in charges if e.recipient and e.recipient.country == event.actor.country), None)


def _merged(raw: list[RawEvent]) -> list[RawEvent]:
    """One event where two differ only in how closely they name the same sides (“the U.S.” and “U.S. jets”)."""
    loose: set[tuple[str, str, str, str]] = set()
    for event in raw:
        actor, recipient = _sides(event)
        vague = {(a, r) for a in (actor, actor.split(":")[0]) for r in (recipient, recipient.split(":")[0])}
        loose |= {(event.type, event.assertion, a, r) for a, r in vague - {(actor, recipient)}}
    return [e for e in raw if (e.type, e.assertion, *_sides(e)) not in loose]


def _sides(event: RawEvent) -> tuple[str, str]:
    return event.actor.code, event.recipient.code if event.recipient else ""


def _strongest(raw: list[RawEvent]) -> list[RawEvent]:
    """An event of unknown sides yields to a known one beside it, a vague one to a specific one of the same pair."""
    kept = []
    beside: dict[int, list[RawEvent]] = {}
    aimed = {(e.type, e.actor.code) for e in raw if e.recipient is not None}
    for event in raw:
        beside.setdefault(event.sentence, []).append(event)
    for event in raw:
        # What a relative clause tells beside the main clause takes nothing away from it.
        rivals = [r for r in beside[event.sentence] if r is not event and r.level < ASIDE]
        if event.actor.country == UNKNOWN and any(
            r.level < event.level or (r.actor.country != UNKNOWN and not _struck(event, r)) for r in rivals
        ):
            continue
        if event.recipient is None and (event.type, event.actor.code) in aimed:
            continue
        weak = event.strength == 0 and event.level < ASIDE
        if weak and any(r.strength > 0 and _same_pair(r, event) for r in rivals):
            continue
        if event.type == "REQUEST" and any(r.type == "THREATEN" and _same_pair(r, event) for r in rivals):
            continue
        kept.append(event)
    return kept


def _struck(event: RawEvent, rival: RawEvent) -> bool:
    """Whether an event by nobody known is an attack on somebody named, and so something else than what is said of it
    (“gunmen stormed a Chadian camp, and Chad blamed Sudan”)."""
    if event.type not in ("ASSAULT", "COERCE") or event.level > 0 or rival.type in ("ASSAULT", "COERCE"):
        return False
    return event.recipient is not None and event.recipient.country != UNKNOWN


def _came_of_it(raw: list[RawEvent]) -> list[RawEvent]:
    """Events without what only tells how an incident came about or what it led to: the border crossed by forces that
    are fired at for it, the dead of an attack whose target is named."""
    beside: dict[int, list[RawEvent]] = {}
    for event in raw:
        if event.recipient is not None:
            beside.setdefault(event.sentence, []).append(event)
    return [e for e in raw if not _consequent(e, [r for r in beside.get(e.sentence, ()) if r is not e])]


def _consequent(event: RawEvent, near: list[RawEvent]) -> bool:
    """Whether an event only led to one of those `near` it in its sentence, or came of it."""
    own = [e for e in near if e.type == "ASSAULT" and e.actor.code == event.actor.code]
    if event.type == "MOBILIZE" and "scramble" in event.rule:
        return bool(own)  # “scrambled jets and shot down a drone”
    if event.type == "MOBILIZE" and event.recipient is not None and event.level > 0:
        sides = {event.actor.country, event.recipient.country}
        hard = (e for e in near if e.type in ("ASSAULT", "COERCE"))
        return any({e.actor.country, e.recipient.country} == sides for e in hard if e.recipient)
    return event.rule == "ASSAULT: kill" and event.level == 1 and any(e.level == 0 for e in own)


def _same_pair(a: RawEvent, b: RawEvent) -> bool:
    return a.actor.country == b.actor.country and (
        (a.recipient.country if a.recipient else None) == (b.recipient.country if b.recipient else None)
    )
