"""Writing a list as a folder of plain text: a new folder at once, or file by file into an earlier export."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from foreshock.model import Conflict, Kept, ListState, NotFound, ObjectKind, StoreError

from .layout import ARCHIVE, FOLDERS, SHAPED, TABLES, UNFINISHED, path_of
from .markdown import write_markdown
from .record import held_bytes
from .tables import write_csv, write_geojson

if TYPE_CHECKING:
    from .archive import Archive
    from .desk import Store

#: What is on its way to its place.
_PART: Final = ".foreshock-part"


def write_list(
    source: Store | ListState,
    path: Path,
    *,
    history: bool = False,
    archive: bool = False,
    force: bool = False,
) -> int:
    """Write a list as plain text into the folder `path`; the number of objects.

    `source` is a store, or the state of one as of some day. `history` adds the earlier published revisions and
    `archive` the held bytes; both need the store itself. Drafts are not written.

    A new folder appears whole or not at all. An earlier export is brought up to date file by file: what is the same
    is not touched, what is not of a list stays (`.git`, a README), what has left the list goes. While that runs the
    folder is marked as unfinished, and no import reads it. Raises Conflict for a folder with other things in it,
    unless `force`; StoreError when the disk refuses.
    """
    if isinstance(source, ListState) and (history or archive):
        raise StoreError("history and archive are in the store, not in the state of one day: give the store")
    groups = [[one] for one in _of_state(source)] if isinstance(source, ListState) else _of_store(source, history)
    held = None if isinstance(source, ListState) else source.archive
    if archive and held is None:
        raise StoreError("this store was opened without a folder, so it has no archive to write: give its folder")
    try:
        if not path.exists():
            return _write_new(path, groups, held, archive)
        _check_target(path, force)
        return _write_over(path, groups, held, archive)
    except OSError as error:
        raise StoreError(f"the list could not be written to {path}: {error}; free some space, then repeat") from error


def _of_state(state: ListState) -> Iterator[Kept[Any]]:
    if state.list:
        yield state.list
    parts: tuple[dict[str, Any], ...] = (
        state.flashpoints, state.developments, state.levels, state.links, state.zones, state.documents,
        state.breaches, state.notices, state.translations,
    )  # fmt: skip
    for part in parts:
        yield from part.values()


def _of_store(store: Store, history: bool) -> Iterable[list[Kept[Any]]]:
    """The revisions of each object that were public, oldest first."""
    if not history:
        return ([one] for one in _of_state(store.state()))
    until = store.state()
    return _histories(store, until)


def _histories(store: Store, until: ListState) -> Iterator[list[Kept[Any]]]:
    newest = {(one.stamp.kind, one.stamp.id): one.stamp.number for one in _of_state(until)}
    for key, revisions in groupby(store.histories(), key=lambda one: (one.stamp.kind, one.stamp.id)):
        public = [one for one in revisions if one.stamp.number <= newest.get(key, 0)]
        if public:
            yield public


def _write_new(path: Path, groups: Iterable[list[Kept[Any]]], archive: Archive | None, take: bool) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.parent / f".{path.name}.{secrets.token_hex(8)}{_PART}"
    try:
        partial.mkdir()
        count = _Writer(partial, archive, take, fresh=True).write(groups)
        # A rename may reach the disk before what was renamed: a power cut must not leave empty files that look whole.
        os.sync()
        partial.rename(path)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return count


def _write_over(path: Path, groups: Iterable[list[Kept[Any]]], archive: Archive | None, take: bool) -> int:
    (path / UNFINISHED).write_bytes(b"An export into this folder is running, or was cut off. Export again.\n")
    writer = _Writer(path, archive, take, fresh=False)
    count = writer.write(groups)
    for file in _of_list(path):
        if file not in writer.written:
            file.unlink()
            _remove_empty(file.parent, path)
    os.sync()
    (path / UNFINISHED).unlink()
    return count


class _Writer:
    """Writes the files of a list below `root`; `written` are those that belong there now. With `take` the held bytes
    of `archive` are among them.

    In a `fresh` folder, which nobody sees before it is whole, files are written in place; elsewhere each appears at
    once or not at all.
    """

    def __init__(self, root: Path, archive: Archive | None, take: bool, fresh: bool) -> None:
        self.root = root
        self.archive = archive
        self.take = take
        self.fresh = fresh
        self.written: set[Path] = set()
        self._folders: set[PurePosixPath] = {PurePosixPath()}

    def write(self, groups: Iterable[list[Kept[Any]]]) -> int:
        """Write everything; the number of objects."""
        tables: dict[ObjectKind, list[Kept[Any]]] = {kind: [] for kind in TABLES}
        digests: set[str] = set()
        count = 0
        for revisions in groups:
            count += 1
            kind = revisions[0].stamp.kind
            for one in revisions:
                digests.update(held_bytes(one.value) if one.value is not None else ())
            if kind in tables:
                tables[kind] += revisions
                continue
            for number, one in enumerate(revisions, 1):
                relative = path_of(kind, one.stamp.id, number if number < len(revisions) else 0)
                self._file(relative, write_markdown(one).encode())
        for kind, rows in tables.items():
            rows.sort(key=lambda one: (one.stamp.id, one.stamp.number))
            if rows:
                text = write_geojson(rows) if kind in SHAPED else write_csv(kind, rows)  # type: ignore[arg-type]
                self._file(PurePosixPath(TABLES[kind]), text.encode())
        for digest in sorted(digests):
            self._bytes(digest)
        return count

    def _bytes(self, digest: str) -> None:
        relative = PurePosixPath(ARCHIVE, digest[:2], digest[2:4], digest)
        if self.take and self.archive:
            # Erased bytes are not there: the gap is part of the record.
            with suppress(NotFound):
                self._file(relative, self.archive.get(digest))
        elif not (self.archive and self.archive.bars(digest)):
            # Bytes of an earlier export stay as long as the list names them.
            self.written.add(self.root / relative)

    def _file(self, relative: PurePosixPath, data: bytes) -> None:
        self._folder(relative.parent)
        file = self.root / relative
        self.written.add(file)
        if self.fresh:
            file.write_bytes(data)
        elif file.is_symlink() or not file.is_file() or file.read_bytes() != data:
            temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}{_PART}")
            temporary.write_bytes(data)
            temporary.replace(file)

    def _folder(self, relative: PurePosixPath) -> None:
        if relative in self._folders:
            return
        self._folder(relative.parent)
        folder = self.root / relative
        if folder.is_symlink():
            raise Conflict(f"{folder} is a link to elsewhere: remove it, and the export writes a folder there")
        folder.mkdir(exist_ok=True)
        self._folders.add(relative)


def _of_list(path: Path) -> Iterator[Path]:
    """The files of a list below `path`, whatever wrote them."""
    yield from sorted(path.glob("list*.md"))
    yield from (path / name for name in TABLES.values() if (path / name).exists())
    for name in FOLDERS:
        yield from sorted(file for file in (path / name).rglob("*.md") if not file.is_dir())
    yield from sorted(file for file in (path / ARCHIVE).glob("*/*/*") if len(file.name) == 64)
    # What a killed export was about to put in place.
    for name in ("", *FOLDERS, ARCHIVE):
        yield from sorted((path / name).glob(f".*{_PART}") if not name else (path / name).rglob(f".*{_PART}"))


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _check_target(path: Path, force: bool) -> None:
    if not path.is_dir() or path.is_symlink():
        raise Conflict(f"{path} is a file or a link, not a folder: choose another place")
    names = {entry.name for entry in path.iterdir() if not entry.name.startswith(".")}
    ours = {"list.md", UNFINISHED, ARCHIVE, *FOLDERS, *TABLES.values()}
    if not names & {"list.md", UNFINISHED} and names - ours and not force:
        raise Conflict(f"{path} holds other things and no list: choose a new folder, or force it if you are sure")
