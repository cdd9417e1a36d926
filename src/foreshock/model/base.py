"""What every noun builds on: strict frozen structs, slugs, points on the earth and sources.

Every struct refuses unknown fields and raises InvalidValue (through msgspec: ValidationError with the path)
when a value breaks a rule. None does I/O. Texts are plain unless a field says Markdown.
"""

from __future__ import annotations

import math
import re
from typing import Literal

from msgspec import Struct

from .errors import InvalidValue
from .levels import check_grade
from .when import When

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SHA256 = re.compile(r"[0-9a-f]{64}")


class Noun(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all nouns: frozen, strict, and written without the fields that hold their default."""


def check(condition: object, message: str) -> None:
    """Raise InvalidValue with `message` unless `condition` holds."""
    if not condition:
        raise InvalidValue(message)


def check_slug(slug: str) -> str:
    """Return `slug` if it is lower-case words joined by hyphens, at most 80 characters."""
    check(
        SLUG.fullmatch(slug) and len(slug) <= 80,
        f"no slug: {slug!r}; write lower-case words joined by hyphens",
    )
    return slug


class Place(Noun, frozen=True):
    """A point on WGS84 and how finely it is known: within 1 km, within `km`, or somewhere in an area."""

    name: str
    lat: float
    lon: float
    precision: Literal["exact", "vicinity", "area"] = "vicinity"
    km: float | None = None

    def __post_init__(self) -> None:
        check(
            math.isfinite(self.lat) and math.isfinite(self.lon) and -90 <= self.lat <= 90 and -180 <= self.lon <= 180,
            f"no position: latitude {self.lat}, longitude {self.lon}; degrees within ±90 and ±180",
        )
        check(self.km is None or (math.isfinite(self.km) and self.km >= 0), f"no distance: {self.km} km")


class Document(Noun, frozen=True):
    """What a source published. `sha256` is that of the bytes as they came. If they may not be shown or are not
    held, `not_held` says why in a word or two (“copyright”)."""

    id: str
    title: str
    publisher: str = ""
    author: str = ""
    date: When | None = None
    address: str = ""
    media_type: str = ""
    language: str = "en"
    sha256: str = ""
    not_held: str = ""
    terms: Literal["show", "quote", "private"] = "quote"

    def __post_init__(self) -> None:
        check_slug(self.id)
        check(self.title.strip(), f"document {self.id!r} needs a title")
        check(
            not self.sha256 or SHA256.fullmatch(self.sha256),
            f"no SHA-256: {self.sha256!r}; 64 hexadecimal digits",
        )
        scheme = self.address.split(":", 1)[0].lower() if self.address else "https"
        check(
            scheme in ("https", "http"),
            f"no web address: {self.address!r}; write https://… or leave it empty",
        )


class Citation(Noun, frozen=True):
    """A pointer into a document with its Admiralty grade (source reliability, information credibility)."""

    document: str
    grade: str = "F6"
    where: str = ""

    def __post_init__(self) -> None:
        check_grade(self.grade)
