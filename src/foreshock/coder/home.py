"""Whom an act at home is done to, where its sentence names nobody: a government's arrests and laws are for its own
people, and a strike, a rising and what its rebels do are against their own government.

Only a sentence that speaks of no other country is read so.
"""

from __future__ import annotations

from typing import Final

from .act import Act
from .mentions import between
from .naming import STATELESS, UNKNOWN, Party
from .parties import Parties
from .tree import Tree

_ARMED: Final = ("REB", "PRM", "TER")
_CIVIL: Final = ("CIV", "REF", "MED")
_STATE: Final = ("GOV", "MIL", "JUD", "LEG", "")
#: What rebels and citizens do that is meant for their government.
_AGAINST: Final = {
    "REB": ("PROTEST", "COERCE", "ASSAULT", "MOBILIZE", "THREATEN", "RETREAT", "CONCEDE", "REJECT", "ACCUSE"),
    "CIV": ("PROTEST", "THREATEN", "RETREAT", "REQUEST", "REJECT", "ACCUSE"),
}
_FRONTIER: Final = frozenset("border borders frontier frontiers crossing crossings".split())
#: What a state does that its people feel.
_UPON: Final = ("COERCE", "SANCTION", "CONCEDE", "AID")


def at_home(parties: Parties, tree: Tree, act: Act, actors: list[Party]) -> list[Party]:
    """The own government or people of the only actor, without a span; empty where the act may be another's concern."""
    if len({p.country for p in actors}) != 1 or actors[0].country in (UNKNOWN, *STATELESS):
        return []
    country, _, role = actors[0].code.partition(":")
    other = _other(act, role) or (
        "CIV" if act.type == "ASSAULT" and role == "GOV" and parties.home() == country else ""
    )
    if not other or _abroad(parties, tree, act.verb, country):
        return []
    at = tree.starts[act.verb]
    return [Party(country if other == "own" else f"{country}:{other}", at, at)]


def faced(parties: Parties, tree: Tree, act: Act, actors: list[Party]) -> list[Party]:
    """Whom forces sent to “the border” stand against, whose crossing is shut: the only other country that the sentence
    names."""
    if (
        act.type not in ("MOBILIZE", "COERCE", "RETREAT")
        or not actors
        or _FRONTIER.isdisjoint(tree.lowers)
        or _far(tree, act)
    ):
        return []
    own = {p.country for p in actors} | {UNKNOWN}
    others = {
        m.code(parties.date).split(":")[0]: m
        for m in between(parties.mentions, tree.starts[0], tree.ends[-1])
        if m.kind != "role" and not m.sponsor
    }
    found = [Party(code, m.start, m.end) for code, m in others.items() if code not in own]
    return found if len(found) == 1 else []


def _far(tree: Tree, act: Act) -> bool:
    """Whether what is shut or opened is no frontier."""
    shut = {tree.lowers[k] for k in act.recipients}
    return act.type != "MOBILIZE" and (act.mode not in ("restrict", "access") or _FRONTIER.isdisjoint(shut))


def _other(act: Act, role: str) -> str:
    if act.rule.startswith(("ASSAULT: claim", "ASSAULT: deny")):
        return ""  # it speaks of an attack told before
    if act.type == "PROTEST":
        return "GOV"
    if role == "PRM" and act.type == "MOBILIZE":
        return ""  # militias that stand by the state
    if role in _ARMED:
        return "GOV" if act.type in _AGAINST["REB"] and act.mode != "resign" else ""
    if role in _CIVIL:
        return "GOV" if act.type in _AGAINST["CIV"] and act.mode != "resign" else ""
    if role not in _STATE:
        return ""
    if act.mode == "resign" or (act.type == "MOBILIZE" and act.mode == "police"):
        return "own"
    if act.mode in ("execute", "release", "crowd-control") and not act.planned:
        return "CIV"
    if act.type == "ACCUSE" and (role == "JUD" or act.mode == "investigate"):
        return "CIV"
    if act.rule.startswith(("RETREAT", "CONCEDE: apolog")):
        return ""  # forces cut or brought home and regrets are nothing done to the own people
    return "CIV" if act.type in _UPON and act.mode != "seize" else ""


def _abroad(parties: Parties, tree: Tree, verb: int, country: str) -> bool:
    """Whether the act's clause names another country or body than `country`."""
    first, last = tree.clause(verb)
    for mention in between(parties.mentions, tree.starts[first], tree.ends[last]):
        if mention.kind == "role" or mention.sponsor:
            continue
        code = mention.code(parties.date)
        if code.split(":")[0] not in (country, UNKNOWN) and not code.endswith(":MED"):
            return True
    return False
