"""Erasing from the desk's own tables: the queue, drafts, changes, letters, what was sealed, the index of search.

A candidate's row stays, without its words, so that its reports count as laid before the desk and are not laid again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connections

from foreshock.model import ObjectKind
from foreshock.store import Put, Store
from foreshock.store.erasing import squeezed
from foreshock.store.erasingfound import touched

from . import queue
from .joining import SEEN
from .models import Change, Draft, Entry, Sealed
from .outgoing import DateRevision, Letter
from .redacting import without_breach, without_entry, without_reports
from .search.index import remove_report
from .setup import ALIAS

_BULLET: Final = re.compile(r"(?m)^(?=\* )")


class DeskTables:
    """The desk's tables as `store.erasingall` works with them."""

    names: Sequence[str] = (
        "desk_entry", "desk_draft", "desk_change", "desk_found", "desk_letter", "desk_sealed", "django_session",
    )  # fmt: skip

    def __init__(self, store: Store) -> None:
        self.store = store

    def candidates_of(self, kind: ObjectKind | None, object_id: str, reports: Collection[str]) -> set[str]:
        """The candidates that hold one of these reports, or that became or amend this entry."""
        rows = Entry.objects.values_list("id", "body").iterator()
        named = object_id if kind == "candidate" else None
        return {id for id, body in rows if id == named or touched(body, kind, object_id, reports)}

    def reports_of(self, candidates: Collection[str]) -> set[str]:
        """The reports that these candidates hold."""
        rows = Entry.objects.filter(pk__in=list(candidates))
        pieces = (piece for entry in rows for piece in queue.candidate_of(entry).pieces)
        return {piece.report for piece in pieces if not piece.report.startswith(SEEN)}

    def erase(
        self,
        kind: ObjectKind | None,
        object_id: str,
        reports: Mapping[str, str],
        candidates: Collection[str],
        documents: Collection[str],
        by: str,
        told: str,
    ) -> int:
        """Take the words out of every table; how many candidates lost some. Call it inside a transaction."""
        changed = 0
        for entry in Entry.objects.select_for_update().filter(pk__in=list(candidates)):
            changed += self._redact(entry, kind, object_id, reports, by, told)
        Draft.objects.filter(entry_id__in=list(candidates)).delete()
        if kind is not None:
            Change.objects.filter(kind=kind, object=object_id).delete()
            if kind in ("flashpoint", "development"):
                # Its language before the id of what is translated; no slug holds a slash.
                Change.objects.filter(kind="translation", object__regex=rf"^[^/]+/{re.escape(object_id)}$").delete()
            # A translation on its way tells the same in another language.
            Change.objects.filter(kind="translation", object__endswith=f"/{object_id}").delete()
        Sealed.objects.filter(document__in=list(documents)).delete()
        self._from_search(reports)
        if kind == "development":
            self._from_letters(object_id)
        if changed:
            _forget_messages()
        return changed

    def also_in(self, sentences: Collection[str]) -> Iterator[str]:
        """What else of the desk holds one of the sentences, for a person to decide on."""
        texts: list[tuple[str, Iterable[str]]] = []
        texts += [(f"a draft of {one}", one.fields.values()) for one in _drafts()]
        texts += [(f"a change of {one.kind} {one.object} that is {one.status}", [one.body]) for one in _changes()]
        texts += [(str(one), [one.intro, *one.sections.values()]) for one in Letter.objects.iterator()]
        texts += [(f"the date ahead {one.uid}, revision {one.version}", [one.body]) for one in _dates()]
        for name, told in texts:
            words = squeezed("\n".join(str(text).replace("\\n", "\n") for text in told))
            if any(sentence in words for sentence in sentences):
                yield name

    def _redact(
        self, entry: Entry, kind: ObjectKind | None, object_id: str, reports: Mapping[str, str], by: str, told: str
    ) -> bool:
        before = queue.candidate_of(entry)
        held = {piece.report for piece in before.pieces if piece.report in reports}
        after = before
        if kind == "candidate" or (kind == "development" and object_id in (before.outcome, before.amends)):
            after = without_entry(after, told)
        if kind == "breach" and object_id in before.breaches:
            after = without_breach(after, object_id, told)
        if held or (reports and after is before):
            # One that had the report once, before it was split, may still have some of its words.
            after = without_reports(after, held, "\n".join(reports[id] for id in held or reports), told)
        if msgspec.structs.replace(after, erased=before.erased, reason=before.reason) == before:
            return False
        entry.version += 1
        after = msgspec.structs.replace(after, turn=entry.version)
        if self.store.history("candidate", entry.id):
            self.store.put([Put("candidate", after, None, "correct", why=told)], by)
        queue.fill(entry, after)
        entry.save()
        return True

    def _from_search(self, reports: Iterable[str]) -> None:
        removed = [id for id in reports if remove_report(id)]
        connection = connections[ALIAS]
        if removed and connection.vendor == "sqlite":
            # A word that was deleted stays in the index's older segments until they are merged into one.
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO desk_search(desk_search) VALUES ('optimize')")

    def _from_letters(self, entry_id: str) -> None:
        """The lines that tell of an entry, drafted or edited: each ends with its address."""
        for letter in Letter.objects.select_for_update():
            kept = {slug: _without(text, f"/{entry_id}/") for slug, text in letter.sections.items()}
            if kept != letter.sections:
                letter.sections, letter.version = kept, letter.version + 1
                letter.save()


def _without(text: str, address: str) -> str:
    return "".join(part for part in _BULLET.split(text) if address not in part)


def _forget_messages() -> None:
    """Messages that nobody has seen yet name the candidate that was worked on."""
    for session in Session.objects.iterator():
        data: dict[str, Any] = session.get_decoded()
        if data.pop("_messages", None) is not None:
            session.session_data = SessionStore().encode(data)
            session.save()


def _drafts() -> Iterator[Draft]:
    return Draft.objects.select_related("person").iterator()


def _changes() -> Iterator[Change]:
    return Change.objects.iterator()


def _dates() -> Sequence[DateRevision]:
    return list(DateRevision.objects.all())
