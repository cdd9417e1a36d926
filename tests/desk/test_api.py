"""The API against its own description, by schemathesis; who may do what with a token."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from conftest import Served


def ask(served: Served, path: str, token: str = "", body: Any = None) -> tuple[int, Any]:
    request = urllib.request.Request(
        f"{served.address}/api/v1/{path}", None if body is None else json.dumps(body).encode()
    )
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def token_of(served: Served, username: str) -> str:
    return served.run("user", "token", username, "--desk", str(served.folder)).strip()


#: Cases of each kind that are made for an operation; the soak makes many more, and other ones each time.
EXAMPLES = 300 if os.environ.get("FORESHOCK_SOAK") else 20


def schemathesis(served: Served, folder: Path, *more: str, token: str = "", settings: str = "") -> str:
    """Run it against the served description, right and wrong requests alike; what it says, which must be no fault."""
    (folder / "schemathesis.toml").write_text(settings)
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{served.address}/api/v1/openapi.json",
               "--mode", "all", "--phases", "examples,coverage,fuzzing", "--no-color", *more]  # fmt: skip
    command += ["--header", f"Authorization: Bearer {token}"] if token else []
    command += [] if os.environ.get("FORESHOCK_SOAK") else ["--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stdout[-6000:]
    return done.stdout


def test_the_api_answers_as_it_is_described(served: Served, tmp_path: Path) -> None:
    said = schemathesis(served, tmp_path, "--max-examples", str(EXAMPLES), token=token_of(served, "ana"))
    assert "Selected: 18/18" in said and "Tested: 18" in said, said[-2000:]
    cases = re.search(r"(\d+) generated", said)
    assert cases and int(cases[1]) > 500, said[-2000:]


def test_whoever_has_no_token_is_answered_as_it_is_described(served: Served, tmp_path: Path) -> None:
    said = schemathesis(served, tmp_path, "--max-examples", str(EXAMPLES // 4))
    assert "Tested: 18" in said, said[-2000:]


def test_what_is_there_is_answered_as_it_is_described(served: Served, tmp_path: Path) -> None:
    """Made-up ids are seldom those of anything; here they are, and what is made up are the acts on them."""
    settings = """
[[operations]]
include-path = "/queue/{candidate}"
parameters = { candidate = "c-1" }
[[operations]]
include-path = "/queue/{candidate}/acts"
parameters = { candidate = "c-2" }
[[operations]]
include-path = "/developments/{home}/{date}/{number}"
parameters = { home = "cape-ness", date = "2020-05-07", number = 1 }
"""
    only = ("--include-path-regex", "queue/|developments/", "--max-examples", str(2 * EXAMPLES))
    said = schemathesis(served, tmp_path, *only, token=token_of(served, "ed"), settings=settings)
    assert "Tested: 3" in said and "Missing test data" not in said, said[-2000:]


def test_everything_public_is_there_for_everybody(served: Served) -> None:
    status, found = ask(served, "list")
    assert (status, [one["slug"] for one in found["flashpoints"]]) == (200, ["cape-ness", "port-vell"])
    assert ask(served, "developments/cape-ness/2020-05-07/1")[1]["id"] == "cape-ness/2020-05-07/1"
    assert ask(served, "developments?flashpoint=cape-ness&since=2020-05-08")[1]["total"] == 0
    assert ask(served, "documents")[1]["items"][0]["publisher"] == "Vell Wire"
    assert ask(served, "list?as-of=2019-01-01")[0] == 404


@pytest.mark.parametrize("path", ["queue", "queue/c-1", "search?q=trawler"])
def test_the_queue_needs_a_token(served: Served, path: str) -> None:
    assert ask(served, path)[0] == 401
    assert ask(served, path, "fsk_made-up")[0] == 401
    assert ask(served, path, token_of(served, "rhea"))[0] == 200


def test_a_token_acts_in_its_persons_name_and_role(served: Served) -> None:
    reader, ana, ed = (token_of(served, name) for name in ("rhea", "ana", "ed"))
    version = ask(served, "queue/c-1", ana)[1]["version"]
    accept = {"act": "accept", "version": version}
    assert ask(served, "queue/c-1/acts", reader, accept)[0] == 403
    status, found = ask(served, "queue/c-1/acts", ana, accept)
    assert (status, found["candidate"]["status"], found["candidate"]["first"]) == (200, "second", "Ana Lisboa")
    assert ask(served, "queue/c-1/acts", ana, accept)[0] == 409
    approve = {"act": "approve", "version": found["version"]}
    assert ask(served, "queue/c-1/acts", ana, approve)[0] == 409
    assert ask(served, "queue/c-1/acts", ed, approve)[1]["candidate"]["outcome"] == "cape-ness/2020-05-09/1"
    assert ask(served, "developments/cape-ness/2020-05-09/1")[0] == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("developments?limit=0", 422),
        ("developments?limit=ten", 422),
        ("developments?colour=red", 422),
        ("developments?since=yesterday", 422),
        ("developments?type=WAR", 422),
        ("developments?after=nothing", 422),
        ("list?as-of=2999-01-01", 404),
        ("flashpoints/nowhere", 404),
        ("developments/cape-ness/2020-05-07/x", 404),
        ("nothing", 404),
    ],
)
def test_what_is_wrong_is_said_as_a_problem(served: Served, path: str, status: int) -> None:
    got, body = ask(served, path)
    assert (got, body["status"]) == (status, status)
    assert len(body["detail"]) > 15
