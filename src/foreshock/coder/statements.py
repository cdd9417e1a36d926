"""Who speaks: sources, their passages, and which quotation is whose.

A verb of saying with its subject makes a source; “according to” does too. A quotation belongs to the verb of its own
sentence that governs it or stands nearest; without one, to the speaker of the sentence before. “He”, “the diplomat” and
a bare surname are the speaker they refer to.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container
from typing import Final

from .lexicon import Lexicon
from .naming import UNKNOWN, Party
from .parties import Parties
from .referents import Referents, Source
from .tree import Tree

Span = tuple[int, int]
_INSERTED: Final = frozenset("said says say added told noted explained wrote tweeted continued".split())
_NOT_SAYING: Final = frozenset("go continue express charge see find get help seek work join call".split())
#: Verbs of refusing and the like that do something without saying anything.
_DEEDS: Final = frozenset("refuse charge order offer agree veto decide plan".split())


class Sources(Referents):
    """Collects the speakers of one text, sentence by sentence in order."""

    def __init__(self, text: str, lexicon: Lexicon, parties: Parties, quotes: list[Span]) -> None:
        super().__init__(text, parties, quotes)
        self.lexicon = lexicon
        self.by_verb: dict[int, Party] = {}

    def read(self, tree: Tree, start: int, end: int) -> list[tuple[Source, list[Span]]]:
        """The sources of one sentence [start, end) with the passages it gives each."""
        told: list[tuple[int, Source, list[Span]]] = []
        self.by_verb = {}
        speaking = {
            i: speaker
            for i in range(len(tree))
            if (speaker := self._speaker(tree, i)) >= 0 and not self.is_quoted(tree.starts[i])
        }
        for i, speaker in speaking.items():
            if _within(tree, i, speaking):
                # Who speaks in what another says is none of the text's own speakers.
                if (source := self.named(tree, speaker, tree.starts[i], False)) is not None:
                    self.by_verb[i] = source.party
                continue
            source = self.source(tree, speaker, i)
            if source is not None:
                self.by_verb[i] = source.party
                told.append((i, source, self._content(tree, i)))
                self.current = source
        found = [(source, spans) for _, source, spans in told]
        for span in self._quotes_of(start, end):
            self._attribute(tree, span, told, found, start)
        for source, spans in found:
            source.content += spans
        self.note_subjects(tree)
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
        if head >= 0 and not self.is_quoted(tree.starts[head]):
            source = self.source(tree, head, verb)
            if source is not None and source.party.country == UNKNOWN:
                source.party = party

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
            if subject >= 0 and not self.is_quoted(tree.starts[subject]) and self.parties.resolve(tree, subject):
                return self.source(tree, subject, root)
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
            driven, j = tree.driven(j), tree.heads[j]
            subject = driven if driven >= 0 else tree.kid(j, "nsubj", "nsubjpass")
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
                tree.deps[k] in ("xcomp", "dep") and self.is_quoted(tree.starts[k])
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
    return tree.apposed(i)


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
