"""The fields of an entry's form, both ways: an entry as rows of fields, and what came back as an entry.

Names are flat: `text`, `day`, `event-0-type`, `source-1-grade`. A row whose first field is empty is left out, which is
how a row is deleted; there are always some empty rows to fill. A picture whose bytes are held stays until its `gone` is
ticked: its caption may still be missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from foreshock.model import Account, Citation, Copy, Development, Event, Image, InvalidValue, When, check_slug

from . import quoting

T = TypeVar("T")
Fields = Mapping[str, str]

#: Row kind → its fields; the first one decides whether a row is there.
ROWS: Final[dict[str, tuple[str, ...]]] = {
    "event": ("type", "mode", "actor", "recipient", "assertion", "places", "killed", "injured"),
    "source": ("document", "grade", "where"),
    "account": ("by", "role", "text", "grade"),
    "image": (
        "caption", "credit", "alt", "sha256", "reason", "date", "section", "graphic", "warning", "document", "gone",
    ),
    "quotation": quoting.ROW,
}  # fmt: skip
#: Finds the copies of a picture by the SHA-256 of its widest.
Copies = Callable[[str], tuple[Copy, ...]]
_MOST_IMAGES: Final = 60


def fields_of(entry: Development) -> dict[str, str]:
    """The fields of a form that shows this entry."""
    fields = {
        "text": entry.text,
        "head": entry.head,
        "kind": entry.kind,
        "home": entry.home,
        "day": entry.date.isoformat(),
        "happened": entry.happened.text if entry.happened else "",
        "place": entry.place,
        "also": " ".join(entry.flashpoints),
        "tags": ", ".join(entry.tags),
        "open": entry.open,
    }
    rows: dict[str, Sequence[Any]] = {
        "event": entry.events,
        "source": entry.sources,
        "account": entry.accounts,
        "image": entry.images,
    }
    for kind, values in rows.items():
        for n, value in enumerate(values):
            fields |= {f"{kind}-{n}-{name}": _written(getattr(value, name, "")) for name in ROWS[kind]}
    for n, row in enumerate(quoting.rows_of(entry)):
        fields |= {f"quotation-{n}-{name}": value for name, value in row.items()}
    return fields


def entry_from(fields: Fields, before: Development, copies: Copies = lambda sha256: ()) -> Development:
    """The entry that a form describes; what the form does not show stays as it is in `before`.

    An amended entry keeps its address; another one gets its number when it is published. `copies` finds those of a
    picture that `before` does not have. Raises InvalidValue naming the field.
    """
    home = check_slug(fields.get("home", before.home).strip())
    day = _in("day", lambda: When(fields.get("day", before.date.isoformat()).strip()))
    if day.precision != "day":
        raise InvalidValue(f"the day an entry stands under is a whole day: {day.text!r}; write 2019-02-14")
    number = before.number if (home, day.first) == (before.home, before.date) else 1
    happened = fields.get("happened", "").strip()
    sources = tuple(_source(row, n) for n, row in _rows(fields, "source"))
    return replace(
        before,
        id=f"{home}/{day.text}/{number}",
        text=_paragraphs(fields.get("text", "")),
        head=" ".join(fields.get("head", "").split()),
        kind="statement" if fields.get("kind") == "statement" else "event",
        happened=_in("happened", lambda: When(happened)) if happened else None,
        place=" ".join(fields.get("place", "").split()),
        flashpoints=tuple(dict.fromkeys(s for s in fields.get("also", "").replace(",", " ").split() if s != home)),
        tags=tuple(filter(None, (tag.strip() for tag in fields.get("tags", "").split(",")))),
        open=fields.get("open", "").strip(),
        events=tuple(_event(row, n) for n, row in _rows(fields, "event")),
        sources=sources,
        statements=quoting.statements_from(
            [row for _, row in _rows(fields, "quotation")], before.statements, [source.document for source in sources]
        ),
        accounts=tuple(_account(row, n) for n, row in _rows(fields, "account")),
        images=images_from(fields, before.images, copies),
    )


def images_from(fields: Fields, before: Sequence[Image], copies: Copies) -> tuple[Image, ...]:
    """The pictures that a form describes. Raises InvalidValue naming the one that is wrong."""
    known = {image.sha256: image.copies for image in before if image.sha256}
    rows = _rows(fields, "image")
    return tuple(_image(row, n, known.get(row["sha256"]) or copies(row["sha256"])) for n, row in rows)


def image_fields(images: Sequence[Image]) -> dict[str, str]:
    """The fields of rows that show these pictures."""
    return {
        f"image-{n}-{name}": _written(getattr(image, name, ""))
        for n, image in enumerate(images)
        for name in ROWS["image"]
    }


def filled(kind: str, row: Mapping[str, str]) -> bool:
    """Whether a row says anything, so that it is kept."""
    if kind == "image" and row["sha256"]:
        return row["gone"] != "yes"
    return bool(row[ROWS[kind][0]])


def row_numbers(fields: Iterable[str], kind: str) -> list[int]:
    """The numbers of a kind's rows among the names of a form's fields, in order, however many there are."""
    row = re.compile(rf"{kind}-([0-9]{{1,6}})-.+")
    return sorted({int(match[1]) for field in fields if (match := row.fullmatch(field))})


def free_image_row(fields: Fields) -> int:
    """The row that a new picture goes into: the first one that has no bytes and no reason for that."""
    for n in range(_MOST_IMAGES):
        if not fields.get(f"image-{n}-sha256", "").strip() and not fields.get(f"image-{n}-reason", "").strip():
            return n
    raise InvalidValue(f"there are {_MOST_IMAGES} pictures here already: take one out first")


def _rows(fields: Fields, kind: str) -> list[tuple[int, dict[str, str]]]:
    found = []
    for n in row_numbers(fields, kind):
        row = {name: fields.get(f"{kind}-{n}-{name}", "").strip() for name in ROWS[kind]}
        if filled(kind, row):
            found.append((n, row))
    return found


def _event(row: Mapping[str, str], n: int) -> Event:
    # The model refuses what is none of its words.
    assertion: Any = row["assertion"] or "stated"
    return _in(
        f"event {n + 1}",
        lambda: Event(
            type=row["type"].upper(),
            actor=row["actor"],
            recipient=row["recipient"] or None,
            mode=row["mode"] or None,
            assertion=assertion,
            places=tuple(filter(None, (place.strip() for place in row["places"].split(",")))),
            killed=_count(row["killed"]),
            injured=_count(row["injured"]),
        ),
    )


def _source(row: Mapping[str, str], n: int) -> Citation:
    return _in(f"source {n + 1}", lambda: Citation(row["document"], row["grade"].upper() or "F6", row["where"]))


def _account(row: Mapping[str, str], n: int) -> Account:
    role: Any = row["role"] or "claim"
    return _in(f"account {n + 1}", lambda: Account(role, row["by"], row["text"], row["grade"].upper() or "F6"))


def _image(row: Mapping[str, str], n: int, copies: tuple[Copy, ...]) -> Image:
    return _in(
        f"picture {n + 1}",
        lambda: Image(
            row["caption"],
            row["credit"],
            row["alt"],
            date=When(row["date"]) if row["date"] else None,
            section=row["section"],
            sha256=row["sha256"],
            reason=row["reason"],
            copies=copies,
            graphic=row["graphic"] == "yes" or bool(row["warning"]),
            warning=row["warning"],
            document=row["document"],
        ),
    )


def _in(where: str, make: Callable[[], T]) -> T:
    """What `make` makes; its complaint with the place in the form before it."""
    try:
        return make()
    except InvalidValue as error:
        raise InvalidValue(f"{where}: {error}") from None


def _count(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise InvalidValue(f"no number of people: {text!r}; write digits, or leave it empty where it is not known")
    return int(text)


def _written(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.text if isinstance(value, When) else str(value)


def _paragraphs(text: str) -> str:
    """Line ends as the record has them, blank lines between paragraphs, nothing at the ends."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()
