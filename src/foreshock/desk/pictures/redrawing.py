"""A picture drawn anew in several widths, with nothing in it but points of colour.

Run as a program of its own, `python -I redrawing.py KIND WIDTHS MAX_SIDE MAX_PIXELS`, with the file on standard input:
what decodes a hostile file is C code, so it gets a process without the desk's secrets, with bounds on memory and
time, that ends after one picture. It imports nothing of ours for the same reason. On standard output stands one line
of JSON, `{"copies": [{"width", "height", "length"}, …]}` or `{"problem": "…"}`, then the copies' bytes.

The widest copy comes last. Place, camera and time (EXIF, XMP, IPTC), comments, thumbnails, colour profiles and
whatever hangs behind the picture do not come along; the turn that EXIF asks for and the profile are applied first.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

#: Wider or higher than this, in pixels, nothing is shown: a screen is 1600 wide, and 2400 is a tall page.
MAX_HEIGHT: Final = 2400
_QUALITY: Final = 82
#: Seconds of processor time, and bytes of memory beside the picture's own.
_SECONDS: Final = 30
_MEMORY: Final = 700 << 20
_BYTES_A_PIXEL: Final = 20


class Refused(Exception):
    """The picture is not drawn; the words say why and what to do."""


def redrawn(data: bytes, kind: str, widths: list[int], max_side: int, max_pixels: int) -> list[tuple[int, int, bytes]]:
    """Width, height and bytes of each copy, the widest last. Raises Refused."""
    Image.MAX_IMAGE_PIXELS = None  # bounded below, before anything is decoded
    try:
        # Of a file with several pictures in it, as telephones make them, the first one counts.
        with Image.open(io.BytesIO(data), formats=(kind,)) as opened:
            _check_size(*opened.size, max_side, max_pixels)
            if kind != "JPEG" and getattr(opened, "n_frames", 1) > 1:
                raise Refused("the picture moves: send one still of it")
            # JPEG can be decoded at an eighth, a quarter or half of its size; twice the widest copy keeps it sharp,
            # whichever side is up.
            scale = 2 * max(widths) / min(opened.size)
            opened.draft(opened.mode, (round(opened.width * scale), round(opened.height * scale)))
            picture = _plain(opened)
    except Refused:
        raise
    except MemoryError:
        raise Refused("the picture needs more memory than one may take: save it smaller and send that") from None
    except Exception as error:  # decoders of hostile files raise whatever they like
        raise Refused(f"the picture is damaged or cut off ({_said(error)}): open it, save it anew, send that") from None
    widest = _fit(picture, max(widths))
    in_few_colours = widest.getcolors(256) is not None
    narrower = [_fit(widest, width) for width in sorted(set(widths)) if width < widest.width]
    return [(copy.width, copy.height, _written(copy, in_few_colours)) for copy in (*narrower, widest)]


def _check_size(width: int, height: int, max_side: int, max_pixels: int) -> None:
    if width > max_side or height > max_side or width * height > max_pixels:
        raise Refused(
            f"the picture says that it is {width} × {height} pixels; at most {max_side} on a side and "
            f"{max_pixels / 1e6:g} million in all are taken: save it smaller and send that"
        )


def _plain(opened: Image.Image) -> Image.Image:
    """The points of a picture as RGB or RGBA in the colours of sRGB, upright."""
    opened.load()
    turned = ImageOps.exif_transpose(opened)
    profile = turned.info.get("icc_profile")
    clear = "transparency" in turned.info or turned.mode in ("RGBA", "LA", "PA", "La", "RGBa")
    if turned.mode.startswith("I") or turned.mode == "F":
        # Sixteen bits a point; eight are shown.
        turned = turned.point(lambda value: value / 256).convert("L")  # type: ignore[operator,unused-ignore]
    if profile and turned.mode in ("RGB", "CMYK", "L"):
        turned = _in_srgb(turned, profile)
    made = turned.convert("RGBA" if clear else "RGB")
    if clear and made.getchannel("A").getextrema() == (255, 255):
        made = made.convert("RGB")
    made.info = {}
    return made


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture in sRGB; as it is where its profile cannot be read or is another kind's."""
    try:
        made = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return made or picture


def _fit(picture: Image.Image, width: int) -> Image.Image:
    """The picture no wider than `width` and no higher than MAX_HEIGHT, in its own proportions."""
    scale = min(1.0, width / picture.width, MAX_HEIGHT / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _written(picture: Image.Image, in_few_colours: bool) -> bytes:
    """The bytes: PNG where parts are clear or the colours are few, as in drawings, else JPEG."""
    # Only points go over: not even what a decoder left beside them.
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    if clean.mode == "RGBA" or in_few_colours:
        clean.save(out, "PNG", optimize=True)
    else:
        clean.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _bound(max_pixels: int) -> None:
    """Bounds that a bomb runs into before the machine does."""
    memory = _MEMORY + max_pixels * _BYTES_A_PIXEL
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(words: list[str]) -> None:
    """Draw the picture on standard input; see above."""
    kind, widths, max_side, max_pixels = words[0], [int(w) for w in words[1].split(",")], int(words[2]), int(words[3])
    _bound(max_pixels)
    told: dict[str, Any]
    copies: list[tuple[int, int, bytes]] = []
    try:
        copies = redrawn(sys.stdin.buffer.read(), kind, widths, max_side, max_pixels)
        told = {"copies": [{"width": w, "height": h, "length": len(data)} for w, h, data in copies]}
    except Refused as refusal:
        told = {"problem": str(refusal)}
    except MemoryError:
        told = {"problem": "the picture needs more memory than one may take: save it smaller and send that"}
    out = sys.stdout.buffer
    out.write(json.dumps(told).encode() + b"\n")
    for _, _, data in copies:
        out.write(data)


if __name__ == "__main__":
    main(sys.argv[1:])
