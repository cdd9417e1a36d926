"""The core installs, imports and works without any extra: what it names in pyproject.toml is all that it needs.

A Python is started that finds the standard library, our source, and the files of the core's own requirements and of
what these require: that is what `pip install foreshock` puts there, and nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
RUN = "import sys; sys.path[:0] = {paths!r}; from foreshock.cli import main; main()"


def core() -> dict[str, Distribution]:
    """The requirements of the core, and of what it requires, without a single extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting, found = [Requirement(text) for text in project["dependencies"]], {}
    while waiting:
        wanted = waiting.pop()
        if wanted.name.lower() in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        made = found[wanted.name.lower()] = distribution(wanted.name)
        assert wanted.specifier.contains(made.version, prereleases=True), f"{wanted} is {made.version} here"
        waiting += [Requirement(text) for text in made.requires or ()]
    return found


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the core's requirements alone."""
    folder = tmp_path_factory.mktemp("core")
    for made in core().values():
        for top in {Path(str(file)).parts[0] for file in made.files or ()} - {"..", "__pycache__"}:
            place = Path(str(made.locate_file(top)))
            if not (folder / top).exists() and place.exists():
                (folder / top).symlink_to(place)
    # Of our own distribution only what tells of it: the code is the source's.
    own = distribution("foreshock")
    told = next(Path(str(file)).parts[0] for file in own.files or () if ".dist-info" in str(file))
    (folder / told).symlink_to(Path(str(own.locate_file(told))))
    return folder


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = RUN.format(paths=[str(ROOT / "src"), str(installed)])
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_no_requirement_of_an_extra_is_there(installed: Path) -> None:
    """Without this, the tests below would tell nothing."""
    names = {path.name.lower() for path in installed.iterdir()}
    assert {"click", "django", "jinja2", "msgspec", "waitress"} <= names
    for heavy in ("weasyprint", "spacy", "numpy", "numba", "pyarrow", "allauth", "psycopg", "httpx", "nacl"):
        try:
            distribution({"allauth": "django-allauth", "nacl": "PyNaCl"}.get(heavy, heavy))
        except PackageNotFoundError:
            continue
        assert heavy not in names


def test_the_core_alone_makes_reads_checks_exports_and_bakes_a_list(installed: Path, tmp_path: Path) -> None:
    desk, out = tmp_path / "desk", tmp_path / "out"
    made = run(installed, "init", str(desk), "--example")
    assert made.returncode == 0, made.stderr
    verified = run(installed, "verify", "--desk", str(desk))
    assert verified.returncode == 0, verified.stderr
    built = run(installed, "build", str(out), "--desk", str(desk), "--json")
    assert built.returncode == 0, built.stderr
    assert json.loads(built.stdout)["written"] > 200
    page = (out / "al-tanf/index.html").read_text("utf-8")
    assert "al-Tanf" in page
    assert ".pdf" not in page, "a page offers a brief that the core cannot print"
    exported = run(installed, "export", str(tmp_path / "text"), "--desk", str(desk))
    assert exported.returncode == 0, exported.stderr
    again = run(installed, "import", str(tmp_path / "text"), "--desk", str(desk), "--by", "A. Keeper")
    assert again.returncode == 0, again.stderr


def test_a_command_that_needs_an_extra_says_which(installed: Path, tmp_path: Path) -> None:
    text = tmp_path / "report.txt"
    text.write_text("The minister met the envoy in Muscat on Monday.")
    done = run(installed, "code", str(text), "-o", str(tmp_path / "coded"))
    assert done.returncode == 69, done.stderr
    assert "foreshock[coder]" in done.stderr
