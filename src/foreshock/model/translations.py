"""Translations of the texts of a list, each text tied to the original that it translates.

A text of a flashpoint or development has a path, such as `summary` or `scenarios.0.advice.1.text`. A translation keeps,
beside each of its texts, a digest of the original. Where the original has changed, the translation is stale, and it is
known which of its texts are; where a text has only moved, as when a scenario was put before it, it is not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from .base import Noun, check
from .developments import Development
from .languages import check_language
from .lists import Flashpoint

Original = Flashpoint | Development

#: Texts that stand by themselves, in the order of a page. The others stand in rows and are found by their place.
_FLASHPOINT: Final = ("name", "summary", "question", "why", "background", "analysis")
_DEVELOPMENT: Final = ("head", "text", "open")
_PATH: Final = re.compile(r"[a-z]+(?:\.(?:0|[1-9]\d{0,3})(?:\.[a-z]+)?)*")
_OF: Final = re.compile(r"[a-z0-9-]+(?:/\d{4}-\d\d-\d\d/[1-9]\d*)?")
_DIGEST: Final = re.compile(r"[0-9a-f]{16}")


class TranslatedText(Noun, frozen=True):
    """One text of a translation. `of` is the digest of the original (`text_digest`); without `text` the translator saw
    the original and left it as it is."""

    path: str
    of: str
    text: str = ""

    def __post_init__(self) -> None:
        check(_PATH.fullmatch(self.path), f"no path of a text: {self.path!r}; it looks like scenarios.0.title")
        check(_DIGEST.fullmatch(self.of), f"no digest of a text: {self.of!r}; 16 hexadecimal digits")


class Translation(Noun, frozen=True):
    """The texts of one flashpoint or development in another language.

    `of` is the id of what is translated; `revision` the hash of its revision that the translator had, in the record
    where the translation was made. `translator` is a person, or `machine:` and the name of a program.
    """

    language: str
    of: str
    translator: str
    texts: tuple[TranslatedText, ...] = ()
    revision: str = ""

    def __post_init__(self) -> None:
        check_language(self.language)
        check(
            _OF.fullmatch(self.of),
            f"nothing that can be translated: {self.of!r}; write the id of a flashpoint or entry",
        )
        check(self.translator.strip(), f"the translation {self.id} has no translator: name the person or the program")
        paths = [text.path for text in self.texts]
        check(len(set(paths)) == len(paths), f"the translation {self.id} has two texts for one path: {paths}")
        check(any(text.text for text in self.texts), f"the translation {self.id} has no text in {self.language!r}")

    @property
    def id(self) -> str:
        return f"{self.language}/{self.of}"

    @property
    def kind(self) -> Literal["flashpoint", "development"]:
        """What is translated."""
        return "development" if "/" in self.of else "flashpoint"


class Said(Struct, frozen=True):
    """One text as a reader of the translation gets it: translated, translated from a former original (`stale`), or,
    with `original`, in the language of the list."""

    text: str
    original: bool = False
    stale: bool = False


def text_digest(text: str) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def texts_of(value: Original) -> dict[str, str]:
    """The texts of a flashpoint or development that can be translated, by path, in the order of its page."""
    return {path: text for path, text in _texts(value) if text.strip()}


def _texts(value: Original) -> Iterator[tuple[str, str]]:
    if isinstance(value, Development):
        yield from ((name, getattr(value, name)) for name in _DEVELOPMENT)
        for n, account in enumerate(value.accounts):
            yield f"accounts.{n}.by", account.by
            yield f"accounts.{n}.text", account.text
        return
    yield from ((name, getattr(value, name)) for name in _FLASHPOINT)
    for n, view in enumerate(value.views):
        yield f"views.{n}.title", view.title
        yield f"views.{n}.text", view.text
    for n, scenario in enumerate(value.scenarios):
        yield f"scenarios.{n}.title", scenario.title
        yield f"scenarios.{n}.text", scenario.text
        yield from ((f"scenarios.{n}.triggers.{m}", trigger) for m, trigger in enumerate(scenario.triggers))
        yield f"scenarios.{n}.opportunity", scenario.opportunity
        for m, advice in enumerate(scenario.advice):
            yield f"scenarios.{n}.advice.{m}.addressee", advice.addressee
            yield f"scenarios.{n}.advice.{m}.text", advice.text
            yield f"scenarios.{n}.advice.{m}.since", advice.since


def translated(value: Original, translation: Translation | None) -> dict[str, Said]:
    """Every text of the original as the translation gives it, by path.

    A text is taken by its original, wherever that stands now; else, as stale, by its path, if its own original stands
    nowhere any more, so that no text ever stands beside another one's original.
    """
    originals = texts_of(value)
    if translation is None:
        return {path: Said(text, original=True) for path, text in originals.items()}
    here = {(text.path, text.of): text for text in translation.texts}
    anywhere = {text.of: text for text in reversed(translation.texts)}
    by_path = {text.path: text for text in translation.texts}
    digests = {path: text_digest(text) for path, text in originals.items()}
    standing = set(digests.values())
    made: dict[str, Said] = {}
    for path, original in originals.items():
        digest = digests[path]
        fresh = here.get((path, digest)) or anywhere.get(digest)
        former = by_path.get(path)
        if fresh is not None:
            made[path] = Said(fresh.text) if fresh.text else Said(original, original=True)
        elif former is not None and former.text and former.of not in standing:
            made[path] = Said(former.text, stale=True)
        else:
            # New, or changed where the translator had left it as it was.
            made[path] = Said(original, original=True, stale=True)
    return made


def behind(value: Original, translation: Translation) -> tuple[str, ...]:
    """The paths of the texts that have changed, or come, since the translation was made; none if it is up to date."""
    return tuple(path for path, said in translated(value, translation).items() if said.stale)
