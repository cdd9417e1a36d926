"""Attributions of one parsed sentence: whose words, thoughts or wishes, by which cue, and what they are.

After the schemes of attribution corpora (Pareti 2012; Newell, Margolin and Ruths 2018): a source, a cue and a content;
the outermost attribution counts, and no word belongs to two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from .speech import TOLLS, Speech
from .tree import Tree

_SHARING: Final = frozenset("conj xcomp advcl acl pcomp prep parataxis dep relcl".split())
_BE: Final = frozenset(
    "be is are was were been being 's ’s 're ’re 'm ’m am feel feels felt feeling seem seems seemed become became "
    "remain remains remained sound sounded sounds appear appeared appears look looked looks get got".split()
)
_CHARGED: Final = frozenset("of for as over with".split())
_ABOUT: Final = frozenset("about of with over by at for in on that".split())
_GOES_ON: Final = frozenset("and but because when if so or that which where as since while until unless to who".split())
_CONTRAST: Final = frozenset("though although while whereas even".split())
_BEFORE: Final = frozenset((",", "—", "–", "-", "”", '"'))
_REASONS: Final = frozenset("because if unless since until".split())
_SENSES: Final = frozenset("see sees saw seen seeing hear hears heard hearing feel feels felt remember recall".split())
_EMPTY: Final = frozenset("there what this".split())
_RELATIVE: Final = frozenset("who which that".split())
_HOLDERS: Final = frozenset("by of from among".split())
_MARKS: Final = frozenset(("“", '"', "‘", "``"))


class Attribution(NamedTuple):
    """Token numbers: the source's head and words, the cue, the words of the content (empty for a bare “he said”).

    `deed` where the source does or means to do something rather than say it (“agreed to meet”)."""

    head: int
    source: tuple[int, ...]
    cue: int
    content: tuple[int, ...]
    deed: bool = False


class Attributions:
    """Finds the attributions of sentences."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech

    def read(self, tree: Tree, quoted: Callable[[int], bool]) -> list[Attribution]:
        """The attributions whose cue stands outside quotations (`quoted` tells for a character), outermost only."""
        found: list[Attribution] = []
        for i, lower in enumerate(tree.lowers):
            if lower not in self.speech.triggers and lower != "in":
                continue
            if quoted(tree.starts[i]):
                continue
            if lower in self.speech.receptions and tree.deps[i] == "dobj":
                found += self._received(tree, i)
                continue
            one = self._at(tree, i, lower)
            if one is not None:
                found.append(one)
        kept: list[Attribution] = []
        for one in sorted(found, key=lambda a: (-len(a.content), a.cue)):
            if not any(one.cue in other.content or one.cue in other.source for other in kept):
                kept.append(one)
        return sorted(kept, key=lambda a: a.cue)

    def _at(self, tree: Tree, i: int, lower: str) -> Attribution | None:
        if lower == "according":
            to = next((k for p, k in tree.preps(i) if p == "to"), -1)
            return self._aside(tree, i, to) if to >= 0 else None
        if lower == "in":
            what = tree.kid(i, "pobj")
            if what >= 0 and tree.lowers[what] in self.speech.views and (owner := tree.kid(what, "poss")) >= 0:
                return self._aside(tree, i, owner)
            return None
        if tree.is_verb(i):
            return self._verb(tree, i, lower)
        if lower in self.speech.nouns and tree.tags[i].startswith("N"):
            return self._noun(tree, i)
        if lower in self.speech.adjectives or tree.tags[i].startswith("J"):
            return self._adjective(tree, i)
        return None

    def _verb(self, tree: Tree, i: int, lower: str) -> Attribution | None:
        kinds = set(self.speech.verbs.get(lower, ()))
        for k in tree.having(i, "prt", "prep", "advmod", "neg"):
            kinds |= self.speech.particles.get((lower, tree.lowers[k]), set())
        if tree.deps[i] == "acomp" and lower in self.speech.adjectives:
            return self._adjective(tree, i)
        if (
            tree.tags[i] == "VBN"
            and tree.deps[i] in ("advcl", "acl", "amod")
            and tree.kid(i, "aux", "agent", "nsubj") < 0
        ):
            # “Asked about it, …”: not the one who asks.
            return None
        if tree.tags[i] == "VBG" and tree.deps[i] == "acl" and "aside" not in kinds:
            # “Anyone wanting a seat”: which ones, not what they want.
            return None
        content = self._content(tree, i, lower, kinds)
        head = self._subject(tree, i)
        if head < 0 or tree.lowers[head] in _EMPTY:
            return None
        if head in content:
            # “Chad shelled Bol, state media and a charity reported”: the parser took the speakers for one more object.
            comma = max((k for k in range(head) if tree.words[k] == ","), default=-1)
            content = {k for k in content if k < comma}
            if head > i or comma < 0 or not content:
                return None
        if not content and "aside" in kinds:
            content = self._around(tree, i)
        if not content and "aside" not in kinds:
            return None
        return self._made(tree, head, i, content)

    def _content(self, tree: Tree, i: int, lower: str, kinds: set[str]) -> set[int]:
        """What the verb gives as said, thought or wanted."""
        tops: list[int] = []
        clauses = [k for k in tree.having(i, "ccomp") if not (lower in _SENSES and _bare(tree, k))]
        if clauses and kinds & {"clause", "infinitive", "object_infinitive", "object_of"}:
            tops = clauses
            if kinds <= {"object", "object_of"}:
                tops = clauses + [k for k in tree.having(i, "dobj") if k > i]
        elif "object_for" in kinds and (reasons := self._reasons(tree, i)):
            # “attacked the minister for giving way”
            tops = [*tree.having(i, "dobj"), *reasons]
        elif kinds & {"object_of", "object_as"} and (tree.kid(i, "dobj") >= 0 or tree.kid(i, "oprd") >= 0):
            tops = [k for k in tree.having(i, "dobj", "oprd", "xcomp") if k > i]
            more = [k for k in tree.having(i, "prep") if k > i and tree.lowers[k] in _CHARGED]
            if "object_of" not in kinds and (named := self._so_called(tree, i)) >= 0:
                return set(tree.subtree(named))
            if "object_of" not in kinds and not (any(tree.lowers[k] == "as" for k in more) or tree.kid(i, "oprd") >= 0):
                more, tops = [], []
            tops += more
        elif kinds & {"infinitive", "object_infinitive"} and (to := self._infinitive(tree, i)) >= 0:
            tops = [to]
            if "object_infinitive" in kinds:
                tops += [k for k in tree.having(i, "dobj", "dative") if i < k < to]
                tops += [j for k in tree.having(i, "prep") if i < k < to for j in tree.having(k, "pobj")]
        elif "object" in kinds and (obj := tree.kid(i, "dobj")) > i:
            tops = [obj, *(k for k in tree.having(i, "prep") if k > obj and tree.lowers[k] in ("as", "for", "of"))]
        elif "put" in kinds and (obj := tree.kid(i, "dobj")) > i and tree.lowers[obj] in TOLLS:
            tops = [obj, *(k for k in tree.having(i, "prep") if tree.lowers[k] == "at")]
        elif "rejection" in kinds and tree.deps[i] == "relcl" and tree.kid(i, "nsubj") >= 0:
            # “a charge that Chad denied”
            return set(tree.subtree(tree.heads[i])) - set(tree.subtree(i))
        for k in tree.having(i, "prep", "prt", "dative", "agent"):
            if not tops and self.speech.prepositions.get((lower, tree.lowers[k])):
                tops = [*tree.having(k, "pobj", "pcomp"), *(j for j in tree.having(i, "xcomp") if j > k)]
        found = {j for k in tops for j in tree.subtree(k)}
        for k in sorted(found):
            if k > i and k in found and self._apart(tree, i, k):
                found.difference_update(tree.subtree(k))
                found.difference_update(m for m in tree.having(tree.heads[k], "cc", "punct") if m == k - 1)
        if tops and all(k < i for k in tops):
            found |= self._rest(tree, i)
        elif clauses and found:
            # “said it was safe because it had been tested”: the reason is the speaker's, wherever the parser hangs it.
            for k in tree.having(i, "advcl"):
                if k > max(found) and any(tree.lowers[m] in _REASONS for m in tree.having(k, "mark")):
                    found.update(tree.subtree(k))
        return found

    def _so_called(self, tree: Tree, i: int) -> int:
        """“called the raids ‘limited and necessary’”, where the parser hangs the words on the noun; -1 elsewhere."""
        for k in tree.having(i, "dobj"):
            if (
                k > i
                and tree.lowers[i] in self.speech.naming
                and any(j > k and tree.words[j] in _MARKS for j in tree.subtree(k))
            ):
                return k
        return -1

    def _reasons(self, tree: Tree, i: int) -> list[int]:
        if tree.kid(i, "dobj") < i:
            return []
        return [k for k in tree.having(i, "prep") if tree.lowers[k] == "for" and tree.kid(k, "pcomp") >= 0]

    def _apart(self, tree: Tree, i: int, k: int) -> bool:
        """Whether verb `k`, which the parser put into the content of cue `i`, is a cue of its own beside it:
        “said it was safe, though he admitted …”, “said it was counted and dismissed …”."""
        lower = tree.lowers[k]
        if (lower not in self.speech.verbs and lower not in self.speech.pairs) or not tree.is_verb(k):
            return False
        if tree.kid(k, "nsubj") >= 0 and tree.apposed(k):
            return True
        if tree.deps[k] == "advcl" and tree.kid(k, "nsubj") >= 0:
            return any(tree.lowers[m] in _CONTRAST for m in tree.having(k, "mark"))
        return (
            tree.deps[k] == "conj"
            and tree.tags[k] == tree.tags[i] != tree.tags[tree.heads[k]]
            and tree.kid(k, "nsubj", "nsubjpass", "aux") < 0
        )

    def _infinitive(self, tree: Tree, i: int) -> int:
        for k in tree.having(i, "xcomp", "advcl"):
            marked = any(tree.lowers[a] == "to" for a in tree.having(k, "aux"))
            if k > i and (marked or (tree.deps[k] == "xcomp" and tree.tags[k] in ("VB", "VBG"))):
                return k
        return -1

    def _rest(self, tree: Tree, i: int) -> set[int]:
        """“…, he said, because …”: what goes on after the cue when the content came before it."""
        found: set[int] = set()
        for k in tree.kids[i]:
            if k > i and tree.deps[k] in ("advcl", "conj", "ccomp", "parataxis", "dep", "relcl"):
                words = tree.subtree(k)
                first = words[0]
                if first > i + 1 and tree.words[first - 1] in (",", "and", "but") and (
                    tree.lowers[first] in _GOES_ON or tree.words[first - 1] != ","
                ):  # fmt: skip
                    found.update(words)
        return found

    def _around(self, tree: Tree, i: int) -> set[int]:
        """“The trouble, she said, began early”: the clause that a bare cue with a subject is set into."""
        if tree.kid(i, "nsubj") < 0 or tree.deps[i] not in ("parataxis", "ccomp", "advcl", "dep") or tree.heads[i] == i:
            return set()
        top = tree.heads[i]
        first = tree.subtree(i)[0]
        opens = first == 0 or tree.words[first] == "," or tree.words[first - 1] in _BEFORE
        marks = [tree.lowers[k] for k in tree.having(i, "mark")]
        if marks == ["as"] and tree.deps[i] == "advcl":
            return set(tree.subtree(top)) - set(tree.subtree(i))
        if marks or not opens:
            return set()
        inserted = tree.words[i + 1] in (",", ".") if i + 1 < len(tree) else True
        if tree.deps[i] == "advcl" and (not inserted or tree.kid(i, "mark", "advmod") >= 0):
            return set()
        mine = set(tree.subtree(i)) - self._rest(tree, i)
        for k in tree.having(top, "conj"):
            # “…, Chad's envoy said, and Mali answered that …”
            if k > i and tree.lowers[k] in self.speech.verbs and (own := tree.kid(k, "nsubj")) >= 0:
                mine |= set(tree.subtree(k)) if tree.left_edge(own) > i else set()
        return set(tree.subtree(top)) - mine

    def _aside(self, tree: Tree, i: int, head: int) -> Attribution | None:
        """“According to …”, “in his view”: all the rest of the sentence."""
        top = i
        while tree.heads[top] != top and tree.deps[top] != "parataxis":
            top = tree.heads[top]
        mine = set(tree.subtree(i))
        if top in mine:
            return None
        return self._made(tree, head, i, {k for k in tree.subtree(top) if k not in mine})

    def _received(self, tree: Tree, i: int) -> list[Attribution]:
        """“The trip drew criticism from Chad and from Mali”: each whose judgement it is."""
        verb = tree.heads[i]
        subject = tree.kid(verb, "nsubj")
        if tree.lowers[verb] not in self.speech.drawing or (subject < 0 and tree.deps[verb] not in ("advcl", "acl")):
            return []
        content = tree.subtree(subject) if subject >= 0 else [i]
        found = []
        for k in (*tree.having(verb, "prep"), *tree.having(i, "prep")):
            for at in (k, *tree.having(k, "conj")):
                head = tree.kid(at, "pobj")
                if tree.lowers[at] != "from" or head < 0:
                    continue
                found += [self._made(tree, j, verb, content) for j in (head, *tree.having(head, "conj"))]
        return found

    def _noun(self, tree: Tree, i: int) -> Attribution | None:
        clause = next((k for k in tree.having(i, "acl", "ccomp", "relcl") if _is_content(tree, k)), -1)
        if clause < 0:
            return None
        head = tree.kid(i, "poss")
        if head < 0:
            head = next((k for p, k in tree.preps(i) if p in _HOLDERS and k < clause), -1)
        if head < 0 and tree.deps[i] in ("dobj", "pobj"):
            verb = tree.heads[i] if tree.deps[i] == "dobj" else tree.heads[tree.heads[i]]
            head = self._subject(tree, verb) if tree.is_verb(verb) else -1
        if head < 0 or tree.lowers[head] in _EMPTY:
            return None
        return self._made(tree, head, i, set(tree.subtree(clause)))

    def _adjective(self, tree: Tree, i: int) -> Attribution | None:
        verb = tree.heads[i]
        if tree.deps[i] not in ("acomp", "oprd", "ROOT", "conj") or (verb != i and tree.lowers[verb] not in _BE):
            return None
        tops = [k for k in tree.having(i, "ccomp", "xcomp") if k > i]
        if tree.lowers[i] in ("sure", "certain") and any(tree.deps[k] == "xcomp" for k in tops):
            return None
        tops = tops or [k for k in tree.having(verb, "ccomp", "xcomp") if k > i]
        if not tops:
            tops = [k for k in tree.having(i, "prep") if tree.lowers[k] in _ABOUT][:1]
        head = self._subject(tree, verb)
        if not tops or head < 0 or tree.lowers[head] in _EMPTY or tree.lowers[head] == "it":
            return None
        return self._made(tree, head, i, {j for k in tops for j in tree.subtree(k)})

    def _subject(self, tree: Tree, i: int) -> int:
        """The head of who speaks at verb `i`, across coordination and participles; -1 if nobody does."""
        if tree.kid(i, "nsubjpass", "auxpass") >= 0:
            agent = tree.kid(i, "agent")
            return tree.kid(agent, "pobj") if agent >= 0 else -1
        found, j = tree.subject(i), i
        if found < 0 and tree.deps[i] == "conj":
            # Where the parser put it into what another cue says, that cue's subject is meant.
            for above in _above(tree, i):
                if tree.lowers[above] in self.speech.verbs and self._apart(tree, above, i):
                    return self._subject(tree, above)
        for _ in range(6):
            if found >= 0 or tree.heads[j] == j or tree.deps[j] not in _SHARING:
                break
            step = tree.deps[j]
            if (driven := tree.driven(j)) >= 0:
                return driven
            j = tree.heads[j]
            if step == "acl" and not tree.is_verb(j):
                found = j
            else:
                found = tree.kid(j, "nsubj", "nsubjpass")
                if found < 0 and step == "relcl":
                    break
        if found >= 0 and tree.lowers[found] in _RELATIVE and tree.deps[tree.heads[found]] in ("relcl", "ccomp"):
            clause = tree.heads[found]
            return tree.heads[clause] if tree.deps[clause] == "relcl" else found
        return found

    def _made(self, tree: Tree, head: int, cue: int, content: Iterable[int]) -> Attribution:
        words = set(content) - {cue}
        phrase = [k for k in tree.subtree(head) if k not in words and k != cue]
        # Of an antecedent (“the nurse who said …”) only what stands before its clause.
        cut = [k for k in tree.having(head, "relcl", "acl", "appos") if cue in tree.subtree(k)]
        for k in cut:
            inside = set(tree.subtree(k))
            phrase = [j for j in phrase if j not in inside]
        run = _run_around(phrase, head)
        while run and tree.deps[run[0]] in ("punct", "cc", "mark") and run[0] != head:
            run.pop(0)
        while run and run[-1] != head and tree.words[run[-1]] != "”" and (
            tree.deps[run[-1]] in ("punct", "cc", "case") or tree.tags[run[-1]] == "RB"
        ):  # fmt: skip
            run.pop()
        words -= set(run)
        deed = tree.lowers[cue] in self.speech.deeds and tree.kid(cue, "ccomp") < 0
        return Attribution(head, tuple(run), cue, tuple(sorted(words)), deed)


