"""GDELT events and mentions: tab-separated, no header, no quoting; columns by the 2.0 codebook of 2015.

61 columns are the 15-minute files of 2.0; 58 the daily files of 1.0 since April 2013, which lack the second-order
districts. CAMEO codes become PLOVER types by the model's table. GDELT is open for any use; cite the GDELT Project.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from foreshock.model import InvalidValue
from foreshock.model.tables import plover_of_cameo

from .actors import from_cameo
from .days import day_of
from .numbers import degrees
from .rows import Field, Shape

_ACTOR: Final = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
).split()
_GEO: Final = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
_ACT: Final = (
    "IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources NumArticles "
    "AvgTone"
).split()
#: Column names of the codebook.
EVENTS_2: Final[tuple[str, ...]] = (
    *"GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split(),
    *(f"Actor1{name}" for name in _ACTOR),
    *(f"Actor2{name}" for name in _ACTOR),
    *_ACT,
    *(f"{of}Geo_{name}" for of in ("Actor1", "Actor2", "Action") for name in _GEO),
    "DATEADDED",
    "SOURCEURL",
)
EVENTS_1: Final[tuple[str, ...]] = tuple(name for name in EVENTS_2 if not name.endswith("ADM2Code"))
MENTIONS: Final[tuple[str, ...]] = tuple(
    "GLOBALEVENTID EventTimeDate MentionTimeDate MentionType MentionSourceName MentionIdentifier SentenceID "
    "Actor1CharOffset Actor2CharOffset ActionCharOffset InRawText Confidence MentionDocLen MentionDocTone "
    "MentionDocTranslationInfo Extras".split()
)
#: Kilometres that a place of each type of GDELT stands for: country, U.S. state, U.S. city, city, state.
_KM: Final = {"1": 600.0, "2": 250.0, "3": 15.0, "4": 15.0, "5": 150.0}
_TRANSLATED: Final = re.compile(r"srclc:([a-z]{3})")
_ISO_639_1: Final = {
    "ara": "ar", "fas": "fa", "per": "fa", "heb": "he", "tur": "tr", "rus": "ru", "ukr": "uk", "fra": "fr",
    "fre": "fr", "deu": "de", "ger": "de", "spa": "es", "por": "pt", "ita": "it", "nld": "nl", "zho": "zh",
    "chi": "zh", "jpn": "ja", "kor": "ko", "hin": "hi", "urd": "ur", "ind": "id", "pol": "pl", "ell": "el",
    "kur": "ku", "hye": "hy", "kat": "ka", "aze": "az", "swe": "sv", "srp": "sr", "ron": "ro", "bul": "bg",
}  # fmt: skip


def _id(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise InvalidValue(f"no GLOBALEVENTID: {text!r}")
    return text


def _day(text: str) -> str:
    if not (len(text) == 8 and text.isascii() and text.isdigit()):
        raise InvalidValue(f"no day in SQLDATE: {text!r}")
    return day_of(text).isoformat()


def _added(text: str) -> str:
    return _day(text[:8]) if text else ""


def _act(code: str) -> tuple[str | None, str | None, str, str]:
    found = plover_of_cameo(code)
    if found is None:
        raise InvalidValue(f"no CAMEO code: {code!r}")
    kind, mode = found
    why = "" if kind else f"CAMEO {code} is no event in PLOVER"
    return kind or None, mode, f"CAMEO {code}", why


def _first(country: str, name: str, group: str, one: str, two: str, three: str) -> str:
    return from_cameo(country, name, (one, two, three), group)


def _second(country: str, name: str, group: str, one: str, two: str, three: str) -> str | None:
    if not (country or name or group or one):
        return None
    return from_cameo(country, name, (one, two, three), group)


def _km(kind: str) -> float | None:
    return _KM.get(kind)


def _actor(of: str) -> tuple[str, ...]:
    return tuple(
        f"{of}{name}" for name in ("CountryCode", "Name", "KnownGroupCode", "Type1Code", "Type2Code", "Type3Code")
    )


EVENTS: Final = Shape(
    kind="gdelt",
    coder="GDELT 2.0",
    delimiter="\t",
    quoted=False,
    needs=("GLOBALEVENTID", "SQLDATE", "EventCode"),
    fields=(
        Field(("key",), ("GLOBALEVENTID",), _id),
        Field(("happened",), ("SQLDATE",), _day),
        Field(("type", "mode", "rule", "why_empty"), ("EventCode",), _act),
        Field(("actor",), _actor("Actor1"), _first),
        Field(("recipient",), _actor("Actor2"), _second),
        Field(("actor_name",), ("Actor1Name",)),
        Field(("recipient_name",), ("Actor2Name",)),
        Field(("place",), ("ActionGeo_FullName",)),
        Field(("lat", "lon"), ("ActionGeo_Lat", "ActionGeo_Long"), degrees),
        Field(("km",), ("ActionGeo_Type",), _km),
        Field(("published",), ("DATEADDED",), _added),
        Field(("address",), ("SOURCEURL",)),
    ),
)


def _mention(event: str, identifier: str, sentence: str) -> str:
    return f"{_id(event)}-{hashlib.sha256(f'{identifier} {sentence}'.encode()).hexdigest()[:12]}"


def _of_event(event: str) -> str:
    return f"a mention of GDELT event {event}"


def _language(info: str) -> str:
    match = _TRANSLATED.search(info)
    return _ISO_639_1.get(match[1], match[1]) if match else "en"


def _web_address(identifier: str) -> str:
    return identifier if identifier.lower().startswith(("http://", "https://")) else ""


MENTION_ROWS: Final = Shape(
    kind="gdelt-mentions",
    coder="GDELT 2.0 mentions",
    delimiter="\t",
    quoted=False,
    needs=("GLOBALEVENTID", "MentionTimeDate", "MentionIdentifier"),
    fields=(
        Field(("key",), ("GLOBALEVENTID", "MentionIdentifier", "SentenceID"), _mention),
        Field(("why_empty",), ("GLOBALEVENTID",), _of_event),
        Field(("published",), ("MentionTimeDate",), _added),
        Field(("publisher",), ("MentionSourceName",)),
        Field(("address",), ("MentionIdentifier",), _web_address),
        Field(("title",), ("MentionIdentifier",)),
        Field(("language",), ("MentionDocTranslationInfo",), _language),
    ),
)


def header_of(first_line: str) -> tuple[Shape, tuple[str, ...]] | None:
    """Which of GDELT's tables a first line belongs to, with its columns; None for neither."""
    fields = first_line.rstrip("\r\n").split("\t")
    if len(fields) in (len(EVENTS_2), len(EVENTS_1)) and fields[0].isdigit() and len(fields[1]) == 8:
        return EVENTS, EVENTS_2 if len(fields) == len(EVENTS_2) else EVENTS_1
    if len(fields) in (len(MENTIONS), len(MENTIONS) - 2) and fields[0].isdigit() and len(fields[1]) == 14:
        return MENTION_ROWS, MENTIONS[: len(fields)]
    return None
