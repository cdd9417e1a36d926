"""The coder: English text in, coded events and statements out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from .act import VERBAL_CONFLICT
from .articles import Article, Said
from .attributions import Attributions
from .bynames import bynames
from .circumstances import Circumstances
from .codings import CodedEvent, CodedStatement, Coding, EventSpans, Located, Span, StatementSpans
from .confidence import confidence
from .deaths import untold_attacks
from .events import RawEvent
from .gazetteer import Gazetteer
from .judgement import judge
from .lexicon import Lexicon
from .mentions import ActorNames, Mention, between
from .naming import Party
from .parse import Parser
from .parties import Parties
from .places import Places
from .reading import Reader
from .referents import Source
from .sentences import Sentence, quotations, split_sentences
from .settle import settle
from .sift import Sift
from .speech import Speech
from .statements import Sources
from .tables import rows_of
from .tree import Tree

#: Words of kept sentences that are parsed together across texts; bounds memory, and changes no result.
CHUNK_WORDS: Final = 10_000


_LETTER: Final = re.compile(r"[^\W\d_]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
#: Rules of attacks that are spoken of by who did them or is said to have.
_OWNED_UP: Final = ("ASSAULT: claim responsibility", "ASSAULT: deny")


class _Draft(NamedTuple):
    """A text on its way: what is known before the parser has seen it."""

    text: str
    date: str
    quotes: list[Span]
    sentences: list[Sentence]
    kept: list[int]
    mentions: list[Mention]


class Coder:
    """Codes English text by the coding guide. Construction reads the tables and loads the parser.

    `actors` are a desk's own files of actors (form of `data/actors.csv`), `acts` of frames (`data/acts.csv`),
    `places` of places (`data/landmarks.csv`); they outrank the package's. One Coder serves any number of texts
    and keeps no state from one to the next. Raises UnreadableSource for a wrong file, NotInstalled without the
    parser's model.
    """

    def __init__(
        self, actors: Iterable[Path] = (), acts: Iterable[Path] = (), places: Iterable[Path] = (), explain: bool = False
    ) -> None:
        self._lexicon = Lexicon([row for path in acts for row in rows_of(path)])
        self._names = ActorNames([row for path in actors for row in rows_of(path)])
        self._gazetteer = Gazetteer([row for path in places for row in rows_of(path)])
        speech = Speech()
        self._sift = Sift(self._lexicon, speech)
        self._attributions = Attributions(speech)
        self._explain = explain
        self._parser = Parser()

    def code(self, text: str, date: str = "") -> Coding:
        """Code one text. `date` is the ISO day it stands under; empty where unknown."""
        return next(self.pipe([(text, date)]))

    def pipe(self, texts: Iterable[tuple[str, str]]) -> Iterator[Coding]:
        """Code many (text, date) pairs, in order; faster than one by one, with the same results."""
        drafts: list[_Draft] = []
        words = 0
        for text, date in texts:
            draft = self._draft(text, date)
            drafts.append(draft)
            words += sum(draft.text.count(" ", s.start, s.end) + 1 for s in (draft.sentences[i] for i in draft.kept))
            if words >= CHUNK_WORDS:
                yield from self._finish(drafts)
                drafts, words = [], 0
        yield from self._finish(drafts)

    def locate(self, text: str, spans: Sequence[Span], date: str = "") -> list[Located | None]:
        """The place that each span of `text` names, None where no place of that name is known."""
        return Places(self._gazetteer, text, self._names.find(text)).locate(spans)

    def _draft(self, text: str, date: str) -> _Draft:
        if not text.isascii():
            text = _SURROGATE.sub("\ufffd", text)
        quotes = quotations(text)
        sentences = split_sentences(text, quotes)
        mentions = bynames(text, date, self._names.find(text), self._gazetteer.homeland)
        kept = self._sift.keep(text, sentences, quotes, mentions)
        return _Draft(text, date, quotes, sentences, kept, mentions)

    def _finish(self, drafts: list[_Draft]) -> Iterator[Coding]:
        """Parse the kept sentences of all drafts, a chunk at a time, and read each draft as soon as it is whole."""
        if sum(len(d.kept) for d in drafts) > 2000:
            for draft in drafts:
                yield self._read(draft, self._trees(draft))
            return
        trees = iter(self._parser.trees([piece for draft in drafts for piece in _pieces(draft, draft.kept)]))
        for draft in drafts:
            yield self._read(draft, zip(draft.kept, islice(trees, len(draft.kept)), strict=True))

    def _trees(self, draft: _Draft) -> Iterator[tuple[int, Tree]]:
        for first in range(0, len(draft.kept), 500):
            some = draft.kept[first : first + 500]
            yield from zip(some, self._parser.trees(_pieces(draft, some)), strict=True)

    def _read(self, draft: _Draft, trees: Iterator[tuple[int, Tree]]) -> Coding:
        parties = Parties(draft.mentions, draft.date, self._gazetteer.homeland)
        reader = Reader(self._lexicon, parties, draft.quotes)
        sources = Sources(draft.text, self._lexicon, parties, draft.quotes)
        notes: list[str] = []
        article = Article(draft.text, self._attributions, sources, draft.sentences, draft.quotes)
        for number, tree in trees:
            sentence = draft.sentences[number]
            ongoing = sources.current.party if sources.current else None
            told = sources.read(tree, sentence.start, sentence.end)
            read = reader.read(tree, number, ongoing, sources.by_verb)
            self._judge(draft, reader, read, told, number)
            _speech_acts(sources, tree, read)
            article.read(number, tree)
            if self._explain:
                notes += _explained(draft.text, sentence, tree, read, told)
        events = self._events(draft, reader.events)
        told_by = article.finish() if article.whole else article.speakers()
        statements = tuple(self._statement(draft, said) for said in told_by)
        return Coding(events, statements, None if events else _why_empty(draft), tuple(notes))

    def _judge(
        self, draft: _Draft, reader: Reader, read: list[RawEvent], told: list[tuple[Source, list[Span]]], number: int
    ) -> None:
        """Charges in what was said, where the sentence holds no other act of its speaker."""
        for source, spans in told:
            if source.party.country == "UNK" or any(
                e.actor.country == source.party.country and e.strength for e in read
            ):
                continue
            if any(e.type == "ASSAULT" and e.assertion == "confirmed" for e in read):
                continue  # “Chad said Sudan had shot down its plane by mistake” tells of the deed
            judged = judge(draft.text, spans, source.party, draft.mentions, self._lexicon.moods, draft.date)
            for found in judged:
                # What the accuser says the accused did is the charge, not another event.
                reader.withdraw(number, found.target.country)
                span = (found.start, found.end)
                rule = "ACCUSE: charge in speech"
                charge = (found.type, found.mode, source.party, found.target, "stated", span, 1, 1, rule, number)
                reader.events.append(RawEvent(*charge))

    def _events(self, draft: _Draft, raw: list[RawEvent]) -> tuple[CodedEvent, ...]:
        """One event a (type, actor, recipient), the strongest first reading; places, numbers and dates added."""
        best: dict[tuple[str, str, str | None], RawEvent] = {}
        settled = settle(raw, len(draft.sentences))
        settled += untold_attacks(draft.text, draft.sentences, settled)
        for event in settled:
            key = (event.type, event.actor.code, event.recipient.code if event.recipient else None)
            known = best.get(key)
            if known is None or (event.mode is not None and known.mode is None) or event.strength > known.strength:
                best[key] = event if known is None else event._replace(sentence=known.sentence)
        told = Circumstances(
            self._gazetteer, draft.text, draft.date, draft.sentences, draft.mentions, list(best.values())
        )
        ranks: Counter[int] = Counter()
        found = []
        for event in best.values():
            found.append(_event(event, ranks[event.sentence], told))
            ranks[event.sentence] += 1
        return tuple(found)

    def _statement(self, draft: _Draft, said: Said) -> CodedStatement:
        country, _, role = said.code.partition(":")
        about: dict[str, None] = {}
        for start, end in said.content:
            for mention in between(draft.mentions, start, end):
                if mention.kind != "role" and not mention.sponsor:
                    code = mention.code(draft.date)
                    about[code if code.endswith((":REB", ":PRM")) else code.split(":")[0]] = None
        role = role or {"IGO": "IGO", "COA": "MIL", "ISIS": "TER"}.get(country, "GOV" if country != "UNK" else "UNK")
        spans = StatementSpans(said.source, tuple(sorted(set(said.content))))
        return CodedStatement(said.name, country, role, said.quotes, tuple(about), spans)


def _speech_acts(sources: Sources, tree: Tree, read: list[RawEvent]) -> None:
    """Who accuses, demands, threatens or rejects speaks, quoted or not."""
    for event in read:
        spoken = event.type in VERBAL_CONFLICT or event.rule.startswith(_OWNED_UP)
        if spoken and event.level == 0 and event.actor.country != "UNK" and event.assertion != "claimed":
            sources.acted(tree, event.actor, event.action)


def _event(event: RawEvent, rank: int, circumstances: Circumstances) -> CodedEvent:
    told = circumstances.of(event)
    return CodedEvent(
        type=event.type,
        mode=event.mode,
        actor=event.actor.code,
        recipient=event.recipient.code if event.recipient else None,
        assertion=event.assertion,
        places=told.places,
        killed=told.killed,
        injured=told.injured,
        date=told.date,
        spans=EventSpans(
            event.action,
            (event.actor.start, event.actor.end),
            _span(event.recipient),
        ),
        confidence=confidence(event, rank),
        rule=event.rule,
        located=told.located,
    )


def _span(party: Party | None) -> Span | None:
    """Where a party stands in the text; None where nobody is named or the act only implies whom it is done to."""
    return (party.start, party.end) if party is not None and party.end > party.start else None


def _pieces(draft: _Draft, kept: list[int]) -> list[tuple[str, int]]:
    """Sentences as the parser takes them: the words and where they start in the text."""
    return [(draft.text[s.start : s.end], s.start) for s in (draft.sentences[i] for i in kept)]


def _why_empty(draft: _Draft) -> str:
    if not draft.text.strip():
        return "the text is empty"
    first = _LETTER.search(draft.text)
    if first is None:
        return "the text has no words"
    sample = draft.text[first.start() : first.start() + 2000]
    if not sample.isascii() and 2 * sum(map(str.isascii, filter(str.isalpha, sample))) < sum(map(str.isalpha, sample)):
        return "the text is not written in Latin letters; the coder reads English"
    if not draft.kept:
        return "no sentence holds both a word for an act and an actor, or speech"
    return "the sentences read tell no act by one side towards another, only description or commentary"


def _explained(
    text: str, sentence: Sentence, tree: Tree, read: list[RawEvent], told: list[tuple[Source, list[Span]]]
) -> list[str]:
    lines = [f"[{sentence.start}:{sentence.end}] {text[sentence.start : sentence.end]}"]
    lines.append(
        "  parse: "
        + " ".join(f"{w}/{d}→{tree.words[h]}" for w, d, h in zip(tree.words, tree.deps, tree.heads, strict=True))
    )
    for event in read:
        to = f" → {event.recipient.code}" if event.recipient else ""
        lines.append(
            f"  event: {event.actor.code} {event.type}{to} ({event.rule}; level {event.level}, "
            f"strength {event.strength})"
        )
    lines += [f"  speaker: {source.name} ({source.party.code}) {spans}" for source, spans in told]
    return lines
