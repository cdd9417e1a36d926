"""What a verb makes of the one it governs: “refused to meet”, “ordered the paper shut”, “demanded that … leave”.

The kinds of governing verbs stand in operators.csv.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .act import MATERIAL_CONFLICT, REQUEST_MODES, SPOKEN, THREAT_MODES, Act
from .grammar import objects, particle, passive
from .prospects import ended, refused, threatened, to_come
from .tree import Tree

if TYPE_CHECKING:
    from .acts import Acts

_PURPOSES: Final = frozenset(("SUPPORT", "ACCUSE", "CONCEDE", "AGREE", "THREATEN", "REQUEST", "AID"))
_PAPERS: Final = frozenset("letter statement resolution petition bill motion declaration report appeal note".split())
_MUSING: Final = frozenset("speak talk think hint".split())
#: Verbs of calling and sending that an infinitive of purpose may follow.
_ERRANDS: Final = frozenset("call phone telephone ring send deploy dispatch".split())
_WANTING: Final = frozenset("seek expect require want plead push press".split())
_SEEKING: Final = frozenset("seek want push press".split())
_FORECASTERS: Final = frozenset(
    "analysts analyst economists economist experts observers traders forecasters investors bankers".split()
)
_ORDERING: Final = frozenset("order instruct command direct".split())
_LEAVING: Final = frozenset("go leave return walk fly sail travel".split())
_DECLARING: Final = frozenset("declare declares declared declaring".split())
_PLAINLY: Final = frozenset(("unwelcome", "undesirable"))
_ENVOYS: Final = frozenset(
    "ambassador envoy minister president diplomat diplomats official officials leader chief".split()
)
_LATIN: Final = frozenset(("grata", "gratae", "gratas"))
#: The rule by which somebody is declared unwelcome.
UNWELCOME: Final = "SANCTION: declare unwelcome"
_INWARD: Final = frozenset("inspectors monitors observers investigators convoy convoys".split())


def governed(acts: Acts, tree: Tree, i: int, lemma: str, inner: int, own: Act | None) -> Act | None:
    """The act of `inner` under the operator verb `i`, or None where `i` governs nothing."""
    kinds = acts.lexicon.operators.get(lemma, set())
    particled = f"{lemma}_{particle(tree, i)}"
    kinds = acts.lexicon.operators.get(particled, kinds)
    act = acts.full(tree, inner)
    infinitive = tree.deps[inner] != "pcomp"
    if "refuse" in kinds:
        return _refusal(tree, i, lemma, inner, act)
    if lemma in _MUSING and not infinitive and act is not None and act.type in MATERIAL_CONFLICT:
        mode = THREAT_MODES.get(act.type)
        return Act("THREATEN", mode, inner, i, act.recipients, f"THREATEN: {lemma} of {act.rule}", 2, planned=True)
    if "stop" in kinds and tree.tags[inner] == "VBG" and infinitive:
        return ended(act, i, lemma)
    if "threaten" in kinds and lemma == "threaten":
        return threatened(act, inner, i, lemma)
    if lemma in _ERRANDS and (tree.kid(i, "dobj", "nsubjpass") >= 0 or (act and act.type == "SUPPORT")):
        return _errand(act, i, own)
    if lemma in _ERRANDS and "ask" in kinds and not any(p in ("on", "upon", "for") for p, _ in tree.preps(i)):
        return own
    if lemma == "expect" and tree.lowers[max(tree.subject(i), 0)] in _FORECASTERS:
        return None
    if lemma == "expect" and passive(tree, i):
        return to_come(tree, act, i)
    if (home := sent_home(acts, tree, i, lemma, inner)) is not None:
        return home
    if lemma in _ORDERING and (ordered := _ordered(acts, tree, i, inner, act)) is not None:
        return ordered
    if "ask" in kinds and (wish := _wish(acts, tree, i, lemma, inner)) is not None:
        return wish
    if "ask" in kinds and lemma in _WANTING and not _asked(tree, i, inner):
        # Nobody is asked: “wants to visit Chad”, “is seeking to arrest them”.
        return act if act and act.strength and lemma in _SEEKING else to_come(tree, act, i)
    if "ask" in kinds and (infinitive or lemma == "insist"):
        asked = _asked(tree, i, inner)
        mode = REQUEST_MODES.get(act.type, "change") if act else "change"
        return Act("REQUEST", mode, inner, i, asked or (own.recipients if own else ()), f"REQUEST: {lemma} to", 3)
    if "agree" in kinds and (infinitive or lemma == "commit"):
        return to_come(tree, act, i, willing=lemma not in ("vow", "swear"), promise=True, lemma=lemma)
    if "plan" in kinds and infinitive:
        return to_come(tree, act, i)
    if "let" in kinds:
        return _allowed(tree, i, lemma, inner)
    if "start" in kinds and act is not None and not (own and lemma == "use"):
        return act._replace(said=i)
    if "say" in kinds and infinitive and act is not None and lemma in ("announce", "declare", "confirm"):
        return act._replace(said=i)
    return None


def _refusal(tree: Tree, i: int, lemma: str, inner: int, act: Act | None) -> Act:
    """“refused to meet”; “refused to work in protest at …”, which is a strike."""
    if not _in_protest(tree, i):
        return refused(act, i, lemma)
    aims = (*_protested(tree, i), *(act.recipients if act else tree.having(inner, "dobj")))
    return Act("PROTEST", "strike", inner, i, aims, f"PROTEST: {lemma} in protest", 3)


def _errand(act: Act | None, i: int, own: Act | None) -> Act | None:
    """“called him to congratulate”, “sent a team to investigate”: the purpose is the act where it can be one."""
    if act is None or act.type not in _PURPOSES:
        return own
    return act._replace(said=i, recipients=act.recipients + (own.recipients if own else ()))


def _allowed(tree: Tree, i: int, lemma: str, inner: int) -> Act:
    """“let the captives go”, “let inspectors in”, “allowed them to stay”."""
    asked, word = _asked(tree, i, inner), tree.lowers[inner]
    if lemma == "let" and (word in _LEAVING or not _INWARD.isdisjoint(tree.lowers)):
        mode = "release" if word in _LEAVING else "access"
        return Act("RETREAT", mode, i, i, asked, f"RETREAT: let {word}", 3)
    # “the inspectors would not be allowed to …”: by whoever tells it, not by themselves
    doer = -2 if passive(tree, i) and tree.kid(i, "agent") < 0 else -1
    return Act("CONCEDE", None, i, i, asked, f"CONCEDE: {lemma} to", 2, doer)


def _in_protest(tree: Tree, i: int) -> bool:
    """Whether “in protest” stands after verb `i`."""
    after = tree.lowers[i:]
    return any(after[j : j + 2] == ["in", "protest"] for j in range(len(after)))


def _protested(tree: Tree, i: int) -> tuple[int, ...]:
    """What a protest under verb `i` is about, or against."""
    for k in tree.subtree(i):
        if tree.lowers[k] == "protest" and k > i:
            return objects(tree, k, ("at", "against", "over"))
    return ()


def _ordered(acts: Acts, tree: Tree, i: int, inner: int, act: Act | None) -> Act | None:
    """An order that does what it orders: troops set moving, a paper shut, a man jailed; else None."""
    troops = next((k for k in tree.having(i, "dobj") + tree.having(inner, "nsubj")), -1)
    if troops >= 0 and "FORCES" in acts.classes(tree, troops):
        if act is not None and act.type in ("MOBILIZE", "ASSAULT"):
            return act._replace(said=i)
        if tree.lowers[inner] in ("be", "prepare", "stand", "move", "go", "head", "march", "advance", "deploy"):
            return Act("MOBILIZE", "troops", inner, i, (), "MOBILIZE: order troops", 3)
    if act is not None and act.type in ("COERCE", "SANCTION"):
        aims = act.recipients or tuple(tree.having(i, "dobj"))
        # The ways of a sanction are no ways of coercing.
        mode = act.mode if act.type == "COERCE" else None
        return act._replace(type="COERCE", mode=mode, said=i, recipients=aims, doer=-1, rule=f"{act.rule}, ordered")
    return None


def written(acts: Acts, tree: Tree, i: int) -> Act | None:
    """“signed a letter calling on Chad to …”: what the paper says is the act."""
    paper = tree.kid(i, "dobj")
    for k in tree.having(paper, "acl") if paper >= 0 and tree.lowers[paper] in _PAPERS else ():
        if tree.tags[k] == "VBG" and (act := acts.full(tree, k)) and act.type in SPOKEN and act.doer == -1:
            return act._replace(said=i)
    return None


def sent_home(acts: Acts, tree: Tree, i: int, lemma: str, inner: int) -> Act | None:
    """“told three diplomats to leave”: an expulsion, not a request."""
    if lemma not in ("order", "tell", "give", "ask") or tree.lowers[inner] not in ("leave", "quit", "depart"):
        return None
    for k in (*tree.having(i, "dobj", "nsubjpass", "dative"), *tree.having(inner, "nsubj")):
        # “… to leave or face attack” threatens.
        troops = lemma in ("order", "give") and "or" not in tree.lowers[inner:] and "FORCES" in acts.classes(tree, k)
        if troops or not acts.classes(tree, k).isdisjoint(("DIPLOMAT", "staff")):
            doer = -1
            if passive(tree, i):
                # “was told by Chad to leave”, “was ordered to leave Chad”
                by = objects(tree, i, ("by",)) or tuple(tree.having(inner, "dobj"))
                doer = by[0] if by else -2
            return Act("SANCTION", "expel", inner, i, (k,), f"SANCTION: {lemma} diplomats to leave", 3, doer)
    return None


def unwelcome(tree: Tree, i: int) -> Act | None:
    """“declared fifteen of its envoys personae non gratae”, Latin to the parser."""
    if tree.lowers[i] not in _DECLARING:
        return None
    inner = tree.kid(i, "ccomp", "xcomp")
    aims = [*tree.having(i, "dobj", "nsubjpass"), *(tree.having(inner, "nsubj") if inner >= 0 else ())]
    plain = not _PLAINLY.isdisjoint(tree.lowers[i:]) and any(tree.lowers[k] in _ENVOYS for k in aims)
    if not plain and _LATIN.isdisjoint(tree.lowers[i:]):
        return None
    return Act("SANCTION", "expel", i, i, tuple(aims), UNWELCOME, 3)


def _wish(acts: Acts, tree: Tree, i: int, lemma: str, inner: int) -> Act | None:
    """“want to see the Iranians leave”: the wish is about what is to be seen."""
    deep = tree.kid(inner, "ccomp", "xcomp")
    if tree.lowers[inner] == "see" and deep < 0 and (sight := tree.kid(inner, "dobj")) >= 0:
        # “wants to see the withdrawal of troops”
        told = acts.nominal(tree, sight)
        return told and Act("REQUEST", "change", inner, i, told.recipients, f"REQUEST: {lemma} to see", 3)
    if tree.lowers[inner] not in ("see", "have") or deep < 0:
        return None
    aims = tuple(tree.having(deep, "nsubj", "nsubjpass"))
    act = acts.full(tree, deep)
    mode = REQUEST_MODES.get(act.type, "change") if act else "change"
    return Act("REQUEST", mode, deep, i, aims, f"REQUEST: {lemma} to see", 3) if aims else None


def _asked(tree: Tree, i: int, inner: int) -> tuple[int, ...]:
    """Whom a request addresses: the object, the infinitive's own subject, or “on”, “to”, “for”."""
    found = [k for k in tree.kids[i] if tree.deps[k] in ("dobj", "nsubjpass", "dative") and k != inner]
    found += tree.having(inner, "nsubj", "nsubjpass")
    found += [k for p, k in tree.preps(i) if p in ("on", "upon", "to", "for", "with") and k != inner]
    return tuple(found)
