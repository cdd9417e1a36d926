"""Countries, their people and their capitals as they are named in a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from foreshock.model.tables import shared_text

from .folding import words_of


def lands_in(words: Sequence[str]) -> set[str]:
    """Codes (ISO 3166-1 alpha-3) of the countries that folded words name, by name, people or capital."""
    table = _names()
    found = set()
    for n, word in enumerate(words):
        for name, code in table.get(word, ()):
            if tuple(words[n : n + len(name)]) == name:
                found.add(code)
    return found


def capitals() -> dict[str, str]:
    """The folded name of each capital → the code of its country."""
    return {
        " ".join(words_of(name)): row[0] for row in _rows() for name in row[3].split(";") if name and words_of(name)
    }


@cache
def _names() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The first word of a name → names that begin with it, longest first."""
    made: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for code, names, peoples, capitals, *_ in _rows():
        for name in ";".join((names, peoples, capitals)).split(";"):
            if words := tuple(words_of(name)):
                made.setdefault(words[0], []).append((words, code))
    return {word: tuple(sorted(names, key=lambda one: (-len(one[0]), one[0]))) for word, names in made.items()}


@cache
def _rows() -> tuple[list[str], ...]:
    lines = shared_text("countries.csv").splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("#")]
    return tuple(row for row in rows[1:] if len(row) >= 4)
