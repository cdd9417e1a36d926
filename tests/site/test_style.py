"""The style sheet agrees with the tables that it draws on, and shows by more than colour."""

import re
from pathlib import Path

import foreshock.site
from foreshock.model import LEVELS

STATIC = Path(foreshock.site.__file__).parent / "static"
CSS = (STATIC / "style.css").read_text("utf-8")
SPRITE = (STATIC.parent / "templates" / "sprite.svg").read_text("utf-8")


def tokens(block):
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


LIGHT = tokens(CSS.split(":root {", 1)[1].split("}", 1)[0])
DARK = tokens(CSS.split("prefers-color-scheme: dark", 1)[1].split("}", 1)[0])


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    bright, dim = sorted((luminance(one), luminance(two)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_level_colours_are_those_of_the_table():
    for level in LEVELS.values():
        assert (LIGHT[level.code], DARK[level.code]) == (level.light, level.dark)


def test_words_and_levels_stand_out_from_every_ground_they_are_set_on():
    for scheme in (LIGHT, LIGHT | DARK):
        for ink in ("ink", "ink-2", "accent", *LEVELS):
            for ground in ("paper", "tint"):
                assert contrast(scheme[ink], scheme[ground]) >= 4.5, (ink, ground)
        for level in LEVELS:
            assert min(contrast(scheme[level], scheme[ground]) for ground in ("land", "sea")) >= 4.5
        assert contrast(scheme["label"], scheme["land"]) >= 4.5
        assert contrast(scheme["sea-label"], scheme["sea"]) >= 4.5
        assert contrast(scheme["line-2"], scheme["paper"]) >= 3


def test_each_level_has_a_shape_of_its_own():
    shapes = {code: re.search(rf'id="lv-{code}".*?</symbol>', SPRITE, re.DOTALL) for code in [*LEVELS, "none"]}
    assert all(shapes.values())
    assert len({re.sub(r'id="[^"]*"', "", shape[0]) for shape in shapes.values()}) == len(LEVELS) + 1


def test_fonts_are_declared_with_the_letters_that_they_hold():
    declared = dict(re.findall(r'fonts/([\w-]+)\.woff2"\).*?unicode-range: ([^;]+);', CSS))
    table = dict(re.findall(r"- `([\w-]+)`: (U\+.*)", (STATIC / "fonts" / "README.md").read_text("utf-8")))
    assert declared == table and all((STATIC / "fonts" / f"{name}.woff2").is_file() for name in table)


def test_nothing_is_fetched_from_elsewhere_by_the_style_sheet():
    assert re.findall(r"url\(\"?([^\")]+)", CSS) == re.findall(r"url\(\"(fonts/[\w-]+\.woff2)", CSS)
    assert "@import" not in CSS
