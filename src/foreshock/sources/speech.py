"""Does an entry tell what happened, or what somebody said? A first guess from its words; the coder knows better."""

from __future__ import annotations

import re

from foreshock.model.developments import DevelopmentKind

_QUOTED = re.compile(r'["“„«](?:[^"“”„«»]{1,4000}?)["”“»]')
_SAYING = re.compile(
    r"\b(?:said|says|stated|declared|asserted|claimed|maintained|remarked|told|tweeted|warned|threatened|vowed|pledged"
    r"|argued|posited|opined|suggested|indicated|insisted|announced|affirmed|acknowledged|noted|added|explained"
    r"|stressed|urged|called (?:for|on)|denied|condemned|criticised|criticized|accused|revealed|predicted|rejected"
    r"|expressed|reiterated|cautioned|dismissed|ruled out|reported)\b"
)


def first_guess_of_kind(text: str) -> DevelopmentKind:
    """“statement” if `text` quotes at least four words in a row or has a verb of saying, else “event”."""
    if _SAYING.search(text) or any(len(quote.group().split()) >= 4 for quote in _QUOTED.finditer(text)):
        return "statement"
    return "event"
