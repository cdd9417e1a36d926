"""Words as the reader compares and passes them on: white space, slugs, Markdown."""

from __future__ import annotations

import re
import unicodedata

#: Letters that Unicode does not take apart, as they are commonly written without their mark.
_PLAIN_LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d",
    "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "ħ": "h", "Ħ": "h", "ŋ": "n", "Ŋ": "n",
})  # fmt: skip
_APOSTROPHES = re.compile("[’‘'ʼʿʾ`´ʻ]")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&!{}])")
_LINE_MARKER = re.compile(r"^([ \t]*)([-+=:]|\d{1,9}(?=[.)]))", re.MULTILINE)
_QUOTES = {
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"', "’": "'", "‘": "'", "‚": "'", "‛": "'",
    "′": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-",
}  # fmt: skip
_QUOTE = re.compile("[" + "".join(_QUOTES) + "]")


def one_line(text: str) -> str:
    """`text` with every run of white space made one space, none at the ends."""
    return " ".join(text.split())


def slug_of(title: str) -> str:
    """The slug of a title: its part before the first comma, without marks on letters, at most 80 characters.

    `Al-Tanf, Syria` → `al-tanf`; `Sana’a` → `sanaa`; `U.S.-Iran Line` → `us-iran-line`. Empty if no
    Latin letter or digit is left.
    """
    head = _APOSTROPHES.sub("", title.split(",")[0]).translate(_PLAIN_LETTERS)
    head = _INITIALS.sub(lambda m: m.group().replace(".", ""), head)
    plain = "".join(c for c in unicodedata.normalize("NFKD", head) if not unicodedata.combining(c))
    return _NO_SLUG.sub("-", plain.lower()).strip("-")[:80].strip("-")


def folded(text: str) -> str:
    """`text` for comparing: compatibility characters, quotation marks, dashes and white space made alike."""
    plain = unicodedata.normalize("NFKC", text).replace("…", "...")
    # Looked up where they stand: str.translate asks its table for every character.
    return one_line(_QUOTE.sub(lambda mark: _QUOTES[mark.group()], plain))


def markdown_safe(text: str) -> str:
    """`text` so that a Markdown renderer shows it as it is: no link, image, markup or HTML comes of it."""
    escaped = _MARKDOWN.sub(r"\\\1", text)
    return _LINE_MARKER.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", escaped)
