"""Pieces that could not be read, at the desk: who gets them, in which form, and what a hostile one can do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_safety import Client
from warm_desks import WarmDesks

from conftest import Served, _typed

sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))
import source_files as made

SOURCE = '\n[[source]]\nid = "rows"\nkind = "gdelt"\npath = "in"\nevery = "1s"\n'
HOSTILE = b"<script>alert(1)</script>"


@pytest.fixture(scope="module")
def _refused(_filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(_filled, tmp_path_factory.mktemp("refused") / "desk"))
    with (folder / "foreshock.toml").open("a") as out:
        out.write(SOURCE)
    (folder / "in").mkdir()
    bad = made.gdelt(3).replace(b"\t195\t195", b"\t999\t195", 1)
    (folder / "in/a.CSV").write_bytes(bad)
    (folder / "in/b.CSV").write_bytes(made.gdelt(9)[:-30].replace(b"\t195\t195", b"\t998\t195", 1) + HOSTILE)
    (folder / "in/c.CSV").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    _typed("collect", "--desk", str(folder))
    return folder


@pytest.fixture
def refused(_refused: Path, tmp_path: Path, warm_desks: WarmDesks) -> Iterator[Served]:
    """A desk with two rows and a document that could not be read."""
    folder = Path(shutil.copytree(_refused, tmp_path / "refused"))
    with warm_desks.serve(folder) as address:
        yield Served(address, folder, _typed)


def pieces(served: Served, state: str = "open") -> list[Any]:
    from foreshock.store.journal import Journal

    with Journal(served.folder) as journal:
        return journal.quarantine(state)


def test_what_is_in_a_piece_runs_nowhere_and_is_given_out_as_bytes_alone(refused: Served) -> None:
    ana = Client(refused)
    ana.sign_in("ana")
    for piece in pieces(refused):
        body = ana.send(f"/desk/sources/{piece.number}/")[1]
        assert "<script>alert" not in body
        request = ana.open(f"{refused.address}/desk/sources/{piece.number}/bytes/")
        with request as answer:
            assert answer.headers["Content-Type"] == "application/octet-stream"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.read() == (piece.raw or (refused.folder / "in/c.CSV").read_bytes())


def test_readers_and_strangers_get_no_piece_and_change_none(refused: Served) -> None:
    rhea = Client(refused)
    rhea.sign_in("rhea")
    number = pieces(refused)[0].number
    path = f"/desk/sources/{number}/"
    assert rhea.send(path)[0] == 403
    token = rhea.token("/desk/")
    assert rhea.send(path, {"csrfmiddlewaretoken": token, "act": "drop", "why": "x"})[0] == 403
    assert rhea.send(f"{path}bytes/")[0] == 403
    assert "Sign in" in Client(refused).send(path)[1]
    assert len(pieces(refused, "dropped")) == 0
    ana = Client(refused)
    ana.sign_in("ana")
    assert ana.send("/desk/sources/77777/")[0] == 404
    assert f"Not read <b>{len(pieces(refused))}</b>" in ana.send("/desk/")[1]


def test_while_a_collector_is_at_work_a_piece_waits(refused: Served) -> None:
    from foreshock.store.collecting import alone

    ana = Client(refused)
    ana.sign_in("ana")
    path = f"/desk/sources/{pieces(refused)[0].number}/"
    with alone(refused.folder):
        status, body, _ = ana.send(path, {"csrfmiddlewaretoken": ana.token(path), "act": "retry"})
    assert status == 422
    assert "another collector is at work here" in body


def test_a_piece_that_kills_its_reader_leaves_the_desk_standing(
    refused: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foreshock.desk import retrying

    script = tmp_path / "killed"
    script.write_text(f"#!{sys.executable}\nimport os\nos.kill(os.getpid(), 9)\n")
    script.chmod(0o755)
    monkeypatch.setattr(retrying.sys, "executable", str(script))
    number = pieces(refused)[0].number
    assert "its reader was killed" in retrying.retry_piece(refused.folder, number, "Ana")
    assert pieces(refused)[0].number == number, "it waits as before"


def test_a_name_that_looks_like_an_option_is_a_name(refused: Served) -> None:
    from foreshock.desk.retrying import retry_piece

    piece = next(piece for piece in pieces(refused) if b"\t999\t" in piece.raw)
    mended = piece.raw.replace(b"\t999\t", b"\t195\t")
    assert retry_piece(refused.folder, piece.number, "--all", mended) == ""
    assert pieces(refused, "read")[0].note == "read after --all mended it"
    assert "queue:" in refused.run("collect", "--now", "--desk", str(refused.folder)), "and goes on to the desk"
