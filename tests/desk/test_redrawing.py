"""Files that come in as pictures: what is taken, what is refused with which words, and what is left of them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import camera
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from foreshock.desk.pictures import redrawing
from foreshock.desk.pictures.drawing import Drawn, redraw
from foreshock.desk.pictures.sniffing import Kind, kind_of
from foreshock.model import InvalidValue, PictureConfig

BOUNDS = PictureConfig()
#: All that a redrawn picture may be made of.
HARMLESS = {
    "SOI", "APP0", "DB", "C0", "C2", "C4", "DA", "DD", "EOI", "IHDR", "PLTE", "tRNS", "IDAT", "IEND",
}  # fmt: skip
#: What Pillow says of any JPEG.
OF_THE_FORMAT = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progression", "progressive"}


def drawn(data: bytes, bounds: PictureConfig = BOUNDS) -> list[Drawn]:
    return redraw(data, kind_of(data), bounds)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (camera.written(camera.photo(9, 9), "GIF"), "a GIF"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "a HEIC picture, as telephones make them"),
        (b"\x00\x00\x00\x18ftypmif1" + bytes(40), "a HEIC picture"),
        (camera.written(camera.photo(9, 9), "AVIF"), "an AVIF picture"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(40), "a video"),
        (camera.written(camera.photo(9, 9), "BMP"), "a BMP picture"),
        (camera.written(camera.photo(9, 9), "TIFF"), "a TIFF picture"),
        (camera.written(camera.photo(9, 9), "ICO"), "an icon"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "can carry scripts"),
        (b'\xef\xbb\xbf \n<?xml version="1.0"?><!-- x --><svg/>', "an SVG drawing"),
        (b"<!doctype html><title>x</title>", "an SVG drawing or a web page"),
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04" + bytes(30), "a ZIP archive"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a sound or a video"),
        (b"MZ" + bytes(60), "a program"),
        (b"just words", "of no kind that is known here"),
        (b"", "no picture came in"),
        (b"\xff\xd8", "of no kind that is known here"),
        (b"GIF89a" + camera.telling_jpeg(64, 48), "a GIF"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_jpeg_png_or_webp_is_refused_by_its_first_bytes_with_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        kind_of(data)


@pytest.mark.parametrize("make", [camera.telling_jpeg, camera.telling_png, camera.telling_webp])
def test_nothing_that_a_camera_wrote_comes_out_again(make: Any) -> None:
    data = make()
    with Image.open(io.BytesIO(data)) as before:
        assert before.getexif().get_ifd(0x8825)[2] == camera.PLACE
    assert camera.CAMERA.encode() in data
    for copy in drawn(data):
        assert set(camera.parts(copy.data)) <= HARMLESS
        assert not [word for word in (camera.CAMERA, camera.NOTE, "Exif", "xmp", "ICC") if word.encode() in copy.data]
        with Image.open(io.BytesIO(copy.data)) as after:
            assert dict(after.getexif()) == {} and after.info.keys() <= OF_THE_FORMAT


@pytest.mark.parametrize("make", [camera.telling_jpeg, camera.telling_png, camera.telling_webp])
def test_a_picture_comes_in_three_widths_and_none_is_wider_than_it_was(make: Any) -> None:
    assert [(c.width, c.height) for c in drawn(make())] == [(480, 360), (960, 720), (1600, 1200)]
    assert [(c.width, c.height) for c in drawn(make(700, 525))] == [(480, 360), (700, 525)]
    assert [(c.width, c.height) for c in drawn(make(90, 60))] == [(90, 60)]
    for copy in drawn(make()):
        with Image.open(io.BytesIO(copy.data)) as opened:
            assert opened.size == (copy.width, copy.height)


def test_a_very_high_picture_is_no_higher_than_a_tall_page() -> None:
    copies = drawn(camera.written(camera.photo(500, 9000), "JPEG"))
    assert copies[-1].height == 2400 and copies[-1].width == 133


def test_a_picture_is_turned_the_way_its_camera_was_held() -> None:
    copies = drawn(camera.telling_jpeg(800, 600, turn=6))
    assert (copies[-1].width, copies[-1].height) == (600, 800)
    with Image.open(io.BytesIO(copies[-1].data)) as turned:
        red: Any = turned.getpixel((590, 10))
    assert red[0] > 200 and red[1] < 60


def test_colours_stay_what_they_were() -> None:
    with Image.open(io.BytesIO(drawn(camera.telling_jpeg())[-1].data)) as after:
        small = after.convert("RGB").resize((16, 12), Image.Resampling.BOX)
    before = camera.photo().resize((16, 12), Image.Resampling.BOX)
    far = max(abs(a - b) for a, b in zip(before.tobytes(), small.tobytes(), strict=True))
    assert far <= 12


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_way_of_writing_colours_is_drawn(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    grey = camera.photo(300, 200, "L")
    picture = grey.point(lambda v: v * 256, "I").convert(mode) if mode[0] == "I" else camera.photo(300, 200, mode)
    (copy,) = drawn(camera.written(picture, kind))
    with Image.open(io.BytesIO(copy.data)) as after:
        light: Any = after.convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    wanted: Any = grey.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert abs(light - wanted) < 30


def test_what_is_clear_stays_clear() -> None:
    glass = camera.photo(300, 200, "RGBA")
    glass.putalpha(Image.linear_gradient("L").resize((300, 200)))
    for kind in ("PNG", "WEBP"):
        (copy,) = drawn(camera.written(glass, kind, **({"lossless": True} if kind == "WEBP" else {})))
        with Image.open(io.BytesIO(copy.data)) as after:
            low, high = after.getchannel("A").getextrema()
        assert low < 10 and high > 245  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_moves_is_refused(kind: str) -> None:
    with pytest.raises(InvalidValue, match="the picture moves"):
        drawn(camera.moving(kind))


def test_of_a_file_with_two_photographs_the_first_one_counts() -> None:
    two = camera.written(camera.photo(200, 100), "MPO", save_all=True, append_images=[camera.photo(50, 50)])
    (copy,) = drawn(two)
    assert (copy.width, copy.height) == (200, 100)
    assert "TRAILING" not in camera.parts(copy.data)


PAYLOADS = (b"<script>alert(1)</script>", b"<?php system('id'); ?>", b"PK\x03\x04evil.class", b"/*\xff*/=alert(1)")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("make", [camera.telling_jpeg, camera.telling_png, camera.telling_webp])
def test_a_file_that_is_two_things_at_once_comes_out_as_one(make: Any, payload: bytes) -> None:
    data = make(300, 200)
    behind = data + payload
    inside = camera.written(camera.photo(300, 200), "JPEG", comment=payload) if data[:2] == b"\xff\xd8" else behind
    for hostile in (behind, inside):
        for copy in drawn(hostile):
            assert payload not in copy.data and set(camera.parts(copy.data)) <= HARMLESS


@pytest.mark.parametrize(
    "data",
    [
        camera.png_that_says(50_000, 50_000),
        camera.png_that_says(50_000, 50_000, depth=1, colour=0),
        camera.png_that_says(2**31 - 1, 1),
        camera.jpeg_that_says(50_000, 50_000),
        camera.jpeg_that_says(65_535, 65_535),
        camera.webp_that_says(16_000, 16_000),
        camera.written(Image.new("1", (8_000, 8_000)), "PNG"),
    ],
    ids=["PNG", "PNG of one bit", "PNG of one line", "JPEG", "JPEG, the most", "WebP", "true PNG of 64 million"],
)
def test_a_bomb_is_refused_by_what_its_header_says_before_anything_is_decoded(data: bytes) -> None:
    used = _memory_of_children()
    with pytest.raises(InvalidValue, match=r"pixels; at most 12000 on a side and 50 million in all|damaged or cut off"):
        drawn(data)
    assert _memory_of_children() - used < 100 << 20


def _memory_of_children() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def test_what_needs_more_memory_than_a_picture_may_take_is_refused() -> None:
    # Told that ten thousand points are the most, the program gets memory for those and its libraries alone.
    data = camera.written(Image.new("L", (11_000, 11_000)), "PNG")
    program = str(Path(redrawing.__file__))
    script = (
        f"import sys, resource; sys.argv = ['x']; sys.path.insert(0, {str(Path(program).parent)!r}); import redrawing;"
        "redrawing._check_size = lambda *rest: None; redrawing._MEMORY = 300 << 20;"
        "redrawing.main(['PNG', '480', '12000', '10000'])"
    )
    done = subprocess.run([sys.executable, "-c", script], input=data, capture_output=True, check=False)
    assert b"copies" not in done.stdout
    assert done.returncode != 0 or b"more memory than one may take" in done.stdout or b"damaged" in done.stdout


def test_the_program_that_draws_gets_no_secret_and_runs_apart_from_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORESHOCK_SECRET_KEY", "hush")
    seen: dict[str, Any] = {}

    def spy(command: list[str], **how: Any) -> subprocess.CompletedProcess[bytes]:
        seen.update(how, command=command)
        return real(command, **how)

    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", spy)
    drawn(camera.telling_jpeg(60, 40))
    assert seen["env"] == {} and "-I" in seen["command"] and os.environ["FORESHOCK_SECRET_KEY"] == "hush"
    imported = Path(redrawing.__file__).read_text("utf-8")
    assert "foreshock" not in imported.split('"""', 2)[2]


