"""A section of prose: its pictures taken out of it, the rest as paragraphs."""

from __future__ import annotations

from .body import Body, Region
from .captions import picture_at


def read_prose(body: Body, region: Region) -> tuple[str, ...]:
    """The paragraphs of `region`, which is no dated list; its pictures are booked."""
    assert region.section != "developments"
    for credit in body.credits_in(body.dates_in(region.lo, region.hi), region.lo, region.hi, sure=False):
        body.book_picture(picture_at(body.text, credit, body.caption_floor(region.lo, credit), region.section))
    paragraphs = tuple(body.paragraphs(region.lo, region.hi, region.section))
    if not paragraphs:
        body.remark(f"the section {region.section!r} is empty", region.lo)
    return paragraphs
