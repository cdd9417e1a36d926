"""`[[source]]` in `foreshock.toml`: where reports come from, how often, and under which terms."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal, get_args

import msgspec

from .base import check, check_slug
from .levels import check_grade
from .reports import Terms

#: What the bytes of a source are; `auto` looks at them.
SourceKind = Literal[
    "auto", "feed", "json-feed", "page", "pdf", "text", "mail", "gdelt", "gdelt-mentions", "acled", "ucdp",
    "reliefweb", "polecat", "crisiswatch", "geojson", "csv",
]  # fmt: skip
KINDS: Final[tuple[str, ...]] = get_args(SourceKind)

#: What a mapping of a CSV may name. `id`, `date` and one of `type`, `cameo` and `text` are needed.
MAPPABLE: Final[tuple[str, ...]] = (
    "id", "date", "until", "type", "mode", "cameo", "assertion", "actor", "recipient", "place", "lat", "lon", "km",
    "killed", "injured", "title", "text", "publisher", "address", "language", "published",
)  # fmt: skip

_DURATION: Final = re.compile(r"(\d+)\s*(s|m|min|h|d)")
_SECONDS: Final = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def duration(text: str) -> dt.timedelta:
    """`15m`, `6h`, `1d`, `30s` as a time. Raises InvalidValue."""
    match = _DURATION.fullmatch(text.strip())
    check(match, f"no time: {text!r}; write 30s, 15m, 6h or 1d")
    assert match
    return dt.timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """One source. Give `address` (http or https) or `path` (a file or a folder, seen from the desk's folder).

    `language` is what the source writes in, where it does not say so itself. `mapping` names the columns of a CSV:
    field of MAPPABLE = column. `silent_after` is how long without anything new until the desk is told; by default
    the longer of a day and three times `every`. `follow` also fetches the pages that the items of a feed point to.
    Bodies above `max_mb` are refused. `allow_private_addresses` lets the fetcher reach addresses inside your own
    network; leave it off for everything that comes from outside.
    """

    id: str
    kind: SourceKind = "auto"
    address: str = ""
    path: str = ""
    every: str = "1h"
    terms: Terms = "quote"
    publisher: str = ""
    language: str = ""
    grade: str = "F6"
    mapping: dict[str, str] = {}
    delimiter: str = ","
    silent_after: str = ""
    follow: bool = False
    max_mb: int = 50
    allow_private_addresses: bool = False
    paused: bool = False

    def __post_init__(self) -> None:
        check_slug(self.id)
        check_grade(self.grade)
        named = f"source {self.id!r}"
        check(bool(self.address) != bool(self.path), f"{named}: give either an address or a path")
        check(
            not self.address or self.address.lower().startswith(("https://", "http://")),
            f"{named}: no web address: {self.address!r}; write https://…",
        )
        check(self.period >= dt.timedelta(seconds=1), f"{named}: every = {self.every!r} is too often")
        check(not self.silent_after or duration(self.silent_after), f"{named}: silent-after is no time at all")
        check(1 <= self.max_mb <= 4000, f"{named}: max-mb = {self.max_mb}; write 1 to 4000")
        check(len(self.delimiter) == 1, f"{named}: delimiter = {self.delimiter!r}; write one character")
        strangers = sorted(set(self.mapping) - set(MAPPABLE))
        check(not strangers, f"{named}: mapping of {', '.join(strangers)}; fields are {', '.join(MAPPABLE)}")
        check(not self.mapping or self.kind == "csv", f'{named}: a mapping goes with kind = "csv"')
        check(
            self.kind != "csv"
            or ({"id", "date"} <= set(self.mapping) and {"type", "cameo", "text"} & set(self.mapping)),
            f"{named}: the mapping needs id, date, and one of type, cameo and text",
        )

    @property
    def period(self) -> dt.timedelta:
        """How often it is asked."""
        return duration(self.every)

    @property
    def patience(self) -> dt.timedelta:
        """How long it may say nothing new."""
        return duration(self.silent_after) if self.silent_after else max(dt.timedelta(days=1), 3 * self.period)
