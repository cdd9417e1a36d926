"""Photograph credits in running text: “REUTERS/First Last”, “TASNIM”, “U.S. Dept of X Twitter”, “AFP via Getty Images”.

In a page flattened to text nothing marks a picture but its credit. A credit is looked for after a date, at the end of
a sentence and in parentheses, and is believed only if what follows can begin a sentence, or is furniture, a heading or
the end.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from msgspec import Struct

from .boundaries import break_after, break_before, ends_sentence, skip_back, skip_on, starts_sentence, word_before
from .credit_runs import Token, named_run, slashed_run
from .credit_words import AGENCIES, LABEL, LEADS_TO_DATE, OPENERS, PAIRS, PICTURE_TAILS, PLATFORMS
from .dates import DateMark

_TOKEN: Final = re.compile(r"\S+")
_USED_IN_PROSE: Final = re.compile(
    r"(?<![\w’'.-])([^\W\d_][\w’'.-]*+)\s++(?!a[a-z]{1,2}-|el-|[a-z]{1,2}[A-Z\d])(?=[a-zà-ÿ])"
)
#: The end of a sentence or line before something that may be a credit; the full weighing is dearer than this look.
_PERHAPS: Final = (
    r"(?=[©@]|[^\s]{1,40}/|[A-Z]{2}|U\.[SK]\.|(?:Photo|Image|Pict|Credit|Source|Courtesy)|(?:"
    + "|".join(sorted({name.capitalize() for name in AGENCIES if name.isalpha()} | {"Press", "Planet", "Google"}))
    + r")\b)"
)
_END: Final = r"(?:[.!?…][\"”’')\]]{0,3}\s++|\n[^\S\n]*+)"
_SENTENCE_END: Final = re.compile(rf"{_END}(?=[A-Z©@]){_PERHAPS}")
#: A word that ends a credit, some names after the end of a sentence: “. Red Harbour Watch Twitter”.
_LATER_WORD: Final = re.compile(
    r"\b(?:" + "|".join(sorted({w for p in PLATFORMS for w in (p, p.capitalize())})) + r"|via)\b"
)
_LAST_END: Final = re.compile(rf"{_END}(?=[A-Z@])")
_PARENTHESIS: Final = re.compile(r"[\w\"”’'.!?]\s(\((?=[A-Z@©])[^()\n]{2,80}\))(?=\s|$)")
#: Places in one section that are weighed as the start of an undated credit; a page has a few dozen.
MOST_LOOKED_AT: Final = 20_000
_WEB_NAME: Final = re.compile(r"[A-Z][A-Z-]+\.(?:IR|COM|NET|ORG|NEWS|TV)")
_LONGEST: Final = 10
_NEAR: Final = 160


class Credit(Struct, frozen=True):
    """A credit at `text[start:end]`. `lead` is where the date or label (“Photo:”) right before it starts."""

    start: int
    end: int
    date: DateMark | None
    lead: int


class CreditFinder:
    """Finds credits in `text`. `stops` are positions where something that is no prose starts: furniture, a heading,
    an entry's date."""

    def __init__(self, text: str, stops: frozenset[int]) -> None:
        self.text = text
        self.stops = stops

    @cached_property
    def _prose(self) -> frozenset[str]:
        """Words that somewhere on the page are followed by a small letter: names and acronyms of the prose."""
        return frozenset(
            word.rstrip("’'.").removesuffix("’s").removesuffix("'s") for word in set(_USED_IN_PROSE.findall(self.text))
        )

    def after_date(self, date: DateMark, hi: int, sure: bool = False) -> Credit | None:
        """The credit that follows a caption's date, if one does before `hi`. With `sure`, where the date may as well
        be an entry's, one word in capitals is a credit only if nothing follows that could be its sentence."""
        if word_before(self.text, date.start).lower().strip("(") not in LEADS_TO_DATE:
            return self._at(date.end, hi, date, sure)
        # “… in Hodeida on 3 May 2019. US NAVY”: the date belongs to the caption's sentence.
        closed = self.text[date.end : date.end + 1] in (".", ",")
        return self._at(date.end, hi, None, False, in_sentence=True) if closed else None

    def undated(self, lo: int, hi: int) -> Iterator[Credit]:
        """Credits in `text[lo:hi]` at the end of a sentence or in parentheses, no date right before them."""
        done, looked_at = lo, 0
        for pos in sorted(
            {m.end() for m in _SENTENCE_END.finditer(self.text, lo, hi)} | self._before_later_words(lo, hi)
        ):
            on_new_line = "\n" in self.text[skip_back(self.text, pos, lo) : pos]
            if pos < done or (not on_new_line and ends_sentence(self.text, pos, lo) < 2):
                continue
            if (looked_at := looked_at + 1) > MOST_LOOKED_AT:
                return
            credit = self._at(pos, hi, None, False)
            if credit:
                done = credit.end
                yield credit
        for match in _PARENTHESIS.finditer(self.text, lo, hi):
            label = LABEL.match(self.text, match.start(1) + 1, match.end(1) - 1)
            tokens = self._tokens(label.end() if label else match.start(1) + 1, match.end(1) - 1)
            names = label is not None and bool(tokens) and all(t.is_capital or t.is_joint for t in tokens)
            whole = names or (
                tokens
                and len(tokens)
                in (
                    named_run(tokens, self._prose),
                    self._capitals(tokens, match.end(1) - 1, True, True),
                )
            )
            if whole and self._follows(match.end(), hi):
                start = tokens[0].start if label else match.start(1)
                yield Credit(start, match.end(1), None, match.start(1))

    def closing(self, lo: int, hi: int) -> int:
        """Where the names start that a caption at `text[lo:hi]` ends in, if they are those of an agency: “A quay in
        the rain AFP/Ana Kay”; `hi` if it ends in none."""
        words = list(_TOKEN.finditer(self.text, max(lo, hi - 120), hi))
        for before, word in itertools.pairwise(words[-8:]):
            tokens = self._tokens(word.start(), hi)
            agency = bool(tokens) and tokens[0].parts[0] in AGENCIES | {part[0] for part in PAIRS}
            if agency and before.group().lower() not in LEADS_TO_DATE and named_run(tokens, self._prose) == len(tokens):
                return word.start()
        return hi

    def _before_later_words(self, lo: int, hi: int) -> set[int]:
        """Where the sentence or line starts in which a platform's name comes within 80 characters."""
        starts = set()
        for word in _LATER_WORD.finditer(self.text, lo, hi):
            ends = list(_LAST_END.finditer(self.text, max(lo, word.start() - 80), word.start()))
            # The last one may be an abbreviation's full stop (“. U.S. Navy/Handout via …”).
            starts |= {end.end() for end in ends[-2:]}
        return starts

    def ends_at(self, pos: int, dates: list[DateMark]) -> bool:
        """Does a credit end right before `pos`, after one of `dates` (those shortly before it) or after a sentence?"""
        end, lo = skip_back(self.text, pos), max(0, pos - _NEAR)
        found = [credit for date in dates if (credit := self.after_date(date, pos)) is not None]
        return any(credit.end == end for credit in (*found, *self.undated(lo, pos)))

    def _at(self, pos: int, hi: int, date: DateMark | None, sure: bool, in_sentence: bool = False) -> Credit | None:
        """The credit that stands at `pos`, behind a mark such as “|” or “Photo:”. `in_sentence`: behind a sentence that
        ends in a date."""
        pos = skip_on(self.text, pos, hi)
        if self.text[pos : pos + 1] in (".", ",", ";", "|", "–", "-", ":", "/"):
            pos = skip_on(self.text, pos + 1, hi)
        label = LABEL.match(self.text, pos, hi)
        tokens = self._tokens(label.end() if label else pos, hi)
        dated = date is not None or label is not None
        if not tokens:
            count = 0
        elif in_sentence and not dated:
            count = self._length_in_sentence(tokens, hi)
        else:
            count = self._length(tokens, hi, dated, sure)
        lead = date.start if date else label.start() if label else pos
        return Credit(tokens[0].start, tokens[count - 1].end, date, lead) if count else None

    def _tokens(self, pos: int, hi: int) -> list[Token]:
        """At most ten words from `pos` on, up to the next stop, block or sentence end."""
        pos = skip_on(self.text, pos, hi)
        tokens: list[Token] = []
        for match in _TOKEN.finditer(self.text, pos, min(hi, pos + 240)):
            if match.start() in self.stops or (tokens and break_before(self.text, match.start())):
                break
            inside = next((p for p in range(match.start() + 1, match.end()) if p in self.stops), match.end())
            tokens.append(Token(self.text[match.start() : inside], match.start(), inside))
            closes = match.group()[-1] in ".!?…;:" and ends_sentence(self.text, match.end()) == 2
            if len(tokens) == _LONGEST or inside < match.end() or closes:
                break
        return tokens

    def _length(self, tokens: list[Token], hi: int, dated: bool, sure: bool) -> int:
        """How many of `tokens` are the credit; 0 for none. `dated`: a date or a label stands before them."""
        named = named_run(tokens, self._prose)
        if named and not dated and not self._plain_enough(tokens, named, hi):
            named = 0
        slashed_names = slashed_run(tokens, self._prose, dated)
        for count in (
            named,
            slashed_names,
            self._capitals(tokens, hi, dated, sure),
            self._loose(tokens, hi, dated, sure),
        ):
            if not count or tokens[count - 1].text.endswith((",", ";", ":")):
                continue
            slashed = any("/" in token.text for token in tokens[:count])
            if sure and not slashed and skip_on(self.text, tokens[count - 1].end, len(self.text)) == len(self.text):
                # The file ends here: these may be the first words of an entry.
                continue
            if self._follows_token(tokens, count, hi):
                return count
        return 0

    def _length_in_sentence(self, tokens: list[Token], hi: int) -> int:
        """The same behind a sentence that ends in a date: a name may as well be the subject of the next sentence, but
        for one that no sentence has (a slash, capitals) or that another sentence follows."""
        named = named_run(tokens, self._prose)
        if named and not (self._plain_enough(tokens, named, hi) or tokens[named - 1].is_capitals):
            named = 0
        capitals = self._capitals(tokens, hi, True, False)
        if capitals == 1 and not self._alone(tokens, hi):
            capitals = 0
        counts = (named, slashed_run(tokens, self._prose), capitals)
        count = next((c for c in counts if c and self._follows_token(tokens, c, hi)), 0)
        return count or self._loose(tokens, min(hi, len(self.text) - 1), True, False)

    def _alone(self, tokens: list[Token], hi: int) -> bool:
        """Is the first of `tokens` a web address, or does nothing follow it that could be its sentence?"""
        following = tokens[1].begins_prose if len(tokens) > 1 else False
        return following or "." in tokens[0].bare or self._stops(tokens[0].end, hi)

    def _follows_token(self, tokens: list[Token], count: int, hi: int) -> bool:
        end = tokens[count - 1].end
        return self._stops(end, hi) or (count < len(tokens) and starts_sentence(self.text, tokens[count].start))

    def _follows(self, pos: int, hi: int) -> bool:
        start = skip_on(self.text, pos, hi)
        return self._stops(pos, hi) or starts_sentence(self.text, start)

    def _stops(self, pos: int, hi: int) -> bool:
        """Does something that is no prose, or nothing, stand at `pos`?"""
        start = skip_on(self.text, pos, hi)
        return start >= hi or start in self.stops or bool(break_after(self.text, pos))

    def _plain_enough(self, tokens: list[Token], count: int, hi: int) -> bool:
        """Can an undated agency's name not be the subject of the next sentence?"""
        words = tokens[:count]
        if any("/" in t.text or t.text.lower() == "via" or t.upper in PLATFORMS | PICTURE_TAILS for t in words):
            return True
        if self._sentence_after(tokens, count, words[-1].is_capitals):
            return True
        before = self.text[max(0, tokens[0].start - 12) : tokens[0].start]
        return self._stops(words[-1].end, hi) or bool(re.search(r"(?:19|20)\d\d\W{0,3}$", before))

    def _sentence_after(self, tokens: list[Token], count: int, capitals: bool) -> bool:
        """Does a word that opens sentences follow, so that the names before it begin none?"""
        if count >= len(tokens):
            return False
        token = tokens[count]
        return token.is_capital and (token.text == "A" or token.upper in OPENERS or (capitals and token.begins_prose))

    def _capitals(self, tokens: list[Token], hi: int, dated: bool, sure: bool) -> int:
        """A run of words in capitals that are no acronyms of the prose: “UNITED STATES NAVY”."""
        count = 0
        while count < len(tokens):
            joined = count and tokens[count].text in ("&", "of", "/", "-") and count + 1 < len(tokens)
            if not (tokens[count].is_capitals or (joined and tokens[count + 1].is_capitals)):
                break
            count += 1
        if count > 1 and count < len(tokens) and not starts_sentence(self.text, tokens[count].start):
            # Before a small letter the last one is the sentence's subject: “US NAVY U.S. officials said”.
            count -= 1
        words = [t for t in tokens[:count] if t.is_capitals]
        if not words or all(t.bare in self._prose for t in words):
            return 0
        letters = sum(len(t.bare) for t in words)
        if len(words) >= 2:
            sure_end = dated or self._stops(tokens[count - 1].end, hi) or self._sentence_after(tokens, count, True)
            return count if letters >= (5 if sure_end else 8) else 0
        alone = not sure or self._stops(tokens[0].end, hi)
        return count if (dated and alone and letters >= 3) or _WEB_NAME.fullmatch(tokens[0].bare) else 0

    def _loose(self, tokens: list[Token], hi: int, dated: bool, sure: bool) -> int:
        """After a date or a label: a few words with capitals that run up to something that is no prose, or to a word
        that opens a sentence."""
        if not dated or tokens[0].upper in OPENERS:
            return 0
        opener = next(
            (
                at
                for at, token in enumerate(tokens)
                if at and token.is_capital and (token.begins_prose or token.text == "A")
            ),
            0,
        )
        if opener and not sure and not tokens[opener - 1].is_joint:
            count = opener
        elif self._stops(tokens[-1].end, hi):
            count = len(tokens)
        else:
            return 0
        fits = count <= 5 and tokens[0].is_capital and all(t.is_capital or t.is_joint for t in tokens[:count])
        return count if fits and not tokens[count - 1].closes else 0
