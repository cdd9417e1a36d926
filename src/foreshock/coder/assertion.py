"""How sure it is that an act happened, and by whose word: stated, claimed, confirmed, denied or planned (guide)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .act import Act
from .events import RawEvent
from .naming import POSSESSIVE, UNKNOWN, Party
from .parties import Parties
from .tree import Tree

_ALLEGED: Final = frozenset("reportedly allegedly apparently".split())
#: Acts of one's own that are done, not only said.
_ONGOING: Final = frozenset(("ASSAULT", "RETREAT", "MOBILIZE", "AID", "COERCE", "SANCTION", "COOPERATE", "PROTEST"))
#: Acts that are done by deeds, so that somebody else can tell of them. The others are done by saying them.
DEEDS: Final = _ONGOING | {"CONSULT"}
_UNHURT: Final = ("MOBILIZE", "CONSULT")
_SOURCES: Final = frozenset("source sources resident residents witness witnesses monitor monitors villagers".split())
_HEARD: Final = frozenset(
    "allegation allegations claim claims suspicion suspicions accusation accusations rumour rumours".split()
)
_NAMELESS: Final = frozenset("anonymity anonymous anonymously unnamed unidentified".split())
_PERFECT: Final = frozenset(("had", "has", "have", "'ve"))
_NAMED: Final = frozenset("named identified quoted".split())


def told(tree: Tree, act: Act) -> str:
    """The assertion of an act that the text itself tells of."""
    if act.denied:
        return "denied"
    if act.rule.startswith("ASSAULT: claim"):
        return "confirmed"  # “claimed a drone attack on …”
    if any(tree.lowers[k] in _ALLEGED for k in tree.kids[act.said] + tree.kids[act.verb]):
        return "claimed"
    if tree.deps[act.verb] in ("acl", "ccomp") and tree.lowers[tree.heads[act.verb]] in _HEARD:
        return "claimed"  # “allegations that Chad had killed him”
    return "planned" if act.planned and act.type == "MOBILIZE" else "stated"


def own_word(act: Act, past: bool = False) -> str:
    """The assertion of an act that its own side tells of: done, announced for later, or done by saying it now."""
    if act.planned:
        return "planned" if act.type == "MOBILIZE" else "stated"
    return "confirmed" if past or act.type in _ONGOING else "stated"


def vouched(parties: Parties, tree: Tree, act: Act, speaker: Party | None, who: list[Party], lemma: str) -> str:
    """`confirmed` when the side that did or suffered an act (`who` did it) says so, else `claimed`."""
    if speaker is None or speaker.country == UNKNOWN or lemma in ("claim", "allege"):
        return "claimed"
    if act.planned and act.type == "MOBILIZE" and speaker.country in {p.country for p in who}:
        return "planned"
    sides = {p.country for p in who}
    # Who is only come near to is not hurt, and tells of the other what that one may see otherwise.
    for k in act.recipients if act.type not in _UNHURT else ():
        sides |= {p.country for p in parties.resolve(tree, k, True)}
        if any(tree.lowers[d] in POSSESSIVE for d in tree.having(k, "poss")):
            sides.add(speaker.country)  # “Chad said that Sudan had shot down its plane”
    return "confirmed" if speaker.country in sides else "claimed"


def on_account(tree: Tree, events: Sequence[RawEvent], tellers: Sequence[tuple[list[int], Party]]) -> list[RawEvent]:
    """The events of a sentence, the deeds that it gives on somebody's account vouched for by that one.

    `tellers` are those who tell, each with the tokens of what they tell."""
    found = list(events)
    for tokens, teller in tellers:
        starts = {tree.starts[k] for k in tokens}
        for n, event in enumerate(found):
            if event.assertion == "stated" and event.type in DEEDS and event.action[0] in starts:
                hurt = event.recipient if event.type not in _UNHURT else None
                sides = {event.actor.country, hurt.country if hurt else UNKNOWN}
                sure = "confirmed" if teller.country in sides - {UNKNOWN} else "claimed"
                found[n] = event._replace(assertion=sure)
    return found


def looking_back(tree: Tree, verb: int, speaking: bool) -> bool:
    """Whether a clause under a verb of saying tells of something over: “said that it had refused”, “Chad refused, an
    aide said”. `speaking` is whether a pronoun stands for who says it: “said that it refused” refuses by saying so."""
    if tree.tags[verb] == "VBD":
        return not speaking
    return tree.tags[verb] == "VBN" and any(tree.lowers[k] in _PERFECT for k in tree.having(verb, "aux"))


def binding(tree: Tree, speaker: int, party: Party | None) -> bool:
    """Whether a speaker's word is that of a side, so that it can confirm: neither a newspaper's, a source's or a
    resident's, nor that of somebody who keeps their name back (“speaking on condition of anonymity”)."""
    if party is None or party.code.endswith((":MED", ":CIV")):
        return False
    if speaker < 0:
        return True
    if tree.lowers[speaker] in _SOURCES:
        return False
    verb = tree.heads[speaker]
    near = [*tree.phrase(speaker)[:40], *(j for _, k in tree.preps(verb) for j in tree.phrase(k)[:12])]
    words = [tree.lowers[k] for k in near]
    if not _NAMELESS.isdisjoint(words):
        return False
    return "not" not in words or _NAMED.isdisjoint(words[words.index("not") :])
