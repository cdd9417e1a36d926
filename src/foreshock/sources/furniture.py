"""Page furniture: share bars, “View More”, icon names, what stands on every page of a site and says nothing of it.

The words are those of share bars and icon sets at large, not of one site. A single such word is prose until its
neighbours say otherwise: only runs of them, or a word that fills its own line, link or button, are furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from .boundaries import break_after, break_before, ends_sentence, skip_back, skip_on, starts_sentence

#: What share bars offer. Longer names stand before the shorter ones that they begin with.
_SHARE: Final = (
    r"(?:Share|Follow)(?: (?:this(?: (?:page|article|story))?|on|via|by|with|us|to))?:?",
    r"Back [Tt]o (?:[Tt]he )?(?:[Mm]ap|[Tt]op|[Ll]ist)", "BACK TO (?:THE )?(?:MAP|TOP|LIST)",
    r"(?:Save|Download|Print|View|Open)(?: as| the| this)?(?: full)? (?:PDF|page|article|map)",
    r"Copy(?: (?:[Ll]ink|URL|address|to clipboard))?",
    "Facebook", "Twitter", "LinkedIn", "Linkedin", "WhatsApp", "Whatsapp", "Telegram", "Instagram", "YouTube",
    "Youtube", "Reddit", "Pinterest", "Tumblr", "Flipboard", "Messenger", "Mastodon", "Bluesky", "Threads", "Signal",
    "WeChat", "Weibo", "Viber", "Pocket", "Flickr", "SoundCloud", "Spotify", "RSS", "E-?[Mm]ail", "Mail", "SMS",
    "Print", "Save", "Download", "PDF", "Bookmark", "Listen", "Subscribe", "Donate", "Full [Ss]creen", "Menu", "Search",
    "Close", "Toggle navigation", "Skip to (?:main )?content", "Log ?in", "Sign ?in", "Sign ?up", "X",
)  # fmt: skip
_SHARE_UNIT: Final = "(?:" + "|".join(_SHARE) + ")"
#: Units may run into one another and into the word before (“HormuzShareFacebookPrint”).
_RUN: Final = re.compile(rf"(?=[A-Z])(?<![A-Z]){_SHARE_UNIT}(?:[\s|·•/,:>»-]{{0,6}}{_SHARE_UNIT}(?![a-z]))+")
_ONE: Final = re.compile(rf"{_SHARE_UNIT}(?:\s*\d{{1,4}})?")

_MORE: Final = re.compile(
    r"(?=[VSRLEvsrle])(?:[Vv]iew|[Ss]ee|[Rr]ead|[Ss]how|[Ll]oad|[Ee]xpand|VIEW|SEE|READ|SHOW|LOAD)\s(?:[Mm]ore|[Ll]ess|[Aa]ll|[Ff]ull|MORE|LESS|ALL)"
    r"(?:\s(?:updates|developments|entries))?(?:\s?(?:\.\.\.|[…»›→+▼]))?(?![a-z])"
)
_OPENING_QUOTE: Final = re.compile(r"(?:^|\s)[\"“‘'«(]$|[“‘«(]$")
_DATE_OR_HEADING: Final = re.compile(
    r"\s*(?:\d{1,2}(?:(?:st|nd|rd|th)?\s|[-./]\w)|\d{4}[-./]\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d"
    r"|[IVX]{1,4}\.\s[A-Z]|[1-9][.)]\s[A-Z]|(?:Why|Recent|Background|Analysis|Scenarios|WHY|RECENT|BACKGROUND|ANALYSIS|SCENARIOS)\b)"
)
#: Names in icon sets, as a page's sprite leaves them in its text.
_ICON_WORDS: Final = frozenset(
    """
    arrow caret chevron icon icons set line box up down left right prev next previous first last camera video audio
    ellipsis favorite favourite globe hamburger list mail map marker pin microphone minus plus pdf play pause stop
    print rss search share trash copy copyview facebook twitter whatsapp youtube linkedin instagram telegram email
    close menu user home download upload bookmark star heart link external info calendar clock tag filter settings
    gear grid check cross circle square logo loading spinner quote phone file document image photo gallery envelope
    """.split()
)
_ICON_RUN_LENGTH: Final = 5
#: One icon's name in small letters (“chevron-down”), or a sign that opens and closes (“▾”, “+”).
_MARK: Final = re.compile(r"[^\S\n]*(?:(?P<name>[a-z]+(?:[-_:][a-z]+)*)|[^\w\s.,;:!?\"“”‘’'«»()\[\]&/–—-]{1,3})(?=\s)")
_MARKS_AT_MOST: Final = 4
_TOKEN: Final = re.compile(r"\S+")


class Furniture(Struct, frozen=True):
    """Furniture at `text[start:end]`. `kind`: “share”, “more” (an entry's or list's fold) or “icons”."""

    start: int
    end: int
    kind: str


def find_furniture(text: str, head_end: int) -> list[Furniture]:
    """Furniture of `text` in order, not overlapping. Icon names are looked for before `head_end` only."""
    folds = list(_more(text))
    behind = [Furniture(f.end, end, "icons") for f in folds if (end := icons_after(text, f.end)) > f.end]
    found = [*folds, *behind, *_share_runs(text, head_end), *_icons(text[:head_end])]
    return without_overlaps(found)


def without_overlaps(found: Iterable[Furniture]) -> list[Furniture]:
    """`found` in order; where two meet, the one that starts first (the longer, if both do) is kept."""
    kept: list[Furniture] = []
    for item in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def icons_after(text: str, pos: int, least: int = 1) -> int:
    """Where icon names and signs that have run in right behind `pos` end, or `pos` itself.

    They are up to four, have at least `least` words or signs, stand on the line of `pos`, and a sentence starts
    behind them: “Background image of the war” has none.
    """
    end, count = pos, 0
    for _ in range(_MARKS_AT_MOST):
        mark = _MARK.match(text, end)
        parts = re.split("[-_:]", mark["name"]) if mark and mark["name"] else []
        if not mark or not all(part in _ICON_WORDS for part in parts):
            break
        end, count = mark.end(), count + max(1, len(parts))
    return end if count >= least and starts_sentence(text, end) else pos


def is_furniture_word(text: str) -> bool:
    """Is `text` the whole label of a share button, a fold or the like?"""
    text = text.strip()
    return bool(_ONE.fullmatch(text) or _MORE.fullmatch(text) or _RUN.fullmatch(text))


def _more(text: str) -> Iterator[Furniture]:
    for match in _MORE.finditer(text):
        words = match.group().split()
        named = all(word[0].isupper() for word in words[:2])
        opened = _OPENING_QUOTE.search(text, max(0, match.start() - 2), match.start()) is not None
        alone = break_before(text, match.start()) and break_after(text, match.end())
        after_sentence = (
            words[0][0].isupper() and ends_sentence(text, match.start()) and _next_is_capital(text, match.end())
        )
        repeated = words[0][0].isupper() and _after_more(text, match.start())
        before_more = words[0][0].isupper() and _DATE_OR_HEADING.match(text, match.end())
        behind = skip_on(text, match.end(), len(text))
        closes = words[0][0].isupper() and (behind == len(text) or bool(_MORE.match(text, behind)))
        # Right behind a date that shows nothing else, at the end of its line.
        bare = words[0][0].isupper() and bool(break_after(text, match.end())) and _after_figure(text, match.start())
        if not opened and (named or alone or after_sentence or repeated or before_more or closes or bare):
            yield Furniture(match.start(), match.end(), "more")


def _next_is_capital(text: str, pos: int) -> bool:
    following = text[pos : pos + 40].lstrip()
    return not following or not following[0].islower()


def _after_figure(text: str, pos: int) -> bool:
    return text[max(0, skip_back(text, pos) - 1) : pos].strip().isdigit()


def _share_runs(text: str, head_end: int) -> Iterator[Furniture]:
    for match in _RUN.finditer(text):
        units = len(re.findall(_SHARE_UNIT, match.group()))
        free = match.start() < head_end or ends_sentence(text, match.start()) or _after_more(text, match.start())
        if units >= 3 or (units == 2 and free):
            yield Furniture(match.start(), match.end(), "share")
    for match in re.finditer(r"(?:Back [Tt]o (?:[Tt]he )?[Mm]ap|BACK TO (?:THE )?MAP)(?![A-Za-z])", text):
        yield Furniture(match.start(), match.end(), "share")


def _after_more(text: str, pos: int) -> bool:
    end = skip_back(text, pos)
    return any(m.end() == end for m in _MORE.finditer(text, max(0, end - 30), end))


def _icons(text: str) -> Iterator[Furniture]:
    """Runs of at least five icon words, in capitals or not, some of them joined (“icon-share-facebook”)."""
    start = end = count = 0
    for token in _TOKEN.finditer(text):
        parts = re.split("[-_:]+", token.group().lower())
        if all(part in _ICON_WORDS for part in parts):
            if not count:
                start = token.start()
            count, end = count + len(parts), token.end()
            continue
        if count >= _ICON_RUN_LENGTH:
            yield Furniture(start, end, "icons")
        count = 0
    if count >= _ICON_RUN_LENGTH:
        yield Furniture(start, end, "icons")