def _bare(tree: Tree, k: int) -> bool:
    """Whether a clause has no finite verb (“saw his lead shrink”)."""
    finite = tree.tags[k] in ("VBD", "VBZ", "VBP") or tree.kid(k, "aux", "auxpass", "mark") >= 0
    return tree.is_verb(k) and not finite


def _above(tree: Tree, i: int) -> list[int]:
    found: list[int] = []
    while tree.heads[i] != i and len(found) < 40:
        i = tree.heads[i]
        found.append(i)
    return found


def _is_content(tree: Tree, k: int) -> bool:
    """Whether a clause at a noun says what it is (“the claim that …”), not which one (“the claim that he made”)."""
    marks = [tree.lowers[m] for m in tree.having(k, "mark")]
    if tree.deps[k] == "relcl":
        return False
    return "that" in marks or tree.tags[k] == "VB" or tree.deps[k] == "ccomp"


def _run_around(words: list[int], head: int) -> list[int]:
    """The unbroken run of token numbers that holds `head`."""
    at = words.index(head) if head in words else -1
    if at < 0:
        return [head]
    low = high = at
    while low > 0 and words[low - 1] == words[low] - 1:
        low -= 1
    while high + 1 < len(words) and words[high + 1] == words[high] + 1:
        high += 1
    return words[low : high + 1]
