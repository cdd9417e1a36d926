"""How many were killed and injured, as a sentence tells it.

Active (“killed five soldiers and two civilians”: 7), passive (“12 people, among them three women, were shot dead”: 12)
and nominal forms (“the death toll rose to 34”, “the bodies of 12 men”) are read from words, without a parse. Groups
that are joined add up; what is included does not; one person named or described counts one. “At least 30” is 30, a
vague word counts as the lowest that it allows (“dozens”: 24), and “30 dead and wounded” tells neither number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from .counting import Counted, Cue, Group, classes
from .numbers import number

__all__ = ["Toll", "Tolls", "injured_in", "killed_in", "nearest", "number", "tolls"]

_NOMINAL: Final = re.compile(
    r"\b(?:(?:claim|t(?:ook|ak)|cost)(?:ed|ing|es?|s)? the li(?:fe|ves) of|"
    r"death tolls?(?: \w+){0,6}? (?:of|to|at|reach(?:es|ed|ing)|is|was|exceed(?:s|ed)|hits?|passe[sd])|"
    r"toll (?:rose|rises|climbed|climbs|stood|stands|has risen|had risen|increased) (?:to|at)|tolls? (?:at|to)|"
    r"toll\b[^.;]{1,140}?\b(?:rose|rises|risen|climbed|climbs|stands|stood|increased|reached)(?: to| at)?|"
    r"(?:deaths?|killings?|murders?|executions?|beheadings?|massacre|slaying|slaughter|assassinations?|loss) of|"
    r"(?:bod(?:y|ies)|corpses?|remains) of|graves? (?:containing|holding|with)(?: the)?(?: bodies| remains)?(?: of)?|"
    r"number of (?:dead|deaths|people killed|fatalities)(?: \w+){0,3}? (?:to|at|is|was)|claim(?:ed|ing|s))\s+",
    re.IGNORECASE,
)
_NOBODY: Final = re.compile(
    r"\b(?:no one|nobody|no (?:people|civilians?|soldiers?)) (?:was|were|had been|have been|is|"
    r"are) (?:reported )?killed\b"
    r"|\bno (?:immediate )?(?:reports of )?(?:casualties|deaths|fatalities)\b",
    re.IGNORECASE,
)
_BODIES: Final = frozenset("bodies corpses body corpse".split())
#: The longest sentence that is read; what lies beyond is a list or no sentence.
_LONGEST: Final = 2500


class Toll(NamedTuple):
    """A count at characters [start, end) of its sentence. `total` marks a toll that replaces earlier ones."""

    number: int
    start: int
    end: int
    total: bool = False


class Tolls(NamedTuple):
    """What a sentence counts, left to right."""

    killed: tuple[Toll, ...]
    injured: tuple[Toll, ...]


def killed_in(sentence: str, position: int = 0) -> int | None:
    """The dead that a sentence counts, nearest to `position`, None where it counts none."""
    found = nearest(tolls(sentence).killed, position)
    return found.number if found else None


def injured_in(sentence: str, position: int = 0) -> int | None:
    """The injured that a sentence counts, nearest to `position`, None where it counts none."""
    found = nearest(tolls(sentence).injured, position)
    return found.number if found else None


def nearest(found: tuple[Toll, ...], position: int) -> Toll | None:
    """The count that stands nearest to a character of its sentence."""

    def away(toll: Toll) -> int:
        return 0 if toll.start <= position < toll.end else min(abs(toll.start - position), abs(toll.end - position))

    return min(found, key=away, default=None)


@lru_cache(256)
def tolls(sentence: str) -> Tolls:
    """Every count of dead and injured in a sentence, with its place. Time is linear in its length."""
    reading = _Reading(Counted(sentence[:_LONGEST]))
    return Tolls(tuple(reading.dead()), tuple(reading.cued(dead=False, told=set())))


class _Reading:
    def __init__(self, counted: Counted) -> None:
        self._it = counted
        self._class = classes()

    def dead(self) -> Iterator[Toll]:
        told: set[int] = set()
        found = [*self._nominal(told), *self.cued(dead=True, told=told)] or list(self._bodies()) or list(self._shot())
        if not found and (none := _NOBODY.search(self._it.text)):
            found = [Toll(0, *none.span())]
        yield from sorted(found, key=lambda t: t.start)

    def cued(self, dead: bool, told: set[int]) -> Iterator[Toll]:
        """What stands beside the words for killing (or injuring); `told` are cues that are counted already."""
        for n, cue in enumerate(self._it.cues):
            if cue.dead == dead and cue.first not in told and not self._for_both(n) and (toll := self._beside(cue)):
                yield toll

    def _toll(self, groups: list[Group], first: int, last: int, total: bool = False) -> Toll:
        return Toll(sum(g.value for g in groups), first, self._it.end(last), total)

    def _nominal(self, told: set[int]) -> Iterator[Toll]:
        """“death toll rose to 34”, “the bodies of 12 men”, “claimed the lives of five”."""
        it = self._it
        for match in _NOMINAL.finditer(it.text):
            k = next((k for k, m in enumerate(it.marks) if m.start() >= match.end()), None)
            head = match.group().lower()
            if k is None or it.is_part(next(i for i, m in enumerate(it.marks) if m.end() > match.start())):
                continue
            groups = it.ahead(k, nominal=True)
            # “claimed 12 lives”, not “claimed responsibility”.
            bare_claim = head.startswith("claim") and "li" not in head[5:]
            if not groups or (bare_claim and "lives" not in it.words[groups[0].first : groups[0].stop + 1]):
                continue
            told.update(c.first for c in it.cues if match.start() <= it.start(c.first) < match.end() + 2)
            yield self._toll(groups, match.start(), groups[-1].stop - 1, "toll" in head or "number of" in head)

    def _bodies(self) -> Iterator[Toll]:
        """“Police found 16 bodies”."""
        it = self._it
        for group in it.groups:
            if it.words[group.stop - 1] in _BODIES and it.words[group.stop : group.stop + 1] != ["of"]:
                yield self._toll([group], it.start(group.first), group.stop - 1)

    def _shot(self) -> Iterator[Toll]:
        """“shot at least 80 men”: dead, where nothing else is counted dead and nobody is said to live."""
        it = self._it
        if "shot" not in it.words or any(w in self._class["alive"] for w in it.words):
            return
        for k, word in enumerate(it.words):
            if word == "shot" and (groups := it.ahead(k + 1)):
                yield self._toll(groups, it.start(k), groups[-1].stop - 1)

    def _for_both(self, n: int) -> bool:
        """“30 killed or wounded”, “dead and injured”: one number for both tells neither."""
        it = self._it
        for other in (n - 1, n + 1):
            if not 0 <= other < len(it.cues) or it.cues[other].dead == it.cues[n].dead:
                continue
            low, high = it.cues[min(n, other)], it.cues[max(n, other)]
            if it.words[low.stop : high.first] in (["and"], ["or"], ["and", "/", "or"], ["/"]):
                # “killed and wounded 30”, “30 killed or wounded”, but not “12 killed and wounded 30”.
                return not (it.behind(low.first) and it.ahead(high.stop))
        return False

    def _beside(self, cue: Cue) -> Toll | None:
        words = self._it.words
        before = words[cue.first - 1] if cue.first else ""
        word = words[cue.first]
        if (word in self._class["base"] and before in self._class["hypothetical"]) or (
            word == "dead" and before == "the"
        ):
            return None
        passive = self._passive(cue.first)
        if cue.takes and not passive:
            if toll := self._object(cue):
                return toll
            if word not in self._class["participle"] or before in ("who", "that", "which"):
                return None
        if word in ("deaths", "fatalities"):
            group = next((g for g in self._it.groups if g.first < cue.first <= g.stop), None)
            return self._toll([group], self._it.start(group.first), cue.first) if group else None
        if groups := self._it.behind(cue.first):
            return self._toll(groups, self._it.start(groups[0].first), cue.stop - 1)
        alone = self._one(cue.first) if passive else word != "dead" and self._bare(cue.first - 1, 1) is not None
        return Toll(1, self._it.start(cue.first), self._it.end(cue.stop - 1)) if alone else None

    def _object(self, cue: Cue) -> Toll | None:
        """What an active verb does its deed to: “killed 12”, “killed them”, “shot dead Mayor Karim Hassan”."""
        it, start = self._it, self._it.start(cue.first)
        if groups := it.ahead(cue.stop):
            return self._toll(groups, start, groups[-1].stop - 1)
        if named := self._named(cue.stop):
            return Toll(1, start, it.end(named))
        if (one := self._bare(cue.stop, 4)) is not None:
            return Toll(1, start, it.end(one))
        # “killed her”, “shot them dead”
        k = cue.first + 1 if cue.stop - cue.first == 3 else cue.stop
        whom = it.words[k] if k < len(it.words) else ""
        if whom in ("him", "her"):
            last = max(k, cue.stop - 1)
            beside = it.words[last + 1 : last + 3] in (["along", "with"], ["together", "with"])
            more = it.ahead(last + 3) if beside else []
            return Toll(1 + sum(g.value for g in more), start, it.end(last))
        if whom in ("them", "all"):
            earlier = [g for g in it.groups if g.stop <= cue.first and not g.part and not g.definite]
            return Toll(earlier[-1].value, start, it.end(k)) if earlier else None
        return None

    def _bare(self, k: int, reach: int) -> int | None:
        """Where one person stands without an article from word k on, as in headlines: “kills regime soldier”."""
        for j in range(k, min(k + reach, len(self._it.words))):
            word = self._it.words[j]
            if word in self._class["person"]:
                return None if word.endswith("s") or word in self._class["many"] else j
            if (
                word in self._class["clause"]
                or word in self._class["be"]
                or not word[0].isalpha()
                or word in ("and", "no")
            ):
                return None
        return None

    def _passive(self, first: int) -> bool:
        for word in reversed(self._it.words[max(0, first - 4) : first]):
            if word in self._class["be"]:
                # “has killed 28” is active, “has been killed” is not.
                return word not in ("has", "have", "had")
            if word not in self._class["adverb"]:
                return False
        return False

    def _one(self, first: int) -> bool:
        """Whether the passive's subject is one person: “was killed”, not “were killed” or “nobody was killed”."""
        words = self._it.words
        for j in range(first - 1, max(-1, first - 6), -1):
            if words[j] in ("were", "are"):
                return False
            if words[j] in ("was", "is", "has"):
                subject = words[max(0, j - 12) : j]
                last = subject[-1] if subject else ""
                if last in self._class["no_group"] or any(
                    w in ("nobody", "none", "no", "anyone") for w in subject[-3:]
                ):
                    return False
                capitals = any(r[0].isupper() for r in self._it.raw[max(0, j - 6) : j])
                return capitals or last in ("he", "she", "who") or any(w in self._class["person"] for w in subject)
        return False

    def _named(self, stop: int) -> int:
        """The last word of a person's name at word `stop`; 0 where there is none."""
        it, person = self._it, self._class["person"]
        j = stop
        while j < min(len(it.words), stop + 5) and it.raw[j][0].isupper():
            j += 1
        if j - stop < 2 or (
            it.words[j - 1].endswith(("ians", "ans", "is", "ists", "ers")) and it.words[j - 1] not in person
        ):
            return 0
        plural = any(w in person and w.endswith("s") for w in it.words[stop : j + 1])
        return 0 if plural else j - 1
