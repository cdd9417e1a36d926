"""One commit to the evidence: rows sorted into months, written beside, rid of what is known, then named at once."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from foreshock.model import Report
from foreshock.sources.origin import Origin
from foreshock.sources.rows import Rows

from .evidence import GROUP, UNDATED, Added, Manifest, Part
from .evidencerows import SCHEMA, table_of_reports, table_of_rows

if TYPE_CHECKING:
    from .evidence import Evidence

#: Small parts of one month above this number are merged into one.
MOST_PARTS: Final = 24
#: Bytes of rows that wait in memory, all months together, until the largest month is written as one group.
WAITING: Final = 48_000_000
#: Erased reports that came again and are named.
NAMED: Final = 100
#: A part below this is small.
SMALL: Final = 8_000_000
#: What a merge left is removed once nobody can still be reading it.
GRACE: Final = dt.timedelta(hours=1)


class Batch:
    """What is on its way into the evidence. `added` tells the outcome after the commit."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._before = evidence.manifest()
        self.seq = self._before.seq + 1
        self.added = Added(seq=self._before.seq)
        self._folder = evidence.scratch()
        self._erased: set[str] = set()
        self._waiting: dict[str, list[Any]] = {}
        self._sizes: dict[str, int] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}

    def add(self, reports: Iterable[Report]) -> None:
        """Reports, one by one coded or not."""
        reports = list(reports)
        if reports:
            self._sort(table_of_reports(reports, self.seq))

    def add_rows(self, rows: Rows, origin: Origin) -> None:
        """Rows of a data set, in columns."""
        self._sort(table_of_rows(rows, origin, self.seq))

    def add_table(self, table: Any) -> None:
        """An Arrow table in SCHEMA."""
        self._sort(table)

    def _sort(self, table: Any) -> None:
        months = pc.strftime(table["day"], format="%Y-%m")
        for month in pc.unique(months).to_pylist():
            part = table.filter(pc.equal(months, month)) if len(table) else table
            self._waiting.setdefault(month, []).append(part)
            self._sizes[month] = self._sizes.get(month, 0) + part.nbytes
        while sum(self._sizes.values()) > WAITING:
            self._write(max(self._sizes, key=lambda month: self._sizes[month]))

    def _write(self, month: str) -> None:
        parts = self._waiting.pop(month, [])
        self._sizes.pop(month, None)
        if not parts:
            return
        if month not in self._writers:
            self._writers[month] = writer_of(self._folder / f"{month}.parquet")
        self._writers[month].write_table(pa.concat_tables(parts).combine_chunks(), row_group_size=GROUP)

    def commit(self) -> None:
        """Bring the rows in. Only `Evidence.adding` calls this."""
        for month in list(self._waiting):
            self._write(month)
        for writer in self._writers.values():
            writer.close()
        staged = {month: self._folder / f"{month}.parquet" for month in self._writers}
        self._writers = {}
        total = sum(pq.read_metadata(file).num_rows for file in staged.values())
        known = self._without_known(staged)
        if total > known:
            self._place(staged)
        seq = self.seq if total > known else self._before.seq
        self.added = Added(total - known, known, seq, tuple(sorted(self._erased)[:NAMED]))

    def _without_known(self, staged: dict[str, Path]) -> int:
        """Take rows out of the staged files that are there already, came twice or were erased; how many."""
        erased = self._evidence.marks_of_erased()
        connection = self._evidence.connect()
        known = 0
        try:
            for month, file in list(staged.items()):
                source = f"read_parquet('{str(file).replace(chr(39), chr(39) * 2)}', file_row_number = true)"
                # The lists keep their order within a file: the first of two equal rows stays.
                before = self._evidence.contents_of(month)
                undated = f"SELECT count(*) FROM {source} WHERE {UNDATED}"  # noqa: S608
                if (elsewhere := self._evidence.undated_contents()) and connection.execute(undated).fetchall()[0][0]:
                    # The same feed in another month would bring them again.
                    before = f"{before} UNION ALL {elsewhere}"
                gone = f"ANTI JOIN ({erased}) e ON e.mark = sha256(s.id)" if erased else ""
                keep = f"""SELECT min(file_row_number) AS n FROM {source} s
                    ANTI JOIN ({before}) b ON b.content = s.content {gone} GROUP BY s.content"""  # noqa: S608
                rows = pq.read_metadata(file).num_rows
                kept = connection.execute(f"SELECT count(*) FROM ({keep})").fetchall()[0][0]  # noqa: S608
                known += rows - kept
                if erased:
                    again = f"SELECT DISTINCT id FROM {source} s SEMI JOIN ({erased}) e ON e.mark = sha256(s.id)"  # noqa: S608
                    self._erased |= {id for (id,) in connection.execute(again).fetchmany(NAMED)}
                if kept == rows:
                    continue
                if not kept:
                    del staged[month]
                    continue
                self._rewrite(connection, month, file, source, keep)
        finally:
            connection.close()
        return known

    def _rewrite(self, connection: Any, month: str, file: Path, source: str, keep: str) -> None:
        clean = file.with_suffix(".clean")
        names = ", ".join(f'"{name}"' for name in SCHEMA.names)
        sql = f"SELECT {names} FROM {source} WHERE file_row_number IN (SELECT n FROM ({keep}))"  # noqa: S608
        with writer_of(clean) as writer:
            for batch in connection.sql(sql).to_arrow_reader(GROUP):
                writer.write_table(pa.Table.from_batches([batch]).cast(SCHEMA))
        clean.rename(file)

    def _place(self, staged: dict[str, Path]) -> None:
        parts = list(self._before.parts)
        for month, file in sorted(staged.items()):
            parts.append(self._evidence.settle(file, month, self.seq))
        parts, gone = self._merged(parts)
        now = dt.datetime.now(dt.UTC)
        written = self._before.written or now
        if self._before.gone and now - written > GRACE:
            for path in self._before.gone:
                self._remove(path)
            gone = tuple(gone)
        else:
            gone = (*self._before.gone, *gone)
            now = written if self._before.gone else now
        self._evidence.write_manifest(Manifest(self.seq, tuple(parts), gone, now, self._before.erased))

    def _merged(self, parts: list[Part]) -> tuple[list[Part], tuple[str, ...]]:
        """Months with many small parts get one instead; the old files are named as gone."""
        gone: list[str] = []
        for month in {part.month for part in parts}:
            small = [part for part in parts if part.month == month and part.size < SMALL]
            if len(small) <= MOST_PARTS:
                continue
            file = self._folder / f"{month}.merged"
            with writer_of(file) as writer:
                for part in small:
                    with self._evidence.fs.open(f"{self._evidence.root}/{part.path}", "rb") as stream:
                        writer.write_table(pq.read_table(stream, schema=SCHEMA))
            parts = [part for part in parts if part not in small]
            parts.append(self._evidence.settle(file, month, self.seq))
            gone += [part.path for part in small]
        return parts, tuple(gone)

    def _remove(self, path: str) -> None:
        try:
            self._evidence.fs.rm_file(f"{self._evidence.root}/{path}")
        except OSError:
            # It costs nothing but space.
            return

    def clear(self) -> None:
        """Let go of what was not brought in."""
        for writer in self._writers.values():
            writer.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def writer_of(file: Path) -> pq.ParquetWriter:
    """Writes a part, the way all of them are written."""
    return pq.ParquetWriter(file, SCHEMA, compression="zstd", compression_level=1)
