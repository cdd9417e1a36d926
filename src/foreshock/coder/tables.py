"""The coder's tables: CSV files in `data/` and in a desk's own folder, read into plain rows.

Every file starts with comment lines (`#`), then a header. Fields are parted by `|` (by `,` in cameo.csv).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Final

from foreshock.model import UnreadableSource
from foreshock.model.tables import shared_text

#: Files that other rooms read too; they lie with the model.
_SHARED: Final = ("cameo.csv", "countries.csv")


def rows(name: str, separator: str = "|") -> list[list[str]]:
    """The rows of a file of the package, without comments and header."""
    here = resources.files("foreshock.coder").joinpath("data", name)
    text = shared_text(name) if name in _SHARED else here.read_text("utf-8")
    return list(_rows(text, name, separator))


def rows_of(path: Path, separator: str = "|") -> list[list[str]]:
    """The rows of a desk's own file in the same form. Raises UnreadableSource, naming the line that is wrong."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"cannot read the table {path}: {error}; give a UTF-8 file") from None
    return list(_rows(text, str(path), separator))


def _rows(text: str, name: str, separator: str) -> Iterator[list[str]]:
    width = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split(separator)]
        if not width:
            width = len(fields)
        elif len(fields) != width:
            raise UnreadableSource(
                f"{name}, line {number}: {len(fields)} fields, not {width}: {line[:80]!r}; part them by {separator!r}"
            )
        else:
            yield fields


def word_classes(name: str, extra: Iterable[list[str]] = ()) -> dict[str, tuple[str, ...]]:
    """A two-column file (class, words) as class → words; rows of one class add up."""
    found: dict[str, tuple[str, ...]] = {}
    for kind, words in (*rows(name), *extra):
        found[kind] = found.get(kind, ()) + tuple(words.split())
    return found


def cameo_table() -> dict[str, str]:
    """CAMEO code → PLOVER type, only for the codes that are events. The longest known prefix of a code decides."""
    return {code: kind for code, kind, _ in rows("cameo.csv", ",")}
