"""Statements of an article: every attribution with its own source, quotations carried over sentences.

An entry of a trigger list lists each speaker once (`statements.py`). An article comes back to its speakers over pages,
so that here each attribution is a statement, those of belief, wish and intention too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from .attributions import Attribution, Attributions
from .naming import UNKNOWN
from .sentences import Sentence
from .statements import Sources
from .tree import Tree

Span = tuple[int, int]

#: A longer text, or one of more paragraphs, is an article and no entry of a list.
ENTRY_CHARACTERS: Final = 1500
ENTRY_PARAGRAPHS: Final = 2
_PARAGRAPH: Final = re.compile(r"\n\s*")
_COLON: Final = re.compile(r"([^:.!?“\"]{2,60}):\s+(\S.*)", re.DOTALL)
_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*")
#: A shorter quotation in a sentence without a cue is a scare quote.
_SCARE: Final = 40
#: Characters between a cue and a quotation that belong together.
_BESIDE: Final = 3


def is_article(text: str) -> bool:
    """Whether a text is longer than an entry: more characters, or more paragraphs."""
    if len(text) > ENTRY_CHARACTERS:
        return True
    return sum(1 for _ in _PARAGRAPH.finditer(text.strip())) >= ENTRY_PARAGRAPHS


class Said:
    """One attribution of the text while it is being read."""

    __slots__ = ("code", "content", "cue", "deed", "head", "name", "quotes", "source")

    def __init__(self, source: Span, cue: Span, content: list[Span], head: int = -1) -> None:
        self.source, self.cue, self.content, self.head = source, cue, content, head
        self.quotes = 0
        self.deed = False
        self.name, self.code = "", "UNK"


class Article:
    """Collects the attributions of one text, sentence by sentence in order."""

    def __init__(
        self, text: str, attributions: Attributions, sources: Sources, sentences: list[Sentence], quotes: list[Span]
    ) -> None:
        self.text, self.sentences, self.quotes, self.sources = text, sentences, quotes, sources
        self.found: list[Said] = []
        #: Whether this is an article, whose every attribution is a statement; in an entry every speaker is one.
        self.whole = is_article(text)
        self._next = 0
        self._paragraphs = [0, *(m.end() for m in _PARAGRAPH.finditer(text))]
        self._attributions = attributions
        self._starts = [q[0] for q in quotes]
        self._owner: dict[int, Said] = {}
        self._paragraph = -1
        self._said_here: Said | None = None
        self._opening: Said | None = None
        self._last: Said | None = None
        self._pending: list[tuple[int, Span]] = []

    def quoted(self, position: int) -> bool:
        """Whether a character lies within a quotation."""
        i = bisect_right(self._starts, position) - 1
        return i >= 0 and position < self.quotes[i][1]

    def read(self, number: int, tree: Tree) -> None:
        """Take sentence `number`, and those before it that were not parsed."""
        while self._next < number:
            self._sentence(self.sentences[self._next], None)
            self._next += 1
        self._sentence(self.sentences[number], tree)
        self._next = number + 1

    def _sentence(self, sentence: Sentence, tree: Tree | None) -> None:
        paragraph = bisect_right(self._paragraphs, sentence.start)
        if paragraph != self._paragraph:
            self._flush()
            self._paragraph, self._said_here = paragraph, None
        headline = self._headline(sentence) if self.whole else None
        if headline is not None:
            self._name(headline, None)
            self.found.append(headline)
            return
        here = [] if tree is None else [self._told(tree, a) for a in self._attributions.read(tree, self.quoted)]
        beside = [] if tree is None or self.whole else _together(tree, here)
        for number, span in self._parts(sentence):
            self._attribute(number, span, here, sentence, tree)
        kept = [s for s in here if s.content]
        bare = [s for s in here if not s.content]
        if self._pending and (bare or kept):
            owner = (bare or kept)[0]
            for number, span in self._pending:
                self._give(owner, number, span)
            self._pending = []
            kept = [s for s in here if s.content]
        for said in kept:
            self._name(said, tree)
        kept = [s for s in kept if s.content]
        self.found += kept
        for said, head in beside:
            if said in kept:
                also = Said(said.source, said.cue, said.content, head)
                also.quotes = said.quotes
                self._name(also, tree)
                self.found.append(also)
        if kept:
            self._said_here = self._last = kept[-1]
        self._opening = None
        if bare and self.text[sentence.end - 1] == ":" and not bare[-1].content:
            self._name(bare[-1], tree)
            self._opening = bare[-1]

    def finish(self) -> list[Said]:
        """All attributions; quotations still without a speaker go to the last one."""
        while self._next < len(self.sentences):
            self._sentence(self.sentences[self._next], None)
            self._next += 1
        self._flush()
        return self.found

    def speakers(self) -> list[Said]:
        """Of an entry, each speaker once: with all they say or think, and those who only act by speaking."""
        found: dict[tuple[str, str], Said] = {}
        for said in self.finish():
            first = found.setdefault((said.name, said.code), said)
            if first is not said:
                first.content = _joined([*first.content, *said.content])
                first.quotes += said.quotes
        for source in self.sources.found:
            if (source.name, source.party.code) not in found:
                also = Said(source.span, source.span, source.content)
                also.name, also.code, also.quotes = source.name, source.party.code, source.quotes
                found[source.name, source.party.code] = also
        return sorted(found.values(), key=lambda said: said.source)

    def _flush(self) -> None:
        owner = self._said_here or self._last
        if owner is not None:
            for number, span in self._pending:
                self._give(owner, number, span)
        self._pending = []

    def _parts(self, sentence: Sentence) -> list[tuple[int, Span]]:
        """The quotations that lie in a sentence, cut to it."""
        first = max(0, bisect_right(self._starts, sentence.start) - 1)
        found = []
        for n in range(first, len(self.quotes)):
            start, end = self.quotes[n]
            if start >= sentence.end:
                break
            if end > sentence.start:
                found.append((n, (max(start, sentence.start), min(end, sentence.end))))
        return found

    def _attribute(self, number: int, span: Span, here: list[Said], sentence: Sentence, tree: Tree | None) -> None:
        if number in self._owner:
            self._give(self._owner[number], number, span)
            return
        if any(s.source[0] <= span[0] and span[1] <= s.source[1] for s in here):
            return
        inside = [s for s in here if any(a < span[1] and span[0] < b for a, b in s.content)]
        near = inside or [s for s in here if not self.quoted(s.cue[0])]
        if near:
            # The nearest cue, first among those that have nothing else to say.
            owner = min(near, key=lambda s: (bool(s.content) and not inside, _gap(s.cue, span)))
            away = min(_gap(owner.cue, span), _gap(owner.source, span))
            if not inside and owner.content and span[1] - span[0] < _SCARE and away > _BESIDE:
                return
            for earlier in [p for p in self._pending if p[0] == number]:
                # It began in a sentence of its own and ends beside its cue.
                self._pending.remove(earlier)
                self._give(owner, *earlier)
            self._give(owner, number, span)
            return
        opens = span[0] - sentence.start <= 1
        if opens and self._opening is not None:
            # “He wrote on Sunday:”, and the quotation in a paragraph of its own.
            self.found.append(self._opening)
            self._said_here = self._last = self._opening
            self._give(self._opening, number, span)
            self._opening = None
        elif opens and span[1] - span[0] > 0.6 * (sentence.end - sentence.start):
            if self._said_here is not None and self.quotes[number][1] <= sentence.end:
                for earlier in [p for p in self._pending if p[0] == number]:
                    self._pending.remove(earlier)
                    self._give(self._said_here, *earlier)
                self._give(self._said_here, number, span)
            else:
                self._pending.append((number, span))
        elif span[1] - span[0] >= _SCARE and tree is not None and (utterer := self._main(tree)) is not None:
            here.append(utterer)
            self._give(utterer, number, span)

    def _main(self, tree: Tree) -> Said | None:
        """Who utters a long quotation that no cue governs: the subject of the sentence."""
        for root in tree.roots:
            subject = tree.kid(root, "nsubj")
            if subject >= 0 and not self.quoted(tree.starts[subject]):
                first = tree.left_edge(subject)
                span = (tree.starts[first], tree.ends[subject])
                return Said(span, (tree.starts[root], tree.ends[root]), [], subject)
        return None

    def _give(self, owner: Said, number: int, span: Span) -> None:
        owner.content = _joined([*owner.content, span])
        owner.quotes += number not in self._owner
        self._owner.setdefault(number, owner)

    def _told(self, tree: Tree, one: Attribution) -> Said:
        source = (tree.starts[one.source[0]], tree.ends[one.source[-1]])
        content = [s for s in runs(tree, one.content) if s[1] - s[0] > 1]
        said = Said(source, (tree.starts[one.cue], tree.ends[one.cue]), content, one.head)
        said.deed = one.deed
        return said

    def _name(self, said: Said, tree: Tree | None) -> None:
        """Who speaks: the source as the entry's rules name it, else as written and unknown."""
        source = None if tree is None else self.sources.named(tree, said.head, said.cue[0], self.whole or not said.deed)
        if source is not None:
            said.name, said.code = source.name, source.party.code
            if not self.whole and said.deed and not said.quotes and source.party.country != UNKNOWN:
                # “Chad and Mali agreed to reopen the border”: an event of theirs, nothing that they say.
                said.content = []
        elif tree is not None and not self.whole and self.sources.mute(tree, said.head):
            said.content = []  # nobody that the entry names
        else:
            said.name = re.sub(r"\s+", " ", self.text[said.source[0] : said.source[1]]).strip(" ,")

    def _headline(self, sentence: Sentence) -> Said | None:
        """“Mayor: City Will Not Beg”, “Mayor Says City Will Not Beg”: a line of its own in capitals, without a stop."""
        start, end = sentence
        if end - start > 140 or self.text[end - 1] in '.!?”"':
            return None
        if (end < len(self.text) and self.text[end] != "\n") or (start and self.text[start - 1] != "\n"):
            return None
        words = [(m.group(), m.start() + start) for m in _WORD.finditer(self.text[start:end])]
        if len(words) < 4 or sum(w[0].isupper() for w, _ in words) < 0.6 * len(words):
            return None
        colon = _COLON.fullmatch(self.text[start:end])
        if colon:
            return Said((start, start + colon.end(1)), (start + colon.end(1), start + colon.end(1) + 1),
                        [(start + colon.start(2), end)])  # fmt: skip
        for n, (word, at) in enumerate(words[:-1]):
            if n and word.lower() in self._attributions.speech.headline:
                following = words[n + 1][1]
                if words[n + 1][0].lower() in ("on", "for", "out", "off") and n + 2 < len(words):
                    following = words[n + 2][1]
                return Said((start, words[n - 1][1] + len(words[n - 1][0])), (at, at + len(word)),
                            [(following, end)])  # fmt: skip
        return None


