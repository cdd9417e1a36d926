"""The dated list: entries with their texts and pictures, and what in the list is no entry."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import re
from collections import Counter
from typing import Final

from msgspec import Struct

from .body import Body, Region
from .boundaries import break_before, ends_sentence, skip_back, skip_on
from .captions import picture_at
from .credits import Credit
from .dates import DateMark, begins_with_day_without_year
from .entries import Opening, Surroundings, after_style, find_openings, fold_share
from .furniture import icons_after, is_furniture_word
from .reading import Entry
from .wording import folded

_SEPARATOR: Final = re.compile(r"\s*(?:[:|•·–—]|(?<=\s)-(?=\s))\s*")
_FIRST_WORD: Final = re.compile(r"\s*([A-Z][\w-]*)(?=\s)")
#: The beginning of a date or of a numbered heading.
_BEGUN: Final = (
    r"(?:\d{1,2}(?:s|n|r|t|st|nd|rd|th)?(?:[\s,]{1,2}[A-Z][a-z]{0,8}[.,]{0,2}(?:\s\d{0,3})?)?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?(?:\s\d{0,2},?(?:\s\d{0,3})?)?"
    r"|[JFMASOND][a-z]?"
    r"|(?:19|20)\d\d(?:-\d{0,2}(?:-\d?)?)?|\d{3}|(?:III?|IV|V|I)\b\.?(?:\s[A-Z]\w*(?:\s\w+){0,2})?)\s*$"
)
_BEGUN_AFTER_SENTENCE: Final = re.compile(r"[.!?…][\"”’')\]]{0,3}\s+(?=[IVJFMASOND\d])(" + _BEGUN + ")")
_ONLY_BEGUN: Final = re.compile(_BEGUN)


class Listing(Struct, frozen=True):
    """The openings of a region and what was found on the way to them."""

    region: Region
    openings: tuple[Opening, ...]
    credits: tuple[Credit, ...]
    fold_starts: tuple[int, ...]
    fold_after_date: bool


def survey(body: Body, region: Region) -> Listing:
    """Find where the entries of `region` open. Books nothing."""
    text, lo, hi = body.text, region.lo, region.hi
    dates = body.dates_in(lo, hi)
    folds = [f for f in body.furniture_in(lo, hi) if f.kind != "icons"]
    spans = tuple((f.start, f.end) for f in folds)
    share = fold_share(text, lo, dates, frozenset(f.end for f in folds))
    ends = {f.end for f in folds} | {lo}
    inner = [d for d in dates if skip_back(text, d.start, lo) not in ends and break_before(text, d.start) < 2]
    credits = tuple(body.credits_in(inner, lo, hi, share < 0.5))
    captions = frozenset(c.date.start for c in credits if c.date)
    credit_ends = frozenset(c.end for c in credits)
    openings = find_openings(Surroundings(text, lo, hi, spans, captions, credit_ends, share), dates)
    starts = tuple(f.start for f in folds if f.kind == "more")
    return Listing(region, tuple(openings), credits, starts, after_style(text, lo, dates, list(spans)))


def read_list(body: Body, listing: Listing) -> tuple[Entry, ...]:
    """The entries of a surveyed region, numbered within each day from the top; everything in it is booked."""
    region, openings = listing.region, listing.openings
    first = openings[0].date.start if openings else region.hi
    _book_stray(body, region.lo, first, "stands in the dated list before its first entry")
    label = _label_after_dates(body, openings)
    entries = []
    for index, opening in enumerate(openings):
        end = openings[index + 1].date.start if index + 1 < len(openings) else region.hi
        entries.append(_entry(body, listing, opening.date, end, label))
    return _numbered(body, entries)


def _entry(body: Body, listing: Listing, date: DateMark, hi: int, label: str) -> Entry:
    """The entry that opens with `date` and runs up to `hi`."""
    assert date.when is not None
    text, ledger = body.text, body.ledger
    ledger.take(date.start, date.end, "entry date")
    lo = _book_after_date(body, date.end, hi, label)
    end = _fold_of(listing, lo, hi)
    first = bisect.bisect_left(listing.credits, lo, key=lambda c: c.start)
    last = bisect.bisect_left(listing.credits, hi, key=lambda c: c.start)
    _book_credits(body, listing.credits[first:last], lo, end)
    if hi == len(text):
        _book_begun(body, lo)
    paragraphs = body.paragraphs(lo, end, "entry")
    _book_stray(body, end, hi, "stands after an entry’s fold and has no date")
    if not paragraphs:
        body.remark(f"the entry of {date.when.words} shows only its date", date.start)
    for paragraph in paragraphs[1:]:
        if begins_with_day_without_year(paragraph):
            shown = paragraph if len(paragraph) <= 40 else f"{paragraph[:39]}…"
            body.remark(f"{shown!r} has a date without year: kept in the entry of {date.when.words}", date.start)
    if date.last:
        body.remark(f"the entry spans days up to {date.last.isoformat()}: it stands under the first", date.start)
    images = tuple(p.image for p in body.pictures_in(date.end, hi))
    return Entry(date.when.first, date.when, 0, "\n\n".join(paragraphs), date.start, hi, images)


def _book_begun(body: Body, lo: int) -> None:
    """Book what the file ends in, if it may be the beginning of the next entry's date or of the next heading."""
    text = body.text
    last = next(reversed(list(body.ledger.free(lo, len(text)))), None)
    if last is None:
        return
    cut = _ONLY_BEGUN.match(text, last[0]) if last[0] > lo and body.ledger.taken(skip_back(text, last[0]) - 1) else None
    found = cut or _BEGUN_AFTER_SENTENCE.search(text, max(last[0], last[1] - 60))
    if found:
        start = found.start() if cut else found.start(1)
        reason = "the file ends here, in what may be the next date or heading"
        body.ledger.take(start, last[1], "leftover", reason)


