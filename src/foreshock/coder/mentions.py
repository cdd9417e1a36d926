"""Names of actors in running text: countries, their adjectives and capitals, organisations, office holders, and the
common nouns that stand for actors. One pass over the words, longest match first, no look-behind."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Literal, NamedTuple

from .tables import rows

MentionKind = Literal["name", "person", "country", "people", "capital", "role"]
WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
_BACKED = frozenset(
    "backed aligned allied supported sponsored affiliated linked trained funded armed commanded made built "
    "controlled supplied brokered held occupied imposed friendly".split()
)

#: What makes a country's name somebody's leaning: “the pro-Chadian premier”.
_PRO = ("pro-", "anti-", "pro–", "anti–")
_SEAS = frozenset("Gulf Sea Strait Straits Bay Channel".split())
#: Words of a text that are held at a time.
_BLOCK = 20_000


class Mention(NamedTuple):
    """A mention at [start, end): its kind and its codes with validity (`from`, `until`, empty for open)."""

    start: int
    end: int
    kind: MentionKind
    codes: tuple[tuple[str, str, str], ...]
    sponsor: bool = False
    surname: str = ""

    def code(self, date: str) -> str:
        """The code at `date` (ISO; empty for unknown, which takes the first listed).

        Outside every term of office a person stands for the country alone."""
        for code, start, until in self.codes:
            if not date or ((not start or start <= date) and (not until or date <= until)):
                return code
        return self.codes[0][0].split(":")[0] if self.kind == "person" else self.codes[0][0]


_Entry = tuple[tuple[str, ...], MentionKind, tuple[tuple[str, str, str], ...]]


class ActorNames:
    """The dictionary of actors, built once from the package's files and a desk's."""

    def __init__(self, extra: Iterable[list[str]] = ()) -> None:
        names: dict[str, list[tuple[MentionKind, str, str, str]]] = {}

        def add(name: str, kind: MentionKind, code: str, start: str = "", until: str = "") -> None:
            if name:
                names.setdefault(name, []).append((kind, code, start, until))

        for code, _, holders, start, until in rows("offices.csv"):
            for name in holders.split(";"):
                add(name, "person", code, start, until)
        for code, group, start, until in (*extra, *rows("actors.csv")):
            for name in group.split(";"):
                add(name.removeprefix("the "), "name", code, start, until)
        for code, group, peoples, capitals, *_ in rows("countries.csv"):
            for name in group.split(";"):
                add(name.removeprefix("the "), "country", code)
            for name in peoples.split(";"):
                add(name, "people", code)
            for name in capitals.split(";"):
                add(name.removeprefix("the "), "capital", f"{code}:GOV")
        for code, group, peoples in rows("regions.csv"):
            for name in group.split(";"):
                add(name.removeprefix("the "), "country", code)
            for name in peoples.split(";"):
                add(name, "people", code)
        self._exact: dict[str, list[_Entry]] = {}
        for name, found in names.items():
            kind = found[0][0]
            codes = tuple((c, s, u) for k, c, s, u in found if k == kind)
            for written in {name, name.upper()} if len(name) > 4 else {name}:
                words = tuple(WORD.findall(written))
                self._exact.setdefault(words[0], []).append((words, kind, codes))
        for entries in self._exact.values():
            entries.sort(key=lambda e: -len(e[0]))
        self._roles: dict[str, list[_Entry]] = {}
        for role, nouns in rows("roles.csv"):
            for noun in nouns.split():
                for form in {noun, noun + "s", noun[:-1] + "ies" if noun.endswith("y") else noun}:
                    words = tuple(form.split("-"))
                    self._roles.setdefault(words[0], []).append((words, "role", ((role, "", ""),)))
        for entries in self._roles.values():
            entries.sort(key=lambda e: -len(e[0]))
        every = (*self._exact.values(), *self._roles.values())
        self._longest = max(len(entry[0]) for entries in every for entry in entries)

    def find(self, text: str) -> list[Mention]:
        """All mentions in `text`, left to right, not overlapping. Time is linear in the length of the text."""
        found: list[Mention] = []
        words: list[str] = []
        spans: list[tuple[int, int]] = []
        for match in WORD.finditer(text):
            words.append(match.group())
            spans.append(match.span())
            if len(words) > _BLOCK:
                # The last words stay, since a name may begin among them.
                done = self._scan(text, words, spans, len(words) - self._longest - 1, found)
                del words[:done], spans[:done]
        self._scan(text, words, spans, len(words), found)
        return found

    def _scan(
        self, text: str, words: list[str], spans: list[tuple[int, int]], stop_at: int, found: list[Mention]
    ) -> int:
        """Add the mentions that begin before word `stop_at` and return the first word that is not yet read."""
        i, n = 0, len(words)
        exact, roles = self._exact, self._roles
        while i < stop_at:
            word = words[i]
            if (word not in exact and word.lower() not in roles) or (entry := self._match(words, i)) is None:
                i += 1
                continue
            stop = i + len(entry[0])
            if i > 1 and words[i - 1] == "of" and words[i - 2] in _SEAS and entry[1] == "country":
                i = stop  # “the Gulf of Oman”
                continue
            end = spans[stop - 1][1]
            # “Washington-based” and “U.S.-backed” name the sponsor, not the actor.
            sponsor = entry[1] != "role" and stop < n and text[end] in "-–" and words[stop].lower() in _BACKED
            sponsor |= entry[1] in ("country", "people") and text[
                max(0, spans[i][0] - 5) : spans[i][0]
            ].lower().endswith(_PRO)
            surname = words[stop - 1] if entry[1] == "person" and stop - i > 1 else ""
            found.append(Mention(spans[i][0], end, entry[1], entry[2], sponsor, surname))
            i = stop
        return i

    def _match(self, words: list[str], i: int) -> _Entry | None:
        word = words[i]
        entries = self._exact.get(word)
        if entries is not None:
            for entry in entries:
                size = len(entry[0])
                if size == 1 or tuple(words[i : i + size]) == entry[0]:
                    return entry
        entries = self._roles.get(word.lower())
        if entries is not None:
            for entry in entries:
                size = len(entry[0])
                if size == 1 or tuple(w.lower() for w in words[i : i + size]) == entry[0]:
                    return entry
        return None


def between(mentions: list[Mention], start: int, end: int) -> list[Mention]:
    """The mentions that lie wholly in [start, end)."""
    found = []
    for i in range(bisect_left(mentions, (start,)), len(mentions)):
        mention = mentions[i]
        if mention.start >= end:
            break
        if mention.end <= end:
            found.append(mention)
    return found
