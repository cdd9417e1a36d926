"""The list's own pages at the desk: how fresh each flashpoint is, its texts, its level, its past."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from foreshock.model import (
    LEVELS,
    Breach,
    Flashpoint,
    ForeshockError,
    LevelChange,
    NotFound,
    Translation,
    Zone,
    texts_of,
)
from foreshock.site.freshness import freshness

from .. import breachforms, forms, listforms, translating
from ..changes import KINDS, change_called, kind_of, value_of, waiting_changes
from ..differences import compare
from ..exactness import public_words, sees_whole
from ..models import Change
from ..people import display_name, may
from ..pictures.arriving import FIELD, arrived
from ..pictures.taking import copies_of, take
from ..work import Work, desk_of
from .pictures import SECTIONS, shown_rows
from .refused import refuse

_EDITORS = ("Editors change the list", "Ask an editor, or an admin for another role.")


def overview(request: HttpRequest) -> HttpResponse:
    """Every flashpoint: its level, when it was last looked at, when it last changed; changes that wait for a reader."""
    work = desk_of(request)
    return render(
        request,
        "desk/flashpoints.html",
        {
            "rows": freshness(work.published.index(), dt.datetime.now(dt.UTC).date()),
            "changes": [(change, _named(work, change), KINDS[kind_of(change)]) for change in waiting_changes()],
            "may_edit": may(request.user, "editor"),
            "may_check": may(request.user, "analyst"),
        },
    )


def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a flashpoint's texts; sent, a change."""
    work = desk_of(request)
    if not may(request.user, "editor"):
        return refuse(request, *_EDITORS, 403)
    try:
        kept = work.changes.current("flashpoint", slug)
    except NotFound as error:
        return refuse(request, "There is no such flashpoint", str(error), 404)
    assert isinstance(kept.value, Flashpoint)
    fields = listforms.flashpoint_fields(kept.value)
    wrong = ""
    if request.method == "POST":
        fields = {k: v for k, v in request.POST.dict().items() if isinstance(v, str) and k != FIELD}
        try:
            if request.POST.get("act") == "picture":
                row = forms.free_image_row(fields)
                with work.drawing:
                    copies = take(work.store, arrived(request), work.config.pictures, display_name(request.user))
                fields[f"image-{row}-sha256"] = copies[-1].sha256
            else:
                value = listforms.flashpoint_from(fields, kept.value, copies_of)
                return _made(request, work, "flashpoint", value, fields)
        except ForeshockError as error:
            wrong = str(error)
    context = {
        "slug": slug,
        "name": kept.value.name,
        "base": fields.get("base", kept.stamp.number),
        "texts": [(name, label, rows, fields.get(name, "")) for name, (label, rows) in listforms.TEXTS.items()],
        "scenarios": listforms.rows_of(fields),
        "statuses": listforms.STATUSES,
        "rows": {"image": shown_rows(listforms.image_rows(fields))},
        "sections": SECTIONS,
        "bounds": work.config.pictures,
        "correction": fields.get("correction") == "yes",
        "wrong": wrong,
        "why": fields.get("reason", ""),
    }
    return render(request, "desk/texts.html", context, status=422 if wrong else 200)


