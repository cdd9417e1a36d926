"""Sources at the desk: how each stands, what could not be read, and its way to the queue."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from test_safety import Client

from conftest import PASSWORD, Served
from foreshock.model import Report
from foreshock.store.evidence import Evidence

sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))
import source_files as made

ROW = made.gdelt(1, Actor1Name="<b>FLEET</b>")
BROKEN = ROW.replace(b"\t195\t195", b"\t999\t195", 1)


@pytest.fixture
def collected(served: Served) -> Served:
    """The desk after a round in which one row could not be read, and restarted with its source in its settings."""
    (served.folder / "rows.CSV").write_bytes(BROKEN)
    with (served.folder / "foreshock.toml").open("a") as out:
        out.write('\n[[source]]\nid = "gdelt"\nkind = "gdelt"\npath = "rows.CSV"\n')
    served.run("collect", "--desk", str(served.folder))
    return served


def signed_in(served: Served, name: str) -> Client:
    client = Client(served)
    client.sign_in(name, PASSWORD)
    return client


def test_a_piece_is_mended_at_the_desk_and_read(collected: Served) -> None:
    ana = signed_in(collected, "ana")
    page = ana.send("/desk/sources/")[1]
    assert "gdelt, row 1" in page and "no CAMEO code" in page
    path = "/desk/sources/1/"
    page = ana.send(path)[1]
    assert "&lt;b&gt;FLEET" in page and "<b>FLEET" not in page
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert text
    words = text[1].replace("&lt;", "<").replace("&gt;", ">")
    form = {"csrfmiddlewaretoken": ana.token(path), "act": "retry", "text": words}
    status, page = ana.send(path, form)[:2]
    assert (status, "still cannot be read" in page) == (422, True)
    form["text"] = words.replace("\t999\t195", "\t195\t195")
    assert "comes to the queue with the next" in ana.send(path, form)[1]
    assert "Everything that came in was read" in ana.send("/desk/sources/")[1]
    assert [report.id for report in Evidence(collected.folder / "evidence").reports()] == ["gdelt:1"]


def test_a_piece_is_dropped_only_with_a_reason_and_only_by_an_analyst(collected: Served) -> None:
    rhea, ana, path = signed_in(collected, "rhea"), signed_in(collected, "ana"), "/desk/sources/1/"
    assert "gdelt, row 1" in rhea.send("/desk/sources/")[1]
    assert rhea.send(path)[0] == 403
    form = {"csrfmiddlewaretoken": ana.token(path), "act": "drop", "why": " "}
    assert "say why it needs not be read" in ana.send(path, form)[1]
    assert "Dropped" in ana.send(path, form | {"why": "a test row"})[1]
    assert "a test row (Ana Lisboa)" in ana.send(path)[1]
    listed = collected.run("quarantine", "list", "--all", "--desk", str(collected.folder))
    assert "[dropped: a test row (Ana Lisboa)]" in listed
    assert ana.send("/desk/sources/7/")[0] == 404


def test_a_desk_that_collected_nothing_says_so_and_makes_no_books(served: Served) -> None:
    assert "This desk has no sources" in signed_in(served, "ana").send("/desk/sources/")[1]
    assert not (served.folder / "collect.sqlite3").exists()


def test_what_a_killed_round_left_in_the_evidence_comes_to_the_queue_with_the_next(collected: Served) -> None:
    from test_filling import FIRST

    news: Report = FIRST
    Evidence(collected.folder / "evidence").put([news])
    said = collected.run("collect", "--desk", str(collected.folder))
    assert "queue: 1 reports matched: 1 new candidates" in said
    assert "queue:" not in collected.run("collect", "--desk", str(collected.folder))
