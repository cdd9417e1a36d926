"""Negation, modality and voice of a verb, read off its dependents."""

from __future__ import annotations

from typing import Final

from .tree import Tree

_NEGATIVE: Final = frozenset(("not", "n't", "never", "neither", "nor"))
_FUTURE: Final = frozenset(("will", "shall", "'ll", "’ll", "wo", "would", "'d", "’d"))
_MUST: Final = frozenset(("must", "should", "ought"))
_MAYBE: Final = frozenset(("may", "might", "could", "can"))


def negated(tree: Tree, i: int) -> bool:
    """Whether verb `i` is denied: “not”, “never”, “no longer”, or “neither” and “no” at its subject."""
    for k in tree.kids[i]:
        if tree.deps[k] == "neg" or tree.lowers[k] in _NEGATIVE:
            return True
        if tree.deps[k] == "advmod" and tree.lowers[k] == "longer":
            return True
        if tree.deps[k] in ("nsubj", "preconj") and any(
            tree.lowers[d] in ("neither", "no", "none") for d in (k, *tree.kids[k])
        ):
            return True
    return False


def modality(tree: Tree, i: int) -> str:
    """`will`, `must`, `may` or `` for verb `i`, from its auxiliaries."""
    for k in tree.kids[i]:
        if tree.deps[k] in ("aux", "auxpass"):
            word = tree.lowers[k]
            if word in _FUTURE:
                # “would have sent” did not happen.
                lost = word in ("would", "'d") and any(tree.lowers[a] == "have" for a in tree.having(i, "aux"))
                return "may" if lost else "will"
            if word in _MUST:
                return "must"
            if word in _MAYBE:
                return "may"
    if tree.deps[i] == "conj" and tree.tags[i] == "VB" and tree.kid(i, "nsubj", "aux") < 0:
        return modality(tree, tree.heads[i])
    return ""


def passive(tree: Tree, i: int) -> bool:
    """Whether verb `i` is passive: its grammatical subject is what the act is done to."""
    if tree.kid(i, "nsubjpass", "auxpass") >= 0:
        return True
    if tree.deps[i] != "acl" or tree.tags[i] != "VBN" or tree.kid(i, "nsubj", "aux") >= 0:
        return False
    # “Chadian forces massed along the border”, read as a phrase: its noun is the subject.
    return tree.kid(i, "agent") >= 0 or not (tree.heads[i] in tree.roots and tree.predicate(tree.heads[i]) == i)
