"""Clauses that the parser joins, parted: each verb of saying gets its own subject back.

An inserted or closing “…, an envoy said” is read as one more name of what stands before it, and the object of a first
clause together with the subject of the second (“blamed Chad and Mali vowed”).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .tree import Tree

#: Verbs of saying after which a sentence ends.
_CLOSING: Final = frozenset(
    "said added confirmed announced reported insisted claimed warned acknowledged declared noted explained stated "
    "argued conceded admitted maintained cautioned predicted alleged".split()
)


def part(tree: Tree) -> None:
    """Part the clauses of a sentence; changes the tree in place."""
    for i, dep in enumerate(tree.deps):
        if dep == "parataxis" and tree.tags[i] in ("VBD", "VBZ"):
            _insert(tree, i)
    for root in list(tree.roots):
        _part_clauses(tree, root)
    _close(tree)


def _insert(tree: Tree, i: int) -> None:
    """Give an inserted verb its subject where the parser takes that for another name of what stands before:
    “Chad, an envoy of Mali warned, would face …”."""
    if i + 1 >= len(tree.words) or tree.words[i + 1] != ",":
        return
    if tree.kid(i, "nsubj", "nsubjpass") >= 0:
        return
    j = i - 1
    while j > 0 and tree.deps[j] in ("pobj", "prep", "compound", "poss", "case") and tree.heads[j] < i:
        j = tree.heads[j]
    if tree.deps[j] != "appos" or tree.tags[j] not in ("NN", "NNS", "NNP") or tree.left_edge(j) == 0:
        return
    if tree.words[tree.left_edge(j) - 1] != ",":
        return
    _move(tree, j, i, "nsubj")


def _close(tree: Tree) -> None:
    """Give the verb of saying that ends a sentence its subject: “…, Chad's envoy, Ada Bright, confirmed.”"""
    i = len(tree.words) - 1
    while i > 2 and not tree.words[i].isalpha():
        i -= 1
    if i < 4 or tree.lowers[i] not in _CLOSING or tree.deps[i] == "ROOT" or tree.kid(i, "nsubj", "aux") >= 0:
        return
    j = i - 1 if tree.words[i - 1] != "," else i - 2
    while tree.deps[j] in ("appos", "compound", "pobj", "prep", "poss") and tree.heads[j] < i:
        j = tree.heads[j]
    first = tree.left_edge(j)
    if not tree.tags[j].startswith("N") or first < 1 or tree.words[first - 1] != "," or tree.heads[j] == i:
        return
    if tree.tags[tree.heads[j]].startswith("V") and i not in tree.subtree(j):
        _move(tree, j, i, "nsubj")
        tree.deps[i] = "parataxis"


def _part_clauses(tree: Tree, root: int) -> None:
    """Two clauses where the parser joins the object of the first to the subject of the second: “Chad blamed Mali
    and Niger vowed to help”."""
    subject, first = tree.kid(root, "nsubj"), tree.kid(root, "ccomp")
    if not 0 <= first < subject or tree.tags[first] not in ("VBD", "VBZ", "VBP"):
        return
    if tree.kid(first, "nsubj") < 0 or tree.kid(first, "dobj", "mark", "ccomp") >= 0:
        return
    joined = next((k for k in tree.having(subject, "nmod", "conj") if first < k < subject), -1)
    if joined < 0 or tree.left_edge(joined) != first + 1 or tree.kid(joined, "cc") < 0:
        return
    _move(tree, joined, first, "dobj")
    for k in tree.having(joined, "conj"):
        _move(tree, k, subject, "compound")
    tree.heads[first], tree.deps[first] = first, "ROOT"
    tree.heads[root], tree.deps[root] = first, "conj"
    tree.hang(first)


def _move(tree: Tree, i: int, head: int, dep: str) -> None:
    """Hang token `i` on another as its `dep`."""
    tree.kids[tree.heads[i]].remove(i)
    tree.kids[head] = sorted([*tree.kids[head], i])
    tree.heads[i], tree.deps[i] = head, dep
