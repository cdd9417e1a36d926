"""Exercises and patrols: held alone they show force (MOBILIZE), held with somebody they are COOPERATE."""

from __future__ import annotations

from typing import Final

from .act import Act
from .tree import Tree

_EXERCISING: Final = frozenset(
    "exercise exercises exercised exercising drill drills drilled drilling manoeuvre manoeuvres maneuver maneuvers "
    "patrol patrols patrolled patrolling train trained training rehearse rehearsed rehearsal practise practised "
    "practiced".split()
)
TOGETHER: Final = frozenset(("joint", "jointly", "together"))


def exercise(tree: Tree, act: Act) -> bool:
    """Whether a deployment or a training is an exercise or a patrol."""
    alone = act.type == "AID" and "train" in act.rule and tree.kid(act.verb, "dobj") < 0
    if (act.type != "MOBILIZE" and not alone) or act.rule.endswith("in answer"):
        return False
    return any(tree.lowers[k] in _EXERCISING for k in tree.phrase(act.verb)[:60])


def joint(tree: Tree, act: Act) -> bool:
    """Whether an exercise is held with somebody."""
    near = tree.phrase(act.verb)
    if any(tree.lowers[k] in ("with", "alongside") and tree.kid(k, "pobj") >= 0 for k in near[:60]):
        return True
    return any(tree.lowers[k] in TOGETHER for k in near) or any(p == "with" for p, _ in tree.preps(act.verb))
