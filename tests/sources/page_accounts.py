"""What must hold of every reading, whatever the page: each word stands in one piece, and each piece where it says."""

from __future__ import annotations

import re

from foreshock.sources.dates import find_dates
from foreshock.sources.reading import PageReading

PROSE = ("why", "background", "analysis", "scenarios")
LABELS = frozenset("photo photograph picture image credit source by courtesy of c".split())


def solid(text: str) -> str:
    """`text` without white space."""
    return "".join(text.split())


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def check_account(reading: PageReading) -> None:
    """Every character that is no white space lies in exactly one piece, and the words of a piece in its field."""
    text = reading.text
    position = 0
    for piece in reading.pieces:
        assert position <= piece.start < piece.end, "pieces overlap or are out of order"
        assert not text[position : piece.start].strip(), f"not accounted for: {text[position : piece.start]!r}"
        position = piece.end
    assert not text[position:].strip(), f"not accounted for: {text[position:]!r}"
    said = {
        role: [text[p.start : p.end] for p in reading.pieces if p.role == role]
        for role in {p.role for p in reading.pieces}
    }
    for section in PROSE:
        assert solid("".join(said.get(section, []))) == solid("".join(getattr(reading, section)))
    assert solid("".join(said.get("entry", []))) == solid("".join(entry.text for entry in reading.entries))
    assert len(said.get("entry date", [])) == len(reading.entries)
    assert [leftover.text for leftover in reading.leftovers] == said.get("leftover", [])
    assert all(
        leftover.reason and text[leftover.start : leftover.end] == leftover.text for leftover in reading.leftovers
    )
    assert len(said.get("caption", [])) == len(reading.images)
    for caption, image in zip(said.get("caption", []), reading.images, strict=True):
        check_caption(caption, f"{image.caption} {image.credit}")


def check_caption(piece: str, kept: str) -> None:
    """Each word of a caption stands in the image, but for its date and a label such as “Photo:”."""
    for date in reversed(list(find_dates(piece))):
        words_of_date = piece[date.start : date.end]
        if piece.count(words_of_date) > kept.count(words_of_date):
            piece = f"{piece[: date.start]} {piece[date.end :]}"
    have = words(kept)
    missing = [word for word in words(piece) if word not in have and word.lower() not in LABELS]
    assert not missing, f"{missing} of the caption {piece!r} are not in {kept!r}"
