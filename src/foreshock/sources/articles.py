"""Saved or fetched web pages: main text, title, author and date by trafilatura; and CrisisWatch's monthly pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from foreshock.model import NotInstalled, Report, Unread, UnreadableSource, When
from foreshock.model.tables import country_of_name

from .days import when_of
from .decoding import decode
from .html_text import html_text
from .origin import Origin, text_report

#: Pages with more tags than this, or nested deeper, are read by the one-pass reader: building a tree of them could
#: take minutes.
MAX_TAGS: Final = 20_000
MAX_PAGE_BYTES: Final = 10_000_000
_TAG: Final = re.compile(r"<[a-zA-Z]")
_MONTH: Final = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December)\s+(20\d\d)"
)
_MONTHS: Final = "January February March April May June July August September October November December".split()
#: Regions that CrisisWatch lists under names of its own.
_REGIONS: Final = frozenset(
    ("israel/palestine", "korean peninsula", "kashmir", "south china sea", "taiwan strait", "nagorno-karabakh",
     "nagorno-karabakh (azerbaijan)", "kashmir (india)", "india-pakistan (kashmir)", "western sahara", "somaliland",
     "nile waters", "chechnya", "north caucasus", "russia/north caucasus", "crimea", "eastern mediterranean",
     "china/japan", "china sea", "republic of congo", "russia (internal)", "russia/u.s.")
)  # fmt: skip
_STATUS: Final = re.compile(
    r"^(?:(?:Deteriorated|Improved|Unchanged)(?: Situations?)?|Conflict Risk Alerts?|Resolution Opportunit(?:y|ies))$",
    re.IGNORECASE,
)


def read_article(data: bytes, origin: Origin) -> Iterator[Report | Unread]:
    """A web page as one report. A page without running text is Unread."""
    try:
        decoded = decode(data, "the page", MAX_PAGE_BYTES)
    except UnreadableSource as error:
        yield Unread("the page", str(error), data)
        return
    found = _extracted(decoded.text, origin.address) if len(_TAG.findall(decoded.text)) <= MAX_TAGS else None
    if found is None or not found.text:
        page = html_text(decoded.text, "the page")
        text, title = page.text.strip(), page.meta.get("og:title") or page.meta.get("title", "")
        published, author, publisher, address = when_of(page.meta.get("date")), "", "", ""
    else:
        text, title = found.text.strip(), found.title or ""
        published, author, publisher = when_of(found.date), found.author or "", found.sitename or ""
        address = found.url or ""
    if not text:
        yield Unread("the page", "a page without running text", data)
        return
    yield text_report(
        origin, text, title=title, author=author, published=published, publisher=origin.publisher or publisher,
        address=origin.address or address, where="the page",
    )  # fmt: skip


def _extracted(source: str, address: str) -> Any:
    try:
        import trafilatura
    except ImportError:
        raise NotInstalled("web pages need trafilatura: pip install 'foreshock[desk]'") from None
    return trafilatura.bare_extraction(
        source, url=address or None, with_metadata=True, include_comments=False, include_tables=True,
        favor_recall=True, date_extraction_params={"extensive_search": False, "original_date": True},
    )  # fmt: skip


def is_crisiswatch(text: str) -> bool:
    """Whether an HTML page says that it is CrisisWatch's."""
    return "crisiswatch" in text[:200_000].lower() and bool(_MONTH.search(text))


def read_crisiswatch(data: bytes, origin: Origin) -> Iterator[Report | Unread]:
    """One report a country or region of a monthly page; its date is the month that the page is about.

    Entries are known by a heading that is a country's or region's name; the arrows and alerts beside it go into the
    title. What stands between headings that name no place is no entry.
    """
    try:
        decoded = decode(data, "the page", MAX_PAGE_BYTES)
        page = html_text(decoded.text, "the page")
    except UnreadableSource as error:
        yield Unread("the page", str(error), data)
        return
    month = _MONTH.search(page.meta.get("title", "") + " " + page.meta.get("og:title", "")) or _MONTH.search(page.text)
    headings = [(s, e, page.text[s:e].strip()) for s, e in page.spans("heading")]
    found = 0
    for number, (_, end, name) in enumerate(headings):
        if not _is_place(name):
            continue
        until = next((start for start, _, _ in headings[number + 1 :] if start >= end), len(page.text))
        lines = [line.strip() for line in page.text[end:until].splitlines()]
        states = [line for line in lines if _STATUS.match(line)]
        text = "\n".join(line for line in lines if line not in states).strip()
        if not text:
            continue
        found += 1
        own = _MONTH.match(text)
        yield text_report(
            origin,
            re.sub(r"\n{3,}", "\n\n", text),
            title=f"{name}: {', '.join(states)}" if states else name,
            published=_month(own or month),
            publisher=origin.publisher or "International Crisis Group, CrisisWatch",
            where=f"entry {name}",
            language="en",
        )
    if not found:
        yield Unread(
            "the page", "no entry found: looked for headings that are names of countries or regions", data
        )  # fmt: skip


def _is_place(name: str) -> bool:
    return country_of_name(name) is not None or name.lower() in _REGIONS


def _month(match: re.Match[str] | None) -> When | None:
    return When(f"{match[2]}-{_MONTHS.index(match[1]) + 1:02}") if match else None
