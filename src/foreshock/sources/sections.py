"""The body of a page: its sections cut at their headings, and read."""

from __future__ import annotations

import bisect
import re
from typing import Final

from msgspec import Struct

from .body import Body, Region
from .boundaries import break_before, ends_sentence, skip_back, starts_sentence
from .captions import marked_picture
from .listing import Listing, read_list, survey
from .prose import read_prose
from .reading import SECTION_TITLES, Entry, Section
from .wording import one_line

_INLINE_NOTE: Final = re.compile(r"\[fn\](?:(?!\[fn\])[\s\S]){1,1500}?Hide [Ff]ootnote")
_TAIL: Final = re.compile(
    r"(?=[A-Z©])(?:(?P<notes>Footnotes|FOOTNOTES|Endnotes)(?![a-z])|(?:Related (?:Content|Articles|Tags|Topics|Stories)"
    r"|Related content"
    r"|RELATED CONTENT|More (?:for you|from|on this)|You (?:may|might) also|Up Next|Read Next|Also available in"
    r"|This article is also available|Subscribe to|Sign up (?:for|to)|Stay (?:informed|up to date)|Contributors"
    r"|Privacy Policy|Terms (?:of|and)|Cookie (?:Policy|Settings)|All rights reserved|Copyright ©|©\s?\d{4})(?![a-z]))"
)
#: How much speaks for an entry that opens where only an entry can.
_CERTAIN: Final = 3.0
_LONGEST_CAPTION: Final = 800


class Parts(Struct, frozen=True):
    """The body, read. `head_end` is where the head ends: at the first heading, or at the first entry."""

    head_end: int
    sections: tuple[Section, ...]
    prose: dict[Section, tuple[str, ...]]
    entries: tuple[Entry, ...]
    footnotes: tuple[str, ...]


def read_body(body: Body) -> Parts:
    """Read all sections. One that stands twice is joined, in the page's order; remarks go to `body`."""
    regions = _regions(body)
    footnotes = _book_notes(body) + _book_tail(body, regions[-1] if regions else None)
    _book_marked_captions(body, regions)
    regions, listings = _listings(body, regions)
    head_end = min(
        [h.start for h in body.headings] + [x.openings[0].date.start for x in listings if x.openings], default=0
    )
    prose: dict[Section, tuple[str, ...]] = dict.fromkeys(SECTION_TITLES, ())
    for region in regions:
        if region.section != "developments":
            prose[region.section] += read_prose(body, region)
    entries = tuple(entry for listing in listings for entry in read_list(body, listing))
    return Parts(
        head_end=head_end,
        sections=tuple(dict.fromkeys(r.section for r in regions)),
        prose=prose,
        entries=entries,
        footnotes=tuple(footnotes),
    )


def _regions(body: Body) -> list[Region]:
    starts = [h.start for h in body.headings] + [len(body.text)]
    return [Region(h.section, h.end, end) for h, end in zip(body.headings, starts[1:], strict=True)]


def _listings(body: Body, regions: list[Region]) -> tuple[list[Region], list[Listing]]:
    """The surveyed lists; where no heading names one, the list that a section or the page holds unannounced."""
    named = [survey(body, region) for region in regions if region.section == "developments"]
    if named:
        for listing in named:
            if not listing.openings:
                body.remark("the section of recent developments holds no dated entry", listing.region.lo)
        return regions, named
    places = regions or [Region("developments", _end_of_share_bar(body), len(body.text))]
    best = max((survey(body, place) for place in places), key=lambda x: sum(o.weight for o in x.openings))
    certain = sum(o.weight >= _CERTAIN for o in best.openings)
    if certain < 2 and len(best.openings) < 4:
        return regions, []
    start = best.openings[0].date.start
    found = Region("developments", start, best.region.hi)
    body.remark("no heading names the dated list: it was found by its dates", start)
    kept = [Region(r.section, r.lo, start) if r == best.region else r for r in regions]
    return sorted([*kept, found], key=lambda r: r.lo), [survey(body, found)]


def _end_of_share_bar(body: Body) -> int:
    """Where the head ends on a page without headings: after the last share bar of its first 3,000 characters."""
    return max((f.end for f in body.furniture if f.kind in ("share", "icons") and f.end < 3000), default=0)


def _book_notes(body: Body) -> list[str]:
    """Book footnotes that the flattened text carries in the middle of its sentences."""
    found = []
    for match in _INLINE_NOTE.finditer(body.text):
        body.ledger.take(match.start(), match.end(), "footnote")
        found.append(one_line(match.group().removeprefix("[fn]")[: -len("Hide footnote")]))
    return found


def _book_tail(body: Body, last: Region | None) -> list[str]:
    """Book what follows the last section: footnotes as such, related links and imprint as leftovers."""
    if last is None:
        return []
    text, notes = body.text, []
    starts = [m for m in _TAIL.finditer(text, last.lo, last.hi) if _stands_alone(body, m)]
    for index, match in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else last.hi
        if match["notes"]:
            body.ledger.take(match.start(), match.end(), "furniture", "heading of the footnotes")
            notes += [one_line(text[a:b]) for a, b in list(body.ledger.free(match.end(), end))]
            body.ledger.take(match.end(), end, "footnote")
        else:
            body.ledger.take(match.start(), end, "leftover", f"stands after “{match.group()}”, behind the last section")
    return notes


def _stands_alone(body: Body, match: re.Match[str]) -> bool:
    text, start = body.text, match.start()
    edge = break_before(text, start) or ends_sentence(text, start) == 2 or body.ledger.taken(skip_back(text, start) - 1)
    return bool(edge) and (
        match.group()[-1].isdigit()
        or starts_sentence(text, match.end())
        or text[match.end() :][:1] == "\n"
        or match.end() == len(text)
    )


def _book_marked_captions(body: Body, regions: list[Region]) -> None:
    """Book the pictures whose captions the HTML marks. What is long or holds a heading only wraps pictures."""
    credits, headings = body.page.spans("credit"), [h.start for h in body.headings]
    starts, done = [start for start, _ in credits], 0
    for start, end in body.page.spans("caption"):
        wraps = bisect.bisect_left(headings, start) < bisect.bisect_left(headings, end)
        free = list(body.ledger.free(start, end))
        if start < done or not free or wraps or end - start > _LONGEST_CAPTION:
            continue
        # A share bar may stand within a caption; the longest stretch beside it is the caption.
        start, end = max(free, key=lambda stretch: stretch[1] - stretch[0])
        own = credits[bisect.bisect_left(starts, start) : bisect.bisect_left(starts, end)]
        section = next((r.section for r in regions if r.lo <= start < r.hi), "")
        credit = own[0] if own and own[0][1] <= end else None
        body.book_picture(marked_picture(body.credits, start, end, credit, section))
        done = end
