"""Bytes → text: which encoding, and whether it is text at all.

Order of trust: a byte order mark; UTF-8 that decodes; UTF-16 without a mark (every other byte is NUL); UTF-8 with
a few damaged places; the charset that the HTML declares; Windows-1252. Whatever was not certain is remarked on.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from msgspec import Struct

from foreshock.model import TooLarge, UnreadableSource

#: A page of this list has some hundred kilobytes; with its pictures inlined by the browser, a few megabytes.
MAX_BYTES: Final = 10_000_000

_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP, WAV or AVI file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: Labels of the WHATWG Encoding Standard that Python spells or means otherwise. A page that says Latin-1 or ASCII
#: is read as Windows-1252, as browsers do.
_LABELS: Final = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252",
                  "us-ascii": "cp1252", "windows-1252": "cp1252", "x-sjis": "shift_jis", "gb2312": "gb18030",
                  "gbk": "gb18030", "x-mac-cyrillic": "mac_cyrillic", "macintosh": "mac_roman"}  # fmt: skip
_DECLARABLE: Final = re.compile(
    r"(?:windows|cp)-?12\d\d|windows-874|iso-8859-\d\d?|koi8-[ru]|gb18030|big5|euc-(?:jp|kr)|shift_jis|cp\d{3,4}|mac_\w+"
)
_CHARSET: Final = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
#: Control characters that no text file has; TAB, LF, FF, CR and ESC may occur.
_CONTROLS: Final = bytes(b for b in range(32) if b not in (9, 10, 12, 13, 27)) + b"\x7f"
#: More of them than one in so many bytes, and the file is no text.
_CONTROL_SHARE: Final = 200


class Decoded(Struct, frozen=True):
    """`text` without byte order mark; `encoding` as Python spells it; `doubts` in whole sentences."""

    text: str
    encoding: str
    doubts: tuple[str, ...] = ()


def decode(data: bytes, name: str, max_bytes: int = MAX_BYTES) -> Decoded:
    """Decode the bytes of a file called `name`. Raises TooLarge above `max_bytes`, UnreadableSource for no text."""
    check_size(len(data), name, max_bytes)
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise UnreadableSource(f"{name} is empty ({len(data)} bytes): save the page again and read that")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableSource(f"{name} is {what}, no page: save the page as text or as HTML and read that")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _by_mark(data[len(mark) :], encoding, name)
    wide = _wide(data)
    if wide:
        return _by_mark(data, wide, name)
    _check_no_controls(data, name)
    return _without_mark(data, name)


def check_size(size: int, name: str, max_bytes: int) -> None:
    """Raise TooLarge if a file of `size` bytes is larger than the reader accepts."""
    if size > max_bytes:
        raise TooLarge(
            f"{name} has more than {max_bytes:,} bytes ({size:,}): no flashpoint page is that large; "
            "cut it down, or raise the limit if it really is one"
        )


def _by_mark(data: bytes, encoding: str, name: str) -> Decoded:
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged * 20 > len(text):
        raise UnreadableSource(
            f"{name} says that it is {encoding.upper()} but {damaged:,} of its {len(text):,} characters do not decode: "
            "save the page again as UTF-8"
        )
    return Decoded(text, encoding, _damage(text, encoding))


def _damage(text: str, encoding: str) -> tuple[str, ...]:
    count = text.count("\ufffd")
    if not count:
        return ()
    first = text.index("\ufffd")
    if count == 1 and first == len(text) - 1:
        return (f"the file ends in the middle of a character of {encoding.upper()}: it was cut off",)
    return (f"{count} places do not decode as {encoding.upper()} and stand as �, the first at character {first}",)


def _wide(data: bytes) -> str:
    """`utf-16-le` or `-be` if the sample's NUL bytes lie as in UTF-16 of mostly Latin text, else empty."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _check_no_controls(data: bytes, name: str) -> None:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * _CONTROL_SHARE > len(data) and controls > 3:
        raise UnreadableSource(
            f"{name} is no text: {controls:,} of its {len(data):,} bytes are control characters "
            f"(it begins {data[:12]!r}); save the page as text or as HTML and read that"
        )


def _without_mark(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        lenient = data.decode("utf-8", "replace")
    damaged = lenient.count("\ufffd")
    sound = len(lenient.encode("utf-8")) - len(lenient) - 2 * damaged
    if sound > 6 * damaged or (damaged == 1 and lenient.endswith("\ufffd")):
        return Decoded(lenient, "utf-8", _damage(lenient, "utf-8"))
    declared = _declared(data)
    if declared:
        text = data.decode(declared, "replace")
        return Decoded(text, declared, (f"read as {declared}, as the page declares", *_damage(text, declared)))
    text = data.decode("cp1252", "replace")
    doubt = "no valid UTF-8 and no charset declared: read as Windows-1252; check accents and quotation marks"
    return Decoded(text, "cp1252", (doubt, *_damage(text, "cp1252")))


def _declared(data: bytes) -> str:
    """The charset that the page declares, as Python spells it, if it is one that a page may have; else empty."""
    match = _CHARSET.search(data[:8192])
    if not match:
        return ""
    label = match[1].decode("ascii").lower()
    label = _LABELS.get(label, label)
    if not _DECLARABLE.fullmatch(label):
        return ""
    try:
        return codecs.lookup(label).name
    except LookupError:
        return ""
