"""Negation, modality, voice, particle and complement of a verb, read off its dependents."""

from __future__ import annotations

from typing import Final

from .lexicon import Lexicon
from .tree import Tree

_NEGATIVE: Final = frozenset(("not", "n't", "never", "neither", "nor"))
_FUTURE: Final = frozenset(("will", "shall", "'ll", "’ll", "wo", "would", "'d", "’d"))
_MUST: Final = frozenset(("must", "should", "ought"))
_MAYBE: Final = frozenset(("may", "might", "could", "can"))
#: Adverbs that the parser may take a particle for.
_ADVERBS: Final = frozenset(("out", "back", "down", "up", "off", "over", "away", "home", "together"))
_WITH_PURPOSE: Final = frozenset("use work act move join send deploy dispatch call phone telephone".split())


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


def nobody(tree: Tree, i: int) -> bool:
    """Whether the subject of verb `i` is nobody: “no soldiers were killed”, “none of the rebels”, “no one”."""
    subject = tree.kid(i, "nsubj", "nsubjpass")
    words = {tree.lowers[k] for k in tree.having(subject, "det")} if subject >= 0 else set()
    return subject >= 0 and (tree.lowers[subject] in ("nobody", "none") or "no" in words)


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
                # “should have asked us” reproaches, and asks for nothing.
                late = word != "must" and any(tree.lowers[a] == "have" for a in tree.having(i, "aux"))
                return "may" if late else "must"
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


def particle(tree: Tree, i: int) -> str:
    """The particle of verb `i` (“pull out”), or nothing."""
    for k in tree.kids[i]:
        if tree.deps[k] == "prt" or (tree.deps[k] == "advmod" and tree.lowers[k] in _ADVERBS):
            return tree.lowers[k]
    return ""


def objects(tree: Tree, i: int, prepositions: tuple[str, ...]) -> tuple[int, ...]:
    """The objects of those of `prepositions` that hang on `i`."""
    return tuple(k for p, k in tree.preps(i) if p in prepositions)


def complement(lexicon: Lexicon, tree: Tree, i: int) -> int:
    """The verb that completes `i`: an infinitive or gerund, as complement or after a preposition; -1 if none."""
    for k in tree.kids[i]:
        if tree.deps[k] == "xcomp" and (tree.is_verb(k) or tree.lowers[k] == "be"):
            return k
        bare = tree.deps[k] == "ccomp" and tree.tags[k] in ("VB", "VBG") and modality(tree, k) == ""
        if bare and tree.lowers[i] in ("let", "lets", "letting"):
            return k
        if bare and (tree.tags[k] == "VBG" or any(tree.lowers[a] == "to" for a in tree.having(k, "aux"))):
            return k
        if tree.deps[k] == "advcl" and tree.tags[k] == "VBG" and tree.heads[k - 1] == i and tree.deps[k - 1] == "prt":
            return k  # “ruled out pulling its soldiers back”
        if tree.deps[k] == "ccomp" and tree.tags[k] in ("VBN", "VBD") and tree.lowers[i] == "ordered":
            return k  # “ordered two editors jailed”
        if tree.deps[k] == "prep" and (p := tree.kid(k, "pcomp")) >= 0 and tree.is_verb(p):
            return p
    for k in tree.kids[i]:
        if tree.deps[k] == "advcl" and tree.tags[k] == "VB" and i < k:
            lemma = lexicon.lemmas.get(tree.lowers[i], "")
            if "ask" in lexicon.operators.get(lemma, ()) or lemma in _WITH_PURPOSE:
                return k
    return -1


def conditional(tree: Tree, i: int) -> bool:
    """Whether “will” stands under a condition: “unless”, “if”, “until”, “should …”."""
    for k in tree.having(i, "advcl"):
        if any(tree.lowers[m] in ("if", "unless", "until") for m in tree.having(k, "mark", "advmod")):
            return True
        if any(tree.lowers[m] == "should" and m == tree.left_edge(k) for m in tree.having(k, "aux")):
            return True
    return False
