"""Groups of people that a sentence counts, and the words for killing and injuring that they stand beside.

“At least five soldiers and two civilians” are two joined groups; “among them three women” is part of another; “14
October”, “aged 12” and “30 km” count nobody. Word classes are in data/tolls.csv.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from .numbers import TOKEN, Number, at
from .tables import word_classes

_PHRASE: Final = re.compile(
    r"\b(?:shot (?:(?:him|her|them) )?dead|gunned down"
    r"|(?:stabbed|burned|burnt|beaten|starved|tortured|stoned|crushed|put) to death"
    r"|(?:burned|burnt) alive|lost (?:their|his|her) li(?:fe|ves)|fatally (?:shot|stabbed|wounded|injured)"
    r"|(?:shoots?|shooting) dead|mowed down)\b",
    re.IGNORECASE,
)
_ONE: Final = frozenset("a an the his her their another one".split())


class Cue(NamedTuple):
    """A word or phrase for killing or injuring at tokens [first, stop); it `takes` an object in “killed 12”."""

    first: int
    stop: int
    dead: bool
    takes: bool


class Group(NamedTuple):
    """People that a phrase counts, at tokens [first, stop). `part` of a group named before; `the` one is `definite`."""

    value: int
    first: int
    stop: int
    part: bool = False
    definite: bool = False


@lru_cache(1)
def classes() -> dict[str, frozenset[str]]:
    """The word classes of data/tolls.csv."""
    return {name: frozenset(words) for name, words in word_classes("tolls.csv").items()}


class Counted:
    """A sentence as words, cues and groups. `words` are in lower case, `raw` as written; offsets are characters."""

    def __init__(self, sentence: str) -> None:
        self.text = sentence
        self.marks = list(TOKEN.finditer(sentence))
        self.raw = [m.group() for m in self.marks]
        # Some sources mask words (“kil*led”) so that platforms let them through.
        self.words = [r.lower().replace("*", "") or r for r in self.raw]
        self._class = classes()
        self.cues = self._find_cues()
        self._cued = {c.first for c in self.cues}
        self.groups = self._find_groups()

    def start(self, token: int) -> int:
        return self.marks[token].start()

    def end(self, token: int) -> int:
        return self.marks[token].end()

    def _find_cues(self) -> list[Cue]:
        kill, dead, hurt = self._class["kill"], self._class["dead"], self._class["injure"]
        found: list[Cue] = []
        phrases = {m.start(): m.group() for m in _PHRASE.finditer(self.text)}
        stop = 0
        for k, word in enumerate(self.words):
            if k < stop:
                continue
            if phrases and (phrase := phrases.get(self.start(k))):
                stop = k + len(phrase.split())
                found.append(Cue(k, stop, True, not phrase.lower().startswith("lost")))
            elif word in kill or word in dead:
                found.append(Cue(k, k + 1, True, word in kill))
            elif word in hurt:
                found.append(Cue(k, k + 1, False, True))
            elif word in ("injuries", "wounds") and k and self.words[k - 1] in ("sustained", "suffered", "suffering"):
                found.append(Cue(k, k + 1, False, False))
        return found

    def _find_groups(self) -> list[Group]:
        found: list[Group] = []
        k = 0
        while k < len(self.words):
            group = self._group(k)
            if group is not None:
                found.append(group)
            k = max(group.stop if group else 0, k + 1)
        return found

    def _group(self, k: int) -> Group | None:
        count = at(self.words, k)
        if count is None:
            return self._single(k)
        return None if self._no_people(count) else self._people(count)

    def _people(self, count: Number) -> Group | None:
        """The group that a number counts, unless it counts things."""
        words, stop = self.words, count.stop
        joins = (
            ("-", "–", "to", "or", "and")
            if words[count.first - 1 : count.first] == ["between"]
            else ("-", "–", "to", "or")
        )
        if stop + 1 < len(words) and words[stop] in joins:
            more = at(words, stop + 1)
            if more and more.value > count.value:
                stop = more.stop  # “20 to 30”: the lower counts
        j = stop
        while j < min(len(words), stop + 8):
            word = words[j]
            if word in ("of", "out") and words[j + 1 : j + 2] in (["them"], ["whom"], ["those"]):
                return Group(count.value, count.first, j + 2, part=True)
            if word in self._class["person"]:
                if word in ("couple", "family") and count.value == 1:
                    return self._kin(count.first, j)
                more_words = words[j + 1 : j + 2] in (["members"], ["officers"])
                return Group(count.value, count.first, j + 1 + more_words)
            if self._ends(j, stop):
                break
            j += 1
        if any(w in self._class["thing"] for w in words[stop : j + 1]):
            return None
        whole = (
            j >= len(words)
            or words[j] in self._class["be"]
            or words[j] in self._class["clause"]
            or not words[j].isalnum()
        )
        return Group(count.value, count.first, j if (whole or words[j] == "and") and j - stop <= 4 else stop)

    def _ends(self, j: int, stop: int) -> bool:
        """Whether word j ends the phrase of a number that stopped at `stop`."""
        word = self.words[j]
        if word in self._class["thing"] or word in ("and", ",", ";", ".", ":", "(", ")") or j in self._cued:
            return True
        return (
            word in self._class["be"] or (word in self._class["clause"] and j > stop) or at(self.words, j) is not None
        )

    def _kin(self, k: int, j: int) -> Group:
        """“a couple”, “a family of six”."""
        words = self.words
        size = (
            at(words, j + 2) if words[j] == "family" and words[j + 1 : j + 2] == ["of"] and j + 2 < len(words) else None
        )
        return Group(size.value, k, size.stop) if size else Group(2 if words[j] == "couple" else 1, k, j + 1)

    def _no_people(self, count: Number) -> bool:
        """Years, times, ages, sums of money, days of a month, ordinals."""
        words, k, known = self.words, count.first, self._class
        before = words[k - 1] if k else ""
        after = words[count.stop] if count.stop < len(words) else ""
        if before in known["labelled"] or after in known["measure"]:
            return True
        if after == "-" and words[count.stop + 1 : count.stop + 2] and words[count.stop + 1] in known["span"]:
            return True
        if words[k] == "one":
            return after in ("day", "of", "another") or before in ("no", "any", "every", "this", "that")
        if not words[k][0].isdigit():
            return False
        if 1900 <= count.value <= 2100 and after not in known["person"] and "," not in self.raw[k]:
            return True
        of_month = after in known["month"] or (before in known["month"] and after not in known["person"])
        if of_month or before in ("/", ":") or after in ("/", "°"):
            return True
        return self.text[self.end(k) : self.end(k) + 2].lower() in ("st", "nd", "rd", "th")

    def _single(self, k: int) -> Group | None:
        """“a teacher”, “his wife”, “the mayor”, “another soldier”: one person."""
        words, known = self.words, self._class
        if words[k] not in _ONE:
            return None
        for j in range(k + 1, min(k + 9, len(words))):
            word = words[j]
            if word in known["person"]:
                return self._person(k, j)
            if (
                word in known["clause"]
                or j in self._cued
                or word in known["be"]
                or not (word[0].isalnum() or word == "-")
            ):
                return None
            if word in known["thing"] and words[j - 1] != "-":
                return None
        return None

    def _person(self, k: int, j: int) -> Group | None:
        words, known = self.words, self._class
        word = words[j]
        if words[k] in ("a", "an") and word in ("couple", "family"):
            return self._kin(k, j)
        if word.endswith("s") or word in known["many"]:
            following = words[j + 1] if j + 1 < len(words) else ""
            if word in ("police", "aid", "family") and following in known["person"] and not following.endswith("s"):
                return Group(1, k, j + 2, definite=words[k] == "the")
            return None
        stop = j + 1
        while stop < len(words) and words[stop] in known["person"] and not words[stop].endswith("s"):
            stop += 1
        return Group(1, k, stop, definite=words[k] == "the")

    def ahead(self, k: int, nominal: bool = False) -> list[Group]:
        """The joined groups that follow word k: “at least five soldiers and two civilians”.

        `nominal` lets a verb follow the first of them: “the bodies of 12 men were found”."""
        words, known = self.words, self._class
        found: list[Group] = []
        position, reach = k + (words[k : k + 1] in (["himself"], ["herself"])), 7
        for group in self.groups:
            if group.first < position:
                continue
            gap = words[position : group.first]
            if (
                len(gap) > reach
                or group.part
                or any(w in known["included"] or w in ("when", "while", "after", ";", ".", "(", ":") for w in gap)
            ):
                break
            if any(j in self._cued for j in range(position, group.first)):
                break
            if not (self._joined(gap) if found else self._hedged(gap)):
                break
            if not (nominal and not found) and self._turns(group):
                break
            found.append(group)
            position, reach = group.stop, 4
            if any(w in known["included"] for w in words[group.stop : group.stop + 2]):
                break
        return found

    def behind(self, first: int) -> list[Group]:
        """The joined groups before word `first`: “two men and a woman were”."""
        words = self.words
        low = max((c.stop for c in self.cues if c.stop <= first), default=0)
        found: list[Group] = []
        position = first
        before = [g for g in self.groups if low <= g.first < first]
        for group in reversed(before):
            gap = words[min(group.stop, position) : position]
            whole = first <= group.stop and words[group.first - 2 : group.first] == ["among", "the"]
            if (self.is_part(group.first) or group.part) and not whole:
                # “12 people, among them three women, were”: the women are included.
                position = group.first
                continue
            if (found and not self._joined(gap)) or (not found and (len(gap) > 22 or ";" in gap)):
                break
            left = words[max(0, group.first - 2) : group.first]
            if left in (["of", "the"], ["of", "those"], ["out", "of"]) or left[-1:] == ["by"]:
                continue
            if left[-1:] == ["of"] and any(g.stop == group.first - 1 for g in before):
                continue
            found.insert(0, group)
            position = group.first
            while position and words[position - 1] in self._class["hedge"] and words[position - 1] != "and":
                position -= 1
        return found

    def is_part(self, k: int) -> bool:
        """Whether what stands at word k is said to be included in a group before."""
        for word in reversed(self.words[max(0, k - 4) : k]):
            if word in self._class["included"]:
                return True
            if word not in self._class["linking"]:
                return False
        return False

    def _turns(self, group: Group) -> bool:
        """Whether a new clause starts with the group: “killed five and 12 were wounded”."""
        words = self.words
        for j in range(group.stop, min(group.stop + 4, len(words))):
            if words[j] in self._class["be"] or j in self._cued:
                return True
            if words[j] not in ("others", "more", "people", "seriously", "civilians"):
                return False
        return False

    def _hedged(self, gap: list[str]) -> bool:
        return all(w in self._class["hedge"] or w in ("on", "by", ",", "himself", "and") for w in gap)

    def _joined(self, gap: list[str]) -> bool:
        """Whether only “and”, a comma and hedges part two groups."""
        links = ("and", ",", "plus", "as")
        return any(w in links for w in gap) and all(
            w in links or w in self._class["hedge"] or w in ("well", "with") for w in gap
        )
