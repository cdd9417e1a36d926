"""Pictures: caption, date and credit, out of a marked caption or out of running text around a credit."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from foreshock.model import Image, When

from .boundaries import break_before, ends_sentence, sentence_start, skip_back, skip_on, word_before
from .credit_words import LEADS_TO_DATE
from .credits import Credit, CreditFinder
from .dates import find_dates
from .reading import NOT_TAKEN
from .wording import one_line

#: A caption has at least two words and rarely more than sixty.
_LONGEST: Final = 60
_ENDS_IN_YEAR: Final = re.compile(r"(?:19|20)\d\d\W{0,3}$")
_HANGING: Final = re.compile(r"[\s,;:–—(-]+$")


class Picture(Struct, frozen=True):
    """A picture's words at `text[start:end]`: its caption, date and credit."""

    start: int
    end: int
    image: Image


def picture_at(text: str, credit: Credit, lo: int, section: str) -> Picture:
    """The picture whose words end in `credit`; its caption is the sentence or line before it, not before `lo`."""
    anchor = credit.lead
    start = _caption_start(text, anchor, lo)
    caption = _HANGING.sub("", text[start:anchor]) if start < anchor else ""
    when = credit.date.when if credit.date else _last_date(text, start, anchor)
    if credit.date is None and when is not None:
        caption = _without_date(text, start, anchor)
    return Picture(start, credit.end, _image(caption, text[credit.start : credit.end], when, section))


def marked_picture(finder: CreditFinder, start: int, end: int, credit: tuple[int, int] | None, section: str) -> Picture:
    """The picture whose caption the markup marks at `text[start:end]`, and its credit, if it marks one."""
    text = finder.text
    credit_start, credit_end = credit or _credit_in(finder, start, end)
    body_end = credit_start if credit_end == end else end
    when = _last_date(text, start, body_end)
    caption = _without_date(text, start, body_end) if when else text[start:body_end]
    if credit_end < end:
        caption = text[start:credit_start] + text[credit_end:end]
    return Picture(start, end, _image(_HANGING.sub("", caption), text[credit_start:credit_end], when, section))


def _image(caption: str, credit: str, when: When | None, section: str) -> Image:
    return Image(
        caption=one_line(caption),
        credit=_unwrapped(one_line(credit).strip("|,;")),
        date=when,
        section=section,
        reason=NOT_TAKEN,
    )


def _unwrapped(credit: str) -> str:
    """`credit` without brackets around it, or one that hangs at its end."""
    if credit[:1] in ("(", "[") and credit[-1:] in (")", "]"):
        credit = credit[1:-1]
    return credit if credit.count("(") == credit.count(")") else credit.strip("()[]|,;")


def _caption_start(text: str, anchor: int, lo: int) -> int:
    """Where the caption before `anchor` starts; `anchor` itself if no caption can be told."""
    end = skip_back(text, anchor, lo)
    if end <= lo:
        return anchor
    line = max(lo, text.rfind("\n", lo, end) + 1)
    if "\n" in text[end:anchor]:
        # On a line of its own, a credit belongs to the line above, unless that line is a finished sentence.
        finished = ends_sentence(text, end, lo) == 2 and not _ENDS_IN_YEAR.search(text[line:end])
        start = None if finished else skip_on(text, line, end)
    else:
        start = sentence_start(text, end, line)
    if start is None or start >= end:
        return anchor
    words = len(text[start:anchor].split())
    return start if 2 <= words <= _LONGEST or (words and break_before(text, start)) else anchor


def _credit_in(finder: CreditFinder, start: int, end: int) -> tuple[int, int]:
    """Where the credit of a marked caption stands; `(end, end)` if it names none."""
    text = finder.text
    for date in reversed(list(find_dates(text, start, end))):
        credit = finder.after_date(date, end)
        if credit and skip_on(text, credit.end, end) == end:
            return credit.start, end
    for credit in finder.undated(start, end):
        if skip_on(text, credit.end, end) == end:
            return credit.start, end
    known = finder.closing(start, end)
    if known < end:
        return known, end
    # After the caption's last sentence: a few words that do not end as a sentence does are its credit.
    tail = sentence_start(text, end, start)
    if tail is not None and tail > start and len(text[tail:end].split()) <= 8 and ends_sentence(text, end) == 0:
        return tail, end
    return end, end


def _last_date(text: str, start: int, end: int) -> When | None:
    dates = [date for date in find_dates(text, start, end) if date.when]
    return dates[-1].when if dates else None


def _without_date(text: str, start: int, end: int) -> str:
    """The caption without the date that it ends in; a date in its middle, or one after “on” or “in”, stays."""
    dates = list(find_dates(text, start, end))
    closing = bool(dates) and not text[dates[-1].end : end].strip(" .,;)|\n")
    if closing and word_before(text, dates[-1].start, start).lower() not in LEADS_TO_DATE:
        return _HANGING.sub("", text[start : dates[-1].start])
    return text[start:end]
