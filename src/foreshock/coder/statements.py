"""Who speaks: sources, their passages, and which quotation is whose.

A verb of saying with its subject makes a source; “according to” does too. A quotation belongs to the verb of its own
sentence that governs it or stands nearest; without one, to the speaker of the sentence before. “He”, “the diplomat” and
a bare surname are the speaker they refer to.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container
from typing import Final

from .lexicon import Lexicon
from .naming import UNKNOWN, Party
from .parties import Parties
from .speakers import Named, Speakers
from .tree import Tree
from .whose import Whose

Span = tuple[int, int]
_PRONOUN: Final = frozenset("he she they it his her their its".split())
_INSERTED: Final = frozenset("said says say added told noted explained wrote tweeted continued".split())
_NOT_SAYING: Final = frozenset("go continue express charge see find get help seek work join call".split())
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
#: Verbs of refusing and the like that do something without saying anything.
_DEEDS: Final = frozenset("refuse charge order offer agree veto decide plan".split())


#: Subjects that are kept from earlier sentences.
_REMEMBERED: Final = 6


class Source:
    """One speaker of a text while it is being read."""

    __slots__ = ("content", "head", "name", "party", "person", "quotes", "span")

    def __init__(self, name: str, head: str, span: Span, party: Party, person: bool) -> None:
        self.name, self.head, self.span, self.party, self.person = name, head, span, party, person
        self.quotes = 0
        self.content: list[Span] = []


class Sources:
    """Collects the speakers of one text, sentence by sentence in order."""

    def __init__(self, text: str, lexicon: Lexicon, parties: Parties, quotes: list[Span]) -> None:
        self.text, self.lexicon, self.parties, self.quotes = text, lexicon, parties, quotes
        self.speakers = Speakers(text, parties.mentions)
        self.whose = Whose(text, parties, self.speakers)
        self.found: list[Source] = []
        #: The subjects of the last main clauses, for “he” and “it”.
        self._subjects: list[tuple[Tree, int]] = []
        self.current: Source | None = None
        self._next_quote = 0
        self.by_verb: dict[int, Party] = {}

    def read(self, tree: Tree, start: int, end: int) -> list[tuple[Source, list[Span]]]:
        """The sources of one sentence [start, end) with the passages it gives each."""
        told: list[tuple[int, Source, list[Span]]] = []
        self.by_verb = {}
        speaking = {
            i: speaker
            for i in range(len(tree))
            if (speaker := self._speaker(tree, i)) >= 0 and not self._quoted(tree.starts[i])
        }
        for i, speaker in speaking.items():
            if _within(tree, i, speaking):
                # Who speaks in what another says is none of the text's own speakers.
                if (source := self.named(tree, speaker, tree.starts[i], False)) is not None:
                    self.by_verb[i] = source.party
                continue
            source = self._source(tree, speaker, i)
            if source is not None:
                self.by_verb[i] = source.party
                told.append((i, source, self._content(tree, i)))
                self.current = source
        found = [(source, spans) for _, source, spans in told]
        for span in self._quotes_of(start, end):
            self._attribute(tree, span, told, found, start)
        for source, spans in found:
            source.content += spans
        self._subjects = [
            *self._subjects[-_REMEMBERED:],
            *((tree, k) for top in tree.roots for k in tree.having(top, "nsubj", "nsubjpass")),
        ]
        return found

    def acted(self, tree: Tree, party: Party, action: Span) -> None:
        """Take an actor of a speech act (“X accused Y”) as a source without quotes, unless it is one already."""
        verb = min(bisect_left(tree.starts, action[0]), len(tree) - 1)
        lemma = self.lexicon.lemmas.get(tree.lowers[verb], "")
        if lemma in _DEEDS or _within(tree, verb, self.by_verb):
            return
        first = bisect_left(tree.starts, party.start)
        inside = range(first, bisect_left(tree.starts, max(party.end, party.start + 1)))
        head = next((k for k in inside if tree.heads[k] not in inside or tree.heads[k] == k), -1)
        if head >= 0 and not self._quoted(tree.starts[head]):
            source = self._source(tree, head, verb)
            if source is not None and source.party.country == UNKNOWN:
                source.party = party

    def named(self, tree: Tree, head: int, at: int, keep: bool) -> Source | None:
        """Who the phrase with head `head` means, the cue standing at character `at`; None where nobody is meant.

        Who was not known before becomes a source of the text only if `keep`."""
        verb = min(bisect_left(tree.starts, at), len(tree) - 1)
        if keep:
            return self._source(tree, head, verb)
        count, known = len(self.found), self.parties.memory()
        source = self._source(tree, head, verb)
        del self.found[count:]
        self.parties.recall(known)
        return source

    def mute(self, tree: Tree, head: int) -> bool:
        """Whether a phrase means nobody who speaks: “a treaty”, “no group”, and a pronoun among named speakers."""
        lower = tree.lowers[head]
        if lower in _PRONOUN:
            return bool(self.found)
        return lower in _PACTS or any(tree.lowers[k] == "no" for k in tree.having(head, "det"))

    def _quotes_of(self, start: int, end: int) -> list[Span]:
        """Quotations that begin in [start, end) or go on through it; each call moves forward only."""
        while self._next_quote < len(self.quotes) and self.quotes[self._next_quote][1] <= start:
            self._next_quote += 1
        found = []
        for q in range(self._next_quote, len(self.quotes)):
            if self.quotes[q][0] >= end:
                break
            found.append(self.quotes[q])
        return found

    def _quoted(self, position: int) -> bool:
        return any(s < position < e for s, e in self.quotes[max(0, self._next_quote - 1) : self._next_quote + 12])

    def _attribute(
        self,
        tree: Tree,
        quote: Span,
        told: list[tuple[int, Source, list[Span]]],
        found: list[tuple[Source, list[Span]]],
        start: int,
    ) -> None:
        begins = quote[0] >= start
        if told and begins:
            _verb, source, _ = min(
                told,
                key=lambda t: (
                    not any(s < quote[1] and quote[0] < e for s, e in t[2]),
                    tree.starts[t[0]] > quote[0] if tree.starts[t[0]] > quote[1] + 40 else False,
                    min(abs(tree.starts[t[0]] - quote[1]), abs(quote[0] - tree.ends[t[0]])),
                ),
            )
        elif begins and quote[1] - quote[0] >= 40 and (source_of := self._main_subject(tree)) is not None:
            source = source_of
            self.current = source
        elif self.current is not None:
            # Short quoted words without a verb of saying are scare quotes; a sentence of quotation goes on speaking.
            if begins and not told and quote[1] - quote[0] < 40 and quote[0] > start:
                return
            source = self.current
        else:
            return
        if begins:
            source.quotes += 1
        if not any(s <= quote[0] and quote[1] <= e for _, spans in found for s, e in spans):
            found.append((source, [quote]))

    def _main_subject(self, tree: Tree) -> Source | None:
        """Who utters a long quotation that no verb of saying governs: the sentence's subject, if it is an actor."""
        for root in tree.roots:
            subject = tree.kid(root, "nsubj")
            if subject >= 0 and not self._quoted(tree.starts[subject]) and self.parties.resolve(tree, subject):
                return self._source(tree, subject, root)
        return None

    def _speaker(self, tree: Tree, i: int) -> int:
        """The phrase head that speaks at token `i`, -1 where nobody does."""
        lower = tree.lowers[i]
        if lower == "according" and (to := next((k for p, k in tree.preps(i) if p == "to"), -1)) >= 0:
            return to
        if lower not in self.lexicon.saying or not tree.is_verb(i):
            return -1
        if self.lexicon.lemmas.get(lower) in _NOT_SAYING and not self._near_quote(tree, i):
            return -1
        if not self._has_content(tree, i):
            return -1
        subject = tree.subject(i)
        j = i
        while (
            subject < 0
            and tree.deps[j] in ("conj", "advcl", "xcomp", "dep", "pcomp", "prep", "parataxis")
            and tree.heads[j] != j
        ):
            j = tree.heads[j]
            subject = tree.kid(j, "nsubj", "nsubjpass")
        if subject < 0 and (agent := tree.kid(i, "agent")) >= 0:
            return tree.kid(agent, "pobj")
        return subject

    def _has_content(self, tree: Tree, i: int) -> bool:
        for k in tree.kids[i]:
            if (
                tree.deps[k] == "dobj"
                and tree.lowers[k].rstrip("s") in ("report", "claim")
                and tree.kid(k, "acl", "ccomp") >= 0
            ):
                return True
            if tree.deps[k] in ("ccomp", "parataxis") or (
                tree.deps[k] in ("xcomp", "dep") and self._quoted(tree.starts[k])
            ):
                return True
        inserted = tree.deps[i] in ("parataxis", "ccomp", "dep") and tree.heads[i] != i and tree.kid(i, "nsubj") >= 0
        if inserted and tree.lowers[i] in _INSERTED:
            return True
        return self._near_quote(tree, i)

    def _near_quote(self, tree: Tree, i: int) -> bool:
        low, high = tree.starts[i], tree.ends[i]
        near = self.quotes[max(0, self._next_quote - 1) : self._next_quote + 12]
        return any((0 <= s - high < 70 or 0 <= low - e < 40) and (e - s > 26 or -9 < s - high < 12) for s, e in near)

    def _content(self, tree: Tree, i: int) -> list[Span]:
        """Character runs of what the verb governs; for an inserted “he said”, of the rest of its sentence."""
        tops = tree.having(i, "ccomp", "parataxis")
        if (
            not tops
            and tree.heads[i] != i
            and tree.deps[i] in ("parataxis", "ccomp", "advcl", "dep")
            and tree.lowers[i] != "adding"
        ) and (tree.deps[i] != "advcl" or tree.lowers[i] == "according"):
            mine = set(tree.subtree(i))
            return _runs(tree, [k for k in tree.subtree(tree.heads[i]) if k not in mine])
        if tree.lowers[i] == "according":
            mine = set(tree.subtree(i))
            return _runs(tree, [k for k in tree.subtree(tree.heads[i]) if k not in mine])
        own = [k for t in tops for k in tree.subtree(t)]
        return _runs(tree, own)

    def _source(self, tree: Tree, head: int, verb: int) -> Source | None:
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
            return self._meant(tree, head)
        if lower in _COUNTED and any(p == "of" and tree.lowers[k] == "them" for p, k in tree.preps(head)):
            # “one of them”: those who were speaking
            return self.current
        if lower in _NOBODY and not any(p == "of" for p, _ in tree.preps(head)):
            return None
        named = self.speakers.named(tree, head, verb)
        known = self._known(tree, head, named)
        if known is not None or not named.name:
            return known
        before = self.found[-1].party if self.found else self._subject_before(tree)
        party = self.whose.party(tree, head, named, self._told_of(tree, head, verb), before)
        source = Source(named.name, lower, named.span, party, not self.speakers.body(tree, head))
        self.found.append(source)
        self.parties.remember(party, True)
        return source

    def _meant(self, tree: Tree, pronoun: int) -> Source | None:
        """Whom “he” or “it” means: a subject earlier in the sentence that it can mean, else who was speaking, else
        the subject of a sentence before."""
        lower = tree.lowers[pronoun]
        for j in sorted(
            (j for j in range(pronoun) if tree.deps[j] in ("nsubj", "nsubjpass") and self._can_mean(tree, j, lower)),
            key=lambda j: (tree.heads[j] not in tree.roots, -j),
        ):
            return self._source(tree, j, tree.heads[j])
        if self.current is not None and (
            lower in ("they", "their") or self.current.person == (lower not in ("it", "its"))
        ):
            return self.current
        for then, j in reversed(self._subjects):
            if self._can_mean(then, j, lower):
                return self._source(then, j, then.heads[j])
        person = self.parties.person
        if self.current is None and person is not None and lower in ("he", "she"):
            name = re.sub(r"\s+", " ", self.text[person.start : person.end])
            self.found.append(Source(name, name.split()[-1].lower(), (person.start, person.end), person, True))
            return self.found[-1]
        return self.current

    def _can_mean(self, tree: Tree, j: int, pronoun: str) -> bool:
        lower = tree.lowers[j]
        if lower in _PRONOUN or not tree.tags[j].startswith("N") or self._quoted(tree.starts[j]):
            return False
        plural = tree.tags[j] in ("NNS", "NNPS") or tree.kid(j, "conj") >= 0
        if pronoun in ("they", "their"):
            return plural
        if pronoun in ("it", "its"):
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


