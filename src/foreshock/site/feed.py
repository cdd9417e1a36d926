"""Atom feeds (RFC 4287) of the list and of each flashpoint: what was published last, newest first.

Ids are tag addresses (RFC 4151) that never change, times come from the published clock, and an entry that was
withdrawn or erased is replaced by its gap, so that readers which kept a copy let the words go.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from msgspec import Struct

from foreshock.model import Development, Kept, Quotation, Stamp

from .announced import reminder_of
from .index import Entry, Index, Step
from .links import Links
from .routes import FRONT, Route
from .text import closed, day_words, first_words, sentence

#: At most so many entries stand in a feed.
LIMIT: Final = 50
_ATOM: Final = "http://www.w3.org/2005/Atom"
#: The year from which the tag addresses of this software are minted; it must never change.
_TAG_YEAR: Final = "2026"
#: What XML 1.0 has no place for, and what stands in its stead.
_FORBIDDEN: Final = dict.fromkeys(
    [*(code for code in range(0x20) if chr(code) not in "\t\n\r"), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd"
)


class Item(Struct, frozen=True):
    """One entry of a feed before it is written."""

    tag: str
    route: Route
    title: str
    summary: str
    category: str
    author: str = ""


class _Candidate(Struct, frozen=True):
    """What may stand in a feed, and when it was published, in UTC."""

    updated: dt.datetime
    tag: str
    slug: str
    source: Entry | Step


def feed(route: Route, index: Index, links: Links) -> bytes:
    """The feed of the list (`front`) or of one flashpoint, as UTF-8 XML.

    Raises NotFound when the list has no such flashpoint.
    """
    slugs = index.order if route.kind == "front" else (index.flashpoint(route.slug).slug,)
    page = FRONT if route.kind == "front" else Route("flashpoint", slugs[0])
    title = index.list.title
    if route.kind != "front":
        title = f"{index.flashpoint(slugs[0]).name} · {title}"
    newest = heapq.nlargest(LIMIT, _candidates(index, slugs), key=lambda found: (found.updated, found.tag))
    address = links.canonical(route)
    authority = urlsplit(links.canonical(FRONT)).hostname or "localhost"

    root = _element("feed", {"xmlns": _ATOM, "xml:lang": index.list.language or "en"})
    _add(root, "id", f"tag:{authority},{_TAG_YEAR}:{page.slug or 'list'}")
    _add(root, "title", title)
    _add(root, "updated", _time(newest[0].updated if newest else _born(index)))
    _add(_add(root, "author"), "name", index.list.title)
    if address:
        _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, "link", rel="alternate", type="text/html", href=links.canonical(page) or links.page(page))
    _add(root, "generator", "Foreshock")
    for found in newest:
        _write(root, _item(index, found), found.updated, authority, links)
    ET.indent(root, " ")
    xml: bytes = ET.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + xml + b"\n"


def _write(root: ET.Element, item: Item, updated: dt.datetime, authority: str, links: Links) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", f"tag:{authority},{_TAG_YEAR}:{item.tag}")
    _add(entry, "title", item.title)
    _add(entry, "updated", _time(updated))
    if item.author:
        _add(_add(entry, "author"), "name", item.author)
    _add(entry, "link", rel="alternate", type="text/html", href=links.canonical(item.route) or links.page(item.route))
    _add(entry, "category", term=item.category)
    _add(entry, "summary", item.summary, type="text")


def _candidates(index: Index, slugs: Iterable[str]) -> Iterator[_Candidate]:
    """The entries and level changes of some flashpoints, each once."""
    seen: set[str] = set()
    for slug in slugs:
        for entry in index.entries.get(slug, ()):
            if entry.id not in seen:
                seen.add(entry.id)
                yield _Candidate(_entry_time(entry.kept), entry.id, slug, entry)
        for step in index.steps.get(slug, ()):
            yield _Candidate(_published(step.stamp), f"{slug}/level/{step.change.date}", slug, step)


def _item(index: Index, found: _Candidate) -> Item:
    if isinstance(found.source, Step):
        return _of_step(index, found, found.source)
    return _of_entry(index, found.source)


def _of_entry(index: Index, entry: Entry) -> Item:
    route = Route.of_development(entry.id)
    place = f"{index.name(entry.home)}, {day_words(entry.date)}"
    value = entry.value
    if value is None:
        erasure, stamp = entry.kept.erasure, entry.kept.stamp
        how, reason = ("erased", erasure.reason) if erasure else ("withdrawn", stamp.why)
        return Item(entry.id, route, f"{place}: entry {how}", closed(f"Reason: {reason}"), how)
    return Item(entry.id, route, f"{place}: {value.head or first_words(value.text, 80)}", _words(value), value.kind)


def _words(value: Development) -> str:
    """The text, with the accounts of a contested event beside one another, and what was said."""
    accounts = (f"{sentence(a.role)}, {a.by} ({a.grade}): {a.text}" for a in value.accounts)
    parts = (value.text, *accounts, *map(_said, value.quotations), reminder_of(value))
    return "\n\n".join(part for part in parts if part)


def _said(quotation: Quotation) -> str:
    """The original words, with the translation and who made it where there is one."""
    spoken = f"{quotation.speaker}: “{quotation.words}”"
    return (
        f"{spoken} (translated by {quotation.translator}: “{quotation.translation}”)"
        if quotation.translation
        else spoken
    )


def _of_step(index: Index, found: _Candidate, step: Step) -> Item:
    change = step.change
    moved = step.direction if step.before is None else f"{step.direction} from {step.before.code}"
    reasons = [closed(change.summary)]
    if change.reasons_for:
        reasons.append(closed("For: " + "; ".join(change.reasons_for)))
    if change.reasons_against:
        reasons.append(closed("Against: " + "; ".join(change.reasons_against)))
    title = f"{index.name(found.slug)}, {day_words(change.date)}: {change.level}, {moved}"
    return Item(found.tag, Route("flashpoint", found.slug), title, " ".join(reasons), "level", change.author)


def _entry_time(kept: Kept[Development]) -> dt.datetime:
    """When what the feed shows of an entry went public: its newest revision, or its erasure."""
    return kept.erasure.at if kept.erasure else _published(kept.stamp)


def _published(stamp: Stamp) -> dt.datetime:
    return stamp.published or stamp.recorded


def _born(index: Index) -> dt.datetime:
    """When the list itself was published: what an empty feed is dated."""
    return _published(index.state.list.stamp) if index.state.list else dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _time(instant: dt.datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _element(name: str, attributes: dict[str, str]) -> ET.Element:
    return ET.Element(name, {key: value.translate(_FORBIDDEN) for key, value in attributes.items()})


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = _element(name, attributes)
    if text:
        child.text = text.translate(_FORBIDDEN)
    parent.append(child)
    return child