def _book_after_date(body: Body, pos: int, hi: int, label: str) -> int:
    """Book separator and label between date and text; return where the text starts."""
    separator = _SEPARATOR.match(body.text, pos, hi)
    if separator and separator.group().strip():
        body.ledger.take(pos, separator.end(), "furniture", "separator")
        pos = separator.end()
    icons = icons_after(body.text, pos, least=2)
    if pos < icons <= hi:
        body.ledger.take(pos, icons, "furniture", "icons")
        pos = icons
    if label and body.text.startswith(label, skip_on(body.text, pos, hi)):
        start = skip_on(body.text, pos, hi)
        body.ledger.take(start, start + len(label), "furniture", "button or link")
        pos = start + len(label)
    return pos


def _fold_of(listing: Listing, lo: int, hi: int) -> int:
    """Where the entry's text ends: at its first fold, unless the page sets folds after the dates."""
    if listing.fold_after_date:
        return hi
    starts = listing.fold_starts
    at = bisect.bisect_left(starts, lo)
    return starts[at] if at < len(starts) and starts[at] < hi else hi


def _book_credits(body: Body, credits: tuple[Credit, ...], lo: int, hi: int) -> None:
    """Book the pictures of an entry whose text is `text[lo:hi]`."""
    for credit in credits:
        picture = picture_at(body.text, credit, body.caption_floor(lo, credit), "developments")
        first = picture.start == skip_on(body.text, lo, credit.lead) and skip_on(body.text, credit.end, hi) >= hi
        if first and ends_sentence(body.text, credit.lead, lo) == 2:
            # The only sentence of the entry is the entry itself, and no caption.
            picture = picture_at(body.text, credit, credit.lead, "developments")
        body.book_picture(picture)


def _book_stray(body: Body, lo: int, hi: int, reason: str) -> None:
    """Book what is free of `text[lo:hi]` as leftovers; stray punctuation as furniture."""
    dates = {d.start: d for d in body.dates_in(lo, hi)}
    for start, end in list(body.ledger.free(lo, hi)):
        if not any(c.isalnum() for c in body.text[start:end]):
            body.ledger.take(start, end, "furniture", "punctuation")
        elif start in dates and dates[start].when is None:
            body.ledger.take(start, end, "leftover", "begins with a date that no calendar has")
        else:
            body.ledger.take(start, end, "leftover", reason)


def _label_after_dates(body: Body, openings: tuple[Opening, ...]) -> str:
    """A button's word that follows at least three dates and three in five: furniture of the list."""
    words = Counter(m[1] for o in openings if (m := _FIRST_WORD.match(body.text, o.date.end)))
    if not words:
        return ""
    word, count = words.most_common(1)[0]
    return word if count >= 3 and count * 5 >= 3 * len(openings) and is_furniture_word(word) else ""


def _numbered(body: Body, entries: list[Entry]) -> tuple[Entry, ...]:
    """Number the entries of each day from the top, and remark on repeats and on the order."""
    counts: Counter[dt.date] = Counter()
    seen: set[tuple[dt.date, str]] = set()
    numbered: list[Entry] = []
    for entry in entries:
        counts[entry.date] += 1
        key = (entry.date, folded(entry.text))
        if key in seen and entry.text:
            body.remark(f"the entry of {entry.when.words} stands twice with the same words", entry.start)
        seen.add(key)
        numbered.append(
            Entry(entry.date, entry.when, counts[entry.date], entry.text, entry.start, entry.end, entry.images)
        )
    steps = [(a, b) for a, b in itertools.pairwise(numbered) if b.date > a.date]
    if steps and len(steps) * 2 > len(numbered):
        body.remark("the list runs from the oldest entry to the newest")
    else:
        for _, later in steps:
            body.remark(f"the entry of {later.when.words} stands below an older one", later.start)
    return tuple(numbered)