def bare(name: str) -> str:
    """A speaker's name without case and article, by which two mentions are compared."""
    words = name.lower().replace("’", "'").split()
    return " ".join(words[1:] if words and words[0] in ("the", "a", "an") else words)


def _runs(tree: Tree, tokens: list[int]) -> list[Span]:
    """Contiguous runs of tokens as character spans; edges of punctuation are trimmed, quotation marks are not."""
    found: list[list[int]] = []
    for k in sorted(tokens):
        if found and k - found[-1][-1] <= 2 and all(tree.deps[j] == "punct" for j in range(found[-1][-1] + 1, k)):
            found[-1].append(k)
        else:
            found.append([k])
    spans = []
    for run in found:
        while run and tree.words[run[0]] in (",", ".", ":", ";", "-", "—"):
            run.pop(0)
        while run and tree.words[run[-1]] in (",", ";", ":", "-", "—"):
            run.pop()
        if run:
            spans.append((tree.starts[run[0]], tree.ends[run[-1]]))
    return spans


def _apart(tree: Tree, i: int) -> bool:
    """Whether a clause with a subject stands beside what another says, wherever the parser hangs it: “…, as Chad
    reported”, “…, which Chad called a lie”, “…, and Chad demanded”, “…, while Chad demanded”."""
    first = tree.left_edge(tree.kid(i, "nsubj"))
    if tree.deps[i] == "conj":
        return first > 1 and tree.lowers[first - 1] in ("and", "but") and tree.words[first - 2] == ","
    if any(tree.lowers[k] in ("as", "while", "whereas", "though", "although") for k in tree.having(i, "mark")):
        return True
    return any(tree.lowers[k] == "which" for k in tree.having(i, "dobj"))


def _within(tree: Tree, i: int, speaking: Container[int]) -> bool:
    """Whether verb `i` stands in what another speaker says (“said that Chad had denied it”); “as Chad said” does
    not."""
    for _ in range(12):
        above = tree.heads[i]
        if above == i:
            return False
        if tree.deps[i] == "ccomp" and above in speaking:
            return True
        if tree.kid(i, "nsubj") >= 0 and _apart(tree, i):
            return False
        i = above
    return False
