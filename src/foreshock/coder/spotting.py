"""Names of places in running text, told from persons, months and other names by what stands beside them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .gazetteer import Gazetteer
from .mentions import Mention

Span = tuple[int, int]
_WORD: Final = re.compile(r"(?:[A-Z]\.){2,}|[^\W_](?:[^\W_]|['’‘ʿ.-](?=[^\W_]))*")
_PLACE_NOUN: Final = (
    r"(?:cit(?:y|ies)|towns?|villages?|provinces?|governorates?|states?|regions?|districts?|capital|ports?|islands?|"
    r"count(?:y|ies)|suburbs?|enclave|areas?|neighbou?rhoods?|hamlets?|municipality|department|outskirts|vicinity|"
    r"north|"
    r"south|east|west|centre|center|heart|part|parts|countryside|border|camp|strait|gulf|valley|mountains|crossing)"
)
_VERBS: Final = (
    "entered|reached|hit|struck|shelled|bombed|targeted|stormed|attacked|seized|captured|besieged|retook|recaptured|leaving|"
    "raided|bombarded|pounded|overran|overrun"
)
_CUE: Final = re.compile(
    r"\b(in|at|near|outside|inside|around|on|of|from|to|into|toward|towards|across|through|throughout|over|off|"
    r"between|along|"
    r"against|within|via|nearby|and|or|,|"
    rf"{_VERBS})\s+(?:the\s+)?"
    rf"(?:[\w’'-]+\s+){{0,3}}?(?:{_PLACE_NOUN}\s+(?:of\s+)?)?(?:the\s+)?$",
    re.IGNORECASE,
)
_CLOSE_CUE: Final = re.compile(
    r"\b(in|at|near|outside|inside|around|on|of|from|to|into|toward|towards|across|through|throughout|over|off|"
    r"between|along|"
    rf"within|via|nearby|{_VERBS})\s+(?:the\s+)?(?:(?:north|south|east|west|central|down|greater|upper|lower|rural|rebel|"
    r"government|"
    r"nearby|besieged|northern|war|port|border|capital|holy)[\w-]*\s+){0,3}"
    rf"(?:{_PLACE_NOUN}\s+(?:of\s+)?)?$|\b{_PLACE_NOUN}\s+of\s+$",
    re.IGNORECASE,
)
#: What a country stands after when it is a place; “of” and “to” make it a party.
_COUNTRY_CUE: Final = re.compile(
    r"\b(?:in|inside|into|across|throughout|within|over|near|from|through|on|,)\s+(?:the\s+)?(?:[a-z-]+(?:ern|al|er)\s+)?$"
)
_TITLE: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|General|Colonel|Col|Major|Maj|Captain|Capt|Sgt|Lt|President|Minister|Secretary|Sheikh|"
    r"Prince|"
    r"King|Queen|Judge|Senator|Sen|Rep|Ambassador|spokesman|spokeswoman|named|Saint|Sir|Lord|Lady|Ayatollah|"
    r"Imam)\.?\s+$"
)
_AFTER_NOUN: Final = re.compile(
    r"\s+(?:city|town|village|province|governorate|state|region|district|countryside|neighbou?rhood|area|camp|airport|"
    r"air ?base|base|county|island|port|valley|crossing|market|prison|refugee camp|international airport|"
    r"military airport)\b"
)
#: Words for peoples and creeds, which stand before “village” without naming it.
_ADJECTIVE: Final = re.compile(
    r"(?:ian|ish|ese|idi|ite|ist|ern|ans|men|Sunni|Shia|Shi['’]a|Druze|Arab|Turkmen|Muslim)$"
)
_NAMED: Final = re.compile(
    r"\b(?:city|town|village|hamlet|neighbou?rhood|district|suburb|camp|area|settlement|island|subdistrict|province|"
    r"governorate)s?\s+of\s+((?:al-|el-)?[A-Z][\w’'ʿ-]+(?:\s+(?:al-|el-)?[A-Z][\w’'ʿ-]+){0,2})"
    r"|\b((?:al-|el-)?[A-Z][\w’'ʿ-]+(?:\s+(?:al-|el-)?[A-Z][\w’'ʿ-]+){0,2})\s+"
    r"(?:village|town|neighbou?rhood|district|subdistrict|countryside|province|governorate|refugee camp|camp|hamlet)\b"
)
_WIDE_AFTER: Final = re.compile(
    r"\s+(?:province|governorate|state|region|countryside|department|district)\b", re.IGNORECASE
)
_WIDE_BEFORE: Final = re.compile(r"\b(?:province|governorate|state|region)\s+of\s+$", re.IGNORECASE)
_ARABIC: Final = re.compile(r"\s(?:al|el|an|ar|as|ash|ez|ad)[- ][A-Z]")
_KIND: Final = re.compile(
    r"\s(?:City|Province|Governorate|District|State|Airport|County|Strip|Region|Village|Town|Camp)$"
)
_LINKED: Final = re.compile(
    r"\b(?:in|at|near|outside|hit|struck|on|of|from|around)\s+((?:[A-Z][\w’'ʿ]+\s)?(?:al|el|an|ar|as|ash|ez|"
    r"ad)[- ][A-Z][\w’'ʿ]+)\b"
)
_FACILITY: Final = re.compile(
    r"\b(?:in|at|near|outside|on|of|hit|struck|stormed|attacked)\s+(?:the\s+)?((?:[A-Z][\w’'-]+\s){1,4}(?:University|College|"
    r"Hospital|Airport|School|Stadium|Square|Mosque|Church|Prison|Bridge|Hotel|Market|Camp|Base|Street|Cathedral|Palace)"
    r"(?:\s(?:College|Hospital|Hotel))?)\b"
)
_CAPITAL: Final = re.compile(r"\b([A-Z]\w+(?:\s[A-Z]\w+)?)(?:['’]s)?\s+capital\b")
_PREFIX: Final = re.compile(
    r"(?:^|[^.\w]\s*)(?!(?:The|In|On|At|Near|From|Of|And|North|South|East|West|Northern|Southern|Eastern|Western|Central|"
    r"Greater|Upper|Lower|City|Town|Village|Province|District)\b)[A-Z][\w’'-]+\s$"
)
_STRONG: Final = frozenset(
    "in at near outside inside around on within nearby across hit struck shelled bombed stormed attacked raided "
    "pounded".split()
)
_WEAK: Final = frozenset(("from", "via", "of", "against"))
_ZONE: Final = re.compile(r"\b(?:de-?confliction|no-go|no-fly|buffer|exclusion|safe) zone\b")
#: Words that start sentences and no place's name.
_FUNCTION: Final = frozenset(
    "The A An In On At Of By For From To And But Or If As It Its He She They His Her Their We I This That These "
    "Those There When While After Before During Since Some Many Most Several Two Three Four Five Six Seven Eight "
    "Nine Ten Mr Mrs Ms Dr More Over Nearly About Around Up Less Fewer Other Another Both All Each Every No Not "
    "Now Then Here Last Next Once Only Also Even Still Yet So Such Because Until Although Though However Earlier "
    "Later Meanwhile".split()
)
_NEVER: Final = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday Defense Defence State Islamic Army Police Human Rights Security United Nations "
    "God "
    "Allah President Minister Interior Foreign House Court Force Guard Council Party Union Front Brigade Christmas "
    "Easter "
    "Ramadan Eid Observatory Reuters Star Post Times Amnesty Watch Parliament Congress Center Centre Military Media "
    "Red "
    "Crescent Cross Civil Free Democratic Forces Group Popular National General Al The Sunni Shia Shiite Christian "
    "Muslim "
    "Kurdish Arab Western Eastern Northern Southern Friday Prime Spokesman Local Central Colonel Captain Major".split()
)


class Spot(NamedTuple):
    """A place's name in a text: where it stands, how surely the event is there (0 to 3), whether it is a country."""

    start: int
    end: int
    weight: float
    country: bool


