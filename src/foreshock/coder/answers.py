"""Whom an act answers, where its own clause does not say: the other side of what the text has told before."""

from __future__ import annotations

from typing import Final

from .act import Act
from .events import ASIDE
from .lexicon import Lexicon
from .naming import UNKNOWN, Party, begins_definite, definite
from .parties import Parties
from .tree import Tree

_ANSWERS: Final = frozenset("ACCUSE REJECT THREATEN SANCTION MOBILIZE REQUEST CONCEDE AGREE".split())
_ANSWERING: Final = ("REJECT", "ACCUSE", "THREATEN", "SANCTION")
_BLAMING: Final = ("ACCUSE", "SANCTION", "THREATEN", "MOBILIZE")
_SPEAKING: Final = frozenset("ACCUSE REJECT PROTEST SUPPORT THREATEN".split())
_DEEDS: Final = frozenset(
    "move moves decision decisions step steps measure measures ban sanctions arrest arrests raid raids attack attacks "
    "strike strikes bombing shelling killing killings verdict ruling sentence visit deployment expulsion test launch "
    "incursion seizure closure blockade statement remarks claim claims accusation accusations charge charges demand "
    "demands request proposal offer resolution".split()
)
_ATTACK: Final = frozenset(("ASSAULT",))
_DONE: Final = frozenset("SANCTION COERCE MOBILIZE ASSAULT RETREAT CONCEDE AGREE AID COOPERATE SUPPORT CONSULT".split())
#: Nouns that take up a deed told before, and the types of act that they name.
_KINDS: Final = {
    **dict.fromkeys("move moves decision step steps measure measures announcement".split(), _DONE),
    **dict.fromkeys(
        "attack attacks strike strikes bombing bombardment shelling airstrike airstrikes assault massacre raid raids "
        "killing killings assassination barrage".split(),
        _ATTACK,
    ),
}
#: Deeds whose “of” names the doer.
_SAID: Final = frozenset("decision decisions verdict ruling statement remarks claim demand proposal offer".split())
#: Classes of nouns that name an act, or what it is done with.
_ACTS: Final = frozenset(
    "ATTACK RESTRICT SANCTIONS PROBE SUIT CRITICISM DEMAND ARREST WITHDRAWAL DEPLOYMENT DRILL MISSILE PROTEST THREAT "
    "VISIT TALK DEAL PARDON RELATION DIPLOMAT TRADE FORCES WEAPON AID MONEY".split()
)
_REPLIES: Final = frozenset("REJECT AGREE CONCEDE SUPPORT ACCUSE".split())
_OFFICIAL: Final = ("GOV", "MIL")
_ENDS: Final = frozenset("end halt stop cessation ceasefire cease-fire truce restraint calm de-escalation".split())
_LAUNCH: Final = frozenset("launch launching firing launchers launcher source sources".split())
_RETURNED: Final = frozenset("back return returned retaliation retaliated response".split())
#: What an onlooker does to the doer of an act.
_JUDGING: Final = frozenset(("ACCUSE", "SANCTION", "THREATEN"))


def answered(parties: Parties, lexicon: Lexicon, tree: Tree, act: Act, actors: list[Party], level: int) -> list[Party]:
    """The other side of what was told before, for an answer to it whose own clause names nobody (“called the
    shelling a massacre”, “rejected the demand”): who had a part in it answers its other side, an onlooker its doer."""
    within = act.type in _ANSWERS if level < ASIDE else act.type == "REJECT"
    within &= not (act.type == "MOBILIZE" and act.planned)  # what is announced goes somewhere, against nobody yet
    within |= act.type == "ASSAULT" and _struck_back(parties, tree, act)
    within |= act.rule.endswith("in answer")
    within |= act.type == "ASSAULT" and tree.lowers[act.verb] in _RETURNED  # “returned fire”
    within |= act.type == "ASSAULT" and any(
        tree.lowers[k] in _RETURNED for j in (act.verb, *tree.having(act.verb, "prep")) for k in tree.kids[j]
    )
    onlooker = (
        act.type in _JUDGING
        or act.rule.endswith("in answer")
        or (act.type in _REPLIES and parties.story.asked({p.country for p in actors}))
        or (act.type in ("SUPPORT", "REJECT") and _of_act(tree, act))
    )
    onlooker &= level < ASIDE - 1 and not (act.type in ("THREATEN", "AGREE") and _another(lexicon, tree, act))
    if not within and not onlooker:
        return []
    at = tree.starts[act.verb]
    if act.type == "REQUEST" and _parting(parties, tree, act, actors):
        return [p._replace(start=at, end=at) for p in parties.story.two()]
    if act.type == "REQUEST" and not parties.story.quarrel():
        return []  # “praised China and called for a new currency”
    return [p._replace(start=at, end=at) for p in _opponents(parties, act, actors, onlooker)]


def _parting(parties: Parties, tree: Tree, act: Act, actors: list[Party]) -> bool:
    """Whether somebody else calls for an end to a fight of two that was told last: “appealed for a halt to it”."""
    ends = any(tree.lowers[k] in _ENDS for p, k in tree.preps(act.verb) if p == "for")
    last = parties.story.told[-1] if parties.story.told else None
    if not ends or last is None or last.type != "ASSAULT":
        return False
    return {p.country for p in parties.story.two()}.isdisjoint(p.country for p in actors)


