"""When a sentence's event happened, relative to the day the text stands under and to the dates told before it.

Results are ISO 8601 cut off where knowledge ends, as in `foreshock.model.When`: `2017-06-14`, `2017-06`, `2017`,
`mid-2017-06`. A span of days gives its first day (“from 3 to 5 May”); “between 3 and 5 May” is known to the month.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
        "november nov|december dec".split("|"), 1
    )
    for name in names.split()
}  # fmt: skip
_DAYS: Final = {d: i for i, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_MONTH = (r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December|"
          r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?")  # fmt: skip
_COUNT = r"\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|several|a few"
_DAY_RANGE = r"(?:\s*(?:-|–|to|and|until|through|/)\s*\d{{1,2}}(?:st|nd|rd|th)?)?"
_FORMS: Final = re.compile(
    # All forms start a word; saying so first saves trying each of them at every letter.
    rf"\b(?=[a-z0-9])(?:(?:(?P<part>early|mid|late|the beginning of|the middle of|the end of|"
    rf"the start of)[- ](?:in\s+)?)?"
    rf"(?:\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?{_DAY_RANGE.format()}\s+(?:of\s+)?{_MONTH.format('m1')}|"
    rf"\b{_MONTH.format('m2')}(?:\s+(?:the\s+)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d,.]*\d)(?!\s+(?:people|"
    rf"civilians))"
    rf"{_DAY_RANGE.format()})?)(?:,?\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)\b)?"
    r"|\b(?P<iso>\d{4}[-/]\d\d?[-/]\d\d?)\b"
    r"|\b(?P<n1>\d{1,2})(?P<sep>[/.])(?P<n2>\d{1,2})(?P=sep)(?P<ny>(?:19|20)?\d\d)\b"
    r"|\b(?:on|dated)\s+(?P<s1>\d{1,2})/(?P<s2>\d{1,2})\b(?!/)"
    r"|\b(?P<near>yesterday|today|tonight|overnight|this morning|this afternoon|this evening|last night|"
    r"the day before yesterday|tomorrow|the same day|that (?:same )?day|that night|the same night|the (?:previous|"
    r"preceding) (?:day|night|evening)|the (?:following|next) "
    r"(?:day|morning)|a day earlier|a day later|the day before|the night before|the day after|"
    r"earlier (?:on )?(?:today|in the day))\b"
    rf"|\b(?P<ago>{_COUNT})\s+(?P<unit>day|week|month|year)s?\s+(?P<way>ago|earlier|before|later|afterwards)\b"
    r"|\b(?:(?P<rel>last|this|next|past|the previous|the following|the preceding)\s+)?"
    r"(?P<wd>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?\b(?:\s+(?P<wk>last week))?"
    r"|\b(?:(?:earlier|late|later)\s+)?(?P<lastunit>last week|last month|last year|this week|this month|this year|"
    r"last weekend|the weekend)\b"
    r"|\b(?:in|of|since|during|(?P<yearpart>early|mid|late)[- ])\s*(?P<year>(?:19|20)\d\d)\b)",
    re.IGNORECASE,
)
#: What every date has something of.
_HINT: Final = re.compile(
    r"\d|day|night|morning|week|month|year|[JFMASOND](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec|AN|EB|AR|PR|AY|UN|UL|UG|"
    r"EP|CT|OV|EC)"
    r"|evening|morrow"
)
_NUMBERS: Final = {
    w: n for n, w in enumerate("a one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "an": 1, "a couple of": 2, "several": 3, "a few": 3}
_PARTS: Final = {"the beginning of": "early", "the start of": "early", "the middle of": "mid", "the end of": "late"}
#: Before a date, these say that it is when somebody spoke, or another time than the event's.
_SPOKEN: Final = re.compile(
    r"\b(?:said|says|told|report(?:s|ed)?|announced|stated|confirmed|added|wrote|claimed|statement|interview|tweeted|"
    r"according to"
    r"[\w\s’']{0,40}|released|published|issued|condemned|denied)\s+(?:\w+\s+)?(?:(?:late|early|earlier)\s+)?(?:on\s+)?$",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    r"\b(?:since|until|till|born(?: on| in)?|founded in|from|by|after the|following the|before the|of the|the|"
    r"captured in|seized in"
    r"|declared in|elected in|deadliest since|worst since|anniversary of the)\s+$",
    re.IGNORECASE,
)
_MONTH_CUE: Final = re.compile(r"\b(?:in|of|since|during|until|by|this|last|next|late|early|and)\s+$", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\bbetween\s+$", re.IGNORECASE)


class Dated(NamedTuple):
    """A date at characters [start, end). `aside` grows the less it is the event's own: 0 none, 1 spoken, 2 other."""

    text: str
    start: int
    end: int
    aside: int


