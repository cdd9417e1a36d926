"""Words that judge: a name given to somebody (“called him a liar”), an attack in words (“a scathing attack on”)."""

from __future__ import annotations

from typing import Final

from .act import Act
from .grammar import objects
from .nouns import Nouns
from .tree import Tree

_SHARP: Final = frozenset(
    "scathing verbal stinging blistering withering twitter rhetorical extraordinary personal media".split()
)
_SELVES: Final = frozenset("itself himself herself themselves ourselves myself".split())
#: Verbs that give a name.
NAMING: Final = frozenset(
    "call brand label dub term describe portray paint denounce condemn deem consider characterise characterize "
    "declare designate compare liken dismiss regard depict style".split()
)
_DECLARING: Final = frozenset(("declare", "designate"))
_PARIAHS: Final = frozenset(("sponsor", "sponsors", "pariah"))


def named(nouns: Nouns, tree: Tree, i: int, lemma: str, obj: int) -> Act | None:
    """“called the envoy a liar”, “described the vote as a sham”: the name given is the judgement."""
    if obj < 0:
        # “called Bolivia a nest of thieves”, read as a clause
        name = next((k for k in tree.having(i, "ccomp", "xcomp") if tree.tags[k].startswith("N")), -1)
        obj = tree.kid(name, "nsubj") if name >= 0 else -1
    if obj < 0 and len(both := tree.having(i, "oprd")) > 1:
        obj = both[0]
    apposed = tree.having(both[0], "appos") if obj < 0 and len(both) == 1 else []
    if apposed:
        obj = both[0]  # “called Chad's envoy a fool”, read as one phrase
    if obj < 0 or tree.lowers[obj] in _SELVES:
        return None
    if lemma == "dismiss" and not nouns.classes(tree, obj).isdisjoint(("DEMAND", "SUIT", "CRITICISM", "report")):
        return None  # “dismissed the demand as meddling” answers it
    names = apposed + tree.having(i, "oprd", "xcomp", "ccomp", "acomp", "npadvmod", "advcl")
    names += [k for k in tree.having(i, "dobj") if k > obj]
    names += [k for a in tree.subtree(i) if tree.lowers[a] == "as" and a > obj for k in tree.kids[a]]
    for k in (word for name in names if name != obj for word in tree.subtree(name)[:12]):
        if lemma in _DECLARING and tree.lowers[k] not in _PARIAHS:
            continue  # “declared the vote unfair” rules on it
        mood = nouns.lexicon.moods.get(tree.lowers[k])
        if mood in ("blame", "allege", "insult"):
            return Act("ACCUSE", "disapprove", i, i, (obj,), f"ACCUSE: {lemma} {tree.lowers[k]}", 3)
        if mood in ("praise", "acclaim"):
            return Act("SUPPORT", None, i, i, (obj,), f"SUPPORT: {lemma} {tree.lowers[k]}", 2)
    return None


def attack_in_words(tree: Tree, i: int, attack: int) -> Act | None:
    """“launched a blistering attack on the cabinet”: the noun `attack` means a charge, not an assault."""
    if not any(tree.lowers[k] in _SHARP for k in tree.kids[attack]):
        return None
    aims = objects(tree, attack, ("on", "against", "at"))
    return Act("ACCUSE", "disapprove", i, i, aims, "ACCUSE: sharp words", 3)
