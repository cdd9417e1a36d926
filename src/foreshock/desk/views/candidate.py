"""One candidate: its reports with every coded field marked, beside the proposed entry, and what to do with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from foreshock.model import (
    EVENT_TYPES,
    SEVERITIES,
    Candidate,
    Conflict,
    Development,
    ForeshockError,
    InvalidValue,
    NotFound,
    known_languages,
)

from .. import drafts, forms, publishing, queue, quoting
from ..differences import CLUES, Run, compare, likeness, marked
from ..people import display_name, may
from ..pictures.arriving import FIELD, arrived
from ..pictures.taking import copies_of, take
from ..work import Work, desk_of
from .pictures import shown_rows
from .refused import refuse

#: From this share of words in common on, a difference between two texts says something.
ALIKE = 0.2

#: What a person sends with a form besides the entry's own fields.
_NOT_OF_THE_ENTRY = (
    "csrfmiddlewaretoken", "act", "version", "note", "until", "into", "piece", "correction", "marked", "marked-in",
    FIELD,
)  # fmt: skip


@require_GET
def show(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """The candidate, with this person's unsent words in its form where there are some."""
    work = desk_of(request)
    try:
        candidate, version = work.acts.candidate(candidate_id)
    except NotFound as error:
        return refuse(request, "This candidate is not here", str(error), 404)
    draft = drafts.mine(candidate_id, request.user)
    fields = draft.fields if draft else forms.fields_of(candidate.proposal)
    return _page(request, work, candidate, version, fields, draft=draft)


