"""What pages of translations say by themselves, in the language of the page; in English where a catalogue lacks it.

The catalogues lie in `words/`, one file a language, all with the keys of `en.toml`.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup, escape

from foreshock.model import When, own_name

WORDS: Final = Path(__file__).parent / "words"
_ENGLISH: Final = "en"


@cache
def catalogue(language: str) -> dict[str, Any]:
    """The phrases of a language by key; empty where there is no catalogue of it."""
    for name in (language, language.split("-")[0]):
        file = WORDS / f"{name}.toml"
        if file.is_file():
            return tomllib.loads(file.read_text("utf-8"))
    return {}


class Interface:
    """The phrases for a page in one language. Call it with a key and what stands in the braces."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._own, self._english = catalogue(language), catalogue(_ENGLISH)

    def __call__(self, key: str, **parts: object) -> Markup:
        """A phrase as safe HTML; marked as English where the language of the page has none."""
        own = self._own.get(key)
        made = Markup(escape(own or self._english[key])).format(  # noqa: S704 - escaped, and format escapes the parts
            **{name: self.digits(part) if isinstance(part, int) else _apart(part) for name, part in parts.items()}
        )
        if own or self.language.split("-")[0] == _ENGLISH:
            return made
        return Markup('<span lang="en" dir="ltr">{}</span>').format(made)

    def plain(self, key: str, **parts: object) -> str:
        """The same for a title or an attribute, which cannot say in which language it is."""
        return str(self(key, **parts).striptags())

    def tongue(self, tag: str) -> str:
        """The name of a language in the language of the page; its own where the catalogue has none."""
        return str(self._own.get("tongues", {}).get(tag.split("-")[0]) or own_name(tag))

    def digits(self, number: int) -> str:
        """A number in the digits of the language."""
        return str(number).translate(dict(zip(map(ord, "0123456789"), self._phrase("digits"), strict=True)))

    def day(self, day: dt.date) -> str:
        """A day in words: “۱۳ اوت ۲۰۱۸”."""
        return f"{self.digits(day.day)} {self._month(day)} {self.digits(day.year)}"

    def when(self, when: When) -> str:
        """A date as finely as it is known."""
        if when.precision == "day":
            return self.day(when.first)
        if when.precision == "year":
            return self.digits(when.first.year)
        month, year = self._month(when.first), self.digits(when.first.year)
        if when.precision == "month":
            return f"{month} {year}"
        return str(self._phrase(when.text.split("-")[0]).format(month=month, year=year))

    def _month(self, day: dt.date) -> str:
        return str(self._phrase("months")[day.month - 1])

    def _phrase(self, key: str) -> Any:
        return self._own.get(key) or self._english[key]


def _apart(part: object) -> Markup:
    """A part whose direction does not mix with that of the phrase around it."""
    return Markup("<bdi>{}</bdi>").format(part)
