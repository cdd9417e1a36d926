"""Bytes by their SHA-256: written whole or not at all, checked when they are read."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.model import Conflict, Damaged, InvalidValue, NotFound, StoreError
from foreshock.store import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def files(archive: Archive) -> list[Path]:
    return [file for file in archive.root.rglob("*") if file.is_file()]


@given(data=st.binary(max_size=5000))
def test_bytes_come_back_under_their_sha256(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    archive = Archive(tmp_path_factory.getbasetemp() / "property-archive")
    digest = archive.put(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert archive.get(digest) == data
    assert archive.path(digest).parts[-3:] == (digest[:2], digest[2:4], digest)


def test_a_stream_is_kept_without_being_held_in_memory(archive: Archive) -> None:
    class Endless(io.RawIOBase):
        left = 40

        def read(self, size: int = -1) -> bytes:  # type: ignore[override]
            assert 0 < size <= 1 << 20, "a piece at a time"
            self.left -= 1
            return b"x" * size if self.left >= 0 else b""

    digest = archive.put(Endless())  # type: ignore[arg-type]
    assert archive.path(digest).stat().st_size == 40 << 20


def test_the_same_bytes_are_written_once(archive: Archive) -> None:
    digest = archive.put(b"one")
    before = archive.path(digest).stat()
    assert archive.put(io.BytesIO(b"one")) == digest
    assert archive.path(digest).stat().st_mtime_ns == before.st_mtime_ns
    assert len(files(archive)) == 1


def test_nobody_needs_to_write_to_a_kept_file(archive: Archive) -> None:
    assert archive.path(archive.put(b"one")).stat().st_mode & 0o222 == 0


def test_damage_is_seen_on_reading_and_healed_by_putting_the_bytes_again(archive: Archive) -> None:
    digest = archive.put(b"one")
    archive.path(digest).chmod(0o644)
    archive.path(digest).write_bytes(b"two")
    with pytest.raises(Damaged, match="put back a backup"):
        archive.get(digest)
    archive.put(b"one")
    assert archive.get(digest) == b"one"


def test_what_is_not_held_is_said_not_to_be(archive: Archive) -> None:
    with pytest.raises(NotFound, match="does not hold"):
        archive.get("0" * 64)
    assert not archive.has("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 63, "0" * 65, "A" * 64, "0" * 63 + "/"])
def test_a_name_that_is_no_hash_leads_nowhere(archive: Archive, name: str) -> None:
    with pytest.raises(InvalidValue, match="no SHA-256"):
        archive.get(name)


def test_barred_bytes_leave_nothing_behind(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive", bars=lambda digest: True)
    with pytest.raises(Conflict, match="were erased"):
        archive.put(b"one")
    assert files(archive) == []


def test_a_stream_that_breaks_off_leaves_nothing_behind(archive: Archive) -> None:
    class Broken(io.RawIOBase):
        started = False

        def read(self, size: int = -1) -> bytes:  # type: ignore[override]
            if self.started:
                raise OSError(errno.EIO, "the line went dead")
            self.started = True
            return b"half"

    with pytest.raises(StoreError, match="line went dead"):
        archive.put(Broken())  # type: ignore[arg-type]
    assert files(archive) == []


def test_a_full_disk_leaves_nothing_half_written_and_says_so(archive: Archive) -> None:
    """A limit on the size of files stands in for a full disk: the write stops in the middle either way."""
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from foreshock.store import Archive\n"
        "from foreshock.model import StoreError\n"
        "archive = Archive(Path(sys.argv[1]))\n"
        "small = archive.put(b'small enough')\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))\n"
        "try:\n"
        "    archive.put(b'x' * 4_000_000)\n"
        "except StoreError as error:\n"
        "    print(error)\n"
        "assert archive.get(small) == b'small enough'\n"
    )
    done = subprocess.run([sys.executable, "-c", code, archive.root], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "the disk is full" in done.stdout
    assert "Nothing half-written is kept" in done.stdout
    assert [file.name for file in files(archive)] == [hashlib.sha256(b"small enough").hexdigest()]


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file stands in the way")
    with pytest.raises(StoreError, match="could not be written"):
        Archive(tmp_path / "archive").put(b"one")


def test_only_what_is_surely_left_behind_is_swept(archive: Archive) -> None:
    archive.put(b"one")
    incoming = archive.root / ".incoming"
    old, young, held = incoming / "1-old", incoming / "2-young", incoming / "3-held"
    for file in (old, young, held):
        file.write_bytes(b"half")
    long_ago = time.time() - 7200
    os.utime(old, (long_ago, long_ago))
    os.utime(held, (long_ago, long_ago))
    with held.open("rb") as stream:
        # What a living writer holds, however old it is.
        fcntl.flock(stream, fcntl.LOCK_EX)
        assert archive.sweep() == 1
    assert archive.leftovers() == [young, held]
    archive.put(b"another")
    assert archive.leftovers() == [young], "every put sweeps"


def test_a_killed_writer_leaves_a_leftover_and_no_archived_file(archive: Archive) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from foreshock.store import Archive\n"
        "class Slow:\n"
        "    def read(self, size):\n"
        "        print('writing', flush=True); sys.stdin.readline(); return b'x' * 100_000\n"
        "Archive(Path(sys.argv[1])).put(Slow())\n"
    )
    command = [sys.executable, "-c", code, str(archive.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin
        assert writer.stdout
        for _ in range(3):
            assert writer.stdout.readline() == "writing\n"
            writer.stdin.write("\n")
            writer.stdin.flush()
        assert archive.sweep(older_than=0) == 0, "it is alive and holds its file"
        writer.kill()
    assert list(archive.files()) == []
    assert len(archive.leftovers()) == 1
    assert archive.sweep(older_than=0) == 1
    assert archive.leftovers() == []
