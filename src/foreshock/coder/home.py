"""Whom an act at home is done to, where its sentence names nobody: a government's arrests and laws are for its own
people, and a strike, a rising and what its rebels do are against their own government.

Only a sentence that speaks of no other country is read so.
"""

from __future__ import annotations

from typing import Final

from .frames import Act
from .mentions import between
from .naming import ASIDE, STATELESS, UNKNOWN, Party, definite
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
_ANSWERS: Final = frozenset("ACCUSE REJECT THREATEN SANCTION MOBILIZE REQUEST CONCEDE AGREE".split())
_SPEAKING: Final = frozenset("ACCUSE REJECT PROTEST SUPPORT THREATEN".split())
_DEEDS: Final = frozenset(
    "move moves decision decisions step steps measure measures ban sanctions arrest arrests raid raids attack attacks "
    "strike strikes bombing shelling killing killings verdict ruling sentence visit deployment expulsion test launch "
    "incursion seizure closure blockade statement remarks claim claims accusation accusations charge charges demand "
    "demands request proposal offer resolution".split()
)
_REPLIES: Final = frozenset("REJECT AGREE CONCEDE SUPPORT ACCUSE".split())
_OFFICIAL: Final = ("GOV", "MIL")
_RETURNED: Final = frozenset("back return returned retaliation retaliated response".split())
_FRONTIER: Final = frozenset(("border", "borders", "frontier", "frontiers"))
#: What an onlooker does to the doer of an act.
_JUDGING: Final = frozenset(("ACCUSE", "SANCTION", "THREATEN"))
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
    """Whom forces sent to “the border” stand against: the only other country that the sentence names."""
    if act.type != "MOBILIZE" or not actors or _FRONTIER.isdisjoint(tree.lowers):
        return []
    own = {p.country for p in actors} | {UNKNOWN}
    others = {
        m.code(parties.date).split(":")[0]: m
        for m in between(parties.mentions, tree.starts[0], tree.ends[-1])
        if m.kind != "role" and not m.sponsor
    }
    found = [Party(code, m.start, m.end) for code, m in others.items() if code not in own]
    return found if len(found) == 1 else []


def answered(parties: Parties, tree: Tree, act: Act, actors: list[Party], level: int) -> list[Party]:
    """The other side of what was told before, for an answer to it whose own clause names nobody (“called the
    shelling a massacre”, “rejected the demand”): who had a part in it answers its other side, an onlooker its doer."""
    if len({p.country for p in actors}) != 1 or actors[0].country == UNKNOWN:
        return []
    country = actors[0].country
    within = act.type in _ANSWERS if level < ASIDE else act.type == "REJECT"
    within |= act.type == "ASSAULT" and not _RETURNED.isdisjoint(tree.lowers)
    onlooker = (
        act.type in _JUDGING
        or (act.type in _REPLIES and parties.story.asked())
        or (act.type == "SUPPORT" and _of_act(tree, act))
    )
    if not within and not onlooker:
        return []
    at = tree.starts[act.verb]
    if act.type == "REQUEST" and not parties.story.quarrel():
        return []  # “praised China and called for a new currency”
    found = parties.story.against(country, onlooker=onlooker and level < ASIDE - 1)
    return [p._replace(start=at, end=at) for p in found]


def referred(parties: Parties, tree: Tree, act: Act, actors: list[Party]) -> list[Party]:
    """Whose deed the object names: “protested against the measures”, “hailed the decision”."""
    if act.type not in _SPEAKING or len({p.country for p in actors}) != 1 or actors[0].country == UNKNOWN:
        return []
    for k in act.recipients:
        if tree.lowers[k] in _DEEDS and definite(tree, k) and tree.deps[k] != "nsubj":
            return [
                p._replace(start=tree.starts[k], end=tree.ends[k]) for p in parties.story.against(actors[0].country)
            ]
    return []


def taken_up(parties: Parties, tree: Tree, act: Act, actor: Party, recipients: list[Party]) -> Party:
    """An actor known only by its role, as a protagonist of what was told before: the one that the act's other side
    has to do with (“tanks were moved up to the Syrian border”), or the one that has to answer (“the junta refused”)."""
    role = actor.code.partition(":")[2]
    if role not in _OFFICIAL:
        return actor
    named = {p.country for p in recipients if p.country != UNKNOWN}
    if len(named) == 1:
        found = parties.story.against(named.pop(), onlooker=False)
    elif not recipients and act.type in _REPLIES and parties.definite(tree, actor):
        found = list(parties.story.addressed())
    else:
        return actor
    return actor._replace(code=f"{found[0].country}:{role}") if len(found) == 1 else actor


def _of_act(tree: Tree, act: Act) -> bool:
    """Whether the object is an act told before: “welcomed the decision”."""
    obj = tree.kid(act.verb, "dobj")
    return obj >= 0 and any(tree.lowers[k] in ("the", "this", "that") for k in tree.kids[obj])


def _other(act: Act, role: str) -> str:
    if act.rule.startswith(("ASSAULT: claim", "ASSAULT: deny")):
        return ""  # it speaks of an attack told before
    if act.type == "PROTEST":
        return "GOV"
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
