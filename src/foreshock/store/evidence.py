"""Evidence: reports and coded events as Parquet by month, on any fsspec address, asked through DuckDB.

Part files are written beside, then named by one manifest, which is replaced as a whole: a reader sees the old set or
the new one, never half a file. A row that is there already (same report, same content, same coder) is not written
again, so any import can be repeated; a new content or a newer coder's answer is kept beside the old.
"""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from foreshock.model import Damaged, NotInstalled, Report, StoreError

if TYPE_CHECKING:
    from .evidencebatch import Batch

MANIFEST: Final = "manifest.json"
FOLDER: Final = "evidence"
#: Where the marks of erased reports lie.
ERASED: Final = "erased"
#: Texts that say no day of their own.
UNDATED: Final = "kind <> 'row' AND published = ''"
#: What DuckDB may take, well below the budget of a small machine.
MEMORY_MB: Final = 300
#: Rows that one group of a Parquet file holds at most.
GROUP: Final = 80_000
#: Reports handed on at a time.
_BATCH: Final = 2_000
_INCOMING: Final = ".incoming"


class Part(Struct, frozen=True):
    """One Parquet file: where it lies below the address, its month, rows, bytes, and the commit that brought it."""

    path: str
    month: str
    rows: int
    size: int
    seq: int


class Manifest(Struct, frozen=True):
    """What is part of the evidence. `seq` counts commits; `gone` are files that were merged and may be removed;
    `erased` are files with the marks of reports that were erased and may not come back."""

    seq: int = 0
    parts: tuple[Part, ...] = ()
    gone: tuple[str, ...] = ()
    written: dt.datetime | None = None
    erased: tuple[str, ...] = ()


class Added(Struct, frozen=True):
    """What a commit brought: rows that are new, rows that were there already or may not come back; of the latter the
    ids (`erased`, at most a hundred)."""

    added: int = 0
    known: int = 0
    seq: int = 0
    erased: tuple[str, ...] = ()