def date_in(sentence: str, day: str, position: int = 0, prior: str = "") -> str | None:
    """The date a sentence gives for what happens at `position`; None where it gives none.

    `day` is the text's own ISO date; without it only dates with a year are understood. `prior` is the last date told
    before the sentence, from which “the following day” and a year left out are reckoned."""
    found = dates_in(sentence, day, prior)
    best = min(found, key=lambda d: _cost(d, position, sentence), default=None)
    return best.text if best else None


def dates_in(sentence: str, day: str, prior: str = "") -> list[Dated]:
    """Every date in a sentence, left to right."""
    found: list[Dated] = []
    if not _HINT.search(sentence):
        return found
    anchor, last = _day(day), _day(prior)
    for match in _FORMS.finditer(sentence):
        text = _resolve(match, anchor, last, sentence)
        # “between June 11 and June 14” is known to the month, which the first date says.
        second = bool(found) and sentence[found[-1].end : match.start()].strip() == "and"
        if not text or (second and _BETWEEN.search(sentence[max(0, found[-1].start - 10) : found[-1].start])):
            continue
        left = sentence[max(0, match.start() - 60) : match.start()]
        aside = 1 if _SPOKEN.search(left) else 2 if _OTHER.search(left) else 0
        if aside == 2 and re.search(r"\bfrom\s+$", left, re.IGNORECASE):
            aside = 0
        found.append(Dated(text, match.start(), match.end(), aside))
        if len(text) == 10 and not aside:
            last = _day(text)
    return found


def _cost(dated: Dated, position: int, sentence: str) -> float:
    """How far a date is from being that of the event at `position`: characters, with coarser and asides put back."""
    away = 0 if dated.start <= position <= dated.end else min(abs(dated.start - position), abs(dated.end - position))
    between = sentence[min(dated.end, position) : max(dated.start, position)]
    turns = 40 * len(re.findall(r"[,;]|\b(?:who|which|after|before|when|while)\b", between)) if dated.start > 3 else 0
    coarse = 0 if len(dated.text) == 10 else 150 if len(dated.text) == 4 else 80
    return away + turns + coarse + (0, 500, 250)[dated.aside]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _resolve(match: re.Match[str], anchor: dt.date | None, last: dt.date | None, sentence: str) -> str | None:
    if match["iso"]:
        year, month, day = (int(p) for p in re.split("[-/]", match["iso"]))
        return _iso(year, month, day)
    if match["n1"] or match["s1"]:
        return _figures(match, anchor, last)
    if match["year"]:
        return match["year"]
    if match["m1"] or match["m2"]:
        return _calendar(match, anchor, last, sentence)
    base = last or anchor
    if match["near"]:
        return _near(match["near"].lower(), anchor, base)
    if match["ago"]:
        return _ago(match, anchor if match["way"].lower() == "ago" else base)
    if anchor is None:
        return None
    if match["wd"]:
        return _weekday(match, anchor, last)
    unit = match["lastunit"].lower()
    if "weekend" in unit:
        return _back(anchor, (anchor.weekday() - 5) % 7 or 7)
    if unit == "last week":
        return _back(anchor, 7)[:7]
    if unit.startswith("this"):
        return f"{anchor.year:04d}" if unit.endswith("year") else f"{anchor.year:04d}-{anchor.month:02d}"
    return _months_back(anchor, 1 if unit == "last month" else 12, unit == "last year")


def _near(word: str, anchor: dt.date | None, base: dt.date | None) -> str | None:
    told = {
        "the same day": 0, "that day": 0, "that same day": 0, "that night": 0, "the same night": 0,
        "the previous day": 1, "the preceding day": 1, "the previous night": 1, "the previous evening": 1,
        "the preceding night": 1, "a day earlier": 1,
        "the day before": 1, "the night before": 1, "the following day": -1, "the next day": -1, "the next morning": -1,
        "the following morning": -1, "a day later": -1, "the day after": -1,
    }  # fmt: skip
    if word in told:
        return _back(base, told[word]) if base else None
    if anchor is None:
        return None
    said = {"yesterday": 1, "last night": 1, "the day before yesterday": 2, "tomorrow": -1}
    return _back(anchor, said.get(word, 0))


