"""The one seam: bytes, a name and what is known of them → reports, rows in columns, and every piece that was not read.

Which format it is, the bytes themselves say (`sniff`); a source that is said to be of a kind and turns out to be
another is Unread with both names, so that an error page is never taken for an empty feed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final

from msgspec import Struct

from foreshock.model import InvalidValue, Report, SourceKind, Unread, UnreadableSource

from . import acled, apis, articles, feeds, gdelt, papers, polecat, ucdp
from .html_text import looks_like_html
from .mapped import shape_of
from .origin import Origin
from .rows import RawRows, Rows, Shape, read_rows, reports_of_rows
from .unpack import Bounds, is_packed, unpacked

#: What a reader may give.
Found = Report | Rows | RawRows | Unread
#: Bytes that are looked at to tell the format.
HEAD: Final = 65_536
#: What readers of damaged or hostile documents have been seen to raise.
_BROKEN: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RecursionError)
#: A document (not a table) above this is refused unread.
MAX_DOCUMENT: Final = 100_000_000


class Format(Struct, frozen=True):
    """One format: what it is called for people, and how its bytes are read."""

    kind: SourceKind
    what: str
    read: Callable[[bytes, Origin], Iterator[Found]]


#: Tables are streamed and told by their first line; everything else stands here.
DOCUMENTS: Final[dict[str, Format]] = {
    f.kind: f
    for f in (
        Format("feed", "an RSS or Atom feed", feeds.read_feed),
        Format("json-feed", "a JSON Feed", feeds.read_json_feed),
        Format("page", "a web page", articles.read_article),
        Format("crisiswatch", "a CrisisWatch page", articles.read_crisiswatch),
        Format("pdf", "a PDF", papers.read_pdf),
        Format("text", "plain text", papers.read_text),
        Format("mail", "an e-mail message", lambda data, origin: papers.read_mail(data, origin, _attachment)),
        Format("reliefweb", "an answer of ReliefWeb’s API", apis.read_reliefweb),
        Format("acled", "an answer of ACLED’s API", lambda data, origin: apis.acled_rows(data)),
        Format("geojson", "GeoJSON", lambda data, origin: apis.geojson_rows(data)),
    )
}
TABLES: Final[dict[str, Shape]] = {shape.kind: shape for shape in (acled.ROWS, ucdp.ROWS, polecat.ROWS)}


def read(
    data: bytes, name: str, origin: Origin, media_type: str = "", bounds: Bounds | None = None
) -> Iterator[Report | Unread]:
    """Everything in `data` as reports, and as Unread what could not be read. `name` is a file name, `media_type` what
    a server called it (it decides only where the bytes leave it open). Never raises for what the bytes hold.
    """
    for found in understood(read_stream(io.BytesIO(data), len(data), name, origin, media_type, bounds)):
        if isinstance(found, Rows):
            yield from reports_of_rows(found, origin)
        else:
            yield found


def understood(found: Iterable[Found]) -> Iterator[Report | Rows | Unread]:
    """What `read_stream` gives, with raw rows understood on the spot."""
    for one in found:
        if isinstance(one, RawRows):
            yield from one.understood()
        else:
            yield one


def shape_named(kind: str, mapping: dict[str, str], delimiter: str) -> Shape:
    """The shape of a table by its kind; for `csv` by its mapping."""
    known = {**TABLES, gdelt.EVENTS.kind: gdelt.EVENTS, gdelt.MENTION_ROWS.kind: gdelt.MENTION_ROWS}
    return shape_of(mapping, delimiter) if kind == "csv" else known[kind]


def read_stream(
    stream: BinaryIO, size: int, name: str, origin: Origin, media_type: str = "", bounds: Bounds | None = None
) -> Iterator[Found]:
    """The same for a stream that can seek, with rows left in columns as they stand in their table: one of any size goes
    through in chunks, and whoever asks may have them understood in another process."""
    head = stream.read(HEAD)
    stream.seek(0)
    try:
        if not is_packed(head):
            yield from _one(stream, size, head, name, origin, media_type)
            return
        for inner, opened in unpacked(stream, size, name, bounds):
            start = opened.peek(HEAD)[:HEAD]  # type: ignore[attr-defined]
            for found in _one(opened, None, start, inner, origin, ""):
                yield _named(found, inner)
    except UnreadableSource as error:
        yield Unread(name, str(error))


def _named(found: Found, inner: str) -> Found:
    import msgspec

    if isinstance(found, RawRows):
        return msgspec.structs.replace(found, inside=f"{inner}, ")
    if isinstance(found, Rows):
        return msgspec.structs.replace(found, where=[f"{inner}, {where}" for where in found.where])
    return msgspec.structs.replace(found, where=f"{inner}, {found.where}")


def _one(
    stream: BinaryIO, size: int | None, head: bytes, name: str, origin: Origin, media_type: str
) -> Iterator[Found]:
    if not head.strip():
        yield Unread("the file", f"{name} is empty")
        return
    kind = sniff(head, name, media_type)
    wanted = origin.kind
    if wanted == "csv":
        if kind in ("page", "crisiswatch", "pdf", "feed"):
            yield _other(wanted, kind, name, head)
            return
        yield from read_rows(stream, shape_of(origin.mapping, origin.delimiter))
        return
    if wanted != "auto" and wanted != kind:
        agreed = _agreed(wanted, kind)
        if agreed is None:
            yield _other(wanted, kind, name, head)
            return
        kind = agreed
    if kind in ("gdelt", "gdelt-mentions"):
        found = _gdelt(_text_of(head))
        assert found
        yield from read_rows(stream, found[0], found[1])
        return
    if kind in TABLES and not _is_json(head):
        yield from read_rows(stream, TABLES[kind], delimiter=_delimiter(head, TABLES[kind]))
        return
    if kind == "csv":
        reason = f"the columns of {name} are none that we know: {_first_line(head)[:300]!r}. Map them in foreshock.toml"
        yield Unread("the table", reason, head if size is None or size <= len(head) else b"")
        return
    if size is not None and size > MAX_DOCUMENT:
        yield Unread("the file", f"{name} has {size:,} bytes; a document has at most {MAX_DOCUMENT:,}")
        return
    data = stream.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        yield Unread("the file", f"{name} is larger than {MAX_DOCUMENT:,} bytes: it was not read")
        return
    try:
        yield from DOCUMENTS[kind].read(data, origin)
    except UnreadableSource as error:
        yield Unread("the file", str(error), data)
    except _BROKEN as error:
        # Parsers of other people meet bytes that nobody foresaw: one document must not stop a collector.
        reason = f"the reader of {DOCUMENTS[kind].what} broke on it: {type(error).__name__}: {error}"[:500]
        yield Unread("the file", reason, data)


def _agreed(wanted: SourceKind, kind: SourceKind) -> SourceKind | None:
    """The kind to read as, where the bytes look otherwise than was said but may be meant so; None where they cannot."""
    if wanted == "text" and kind in ("csv", "mail", "gdelt", "ucdp", "polecat"):
        return "text"
    if wanted == "crisiswatch" and kind == "page":
        return "crisiswatch"
    if wanted == "page" and kind in ("crisiswatch", "text"):
        return "page"
    if wanted in ("acled", "ucdp", "polecat") and kind in ("csv", "text"):
        # A table of that kind whose columns have changed: its reader says which are missing.
        return wanted
    return None


def _other(wanted: str, kind: str, name: str, head: bytes) -> Unread:
    if wanted.startswith("gdelt"):
        count = len(_first_line(head).split("\t"))
        reason = (
            f"{name} is no table of GDELT: {count} columns in its first line, not 61, 58 (events), 16 or 14 (mentions)"
        )
        return Unread("the file", f"{reason}. It begins {head[:60]!r}", head[:2000])
    what = {**{k: f.what for k, f in DOCUMENTS.items()}, **{k: f"a table of {k}" for k in ("gdelt", *TABLES)}}
    return Unread(
        "the file",
        f"{name} should be {what.get(wanted, wanted)} but is {what.get(kind, kind)}; it begins {head[:60]!r}",
        head[:2000],
    )


def sniff(head: bytes, name: str = "", media_type: str = "") -> SourceKind:
    """What bytes that begin with `head` are. `csv` is a table whose columns nobody told us; `text` is the rest."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    text = _text_of(head)
    start = text.lstrip("\ufeff \t\r\n")
    low = start[:4000].lower()
    if start[:1] in "{[" and start:
        return _json_kind(start)
    if low.startswith("<") and any(mark in low for mark in ("<rss", "<feed", "<rdf:rdf")) and "<html" not in low[:200]:
        return "feed"
    if looks_like_html(text):
        return "crisiswatch" if articles.is_crisiswatch(text) else "page"
    if papers.looks_like_mail(head):
        return "mail"
    return _table_kind(start, name, media_type)


