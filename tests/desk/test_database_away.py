"""PostgreSQL goes away and comes back under the desk: a page that says so, words kept, and on as before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_safety import Client
from warm_desks import WarmDesks

import conftest
from conftest import PASSWORD, Served

pytestmark = pytest.mark.postgres

_FILL = conftest._FILL.replace(".read_bytes()))", ".read_bytes()), __import__('os').environ['DATABASE_URL'])")


@pytest.fixture
def away(own_cluster: Any, tmp_path: Path, warm_desks: WarmDesks) -> Iterator[tuple[Served, Any]]:
    """A desk in a PostgreSQL of its own, served, and that PostgreSQL."""
    name, folder = own_cluster.new_database(), tmp_path / "desk"
    own_cluster.admin(f"GRANT CREATE ON DATABASE {name} TO keeper")
    environment = os.environ | {
        "DATABASE_URL": own_cluster.url("app", name),
        "DATABASE_OWNER_URL": own_cluster.url("keeper", name),
    }
    program = [sys.executable, "-m", "foreshock"]
    subprocess.run([*program, "init", str(folder)], env=environment, check=True, capture_output=True)
    fill = [sys.executable, "-c", _FILL, str(folder), str(conftest.HERE), PASSWORD]
    subprocess.run(fill, env=environment, check=True)
    with warm_desks.serve(folder, DATABASE_URL=environment["DATABASE_URL"]) as address:
        yield Served(address, folder, conftest._typed), own_cluster


def test_while_the_database_is_away_the_desk_says_so_keeps_what_was_sent_and_goes_on_by_itself(
    away: tuple[Served, Any],
) -> None:
    served, cluster = away
    ana = Client(served)
    ana.sign_in("ana")
    token = ana.token("/desk/c/c-1/")
    words = "Two men of the trawler “Gull” were <killed>."
    form = {
        "csrfmiddlewaretoken": token,
        "act": "reject",
        "version": "1",
        "note": words,
    }
    assert ana.send("/desk/")[0] == 200
    cluster.stop()
    for path in ("/desk/", "/desk/c/c-1/", "/desk/account/login/", "/desk/search/?q=trawler"):
        status, body, headers = ana.send(path)
        assert (status, headers["Retry-After"]) == (503, "10"), path
        assert "The database is away" in body
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["Cache-Control"] == "no-store"
        assert "socket" not in body
    status, body, headers = ana.send("/cape-ness/")
    assert (status, headers["Retry-After"]) == (503, "10")
    assert "cannot be read just now" in body
    assert "socket" not in body, "the public is not told where the database lies"
    status, body, headers = ana.send("/api/v1/flashpoints")
    assert (status, headers["Retry-After"], headers["Content-Type"]) == (503, "10", "application/problem+json")
    assert "socket" not in json.loads(body)["detail"]
    status, body, headers = ana.send("/desk/c/c-1/act/", form)
    assert (status, headers["Retry-After"]) == (503, "10")
    assert "Two men of the trawler “Gull” were &lt;killed&gt;." in body, "kept on the page, to be sent again"
    status, body, _ = ana.send("/desk/account/login/", {**form, "password": PASSWORD})
    assert status == 503
    assert PASSWORD not in body
    cluster.start()
    assert ana.send("/desk/")[0] == 200, "at the first request, still signed in"
    assert ana.send("/cape-ness/")[0] == 200
    assert ana.send("/api/v1/flashpoints")[0] == 200
    status, body, _ = ana.send("/desk/c/c-1/act/", form)
    assert status == 200
    assert "Rejected" in body


def test_the_page_that_is_shown_meanwhile_is_fit_to_be_seen_and_sends_again_what_was_typed(
    away: tuple[Served, Any], browser: Any
) -> None:
    served, cluster = away
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.goto("/desk/account/login/")
    page.fill("input[name=login]", "ana")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.goto("/desk/c/c-2/")
    cluster.stop()
    page.fill("#text", "Two men of a trawler were killed, the coast guard says.\n\nThe boat was towed in.")
    page.click("button[value=save]")
    assert "The database is away" in page.inner_text("main")
    shots = os.environ.get("FORESHOCK_SHOTS")
    if shots:
        for width in (390, 820, 1440):
            page.set_viewport_size({"width": width, "height": 700})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=f"{shots}/away-{width}-{scheme}.png")
    cluster.start()
    page.click("main button.chief")
    assert "towed in" in page.input_value("#text")
    assert "Saved" in page.inner_text("main")
    context.close()
