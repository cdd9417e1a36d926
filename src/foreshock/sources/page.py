"""A flashpoint page, as flattened text or as saved HTML → PageReading.

The order of reading: bytes → text; furniture; section headings; the head; the dated list; captions; paragraphs. Each
step books what it takes in a ledger, and what nobody took is a leftover with its place. `docs/reading.md` tells it in
plain words.
"""

from __future__ import annotations

import bisect
import datetime as dt
import hashlib
import itertools
import re
from typing import Final

from foreshock.model import TooLarge, UnreadableSource

from .body import Body
from .boundaries import ends_sentence, skip_back
from .credits import CreditFinder
from .dates import DateMark, find_dates, is_day_without_year
from .decoding import MAX_BYTES, check_size, decode
from .entries import own_folds
from .furniture import Furniture, find_furniture, without_overlaps
from .head import read_head
from .headings import Heading, Neighbours, contents_list, find_headings, head_limit, names_section
from .html_text import html_text, looks_like_html
from .ledger import Ledger
from .mhtml import html_of_mhtml, is_mhtml
from .pagetext import Mark, PageText, plain
from .reading import SECTION_TITLES, PageReading, Remark
from .sections import Parts, read_body
from .wording import slug_of

#: Years or dates in one page before it is refused.
MAX_DATES: Final = 10_000
#: Share bars, folds and the like in one page before it is refused.
MAX_FURNITURE: Final = 20_000
MAX_HEADINGS: Final = 200
#: A heading that runs into a credit is asked about within so many characters, and for so many headings of a page.
_CREDIT_REACH: Final = 120
_MOST_DOUBTS: Final = 200
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MAIL_FIELD: Final = re.compile(
    r"^(?:From|To|Cc|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|Reply-To): ", re.MULTILINE
)
_LOOKED_FOR: Final = (
    "looked for section headings (" + ", ".join(SECTION_TITLES.values()) + ") and for a list of dated entries"
)


def read_page(data: bytes, name: str, max_bytes: int = MAX_BYTES) -> PageReading:
    """Read the bytes of a flashpoint page that is called `name` (a file name; it helps to find the title).

    Raises TooLarge above `max_bytes` bytes, a quarter of which may be text, and for more tags, dates or headings than
    a page has; UnreadableSource for what is no text, is empty, or has neither a section of a flashpoint page nor a
    list of dated entries.
    """
    check_size(len(data), name, max_bytes)
    decoded = decode(html_of_mhtml(data, name) if is_mhtml(data) else data, name, max_bytes)
    page = html_text(decoded.text, name) if looks_like_html(decoded.text) else plain(decoded.text)
    _check_text(page.text, name, max_bytes)
    dates = _dates(page, name)
    ledger = Ledger(page.text)
    furniture = _book_furniture(page, name, dates, ledger)
    headings = _book_headings(page, name, furniture, dates, ledger)
    body = Body(page, ledger, dates, headings, furniture)
    parts = read_body(body)
    if not _is_page(headings, parts):
        raise UnreadableSource(f"{name} is no flashpoint page: {_LOOKED_FOR}, found neither; is this the right file?")
    head = read_head(body, parts.head_end, name)
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    title = head.title or stem.replace("-", " ").replace("_", " ").strip() or "page"
    date = head.date.day if head.date else _meta_date(page)
    pieces, leftovers = ledger.close()
    remarks = [Remark(doubt) for doubt in (*decoded.doubts, *page.doubts)]
    if not head.title:
        remarks.append(Remark(f"the head gives no title: called {title!r} after the file"))
    if date is None:
        remarks.append(Remark("the head gives no date"))
    missing = [SECTION_TITLES[s] for s in SECTION_TITLES if s not in parts.sections]
    if missing:
        remarks.append(Remark(f"sections not found: {', '.join(missing)}"))
    if pieces and pieces[-1].role in SECTION_TITLES | {"entry": ""} and not ends_sentence(page.text, len(page.text)):
        remarks.append(Remark("the page ends in the middle of a sentence: it was cut off", pieces[-1].start))
    return PageReading(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        form=page.form,
        encoding=decoded.encoding,
        text=page.text,
        title=title,
        slug=slug_of(title) or slug_of(stem) or "page",
        date=date,
        sections=parts.sections,
        why=parts.prose["why"],
        entries=parts.entries,
        background=parts.prose["background"],
        analysis=parts.prose["analysis"],
        scenarios=parts.prose["scenarios"],
        images=tuple(p.image for p in sorted(body.pictures, key=lambda p: p.start)),
        footnotes=parts.footnotes,
        leftovers=leftovers,
        remarks=(*remarks, *body.remarks),
        pieces=pieces,
    )


def _check_text(text: str, name: str, max_bytes: int) -> None:
    """Raise TooLarge if more than a quarter of the bytes allowed is text, UnreadableSource for an e-mail."""
    if len(text) * 4 > max_bytes:
        raise TooLarge(
            f"{name} has {len(text):,} characters of text, more than {max_bytes // 4:,}: no flashpoint page is that "
            "long; cut it down, or raise the limit if it really is one"
        )
    if len(set(_MAIL_FIELD.findall(text[:3000]))) >= 3:
        raise UnreadableSource(f"{name} is an e-mail, no page: save the page that it speaks of, and read that")


