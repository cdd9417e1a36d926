"""Rows of data sets → events, a column at a time: each distinct value goes through one plain function, once a chunk.

A Shape says which columns a data set has and which function makes which fields of them. A value that its function
refuses makes the row Unread with the reason; the row's neighbours are not touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, BinaryIO, Final

from msgspec import Struct

from foreshock.model import InvalidValue, Place, Report, ReportedEvent, Unread, When, place_within

from .delimited import CHUNK, Chunk, Delimited
from .origin import Origin

#: What a row can give. Texts default to "", the others to None.
TEXTS: Final = (
    "key", "actor_name", "recipient_name", "place", "happened", "until", "rule", "title", "text", "publisher",
    "address", "published", "language", "why_empty", "assertion",
)  # fmt: skip
VALUES: Final = (
    "type",
    "mode",
    "actor",
    "recipient",
    "lat",
    "lon",
    "km",
    "killed",
    "killed_low",
    "killed_high",
    "injured",
)


class Field(Struct, frozen=True):
    """`make(*columns)` gives the fields named in `gives`: one value, or a tuple of as many. None hands a single column
    on as it is. `make` raises InvalidValue for what it refuses."""

    gives: tuple[str, ...]
    columns: tuple[str, ...]
    make: Callable[..., Any] | None = None


class Shape(Struct, frozen=True):
    """A data set's table. `columns` are read (under `aliases` too, all in lower case); `needs` must be there."""

    kind: str
    coder: str
    fields: tuple[Field, ...]
    needs: tuple[str, ...]
    aliases: dict[str, tuple[str, ...]] = {}
    delimiter: str = ","
    quoted: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column for field in self.fields for column in field.columns))

    def found_in(self, header: tuple[str, ...]) -> dict[str, int]:
        """Column → its place in `header`; columns that are missing are left out."""
        there = {name.strip().lower(): at for at, name in reversed(list(enumerate(header)))}
        found = {}
        for column in dict.fromkeys((*self.columns, *self.needs)):
            name = next((n for n in (column.lower(), *self.aliases.get(column, ())) if n in there), None)
            if name is not None:
                found[column] = there[name]
        return found

    def fits(self, header: tuple[str, ...]) -> bool:
        return set(self.needs) <= set(self.found_in(header))


class Rows(Struct, frozen=True):
    """Rows that were understood, as columns of equal length: the fields, where each row stood, and a digest of
    everything that was read of it (64 bits)."""

    shape: Shape
    fields: dict[str, list[Any]]
    where: list[str]
    digests: list[int]

    def __len__(self) -> int:
        return len(self.where)


class RawRows(Struct, frozen=True):
    """Rows as their table has them: the columns that are read, the number of each row, the line it stood on.

    To understand them takes most of the time, and can be done elsewhere: `understand(shape, columns)` needs no more.
    """

    shape: Shape
    columns: dict[str, tuple[str, ...]]
    numbers: list[int]
    lines: list[str]
    header_line: str = ""
    inside: str = ""

    def understood(self) -> Iterator[Rows | Unread]:
        """The rows that were understood, and each of the others with the reason."""
        fields, refused, digests = understand(self.shape, self.columns)
        yield from self.refused(refused)
        rows = self.kept(fields, refused, digests)
        if len(rows):
            yield rows

    def refused(self, reasons: dict[int, str]) -> Iterator[Unread]:
        """The rows that were refused (index → reason), each as a table of its own under the header."""
        for row, reason in sorted(reasons.items()):
            raw = (self.header_line + self.lines[row]).encode("utf-8", "replace")
            yield Unread(f"{self.inside}row {self.numbers[row]}", reason, raw)

    def kept(self, fields: dict[str, list[Any]], refused: dict[int, str], digests: list[int]) -> Rows:
        """What is left without the refused ones."""
        where = [f"{self.inside}row {number}" for number in self.numbers]
        if refused:
            good = [row for row in range(len(where)) if row not in refused]
            fields = {name: [values[row] for row in good] for name, values in fields.items()}
            where, digests = [where[row] for row in good], [digests[row] for row in good]
        return Rows(self.shape, fields, where, digests)


def understand(
    shape: Shape, columns: dict[str, tuple[str, ...]]
) -> tuple[dict[str, list[Any]], dict[int, str], list[int]]:
    """The fields of rows, which rows are refused and why, and each row's digest of everything that was read of it."""
    fields: dict[str, list[Any]] = {}
    refused: dict[int, str] = {}
    for field in shape.fields:
        _make(field, columns, fields, refused)
    digests = [
        int.from_bytes(hashlib.blake2b("\x1f".join(values).encode("utf-8", "replace"), digest_size=8).digest())
        for values in zip(*columns.values(), strict=True)
    ]
    return fields, refused, digests


def read_rows(
    stream: BinaryIO, shape: Shape, header: tuple[str, ...] = (), delimiter: str = "", chunk: int = CHUNK
) -> Iterator[RawRows | Unread]:
    """The rows of a table in this shape. `header` for tables that have none of their own.

    A table whose columns have changed so that a needed one is missing is Unread as a whole.
    """
    table = Delimited(stream, delimiter or shape.delimiter, shape.quoted, header, chunk)
    places = shape.found_in(table.header)
    missing = [column for column in shape.needs if column not in places]
    if missing:
        there = ", ".join(table.header)[:600]
        reason = f"the columns have changed: no {', '.join(missing)}; there are {there}. Map them in foreshock.toml"
        yield Unread("the table", reason, table.header_line.encode())
        return
    for part in table.chunks():
        yield from part.unread
        if part.records:
            yield _picked(part, shape, places, table.header_line)


