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

from .numbers import TOKEN, Number, at, number

__all__ = ["Toll", "injured_in", "killed_in", "number", "tolls"]

_DEAD_VERB: Final = frozenset(
    "killed kill kills killing slain slaying murdered murdering murder massacred massacring massacre slaughtered "
    "slaughtering executed executing execute beheaded beheading behead decapitated assassinated assassinating assassinate "
    "lynched lynching hanged hanging gassed martyred electrocuted butchered butchering".split()
)
_HURT_VERB: Final = frozenset(
    "wounded wounding wound wounds injured injuring injure injures hurt hurting maimed maiming hospitalised hospitalized".split()
)
#: Words that are only passive or without an object: “12 died”, “30 dead”.
_DEAD_STATE: Final = frozenset("dead died die dies dying perished drowned succumbed lifeless deaths fatalities".split())
_DEAD_PHRASE: Final = re.compile(
    r"\b(?:shot dead|gunned down|stabbed to death|burned to death|burnt to death|burned alive|burnt alive|beaten to death"
    r"|starved to death|tortured to death|stoned to death|crushed to death|put to death|lost (?:their|his|her) li(?:fe|ves)"
    r"|fatally (?:shot|stabbed|wounded|injured)|(?:shoots?|shooting) dead|mowed down|blown up and killed)\b",
    re.IGNORECASE,
)
_NOUN_BEFORE: Final = re.compile(
    r"\b(?:claim(?:ed|ing|s)? the li(?:fe|ves) of|t(?:ook|akes?|aking) the li(?:fe|ves) of|cost(?:ing)? the li(?:fe|ves) of|"
    r"death tolls?(?: \w+){0,6}? (?:of|to|at|reach(?:es|ed|ing)|is|was|exceed(?:s|ed)|hits?|passe[sd])|toll (?:rose|rises|climbed|"
    r"climbs|stood|stands|has risen|had risen|increased) (?:to|at)|(?:deaths?|killings?|murders?|executions?|beheadings?|"
    r"massacre|slaying|slaughter|assassinations?|loss) of|bod(?:y|ies) of|corpses? of|remains of|graves? (?:containing|holding|with)(?: the)?"
    r"(?: bodies| remains)?(?: of)?|number of (?:dead|deaths|people killed|fatalities)(?: \w+){0,3}? (?:to|at|is|was)|"
    r"claim(?:ed|ing|s)|dead (?:rose|reached|stood|climbed) (?:to|at)?)\s+",
    re.IGNORECASE,
)
_PERSON: Final = frozenset(
    "people persons person civilians civilian men man women woman children child boys boy girls girl kids babies baby infants "
    "infant soldiers soldier troops troop servicemen serviceman policemen policeman policewoman police officers officer "
    "fighters fighter militants militant rebels rebel gunmen gunman members member others other victims victim villagers "
    "villager residents resident protesters protester protestors demonstrators demonstrator worshippers worshipper pilgrims "
    "pilgrim workers worker labourers laborers labourer laborer students student pupils teachers teacher doctors doctor "
    "nurses nurse medics medic paramedics paramedic journalists journalist reporters reporter cameraman photographer "
    "activists activist politicians politician lawmakers lawmaker mayor governor judge judges lawyer lawyers cleric clerics "
    "imam priest priests bishop nun nuns monk monks sheikh elders elder tribesmen tribesman farmers farmer herders herder "
    "shepherds shepherd drivers driver passengers passenger shoppers shopper bystanders bystander passersby mourners mourner "
    "guests guest refugees refugee migrants migrant prisoners prisoner detainees detainee inmates inmate hostages hostage "
    "captives captive recruits recruit cadets cadet guards guard bodyguards bodyguard commanders commander leaders leader "
    "officials official employees employee staff contractors contractor engineers engineer volunteers volunteer rescuers "
    "rescuer aid families family relatives relative brothers brother sisters sister sons son daughters daughter wives wife "
    "husband mother mothers father fathers parents uncle cousin couple nephew grandmother grandfather teenagers teenager "
    "youths youth adults adult locals nationals national citizens citizen foreigners foreigner tourists tourist jihadists "
    "jihadist insurgents insurgent terrorists terrorist extremists extremist operatives operative attackers attacker "
    "assailants bombers personnel forces combatants combatant conscripts conscript sailors crew pilots pilot marines marine "
    "peacekeepers peacekeeper fishermen fisherman traders trader vendors vendor shopkeeper merchants businessman contractors "
    "supporters supporter followers loyalists loyalist deserters defectors dissident dissidents bodies body corpses corpse "
    "palestinians israelis syrians iraqis yemenis turks kurds arabs egyptians libyans lebanese jordanians iranians afghans "
    "pakistanis saudis christians muslims sunnis shiites shias yazidis yezidis copts alawites druze jews americans britons "
    "russians ukrainians houthis lives souls martyrs fatalities deaths dead casualties paratroopers commandos militiamen "
    "militiaman lieutenant colonel general captain major sergeant corporal singer artist poet writer blogger baker shopkeeper "
    "porter taxi cook barber midwife orphan orphans patients patient elderly toddler toddlers newborn schoolchildren "
    "schoolgirls schoolboys bride groom clergyman clergymen headmaster professor academics academic scholar scholars "
    "settlers settler mercenaries mercenary agents agent spies spy informants informant collaborators".split()
)
_THING: Final = frozenset(
    "rockets rocket shells shell bombs bomb missiles missile mortars mortar vehicles vehicle houses homes buildings "
    "cars car trucks buses tanks drones strikes airstrikes raids attacks blasts explosions explosion km kilometres kilometers "
    "miles metres meters hours hour days day weeks week months month years year minutes minute percent pm am dollars tons "
    "tonnes villages towns cities districts provinces countries camels sheep goats cattle cows kilograms pounds kg bullets rounds locations "
    "sides times occasions incidents barrels helicopters jets aircraft warplanes checkpoints january february march april may "
    "june july august september october november december jan feb aug sept oct nov dec degrees th st nd rd gmt local "
    "suicide".split()
)
_SUBSET: Final = frozenset(
    "including include included includes among amongst mostly mainly half namely comprising".split()
)
_CLAUSE: Final = frozenset(
    "when while as after before during because since where which who whose that although but however then until if by in at "
    "near from on for with against outside inside around into onto over under through following amid via".split()
)
_BE: Final = frozenset("was is has were are been being be have had got get".split())
_HYPOTHETICAL: Final = frozenset("to would could might may will can should not never n't cannot without no".split())
_NOBODY: Final = re.compile(
    r"\b(?:no one|nobody|no (?:people|civilians?|soldiers?)) (?:was|were|had been|have been|is|are) (?:reported )?killed\b"
    r"|\bno (?:immediate )?(?:reports of )?(?:casualties|deaths|fatalities)\b",
    re.IGNORECASE,
)  # fmt: skip
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


