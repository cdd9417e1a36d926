"""Cut the fonts of the site again from two npm packages.

    npm pack @fontsource-variable/newsreader@5.3.0 @fontsource-variable/public-sans@5.3.0      # and unpack both
    python tools/subset_fonts.py NEWSREADER_DIR PUBLIC_SANS_DIR

Needs fonttools and brotli, which WeasyPrint brings. Three files hold what English pages use and load on every page;
the `-ext` files (the rest of Latin-1) and the `-translit` files (letters of European languages, and the dots, macrons
and half rings of transliteration) load only where a page uses them, by the `unicode-range` in the style sheet. The
output is the same, byte for byte, on every run with the same fonttools.

The fonts lack some letters of transliteration. The `-dots` files add them, set together from glyphs that the fonts
have: letter and dot below, letter and macron moved below; the half rings ʿ and ʾ are their opening and closing
quotation marks, as many presses set them. The licence allows it: no font name is reserved.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).resolve().parents[1] / "src/foreshock/site/static/fonts"

ENGLISH = (
    "20-7E A0 A7 A9 AB B0 B7 BB D7 E9 FC 2009-200A 2010-2011 2013-2014 2018-2019 201C-201D 2026 202F "
    "2032-2033 20AC 2212"
)
#: Titles need less; what is left out falls to the text cut.
TITLES = "20-22 24-29 2B-3B 3F 41-5A 61-7A A0 B7 E9 FC 2010-2011 2013-2014 2018-2019 201C-201D 2026 202F"
#: Also what lies in the package's Latin file beyond Latin-1: dotless i, oe, modifier apostrophes.
LATIN_1 = "A1-A6 A8 AA AC-AF B1-B6 B8-BA BC-D6 D8-E8 EA-FB FD-FF 131 152-153 2BC 2C6 2DA 2DC"
#: Latin Extended-A, the Romanian and caron letters of B, half rings and modifier letters, combining marks, and the
#: dotted and lined letters of Latin Extended Additional that transliterations of Arabic, Persian, Hebrew, Turkic and
#: Indic scripts use.
TRANSLIT = (
    "100-130 132-151 154-17F 1CD-1DC 1E6-1E7 1F0 1F5 218-21B 232-233 259 2B9-2BA 2C7-2C8 "
    "300-304 306-308 30A-30C 323-324 326-328 32E 331 1E00-1E99 1E9E"
)

#: Letters to be set together: code point → (base letter, mark); U+0323 is the dot below, U+0304 the macron.
TOGETHER = {
    0x1E0C: ("D", 0x323), 0x1E0D: ("d", 0x323), 0x1E24: ("H", 0x323), 0x1E25: ("h", 0x323), 0x1E32: ("K", 0x323),
    0x1E33: ("k", 0x323), 0x1E36: ("L", 0x323), 0x1E37: ("l", 0x323), 0x1E42: ("M", 0x323), 0x1E43: ("m", 0x323),
    0x1E46: ("N", 0x323), 0x1E47: ("n", 0x323), 0x1E5A: ("R", 0x323), 0x1E5B: ("r", 0x323), 0x1E62: ("S", 0x323),
    0x1E63: ("s", 0x323), 0x1E6C: ("T", 0x323), 0x1E6D: ("t", 0x323), 0x1E92: ("Z", 0x323), 0x1E93: ("z", 0x323),
    0x1E0E: ("D", 0x304), 0x1E0F: ("d", 0x304), 0x1E34: ("K", 0x304), 0x1E35: ("k", 0x304), 0x1E48: ("N", 0x304),
    0x1E49: ("n", 0x304), 0x1E6E: ("T", 0x304), 0x1E6F: ("t", 0x304), 0x1E94: ("Z", 0x304), 0x1E95: ("z", 0x304),
}  # fmt: skip
#: Code points that stand for glyphs the fonts have: half rings and modifier apostrophes.
STAND_INS = {0x2BB: 0x2018, 0x2BE: 0x2019, 0x2BF: 0x2018}
DOTS = " ".join(f"{point:X}" for point in (*TOGETHER, *STAND_INS))

#: File, package, source (latin and latin-ext are joined by range), axis values, ranges.
CUTS = (
    ("newsreader-text", "newsreader", "latin", {"opsz": 18, "wght": 400}, ENGLISH),
    ("newsreader-text-ext", "newsreader", "latin", {"opsz": 18, "wght": 400}, LATIN_1),
    ("newsreader-text-translit", "newsreader", "latin-ext", {"opsz": 18, "wght": 400}, TRANSLIT),
    ("newsreader-text-dots", "newsreader", "latin", {"opsz": 18, "wght": 400}, DOTS),
    ("newsreader-display", "newsreader", "latin", {"opsz": 60, "wght": 500}, TITLES),
    ("public-sans", "public-sans", "latin", {"wght": (400, 700)}, ENGLISH),
    ("public-sans-ext", "public-sans", "latin", {"wght": (400, 700)}, LATIN_1),
    ("public-sans-translit", "public-sans", "latin-ext", {"wght": (400, 700)}, TRANSLIT),
    ("public-sans-dots", "public-sans", "latin", {"wght": (400, 700)}, DOTS),
)
AXES = {"newsreader": "opsz", "public-sans": "wght"}


def code_points(ranges: str) -> set[int]:
    found: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def css_range(points: set[int]) -> str:
    """A set of code points as the value of `unicode-range`."""
    parts, ordered = [], sorted(points)
    start = before = ordered[0]
    for point in [*ordered[1:], -1]:
        if point == before + 1:
            before = point
            continue
        parts.append(f"U+{start:X}" if start == before else f"U+{start:X}-{before:X}")
        start = before = point
    return ", ".join(parts)


def set_together(font: TTFont) -> None:
    """Add the letters of TOGETHER and STAND_INS to a font that holds their parts."""
    best, outlines, metrics = font.getBestCmap(), font["glyf"], font["hmtx"]
    bounds = {}
    for point in (0x304, 0x323, *(ord(letter) for letter, _ in TOGETHER.values())):
        glyph = outlines[best[point]]
        glyph.recalcBounds(outlines)
        bounds[point] = (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)
    if "HVAR" in font:
        del font["HVAR"]  # it lists glyphs by number; widths are in gvar too
    added = {}
    for point, (letter, mark) in TOGETHER.items():
        base, over = bounds[ord(letter)], bounds[mark]
        part, accent = GlyphComponent(), GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = best[ord(letter)], 0, 0, 0x204
        accent.glyphName, accent.flags = best[mark], 0x4
        accent.x = round((base[0] + base[2] - over[0] - over[2]) / 2)
        accent.y = 0 if mark == 0x323 else round(-0.07 * font["head"].unitsPerEm - over[3])
        glyph = Glyph()
        glyph.numberOfContours, glyph.components = -1, [part, accent]
        name = f"uni{point:04X}"
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        outlines[name], metrics[name] = glyph, metrics[best[ord(letter)]]
        if "gvar" in font:
            font["gvar"].variations[name] = []
        added[point] = name
    for point, like in STAND_INS.items():
        added[point] = best[like]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(added)


def cut(source: Path, axes: dict[str, object], ranges: str, without: set[int]) -> tuple[bytes, set[int]]:
    """One font file, and the code points that it really holds; `without` are those that another file has."""
    font = TTFont(source, recalcTimestamp=False)
    font = instantiateVariableFont(font, axes, inplace=False)
    if ranges == DOTS:
        set_together(font)
    wanted = (code_points(ranges) & set(font.getBestCmap())) - without
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "liga", "tnum"] + (["mark", "ccmp"] if ranges == TRANSLIT else [])
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue(), wanted


def readme(listed: list[tuple[str, str, str, int, str, str]]) -> str:
    """The list of the files with what a style sheet and an auditor need."""
    rows = "".join(
        f"| `{name}.woff2` | @fontsource-variable/{package} {version} | {size:,} | `{digest}` |\n"
        for name, package, version, size, digest, _ in listed
    )
    ranges = "".join(f"- `{name}`: {points}\n" for name, *_, points in listed)
    return (
        "# Fonts\n\nNewsreader (text cut at optical size 18, weight 400; display cut at 60, weight 500) and Public "
        "Sans (400 to 700), both under the SIL Open Font License 1.1 with no reserved font name; the licences lie "
        "beside them. Cut by `tools/subset_fonts.py`, which also writes this file. No italic is used.\n\n"
        f"| file | npm package | bytes | SHA-256 |\n|---|---|---|---|\n{rows}\n"
        "The first text file, the display file and `public-sans` load on every page; the others where a page "
        "uses their letters. `-dots` holds letters of transliteration that the fonts lack, set together from glyphs "
        f"they have.\n\n`unicode-range` of each file:\n\n{ranges}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("newsreader", type=Path)
    parser.add_argument("public_sans", type=Path)
    given = parser.parse_args()
    folders = {"newsreader": given.newsreader, "public-sans": given.public_sans}
    FONTS.mkdir(parents=True, exist_ok=True)
    listed = []
    others: dict[str, set[int]] = {package: set() for package in folders}
    for name, package, script, axes, ranges in CUTS:
        source = folders[package] / "files" / f"{package}-{script}-{AXES[package]}-normal.woff2"
        data, held = cut(source, dict(axes), ranges, set() if "display" in name else others[package])
        others[package] |= held
        (FONTS / f"{name}.woff2").write_bytes(data)
        version = json.loads((folders[package] / "package.json").read_text())["version"]
        listed.append((name, package, version, len(data), hashlib.sha256(data).hexdigest(), css_range(held)))
        sys.stdout.write(f"{name}.woff2 {len(data):,} bytes, {len(held)} characters\n")
    for package, folder in folders.items():
        shutil.copyfile(folder / "LICENSE", FONTS / f"LICENSE-{package}.txt")
    (FONTS / "README.md").write_text(readme(listed), encoding="utf-8")


if __name__ == "__main__":
    main()
