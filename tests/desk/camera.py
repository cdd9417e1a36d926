"""Picture files as cameras, drawing programs and attackers make them, drawn here and now."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

#: What a camera writes into a picture and what must not come out of the desk.
PLACE = (33.0, 30.0, 0.0)
CAMERA, NOTE = "Kestrel 9000", "taken-behind-the-blue-mill"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf>{NOTE}</rdf></x:xmpmeta>'.encode()


def photo(width: int = 2000, height: int = 1500, mode: str = "RGB") -> Image.Image:
    """Something with many colours: a gradient, a horizon and a few shapes."""
    small = Image.linear_gradient("L").resize((width, height))
    made = Image.merge("RGB", (small, small.rotate(180), small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    draw = ImageDraw.Draw(made)
    for n in range(40):
        x, y = n * 37 % width, n * 91 % height
        draw.ellipse((x, y, x + width // 9, y + height // 9), fill=(n * 6 % 256, n * 31 % 256, n * 17 % 256))
    draw.rectangle((0, 0, width // 2, height // 10), fill=(255, 0, 0))
    return made.convert(mode)


def exif(turn: int = 1) -> Image.Exif:
    """Camera, hour and place, and which way up the camera was held (1 upright, 6 turned by a quarter)."""
    made = Image.Exif()
    made[0x010F], made[0x0110], made[0x0112], made[0x0132] = "Kestrel", CAMERA, turn, "2020:05:09 04:12:00"
    made[0x010E] = NOTE
    place = made.get_ifd(0x8825)
    place.update({1: "N", 2: PLACE, 3: "E", 4: (38.0, 37.0, 0.0)})
    return made


def written(picture: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def telling_jpeg(width: int = 2000, height: int = 1500, turn: int = 1) -> bytes:
    """A photograph with everything that a telephone writes into one: EXIF with the place, XMP, a profile, a comment."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return written(
        photo(width, height), "JPEG", exif=exif(turn), comment=NOTE.encode(), icc_profile=profile, xmp=XMP, quality=88
    )


def telling_png(width: int = 2000, height: int = 1500) -> bytes:
    told = PngInfo()
    told.add_text("Comment", NOTE)
    told.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    return written(photo(width, height), "PNG", pnginfo=told, exif=exif(), dpi=(300, 300))


def telling_webp(width: int = 2000, height: int = 1500) -> bytes:
    return written(photo(width, height), "WEBP", exif=exif(), xmp=XMP, quality=80)


def moving(kind: str) -> bytes:
    """A picture that moves: an animated WebP or PNG."""
    first, second = photo(64, 48), photo(64, 48).rotate(90)
    return written(first, kind, save_all=True, append_images=[second], duration=100)


def png_that_says(width: int, height: int, depth: int = 8, colour: int = 2, rows: bytes = b"") -> bytes:
    """A PNG with a header of our choice, and whatever rows."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows or bytes(1000)))
        + chunk(b"IEND", b"")
    )


def jpeg_that_says(width: int, height: int) -> bytes:
    """A true JPEG whose header says another size."""
    data = bytearray(written(photo(64, 48), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_that_says(width: int, height: int) -> bytes:
    """A WebP with a canvas of our choice."""
    canvas = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + canvas + written(photo(64, 48), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def parts(data: bytes) -> list[str]:
    """What a picture file is made of: the segments of a JPEG, the chunks of a PNG or WebP; what hangs behind it is
    `TRAILING`."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg_parts(data)
    return _png_parts(data) if data.startswith(b"\x89PNG") else _webp_parts(data)


def _jpeg_parts(data: bytes) -> list[str]:
    found, at = ["SOI"], 2
    while at < len(data):
        marker = data[at + 1]
        if marker == 0xD9:
            return [*found, "EOI", *(["TRAILING"] if at + 2 < len(data) else [])]
        found.append(f"APP{marker - 0xE0}" if 0xE0 <= marker <= 0xEF else "COM" if marker == 0xFE else f"{marker:02X}")
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xDA:
            while not (data[at] == 0xFF and data[at + 1] not in (0, *range(0xD0, 0xD8))):
                at += 1
    return [*found, "CUT OFF"]


def _png_parts(data: bytes) -> list[str]:
    found, at = [], 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        found.append(data[at + 4 : at + 8].decode("latin1"))
        at += 12 + length
        if found[-1] == "IEND":
            return [*found, *(["TRAILING"] if at < len(data) else [])]
    return [*found, "CUT OFF"]


def _webp_parts(data: bytes) -> list[str]:
    found, at = [], 12
    while at < len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        found.append(data[at : at + 4].decode("latin1").strip())
        at += 8 + length + length % 2
    return found
