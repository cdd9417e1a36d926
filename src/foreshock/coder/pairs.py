"""Who is paired with whom in an act: each of many with each other side, joint subjects with one another, and never a
side with itself."""

from __future__ import annotations

from typing import Final

from .act import Act
from .naming import UNKNOWN, Party

#: A list of a thousand names would make a million pairs.
_MOST: Final = 20
#: Acts that two joint subjects do to each other where nobody else is named: they meet, agree, trade. Two who condemn,
#: praise or refuse something do it side by side, unless what they do it to lies between them.
_MUTUAL: Final = frozenset(("CONSULT", "COOPERATE", "AGREE"))
_BETWEEN: Final = frozenset(
    "DEAL RELATION TALK COOP CEASEFIRE BORDER ceasefire relations ties difference sign initial ratify".split()
)
_RECIPROCAL: Final = frozenset("trade exchange swap clash fight battle skirmish duel grapple scuffle".split())
#: Acts that one body of a state does to another of the same kind: a president refuses his prime minister's request.
INTERNAL: Final = frozenset(("ACCUSE", "REQUEST", "REJECT", "SUPPORT", "CONSULT", "THREATEN", "SANCTION", "CONCEDE"))
DOMESTIC: Final = frozenset(("ACCUSE", "SUPPORT", "REQUEST", "REJECT", "ASSAULT", "COERCE", "SANCTION", "PROTEST"))
#: Acts by which a whole country, as news says, deals with its own officials (“Chad arrested two ministers”).
_PURGE: Final = frozenset(("ACCUSE", "SANCTION", "COERCE", "ASSAULT", "RETREAT", "PROTEST"))


def _words(rule: str) -> list[str]:
    return rule.replace("[", " ").replace("]", " ").replace(",", " ").split()


def mutual(act: Act) -> bool:
    """Whether joint subjects do the act to each other when nobody else is named."""
    if act.type in _MUTUAL or (act.type == "CONCEDE" and act.rule.startswith("CONCEDE: agree")):
        return True
    if act.type == "RETREAT" and (act.mode == "ceasefire" or act.rule.endswith("effect")):
        return True  # “a truce between Chad and Sudan took effect”
    if act.type == "ACCUSE" and reciprocal(act):
        return True  # “traded accusations”
    if act.type == "REJECT" and act.mode == "meet":
        return True
    if act.mode == "release" and not _RECIPROCAL.isdisjoint(act.rule.split()):
        return True
    if act.type in ("SANCTION", "REJECT", "SUPPORT", "CONCEDE", "RETREAT", "COERCE") and not _BETWEEN.isdisjoint(
        _words(act.rule)
    ):
        return True
    return act.type == "ASSAULT" and (not act.recipients or not _RECIPROCAL.isdisjoint(act.rule.split()))


def reciprocal(act: Act) -> bool:
    """Whether what joint subjects do is done to one another whatever else is named (“exchanged prisoners”)."""
    return not _RECIPROCAL.isdisjoint(act.rule.split())


def paired(
    act: Act, actors: list[Party], recipients: list[Party], each_other: bool = False
) -> list[tuple[Party, Party | None]]:
    """The (actor, recipient) pairs of an act; the recipient is None where nobody is named.

    `each_other` says that joint subjects are told to do it to one another."""
    actors, recipients = actors[:_MOST], recipients[:_MOST]
    within = {p.country for p in recipients} <= {p.country for p in actors}
    if len(actors) > 1 and ((mutual(act) and within) or each_other):
        found: list[tuple[Party, Party | None]] = [(a, b) for a in actors for b in actors if a != b]
        if act.type == "CONSULT" and len({p.country for p in actors}) > 2 and not each_other:
            # Where three or more meet, the first is the one told of, as of “met his Chadian and Malian counterparts”.
            found = [(a, b) for a, b in found if a == actors[0]]
    elif len(actors) > 1 and actors == recipients:
        found = []  # one phrase for both sides: “a plan put forward by Chad and Sudan”
    else:
        found = [(a, r) for a in actors for r in recipients if not selfsame(act, a, r, INTERNAL | DOMESTIC)]
    return found or [(a, None) for a in actors]


def selfsame(act: Act, actor: Party, recipient: Party, kinds: frozenset[str] = INTERNAL) -> bool:
    """Whether an act would be done to its own doer: the same code, or a country and its own branch.

    `kinds` are the acts that one body does to another of the same code."""
    if recipient.start == recipient.end:
        return False  # implied: the own people or government
    if actor.code == recipient.code:
        if actor.country == UNKNOWN or actor.code.endswith(":CIV"):
            return actor.start == recipient.start
        apart = actor.end <= recipient.start or recipient.end <= actor.start
        return not (apart and ":" in actor.code and act.type in kinds)
    # “Iran hanged two men” has its own people as the other side; “Syria moved its army” has none.
    if ":" not in actor.code and recipient.code.endswith((":GOV", ":MIL")):
        return actor.country == recipient.country != UNKNOWN and act.type not in _PURGE
    if actor.country != recipient.country or ":" in recipient.code or actor.country == UNKNOWN:
        return False
    # “Russia's army shelled Chechnya”, “Spain jailed the Catalans”: a part of the country, named apart.
    return act.type not in DOMESTIC or ":" not in actor.code or recipient.start == actor.start
