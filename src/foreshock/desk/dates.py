"""Dates ahead: a summit, a deadline, an anniversary, kept for each flashpoint with all revisions.

They stand in a table of the desk and not in the record: a date is a reminder that is moved and dropped freely, not a
claim that a reader must be able to hold us to.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from msgspec.structs import replace

from foreshock.model import Conflict, DateAhead, DateKept, InvalidValue, NotFound

from .outgoing import DateRevision


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
    kind: Any = fields.get("kind", "other")  # the model refuses what is no kind of date
    last = fields.get("until", "").strip()
    return DateAhead(
        flashpoint=fields.get("flashpoint", ""),
        date=_day(fields.get("date", "")),
        what=" ".join(fields.get("what", "").split()),
        kind=kind,
        until=_day(last) if last else None,
        yearly=fields.get("yearly") == "yes",
        source=fields.get("source", "").strip(),
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue(f"no day: {text!r}; write 2019-02-14") from None


def _kept(row: DateRevision) -> DateKept:
    return DateKept(row.uid, row.version, msgspec.json.decode(row.body, type=DateAhead), row.by, row.made)