def rows_of_records(records: list[dict[str, str]], shape: Shape) -> Iterator[Rows | Unread]:
    """The same for records that came as JSON objects."""
    header = tuple(dict.fromkeys(name for record in records for name in record))
    places = shape.found_in(header)
    missing = [column for column in shape.needs if column not in places]
    if missing:
        yield Unread("the records", f"no {', '.join(missing)} among {', '.join(header)[:600]}")
        return
    fields = [[record.get(name, "") for name in header] for record in records]
    lines = [_json_line(record) for record in records]
    yield from _picked(Chunk(fields, lines, list(range(1, len(records) + 1)), []), shape, places, "").understood()


def _picked(part: Chunk, shape: Shape, places: dict[str, int], header_line: str) -> RawRows:
    """The columns that the shape reads, and no others."""
    there = [name for name in shape.columns if name in places]
    pick = itemgetter(*(places[name] for name in there))
    picked = map(pick, part.records) if len(there) > 1 else ((pick(record),) for record in part.records)
    nothing = ("",) * len(part.records)
    columns = dict.fromkeys(shape.columns, nothing)
    columns |= dict(zip(there, zip(*picked, strict=True), strict=True))
    return RawRows(shape, columns, part.numbers, part.lines, header_line)


def _make(
    field: Field, columns: dict[str, tuple[str, ...]], fields: dict[str, list[Any]], refused: dict[int, str]
) -> None:
    given = [columns[name] for name in field.columns]
    if field.make is None:
        fields[field.gives[0]] = list(given[0])
        return
    # One column is its own key; several make tuples, which cost more.
    rows: Sequence[Any] = given[0] if len(given) == 1 else list(zip(*given, strict=True))
    make = field.make if len(given) == 1 else partial(_spread, field.make)
    made: dict[Any, Any] = {}
    bad: dict[Any, str] = {}
    nothing = (None,) * len(field.gives) if len(field.gives) > 1 else None
    for values in set(rows):
        try:
            made[values] = make(values)
        except InvalidValue as error:
            made[values] = nothing
            bad[values] = str(error)
    if bad:
        for row, values in enumerate(rows):
            if values in bad:
                refused.setdefault(row, bad[values])
    if len(field.gives) == 1:
        fields[field.gives[0]] = list(map(made.__getitem__, rows))
        return
    for at, name in enumerate(field.gives):
        one = {values: result[at] for values, result in made.items()}
        fields[name] = list(map(one.__getitem__, rows))


def _spread(make: Callable[..., Any], values: tuple[str, ...]) -> Any:
    return make(*values)


def reports_of_rows(rows: Rows, origin: Origin) -> Iterator[Report]:
    """Each row as a Report with its one event; none where the data set's code is no event."""
    names = tuple(rows.fields)
    for where, *values in zip(rows.where, *rows.fields.values(), strict=True):
        row = dict(zip(names, values, strict=True))
        yield Report(
            id=f"{origin.source}:{row['key']}",
            source=origin.source,
            learned=origin.learned,
            kind="row",
            document=origin.document,
            sha256=origin.sha256,
            where=where,
            publisher=row.get("publisher") or origin.publisher,
            address=row.get("address") or origin.address,
            title=row.get("title") or "",
            # A row without an event would lose its day.
            published=_when(row.get("published") or ("" if row.get("type") else row.get("happened"))),
            language=row.get("language") or origin.language,
            text=row.get("text") or "",
            terms=origin.terms,
            grade=origin.grade,
            events=_events(row),
            coder=rows.shape.coder,
            why_empty=row.get("why_empty") or "",
        )


def _events(row: dict[str, Any]) -> tuple[ReportedEvent, ...]:
    if not row.get("type"):
        return ()
    place: tuple[Place, ...] = ()
    if row.get("lat") is not None and row.get("lon") is not None:
        place = (place_within(row.get("place") or "", row["lat"], row["lon"], row.get("km") or 0.0),)
    return (
        ReportedEvent(
            id="e1",
            type=row["type"],
            actor=row.get("actor") or "UNK",
            recipient=row.get("recipient"),
            mode=row.get("mode"),
            assertion=row.get("assertion") or "stated",
            actor_name=row.get("actor_name") or "",
            recipient_name=row.get("recipient_name") or "",
            places=place,
            unplaced=() if place or not row.get("place") else (row["place"],),
            happened=_when(row.get("happened")),
            until=_when(row.get("until")),
            killed=row.get("killed"),
            killed_low=row.get("killed_low"),
            killed_high=row.get("killed_high"),
            injured=row.get("injured"),
            rule=row.get("rule") or "",
        ),
    )


def _when(text: str | None) -> When | None:
    return When(text) if text else None


def _json_line(record: dict[str, str]) -> str:
    import msgspec

    return msgspec.json.encode(record).decode()
