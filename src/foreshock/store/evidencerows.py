"""A Report as one row of Parquet: flat columns, events and statements nested; and the way back.

Rows of data sets go over in columns, without a Report being made for each; both ways give the same row.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from foreshock.model import NotInstalled, Report, When
from foreshock.model.reports import EXACT_KM, VICINITY_KM
from foreshock.sources.origin import Origin
from foreshock.sources.rows import Rows

try:
    import pyarrow as pa  # type: ignore[import-untyped]
except ImportError:
    raise NotInstalled("evidence needs pyarrow: pip install 'foreshock[desk]'") from None

_S: Final = pa.string()
_SPAN: Final = pa.list_(pa.int32())
PLACE: Final = pa.struct(
    [("name", _S), ("lat", pa.float64()), ("lon", pa.float64()), ("precision", _S), ("km", pa.float64())]
)
_COUNTS: Final = ("killed", "killed_low", "killed_high", "injured")
EVENT: Final = pa.struct(
    [
        *((name, _S) for name in ("id", "type", "actor", "recipient", "mode", "assertion", "actor_name")),
        ("recipient_name", _S),
        ("places", pa.list_(PLACE)),
        ("unplaced", pa.list_(_S)),
        ("happened", _S),
        ("until", _S),
        *((name, pa.int32()) for name in _COUNTS),
        ("action_span", _SPAN),
        ("actor_span", _SPAN),
        ("recipient_span", _SPAN),
        ("confidence", pa.float64()),
        ("rule", _S),
    ]
)
QUOTATION: Final = pa.struct(
    [
        *((name, _S) for name in ("words", "language", "speaker", "translation", "translation_language")),
        ("translator", _S),
        ("span", _SPAN),
    ]
)
STATEMENT: Final = pa.struct(
    [
        ("speaker", _S),
        ("country", _S),
        ("role", _S),
        ("quotes", pa.int32()),
        ("about", pa.list_(_S)),
        ("speaker_span", _SPAN),
        ("spans", pa.list_(_SPAN)),
        ("quotations", pa.list_(QUOTATION)),
    ]
)
_TEXTS: Final = (
    "kind", "document", "sha256", "where", "publisher", "address", "title", "author", "published", "language", "text",
    "translation", "translator", "terms", "grade", "coder", "why_empty",
)  # fmt: skip
#: `content` tells versions of one report apart; `day` is what the months go by; `seq` the commit that brought it.
SCHEMA: Final = pa.schema(
    [
        ("id", _S),
        ("source", _S),
        ("learned", pa.timestamp("us", tz="UTC")),
        *((name, _S) for name in _TEXTS),
        ("events", pa.list_(EVENT)),
        ("statements", pa.list_(STATEMENT)),
        ("content", pa.uint64()),
        ("day", pa.date32()),
        ("seq", pa.int64()),
    ]
)


def table_of_reports(reports: Iterable[Report], seq: int) -> Any:
    """Reports as an Arrow table in SCHEMA."""
    return pa.Table.from_pylist([_row(report, seq) for report in reports], SCHEMA)


def _row(report: Report, seq: int) -> dict[str, Any]:
    row = {name: getattr(report, name) for name in ("id", "source", "learned", *_TEXTS)}
    row["published"] = report.published.text if report.published else ""
    row["events"] = [_plain(event) for event in report.events]
    row["statements"] = [_plain(statement) for statement in report.statements]
    parts = (report.id, report.title, report.text, report.translation, report.coder, report.terms)
    coded = msgspec.json.encode((report.events, report.statements)).decode()
    row |= {"content": _content("\x1f".join((*parts, coded))), "day": day_of_report(report), "seq": seq}
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, When):
        return value.text
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value


def _content(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def day_of_report(report: Report) -> dt.date:
    """The day that a report's month goes by: its first event's, else that of its publication, else when we learned."""
    first = next((event.happened for event in report.events if event.happened and report.kind == "row"), None)
    when = first or report.published
    return when.first if when else report.learned.date()


def table_of_rows(rows: Rows, origin: Origin, seq: int) -> Any:
    """Rows of a data set as an Arrow table in SCHEMA, a column at a time; the same as through Reports."""
    count, fields = len(rows), rows.fields
    empty = [""] * count

    def texts(name: str, otherwise: str = "") -> Sequence[str]:
        values = fields.get(name)
        if values is None:
            return [otherwise] * count
        return [value or otherwise for value in values] if otherwise else values

    same = {
        "source": origin.source, "kind": "row", "document": origin.document, "sha256": origin.sha256, "author": "",
        "translation": "", "translator": "", "terms": origin.terms, "grade": origin.grade, "coder": rows.shape.coder,
    }  # fmt: skip
    learned = origin.learned
    prefix = _content(f"{origin.source}\x1f{rows.shape.coder}\x1f{origin.terms}")
    columns: dict[str, Any] = {
        "id": [f"{origin.source}:{key}" for key in fields["key"]],
        "learned": pa.repeat(pa.scalar(learned, pa.timestamp("us", tz="UTC")), count),
        "where": rows.where,
        "publisher": texts("publisher", origin.publisher),
        "address": texts("address", origin.address),
        "title": texts("title"),
        "published": [
            said or ("" if kind else day)
            for said, kind, day in zip(texts("published"), fields.get("type", empty), texts("happened"), strict=True)
        ],
        "language": texts("language", origin.language),
        "text": texts("text"),
        "why_empty": texts("why_empty"),
        "events": _events(rows),
        "statements": pa.ListArray.from_arrays(pa.array([0] * (count + 1), pa.int32()), pa.array([], STATEMENT)),
        "content": [digest ^ prefix for digest in rows.digests],
        "day": _days(fields.get("happened", empty), fields.get("published", empty), learned.date()),
        "seq": pa.repeat(pa.scalar(seq, pa.int64()), count),
    }
    columns |= {name: pa.repeat(pa.scalar(value, _S), count) for name, value in same.items()}
    arrays = [
        column if isinstance(column, pa.Array) else pa.array(column, field.type)
        for field, column in ((field, columns[field.name]) for field in SCHEMA)
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _days(happened: Sequence[str], published: Sequence[str], learned: dt.date) -> list[dt.date]:
    known: dict[tuple[str, str], dt.date] = {}
    days = []
    for pair in zip(happened, published, strict=True):
        day = known.get(pair)
        if day is None:
            text = pair[0] or pair[1]
            day = known[pair] = When(text).first if text else learned
        days.append(day)
    return days


def _events(rows: Rows) -> Any:
    """One event a row, none where there is no type, as a nested array."""
    fields, count = rows.fields, len(rows)
    types = fields.get("type") or [None] * count
    at = [row for row in range(count) if types[row]]
    every = len(at) == count

    def pick(name: str, otherwise: Any = None) -> list[Any]:
        values = fields.get(name)
        if values is None:
            return [otherwise] * len(at)
        return values if every else [values[row] for row in at]

    lats, lons = pick("lat"), pick("lon")
    names, kms = pick("place", ""), [0.0 if km is None else km for km in pick("km")]
    placed = [lat is not None and lon is not None for lat, lon in zip(lats, lons, strict=True)]
    nothing = [None] * len(at)
    made = {
        "id": ["e1"] * len(at),
        "type": pick("type"),
        "actor": [actor or "UNK" for actor in pick("actor")],
        "recipient": pick("recipient"),
        "mode": pick("mode"),
        "assertion": [said or "stated" for said in pick("assertion")],
        "actor_name": pick("actor_name", ""),
        "recipient_name": pick("recipient_name", ""),
        "places": _places(names, lats, lons, kms, placed),
        "unplaced": [[] if here or not name else [name] for here, name in zip(placed, names, strict=True)],
        "happened": [text or None for text in pick("happened")],
        "until": [text or None for text in pick("until")],
        **{name: pick(name) for name in _COUNTS},
        **dict.fromkeys(("action_span", "actor_span", "recipient_span", "confidence"), nothing),
        "rule": pick("rule", ""),
    }
    inner = pa.StructArray.from_arrays(
        [
            made[field.name] if isinstance(made[field.name], pa.Array) else pa.array(made[field.name], field.type)
            for field in EVENT
        ],
        fields=list(EVENT),
    )
    return pa.ListArray.from_arrays(_offsets([bool(kind) for kind in types]), inner)


def _places(names: list[str], lats: list[Any], lons: list[Any], kms: list[float], placed: list[bool]) -> Any:
    at = [row for row, here in enumerate(placed) if here]
    precision = ["exact" if kms[r] <= EXACT_KM else "vicinity" if kms[r] <= VICINITY_KM else "area" for r in at]
    parts = (
        [names[r] or "" for r in at],
        [lats[r] for r in at],
        [lons[r] for r in at],
        precision,
        [kms[r] for r in at],
    )
    arrays = [pa.array(part, field.type) for part, field in zip(parts, PLACE, strict=True)]
    return pa.ListArray.from_arrays(_offsets(placed), pa.StructArray.from_arrays(arrays, fields=list(PLACE)))


def _offsets(there: list[bool]) -> Any:
    offsets = [0]
    total = 0
    for here in there:
        total += here
        offsets.append(total)
    return pa.array(offsets, pa.int32())


def reports_of_table(table: Any) -> Iterable[Report]:
    """The rows of an Arrow table in SCHEMA as Reports."""
    for row in table.to_pylist():
        yield report_of_row(row)


def report_of_row(row: dict[str, Any]) -> Report:
    """One row as it comes from Parquet as a Report."""
    kept = {name: row[name] for name in ("id", "source", "learned", *_TEXTS)}
    kept["learned"] = kept["learned"].astimezone(dt.UTC)
    kept["published"] = {"text": row["published"]} if row["published"] else None
    kept["events"] = [_event(event) for event in row["events"]]
    kept["statements"] = row["statements"]
    return msgspec.convert(kept, Report)


def _event(event: dict[str, Any]) -> dict[str, Any]:
    return event | {name: {"text": event[name]} if event[name] else None for name in ("happened", "until")}
