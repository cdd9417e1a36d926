"""Tables of separated values as records of strings, a chunk at a time: nothing lost, nothing read twice.

A record with another number of fields than the table has becomes Unread with the lines it stood on; where a quotation
mark was never closed, the first line is Unread and reading goes on with the next. Bytes that are no UTF-8 are read as
Windows-1252, one by one, and told.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final

from msgspec import Struct

from foreshock.model import Unread, UnreadableSource

#: Records that one chunk holds: what is in memory at a time.
CHUNK: Final = 10_000
#: A quoted field goes over no more lines than this.
MAX_LINES: Final = 500
#: A line is no longer than this, in bytes.
MAX_LINE: Final = 20_000_000
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("foreshock.cp1252", _as_cp1252)


class Chunk(Struct, frozen=True):
    """Some records in order: their fields, the lines they stood on, and the number of each (the first after the
    header is 1). `unread` are the pieces between them."""

    records: list[list[str]]
    lines: list[str]
    numbers: list[int]
    unread: list[Unread]


class Delimited:
    """A table to be read once. `header` are its column names, from its first record or as given."""

    def __init__(
        self, stream: BinaryIO, delimiter: str, quoted: bool = True, header: tuple[str, ...] = (), chunk: int = CHUNK
    ) -> None:
        start = stream.read(4)
        encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
        whole = _Rejoined(start, stream)
        self._text = io.TextIOWrapper(
            io.BufferedReader(whole, 1 << 20), encoding, "foreshock.cp1252", newline="" if quoted else "\n"
        )
        self._delimiter, self._quoted, self._chunk = delimiter, quoted, chunk
        self._back: deque[str] = deque()
        self._pending: list[str] = []
        self.header_line = ""
        self.header = header
        if not header:
            for record in self._records():
                self.header_line = "".join(self._pending)
                self.header = tuple(name.strip() for name in record)
                self._pending.clear()
                break

    def chunks(self) -> Iterator[Chunk]:
        """All records after the header, in order. Empty lines are passed over."""
        if not self._quoted:
            yield from self._plain_chunks()
            return
        number = 0
        while lines := list(islice(self._text, self._chunk)):
            records = self._one_line_each(lines)
            if records is None:
                self._back.extend(lines)
                number, part = self._carefully(number)
                yield part
                continue
            yield Chunk(records, lines, list(range(number + 1, number + len(lines) + 1)), [])
            number += len(lines)

    def _one_line_each(self, lines: list[str]) -> list[list[str]] | None:
        """The records of these lines, if each line holds one, whole and of the right width; else None.

        Were a quotation mark open at the end of a line, the next line would belong to the same record, and there would
        be fewer records than lines; only the last line has no next one, and its quotation marks are counted.
        """
        if lines[-1].count('"') % 2:
            return None
        try:
            records = list(csv.reader(lines, delimiter=self._delimiter))
        except csv.Error:
            return None
        width = len(self.header)
        whole = len(records) == len(lines) and all(len(record) == width for record in records)
        return records if whole else None

    def _carefully(self, number: int) -> tuple[int, Chunk]:
        """The records of the lines that were put back, one by one; the number of the last, and what came of them."""
        width = len(self.header)
        part = Chunk([], [], [], [])
        pending = self._pending
        for record in self._records():
            if record:
                number += 1
                if len(record) == width:
                    part.records.append(record)
                    part.lines.append("".join(pending))
                    part.numbers.append(number)
                else:
                    part.unread.append(self._rejected(record, number, width))
            pending.clear()
            if not self._back:
                break
        return number, part

    def _plain_chunks(self) -> Iterator[Chunk]:
        """The same without quotation marks, where a line is a record: the quick way for the largest tables."""
        width, number = len(self.header), 0
        while True:
            lines = list(islice(self._text, self._chunk))
            if not lines:
                return
            split = [line.rstrip("\r\n").split(self._delimiter) for line in lines]
            if all(len(record) == width for record in split):
                yield Chunk(split, lines, list(range(number + 1, number + len(split) + 1)), [])
                number += len(split)
                continue
            records, kept, numbers, unread = [], [], [], []
            for record, line in zip(split, lines, strict=True):
                if record == [""]:
                    continue
                number += 1
                if len(record) == width:
                    records.append(record)
                    kept.append(line)
                    numbers.append(number)
                else:
                    self._pending = [line]
                    unread.append(self._rejected(record, number, width))
            self._pending = []
            yield Chunk(records, kept, numbers, unread)

    def _rejected(self, record: list[str], number: int, width: int) -> Unread:
        raw = "".join(self._pending)
        if len(self._pending) > 1:
            # Perhaps a quotation mark that was never closed: only its own line is lost to it.
            self._back.extendleft(reversed(self._pending[1:]))
            raw = self._pending[0]
        many = "fields" if len(record) != 1 else "field"
        return Unread(f"row {number}", f"{len(record)} {many}, not {width}", self.raw(raw))

    def raw(self, line: str) -> bytes:
        """A line as a table of its own, under the header, so that it can be mended and read again."""
        return (self.header_line + line).encode("utf-8", "replace")

    def _lines(self) -> Iterator[str]:
        while True:
            if self._back:
                line = self._back.popleft()
            else:
                line = self._text.readline()
                if not line:
                    return
            self._pending.append(line)
            if len(self._pending) > MAX_LINES:
                raise csv.Error("a quotation mark was never closed")
            yield line

    def _records(self) -> Iterator[list[str]]:
        if not self._quoted:
            for line in self._lines():
                bare = line.rstrip("\r\n")
                yield bare.split(self._delimiter) if bare else []
            return
        while True:
            reader = csv.reader(self._lines(), delimiter=self._delimiter)
            try:
                yield from reader
            except csv.Error:
                # One field's worth of nonsense; the width tells chunks() that it is no record.
                yield ["", *([""] * len(self.header))]
                continue
            if not self._back:
                return


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes were read already. A line that does not end is refused before it fills the memory."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest
        self._since = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        if self._start:
            taken = self._start[: len(view)]
            self._start = self._start[len(taken) :]
        else:
            taken = self._rest.read(len(view))
        end = taken.rfind(b"\n")
        self._since = self._since + len(taken) if end < 0 else len(taken) - end
        if self._since > MAX_LINE:
            raise UnreadableSource(f"a line of more than {MAX_LINE:,} bytes: this is no table of separated values")
        view[: len(taken)] = taken
        return len(taken)
