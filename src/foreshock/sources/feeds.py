"""RSS, Atom (by feedparser) and JSON Feed 1.1 (by its specification): one report an item.

Nothing here fetches; only bytes are parsed, so a feed cannot make the parser open an address or a file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import msgspec

from foreshock.model import NotInstalled, Report, Unread, When

from .days import when_of
from .html_text import html_text
from .origin import Origin, text_report


def read_feed(data: bytes, origin: Origin) -> Iterator[Report | Unread]:
    """The items of an RSS or Atom feed. An item without words is Unread; so is a feed that is broken before its first
    item. What stands before a break is kept, and the break is told."""
    try:
        import feedparser  # type: ignore[import-untyped]
    except ImportError:
        raise NotInstalled("feeds need feedparser: pip install 'foreshock[desk]'") from None
    # sanitize_html would only cost time: the markup is turned into plain text anyway.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    about = feed.get("feed", {})
    for number, item in enumerate(feed.entries, 1):
        yield _item(item, about, number, origin)
    if feed.get("bozo") and (not feed.entries or _cut_off(feed)):
        reason = f"the feed is broken: {feed.get('bozo_exception')}; {len(feed.entries)} items were read"
        yield Unread("the feed", reason, data if not feed.entries else b"")


def _cut_off(feed: Any) -> bool:
    """Whether the parser gave up, and not only grumbled about an encoding or a media type."""
    return type(feed.get("bozo_exception")).__name__ in ("SAXParseException", "SAXException", "ExpatError")


def _item(item: Any, about: Any, number: int, origin: Origin) -> Report | Unread:
    where = f"item {number}"
    bodies = [content.get("value", "") for content in item.get("content", [])]
    body = plain_of(max([*bodies, item.get("summary", "")], key=len))
    title = plain_of(item.get("title", ""))
    if not (body or title):
        return Unread(where, "an item without title and words", repr(dict(item)).encode("utf-8", "replace"))
    stamp = item.get("published_parsed") or item.get("updated_parsed")
    source = item.get("source") or {}
    return text_report(
        origin,
        body or title,
        key=item.get("id") or item.get("link") or "",
        title=title,
        author=item.get("author", ""),
        published=_day(stamp) or when_of(item.get("published") or item.get("updated")),
        address=item.get("link", ""),
        publisher=origin.publisher or source.get("title") or about.get("title", ""),
        language=item.get("language") or about.get("language") or "",
        where=where,
    )


def _day(stamp: Any) -> When | None:
    if stamp is None or not 1000 <= stamp.tm_year <= 9999:
        return None
    return When(f"{stamp.tm_year:04}-{stamp.tm_mon:02}-{stamp.tm_mday:02}")


class _Author(msgspec.Struct):
    name: str = ""


class _Item(msgspec.Struct):
    """Only what is read; `id` may be a number in feeds of the wild."""

    id: str | int | float = ""
    url: str = ""
    external_url: str = ""
    title: str = ""
    content_html: str = ""
    content_text: str = ""
    summary: str = ""
    date_published: str = ""
    language: str = ""
    authors: list[_Author] = []
    author: _Author | None = None


class _JsonFeed(msgspec.Struct):
    title: str = ""
    language: str = ""
    items: list[msgspec.Raw] = []


def read_json_feed(data: bytes, origin: Origin) -> Iterator[Report | Unread]:
    """The items of a JSON Feed, version 1 or 1.1."""
    try:
        feed = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_JsonFeed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Unread("the feed", f"no JSON Feed: {error}", data)
        return
    for number, raw in enumerate(feed.items, 1):
        where = f"item {number}"
        try:
            item = msgspec.json.decode(raw, type=_Item)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Unread(where, f"no item of a JSON Feed: {error}", bytes(raw))
            continue
        text = item.content_text.strip() or plain_of(item.content_html) or item.summary.strip() or item.title.strip()
        if not text:
            yield Unread(where, "an item without title and words", bytes(raw))
            continue
        authors = item.authors or ([item.author] if item.author else [])
        yield text_report(
            origin,
            text,
            key=str(item.id or item.url),
            title=item.title,
            author=", ".join(author.name for author in authors if author.name),
            published=when_of(item.date_published),
            address=item.url or item.external_url,
            publisher=origin.publisher or feed.title,
            language=item.language or feed.language,
            where=where,
        )


def plain_of(markup: str) -> str:
    """The words of a piece of HTML, blocks parted by blank lines; plain text comes back as it is."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    return html_text(f"<html><body><div>{markup}</div></body></html>", "a piece of HTML").text.strip()
