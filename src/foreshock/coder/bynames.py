"""Names that mean another side in another text.

“The coalition” is the one against ISIS, or the Saudi-led one where the text is about Yemen, or a government of several
parties; “pro-regime forces” are Syria's where the text is about Syria, and otherwise of a country that is not said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from .mentions import Mention

_NAME: Final = re.compile(r"\b(?:[Cc]oalition|[Pp]ro-(?:regime|government))(?![\w-])")
#: Forces, by whatever word: “pro-government marchers” are citizens.
_FORCES: Final = re.compile(
    r"\s+(?:\w+\s+)?(?:forces?|troops|fighters?|militias?|militiamen|gunmen|units?|convoys?|elements|soldiers|warplanes|"
    r"aircraft|jets|planes|air ?strikes?|helicopters?|drones?|spokes\w+|commanders?|officials?|personnel|partners)\b"
)
_BEFORE: Final = re.compile(
    r"(?:^|[.!?:;,“\"(—-]\s*|\b(?:the|an?|its|their|this|that|and|by|of|with|against|to|for|from|on|in|while|when|as|former|"
    r"senior|several|two|three|other|allied|military|said|[\w.]+['’]s)\s+)$",
    re.IGNORECASE,
)
#: A government of several parties, or a coalition that is about to be named.
_PARTIES: Final = re.compile(
    r"\s+(?:governments?|cabinet|part(?:y|ies|ner|ners)|talks|agreements?|negotiations|deal|building|all(?:y|ies)|of|between|"
    r"led|headed|called|includes|including)\b"
)
_LOOSE: Final = frozenset(("coalition forces", "coalition aircraft", "coalition military forces"))
_YEMEN: Final = frozenset(("YEM", "HTH", "SAU"))
_LEVANT: Final = frozenset(("ISIS", "SYR", "IRQ"))
_PLACE: Final = re.compile(r"\b(?:al-)?[A-Z][\w’'-]+(?:\s(?:al-)?[A-Z][\w’'-]+)?")
#: The first strikes of the coalition against ISIS.
_SINCE: Final = "2014-08"
_MOST: Final = 12


def bynames(text: str, date: str, mentions: list[Mention], where: Callable[[str], str]) -> list[Mention]:
    """The mentions of a text with those of its bynames; `where` gives the country of a place's name, or nothing."""
    matches = list(_NAME.finditer(text)) if "oalition" in text or "ro-regime" in text or "ro-gov" in text else []
    if not matches:
        return mentions
    countries = {m.code(date).split(":")[0] for m in mentions if m.kind != "role" and not m.sponsor}
    coalition = _coalition(text, date, mentions, countries, where)
    regime = ""
    found = list(mentions)
    for match in matches:
        if match[0].endswith("oalition"):
            code = coalition if _forces_joined(text, match) else ""
            # A text of no country that is known: only forces and the capital letter tell it from a cabinet's.
            if not code and _forces_joined(text, match) and not countries & (_YEMEN | _LEVANT):
                named = match[0][0] == "C" and not _opens(text, match.start())
                code = "COA" if (named or _FORCES.match(text, match.end())) and _late(date) else ""
        else:
            if not _FORCES.match(text, match.end()):
                continue
            regime = regime or _regime(text, countries, where)
            code = regime
        if code:
            found = _put(text, found, Mention(match.start(), match.end(), "name", ((code, "", ""),)))
    return found


def _coalition(text: str, date: str, mentions: list[Mention], countries: set[str], where: Callable[[str], str]) -> str:
    """The coalition that the text names in full, else the one that its countries and places suggest."""
    for m in mentions:
        name, code = text[m.start : m.end], m.code(date)
        if "oalition" in name and name.lower() not in _LOOSE and code in ("COA", "SAU:MIL"):
            return code
    if countries & _LEVANT:
        return "COA" if _late(date) else ""
    if countries & _YEMEN:
        return "SAU:MIL"
    found = {where(m[0]) for m in [*_PLACE.finditer(text)][:_MOST]}
    return "COA" if found & _LEVANT and _late(date) else "SAU:MIL" if "YEM" in found else ""


def _regime(text: str, countries: set[str], where: Callable[[str], str]) -> str:
    if "SYR" in countries or any(where(m[0]) == "SYR" for m in [*_PLACE.finditer(text)][:_MOST]):
        return "SYR:PRM"
    return "UNK:PRM"


def _forces_joined(text: str, match: re.Match[str]) -> bool:
    left = text[max(0, match.start() - 24) : match.start()]
    return _BEFORE.search(left) is not None and _PARTIES.match(text, match.end()) is None


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins at `start`."""
    return start == 0 or text[:start].rstrip().endswith((".", "!", "?", ":", "”", '"'))


def _late(date: str) -> bool:
    return not date or date >= _SINCE


def _put(text: str, mentions: list[Mention], mention: Mention) -> list[Mention]:
    """`mentions` with one more, in place of what it overlaps; a longer name that is not loose stays."""
    over = [m for m in mentions if m.start < mention.end and mention.start < m.end]
    for m in over:
        if m.kind != "role" and m.end - m.start > mention.end - mention.start:
            if text[m.start : m.end].lower() not in _LOOSE:
                return mentions
            mention = m._replace(codes=mention.codes)
    kept = [m for m in mentions if m not in over]
    kept.insert(bisect_left(kept, (mention.start,)), mention)
    return kept
