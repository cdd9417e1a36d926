"""Rules other than the usual ones come from a TOML file, and a file that holds none says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from foreshock.model import InvalidValue
from foreshock.zone.rules import Rules, read_rules


def test_a_file_changes_the_rules_that_it_names(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("dwell-s = 300\ncorroborate = 3\n")
    assert read_rules(file) == Rules(dwell_s=300, corroborate=3)


@pytest.mark.parametrize(
    "text",
    ["dwell = 300", "dwell-s = -1", 'dwell-s = "long"', "dwell-s", "sure = 1.0", "\x00", "dwell-s = 1\ndwell_s = 2"],
)
def test_a_file_without_rules_says_what_they_are_called(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text)
    with pytest.raises(InvalidValue, match=r"rules.toml: no rules: .*the rules are approach-m, warning-m"):
        read_rules(file)


def test_the_commands_judge_by_the_rules_given(tmp_path: Path) -> None:
    feature = {"type": "Feature", "id": "ring", "properties": {"radius_m": 55_000},
               "geometry": {"type": "Point", "coordinates": [38.6, 33.5]}}  # fmt: skip
    (tmp_path / "z.geojson").write_text(json.dumps(feature))
    lines = [f"t,{1_550_124_000 + 20 * n},33.5,38.6" for n in range(30)]
    (tmp_path / "a.csv").write_text("track,time,lat,lon\n" + "\n".join(lines) + "\n")
    (tmp_path / "rules.toml").write_text("dwell-s = 60\n")
    command = [sys.executable, "-m", "foreshock", "zone", "replay", "-Z", "z.geojson", "a.csv"]

    def dwells(*more: str) -> int:
        done = subprocess.run([*command, *more], capture_output=True, text=True, check=True, cwd=tmp_path)
        return done.stdout.count('"dwell"')

    assert (dwells(), dwells("--rules", "rules.toml")) == (0, 1)
