"""Imports run downwards only, and the core needs no extra."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "foreshock"

#: A room may import from the rooms named here and from itself; from nothing else of ours.
BELOW = {
    "model": set[str](),
    "sources": {"model"},
    "coder": {"model"},
    "zone": {"model"},
    "line": {"model"},
    "matcher": {"model", "sources", "coder", "zone", "line"},
    "examples": {"model"},
}
BELOW["store"] = BELOW["assess"] = BELOW["matcher"] | {"matcher"}
BELOW["site"] = BELOW["store"] | {"store", "assess"}
BELOW["desk"] = BELOW["site"] | {"site"}
BELOW["cli"] = BELOW["desk"] | {"desk", "examples"}
WITHOUT_DJANGO = {"model", "sources", "coder", "matcher", "assess", "zone", "line"}

#: The extras' libraries: none may be imported while the core is imported.
HEAVY = ("spacy", "numba", "pyarrow", "duckdb", "weasyprint", "sklearn", "scipy", "dask", "nats", "nacl", "allauth")


def rooms() -> list[str]:
    return sorted(p.name for p in SOURCE.iterdir() if p.is_dir() and (p / "__init__.py").exists())


def imports_of(file: Path) -> set[str]:
    """Dotted names that a file imports, relative ones resolved."""
    package = ["foreshock", *file.relative_to(SOURCE).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found.add(stem)
            found.update(f"{stem}.{alias.name}" for alias in node.names)
    return found


def test_every_room_has_its_place_in_the_order() -> None:
    assert set(rooms()) <= set(BELOW)


@pytest.mark.parametrize("room", rooms())
def test_imports_run_downwards_only(room: str) -> None:
    allowed = BELOW[room] | {room}
    for file in sorted((SOURCE / room).rglob("*.py")):
        for name in imports_of(file):
            parts = name.split(".")
            if parts[0] == "foreshock" and len(parts) > 1 and parts[1] in BELOW:
                assert parts[1] in allowed, f"{file.relative_to(SOURCE)} imports {name}"


@pytest.mark.parametrize("room", sorted(WITHOUT_DJANGO & set(rooms())))
def test_rooms_that_must_not_know_django_do_not(room: str) -> None:
    for file in sorted((SOURCE / room).rglob("*.py")):
        assert not [n for n in imports_of(file) if n.split(".")[0] == "django"], file.relative_to(SOURCE)


def test_the_core_imports_without_any_extra() -> None:
    code = (
        "import sys\n"
        f"heavy = {HEAVY!r}\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in heavy: raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "import foreshock.model, foreshock.cli, foreshock.store, foreshock.site.pages, foreshock.sources.page\n"
        "from foreshock.cli import cli\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in heavy))\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_no_module_is_longer_than_400_lines() -> None:
    long = {
        str(f.relative_to(SOURCE)): n
        for f in SOURCE.rglob("*.py")
        if (n := len(f.read_text("utf-8").splitlines())) > 400
    }
    assert not long, f"split these: {long}"
