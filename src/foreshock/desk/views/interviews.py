"""Interviews on background: recording one, a key to open them, and opening one for the person who may."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from foreshock.model import ForeshockError

from .. import interviews
from ..models import Key
from ..people import display_name, may
from ..work import desk_of
from .refused import refuse

_FIELDS = ("descriptor", "day", "name", "notes")
_ANALYSTS = ("Analysts keep interviews", "Ask an admin for another role.")


@sensitive_post_parameters("name", "notes", "passphrase")
def overview(request: HttpRequest, wrong: str = "", opened: object = None, status: int = 200) -> HttpResponse:
    """The form of a new interview, and those that this person can open."""
    if not may(request.user, "analyst"):
        return refuse(request, *_ANALYSTS, 403)
    if request.method == "POST" and not wrong and opened is None:
        return _record(request)
    context = {
        "wrong": wrong,
        "opened": opened,
        "has_key": Key.objects.filter(person=request.user).exists(),
        "holders": [(one.pk, display_name(one), one.pk == request.user.pk) for one in interviews.holders()],
        "mine": interviews.sealed_for(request.user),
        "today": dt.datetime.now(dt.UTC).date().isoformat(),
        "least": interviews.LEAST,
        "fields": {name: request.POST.get(name, "") for name in ("descriptor", "day", "name", "notes")}
        if wrong
        else {},
    }
    return render(request, "desk/interviews.html", context, status=status)


@require_POST
@sensitive_post_parameters("passphrase")
def key(request: HttpRequest) -> HttpResponse:
    """Make this person's key."""
    if not may(request.user, "analyst"):
        return refuse(request, *_ANALYSTS, 403)
    try:
        interviews.make_key(request.user, request.POST.get("passphrase", ""))
    except ForeshockError as error:
        return overview(request, str(error), status=422)
    messages.success(request, "Your key is made. Nobody can set a new passphrase for it: keep it well.")
    return HttpResponseRedirect(reverse("desk-interviews"))


@require_POST
@sensitive_post_parameters("passphrase")
def opened(request: HttpRequest) -> HttpResponse:
    """Name and notes of one interview, for one page and no log."""
    if not may(request.user, "analyst"):
        return refuse(request, *_ANALYSTS, 403)
    document = request.POST.get("document", "")
    try:
        notes = interviews.open_interview(document, request.user, request.POST.get("passphrase", ""))
    except ForeshockError as error:
        return overview(request, str(error), status=422)
    return overview(request, opened={"document": document, "name": notes.name, "notes": notes.notes})


def _record(request: HttpRequest) -> HttpResponse:
    post = request.POST
    readers = User.objects.filter(pk__in=[n for n in post.getlist("reader") if n.isdecimal()])
    sealed = interviews.Notes(post.get("name", "").strip(), post.get("notes", "").strip())
    try:
        made = interviews.record_interview(
            desk_of(request).store,
            post.get("descriptor", ""),
            post.get("day", ""),
            "en",
            sealed,
            list(readers),
            display_name(request.user),
        )
    except ForeshockError as error:
        return overview(request, str(error), status=422)
    messages.success(request, f"Recorded. Cite it as {made.id}")
    return HttpResponseRedirect(reverse("desk-interviews"))
