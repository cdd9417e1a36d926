"""POLECAT: tab-separated tables with a header, in PLOVER already (Halterman and others 2023). CC0, cite POLECAT."""

from __future__ import annotations

from typing import Final

from foreshock.model import EVENT_TYPES, InvalidValue
from foreshock.model.tables import country_of_name

from .actors import ROLE_OF, group_of
from .days import day_of, when_of
from .numbers import degrees, given
from .rows import Field, Shape

_LANGUAGES: Final = {
    "english": "en", "arabic": "ar", "french": "fr", "german": "de", "spanish": "es", "portuguese": "pt",
    "russian": "ru", "ukrainian": "uk", "farsi": "fa", "persian": "fa", "turkish": "tr", "chinese": "zh",
    "hebrew": "he", "indonesian": "id", "italian": "it", "dutch": "nl", "polish": "pl", "swahili": "sw",
}  # fmt: skip


def _key(text: str) -> str:
    if not text.strip():
        raise InvalidValue("a row without Event ID")
    return text.strip()


def _act(kind: str, mode: str) -> tuple[str, str | None, str]:
    code = kind.strip().upper()
    if code not in EVENT_TYPES:
        raise InvalidValue(f"no PLOVER type: {kind!r}")
    said = given(mode).lower()
    return code, said if said in EVENT_TYPES[code].modes else None, f"PLOVER {code}{f' {said}' if said else ''}"


def _one(text: str) -> str:
    """The first of several that are joined by `;` or `|`."""
    return given(text.replace("|", ";").split(";")[0])


def _actor(country: str, name: str, sector: str) -> str:
    known = group_of(name)
    if known:
        return known
    code = country_of_name(_one(country)) or "UNK"
    role = ROLE_OF.get(_one(sector).upper())
    return f"{code}:{role}" if role else code


def _recipient(country: str, name: str, sector: str) -> str | None:
    return _actor(country, name, sector) if _one(country) or given(name) or _one(sector) else None


def _place(name: str, city: str, district: str, province: str, country: str) -> tuple[str, float]:
    """The place's name, and the kilometres that the finest level given stands for."""
    levels = ((city, 15.0), (district, 40.0), (province, 150.0), (country, 600.0))
    km = next((size for text, size in levels if given(text)), 600.0)
    return given(name) or next((given(text) for text, _ in levels if given(text)), ""), km


def _published(text: str) -> str:
    found = when_of(text)
    return found.text if found else ""


ROWS: Final = Shape(
    kind="polecat",
    coder="POLECAT",
    delimiter="\t",
    quoted=False,
    needs=("Event ID", "Event Date", "Event Type", "Actor Name", "Latitude", "Longitude"),
    fields=(
        Field(("key",), ("Event ID",), _key),
        Field(("happened",), ("Event Date",), lambda text: day_of(text).isoformat()),
        Field(("type", "mode", "rule"), ("Event Type", "Event Mode"), _act),
        Field(("actor",), ("Actor Country", "Actor Name", "Primary Actor Sector"), _actor),
        Field(("recipient",), ("Recipient Country", "Recipient Name", "Primary Recipient Sector"), _recipient),
        Field(("actor_name",), ("Actor Name",), given),
        Field(("recipient_name",), ("Recipient Name",), given),
        Field(("place", "km"), ("Placename", "City", "District", "Province", "Country"), _place),
        Field(("lat", "lon"), ("Latitude", "Longitude"), degrees),
        Field(("publisher",), ("Source",), given),
        Field(("published",), ("Publication Date",), _published),
        Field(("language",), ("Language",), lambda text: _LANGUAGES.get(text.strip().lower(), "")),
    ),
)
