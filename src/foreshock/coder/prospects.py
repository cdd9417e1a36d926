"""What becomes of an act that is still to come, denied, refused, ended or threatened.

“will bomb” is THREATEN, “will withdraw” CONCEDE, “agreed to meet” AGREE, “refused to meet” REJECT, “stopped bombing”
RETREAT. None means that nothing worth coding is left.
"""

from __future__ import annotations

from typing import Final

from .act import COOPERATION, MATERIAL_CONFLICT, REQUEST_MODES, THREAT_MODES, VERBAL_CONFLICT, YIELD, Act
from .tree import Tree

_SENDING: Final = frozenset("send dispatch contribute commit lend".split())
_SERVING: Final = frozenset("help assist collect monitor supervise observe protect train police keep".split())


def to_come(
    tree: Tree,
    act: Act | None,
    i: int,
    willing: bool = False,
    promise: bool = False,
    lemma: str = "will",
    unless: bool = False,
) -> Act | None:
    """What “will”, “plans to” or “agreed to” makes of an act."""
    if act is None:
        if promise and lemma in ("vow", "swear"):
            # “vowed to flatten the port”: what one vows and no frame knows is seldom a kindness.
            return Act("THREATEN", None, i, i, (), f"THREATEN: {lemma} to", 1, planned=True)
        if promise and lemma in ("agree", "promise", "pledge", "offer"):
            return Act("AGREE", None, i, i, (), f"AGREE: {lemma} to", 1, planned=True)
        return None
    if act.denied:
        # “agreed not to use force”
        return act._replace(type="AGREE", mode=None, said=i, rule=f"not {act.rule}", planned=True, denied=False)
    if unless and (act.type == "REJECT" or act.type in MATERIAL_CONFLICT):
        return act._replace(type="THREATEN", mode=None, said=i, rule=f"{act.rule}, unless", planned=True)
    if act.type in VERBAL_CONFLICT or act.planned:
        return act._replace(said=i, planned=True)
    if act.type == "MOBILIZE" and lemma in ("offer", "agree"):
        return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, offered", planned=True)
    if act.type == "MOBILIZE" and willing and not _SERVING.isdisjoint(tree.lowers[act.verb :]):
        # “is ready to send 3,500 troops to collect weapons”
        return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, to serve", planned=True)
    if act.type in MATERIAL_CONFLICT:
        if act.type == "MOBILIZE" and not promise:
            # An announced deployment is one that is planned, not a threat (guide, `assertion`).
            return act._replace(said=i, planned=True)
        mode = "expel" if act.mode == "expel" else THREAT_MODES.get(act.type)
        return act._replace(type="THREATEN", mode=mode, said=i, rule=f"{act.rule}, to come", planned=True)
    if act.type == "CONCEDE" and "allow" in act.rule and not willing:
        return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, to come", planned=True)
    if lemma == "agree" and act.mode == "ceasefire":
        # A ceasefire announced for later is conceded (guide), by each to the other where several agree.
        return act._replace(type="CONCEDE", mode=None, said=i, rule=f"CONCEDE: agree to {act.rule}", planned=True)
    halts = lemma in ("agree", "undertake", "promise", "pledge") and act.mode == "withdraw"
    if (
        act.type in YIELD
        and (not willing or halts)
        and act.mode not in ("release", "disarm", "access")
        and "return" not in act.rule
    ):
        if halts:
            return act._replace(type="CONCEDE", mode=None, said=i, rule=f"CONCEDE: agree to {act.rule}", planned=True)
        return act._replace(type="CONCEDE", mode=None, said=i, rule=f"{act.rule}, to come", planned=True)
    return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, to come", planned=True)


def denied(act: Act, i: int, mood: str) -> Act | None:
    """What “not” makes of an act: a refusal of cooperation to come, a denial of one done."""
    if "tolerate" in act.rule:
        return act._replace(type="THREATEN", mode="restrict", rule="THREATEN: not tolerate", strength=2)
    if act.type == "MOBILIZE" and mood == "will" and not _SENDING.isdisjoint(act.rule.split()):
        return act._replace(type="REJECT", mode="assist", rule=f"not {act.rule}", planned=False)
    if act.type in ("ASSAULT", "COERCE", "MOBILIZE"):
        if act.type == "MOBILIZE" and mood == "will" and act.verb == i and "[" in act.rule:
            return act._replace(type="REJECT", mode="assist", rule=f"not {act.rule}", strength=2)
        if mood == "will" or act.planned:
            return act._replace(type="AGREE", mode=None, rule=f"not {act.rule}", strength=1)
        return act._replace(denied=True, strength=0)
    if mood == "may" and act.type in VERBAL_CONFLICT:
        return None
    if act.rule == "REJECT: not for discussion":
        return act._replace(type="REJECT", mode="yield")
    if act.type == "REJECT":
        return act._replace(type="AGREE", mode=None, rule=f"not {act.rule}", strength=1)
    if act.type in ("THREATEN", "SANCTION", "PROTEST", "ACCUSE"):
        return act._replace(type="CONCEDE", mode=None, rule=f"not {act.rule}", strength=1) if mood == "will" else None
    return act._replace(type="REJECT", mode=REQUEST_MODES.get(act.type), rule=f"not {act.rule}", planned=False)


def refused(act: Act | None, i: int, lemma: str) -> Act:
    """What a refusal at `i` makes of the act refused."""
    if act is None:
        return Act("REJECT", None, i, i, (), f"REJECT: {lemma} to", 2)
    return act._replace(
        type="REJECT",
        mode=REQUEST_MODES.get(act.type),
        said=i,
        rule=f"REJECT: {lemma} to",
        strength=3,
        planned=False,
    )


def ended(act: Act | None, i: int, lemma: str) -> Act | None:
    """What “stopped”, “suspended” at `i` makes of the act that ends."""
    if act is None:
        return None
    if act.type in ("ASSAULT", "PROTEST", "MOBILIZE"):
        mode = "ceasefire" if act.type == "ASSAULT" else None
        return act._replace(type="RETREAT", mode=mode, said=i, rule=f"RETREAT: {lemma}", strength=2)
    if act.type in ("SANCTION", "COERCE", "THREATEN", "REJECT"):
        return act._replace(type="CONCEDE", mode=None, said=i, rule=f"CONCEDE: {lemma}", strength=2)
    if act.type in COOPERATION:
        return act._replace(type="SANCTION", mode="discontinue", said=i, rule=f"SANCTION: {lemma}", strength=2)
    return act


def threatened(act: Act | None, inner: int, i: int, lemma: str) -> Act:
    """A threat at `i` to do the act of verb `inner`."""
    mode = THREAT_MODES.get(act.type) if act else None
    return Act("THREATEN", mode, inner, i, act.recipients if act else (), f"THREATEN: {lemma} to", 3)
