"""Which kind of picture a file is, by its first bytes; its name and what its sender calls it count for nothing."""

from __future__ import annotations

from typing import Final, Literal

from foreshock.model import InvalidValue

Kind = Literal["JPEG", "PNG", "WEBP"]

_WHAT_TO_DO: Final = "save it as JPEG, PNG or WebP and send that"
#: First bytes of what people send by mistake, and of what must not come in.
_OTHERS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture, or a camera's raw one"),
    (b"MM\x00*", "a TIFF picture, or a camera's raw one"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x00\x00\x00\x0cjP", "a JPEG 2000 picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"8BPS", "a Photoshop file"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office file"),
    (b"\x1f\x8b", "a packed file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"RIFF", "a sound or a video"),
)
_HEIF: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def kind_of(data: bytes) -> Kind:
    """JPEG, PNG or WebP. Raises InvalidValue for anything else, saying what it is and what to do."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if not data:
        raise InvalidValue("no picture came in: choose a file, and look whether it is empty")
    raise InvalidValue(f"the file is {_named(data)}, not a picture that can be shown to everybody: {_advice(data)}")


def _named(data: bytes) -> str:
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in _HEIF:
            return "a HEIC picture, as telephones make them"
        return "an AVIF picture" if brand in (b"avif", b"avis") else "a video"
    for start, name in _OTHERS:
        if data.startswith(start):
            return name
    return "an SVG drawing or a web page" if _is_markup(data) else "of no kind that is known here"


def _advice(data: bytes) -> str:
    if _is_markup(data):
        return "it can carry scripts and load things from elsewhere; send a picture of it as PNG"
    return _WHAT_TO_DO


def _is_markup(data: bytes) -> bool:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(b"<") or b"<svg" in start
