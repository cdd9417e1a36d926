"""Whom a phrase means that speaks: who was named before, whom a pronoun stands for, or somebody new."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from .naming import Party
from .parties import Parties
from .speakers import Named, Speakers
from .tree import Tree
from .whose import Whose

Span = tuple[int, int]
_PRONOUN: Final = frozenset("he she they it his her their its".split())
_PLURAL: Final = frozenset(("they", "their"))
_THING: Final = frozenset(("it", "its"))
#: Who holds an office, as a text calls a man whose name it has given.
_HOLDERS: Final = frozenset("president premier minister secretary chancellor general leader king governor".split())
_NOBODY: Final = frozenset("we i you one some many people nobody none".split())
_COUNTED: Final = frozenset("one two some several most both".split())
#: What is written by somebody else, who speaks in it.
_TEXTS: Final = frozenset("report reports statement statements communique communiqué letter data figures study".split())
#: What says something without anybody's speaking.
_PACTS: Final = frozenset(
    "treaty treaties resolution resolutions agreement agreements accord accords pact pacts deal bill law constitution "
    "charter truce ceasefire plan proposal measure amendment".split()
)
#: Subjects that are kept from earlier sentences.
_REMEMBERED: Final = 6


class Source:
    """One speaker of a text while it is being read."""

    __slots__ = ("content", "head", "name", "party", "person", "quotes", "span")

    def __init__(self, name: str, head: str, span: Span, party: Party, person: bool) -> None:
        self.name, self.head, self.span, self.party, self.person = name, head, span, party, person
        self.quotes = 0
        self.content: list[Span] = []


class Referents:
    """The speakers of one text so far, and what its phrases mean among them."""

    def __init__(self, text: str, parties: Parties, quotes: list[Span]) -> None:
        self.text, self.parties, self.quotes = text, parties, quotes
        self.speakers = Speakers(text, parties.mentions)
        self.whose = Whose(text, parties, self.speakers)
        self.found: list[Source] = []
        #: Who spoke last.
        self.current: Source | None = None
        #: The subjects of the last main clauses, for “he” and “it”.
        self._subjects: list[tuple[Tree, int]] = []
        self._next_quote = 0
        #: Whom the phrases of the sentence that is being read turned out to mean, by their heads.
        self._tree: Tree | None = None
        self._settled: dict[int, Source] = {}

    def named(self, tree: Tree, head: int, at: int, keep: bool) -> Source | None:
        """Who the phrase with head `head` means, the cue standing at character `at`; None where nobody is meant.

        Who was not known before becomes a source of the text only if `keep`."""
        verb = min(bisect_left(tree.starts, at), len(tree) - 1)
        if keep:
            return self.source(tree, head, verb)
        count, known = len(self.found), self.parties.memory()
        source = self.source(tree, head, verb)
        if len(self.found) > count:
            self._settled = {}
        del self.found[count:]
        self.parties.recall(known)
        return source

    def mute(self, tree: Tree, head: int) -> bool:
        """Whether a phrase means nobody who speaks: “a treaty”, “no group”, and a pronoun among named speakers."""
        lower = tree.lowers[head]
        if lower in _PRONOUN:
            return bool(self.found)
        return lower in _PACTS or any(tree.lowers[k] == "no" for k in tree.having(head, "det"))

    def note_subjects(self, tree: Tree) -> None:
        """Take note of the subjects of a sentence's main clauses."""
        here = [(tree, k) for top in tree.roots for k in tree.having(top, "nsubj", "nsubjpass")]
        self._subjects = [*self._subjects[-_REMEMBERED:], *here]

    def source(self, tree: Tree, head: int, verb: int) -> Source | None:
        """Who the phrase with head `head` means that speaks at token `verb`, new or known; None where nobody does."""
        if tree.lowers[head] in ("who", "which", "that") and tree.deps[tree.heads[head]] == "relcl":
            head = tree.heads[tree.heads[head]]
        lower = tree.lowers[head]
        if lower in _TEXTS and (owner := tree.kid(head, "poss")) >= 0:
            # “the ministry's annual report shows”: the ministry says it.
            head, lower = owner, tree.lowers[owner]
        if lower not in _PRONOUN and self.mute(tree, head):
            return None
        if lower in ("who", "which", "that", "what", "there", "this") or tree.tags[head] in ("EX", "WDT"):
            return None
        if lower in _PRONOUN:
            return self._meant(tree, head, verb)
        if lower in _COUNTED and any(p == "of" and tree.lowers[k] == "them" for p, k in tree.preps(head)):
            # “one of them”: those who were speaking
            return self.current
        if lower in _NOBODY and not any(p == "of" for p, _ in tree.preps(head)):
            return None
        if tree is not self._tree:
            self._tree, self._settled = tree, {}
        elif (settled := self._settled.get(head)) is not None:
            return settled
        named = self.speakers.named(tree, head, verb)
        known = self._known(tree, head, named)
        if known is not None:
            self._settled[head] = known
        if known is not None or not named.name:
            return known
        before = self.found[-1].party if self.found else self._subject_before(tree)
        party = self.whose.party(tree, head, named, self._told_of(tree, head, verb), before)
        source = Source(named.name, lower, named.span, party, not self.speakers.body(tree, head))
        self.found.append(source)
        self._settled[head] = source
        self.parties.remember(party, True)
        return source

    def _meant(self, tree: Tree, pronoun: int, verb: int) -> Source | None:
        """Whom “he” or “it” means: a subject earlier in the sentence that it can mean, else who was speaking, else
        the subject of a sentence before."""
        lower = tree.lowers[pronoun]
        subjects = sorted(
            (j for j in range(pronoun) if tree.deps[j] in ("nsubj", "nsubjpass") and self._can_mean(tree, j, lower)),
            key=lambda j: (tree.heads[j] not in tree.roots, -j),
        )
        current = self.current
        fits = (
            current is not None
            and current.span[0] < tree.starts[pronoun]
            and (lower in _PLURAL or current.person == (lower not in _THING))
        )
        for j in subjects:
            # “Chad, it added, had …”: whoever was speaking, rather than whom the words are about.
            if not fits or not _about(tree, j, verb):
                return self.source(tree, j, tree.heads[j])
        if fits:
            return current
        for then, j in reversed(self._subjects):
            if self._can_mean(then, j, lower):
                return self.source(then, j, then.heads[j])
        person = self.parties.person
        if self.current is None and person is not None and lower in ("he", "she"):
            name = re.sub(r"\s+", " ", self.text[person.start : person.end])
            self.found.append(Source(name, name.split()[-1].lower(), (person.start, person.end), person, True))
            return self.found[-1]
        return self.current

    def _can_mean(self, tree: Tree, j: int, pronoun: str) -> bool:
        lower = tree.lowers[j]
        if lower in _PRONOUN or not tree.tags[j].startswith("N") or self.is_quoted(tree.starts[j]):
            return False
        plural = tree.tags[j] in ("NNS", "NNPS") or tree.kid(j, "conj") >= 0
        if pronoun in _PLURAL:
            return plural
        if pronoun in _THING:
            return self.speakers.body(tree, j)
        mention = self.speakers.at(tree.starts[j])
        return not plural and not self.speakers.body(tree, j) and (mention is not None or tree.tags[j] == "NNP")

    def _told_of(self, tree: Tree, head: int, verb: int) -> Party | None:
        """Whom the sentence tells of that a phrase speaks about: “Chad freed six men, an aide said”."""
        for top in tree.roots:
            for k in (*tree.having(top, "ccomp", "conj"), top):
                subject = tree.kid(k, "nsubj", "nsubjpass")
                if 0 <= subject < head and subject != head and (found := self.parties.resolve(tree, subject)):
                    return found[0]
        return None

    def _subject_before(self, tree: Tree) -> Party | None:
        for then, j in reversed(self._subjects):
            if found := self.parties.resolve(then, j):
                return found[0]
        return None

    def _known(self, tree: Tree, head: int, named: Named) -> Source | None:
        lower = tree.lowers[head]
        plain = bare(named.name)
        definite = any(tree.lowers[k] in ("the", "this", "that") for k in tree.having(head, "det"))
        modified = any(
            tree.deps[k] in ("amod", "compound", "poss", "nummod") and tree.lowers[k] not in ("same", "senior")
            for k in tree.kids[head]
        ) or any(p == "of" for p, _ in tree.preps(head))
        for source in reversed(self.found[-200:]):
            if bare(source.name) == plain:
                return source
            if named.person and source.person and named.name.split()[-1] == source.name.split()[-1]:
                return source
            if definite and not named.person and not modified and lower in source.name.lower().split():
                return source
        current = self.current
        if definite and not named.person and not modified and lower in _HOLDERS and current is not None:
            mention = self.speakers.at(current.span[1] - 1)
            if mention is not None and mention.kind == "person":
                # “Trump wrote …. The president added …”
                return current
        return None

    def is_quoted(self, position: int) -> bool:
        """Whether a character of the sentence that is being read lies in a quotation."""
        return any(s < position < e for s, e in self.quotes[max(0, self._next_quote - 1) : self._next_quote + 12])


def _about(tree: Tree, subject: int, verb: int) -> bool:
    """Whether the clause of `subject` is what verb `verb` says, hung under it or around it."""
    clause = tree.heads[subject]
    inserted = tree.is_verb(verb) and tree.heads[verb] == clause
    return inserted or (tree.heads[clause] == verb and tree.deps[clause] == "ccomp")


def bare(name: str) -> str:
    """A speaker's name without case and article, by which two mentions are compared."""
    words = name.lower().replace("’", "'").split()
    return " ".join(words[1:] if words and words[0] in ("the", "a", "an") else words)
