"""UCDP's georeferenced event data (GED) and its monthly candidates, by the GED codebook. CC BY 4.0, cite UCDP.

Every row is the use of armed force with at least one death by the best or the high estimate, so every event is an
ASSAULT; `killed` is the best estimate, with UCDP's low and high beside it.
"""

from __future__ import annotations

from typing import Final

from foreshock.model import InvalidValue
from foreshock.model.tables import country_of_name

from .actors import from_state_name
from .days import day_of, when_of
from .numbers import count, degrees, given
from .rows import Field, Shape

#: Kilometres for where_prec: exact; near; district; province; a line or area; country; sea or air.
_KM: Final = {"1": 2.0, "2": 25.0, "3": 50.0, "4": 150.0, "5": 100.0, "6": 600.0, "7": 600.0}
_VIOLENCE: Final = {"1": "state-based", "2": "non-state", "3": "one-sided"}


def _key(text: str) -> str:
    if not text.strip().isdigit():
        raise InvalidValue(f"no id of UCDP: {text!r}")
    return text.strip()


def _time(start: str, end: str, precision: str) -> tuple[str, str]:
    first, last = day_of(start), day_of(end or start)
    if last < first:
        raise InvalidValue(f"date_end {end!r} lies before date_start {start!r}")
    if precision.strip() in ("4", "5") and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}", ""
    return first.isoformat(), "" if last == first else last.isoformat()


def _act(violence: str) -> tuple[str, str]:
    kind = _VIOLENCE.get(violence.strip())
    if kind is None:
        raise InvalidValue(f"no type_of_violence of UCDP: {violence!r}; 1, 2 or 3")
    return "ASSAULT", f"UCDP {kind} violence"


def _side(name: str, country: str) -> str | None:
    name = name.strip()
    if not name:
        return None
    where = country_of_name(country)
    if name.startswith("Government of "):
        code = country_of_name(name.removeprefix("Government of ").strip())
        return f"{code}:MIL" if code else "UNK:MIL"
    if name == "IS":
        return "ISIS"
    if name == "Civilians":
        return f"{where}:CIV" if where else "UNK:CIV"
    return from_state_name(name, where, "REB")


def _killed(best: str, low: str, high: str) -> tuple[int | None, int | None, int | None]:
    return count(best), count(low), count(high)


def _published(text: str) -> str:
    found = when_of(text.split(";")[0])
    return found.text if found else ""


ROWS: Final = Shape(
    kind="ucdp",
    coder="UCDP GED",
    needs=("id", "type_of_violence", "side_a", "side_b", "latitude", "longitude", "date_start", "date_end", "best"),
    fields=(
        Field(("key",), ("id",), _key),
        Field(("happened", "until"), ("date_start", "date_end", "date_prec"), _time),
        Field(("type", "rule"), ("type_of_violence",), _act),
        Field(("actor",), ("side_a", "country"), _side),
        Field(("recipient",), ("side_b", "country"), _side),
        Field(("actor_name",), ("side_a",)),
        Field(("recipient_name",), ("side_b",)),
        Field(("place",), ("where_coordinates",), given),
        Field(("lat", "lon"), ("latitude", "longitude"), degrees),
        Field(("km",), ("where_prec",), lambda p: _KM.get(p.strip(), 600.0)),
        Field(("killed", "killed_low", "killed_high"), ("best", "low", "high"), _killed),
        Field(("title",), ("source_headline",), given),
        Field(("text",), ("where_description",), given),
        Field(("publisher",), ("source_office",), given),
        Field(("published",), ("source_date",), _published),
    ),
)