def _struck_back(parties: Parties, tree: Tree, act: Act) -> bool:
    """Whether the act hits the place from which the attack told last came: “shelled the launch sites”."""
    obj = tree.kid(act.verb, "dobj")
    last = parties.story.told[-1] if parties.story.told else None
    if obj < 0 or last is None or last.type != "ASSAULT":
        return False
    phrase = [obj, *tree.having(obj, "compound", "amod")]
    return not _LAUNCH.isdisjoint(tree.lowers[k] for k in phrase)


def _another(lexicon: Lexicon, tree: Tree, act: Act) -> bool:
    """Whether the act has an object of its own that is no act and none told of (“threatened to fine
    illegal loggers”)."""
    for k in act.recipients or tree.having(act.verb, "dobj"):
        plain = tree.tags[k] in ("NN", "NNS") and tree.lowers[k] not in _DEEDS and not definite(tree, k)
        if plain and lexicon.classes_of(tree.lowers[k]).isdisjoint(_ACTS):
            return True
    return False


def _opponents(parties: Parties, act: Act, actors: list[Party], onlooker: bool) -> list[Party]:
    """The other side of the story for all actors of an act, none of them among it."""
    own = {p.country for p in actors}
    if not own or UNKNOWN in own:
        return []
    found = parties.story.against(
        actors[0].country, onlooker=onlooker, blamed=act.type in _BLAMING, reply=act.type == "AGREE"
    )
    if not parties.story.told and parties.before is not None and act.type in _ANSWERING:
        found = [parties.before]  # nothing told yet but who spoke
    return found if found and len(own) == 1 and parties.story.told else [p for p in found if p.country not in own]


def helped(parties: Parties, tree: Tree, act: Act, actors: list[Party], gives: bool) -> list[Party]:
    """Whom aid is for where its clause does not say: those of whom the text has told, else the country it speaks of
    most. `gives` says that what is given or promised is help."""
    own = {p.country for p in actors}
    if not (gives or act.rule.startswith("AID")) or act.type not in ("AID", "AGREE") or not own or UNKNOWN in own:
        return []
    at = tree.starts[act.verb]
    if told := parties.story.needy(own):
        return [p._replace(start=at, end=at) for p in told]
    scene = parties.scene(own, tree.ends[-1]) if gives else ""
    return [Party(scene, at, at)] if scene else []


def referred(parties: Parties, tree: Tree, act: Act, actors: list[Party]) -> list[Party]:
    """Whose deed the object names: “protested against the measures”, “hailed the decision”."""
    if act.type not in _SPEAKING:
        return []
    own = {p.country for p in actors}
    for k in act.recipients:
        if any(p == "by" for p, _ in tree.preps(k)) or (
            tree.lowers[k] in _SAID and any(p == "of" for p, _ in tree.preps(k))
        ):
            continue  # “the decision of the referee”: it says whose
        if tree.deps[k] == "nsubj" or not definite(tree, k):
            continue
        if (found := author(parties, tree, k)) and own.isdisjoint(p.country for p in found):
            return [p._replace(start=tree.starts[k], end=tree.ends[k]) for p in found]
        if tree.lowers[k] in _DEEDS:
            return [p._replace(start=tree.starts[k], end=tree.ends[k]) for p in _opponents(parties, act, actors, True)]
    return []


def author(parties: Parties, tree: Tree, k: int) -> list[Party]:
    """Whose deed noun `k` takes up: “the bombardment” is of who bombed last, “the step” of who last did something."""
    return parties.story.author(_KINDS[tree.lowers[k]]) if tree.lowers[k] in _KINDS else []


def carried_out(parties: Parties, tree: Tree, act: Act) -> list[Party]:
    """Whom the attack told before was done to: “said that it had carried out the attack”."""
    obj = tree.kid(act.verb, "dobj") if act.type == "ASSAULT" else -1
    if obj < 0 or _KINDS.get(tree.lowers[obj]) != _ATTACK or not definite(tree, obj) or any(tree.preps(obj)):
        return []
    last = parties.story.told[-1] if parties.story.told else None
    return list(last.others) if last is not None and last.type == "ASSAULT" else []


def provoked(parties: Parties, tree: Tree, act: Act, subject: int) -> list[Party]:
    """Who is answered by what his deed drew: “the step drew criticism from Chad”, “…, drawing a rebuke from Chad”."""
    if subject >= 0 and (found := author(parties, tree, subject)):
        return found
    told = parties.story.told
    here = bool(told) and told[-1].sentence == parties.story.now and tree.deps[act.verb] == "advcl"
    return list(told[-1].doers) if here else []


def taken_up(parties: Parties, tree: Tree, act: Act, actor: Party, recipients: list[Party]) -> Party:
    """An actor known only by its role, as a protagonist of what was told before: the one that the act's other side
    has to do with (“tanks were moved up to the Syrian border”), or the one that has to answer (“the junta refused”)."""
    role = actor.code.partition(":")[2]
    if role not in _OFFICIAL:
        return actor
    named = {p.country for p in recipients if p.country != UNKNOWN}
    if len(named) == 1:
        found = parties.story.against(named.pop(), onlooker=False)
    elif not recipients and act.type in _REPLIES and begins_definite(tree, actor):
        found = list(parties.story.addressed())
    else:
        return actor
    return actor._replace(code=f"{found[0].country}:{role}") if len(found) == 1 else actor


def _of_act(tree: Tree, act: Act) -> bool:
    """Whether the object is an act told before: “welcomed the decision”."""
    obj = tree.kid(act.verb, "dobj")
    return obj >= 0 and any(tree.lowers[k] in ("the", "this", "that") for k in tree.kids[obj])