@pytest.mark.parametrize("make", [camera.telling_jpeg, camera.telling_png, camera.telling_webp])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97])
def test_a_file_that_was_cut_off_is_refused(make: Any, share: float) -> None:
    data = make(400, 300)
    with pytest.raises(InvalidValue, match="damaged or cut off"):
        drawn(data[: int(len(data) * share)])


def test_a_bomb_of_words_is_refused() -> None:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Comment", "x" * 60_000_000, zip=True)
    data = camera.written(camera.photo(60, 40), "PNG", pnginfo=told)
    assert len(data) < 200_000
    with pytest.raises(InvalidValue, match="damaged or cut off"):
        drawn(data)


SEEDS: tuple[tuple[Kind, bytes], ...] = (
    ("JPEG", camera.telling_jpeg(60, 40)),
    ("PNG", camera.telling_png(60, 40)),
    ("WEBP", camera.telling_webp(60, 40)),
)


@given(
    seed=st.sampled_from(SEEDS),
    hits=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.none() | st.integers(0, 10**6),
)
@settings(deadline=None, max_examples=150)
def test_whatever_is_broken_in_a_file_it_is_drawn_clean_or_refused_with_words(
    seed: tuple[Kind, bytes], hits: list[tuple[int, int]], cut: int | None
) -> None:
    kind, data = seed
    broken = bytearray(data)
    for at, value in hits:
        broken[at % len(broken)] = value
    copies: list[tuple[int, int, bytes]] = []
    words = "the picture "
    try:
        copies = redrawing.redrawn(bytes(broken[: cut % len(broken) if cut else None]), kind, [480], 12_000, 50_000_000)
    except redrawing.Refused as refusal:
        words = str(refusal)
    assert words.startswith("the picture ")
    for _, _, made in copies:
        assert set(camera.parts(made)) <= HARMLESS
