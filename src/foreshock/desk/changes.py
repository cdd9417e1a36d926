"""Changes of the list itself: texts of a flashpoint, levels, zones, breaches, when somebody last looked. A second
person reads them by the same rule as entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final, cast

import msgspec
from django.db import transaction
from msgspec.structs import replace

from foreshock.model import (
    NOUNS,
    Act,
    Breach,
    Conflict,
    Flashpoint,
    InvalidValue,
    Kept,
    LevelChange,
    NotFound,
    ObjectKind,
    Translation,
    Zone,
)  # fmt: skip
from foreshock.store import Put, Store
from foreshock.store.record import references

from .models import Change
from .pictures.rules import picture_lacks
from .publishing import recorded_document

#: What can be changed here, in words.
KINDS: Final[dict[ObjectKind, str]] = {
    "flashpoint": "texts",
    "level": "level",
    "translation": "translation",
    "breach": "breach",
    "zone": "what each side says",
}

#: Characters of a name that the table of changes takes.
_LONGEST: Final = 120


class Changes:
    """The changes of one store. `needs_second` says whether one needs a second reader just now."""

    def __init__(self, store: Store, needs_second: Callable[[], bool]) -> None:
        self.store = store
        self.needs_second = needs_second

    def propose(
        self,
        kind: ObjectKind,
        value: Flashpoint | LevelChange | Translation | Breach | Zone,
        base: int,
        by: str,
        why: str,
        correction: bool = False,
    ) -> Change:
        """Make a change: published at once, or kept for its second reader. `base` is the number of the revision that
        it started from, 0 for something new.

        Raises InvalidValue without a reason, Conflict when the object was changed since `base`, when nothing is
        different, or when another change of it waits already.
        """
        why = " ".join(why.split())
        if not why:
            raise InvalidValue("say why: the reason stands in the record beside the change")
        name = value.slug if isinstance(value, Flashpoint) else value.id
        if len(name) > _LONGEST:
            raise InvalidValue(f"the name {name[:60]!r}… is too long: at most {_LONGEST} characters")
        if isinstance(value, Flashpoint):
            self._check_pictures(value)
        if isinstance(value, Breach | Zone):
            self._check_there(value)
        with transaction.atomic():
            self._check_base(kind, name, base, value)
            if other := Change.objects.filter(kind=kind, object=name, status="waiting").first():
                raise Conflict(f"a change of this by {other.first} waits for its second reader: read that one first")
            change = Change(
                kind=kind, object=name, base=base, body=msgspec.json.encode(value).decode(), why=why,
                correction=correction, first=by,
            )  # fmt: skip
            if not self.needs_second():
                self._publish(change, "")
            change.save()
        return change

    def approve(self, number: int, by: str) -> Change:
        """The second reader's yes. Raises Conflict for the person who made the change."""
        with transaction.atomic():
            change = _waiting(number)
            if change.first == by:
                raise Conflict(f"{by} made this change and cannot be its second reader: somebody else reads it")
            self._check_base(change.kind, change.object, change.base, value_of(change))
            self._publish(change, by)
            change.save()
        return change

    def decline(self, number: int, by: str, note: str) -> Change:
        """The second reader's no, or its author's second thoughts, with a note."""
        note = " ".join(note.split())
        if not note:
            raise InvalidValue("say what has to change: the note goes to the one who made it")
        with transaction.atomic():
            change = _waiting(number)
            change.status, change.note = "declined", f"{by}: {note}"
            change.save()
        return change

    def checked(self, slug: str, day: dt.date, by: str) -> Flashpoint:
        """Note that somebody looked at everything about a flashpoint on `day`, though nothing may have changed."""
        kept = self.current("flashpoint", slug)
        value = cast(Flashpoint, kept.value)  # `current` raises where there is none
        if value.checked is not None and day < value.checked:
            raise Conflict(f"{slug} was looked at on {value.checked} already, later than {day}")
        changed = replace(value, checked=day)
        self.store.put([Put("flashpoint", changed, "now", why=f"looked at on {day}")], by)
        return changed

    def current(self, kind: ObjectKind, name: str) -> Kept[Any]:
        """The newest published revision. Raises NotFound."""
        public = [kept for kept in self.store.history(kind, name) if kept.stamp.published is not None]
        if not public or public[-1].value is None:
            raise NotFound(f"there is no published {kind} {name!r}")
        return public[-1]

    def _check_base(self, kind: Any, name: str, base: int, value: Any) -> None:
        history = [kept for kept in self.store.history(kind, name) if kept.stamp.published is not None]
        newest = history[-1].stamp.number if history else 0
        if newest != base:
            raise Conflict(
                f"{name} was changed since you opened it (it is at revision {newest}, you began from {base}): nothing "
                "of yours was lost; look at the difference and save again"
            )
        if history and history[-1].value == value:
            raise Conflict(f"nothing is different in {name}")

    def _check_there(self, value: Breach | Zone) -> None:
        """Raise InvalidValue for what a breach or zone points at and the record does not have."""
        for kind, name in references(value):
            history = self.store.history(kind, name)
            if not history or history[-1].value is None:
                raise InvalidValue(f"there is no {kind} {name!r} in the record: add it first, or mend the name")

    def _check_pictures(self, value: Flashpoint) -> None:
        """Raise InvalidValue for pictures that may not be published; those that were public already may stay."""
        history = self.store.history("flashpoint", value.slug)
        values = (kept.value for kept in history if kept.value is not None and kept.stamp.published is not None)
        public = [image for one in values for image in one.images]
        new = [image for image in value.images if image not in public]
        if missing := picture_lacks(new, lambda name: recorded_document(self.store, name), public):
            raise InvalidValue("this change cannot be made yet. " + " ".join(missing))

    def _publish(self, change: Change, second: str) -> None:
        if change.kind == "flashpoint":
            self._check_pictures(value_of(change))
        act: Act | None = "correct" if change.correction and change.base else None
        history = self.store.history(kind_of(change), change.object)
        if act is None and history and history[-1].value is None:
            # What was taken down comes back only when somebody says so; a person has written it anew.
            act = "edit"
        why = f"{change.why} (second reader: {second})" if second else change.why
        self.store.put([Put(kind_of(change), value_of(change), "now", act)], change.first, why)
        change.status = "published"


def waiting_changes() -> list[Change]:
    """Changes that wait for a second reader, oldest first."""
    return list(Change.objects.filter(status="waiting").order_by("made", "id"))


def change_called(number: int) -> Change:
    """One change. Raises NotFound."""
    change = Change.objects.filter(pk=number).first()
    if change is None:
        raise NotFound(f"there is no change number {number}")
    return change


def value_of(change: Change) -> Any:
    """The value that a change brings."""
    return msgspec.json.decode(change.body, type=NOUNS[kind_of(change)])


def kind_of(change: Change) -> ObjectKind:
    """What is changed. The column is text to the database; `Changes.propose` alone writes it."""
    return cast(ObjectKind, change.kind)


def _waiting(number: int) -> Change:
    change = Change.objects.select_for_update().filter(pk=number).first()
    if change is None:
        raise NotFound(f"there is no change number {number}")
    if change.status != "waiting":
        raise Conflict(f"this change is {change.status} already")
    return change