def _together(tree: Tree, here: list[Said]) -> list[tuple[Said, int]]:
    """The heads of those who say something with another: “Chad and Mali said”, “state media and a charity reported”."""
    found = []
    for said in here:
        joined = list(tree.having(said.head, "conj")) if said.head >= 0 else []
        if said.head > 1 and tree.deps[said.head] == "conj":
            first = tree.left_edge(said.head)
            if tree.heads[said.head] == first - 2 and tree.lowers[first - 1] == "and":
                joined.append(first - 2)
        found += [(said, k) for k in joined if tree.tags[k].startswith("N") and _named_apart(tree, k)]
    return found


def _named_apart(tree: Tree, k: int) -> bool:
    """Whether a noun names somebody of its own: with an article, an owner, an adjective or a capital letter."""
    return tree.tags[k] in ("NNP", "NNPS") or tree.kid(k, "det", "poss", "amod") >= 0


def runs(tree: Tree, tokens: tuple[int, ...]) -> list[Span]:
    """Runs of tokens as character spans; what only a mark parts is one run, and runs end in words or closing marks."""
    found: list[list[int]] = []
    for k in tokens:
        if found and all(tree.deps[j] == "punct" for j in range(found[-1][-1] + 1, k)) and k - found[-1][-1] <= 2:
            found[-1].append(k)
        else:
            found.append([k])
    spans = []
    for run in found:
        while run and tree.words[run[0]] in (",", ".", ":", ";", "-", "—", "–", "”"):
            run.pop(0)
        while run and tree.words[run[-1]] in (",", ";", ":", "-", "—", "–", "“", "."):
            run.pop()
        if run:
            spans.append((tree.starts[run[0]], tree.ends[run[-1]]))
    return spans


def _gap(cue: Span, quote: Span) -> int:
    return max(quote[0] - cue[1], cue[0] - quote[1], 0)


def _joined(spans: list[Span]) -> list[Span]:
    """Sorted spans, overlapping and touching ones made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
