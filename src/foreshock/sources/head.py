"""The head of a page: kicker, date, title, and what its site sets around them.

The title is not known by its place alone: what stands in the head is weighed by its neighbours (kicker and date before
it, share bar after it), by whether the file is called so, by whether the page goes on to speak of it, and by what the
HTML says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from .body import Body
from .boundaries import break_before, skip_back, skip_on, starts_sentence
from .captions import picture_at
from .dates import DateMark
from .furniture import is_furniture_word
from .ledger import Ledger
from .pagetext import PageText
from .wording import folded, one_line, slug_of

_REGIONS: Final = (
    r"Global|Africa|Asia(?:[- ]Pacific)?|Europe(?: (?:&|and) Central Asia)?|Latin America(?: (?:&|and) Caribbean)?"
    r"|Middle East(?: (?:&|and) North Africa)?|(?:The )?Gulf(?: and (?:the )?Arabian Peninsula)|Eastern? Mediterranean"
    r"(?: (?:&|and) MENA)?|North Africa|North America|United States|Iran(?:[-–/]U\.?S\.?)?|Levant|MENA|Central Asia"
)
_SMALL_PARTS: Final = (
    ("kicker", re.compile(
        r"(?:Flash[- ]?points?|Chokepoints?|Capitals?|Theatres?|FLASH[- ]?POINTS?)\s*[/|>»–:-]\s*"
        rf"(?:(?:(?i:{_REGIONS}))(?![a-zA-Z]))?"
    )),
    ("reading time", re.compile(r"\d{1,3}\+? min(?:ute)?s?(?: read)?\b")),
    ("other languages", re.compile(
        r"(?:This (?:article|page) is )?[Aa]lso available in(?:\s(?:[^\x00-\u024f]+|Persian|Farsi|Arabic|French|Spanish"
        r"|Hebrew|Turkish|Russian|Chinese|English|Français|Español|and)(?=[\s,.]|$)[,.]?)*"
    )),
)  # fmt: skip
_REST_OF_LINE: Final = re.compile(r"[^\n\d]{0,40}(?=\n)")
_DATE_LABEL: Final = re.compile(
    r"(?:(?:Last|First)\s)?(?:[Uu]pdated?|[Pp]ublished|[Pp]osted|Date|As of)(?:\son)?\s?:?\s*$"
)
_SITE_WORDS: Final = re.compile(
    r"Crisis ?(?:Group|Watch)|Trigger List|Special Project|Loading|Cookie|Subscribe|Skip to|JavaScript", re.IGNORECASE
)
_TRAILING: Final = re.compile(r"(?:\s+(?:Share|Print|Facebook|Twitter|Email|Save|Download|PDF|\d{1,3}))+$")
_TITLE_JOINTS: Final = frozenset("of the and al el in at on de & – -".split())
_PARTS: Final = re.compile(r"\s[|–—·»-]\s|\s*\|\s*")
_LINE: Final = re.compile(r"[^\n]+")
_MOST_FRAGMENTS: Final = 100
_BODY_LOOKED_AT: Final = 200_000


class Head(Struct, frozen=True):
    """Title and page date; `title` is empty and `date` None when the head has none."""

    title: str
    date: DateMark | None


class _Fragment(Struct, frozen=True):
    start: int
    end: int
    text: str
    weight: float


def read_head(body: Body, hi: int, name: str) -> Head:
    """Read `body.text[:hi]`, booking its parts; what is no part of a head stays free. `name` is the file's."""
    page, text, ledger = body.page, body.text, body.ledger
    anchors = set()
    for detail, pattern in _SMALL_PARTS:
        for match in pattern.finditer(text, 0, hi):
            end = match.end()
            if detail == "kicker" and page.form != "flat text" and not match.group()[-1].isalnum():
                # On a line of its own the kicker goes on to the line's end, where the region is none of ours.
                rest = _REST_OF_LINE.match(text, end, hi)
                end = rest.end() if rest and break_before(text, match.start()) else end
            ledger.take(match.start(), end, "furniture", detail)
            anchors.add(skip_back(text, end))
    date = _book_date(body, hi)
    if date:
        anchors.add(date.end)
    speaks_of = text[hi : hi + _BODY_LOOKED_AT]
    fragments = [f for f in _fragments(page, hi, ledger, anchors, speaks_of, name) if f.weight > 0]
    best = max(fragments, key=lambda f: (f.weight, -f.start), default=None)
    if best:
        ledger.take(best.start, best.end, "title")
    _book_pictures(body, hi)
    _book_rest(body, hi, best.text if best else "")
    return Head(one_line(best.text) if best else _meta_title(page), date)


def _book_date(body: Body, hi: int) -> DateMark | None:
    """The page's date: the first day in the head; one that a word such as “Updated” names goes before."""
    text, ledger = body.text, body.ledger
    found = [d for d in body.dates_in(0, hi) if d.is_day]
    labels = {d.start: match for d in found if (match := _DATE_LABEL.search(text, max(0, d.start - 30), d.start))}
    updated = [d for d in found if d.start in labels and "pdate" in labels[d.start].group()]
    # A date after a comma or a small word belongs to a sentence or a caption.
    free = [
        d
        for d in found
        if ledger.taken(skip_back(text, d.start) - 1)
        or not re.search(r"(?:,|\b[a-z]+)\s*$", text[max(0, d.start - 20) : d.start])
    ]
    date = next(iter(updated or free), None)
    if date is None:
        return None
    if date.start in labels:
        ledger.take(labels[date.start].start(), date.start, "furniture", "label of the date")
    ledger.take(date.start, date.end, "page date")
    return date


