"""What the readers of sections share: the page, its dates and furniture, the ledger, and what they found so far."""

from __future__ import annotations

import bisect
import re
from typing import Final

from msgspec import Struct

from .boundaries import skip_back
from .captions import Picture
from .credits import Credit, CreditFinder
from .dates import DateMark
from .furniture import Furniture
from .headings import Heading
from .ledger import Ledger
from .pagetext import PageText
from .reading import Remark, Role, Section
from .wording import one_line

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*+\n")
_LINE: Final = re.compile(r"\n")


class Region(Struct, frozen=True):
    """The content of one section: `text[lo:hi]`, its heading left out."""

    section: Section
    lo: int
    hi: int


class Body:
    """A page under reading. Readers book in `ledger` and add to `pictures` (in order) and `remarks`."""

    def __init__(
        self, page: PageText, ledger: Ledger, dates: list[DateMark], headings: list[Heading], furniture: list[Furniture]
    ) -> None:
        self.page, self.text, self.ledger = page, page.text, ledger
        self.dates, self.headings, self.furniture = dates, headings, furniture
        self.pictures: list[Picture] = []
        self.remarks: list[Remark] = []
        stops = {f.start for f in furniture} | {h.start for h in headings} | {d.start for d in dates if d.is_day}
        self.credits = CreditFinder(self.text, frozenset(stops))
        self._date_starts = [d.start for d in dates]
        self._furniture_starts = [f.start for f in furniture]

    def credits_in(self, dates: list[DateMark], lo: int, hi: int, sure: bool) -> list[Credit]:
        """The credits in `text[lo:hi]`, after one of `dates` or after a sentence, in order. See `CreditFinder`."""
        dated = [credit for date in dates if (credit := self.credits.after_date(date, hi, sure)) is not None]
        found = sorted([*dated, *self.credits.undated(lo, hi)], key=lambda c: (c.start, c.date is None))
        kept: list[Credit] = []
        for credit in found:
            apart = not kept or credit.lead >= kept[-1].end
            if apart and not self.ledger.taken(credit.lead) and not self.ledger.inside(credit.lead, credit.end):
                kept.append(credit)
        return kept

    def caption_floor(self, lo: int, credit: Credit) -> int:
        """Where the caption of `credit` starts at the earliest: not before `lo`, and behind what is booked already."""
        before = self.ledger.inside(lo, credit.lead)
        return max(lo, before[-1].end) if before else lo

    def dates_in(self, lo: int, hi: int) -> list[DateMark]:
        """The dates in `text[lo:hi]` of which nobody has taken a part, in order."""
        found = self.dates[bisect.bisect_left(self._date_starts, lo) : bisect.bisect_left(self._date_starts, hi)]
        return [d for d in found if not self.ledger.taken(d.start) and not self.ledger.inside(d.start, d.end)]

    def furniture_in(self, lo: int, hi: int) -> list[Furniture]:
        """The furniture in `text[lo:hi]`, in order."""
        starts = self._furniture_starts
        return self.furniture[bisect.bisect_left(starts, lo) : bisect.bisect_left(starts, hi)]

    def pictures_in(self, lo: int, hi: int) -> list[Picture]:
        """The pictures found so far in `text[lo:hi]`, in order."""
        first = bisect.bisect_left(self.pictures, lo, key=lambda p: p.start)
        return self.pictures[first : bisect.bisect_left(self.pictures, hi, key=lambda p: p.start)]

    def remark(self, text: str, start: int | None = None) -> None:
        self.remarks.append(Remark(text, start))

    def book_picture(self, picture: Picture) -> None:
        """Book a picture's words and keep the picture."""
        self.ledger.take(picture.start, picture.end, "caption", picture.image.section)
        if not picture.image.caption:
            self.remark(f"the credit {picture.image.credit!r} stands without a caption", picture.start)
        bisect.insort(self.pictures, picture, key=lambda p: p.start)

    def paragraphs(self, lo: int, hi: int, role: Role) -> list[str]:
        """What is free of `text[lo:hi]`, booked under `role`, as paragraphs of one line each.

        Blank lines and pictures part them; in a text file a line break does too. Furniture does not: a fold in the
        middle of a paragraph leaves it whole. Stray punctuation between furniture is booked as furniture.
        """
        found: list[str] = []
        joined = False
        for start, end in list(self.ledger.free(lo, hi)):
            words = self.text[start:end]
            if not any(c.isalnum() for c in words):
                self.ledger.take(start, end, role if joined and found else "furniture", "punctuation")
                if joined and found:
                    found[-1] += words if words[0] in '.,;:!?)]”’"' else f" {words}"
                continue
            parting = _BLANK_LINE if self.page.form == "HTML" else _LINE
            blocks = [line for block in parting.split(words) if (line := one_line(block))]
            if joined and found and not self._parted(start):
                found[-1] = f"{found[-1]} {blocks.pop(0)}"
            found += blocks
            self.ledger.take(start, end, role)
            joined = True
        return found

    def _parted(self, start: int) -> bool:
        """Does a new paragraph begin at `start`, though it is not cut by a line break in this stretch?"""
        end = skip_back(self.text, start)
        if "\n" in self.text[end:start]:
            return True
        before = self.ledger.inside(max(0, end - 2000), start)
        return bool(before) and before[-1].role == "caption"
