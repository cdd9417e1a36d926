"""How sure it is that an act happened, and by whose word: stated, claimed, confirmed, denied or planned (guide)."""

from __future__ import annotations

from typing import Final

from .act import Act
from .naming import UNKNOWN, Party
from .parties import Parties
from .tree import Tree

_ALLEGED: Final = frozenset("reportedly allegedly apparently".split())
#: Acts of one's own that are done, not only said.
_ONGOING: Final = frozenset(("ASSAULT", "RETREAT", "MOBILIZE", "AID", "COERCE", "SANCTION", "COOPERATE", "PROTEST"))


def told(tree: Tree, act: Act) -> str:
    """The assertion of an act that the text itself tells of."""
    if act.denied:
        return "denied"
    if any(tree.lowers[k] in _ALLEGED for k in tree.kids[act.said] + tree.kids[act.verb]):
        return "claimed"
    return "planned" if act.planned and act.type == "MOBILIZE" else "stated"


def own_word(act: Act) -> str:
    """The assertion of an act that its own side tells of: done, announced for later, or done by saying it."""
    if act.planned:
        return "planned" if act.type == "MOBILIZE" else "stated"
    return "confirmed" if act.type in _ONGOING else "stated"


def vouched(parties: Parties, tree: Tree, act: Act, speaker: Party | None, who: list[Party], lemma: str) -> str:
    """`confirmed` when the side that did or suffered an act (`who` did it) says so, else `claimed`."""
    if speaker is None or speaker.country == UNKNOWN or lemma in ("claim", "allege"):
        return "claimed"
    if act.planned and act.type == "MOBILIZE" and speaker.country in {p.country for p in who}:
        return "planned"
    sides = {p.country for p in who}
    for k in act.recipients:
        sides |= {p.country for p in parties.resolve(tree, k, True)}
    return "confirmed" if speaker.country in sides else "claimed"
