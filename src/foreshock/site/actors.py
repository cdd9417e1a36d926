"""PLOVER actors and events in words: `USA:MIL` is “United States, armed forces”."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from foreshock.model import EVENT_TYPES, NON_STATE, ROLES, Event, Party

from .map.names import country_names

#: Names for codes that the maps have no label for. Names take no side; the boundary policy applies to them too.
_UNLABELLED: Final = {
    "ALA": "Åland Islands",
    "BES": "Bonaire, Sint Eustatius and Saba",
    "BLM": "Saint Barthélemy",
    "BVT": "Bouvet Island",
    "CCK": "Cocos Islands",
    "CXR": "Christmas Island",
    "GIB": "Gibraltar",
    "GLP": "Guadeloupe",
    "GUF": "French Guiana",
    "HKG": "Hong Kong",
    "MAC": "Macao",
    "MAF": "Saint Martin",
    "MTQ": "Martinique",
    "MYT": "Mayotte",
    "REU": "Réunion",
    "SJM": "Svalbard and Jan Mayen",
    "SXM": "Sint Maarten",
    "TKL": "Tokelau",
    "UMI": "U.S. Minor Outlying Islands",
    "VAT": "Holy See",
}

#: What an event's modes are called where the code alone would not be understood.
_MODES: Final = {
    "aerial": "from the air",
    "drone": "by drone",
    "firearms": "with firearms",
    "explosives": "with explosives",
    "heavy-weapons": "with heavy weapons",
    "third-party": "through a third party",
    "phone": "by telephone",
}


def actor_words(code: str, parties: Iterable[Party] = ()) -> str:
    """A PLOVER actor in words; the name that the list gives to a party with just this code goes before our tables."""
    for party in parties:
        if party.code == code:
            return party.name
    country, _, role = code.partition(":")
    name = NON_STATE.get(country) or country_name(country)
    return f"{name}, {ROLES[role]}" if role and country != "UNK" else name


def country_name(code: str) -> str:
    """The name of a country by its ISO 3166-1 alpha-3 code, as the maps write it; the code itself if it has none."""
    names = country_names()
    return names[code][0] if code in names else _UNLABELLED.get(code, code)


def event_words(event: Event, parties: Iterable[Party] = ()) -> str:
    """Who did what to whom, as a line of words: “United States, armed forces → Syria, armed forces”."""
    line = actor_words(event.actor, parties)
    return f"{line} → {actor_words(event.recipient, parties)}" if event.recipient else line


def type_words(event: Event) -> str:
    """The event's type and mode as a title: “Assault, from the air”."""
    name = EVENT_TYPES[event.type].code.capitalize()
    return f"{name}, {_MODES.get(event.mode, event.mode.replace('-', ' '))}" if event.mode else name
