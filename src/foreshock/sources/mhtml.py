"""A page saved as a single file by a browser (MHTML, RFC 2557): the HTML out of its parts.

Browsers write these files flat: a header, then part after part between boundary lines. Only that is read here, in
linear time; a general mail parser spends seconds and hundreds of megabytes on a file that means harm.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

from foreshock.model import UnreadableSource

_HEADER: Final = 4096
_MOST_PARTS: Final = 2_000
_BEGINS: Final = re.compile(
    rb"\s*(?:From|MIME-Version|Snapshot-Content-Location|Content-Type|Subject|Date):", re.IGNORECASE
)
_BOUNDARY: Final = re.compile(
    rb"^Content-Type:\s*multipart/related[^\n]*(?:\r?\n[ \t][^\n]*)*?\bboundary=\"?([^\"\s;]{1,200})",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n")
_IS_HTML: Final = re.compile(rb"^Content-Type:\s*text/html\b", re.IGNORECASE | re.MULTILINE)
_ENCODING: Final = re.compile(rb"^Content-Transfer-Encoding:\s*([\w-]+)", re.IGNORECASE | re.MULTILINE)


def is_mhtml(data: bytes) -> bool:
    """Do the bytes begin as a page saved as a single file does?"""
    head = data[:_HEADER]
    return bool(_BEGINS.match(head) and _BOUNDARY.search(head))


def html_of_mhtml(data: bytes, name: str) -> bytes:
    """The first HTML part of an MHTML file, its transfer encoding undone. Raises UnreadableSource if there is none."""
    boundary = _BOUNDARY.search(data[:_HEADER])
    assert boundary is not None
    for part in data.split(b"--" + boundary[1], _MOST_PARTS)[1:]:
        blank = _BLANK_LINE.search(part, 0, _HEADER)
        header = part[: blank.start()] if blank else b""
        if blank and _IS_HTML.search(header):
            encoding = _ENCODING.search(header)
            return _decoded(part[blank.end() :], encoding[1].lower() if encoding else b"")
    raise UnreadableSource(f"{name} is a page saved as a single file, but holds no HTML: save the page as HTML only")


def _decoded(body: bytes, encoding: bytes) -> bytes:
    if encoding == b"quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == b"base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error:
            # Cut off in the middle of its last four characters: what stands before them is whole.
            solid = b"".join(body.split())
            return binascii.a2b_base64(solid[: len(solid) // 4 * 4])
    return body