def _fragments(
    page: PageText, hi: int, ledger: Ledger, anchors: set[int], speaks_of: str, name: str
) -> Iterator[_Fragment]:
    """What is free in the head, cut at line breaks, weighed as title. Of a long one, its beginnings too."""
    text, marked = page.text, page.spans("title")
    found = 0
    for lo, end in ledger.free(0, hi):
        for line in _LINE.finditer(text, lo, end):
            start, stop = skip_on(text, line.start(), line.end()), skip_back(text, line.end(), line.start())
            if start >= stop:
                continue
            if (found := found + 1) > _MOST_FRAGMENTS:
                return
            trailing = _TRAILING.search(text, start, stop)
            stop = trailing.start() if trailing else stop
            following = skip_on(text, stop, hi)
            place = 2.5 * (skip_back(text, start) in anchors)
            place += 1.5 * (ledger.taken(following) or following >= hi or trailing is not None)
            place += 4.0 * any(a <= start and stop <= b for a, b in marked)
            for cut in _cuts(text, start, stop):
                words = text[start:cut]
                yield _Fragment(start, cut, words, place + _weight(page, words, speaks_of, name) - (cut < stop))


def _cuts(text: str, start: int, stop: int) -> list[int]:
    """Where a title that starts at `start` may end: at `stop`; in a fragment that says it twice or goes on with a
    sentence, after its first words too."""
    words = list(re.finditer(r"\S+", text[start : min(stop, start + 400)]))
    half = len(words) // 2
    if words and len(words) % 2 == 0 and [w.group() for w in words[:half]] == [w.group() for w in words[half:]]:
        return [start + words[half - 1].end()]
    return [stop] if len(words) <= 6 else [stop, *(start + w.end() for w in words[:6])]


def _weight(page: PageText, text: str, speaks_of: str, name: str) -> float:
    """What speaks for a text as title, less what speaks against it."""
    words = text.split()
    if not any(c.isalpha() for c in text) or is_furniture_word(text) or len(words) > 14:
        return -99.0
    if words[-1].lower() in _TITLE_JOINTS | {"a", "an"} or words[-1][-1] in "(–-/|":
        return -99.0
    weight, slug = 0.0, slug_of(text)
    if slug and slug in slug_of(name.rsplit(".", 1)[0].replace("_", "-")):
        weight += 2.0
    parts = [slug_of(part) for part in _PARTS.split(page.meta.get("og:title") or page.meta.get("title", ""))]
    if slug and slug in parts:
        # Of several parts, the last is as a rule the site's name.
        weight += 2.0 if len(parts) == 1 or slug != parts[-1] else -1.0
    short = one_line(text.split(",")[0])
    if len(short) > 2 and (short in speaks_of or short[0].lower() + short[1:] in speaks_of):
        # Of two beginnings that the page speaks of, the longer is the title.
        weight += 3.0 + 0.3 * min(len(words), 8)
    titled = all(starts_sentence(w, 0) or w.lower() in _TITLE_JOINTS or w[0] in "‘’" for w in words)
    weight += 1.0 if titled and len(words) <= 8 else -2.0
    weight -= 2.0 * (text[-1] in ".!?…:" and len(words) > 3)
    return weight - 5.0 * bool(_SITE_WORDS.search(text))


def _book_pictures(body: Body, hi: int) -> None:
    """Book the pictures of the head; their captions stand behind the title."""
    for credit in body.credits_in(body.dates_in(0, hi), 0, hi, sure=False):
        body.book_picture(picture_at(body.text, credit, body.caption_floor(0, credit), ""))


def _book_rest(body: Body, hi: int, title: str) -> None:
    """Book the title's repetitions, the site's name, single buttons and the head's links as furniture."""
    site_names = _site_names(body.page)
    for start, end in list(body.ledger.free(0, hi)):
        for line in _LINE.finditer(body.text, start, end):
            words = _TRAILING.sub("", line.group()).strip()
            if title and folded(words).lower() == folded(title).lower():
                body.ledger.take(line.start(), line.end(), "furniture", "the title again")
            elif words and slug_of(words) in site_names:
                body.ledger.take(line.start(), line.end(), "furniture", "the site's name")
            elif is_furniture_word(words) or words.isdigit():
                body.ledger.take(line.start(), line.end(), "furniture", "a button or a counter")
    for start, end in body.page.spans("link"):
        if end <= hi:
            body.ledger.take(start, end, "furniture", "a link in the head")


def _site_names(page: PageText) -> list[str]:
    """Slugs of what the HTML head's title says behind the page's own name."""
    parts = _PARTS.split(page.meta.get("title", ""))
    return [slug_of(parts[-1])] if len(parts) > 1 else []


def _meta_title(page: PageText) -> str:
    """The title that the HTML head gives, without the site's name."""
    parts = [p.strip() for p in _PARTS.split(page.meta.get("og:title") or page.meta.get("title", "")) if p.strip()]
    kept = [p for p in parts if not _SITE_WORDS.search(p)]
    return kept[0] if kept else ""
