"""Actors as data sets name them → codes of the model. What no table knows is `UNK`, and the name stays beside it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from foreshock.model import ISO3, ROLES
from foreshock.model.tables import country_of_name

#: Names of armed groups that have a code of their own in the model, by a word that is theirs alone.
_GROUPS: Final = (
    (re.compile(r"\b(?:islamic state|isil|isis|daesh|da'esh)\b", re.IGNORECASE), "ISIS"),
    (re.compile(r"\bhezbollah\b|\bhizbollah\b|\bhizballah\b", re.IGNORECASE), "HZB"),
    (re.compile(r"\b(?:houthis?|huthis?|ansar ?allah|ansarullah)\b", re.IGNORECASE), "HTH"),
    (re.compile(r"global coalition against|anti-isi[ls] coalition|\bcjtf-oir\b", re.IGNORECASE), "COA"),
    (re.compile(r"\b(?:united nations|nato|european union|african union|arab league|unifil|undof)\b", re.IGNORECASE),
     "IGO"),
)  # fmt: skip
#: Role codes of CAMEO (and POLECAT's sectors, which are the same) → roles of the model.
ROLE_OF: Final[dict[str, str]] = {
    "GOV": "GOV", "SPY": "GOV", "COP": "GOV", "MIL": "MIL", "LEG": "LEG", "JUD": "JUD", "REB": "REB", "INS": "REB",
    "SEP": "REB", "RAD": "REB", "UAF": "REB", "PRM": "PRM", "IGO": "IGO", "IMG": "IGO", "UNO": "IGO", "MED": "MED",
    "REF": "REF", "CVL": "CIV", "CIV": "CIV", "LAB": "CIV", "EDU": "CIV", "HLH": "CIV", "BUS": "CIV", "AGR": "CIV",
    "ELI": "CIV", "NGO": "CIV", "NGM": "CIV", "MNC": "CIV", "HRI": "CIV", "ENV": "CIV", "DEV": "CIV", "SET": "CIV",
    "CRM": "CIV", "MOD": "CIV", "REL": "CIV",
}  # fmt: skip
#: Countries of CAMEO that are no ISO code of today.
_CAMEO_COUNTRIES: Final = {
    "WSB": "PSE", "GZS": "PSE", "PAL": "PSE", "ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "YUG": "SRB", "SCG": "SRB",
    "KOS": "XKX", "BAG": "IRQ",
}  # fmt: skip
_FORCES: Final = re.compile(
    r"(?P<what>Military|Police|Security|Armed|Naval|Air|Border)?\s*(?:Forces|Government|Military|Police|Army|Navy)"
    r" of (?:the )?(?P<country>[^(:]+)",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"\(([^()]+)\)")


@lru_cache(maxsize=50_000)
def group_of(name: str) -> str | None:
    """The code of a group, coalition or body that the model knows by itself."""
    return next((code for pattern, code in _GROUPS if pattern.search(name)), None)


def from_cameo(country: str, name: str, types: tuple[str, ...], group: str = "") -> str:
    """An actor of GDELT: country code, name, type codes in order. `UNK` with a role where only that is known."""
    known = group_of(name)
    if known:
        return known
    role = next((ROLE_OF[t] for t in types if t in ROLE_OF), None)
    code = country if country in ISO3 else _CAMEO_COUNTRIES.get(country)
    if code is None and (group in ("UNO", "NAT", "EEC", "EUR") or role == "IGO"):
        return "IGO"
    return _joined(code or "UNK", role)


def from_state_name(name: str, default_country: str | None, role: str | None) -> str:
    """An actor named in words, such as “Military Forces of Syria (2000-)” or “Civilians (Lebanon)”.

    `default_country` is where it acted, for groups that carry no country; `role` what its data set says it is.
    """
    known = group_of(name)
    if known:
        return known
    match = _FORCES.search(name)
    if match:
        code = country_of_name(match["country"].strip())
        what = (match["what"] or match.group(0).split()[0]).lower()
        if code:
            return _joined(code, "GOV" if what in ("government", "police") else "MIL")
    for inside in _BRACKETS.findall(name):
        code = country_of_name(inside.strip())
        if code:
            return _joined(code, role)
    whole = country_of_name(name.strip())
    if whole:
        return _joined(whole, role)
    return _joined(default_country or "UNK", role)


def _joined(country: str, role: str | None) -> str:
    return f"{country}:{role}" if role in ROLES and role is not None else country