def spots(gazetteer: Gazetteer, text: str, start: int, end: int, mentions: list[Mention]) -> list[Spot]:
    """Places named in text[start:end], at most the first 4,000 characters of it, left to right."""
    end = min(end, start + 4000)
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text, start, end)]
    people = {k for m in mentions if m.kind == "person" for k in range(m.start, m.end)}
    groups = {k for m in mentions if m.kind == "name" for k in range(m.start, m.end)}
    found: list[Spot] = []
    i = 0
    while i < len(words):
        word, at, _ = words[i]
        if not (word[0].isupper() or word[:3] in ("al-", "el-")) or word in _FUNCTION:
            i += 1
            continue
        if at in people and not any(gazetteer.knows(text[at : w[2]]) for w in words[i + 1 : i + 3]):
            i += 1
            continue
        spot, step = _spot(gazetteer, text, start, words, i, at in groups)
        if spot is not None:
            found.append(spot)
        i += step
    covered = [(s.start, s.end) for s in found]
    for match in _NAMED.finditer(text, start, end):
        group = 1 if match[1] else 2
        first, last = match.span(group)
        name = match[group].split()
        if gazetteer.is_country(match[group]) or _ADJECTIVE.search(name[-1]):
            continue
        if name[0] in _NEVER or first in people or any(a < last and first < b for a, b in covered):
            continue
        found.append(Spot(first, last, _weight(text, start, first) + 0.2, False))
    covered = [(s.start, s.end) for s in found]
    for match in (*_LINKED.finditer(text, start, end), *_FACILITY.finditer(text, start, end)):
        first, last = match.span(1)
        if not any(a < last and first < b for a, b in covered) and first not in people:
            found.append(Spot(first, last, _weight(text, start, first), False))
    for match in _CAPITAL.finditer(text, start, end):
        if gazetteer.is_country(match[1]) and not any(a <= match.start() < b and not c for a, b, _, c in found):
            found.append(Spot(match.start(), match.end(), _weight(text, start, match.start()) - 0.3, False))
    zone = _ZONE.search(text, start, end)
    if zone and not any(not s.country for s in found):
        found.append(Spot(zone.start(), zone.end(), 1.0, False))
    return sorted(found)


