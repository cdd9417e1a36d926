"""The four levels and the Admiralty grades, once, as data; code, pages and documentation draw on these."""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

from .errors import UnknownCode

LevelCode = Literal["moderate", "substantial", "severe", "critical"]
Shape = Literal["ring", "half-square", "triangle", "diamond"]


class Level(Struct, frozen=True):
    """One level: the chance of an incident within 30 days, as a range, and how it is drawn.

    `low` and `high` are probabilities in [0, 1]; a level holds from `low` up to, but not including, `high`.
    `light` and `dark` are sRGB colours with a contrast of at least 4.5 on every ground they are set on;
    shape and word come before them.
    """

    code: LevelCode
    rank: int
    low: float
    high: float
    definition: str
    plain: str
    shape: Shape
    light: str
    dark: str

    @property
    def range_text(self) -> str:
        """The range in words: “under 10%”, “10–30%”, “over 60%”."""
        if self.low == 0:
            return f"under {self.high:.0%}"
        if self.high == 1:
            return f"over {self.low:.0%}"
        return f"{self.low * 100:.0f}–{self.high:.0%}"


INCIDENT: Final = (
    "An incident is an attack, stated or confirmed, between declared opponents or their allies, "
    "inside the flashpoint’s area."
)

LEVELS: Final[dict[str, Level]] = {
    level.code: level
    for level in (
        Level(
            "moderate", 0, 0.0, 0.10,
            "The rivals are near each other and the rules mostly hold. An incident would be a surprise.",
            "an incident would be a surprise",
            "ring", "#5b6c76", "#9db0ba",
        ),
        Level(
            "substantial", 1, 0.10, 0.30,
            "The means and a motive are there. An incident is a real possibility, though not the likely course.",
            "a real possibility, though not the likely course",
            "half-square", "#8a5b00", "#dcae3f",
        ),
        Level(
            "severe", 2, 0.30, 0.60,
            "Rules are being broken or threats made good. An incident is about as likely as not.",
            "about as likely as not",
            "triangle", "#b63c0d", "#f58b52",
        ),
        Level(
            "critical", 3, 0.60, 1.0,
            "An incident is under way or expected within days, and may set off another.",
            "under way, or expected within days",
            "diamond", "#8a0c30", "#ff8f9b",
        ),
    )
}  # fmt: skip

RELIABILITY: Final[dict[str, str]] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}

CREDIBILITY: Final[dict[str, str]] = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}

_GRADE = re.compile(r"[A-F][1-6]")


def check_grade(grade: str) -> str:
    """Return an Admiralty grade such as `B2` unchanged, else raise UnknownCode."""
    if not _GRADE.fullmatch(grade):
        raise UnknownCode(
            f"unknown Admiralty grade {grade!r}: write source reliability A to F and information credibility "
            f"1 to 6, such as B2"
        )
    return grade


def grade_words(grade: str) -> str:
    """Say an Admiralty grade in words: `B2` → “usually reliable source; probably true”."""
    check_grade(grade)
    return f"source {RELIABILITY[grade[0]]}; information {CREDIBILITY[grade[1]]}"