class Evidence:
    """The evidence at `address`: a folder, or anything that fsspec can reach (`s3://…`, `memory://…`).

    `lock` is a file of this machine on which writers wait for each other; for a folder it lies in there. Raises
    NotInstalled without pyarrow, duckdb and fsspec.
    """

    def __init__(self, address: str | Path, lock: Path | None = None, memory_mb: int = MEMORY_MB) -> None:
        try:
            import duckdb  # noqa: F401
            import fsspec  # type: ignore[import-untyped]
            import pyarrow  # type: ignore[import-untyped]  # noqa: F401
        except ImportError as error:
            raise NotInstalled(f"evidence needs {error.name}: pip install 'foreshock[desk]'") from None
        self.address = str(address)
        self.fs, self.root = fsspec.core.url_to_fs(self.address)
        self.local = "file" in (self.fs.protocol if isinstance(self.fs.protocol, tuple) else (self.fs.protocol,))
        self.memory_mb = memory_mb
        self._lock = lock or (Path(self.root) / ".lock" if self.local else _lock_of(self.address))

    # What is there

    def manifest(self) -> Manifest:
        """The parts as they stand now."""
        try:
            data = self.fs.cat_file(f"{self.root}/{MANIFEST}")
        except FileNotFoundError:
            return Manifest()
        except OSError as error:
            raise _refused(error, self.address) from error
        try:
            return msgspec.json.decode(data, type=Manifest)
        except msgspec.DecodeError as error:
            raise Damaged(f"{self.address}/{MANIFEST} cannot be read: {error}; put back a backup") from None

    def head(self) -> int:
        """The number of the newest commit; 0 while nothing is there. The cursor for `reports(after=…)`."""
        return self.manifest().seq

    def connect(self, locked: bool = False) -> Any:
        """A DuckDB connection with views: `reports` (every version), `newest` (the last of each report), `events` (one
        row an event of the newest). With `locked`, SQL can read nothing but the evidence."""
        import duckdb

        parts = self.manifest().parts
        connection = duckdb.connect(
            config={"memory_limit": f"{self.memory_mb}MB", "threads": min(2, os.cpu_count() or 1)}
        )
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET temp_directory = '{_quoted(tempfile.gettempdir())}/foreshock-duckdb-{os.getpid()}'")
        if not self.local:
            connection.register_filesystem(self.fs)
        self._views(connection, parts)
        if locked and self.local:
            connection.execute(f"SET allowed_directories = ['{_quoted(self.root)}/']")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
        return connection

    def _views(self, connection: Any, parts: Sequence[Part]) -> None:
        if parts:
            listed = ", ".join(f"'{_quoted(self._url(part.path))}'" for part in parts)
            connection.execute(f"CREATE VIEW reports AS SELECT * FROM read_parquet([{listed}])")  # noqa: S608
        else:
            from .evidencerows import SCHEMA

            connection.register("nothing", SCHEMA.empty_table())
            connection.execute("CREATE VIEW reports AS SELECT * FROM nothing")
        connection.execute(
            "CREATE VIEW newest AS SELECT r.* FROM reports r ANTI JOIN reports n "
            "ON n.id = r.id AND (n.seq > r.seq OR (n.seq = r.seq AND n.content > r.content))"
        )
        connection.execute(
            "CREATE VIEW events AS SELECT id || '#' || e.id AS event, id AS report, source, publisher, title, address, "
            "published, learned, language, terms, coder, day, seq, e.* EXCLUDE (id) FROM "
            "(SELECT *, unnest(events) AS e FROM newest)"
        )

    def contents_of(self, month: str) -> str:
        """The SQL that lists the contents which a month holds already."""
        parts = [f"'{_quoted(self._url(part.path))}'" for part in self.manifest().parts if part.month == month]
        if not parts:
            return "SELECT NULL::UBIGINT AS content WHERE false"
        return f"SELECT content FROM read_parquet([{', '.join(parts)}])"  # noqa: S608

    def undated_contents(self) -> str:
        """The SQL that lists the contents of texts without a day of their own, which stand in the month in which they
        were first learned; empty while nothing is there."""
        parts = [f"'{_quoted(self._url(part.path))}'" for part in self.manifest().parts]
        if not parts:
            return ""
        return f"SELECT content FROM read_parquet([{', '.join(parts)}]) WHERE {UNDATED}"  # noqa: S608

    def marks_of_erased(self) -> str:
        """The SQL that lists the marks (SHA-256 of the id) of reports that may not come back; empty when none was
        erased."""
        parts = [f"'{_quoted(self._url(path))}'" for path in self.manifest().erased]
        return f"SELECT mark FROM read_parquet([{', '.join(parts)}])" if parts else ""  # noqa: S608

    def _url(self, path: str) -> str:
        return f"{self.root}/{path}" if self.local else str(self.fs.unstrip_protocol(f"{self.root}/{path}"))

    def reports(
        self,
        *,
        after: int = 0,
        since: dt.date | None = None,
        until: dt.date | None = None,
        sources: Sequence[str] = (),
        ids: Sequence[str] = (),
        box: tuple[float, float, float, float] | None = None,
        every_version: bool = False,
    ) -> Iterator[Report]:
        """Reports in the order in which they came: those of commits after `after`, of days from `since` to `until`,
        of these sources, with these ids, with an event placed in `box` (south, west, north, east in degrees; west may
        lie beyond east, across the 180th meridian). The newest version of each, or all of them.
        """
        import duckdb

        from .evidencerows import reports_of_table

        wheres, values = ["seq > ?"], [after] if after else [0]
        values = list(values)
        for clause, value in (("day >= ?", since), ("day <= ?", until)):
            if value is not None:
                wheres.append(clause)
                values.append(value)  # type: ignore[arg-type]
        for column, chosen in (("source", sources), ("id", ids)):
            if chosen:
                wheres.append(f"{column} IN ({', '.join('?' * len(chosen))})")
                values += chosen  # type: ignore[arg-type]
        if box:
            south, west, north, east = box
            between = "p.lon BETWEEN ? AND ?" if west <= east else "(p.lon >= ? OR p.lon <= ?)"
            wheres.append(
                "len(list_filter(flatten(list_transform(events, lambda e: e.places)), "
                f"lambda p: p.lat BETWEEN ? AND ? AND {between})) > 0"
            )
            values += [south, north, west, east]  # type: ignore[list-item]
        view = "reports" if every_version else "newest"
        connection = self.connect()
        try:
            sql = f"SELECT * FROM {view} WHERE {' AND '.join(wheres)} ORDER BY seq, day, id, content"  # noqa: S608
            for batch in connection.sql(sql, params=values).to_arrow_reader(_BATCH):
                yield from reports_of_table(batch)
        except duckdb.IOException as error:
            raise StoreError(
                f"the evidence at {self.address} changed while it was read, or cannot be read: {error}; repeat, and if "
                "it stays so, check the disk"
            ) from error
        finally:
            connection.close()

    # Adding

    def put(self, reports: Iterable[Report]) -> Added:
        """Keep these reports, in one commit."""
        with self.adding() as batch:
            chunk: list[Report] = []
            for report in reports:
                chunk.append(report)
                if len(chunk) >= _BATCH:
                    batch.add(chunk)
                    chunk = []
            batch.add(chunk)
        return batch.added

    @contextmanager
    def adding(self) -> Iterator[Batch]:
        """One commit: what is added inside is there after the end of the `with`, all of it; after an error, nothing.

        Another writer waits meanwhile. Raises StoreError when the disk refuses.
        """
        from .evidencebatch import Batch

        with self.alone():
            batch = Batch(self)
            try:
                yield batch
                batch.commit()
            finally:
                batch.clear()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock of whoever changes the evidence; another one waits. An OSError inside becomes a StoreError."""
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            with self._lock.open("a") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise _refused(error, self.address) from error

    def scratch(self) -> Path:
        """A new folder for what is being written, on the evidence's own disk where it has one, rid of what killed
        writers left. Only whoever holds the lock asks for one."""
        base = Path(self.root) / _INCOMING if self.local else Path(tempfile.gettempdir())
        base.mkdir(parents=True, exist_ok=True)
        if self.local:
            # Whoever left these is gone: the lock is ours.
            for leftover in base.iterdir():
                shutil.rmtree(leftover, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix="batch-", dir=base))

    def settle(self, file: Path, folder: str, seq: int) -> Part:
        """Bring a finished Parquet file of this machine to its place below the address, under a name of its own; no
        manifest names it yet. Only whoever holds the lock does this."""
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        path = f"{folder}/{seq:08}-{secrets.token_hex(4)}.parquet"
        rows, size = pq.read_metadata(file).num_rows, file.stat().st_size
        place = f"{self.root}/{path}"
        self.fs.makedirs(f"{self.root}/{folder}", exist_ok=True)
        if self.local:
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
            file.rename(place)
        else:
            self.fs.put_file(str(file), place)
        return Part(path, folder, rows, size, seq)

    def write_manifest(self, manifest: Manifest) -> None:
        """Replace the manifest as a whole. Only whoever holds the lock does this."""
        data = msgspec.json.encode(manifest)
        if not self.local:
            # One object store writes one object whole or not at all.
            self.fs.pipe_file(f"{self.root}/{MANIFEST}", data)
            return
        place = Path(self.root) / MANIFEST
        temporary = place.with_name(f".{MANIFEST}.{secrets.token_hex(6)}")
        try:
            with temporary.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.rename(place)
        finally:
            with suppress(OSError):
                temporary.unlink()

    def stats(self) -> dict[str, Any]:
        """Counts by source, coder and month, and the bytes that the parts take."""
        manifest = self.manifest()
        connection = self.connect()
        try:

            def counted(sql: str) -> list[Any]:
                return list(connection.execute(sql).fetchall())

            total = counted("SELECT count(*), coalesce(sum(len(events)), 0)::BIGINT FROM newest")[0]
            by = "SELECT {0}, count(*), coalesce(sum(len(events)), 0)::BIGINT FROM newest GROUP BY 1 ORDER BY 1"
            return {
                "commits": manifest.seq,
                "parts": len(manifest.parts),
                "bytes": sum(part.size for part in manifest.parts),
                "versions": counted("SELECT count(*) FROM reports")[0][0],
                "reports": total[0],
                "events": total[1],
                "sources": counted(by.format("source")),
                "coders": counted(by.format("coder")),
                "months": counted(by.format("strftime(day, '%Y-%m')")),
            }
        finally:
            connection.close()


def _lock_of(address: str) -> Path:
    import hashlib

    name = hashlib.sha256(address.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"foreshock-evidence-{os.getuid()}-{name}.lock"


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _refused(error: OSError, address: str) -> StoreError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    what = "the disk is full: free some space and repeat" if full else "check the address and its rights, and repeat"
    return StoreError(f"the evidence at {address} could not be written or read: {error}; {what}. It stands as it was")
