"""The PLOVER event ontology, once, as data.

Sixteen event types in four quads with their modes, after the Open Event Data Alliance's PLOVER draft 0.8
(September 2021). The one-line definitions are this project's own wording; where they are silent, the PLOVER
manual decides. Actor codes are `COUNTRY` or `COUNTRY:ROLE`.
"""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

from msgspec import Struct

from .countries import ISO3
from .errors import UnknownCode

Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
Assertion = Literal["stated", "claimed", "denied", "planned", "confirmed"]
ASSERTIONS: Final[tuple[Assertion, ...]] = get_args(Assertion)


class EventType(Struct, frozen=True):
    """One PLOVER root type. `gloss` completes the sentence “code it when the actor …”."""

    code: str
    quad: Quad
    gloss: str
    modes: tuple[str, ...] = ()


EVENT_TYPES: Final[dict[str, EventType]] = {
    t.code: t
    for t in (
        EventType("AGREE", "verbal cooperation", "promises or offers to cooperate, or commits to it"),
        EventType(
            "CONSULT",
            "verbal cooperation",
            "meets, visits, phones, negotiates or mediates",
            ("visit", "third-party", "multilateral", "phone"),
        ),
        EventType(
            "SUPPORT",
            "verbal cooperation",
            "praises or endorses, signs or ratifies an agreement, opens relations",
        ),
        EventType(
            "CONCEDE",
            "verbal cooperation",
            "eases, pardons or regrets, or announces a withdrawal or ceasefire to come",
        ),
        EventType("COOPERATE", "material cooperation", "shares, trades or exercises jointly, already under way"),
        EventType("AID", "material cooperation", "gives money, arms, training, relief, asylum or rescue"),
        EventType(
            "RETREAT",
            "material cooperation",
            "really withdraws, releases, disarms, observes a ceasefire or resigns",
            ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
        ),
        EventType(
            "REQUEST",
            "verbal conflict",
            "asks, demands, urges, orders or calls for",
            ("assist", "change", "yield", "meet"),
        ),
        EventType(
            "ACCUSE",
            "verbal conflict",
            "condemns, criticises, alleges, complains or investigates",
            ("disapprove", "allege", "investigate"),
        ),
        EventType(
            "REJECT",
            "verbal conflict",
            "refuses, rules out, declines or denies a demand",
            ("assist", "change", "yield", "meet"),
        ),
        EventType(
            "THREATEN",
            "verbal conflict",
            "warns of harm to come, or vows it",
            ("restrict", "arrest", "relations", "expel", "territory", "violence"),
        ),
        EventType(
            "PROTEST",
            "material conflict",
            "(civilians) demonstrates, strikes or riots",
            ("demo", "riot", "strike", "hunger", "boycott", "obstruct"),
        ),
        EventType(
            "SANCTION",
            "material conflict",
            "cuts or reduces relations, aid or trade, or convicts",
            ("convict", "expel", "withdraw", "discontinue"),
        ),
        EventType(
            "MOBILIZE",
            "material conflict",
            "moves, deploys or exercises forces without using them, or enters a declared zone without a fight",
            ("troops", "weapons", "police", "militia"),
        ),
        EventType(
            "COERCE",
            "material conflict",
            "detains, seizes, deports, restricts, or raids without an exchange of fire",
            ("seize", "restrict", "ban", "arrest", "deport", "censor", "cyber"),
        ),
        EventType(
            "ASSAULT",
            "material conflict",
            "uses force: strikes, shoots, bombs, clashes, shoots down, kills",
            (
                "beat",
                "torture",
                "execute",
                "sexual",
                "assassinate",
                "primitive",
                "firearms",
                "explosives",
                "suicide-attack",
                "heavy-weapons",
                "aerial",
                "drone",
                "crowd-control",
                "cleansing",
                "unconventional",
            ),
        ),
    )
}

#: Codes that stand where a country would, for actors that are none.
NON_STATE: Final[dict[str, str]] = {
    "IGO": "an intergovernmental body",
    "ISIS": "ISIS, the Islamic State group",
    "HZB": "Hizbollah",
    "HTH": "the Huthis, Ansar Allah",
    "COA": "the U.S.-led coalition against ISIS",
    "UNK": "an unidentified actor",
}

ROLES: Final[dict[str, str]] = {
    "GOV": "executive or foreign ministry",
    "MIL": "armed forces",
    "LEG": "legislature",
    "JUD": "judiciary",
    "REB": "armed opposition",
    "PRM": "state-aligned militia",
    "IGO": "intergovernmental body",
    "MED": "media",
    "CIV": "civilians",
    "REF": "refugees",
    "TER": "terrorist group",
    "UNK": "unknown role",
}

_ACTOR = re.compile(r"([A-Z]{3,4})(?::([A-Z]{3}))?")


def check_actor(code: str) -> str:
    """Return `code` if it is `COUNTRY` or `COUNTRY:ROLE` of our tables, else raise UnknownCode."""
    match = _ACTOR.fullmatch(code)
    if not match or (match[1] not in ISO3 and match[1] not in NON_STATE):
        raise UnknownCode(f"unknown actor {code!r}: write an ISO 3166-1 alpha-3 code or one of {', '.join(NON_STATE)}")
    if match[2] and match[2] not in ROLES:
        raise UnknownCode(f"unknown role in actor {code!r}: write one of {', '.join(ROLES)}")
    return code


def check_type(code: str, mode: str | None) -> None:
    """Raise UnknownCode unless `code` is a PLOVER type and `mode` is one of its modes, or None."""
    if code not in EVENT_TYPES:
        raise UnknownCode(f"unknown event type {code!r}: write one of {', '.join(EVENT_TYPES)}")
    if mode is not None and mode not in EVENT_TYPES[code].modes:
        allowed = ", ".join(EVENT_TYPES[code].modes) or "no mode at all"
        raise UnknownCode(f"unknown mode {mode!r} of {code}: write {allowed}")
