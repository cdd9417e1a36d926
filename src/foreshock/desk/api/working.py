"""What needs a token: the queue, its acts, search."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, get_args

import msgspec
from django.http import HttpRequest
from msgspec import Struct

from foreshock.matcher.folding import words_of
from foreshock.model import Candidate, CandidateStatus, Conflict, Development, ForeshockError, InvalidValue, NotFound

from .. import queue
from ..exactness import candidate_for
from ..people import display_name
from ..search.index import search
from ..work import Work
from .problems import Problem, Query
from .tokens import person_of

Json = dict[str, Any]
_STATUSES: Final = get_args(CandidateStatus)
_MOST_BYTES: Final = 1_000_000


Words = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Asked(Struct, forbid_unknown_fields=True, tag_field="act"):
    """One act on a candidate. `version` is the one that was seen; another one by now is a conflict."""

    version: int


class Accept(Asked, tag="accept"):
    """Take it, with other words if there is a `proposal`; `correction` says what was wrong in an amended entry."""

    proposal: Development | None = None
    correction: str = ""


class Edit(Asked, tag="edit", kw_only=True):
    """Keep other words for it."""

    proposal: Development
    correction: str = ""


class Approve(Asked, tag="approve"):
    """The second reader's yes."""


class Return(Asked, tag="return", kw_only=True):
    """The second reader's no, with what has to change."""

    note: Words


class Reject(Asked, tag="reject", kw_only=True):
    """Set it aside for good, with the reason."""

    note: Words


class Snooze(Asked, tag="snooze", kw_only=True):
    """Set it aside until a day to come."""

    until: dt.date


class Merge(Asked, tag="merge", kw_only=True):
    """Join it to another candidate, or to a published entry."""

    into: Words


class Split(Asked, tag="split", kw_only=True):
    """Take some of its reports out (numbers from 0)."""

    pieces: Annotated[list[int], msgspec.Meta(min_length=1)]


class Undo(Asked, tag="undo"):
    """Take back the last act on it."""


Act = Accept | Edit | Approve | Return | Reject | Snooze | Merge | Split | Undo


def waiting(work: Work, request: HttpRequest) -> Json:
    """A page of the queue, newest day first, within a day the gravest first."""
    person_of(request, "reader")
    query = Query(request, ("status", "flashpoint", "after", "limit"))
    status = query.one_of("status", _STATUSES, "open")
    found = queue.page(status, query.text("flashpoint"), query.text("after"), query.number("limit", 50, 1, 200))
    lines = [msgspec.structs.asdict(line) for line in found.lines]
    for line in lines:
        del line["rank"]
    return {"items": lines, "next": found.after or None}


def candidate(work: Work, request: HttpRequest, candidate_id: str) -> Json:
    """One candidate with its version, which an act must name."""
    person = person_of(request, "reader")
    Query(request, ())
    try:
        found, version = work.acts.candidate(candidate_id)
    except NotFound as error:
        raise Problem(404, "Not found", str(error)) from None
    return {"version": version, "candidate": candidate_for(work, person, found)}


def act(work: Work, request: HttpRequest, candidate_id: str) -> Json:
    """Do something with a candidate, in the name of whose token it is."""
    person = person_of(request, "analyst")
    Query(request, ())
    if len(request.body) > _MOST_BYTES:
        raise Problem(413, "Too large", f"{len(request.body)} bytes; send at most {_MOST_BYTES}")
    try:
        asked = msgspec.json.decode(request.body, type=Act)
    except (msgspec.DecodeError, UnicodeError) as error:
        # A body of the right form may still break a rule of the model, such as a type that PLOVER does not have.
        status = 409 if isinstance(error.__cause__, InvalidValue) else 422
        raise Problem(status, "Wrong body", str(error)) from None
    try:
        done = _do(work, candidate_id, asked, display_name(person))
    except NotFound as error:
        raise Problem(404, "Not found", str(error)) from None
    except Conflict as error:
        raise Problem(409, "Conflict", str(error)) from None
    except ForeshockError as error:
        raise Problem(409, "Not done", str(error)) from None
    return {"version": done.turn, "candidate": candidate_for(work, person, done)}


def found(work: Work, request: HttpRequest) -> Json:
    """Reports that have all words of `q`."""
    person_of(request, "reader")
    query = Query(request, ("q", "by", "before", "limit"))
    order: Any = query.one_of("by", ("newest", "best"), "newest")
    before = query.number("before", 0, 0, 2**53)
    words = query.text("q", 500)
    if not words:
        raise Problem(422, "Wrong parameter", "q is empty: write one word or more")
    if not words_of(words):
        return {"items": [], "words": [], "next": None}
    try:
        hits = search(words, order, before, query.number("limit", 30, 1, 100))
    except InvalidValue as error:
        raise Problem(422, "Wrong parameter", str(error)) from None
    items = [msgspec.structs.asdict(hit) for hit in hits.hits]
    return {"items": items, "words": hits.words, "next": hits.before or None}


def _do(work: Work, name: str, asked: Act, by: str) -> Candidate:
    acts, version = work.acts, asked.version
    match asked:
        case Accept():
            return acts.accept(name, version, by, asked.proposal, asked.correction)
        case Edit():
            return acts.edit(name, version, by, asked.proposal, asked.correction)
        case Approve():
            return acts.approve(name, version, by)
        case Return():
            return acts.send_back(name, version, by, asked.note)
        case Reject():
            return acts.reject(name, version, by, asked.note)
        case Snooze():
            return acts.snooze(name, version, by, asked.until)
        case Merge():
            return acts.merge(name, version, by, asked.into)
        case Split():
            return acts.split(name, version, by, asked.pieces)
        case Undo():
            return acts.undo(name, version, by)