def _ago(match: re.Match[str], base: dt.date | None) -> str | None:
    if base is None:
        return None
    counted, unit = match["ago"].lower(), match["unit"].lower()
    number = _NUMBERS.get(counted) or int(counted)
    sign = -1 if match["way"].lower() in ("later", "afterwards") else 1
    if counted in ("several", "a few") or (unit == "week" and number > 8):
        return _back(base, sign * number * (7 if unit == "week" else 1))[:7] if unit in ("day", "week") else None
    if unit in ("day", "week"):
        return _back(base, sign * number * (7 if unit == "week" else 1))
    return _months_back(base, sign * number * (12 if unit == "year" else 1), unit == "year")


def _months_back(base: dt.date, months: int, year_only: bool) -> str | None:
    count = base.year * 12 + base.month - 1 - months
    if not 12 <= count < 120_000:
        return None
    return f"{count // 12:04d}" if year_only else f"{count // 12:04d}-{count % 12 + 1:02d}"


def _weekday(match: re.Match[str], anchor: dt.date, last: dt.date | None) -> str:
    gap = (anchor.weekday() - _DAYS[match["wd"].lower()]) % 7
    rel = (match["rel"] or "").lower()
    if rel == "next" or (rel == "the following" and last is None):
        return _back(anchor, gap - 7 if gap else -7)
    if rel == "the following" and last is not None:
        return _back(last, -((_DAYS[match["wd"].lower()] - last.weekday()) % 7 or 7))
    if match["wk"]:
        return _back(anchor, gap if gap > anchor.weekday() else gap + 7)
    return _back(anchor, 7 if not gap and rel in ("last", "past", "the previous") else gap)


def _back(anchor: dt.date, days: int) -> str:
    try:
        return (anchor - dt.timedelta(days=days)).isoformat()
    except OverflowError:
        return anchor.isoformat()


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _figures(match: re.Match[str], anchor: dt.date | None, last: dt.date | None) -> str | None:
    """“12/6/2015” and “12/6”: the day first unless only the month can be, or only so the day is not in the future."""
    one, two = int(match["n1"] or match["s1"]), int(match["n2"] or match["s2"])
    year = match["ny"]
    if year is None:
        near = last or anchor
        if near is None:
            return None
        readings = [r for d, m in ((one, two), (two, one)) if (r := _latest(near, m, d, anchor))]
    else:
        full = int(year) + (0 if len(year) == 4 else 2000 if int(year) < 60 else 1900)
        readings = [r for d, m in ((one, two), (two, one)) if (r := _iso(full, m, d))]
    if anchor is not None:
        past = [r for r in readings if r <= anchor.isoformat()]
        readings = past or readings
    return readings[0] if readings else None


def _latest(near: dt.date, month: int, day: int, anchor: dt.date | None) -> str | None:
    """The latest such day that is not after the day of the text."""
    limit = anchor or near
    for year in (near.year, near.year - 1):
        found = _iso(year, month, day)
        if found and (found <= limit.isoformat() or anchor is None):
            return found
    return None


def _calendar(match: re.Match[str], anchor: dt.date | None, last: dt.date | None, sentence: str) -> str | None:
    name = match["m1"] or match["m2"]
    # “may” and “march” are verbs unless written as a month; “May” alone is also a surname.
    if name.lower() in ("may", "march", "mar", "sept", "dec", "jan", "oct") and not name[0].isupper():
        return None
    month, day = _MONTHS[name.lower().rstrip(".")], int(match["d1"] or match["d2"] or 0)
    left = sentence[max(0, match.start() - 12) : match.start()]
    alone = not (day or match["y"] or match["part"]) and name in ("May", "March", "Jan", "Mar", "Dec", "April", "June")
    if alone and not _MONTH_CUE.search(left):
        return None
    part = _PARTS.get((match["part"] or "").lower(), (match["part"] or "").lower())
    if match["y"]:
        year = int(match["y"])
    elif last is not None and anchor is None:
        year = last.year
    elif anchor is not None:
        year = _year(anchor, last, month, day)
    else:
        return None
    if not day:
        return f"{part}-{year:04d}-{month:02d}" if part else f"{year:04d}-{month:02d}"
    if _BETWEEN.search(left):
        return f"{year:04d}-{month:02d}" if _iso(year, month, day) else None
    return _iso(year, month, day)


def _year(anchor: dt.date, last: dt.date | None, month: int, day: int) -> int:
    """Without a year the past is meant: that of the story so far, else the latest that is not after the text's day."""
    if last is not None and abs((last - anchor).days) > 300:
        return last.year
    later = (month, day or 1) > (anchor.month, anchor.day)
    # A day or two ahead is an announcement, not last year.
    soon = later and month == anchor.month and day - anchor.day <= 21
    return anchor.year - (later and not soon)