@require_POST
def act(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """Do what the person chose, and go on to the next candidate; on any trouble show the same page, words kept."""
    work = desk_of(request)
    if not may(request.user, "analyst"):
        return refuse(request, "Readers only look", "Ask an analyst to decide, or an admin for another role.", 403)
    post = request.POST
    version = int(post.get("version", "0")) if post.get("version", "0").isdecimal() else 0
    try:
        outcome = _do(work, candidate_id, version, display_name(request.user), post)
    except NotFound as error:
        return refuse(request, "This candidate is not here", str(error), 404)
    except ForeshockError as error:
        return _again(request, work, candidate_id, version, error)
    drafts.discard(candidate_id, request.user)
    drafts.leave(candidate_id, request.user)
    return _onward(request, candidate_id, post.get("act", "").partition(":")[0], outcome)


@require_POST
def keep_draft(request: HttpRequest, candidate_id: str) -> JsonResponse:
    """Keep a form as it stands; who else has the candidate open, and whether it has changed meanwhile."""
    entry = queue.find(candidate_id)
    version = request.POST.get("version", "0")
    if request.POST.get("typed") and may(request.user, "analyst"):
        drafts.save(candidate_id, request.user, int(version) if version.isdecimal() else 0, _own_fields(request))
    return JsonResponse(
        {"others": drafts.open_here(candidate_id, request.user), "version": entry.version, "status": entry.status}
    )


@require_POST
def add_picture(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """Take a picture in and put it into this person's draft, with whatever else they typed; on any trouble show the
    same page, words kept. It becomes part of the candidate when the form is sent."""
    work = desk_of(request)
    if not may(request.user, "analyst"):
        return refuse(request, "Readers only look", "Ask an analyst to add a picture.", 403)
    given = request.POST.get("version", "0")
    version = int(given) if given.isdecimal() else 0
    try:
        candidate, _ = work.acts.candidate(candidate_id)
    except NotFound as error:
        return refuse(request, "This candidate is not here", str(error), 404)
    try:
        if candidate.status not in ("open", "snoozed"):
            raise Conflict("this candidate is decided: undo that first, then add the picture")
        fields = _own_fields(request)
        row = forms.free_image_row(fields)
        with work.drawing:
            copies = take(work.store, arrived(request), work.config.pictures, display_name(request.user))
    except ForeshockError as error:
        return _again(request, work, candidate_id, version, error)
    drafts.save(candidate_id, request.user, version, fields | {f"image-{row}-sha256": copies[-1].sha256})
    return HttpResponseRedirect(f"{reverse('desk-candidate', args=[candidate_id])}#picture-{row}")


@require_POST
def discard_draft(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """Let this person's unsent words go and show the candidate as it stands."""
    drafts.discard(candidate_id, request.user)
    return HttpResponseRedirect(reverse("desk-candidate", args=[candidate_id]))


@require_POST
def amend(request: HttpRequest) -> HttpResponse:
    """Open a published entry for a change or a correction."""
    work = desk_of(request)
    if not may(request.user, "analyst"):
        return refuse(request, "Readers only look", "Ask an analyst to open this entry.", 403)
    try:
        made = work.acts.amend(request.POST.get("entry", "").strip().strip("/"), display_name(request.user))
    except ForeshockError as error:
        return refuse(request, "This entry cannot be opened", str(error), 404)
    return HttpResponseRedirect(reverse("desk-candidate", args=[made.id]))


def _do(work: Work, candidate_id: str, version: int, by: str, post: Any) -> Candidate:
    """The act that a form asks for. Raises ForeshockError."""
    acts, before = work.acts, work.acts.candidate(candidate_id)[0].proposal
    proposal = forms.entry_from(post, before, copies_of) if "text" in post else None
    correction = post.get("correction", "")
    act, _, at = post.get("act", "").partition(":")
    match act:
        case "accept":
            return acts.accept(candidate_id, version, by, proposal, correction)
        case "save" if proposal is not None:
            return acts.edit(candidate_id, version, by, proposal, correction)
        case "quote" if proposal is not None:
            candidate, chosen = acts.candidate(candidate_id)[0], "" if at else post.get("marked", "")
            quoted = quoting.with_words(proposal, candidate, post.get("marked-in", "") if chosen else at, chosen)
            return acts.edit(candidate_id, version, by, quoted, correction, "quoted a report")
        case "approve":
            return acts.approve(candidate_id, version, by)
        case "return":
            return acts.send_back(candidate_id, version, by, post.get("note", ""))
        case "reject":
            return acts.reject(candidate_id, version, by, post.get("note", ""))
        case "snooze":
            return acts.snooze(candidate_id, version, by, _until(post.get("until", "")))
        case "merge":
            return acts.merge(candidate_id, version, by, post.get("into", "").strip().strip("/"))
        case "split":
            chosen = [int(n) for n in post.getlist("piece") if n.isdecimal()]
            return acts.split(candidate_id, version, by, chosen)
        case "undo":
            return acts.undo(candidate_id, version, by)
    raise InvalidValue(f"nothing is called {post.get('act', '')!r} here: use one of the buttons")


def _until(text: str) -> dt.date:
    if not text:
        return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(f"no day: {text!r}; write 2019-02-14") from None


_DONE = {
    "accept": "Accepted",
    "save": "Saved",
    "quote": "Quoted",
    "approve": "Published",
    "return": "Sent back",
    "reject": "Rejected",
    "snooze": "Snoozed",
    "merge": "Merged",
    "split": "Split",
    "undo": "Undone",
}


def _onward(request: HttpRequest, candidate_id: str, done: str, outcome: Candidate) -> HttpResponse:
    """Where the person goes next: the next candidate of the same shelf after a decision, else the same one."""
    told = f"{_DONE[done]}: {queue.heading(outcome)[:90]}"
    if outcome.status == "published":
        told = f"Published as {outcome.outcome}: {queue.heading(outcome)[:90]}"
    elif outcome.status == "second":
        told = f"Accepted, waits for its second reader: {queue.heading(outcome)[:90]}"
    messages.success(request, told, extra_tags=candidate_id)
    if done == "quote":
        return HttpResponseRedirect(reverse("desk-candidate", args=[candidate_id]) + "#quotations")
    if done in ("save", "split", "undo"):
        return HttpResponseRedirect(reverse("desk-candidate", args=[candidate_id]))
    if done == "merge":
        return HttpResponseRedirect(reverse("desk-candidate", args=[outcome.id]))
    shelf = "second" if done in ("approve", "return") else "open"
    after = queue.following(candidate_id, shelf)
    if after and after != candidate_id:
        return HttpResponseRedirect(reverse("desk-candidate", args=[after]))
    return HttpResponseRedirect(reverse("desk-queue") if shelf == "open" else reverse("desk-shelf", args=["second"]))


def _again(request: HttpRequest, work: Work, candidate_id: str, version: int, error: ForeshockError) -> HttpResponse:
    """The same page with what was wrong; what the person typed stays in the form and in their draft."""
    candidate, current = work.acts.candidate(candidate_id)
    typed = "text" in request.POST
    fields = _own_fields(request) if typed else forms.fields_of(candidate.proposal)
    if typed:
        drafts.save(candidate_id, request.user, version, fields)
    status = 409 if isinstance(error, Conflict) else 422
    return _page(request, work, candidate, current, fields, error=str(error), status=status, seen=version)


def _own_fields(request: HttpRequest) -> dict[str, str]:
    skip = (*_NOT_OF_THE_ENTRY, "typed")
    return {name: value for name, value in request.POST.dict().items() if name not in skip and isinstance(value, str)}


def _page(
    request: HttpRequest,
    work: Work,
    candidate: Candidate,
    version: int,
    fields: dict[str, str],
    draft: drafts.Kept | None = None,
    error: str = "",
    status: int = 200,
    seen: int | None = None,
) -> HttpResponse:
    flashpoints = work.published.flashpoints()
    started = seen if seen is not None else draft.version if draft else version
    current = forms.fields_of(candidate.proposal)
    changed_meanwhile = started != version
    against = _against(work, candidate, fields.get("text", ""))
    context = {
        "c": candidate,
        "version": version,
        "fields": fields,
        "rows": _rows(fields),
        "pieces": [
            (n, piece, marked(piece.text, piece.clues), offered)
            for n, (piece, offered) in enumerate(zip(candidate.pieces, quoting.offers(candidate), strict=True))
        ],
        "clues": CLUES,
        "bounds": work.config.pictures,
        "severity": SEVERITIES[candidate.severity],
        "flashpoints": [(slug, one.short) for slug, one in flashpoints.items()],
        "also": fields.get("also", "").split(),
        "types": EVENT_TYPES.values(),
        "modes": sorted({mode for kind in EVENT_TYPES.values() for mode in kind.modes}),
        "languages": known_languages(),
        "draft": draft,
        "error": error,
        "theirs": compare(fields.get("text", ""), current["text"]) if changed_meanwhile else None,
        "others": drafts.open_here(candidate.id, request.user),
        "against": against,
        "like": next((entry.id for entry, runs in against if runs is not None and not candidate.amends), ""),
        "lacks": publishing.lacks_in(work.store, candidate),
        "may_decide": may(request.user, "analyst") and candidate.status in ("open", "snoozed"),
        "may_read": may(request.user, "analyst")
        and candidate.status == "second"
        and candidate.first != display_name(request.user),
        "may_undo": may(request.user, "analyst") and candidate.turn > 1,
        "second_needed": work.acts.needs_second(),
        "history": work.store.history("candidate", candidate.id)[::-1],
        "tomorrow": (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)).isoformat(),
        "next": queue.following(candidate.id, "second" if candidate.status == "second" else "open"),
    }
    return render(request, "desk/candidate.html", context, status=status)


def _rows(fields: dict[str, str]) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """The form's rows, with empty ones at the end to fill."""
    spare = {"event": 2, "source": 1, "account": 1, "image": 1, "quotation": 1}
    found = {}
    for kind, names in forms.ROWS.items():
        numbers = forms.row_numbers(fields, kind)
        values = {n: {name: fields.get(f"{kind}-{n}-{name}", "").strip() for name in names} for n in numbers}
        filled = [n for n in numbers if forms.filled(kind, values[n])]
        last = filled[-1] + 1 if filled else 0
        rows = [*filled, *range(last, last + spare[kind])]
        found[kind] = [(n, {name: fields.get(f"{kind}-{n}-{name}", "") for name in names}) for n in rows]
    found["image"] = shown_rows(found["image"])
    return found


def _against(work: Work, candidate: Candidate, text: str) -> list[tuple[Development, list[Run] | None]]:
    """What is published already: the entry that this one amends, else the nearest ones, each with the difference
    where the two tell much the same."""
    if candidate.amends:
        entry = work.published.entry(candidate.amends)
        return [(entry, compare(entry.text, text))] if entry else []
    near = work.published.like(candidate)
    return [(entry, compare(entry.text, text) if likeness(entry.text, text) >= ALIKE else None) for entry in near]