def _spot(
    gazetteer: Gazetteer, text: str, start: int, words: list[tuple[str, int, int]], i: int, group: bool
) -> tuple[Spot | None, int]:
    """The longest name that starts at word i and that the gazetteer knows, with the number of words to go on by."""
    for size in range(min(4, len(words) - i), 0, -1):
        last = words[i + size - 1]
        if size > 1 and not (last[0][0].isupper() or last[0][:3] in ("al-", "el-")):
            continue
        first, stop = words[i][1], last[2]
        name = text[first:stop]
        if name.endswith(("'s", "’s")):
            name, stop = name[:-2], stop - 2
        if size > 1 and (stop - first > 40 or any(c in name for c in ",;:()\n")):
            continue
        following = text[stop : stop + 5]
        if size < 4 and _ARABIC.match(following) and not text[first:stop].startswith(("al-", "Al-")):
            continue  # “Burj” of “Burj al-Barajneh”
        sites = gazetteer.exact(name) or (gazetteer.named(name) if size > 1 and _KIND.search(name) else [])
        if not sites or sites[0].kind == "people" or (size == 1 and words[i][0] in _NEVER):
            continue
        if group and not (gazetteer.knows(name) and _CLOSE_CUE.search(text[max(start, first - 60) : first])):
            return None, size
        if _is_place(gazetteer, text, start, first, stop, name, size):
            weight = _weight(text, start, first)
            land = sites[0].kind == "country"
            wide = all(s.kind in ("state", "country") or s.km > 60 for s in sites) or bool(
                _WIDE_AFTER.match(text, stop) or _WIDE_BEFORE.search(text[max(start, first - 20) : first])
            )
            return Spot(first, stop, weight - (1.2 if wide else 0), land), size
        return None, size
    return None, 1


def _is_place(gazetteer: Gazetteer, text: str, low: int, first: int, stop: int, name: str, size: int) -> bool:
    left = text[max(low, first - 60) : first]
    if _TITLE.search(left):
        return False
    if gazetteer.is_country(name):
        return gazetteer.is_land(name) and _COUNTRY_CUE.search(left) is not None
    if size == 1 and _PREFIX.search(left):
        return False  # “Hamam” of “Abu Hamam”
    if _AFTER_NOUN.match(text, stop) or _CLOSE_CUE.search(left):
        # “in Jackson Smith's house”: a further capitalised word makes it somebody's name.
        return (
            size > 1
            or not re.match(r"\s+[A-Z][a-z]+(?:['’]s)?\b(?!\s+(?:province|governorate))", text[stop : stop + 30])
            or (_CLOSE_CUE.search(left) is not None and bool(re.match(r"\s+on\b|\s*,", text[stop : stop + 5])))
        )
    if re.match(r"\s*(?:,|\()\s*[A-Z]", text[stop : stop + 6]) or re.search(r"(?:,|\band|\bor|/|-)\s*$", left):
        return gazetteer.prominent(name) > 3.0 and not re.search(r"[A-Z]\w+\s+$", left)
    if left.strip() == "" and re.match(r"\s*(?:\([A-Z]|[-–—]|,)", text[stop : stop + 5]):
        return True
    if re.search(r"[A-Z][\w’'.-]*\s+$", left) or re.match(r"\s+[A-Z]", text[stop : stop + 3]):
        return gazetteer.knows(name) and size > 1
    # A small landmark is easily somebody's name (“Bashir”, “Mansour”) where nothing says that it is a place.
    return gazetteer.well_known(name) or gazetteer.prominent(name) > 4.6


def _weight(text: str, low: int, first: int) -> float:
    """How surely an event happened where the word before a name says: “in” 3, nothing 2, “from” 1."""
    cue = _CUE.search(text[max(low, first - 60) : first])
    if cue is None:
        return 2.0
    word = cue[1].lower()
    return 3.0 if word in _STRONG else 1.0 if word in _WEAK else 2.0