def level(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a new level, which starts from the one that holds; sent, a change."""
    work = desk_of(request)
    if not may(request.user, "editor"):
        return refuse(request, *_EDITORS, 403)
    state = work.published.state()
    kept = state.flashpoints.get(slug)
    if kept is None or kept.value is None:
        return refuse(request, "There is no such flashpoint", f"Nothing is called {slug!r}.", 404)
    today = dt.datetime.now(dt.UTC).date()
    held = [one.value for one in state.levels.values() if one.value and one.value.flashpoint == slug]
    now = max(held, key=lambda one: one.date, default=None)
    fields = listforms.level_fields(now) | {"date": today.isoformat()} if now else {"date": today.isoformat()}
    wrong = ""
    if request.method == "POST":
        fields = {k: v for k, v in request.POST.dict().items() if isinstance(v, str)}
        try:
            value = listforms.level_from(fields, slug, display_name(request.user), today)
            return _made(request, work, "level", value, fields)
        except ForeshockError as error:
            wrong = str(error)
    day = dt.date.fromisoformat(fields["date"]) if fields.get("date") and not wrong else today
    history = work.store.history("level", f"{slug}/{day.isoformat()}")
    context = {
        "slug": slug,
        "name": kept.value.name,
        "base": fields.get("base", history[-1].stamp.number if history else 0),
        "levels": LEVELS.values(),
        "now": now,
        "level": fields.get("level", ""),
        "day": fields.get("date", ""),
        "texts": [(name, label, rows, fields.get(name, "")) for name, (label, rows) in listforms.LEVEL_TEXTS.items()],
        "wrong": wrong,
        "why": fields.get("reason", ""),
    }
    return render(request, "desk/level.html", context, status=422 if wrong else 200)


@require_POST
def checked(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody has looked at everything about a flashpoint today."""
    if not may(request.user, "analyst"):
        return refuse(request, "Readers only look", "Ask an analyst.", 403)
    try:
        day = dt.datetime.now(dt.UTC).date()
        value = desk_of(request).changes.checked(slug, day, display_name(request.user))
    except ForeshockError as error:
        return refuse(request, "Not done", str(error), 409)
    messages.success(request, f"{value.short}: looked at today")
    return HttpResponseRedirect(reverse("desk-flashpoints"))


def change(request: HttpRequest, number: int) -> HttpResponse:
    """One change beside what it changes; its second reader says yes or no."""
    work = desk_of(request)
    wrong = ""
    try:
        one = change_called(number)
        if request.method == "POST":
            if not may(request.user, "analyst"):
                return refuse(request, "Readers only look", "Ask an analyst to read it.", 403)
            by = display_name(request.user)
            if request.POST.get("act") == "approve":
                work.changes.approve(number, by)
                messages.success(request, f"Published: {_named(work, one)}")
            else:
                work.changes.decline(number, by, request.POST.get("note", ""))
                messages.success(request, f"Sent back: {_named(work, one)}")
            return HttpResponseRedirect(reverse("desk-flashpoints"))
    except NotFound as error:
        return refuse(request, "This change is not here", str(error), 404)
    except ForeshockError as error:
        one = change_called(number)
        wrong = public_words(work, one.kind, one.object, str(error))
    mine = one.first == display_name(request.user)
    context = {
        "change": one,
        "named": _named(work, one),
        "what": KINDS[kind_of(one)],
        "back": reverse("desk-zone", args=[one.object.partition("/")[0]]) if one.kind in ("breach", "zone") else "",
        "differences": _differences(work, one, request.user),
        "pictures": shown_rows(listforms.image_rows(forms.image_fields(value_of(one).images), spare=0))
        if one.kind == "flashpoint"
        else (),
        "wrong": wrong,
        "may_read": one.status == "waiting" and may(request.user, "analyst") and not mine,
        "mine": one.status == "waiting" and mine,
    }
    return render(request, "desk/change.html", context, status=409 if wrong else 200)


def _named(work: Work, one: Change) -> str:
    return public_words(work, one.kind, one.object, one.object)


def _made(request: HttpRequest, work: Work, kind: Any, value: Flashpoint | LevelChange, fields: Any) -> HttpResponse:
    base = int(fields.get("base", "0")) if str(fields.get("base", "0")).isdecimal() else 0
    made = work.changes.propose(
        kind, value, base, display_name(request.user), fields.get("reason", ""), fields.get("correction") == "yes"
    )
    told = "Published" if made.status == "published" else "Waits for its second reader"
    messages.success(request, f"{told}: {made.object}")
    return HttpResponseRedirect(reverse("desk-flashpoints"))


def _differences(work: Work, one: Any, person: Any) -> list[tuple[str, Any, str]]:
    """Field by field, what a change changes: (label, runs of text, the original where it is a translation)."""
    history = [kept for kept in work.store.history(one.kind, one.object) if kept.stamp.published is not None]
    before = history[-1].value if history else None
    after = value_of(one)
    told: dict[str, str] = {}
    if isinstance(after, Translation):
        old, new = translating.texts_by_label(before), translating.texts_by_label(after)
        labels = {label: label for label in (*old, *new)}
        original = translating.value_of(translating.original_of(work.store, after.of))
        told = {translating.label_of(path): text for path, text in texts_of(original).items()}
    elif isinstance(after, Flashpoint):
        old, new = listforms.flashpoint_fields(before) if before else {}, listforms.flashpoint_fields(after)
        labels = {name: label for name, (label, _) in listforms.TEXTS.items()}
    elif isinstance(after, Breach):
        old, new = breachforms.breach_fields(before) if before else {}, breachforms.breach_fields(after)
        if before and not sees_whole(work, person, before):
            old, new = breachforms.masked(old, before), breachforms.masked(new, before)
        labels = breachforms.LABELS
    elif isinstance(after, Zone):
        old, new = breachforms.sides_fields(before) if before else {}, breachforms.sides_fields(after)
        labels = {}
    else:
        old, new = listforms.level_fields(before) if before else {}, listforms.level_fields(after)
        labels = {name: label for name, (label, _) in listforms.LEVEL_TEXTS.items()}
    names = [*new, *(name for name in old if name not in new)]
    return [
        (labels.get(name) or _label(name), compare(old.get(name, ""), new.get(name, "")), told.get(name, ""))
        for name in names
        if old.get(name, "") != new.get(name, "")
    ]


def _label(name: str) -> str:
    """What a field of a row is called: “Picture 2: credit”."""
    parts = name.split("-")
    if parts[0] == "image" and len(parts) == 3:
        return f"Picture {int(parts[1]) + 1}: {'file' if parts[2] == 'sha256' else parts[2]}"
    return name.replace("-", " ")
