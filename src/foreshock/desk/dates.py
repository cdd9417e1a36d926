"""Dates ahead: a summit, a deadline, an anniversary, kept for each flashpoint with all revisions.

They stand in a table of the desk and not in the record: a date is a reminder that is moved and dropped freely, not a
claim that a reader must be able to hold us to.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from typing import Final, Literal, get_args

import msgspec
from django.db import IntegrityError, transaction
from msgspec.structs import replace

from foreshock.model import Conflict, InvalidValue, NotFound, check_slug

from .outgoing import DateRevision

DateKind = Literal["summit", "deadline", "anniversary", "vote", "exercise", "other"]
KINDS: Final[tuple[DateKind, ...]] = get_args(DateKind)
_LONGEST: Final = 300


class DateAhead(msgspec.Struct, frozen=True, omit_defaults=True):
    """One date, or with `until` the days from `date` to it, both included. `yearly` ones come back every year.

    `source` is the web address where it is told. `dropped` ones are kept and shown nowhere.
    """

    flashpoint: str
    date: dt.date
    what: str
    kind: DateKind = "other"
    until: dt.date | None = None
    yearly: bool = False
    source: str = ""
    dropped: bool = False

    def __post_init__(self) -> None:
        check_slug(self.flashpoint)
        if not self.what.strip() or len(self.what) > _LONGEST or not self.what.isprintable():
            raise InvalidValue(f"say in a line of up to {_LONGEST} characters what is on that day")
        if self.until is not None and not self.date < self.until <= self.date + dt.timedelta(days=366):
            raise InvalidValue(f"the last day, {self.until}, is to be within a year after {self.date}; or leave it out")
        if self.kind not in KINDS:
            raise InvalidValue(f"no kind of date: {self.kind!r}; write one of {', '.join(KINDS)}")
        if self.source and not self.source.startswith(("https://", "http://")):
            raise InvalidValue(f"no web address: {self.source[:80]!r}; write https://… or leave it out")

    def next(self, today: dt.date) -> dt.date | None:
        """The first day on or after `today` on which it is (still) on; None when it is over."""
        last = self.until or self.date
        if not self.yearly:
            return max(self.date, today) if last >= today else None
        # The year before, for one that began then and is still on.
        first = max(today.year - 1, self.date.year)
        for year in range(first, first + 3):
            begin = _in_year(self.date, year)
            if begin + (last - self.date) >= today:
                return max(begin, today)
        return None


class DateKept(msgspec.Struct, frozen=True):
    """A date as it stands: which one, in which revision, by whom, when."""

    uid: str
    version: int
    value: DateAhead
    by: str
    made: dt.datetime


def all_dates(flashpoint: str = "") -> list[DateKept]:
    """Every date that holds, of one flashpoint or of all, by day."""
    rows = DateRevision.objects.order_by("uid", "version")
    if flashpoint:
        # By uid, because a date may have been moved away to another flashpoint.
        rows = rows.filter(uid__in=DateRevision.objects.filter(flashpoint=flashpoint).values("uid"))
    newest = {row.uid: row for row in rows}
    kept = [_kept(row) for row in newest.values()]
    wanted = [one for one in kept if not one.value.dropped and flashpoint in ("", one.value.flashpoint)]
    return sorted(wanted, key=lambda one: (one.value.date, one.uid))


def ahead(dates: Iterable[DateKept], today: dt.date) -> list[tuple[dt.date, DateKept]]:
    """Those still to come, each with its next day, soonest first."""
    found = [(day, one) for one in dates if (day := one.value.next(today)) is not None]
    return sorted(found, key=lambda pair: (pair[0], pair[1].uid))


def history(uid: str) -> list[DateKept]:
    """All revisions of a date, oldest first. Raises NotFound."""
    found = [_kept(row) for row in DateRevision.objects.filter(uid=uid).order_by("version")]
    if not found:
        raise NotFound(f"there is no date {uid!r}")
    return found


def keep(value: DateAhead, by: str, uid: str = "", version: int = 0) -> DateKept:
    """A new date, or (with `uid`) a new revision of one; `version` is the one that was seen.

    Raises NotFound, and Conflict when somebody changed it meanwhile.
    """
    now = dt.datetime.now(dt.UTC)
    if uid:
        newest = history(uid)[-1]
        if newest.version != version:
            raise Conflict(f"{newest.by} changed this date since you opened it: look at it again")
        if newest.value == value:
            return newest
    name = uid or secrets.token_hex(8)
    row = DateRevision(
        uid=name, version=version + 1 if uid else 1, flashpoint=value.flashpoint, by=by, made=now,
        body=msgspec.json.encode(value).decode(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("somebody else changed this date just now: look at it again") from None
    return _kept(row)


def drop(uid: str, version: int, by: str) -> DateKept:
    """Show a date no longer; `restore` undoes it."""
    return keep(replace(history(uid)[-1].value, dropped=True), by, uid, version)


def restore(uid: str, version: int, number: int, by: str) -> DateKept:
    """Bring back what a date said in revision `number`, as a new revision. Raises NotFound."""
    found = next((one for one in history(uid) if one.version == number), None)
    if found is None:
        raise NotFound(f"the date {uid} has no revision {number}")
    return keep(replace(found.value, dropped=False), by, uid, version)


def date_from(fields: Mapping[str, str]) -> DateAhead:
    """The date that a form describes. Raises InvalidValue."""
    kind = fields.get("kind", "other")
    last = fields.get("until", "").strip()
    return DateAhead(
        flashpoint=fields.get("flashpoint", ""),
        date=_day(fields.get("date", "")),
        what=" ".join(fields.get("what", "").split()),
        kind=kind,  # type: ignore[arg-type]
        until=_day(last) if last else None,
        yearly=fields.get("yearly") == "yes",
        source=fields.get("source", "").strip(),
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue(f"no day: {text!r}; write 2019-02-14") from None


def _in_year(day: dt.date, year: int) -> dt.date:
    """The same day of another year; 29 February falls on the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _kept(row: DateRevision) -> DateKept:
    return DateKept(row.uid, row.version, msgspec.json.decode(row.body, type=DateAhead), row.by, row.made)
