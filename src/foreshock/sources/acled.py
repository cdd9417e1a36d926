"""ACLED: its CSV with the columns of before and after 2023 (and of 2018), and the records of its API.

Types follow ACLED's codebook: sub-event first, else event type. Actor 1 and 2 imply no direction. ACLED's terms ask for
attribution and forbid passing the rows on: give such a source `terms = "private"`, or "quote" where you may.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from foreshock.model import InvalidValue
from foreshock.model.tables import country_of_name

from .actors import from_state_name
from .days import day_of
from .numbers import count, degrees
from .rows import Field, Shape

#: Sub-event or event type, in lower case → PLOVER type and mode. An empty type is no event in PLOVER.
ACTS: Final[dict[str, tuple[str, str | None]]] = {
    "armed clash": ("ASSAULT", None),
    "government regains territory": ("ASSAULT", None),
    "non-state actor overtakes territory": ("ASSAULT", None),
    "chemical weapon": ("ASSAULT", "unconventional"),
    "air/drone strike": ("ASSAULT", "aerial"),
    "suicide bomb": ("ASSAULT", "suicide-attack"),
    "shelling/artillery/missile attack": ("ASSAULT", "heavy-weapons"),
    "remote explosive/landmine/ied": ("ASSAULT", "explosives"),
    "grenade": ("ASSAULT", "explosives"),
    "sexual violence": ("ASSAULT", "sexual"),
    "attack": ("ASSAULT", None),
    "abduction/forced disappearance": ("COERCE", "arrest"),
    "peaceful protest": ("PROTEST", "demo"),
    "protest with intervention": ("PROTEST", "demo"),
    "excessive force against protesters": ("ASSAULT", "crowd-control"),
    "violent demonstration": ("PROTEST", "riot"),
    "mob violence": ("PROTEST", "riot"),
    "agreement": ("SUPPORT", None),
    "arrests": ("COERCE", "arrest"),
    "looting/property destruction": ("COERCE", "seize"),
    "headquarters or base established": ("MOBILIZE", "troops"),
    "non-violent transfer of territory": ("RETREAT", "withdraw"),
    "disrupted weapons use": ("COERCE", "seize"),
    "change to group/activity": ("", None),
    "other": ("", None),
    # Event types, of today and of before 2019.
    "battles": ("ASSAULT", None),
    "explosions/remote violence": ("ASSAULT", "explosives"),
    "violence against civilians": ("ASSAULT", None),
    "protests": ("PROTEST", "demo"),
    "riots": ("PROTEST", "riot"),
    "strategic developments": ("", None),
    "battle-no change of territory": ("ASSAULT", None),
    "battle-government regains territory": ("ASSAULT", None),
    "battle-non-state actor overtakes territory": ("ASSAULT", None),
    "remote violence": ("ASSAULT", "explosives"),
    "riots/protests": ("PROTEST", None),
    "strategic development": ("", None),
}
#: ACLED's kinds of actor, by number and by name.
_ROLES: Final = {
    "1": "MIL", "state forces": "MIL", "2": "REB", "rebel group": "REB", "rebel groups": "REB",
    "3": "REB", "political militia": "REB", "political militias": "REB", "4": "REB", "identity militia": "REB",
    "identity militias": "REB", "5": "CIV", "rioters": "CIV", "6": "CIV", "protesters": "CIV", "7": "CIV",
    "civilians": "CIV", "8": "", "external/other forces": "", "other": "",
}  # fmt: skip
#: Kilometres for ACLED's geo-precision: the town; the part of a region around it; the region.
_KM: Final = {"1": 5.0, "2": 25.0, "3": 100.0}


def _act(event: str, sub: str) -> tuple[str | None, str | None, str, str]:
    found = ACTS.get(sub.strip().lower()) or ACTS.get(event.strip().lower())
    if found is None:
        raise InvalidValue(f"no event type of ACLED: {event!r}, {sub!r}")
    name = sub.strip() or event.strip()
    return found[0] or None, found[1], f"ACLED {name}", "" if found[0] else f"ACLED {name} is no event in PLOVER"


def _key(cnty: str, number: str) -> str:
    if not (cnty.strip() or number.strip()):
        raise InvalidValue("a row without event_id_cnty")
    return cnty.strip() or number.strip()


def _time(date: str, precision: str) -> tuple[str, str]:
    day = day_of(date)
    if precision.strip() == "3":
        return f"{day:%Y-%m}", ""
    if precision.strip() == "2":
        # A week or the like: the date is its beginning or middle.
        return day.isoformat(), (day + dt.timedelta(days=6)).isoformat()
    return day.isoformat(), ""


def _actor(name: str, inter: str, country: str) -> str:
    return from_state_name(name, country_of_name(country), _ROLES.get(inter.strip().lower()) or None)


def _recipient(name: str, inter: str, country: str) -> str | None:
    return _actor(name, inter, country) if name.strip() else None


def _place(location: str, admin1: str, country: str) -> str:
    return ", ".join(dict.fromkeys(part.strip() for part in (location, admin1, country) if part.strip()))


def _km(precision: str) -> float | None:
    return _KM.get(precision.strip(), 100.0)


def _title(event: str, sub: str, location: str) -> str:
    return f"{sub.strip() or event.strip()}, {location.strip()}"


ROWS: Final = Shape(
    kind="acled",
    coder="ACLED",
    needs=("event_id_cnty", "event_date", "event_type", "actor1", "latitude", "longitude"),
    aliases={"event_id_cnty": ("data_id",), "assoc_actor_1": ("ally_actor_1",), "assoc_actor_2": ("ally_actor_2",)},
    fields=(
        Field(("key",), ("event_id_cnty", "data_id"), _key),
        Field(("happened", "until"), ("event_date", "time_precision"), _time),
        Field(("type", "mode", "rule", "why_empty"), ("event_type", "sub_event_type"), _act),
        Field(("actor",), ("actor1", "inter1", "country"), _actor),
        Field(("recipient",), ("actor2", "inter2", "country"), _recipient),
        Field(("actor_name",), ("actor1",)),
        Field(("recipient_name",), ("actor2",)),
        Field(("place",), ("location", "admin1", "country"), _place),
        Field(("lat", "lon"), ("latitude", "longitude"), degrees),
        Field(("km",), ("geo_precision",), _km),
        Field(("killed",), ("fatalities",), count),
        Field(("title",), ("event_type", "sub_event_type", "location"), _title),
        Field(("text",), ("notes",)),
        Field(("publisher",), ("source",)),
    ),
)
