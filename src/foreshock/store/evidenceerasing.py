"""Erasing reports from the evidence: the parts that hold them are written anew without them, the manifest is replaced
as a whole, the old files go at once.

A mark of each erased report (SHA-256 of its id) stays, so that nothing brings it back: not the same source read again,
not a newer coder. Killed on the way, the evidence is the old one or the new one; repeating finishes it.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from msgspec import Struct

from .erasing import mark_of
from .evidence import ERASED, MANIFEST, Evidence, Manifest, Part
from .evidencebatch import writer_of
from .evidencerows import SCHEMA

#: Ids that go into one question.
_TOGETHER: Final = 5_000
#: Sentences that are looked for in other reports, the longest first, and reports that are named.
_SENTENCES: Final = 40
_NAMED: Final = 20


class Found(Struct, frozen=True):
    """One report as an erasure needs it: what it is called, what it was read from, its words."""

    id: str
    source: str
    document: str
    sha256: str
    address: str
    words: str


def find_reports(
    evidence: Evidence, ids: Sequence[str] = (), documents: Sequence[str] = (), digests: Sequence[str] = ()
) -> list[Found]:
    """Every version of the reports with one of these ids, of these documents, or read from bytes with these SHA-256."""
    columns = "id, source, document, sha256, address"
    words = "concat_ws(chr(10), title, author, text, translation)"
    found: list[Found] = []
    connection = evidence.connect()
    try:
        for column, wanted in (("id", ids), ("document", documents), ("sha256", digests)):
            for start in range(0, len(wanted), _TOGETHER):
                part = list(wanted[start : start + _TOGETHER])
                marks = ", ".join("?" * len(part))
                sql = f"SELECT {columns}, {words} FROM reports WHERE {column} IN ({marks})"  # noqa: S608
                found += [Found(*row) for row in connection.execute(sql, part).fetchall()]
    finally:
        connection.close()
    return found


def shared_bytes(evidence: Evidence, digests: Sequence[str], but: Collection[str]) -> int:
    """How many other reports than `but` were read from these bytes."""
    if not digests:
        return 0
    connection = evidence.connect()
    try:
        marks = ", ".join("?" * len(digests))
        sql = f"SELECT DISTINCT id FROM reports WHERE sha256 IN ({marks})"  # noqa: S608
        return sum(id not in but for (id,) in connection.execute(sql, list(digests)).fetchall())
    finally:
        connection.close()


def also_in_reports(evidence: Evidence, sentences: Iterable[str], but: Collection[str]) -> list[str]:
    """Ids of other reports that hold one of the sentences (in lower case, single spaces): at most _NAMED."""
    wanted = sorted(sentences, key=len, reverse=True)[:_SENTENCES]
    if not wanted:
        return []
    squeezed = "regexp_replace(lower(concat_ws(' ', title, text, translation)), '\\s+', ' ', 'g')"
    clauses = " OR ".join(["contains(words, ?)"] * len(wanted))
    sql = f"SELECT DISTINCT id FROM (SELECT id, {squeezed} AS words FROM reports) WHERE {clauses} ORDER BY id"  # noqa: S608
    connection = evidence.connect()
    try:
        rows = connection.execute(sql, wanted).fetchmany(_NAMED + len(but))
        return [id for (id,) in rows if id not in but][:_NAMED]
    finally:
        connection.close()


def erase_reports(evidence: Evidence, ids: Collection[str]) -> int:
    """Take every version of these reports out of the evidence for good; how many rows there were.

    Also removes files that no manifest names any more, which may still hold their words. Raises StoreError when the
    disk refuses; then the evidence stands as it was.
    """
    with evidence.alone():
        if not evidence.fs.exists(f"{evidence.root}/{MANIFEST}") and not ids:
            return 0
        before = evidence.manifest()
        folder = evidence.scratch()
        try:
            parts, rows = _without(evidence, before, set(ids), folder)
            if rows or ids:
                marks = _new_marks(evidence, before, ids)
                erased = (*before.erased, *_kept_marks(evidence, before.seq + 1, marks, folder))
                if rows or marks:
                    changes = {"seq": before.seq + 1, "parts": tuple(parts), "gone": (), "erased": erased}
                    evidence.write_manifest(msgspec.structs.replace(before, **changes))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        _sweep(evidence)
    return rows


def _without(evidence: Evidence, before: Manifest, ids: set[str], folder: Path) -> tuple[list[Part], int]:
    """The parts without these reports, those that hold none untouched; how many rows went."""
    wanted = pa.array(sorted(ids), pa.string())
    parts, gone = [], 0
    for part in before.parts:
        with evidence.fs.open(f"{evidence.root}/{part.path}", "rb") as stream:
            file = pq.ParquetFile(stream)
            held = sum(
                pc.sum(pc.is_in(batch["id"], wanted)).as_py() or 0 for batch in file.iter_batches(columns=["id"])
            )
            if not held:
                parts.append(part)
                continue
            gone += held
            if held == part.rows:
                continue
            clean = folder / f"{secrets.token_hex(8)}.parquet"
            with writer_of(clean) as writer:
                for group in range(file.num_row_groups):
                    table = file.read_row_group(group).cast(SCHEMA)
                    kept = table.filter(pc.invert(pc.is_in(table["id"], wanted)))
                    if len(kept):
                        writer.write_table(kept)
        parts.append(evidence.settle(clean, part.month, part.seq))
    return parts, gone


def _new_marks(evidence: Evidence, before: Manifest, ids: Collection[str]) -> list[str]:
    """The marks of these reports that are not kept yet."""
    known = {mark for path in before.erased for mark in _marks(evidence, path)}
    return sorted({mark_of(id) for id in ids} - known)


def _kept_marks(evidence: Evidence, seq: int, marks: list[str], folder: Path) -> Iterator[str]:
    """A new file of marks, where there are any; its path."""
    if not marks:
        return
    file = folder / f"{secrets.token_hex(8)}.parquet"
    pq.write_table(pa.table({"mark": pa.array(marks, pa.string())}), file)
    yield evidence.settle(file, ERASED, seq).path


def _marks(evidence: Evidence, path: str) -> list[str]:
    with evidence.fs.open(f"{evidence.root}/{path}", "rb") as stream:
        marks: list[str] = pq.read_table(stream)["mark"].to_pylist()
        return marks


def _sweep(evidence: Evidence) -> None:
    """Remove files that no manifest names: what merges and killed writers left. The lock is held, so that nobody is
    just writing one."""
    manifest = evidence.manifest()
    named = {part.path for part in manifest.parts} | set(manifest.erased)
    try:
        files: list[Any] = evidence.fs.find(evidence.root)
    except FileNotFoundError:
        return
    root = str(evidence.root).rstrip("/") + "/"
    for file in files:
        path = str(file).removeprefix(root)
        if path.endswith(".parquet") and path not in named:
            evidence.fs.rm_file(file)