class _Group(NamedTuple):
    """People that a phrase counts: tokens [first, stop); `sure` if a word for persons or nothing else follows."""

    value: int
    first: int
    stop: int
    subset: bool
    counted: bool


def killed_in(sentence: str, position: int | None = None) -> int | None:
    """The dead that a sentence counts, nearest to `position` if given, None where it counts none."""
    return _nearest(tolls(sentence).killed, position)


def injured_in(sentence: str, position: int | None = None) -> int | None:
    """The injured that a sentence counts, nearest to `position` if given, None where it counts none."""
    return _nearest(tolls(sentence).injured, position)


def _nearest(found: tuple[Toll, ...], position: int | None) -> int | None:
    if not found:
        return None
    if position is None:
        return found[0].number
    return min(
        found, key=lambda t: 0 if t.start <= position < t.end else min(abs(t.start - position), abs(t.end - position))
    ).number


@lru_cache(64)
def tolls(sentence: str) -> Tolls:
    """Every count of dead and injured in a sentence, with its place. Time is linear in its length."""
    reading = _Reading(sentence[:_LONGEST])
    return Tolls(tuple(reading.dead()), tuple(reading.hurt()))


class _Reading:
    def __init__(self, sentence: str) -> None:
        self.text = sentence
        marks = list(TOKEN.finditer(sentence))
        self.words = [m.group().lower().replace("*", "") for m in marks]
        self.raw = [m.group() for m in marks]
        self.starts = [m.start() for m in marks]
        self.ends = [m.end() for m in marks]
        self.groups = self._groups()
        self.cues = self._cues()

    def dead(self) -> Iterator[Toll]:
        found = list(self._counts("dead")) or list(self._shot())
        if not found and (none := _NOBODY.search(self.text)):
            found = [Toll(0, *none.span())]
        yield from found

    def _shot(self) -> Iterator[Toll]:
        """“shot at least 80 men”: dead, where nothing else is counted dead and nobody is said to live."""
        if any(
            w in ("wounded", "injured", "injuring", "wounding", "hurt", "survived", "hospital", "down")
            for w in self.words
        ):
            return
        for k, word in enumerate(self.words):
            if word == "shot" and (groups := self._ahead(k + 1)):
                yield Toll(sum(g.value for g in groups), self.starts[k], self.ends[groups[-1].stop - 1])

    def hurt(self) -> Iterator[Toll]:
        yield from self._counts("hurt")

    def _cues(self) -> list[tuple[int, int, str, bool]]:
        """(first, stop, kind, takes an object): words and phrases for killing and injuring, left to right."""
        index = {s: k for k, s in enumerate(self.starts)}
        found: dict[int, tuple[int, int, str, bool]] = {}
        for match in _DEAD_PHRASE.finditer(self.text):
            first = index.get(match.start())
            if first is not None:
                found[first] = (
                    first,
                    first + len(match.group().split()),
                    "dead",
                    "li" not in match.group().lower()[-5:],
                )
        for k, word in enumerate(self.words):
            if k in found or (k and k - 1 in found and found[k - 1][1] > k):
                continue
            if word in _DEAD_VERB:
                found[k] = (k, k + 1, "dead", True)
            elif word in _DEAD_STATE:
                found[k] = (k, k + 1, "dead", False)
            elif word in _HURT_VERB:
                found[k] = (k, k + 1, "hurt", True)
            elif (
                word in ("injuries", "wounds")
                and k
                and self.words[k - 1] in ("sustained", "suffered", "suffering", "with", "minor", "serious")
            ):
                found[k] = (k, k + 1, "hurt", False)
        return [found[k] for k in sorted(found)]

    def _groups(self) -> list[_Group]:
        found: list[_Group] = []
        k = 0
        while k < len(self.words):
            group = self._group(k)
            if group is None:
                k += 1
            else:
                found.append(group)
                k = max(group.stop, k + 1)
        return found

    def _group(self, k: int) -> _Group | None:
        """A counted group of persons that starts at word k."""
        words = self.words
        if words[k] in ("between", "from") and k + 3 < len(words):
            return None
        count = at(words, k)
        if count is None:
            return self._single(k)
        if self._no_count(count):
            return None
        stop = count.stop
        joins = ("-", "–", "to", "or", "and") if k and words[k - 1] == "between" else ("-", "–", "to", "or")
        if (
            stop + 1 < len(words)
            and words[stop] in joins
            and (more := at(words, stop + 1))
            and more.value > count.value
        ):
            stop = more.stop  # “20 to 30”: the lower counts
        value, subset = count.value, False
        j = stop
        while j < len(words) and j < stop + 8:
            word = words[j]
            if word in ("of", "out") and j + 1 < len(words) and words[j + 1] in ("them", "whom", "those"):
                return _Group(value, k, j + 2, True, True)
            if word in _PERSON:
                end = j + 1
                if words[end : end + 1] == ["members"] or words[end : end + 1] == ["officers"]:
                    end += 1
                if word in ("couple", "family") and count.value == 1:
                    return self._kin(k, j)
                return _Group(value, k, end, subset, True)
            if word in _THING or (word in _CLAUSE and j > stop) or word in ("and", ",", ";", ".", ":", "(", ")"):
                break
            if word in _DEAD_VERB | _HURT_VERB | _DEAD_STATE | _BE or at(words, j) is not None:
                break
            j += 1
        thing = stop < len(words) and any(w in _THING for w in words[stop : j + 1])
        if thing or (count.value == 1 and words[k] in ("one",) and j > stop and words[stop] in ("of",)):
            return None
        ends = j >= len(words) or words[j] in _BE or words[j] in _CLAUSE or not words[j].isalnum() or words[j] == "and"
        return _Group(value, k, j if ends and j - stop <= 4 else stop, subset, True)

    def _kin(self, k: int, j: int) -> _Group:
        """“a couple”, “a family of six”."""
        words = self.words
        if (
            words[j] == "family"
            and words[j + 1 : j + 2] == ["of"]
            and j + 2 < len(words)
            and (size := at(words, j + 2))
        ):
            return _Group(size.value, k, size.stop, False, True)
        return _Group(2 if words[j] == "couple" else 1, k, j + 1, False, True)

    def _no_count(self, count: Number) -> bool:
        """Years, times, ages, sums of money, days of a month."""
        words, k = self.words, count.first
        before = words[k - 1] if k else ""
        after = words[count.stop] if count.stop < len(words) else ""
        digits = words[k][0].isdigit()
        if before in (
            "$",
            "€",
            "£",
            "#",
            "aged",
            "age",
            "article",
            "resolution",
            "chapter",
            "unit",
            "brigade",
            "no",
            "number",
            "route",
        ):
            return True
        if digits and 1900 <= count.value <= 2100 and after not in _PERSON and "," not in self.raw[k]:
            return True
        if after in (
            "%",
            "percent",
            ":",
            "am",
            "pm",
            "year-old",
            "years-old",
            "km",
            "year",
            "years",
            "hours",
            "days",
            "weeks",
            "months",
            "a.m",
            "p.m",
            "minutes",
        ):
            return True
        if after == "-" and words[count.stop + 1 : count.stop + 2] in (
            ["year"],
            ["years"],
            ["day"],
            ["hour"],
            ["month"],
            ["foot"],
            ["strong"],
            ["member"],
        ):
            return True
        if digits and (before in _MONTHS or after in _MONTHS or before in ("/", ":") or after in ("/", "°")):
            return True
        if digits and self.text[self.ends[k] : self.ends[k] + 2].lower() in ("st", "nd", "rd", "th"):
            return True
        return words[k] == "one" and (
            after in ("day", "of", "another") or before in ("no", "any", "every", "this", "that")
        )

    def _single(self, k: int) -> _Group | None:
        """“a teacher”, “his wife”, “the mayor”, “another soldier”: one person."""
        words = self.words
        if words[k] not in ("a", "an", "the", "his", "her", "their", "another", "one"):
            return None
        for j in range(k + 1, min(k + 9, len(words))):
            word = words[j]
            if word in _PERSON:
                if words[k] in ("a", "an") and word in ("couple", "family"):
                    return self._kin(k, j)
                if (
                    word.endswith("s")
                    and word not in ("boss",)
                    or word
                    in (
                        "people",
                        "men",
                        "women",
                        "children",
                        "police",
                        "troops",
                        "staff",
                        "personnel",
                        "crew",
                        "dead",
                        "elderly",
                        "policemen",
                        "gunmen",
                        "family",
                        "aid",
                    )
                ):
                    nxt = words[j + 1] if j + 1 < len(words) else ""
                    if word in ("police", "aid", "family") and nxt in _PERSON and not nxt.endswith("s"):
                        return _Group(1, k, j + 2, False, words[k] != "the")
                    return None
                end = j + 1
                while end < len(words) and words[end] in _PERSON and not words[end].endswith("s"):
                    end += 1
                return _Group(1, k, end, False, words[k] != "the")
            if (
                word in _CLAUSE
                or word in _DEAD_VERB
                or word in _HURT_VERB
                or word in _BE
                or not word[0].isalnum()
                and word != "-"
            ):
                return None
            if word in _THING and words[j - 1] != "-":
                return None
        return None

    def _counts(self, kind: str) -> Iterator[Toll]:
        used: set[int] = set()
        if kind == "dead":
            yield from self._nominal(used)
        for n, (first, stop, what, takes) in enumerate(self.cues):
            if what != kind or first in used:
                continue
            if self._joint(n):
                continue
            toll = self._of_cue(n, first, stop, takes)
            if toll is not None:
                used.add(-1)
                yield toll
        if kind == "dead" and not used:
            for group in self.groups:
                if self.words[group.stop - 1] in ("bodies", "corpses", "body", "corpse") and self.words[
                    group.stop : group.stop + 1
                ] != ["of"]:
                    yield Toll(group.value, self.starts[group.first], self.ends[group.stop - 1])

    def _joint(self, n: int) -> bool:
        """“30 killed or wounded”, “dead and injured”: one number for both tells neither."""
        first, stop, what, _ = self.cues[n]
        for other, gap in ((n - 1, None), (n + 1, None)):
            if not 0 <= other < len(self.cues) or self.cues[other][2] == what:
                continue
            low, high = (self.cues[other], self.cues[n]) if other < n else (self.cues[n], self.cues[other])
            if self.words[low[1] : high[0]] in (["and"], ["or"], ["and", "/", "or"], ["/"]):
                # “killed and wounded 30”, “30 killed or wounded”, but not “12 killed and wounded 30”.
                left = self._behind(low[0])
                right = self._ahead(high[1])
                return not (left and right)
        return False

    def _nominal(self, used: set[int]) -> Iterator[Toll]:
        """“death toll rose to 34”, “the bodies of 12 men”, “claimed the lives of five”."""
        for match in _NOUN_BEFORE.finditer(self.text):
            k = next((k for k, s in enumerate(self.starts) if s >= match.end()), None)
            if k is None or self._subset_before(next(i for i, e in enumerate(self.ends) if e > match.start())):
                continue
            groups = self._ahead(k, turning=True)
            head = match.group().lower()
            if head.startswith("claim") and "life" not in head and "lives" not in head:
                # “claimed 12 lives”, not “claimed responsibility”.
                if not groups or "lives" not in self.words[groups[0].first : groups[0].stop + 1]:
                    continue
            if not groups:
                continue
            for c in self.cues:
                if (
                    self.starts[c[0]] >= match.start()
                    and c[0] <= groups[-1].stop + 1
                    and self.starts[c[0]] < match.end() + 2
                ):
                    used.add(c[0])
            total = "toll" in head or "number of" in head or "rose" in head
            used.add(-1)
            yield Toll(sum(g.value for g in groups), match.start(), self.ends[groups[-1].stop - 1], total)

    def _of_cue(self, n: int, first: int, stop: int, takes: bool) -> Toll | None:
        words = self.words
        before = words[first - 1] if first else ""
        if words[first] in (
            "kill",
            "die",
            "murder",
            "execute",
            "behead",
            "assassinate",
            "wound",
            "injure",
            "massacre",
        ) and (before in _HYPOTHETICAL):
            return None
        if words[first] == "dead" and before in ("the", "shoot", "shoots", "shooting", "play"):
            if before == "the":
                return None
        passive = self._passive(first)
        if takes and not passive:
            groups = self._ahead(stop)
            if groups:
                return Toll(sum(g.value for g in groups), self.starts[first], self.ends[groups[-1].stop - 1])
            if named := self._named(stop):
                return Toll(1, self.starts[first], self.ends[named])
            them = words[stop : stop + 1]
            if them in (["them"], ["all"], ["him"], ["her"], ["it"]):
                if them in (["him"], ["her"]):
                    more = (
                        self._ahead(stop + 3)
                        if words[stop + 1 : stop + 3] in (["along", "with"], ["together", "with"])
                        else []
                    )
                    return Toll(1 + sum(g.value for g in more), self.starts[first], self.ends[stop])
                earlier = [g for g in self.groups if g.stop <= first and not g.subset and g.counted]
                return Toll(earlier[-1].value, self.starts[first], self.ends[stop]) if earlier else None
            if words[first] not in (
                "killed",
                "slain",
                "wounded",
                "injured",
                "hurt",
                "executed",
                "beheaded",
                "murdered",
            ) or before in ("who", "that", "which"):
                return None
        if words[first] in ("deaths", "fatalities"):
            group = next((g for g in self.groups if g.first < first < g.stop + 1), None)
            return Toll(group.value, self.starts[group.first], self.ends[first]) if group else None
        groups = self._behind(first)
        if groups:
            return Toll(sum(g.value for g in groups), self.starts[groups[0].first], self.ends[stop - 1])
        if passive and self._one(first):
            return Toll(1, self.starts[first], self.ends[stop - 1])
        return None

    def _passive(self, first: int) -> bool:
        words = self.words
        for j in range(first - 1, max(-1, first - 5), -1):
            if words[j] in _BE:
                return True
            if words[j] not in (
                "also",
                "reportedly",
                "later",
                "already",
                "allegedly",
                "all",
                "either",
                "instantly",
                "publicly",
                "fatally",
                "seriously",
                "badly",
                "summarily",
                "then",
                "and",
                "shot",
                "tortured",
                "found",
                "brutally",
                "critically",
                "slightly",
                "kidnapped",
                "abducted",
                "immediately",
            ):
                return False
        return False

    def _one(self, first: int) -> bool:
        """Whether the passive's subject is one person: “was killed”, not “were killed” or “nobody was killed”."""
        words = self.words
        for j in range(first - 1, max(-1, first - 6), -1):
            if words[j] in ("was", "is", "has"):
                subject = words[max(0, j - 12) : j]
                last = subject[-1] if subject else ""
                if any(w in ("nobody", "none", "no", "anyone") for w in subject[-3:]) or last in (
                    "it",
                    "that",
                    "which",
                    "number",
                    "militia",
                    "group",
                    "unit",
                ):
                    return False
                return (
                    any(w in _PERSON for w in subject)
                    or any(r[0].isupper() for r in self.raw[max(0, j - 6) : j] if r[0].isalpha())
                    or last in ("he", "she", "who")
                )
            if words[j] in ("were", "are"):
                return False
        return False

    def _named(self, stop: int) -> int:
        """The last word of a person's name right after a cue: “shot dead Mayor Karim Hassan”; 0 where there is none."""
        j = stop
        while j < len(self.words) and self.raw[j][0].isupper() and j < stop + 5:
            j += 1
        if j - stop < 2 or any(
            w.endswith(("ians", "ans", "is", "ists", "ers")) and w not in _PERSON for w in self.words[j - 1 : j]
        ):
            return 0
        if any(w in _PERSON and w.endswith("s") for w in self.words[stop:j]) or (
            j < len(self.words) and self.words[j] in _PERSON and self.words[j].endswith("s")
        ):
            return 0
        return j - 1

    def _ahead(self, k: int, turning: bool = False) -> list[_Group]:
        """The joined groups that follow word k: “at least five soldiers and two civilians”."""
        found: list[_Group] = []
        words = self.words
        position, reach = k, 7
        if words[k : k + 1] == ["himself"] or words[k : k + 1] == ["herself"]:
            position += 1
        for group in self.groups:
            if group.first < position:
                continue
            gap = words[position : group.first]
            if len(gap) > reach or any(
                w in _SUBSET or w in ("when", "while", "after", ";", ".", "(", ":") for w in gap
            ):
                break
            if any(c[0] in range(position, group.first) for c in self.cues) or group.subset:
                break
            if not found and any(w in _CLAUSE and w not in ("over", "around", "as", "at", "on", "by") for w in gap):
                break
            if not found and gap and not _hedged(gap):
                break
            if found and not _joined(gap):
                break
            if not (turning and not found) and group.stop < len(words) and self._turns(group):
                break
            found.append(group)
            position, reach = group.stop, 4
            if self._subset_after(group):
                break
        return found

    def _turns(self, group: _Group) -> bool:
        """Whether a new clause starts with the group: “killed five and 12 were wounded”."""
        words = self.words
        for j in range(group.stop, min(group.stop + 4, len(words))):
            if words[j] in _BE or any(c[0] == j for c in self.cues):
                return True
            if words[j] not in ("others", "more", "people", "seriously", "civilians"):
                return False
        return False

    def _subset_after(self, group: _Group) -> bool:
        gap = self.words[group.stop : group.stop + 2]
        return any(w in _SUBSET for w in gap)

    def _behind(self, first: int) -> list[_Group]:
        """The joined groups before word `first`: “two men and a woman were”."""
        words = self.words
        low = max((c[1] for c in self.cues if c[1] <= first), default=0)
        found: list[_Group] = []
        position = first
        behind = [g for g in self.groups if low <= g.first and g.first < first]
        for group in reversed(behind):
            gap = words[min(group.stop, position) : position]
            if self._subset_before(group.first) or group.subset:
                # “12 people, among them three women, were”: the women are included.
                position = group.first
                found = [] if not found else found
                continue
            if found and not _joined(gap):
                break
            if not found and (len(gap) > 22 or ";" in gap):
                break
            if words[group.first - 1 : group.first] == ["of"] and any(g.stop == group.first - 1 for g in behind):
                continue
            if words[max(0, group.first - 2) : group.first] in (["of", "the"], ["of", "those"], ["out", "of"]) or words[
                group.first - 1 : group.first
            ] == ["by"]:
                continue
            if not group.counted and found:
                break
            found.insert(0, group)
            position = group.first
            while position and words[position - 1] in _HEDGES and words[position - 1] != "and":
                position -= 1
        return found

    def _subset_before(self, k: int) -> bool:
        near = self.words[max(0, k - 4) : k]
        for j in range(len(near) - 1, -1, -1):
            if near[j] in _SUBSET:
                return True
            if near[j] not in (
                "at",
                "least",
                "of",
                "whom",
                "them",
                "the",
                "which",
                "were",
                "was",
                "are",
                "some",
                "about",
            ):
                return False
        return False


_HEDGES: Final = frozenset(
    "at least about around some nearly almost more than over up to as many an estimated approximately another other the all of "
    "a further additional roughly close and another just under only fewer less reportedly also its their his her or possibly "
    "including total between ex yet perhaps injured wounded".split()
) - {"including", "injured", "wounded"}
_MONTHS: Final = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep "
    "oct nov dec".split()
)


def _hedged(gap: list[str]) -> bool:
    return all(w in _HEDGES or w in ("on", "by", ",", "himself", "himself", "and") for w in gap)


def _joined(gap: list[str]) -> bool:
    """Whether only “and”, a comma and hedges part two groups."""
    rest = [w for w in gap if w not in _HEDGES or w in ("and",)]
    return any(w in ("and", ",", "plus", "as") for w in gap) and all(
        w in ("and", ",", "plus", "as", "well", "with") for w in rest
    )
