"""How the pages say dates, counts and lists, and what they make of Markdown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from markdown_it import MarkdownIt
from markupsafe import Markup

from foreshock.model import When

_MONTHS: Final = "January February March April May June July August September October November December".split()
_ONES: Final = "no one two three four five six seven eight nine ten eleven twelve".split()
#: Addresses that a text of the list may link to; anything else stays plain text.
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_NOON: Final = dt.time(12)
_NARROW: Final = "\u00a0"


def day_words(day: dt.date) -> str:
    """“14 February 2019”, its day and month held together."""
    return f"{day.day}{_NARROW}{_MONTHS[day.month - 1]} {day.year}"


def day_short(day: dt.date) -> str:
    """“14 Feb 2019”."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def when_short(when: When) -> str:
    """“14 Feb 2019”, “mid-June 2017”, “June 2017”, “2017”."""
    return day_short(when.first) if when.precision == "day" else when.words


def when_iso(when: When) -> str:
    """What HTML's `datetime` takes: a day, a month or a year; a part of a month counts as its month."""
    return when.text.split("-", 1)[1] if when.precision == "part" else when.text


def precision_words(when: When) -> str:
    """How finely a date is known: “to the day”, “to a third of the month”, …"""
    return {
        "day": "to the day",
        "part": "to about a third of the month",
        "month": "to the month",
        "year": "to the year",
    }[when.precision]


def instant_words(instant: dt.datetime) -> str:
    """“14 February 2019, 09:30 UTC”; the day alone at noon UTC, which stands for a day without a time."""
    utc = instant.astimezone(dt.UTC)
    if utc.time() == _NOON:
        return day_words(utc.date())
    return f"{day_words(utc.date())}, {utc:%H:%M}{_NARROW}UTC"


def month_words(year: int, month: int) -> str:
    """“June 2018”."""
    return f"{_MONTHS[month - 1]} {year}"


def count(n: int, one: str, many: str = "") -> str:
    """“no entries”, “one entry”, “twelve entries”, “13 entries”: small numbers as words."""
    number = _ONES[n] if 0 <= n < len(_ONES) else f"{n:,}"
    return f"{number} {one if n == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """`text` with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def closed(text: str) -> str:
    """`text` with a full stop, unless it ends in a mark of its own."""
    text = text.strip()
    return text if not text or text[-1] in '.!?…:”’"' else f"{text}."


def joined(parts: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def span_words(first: dt.date, last: dt.date) -> str:
    """How long it is from one day to another, roughly: “21 months”, “six weeks”, “five days”."""
    days = (last - first).days
    if days < 14:
        return count(max(days, 1), "day")
    if days < 70:
        return count(round(days / 7), "week")
    months = round(days / 30.44)
    return count(months, "month") if months < 36 else count(round(days / 365.25), "year")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, which blank lines part."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def first_words(text: str, limit: int = 220) -> str:
    """`text` on one line, cut at a word's end with an ellipsis when it is longer than `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"


def gist(text: str, limit: int = 200) -> str:
    """The first sentences of `text` that fit into `limit` characters, or its first words when none does."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    ends = [end.start() + 1 for end in re.finditer(r"[.!?][”’\"]?(?= [A-Z“‘\"])", line[:limit])]
    whole = [end for end in ends if not re.search(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|No))\.$", line[:end])]
    return line[: whole[-1]] if whole and whole[-1] >= limit // 4 else first_words(line, limit)


def in_address(text: str) -> str:
    """`text` escaped for use inside a query of a link."""
    return quote(text, safe="")


def may_link(address: str) -> bool:
    """True for http, https, mailto and relative addresses."""
    bare = re.sub(r"[\x00-\x20]", "", address)
    if bare.replace("\\", "/").startswith("//"):
        # Another host, and from a folder of files a share on the network.
        return False
    scheme = _SCHEME.match(bare)
    return scheme is None or scheme[1].lower() in ("http", "https", "mailto")


def markdown() -> MarkdownIt:
    """A CommonMark parser for texts of the list: no HTML, no pictures from elsewhere, only links that `may_link`.

    Headings start at the third rank, below those of the page.
    """
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable("image")
    parser.validateLink = may_link  # type: ignore[method-assign, assignment]
    parser.core.ruler.push("rank_headings", _rank_headings)
    return parser


def _rank_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 3), 4)}"


def prose(parser: MarkdownIt, text: str) -> Markup:
    """`text`, which is Markdown, as safe HTML."""
    return Markup(parser.render(text))  # noqa: S704 — the parser escapes HTML and refuses other addresses