def _json_kind(start: str) -> SourceKind:
    flat = start[:HEAD]
    if "jsonfeed.org/version" in flat[:2000]:
        return "json-feed"
    if "event_id_cnty" in flat or "acled" in flat[:500].lower():
        return "acled"
    if '"FeatureCollection"' in flat or '"Feature"' in flat:
        return "geojson"
    if "reliefweb" in flat or ('"data"' in flat and '"fields"' in flat):
        return "reliefweb"
    return "text"


def _table_kind(start: str, name: str, media_type: str) -> SourceKind:
    line = start.split("\n", 1)[0]
    found = _gdelt(start)
    if found:
        return found[0].kind  # type: ignore[return-value]
    for shape in TABLES.values():
        for delimiter in (shape.delimiter, ";", "\t"):
            header = tuple(part.strip().strip('"') for part in line.rstrip("\r").split(delimiter))
            if len(header) > 3 and shape.fits(header):
                return shape.kind  # type: ignore[return-value]
    named = name.lower().endswith((".csv", ".tsv")) or media_type.startswith("text/csv")
    return "csv" if named else "text"


def _gdelt(start: str) -> tuple[Shape, tuple[str, ...]] | None:
    """Any of the first lines will do: one damaged row does not hide what the table is."""
    return next(filter(None, map(gdelt.header_of, start.lstrip("\ufeff").split("\n")[:5])), None)


def _delimiter(head: bytes, shape: Shape) -> str:
    line = _first_line(head)
    return max((shape.delimiter, ";", "\t"), key=lambda d: (line.count(d), d == shape.delimiter))


def _first_line(head: bytes) -> str:
    return _text_of(head).lstrip("\ufeff").split("\n", 1)[0]


def _text_of(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.decode("utf-8", "foreshock.cp1252")


def _is_json(head: bytes) -> bool:
    return _text_of(head).lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def _attachment(data: bytes, name: str, origin: Origin, media_type: str) -> Iterator[Report | Unread]:
    """An attached file, read as if it had come by itself; a message in a message is not opened."""
    if papers.looks_like_mail(data[:HEAD]):
        yield Unread(name, "a message attached to a message is not opened: save it as a file of its own", data)
        return
    try:
        yield from read(data, name, origin.within(kind="auto"), media_type)
    except (UnreadableSource, InvalidValue) as error:
        yield Unread(name, str(error), data)
