"""The output of `foreshock code` keeps to its written schema, whatever comes in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import foreshock.coder
from foreshock.cli.code import code

SCHEMA = Path(foreshock.coder.__file__).parent / "data" / "output.schema.json"
TEXTS = [
    "Iran condemned Israel.",
    "“We will answer,” General Bagheri said in Tehran on Monday. At least 20 people were killed and dozens wounded.",
    "The Pentagon rejected reports that it had bombed a Syrian army base on 7 April 2018.",
    "Huthi fighters seized a Saudi ship near Hodeidah. ISIS claimed responsibility. UN officials met U.S. envoys.",
    "A first paragraph.\n\nA minister said that rain was near.\n\n“Rain,” he said, “is near.”\n\nVoters want an end.",
    "",
    "قصفت الطائرات مواقع",
    "\ud800 \x00 “",
]


def test_every_line_keeps_to_the_schema(tmp_path: Path) -> None:
    checker = pytest.importorskip("jsonschema_rs", reason="the schema is not checked: jsonschema_rs is not installed")
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [{"id": n, "date": "2018-06-21", "text": text} for n, text in enumerate(TEXTS)]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{broken\n", "utf-8")
    for options in ([], ["--explain"]):
        done = CliRunner().invoke(code, [str(source), "-o", str(target), *options])
        assert done.exit_code == 0, done.output
        valid = checker.validator_for(json.loads(SCHEMA.read_text("utf-8")))
        lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
        assert len(lines) == len(TEXTS) + 1
        for line in lines:
            valid.validate(line)
        assert any(event["injured"] or event["killed"] for line in lines for event in line["events"])
        assert sum(len(line["statements"]) for line in lines) >= 4
        assert all(("explain" in line) <= bool(options) for line in lines)


def test_a_schema_that_is_not_kept_is_noticed() -> None:
    checker = pytest.importorskip("jsonschema_rs", reason="the schema is not checked: jsonschema_rs is not installed")
    valid = checker.validator_for(json.loads(SCHEMA.read_text("utf-8")))
    assert valid.is_valid({"id": 1, "events": [], "statements": [], "why_empty": "the text is empty"})
    assert not valid.is_valid({"id": 1, "events": [], "statements": []})
    assert not valid.is_valid({"id": 1, "events": [{"type": "WAR"}], "statements": [], "why_empty": None})
