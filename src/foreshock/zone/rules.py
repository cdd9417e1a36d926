"""What a desk sets for a zone's watch: rings, speeds, and how much it takes to call something seen."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from foreshock.model import InvalidValue


class Rules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Metres, seconds, metres a second; probabilities in (0, 1).

    A presence is corroborated by `corroborate` fixes in a row, none flagged, each inside with at least `sure`. It ends
    with a trusted fix more than `hysteresis_m` (and twice its accuracy) outside, or when nothing is heard for
    `silence_s`. A crossing between two fixes is corroborated when they lie at most `crossing_s` apart and the straight
    way runs deeper than three times their accuracy. An approach is announced from `approach_m` on, when the boundary
    would be reached within `approach_s`, a warning within `warning_m` of it. `speed` and `turn` are the greatest
    plausible speed and acceleration.
    """

    approach_m: float = 30_000.0
    warning_m: float = 5_000.0
    approach_s: float = 900.0
    dwell_s: float = 600.0
    hysteresis_m: float = 200.0
    silence_s: float = 1800.0
    crossing_s: float = 120.0
    corroborate: int = 2
    sure: float = 0.95
    speed: float = 400.0
    turn: float = 20.0

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if not 0 < value < float("inf"):
                raise InvalidValue(f"rule {name} = {value}: write a number above 0")
        if self.sure >= 1 or self.corroborate > 100:
            raise InvalidValue(f"rules: sure = {self.sure} (below 1), corroborate = {self.corroborate} (at most 100)")


def read_rules(path: Path) -> Rules:
    """Rules from a TOML file, with the names of the fields (`dwell-s = 300`); what it leaves out stays as it is. Raises
    InvalidValue for a file or a rule that is none.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        # Ledgers hold a digest of the rules as they are written: the fields keep their names.
        fields = {name.replace("-", "_"): value for name, value in told.items()}
        if len(fields) < len(told):
            raise InvalidValue("one rule stands there twice, once with “-” and once with “_”")
        return msgspec.convert(fields, Rules)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError, InvalidValue) as error:
        known = ", ".join(name.replace("_", "-") for name in Rules.__struct_fields__)
        raise InvalidValue(f"{path}: no rules: {error}; the rules are {known}") from None