def _dates(page: PageText, name: str) -> list[DateMark]:
    """The dates of the text, and those whose year only the markup says: `<time datetime="2023-03-21">21 March`."""
    text = page.text
    years = sum(1 for _ in itertools.islice(_YEAR.finditer(text), 2 * MAX_DATES))
    dates = list(itertools.islice(find_dates(text), MAX_DATES)) if years < 2 * MAX_DATES else []
    if years >= 2 * MAX_DATES or len(dates) >= MAX_DATES:
        raise TooLarge(f"{name} names more than {MAX_DATES:,} dates: no flashpoint page does; cut it down")
    starts = [date.start for date in dates]
    done = 0
    for mark in sorted((m for m in page.marks if m.kind == "time"), key=lambda m: (m.start, -m.end)):
        if mark.start < done or not is_day_without_year(text[mark.start : mark.end]) or len(dates) >= MAX_DATES:
            continue
        told = next(find_dates(mark.value[:10]), None)
        if told and told.is_day and bisect.bisect_left(starts, mark.start) == bisect.bisect_left(starts, mark.end):
            dates.append(DateMark(mark.start, mark.end, told.when))
            done = mark.end
    return sorted(dates, key=lambda date: date.start)


def _book_furniture(page: PageText, name: str, dates: list[DateMark], ledger: Ledger) -> list[Furniture]:
    """Book what is furniture by its words or by the markup; return it in order."""
    furniture = find_furniture(page.text, head_limit(page.text))
    furniture = without_overlaps([*furniture, *own_folds(page.text, dates, furniture)])
    if len(furniture) > MAX_FURNITURE:
        raise TooLarge(
            f"{name} has more than {MAX_FURNITURE:,} buttons and links: no flashpoint page does; cut it down"
        )
    for item in furniture:
        ledger.take(item.start, item.end, "furniture", item.kind)
    _book_marked_furniture(page, ledger)
    return furniture


def _book_marked_furniture(page: PageText, ledger: Ledger) -> None:
    """Book what the markup says is furniture, unless it wraps the page itself: then it does not mean what it says."""
    titles, looked_at = page.spans("title"), 0
    marks = sorted((m for m in page.marks if m.kind == "furniture"), key=lambda m: (m.start, -m.end))
    for mark in marks:
        if ledger.taken(mark.start) and ledger.taken(mark.end - 1):
            continue
        wraps_title = bisect.bisect_left(titles, (mark.start, 0)) < bisect.bisect_left(titles, (mark.end, 0))
        if wraps_title or 2 * (mark.end - mark.start) > len(page.text):
            continue
        looked_at += mark.end - mark.start
        # Nested without end, furniture is looked at no more than three times over.
        if looked_at <= 3 * len(page.text) and not _holds_content(page, mark):
            ledger.take(mark.start, mark.end, "furniture", f"marked up as {mark.value}")


def _holds_content(page: PageText, mark: Mark) -> bool:
    inside = page.text[mark.start : mark.end]
    if names_section(inside):
        return True
    dates = list(itertools.islice(find_dates(inside), 5))
    # A page that unfolds has its headings, dates or texts in buttons.
    opener = mark.value in ("button", "form", "menu") and (bool(dates) or len(inside) > 200)
    return opener or len(dates) >= 5


def _book_headings(
    page: PageText, name: str, furniture: list[Furniture], dates: list[DateMark], ledger: Ledger
) -> list[Heading]:
    """Book the section headings; return those that open a section."""
    finder = CreditFinder(page.text, frozenset(f.start for f in furniture))
    starts = [d.start for d in dates]
    asked = itertools.count()

    def ends_credit(pos: int) -> bool:
        near = dates[bisect.bisect_left(starts, pos - _CREDIT_REACH) : bisect.bisect_left(starts, pos)]
        if near and near[-1].end == skip_back(page.text, pos):
            return True
        return next(asked) < _MOST_DOUBTS and finder.ends_at(pos, near)

    marked = tuple(sorted(page.spans("heading") + page.spans("title")))
    found = find_headings(page.text, Neighbours(marked, frozenset(f.end for f in furniture), ends_credit))
    found = [h for h in found if not ledger.taken(h.start)]
    if len(found) > MAX_HEADINGS:
        raise TooLarge(f"{name} names its sections {len(found):,} times: no flashpoint page does; cut it down")
    listed = contents_list(page.text, found)
    for heading in found:
        if heading in listed:
            ledger.take(heading.start, heading.end, "furniture", "list of contents")
        else:
            ledger.take(heading.start, heading.end, "heading", heading.section)
    return [h for h in found if h not in listed]


def _is_page(headings: list[Heading], parts: Parts) -> bool:
    """A heading that is hardly anything else, two of the plainer ones, or a dated list."""
    telling = [h for h in headings if h.numbered or h.section in ("why", "developments")]
    return bool(telling or len({h.section for h in headings}) >= 2 or len(parts.entries) >= 2)


def _meta_date(page: PageText) -> dt.date | None:
    """The date that an HTML page's head or its first `time` element gives."""
    values = [page.meta.get("date", ""), *(m.value for m in page.marks if m.kind == "time")]
    for value in values:
        found = next(find_dates(value[:10]), None)
        if found and found.is_day:
            return found.day
    return None
