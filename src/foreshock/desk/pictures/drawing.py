"""Having a picture redrawn by a program of its own, without the desk's secrets and with bounds (see `redrawing`)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from foreshock.model import InvalidValue, PictureConfig

from .sniffing import Kind

#: Widths of the copies, in pixels: a phone, a phone with a fine screen or a column, a whole page.
WIDTHS: Final = (480, 960, 1600)
_PROGRAM: Final = Path(__file__).with_name("redrawing.py")
#: Seconds by the clock; the program itself has half a minute of the processor.
_PATIENCE: Final = 90.0


class Drawn(Struct, frozen=True):
    """One redrawn copy with its bytes; width and height in pixels."""

    width: int
    height: int
    data: bytes


class _Size(Struct, frozen=True):
    width: int
    height: int
    length: int


class _Told(Struct, frozen=True):
    copies: tuple[_Size, ...] = ()
    problem: str = ""


def redraw(data: bytes, kind: Kind, bounds: PictureConfig, widths: Iterable[int] = WIDTHS) -> list[Drawn]:
    """The copies of a picture, the widest last, drawn by a program of its own (see `redrawing`).

    Raises InvalidValue with what is wrong with it.
    """
    words = [kind, ",".join(map(str, widths)), str(bounds.max_side), str(int(bounds.max_megapixels * 1_000_000))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and no word of it comes from outside
            [sys.executable, "-I", str(_PROGRAM), *words],
            input=data,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise InvalidValue("the picture took too long to draw: save it smaller, as JPEG, and send that") from None
    line, _, rest = done.stdout.partition(b"\n")
    try:
        told = msgspec.json.decode(line, type=_Told)
    except msgspec.DecodeError:
        # Its bounds on memory and time end the program without a word.
        raise InvalidValue("the picture cannot be drawn: open it, save it anew as JPEG, and send that") from None
    if told.problem or not told.copies or sum(size.length for size in told.copies) != len(rest):
        raise InvalidValue(told.problem or "the picture cannot be drawn: open it, save it anew as JPEG, send that")
    made, at = [], 0
    for size in told.copies:
        made.append(Drawn(size.width, size.height, rest[at : at + size.length]))
        at += size.length
    return made
