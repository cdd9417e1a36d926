"""Words on their way: what people typed and have not sent, and who has the same candidate open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from .models import Draft, Presence
from .people import display_name

#: How long after a sign of life somebody counts as having a candidate open.
AT_IT: Final = dt.timedelta(seconds=75)
_MOST: Final = 200_000


class Kept(Struct, frozen=True):
    """Somebody's unsent words: the form's fields, which version of the candidate they started from, when saved."""

    fields: dict[str, str]
    version: int
    saved: dt.datetime


def save(candidate_id: str, person: Any, version: int, fields: Mapping[str, str]) -> None:
    """Keep a form as it stands. One that is too long to be typed by a person is cut off field by field."""
    kept = {name[:60]: value[:_MOST] for name, value in list(fields.items())[:1000]}
    Draft.objects.update_or_create(entry_id=candidate_id, person=person, defaults={"fields": kept, "version": version})


def mine(candidate_id: str, person: Any) -> Kept | None:
    """What this person typed and has not sent."""
    draft = Draft.objects.filter(entry_id=candidate_id, person=person).first()
    return None if draft is None else Kept(dict(draft.fields), draft.version, draft.saved)


def discard(candidate_id: str, person: Any) -> None:
    """Let this person's unsent words go."""
    Draft.objects.filter(entry_id=candidate_id, person=person).delete()


def open_here(candidate_id: str, person: Any) -> list[str]:
    """Note that this person has the candidate open; the names of the others who have."""
    now = dt.datetime.now(dt.UTC)
    Presence.objects.update_or_create(entry_id=candidate_id, person=person, defaults={"seen": now})
    others = Presence.objects.filter(entry_id=candidate_id, seen__gte=now - AT_IT).exclude(person=person)
    return sorted(display_name(one.person) for one in others.select_related("person"))


def leave(candidate_id: str, person: Any) -> None:
    """Note that this person has closed it."""
    Presence.objects.filter(entry_id=candidate_id, person=person).delete()
