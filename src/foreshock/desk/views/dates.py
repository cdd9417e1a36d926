"""Dates ahead at the desk: what comes, one date with its past, both with their form."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from foreshock.model import DATE_KINDS, Conflict, DateAhead, ForeshockError, InvalidValue, NotFound, dates_ahead

from .. import dates
from ..people import display_name, may
from ..work import Work, desk_of
from .refused import refuse


def overview(request: HttpRequest) -> HttpResponse:
    """What comes, soonest first, and the form of a new date."""
    work, today = desk_of(request), dt.datetime.now(dt.UTC).date()
    fields = {"flashpoint": request.GET.get("at", ""), "kind": "other"}
    wrong = ""
    if request.method == "POST":
        if not may(request.user, "analyst"):
            return refuse(request, "Readers only look", "Ask an analyst.", 403)
        fields = {k: v for k, v in request.POST.dict().items() if isinstance(v, str)}
        try:
            kept = dates.keep(_value(work, fields), display_name(request.user))
            messages.success(request, f"Kept: {kept.value.what}")
            return HttpResponseRedirect(reverse("desk-dates"))
        except ForeshockError as error:
            wrong = str(error)
    names = {slug: one.short for slug, one in work.published.flashpoints().items()}
    coming = dates_ahead(dates.all_dates(), today)
    context = {
        "rows": [(day, names.get(one.value.flashpoint, one.value.flashpoint), one) for day, one in coming],
        "fields": fields, "wrong": wrong, "kinds": DATE_KINDS, "flashpoints": names.items(),
        "may_edit": may(request.user, "analyst"),
    }  # fmt: skip
    return render(request, "desk/dates.html", context, status=422 if wrong else 200)


def one(request: HttpRequest, uid: str) -> HttpResponse:
    """One date: its form, and every revision of it."""
    work = desk_of(request)
    wrong, status = "", 200
    try:
        past = dates.history(uid)
    except NotFound as error:
        return refuse(request, "There is no such date", str(error), 404)
    value = past[-1].value
    fields = {
        "flashpoint": value.flashpoint, "date": value.date.isoformat(), "what": value.what, "kind": value.kind,
        "until": value.until.isoformat() if value.until else "", "source": value.source,
        "yearly": "yes" if value.yearly else "",
    }  # fmt: skip
    if request.method == "POST":
        if not may(request.user, "analyst"):
            return refuse(request, "Readers only look", "Ask an analyst.", 403)
        fields = {k: v for k, v in request.POST.dict().items() if isinstance(v, str)}
        try:
            told = _done(work, uid, fields, display_name(request.user))
            messages.success(request, told)
            return HttpResponseRedirect(reverse("desk-dates"))
        except ForeshockError as error:
            wrong, status = str(error), 409 if isinstance(error, Conflict) else 422
            past = dates.history(uid)
    names = {slug: one.short for slug, one in work.published.flashpoints().items()}
    context = {
        "uid": uid, "kept": past[-1], "past": past[::-1], "fields": fields, "wrong": wrong, "kinds": DATE_KINDS,
        "flashpoints": names.items(), "may_edit": may(request.user, "analyst"),
    }  # fmt: skip
    return render(request, "desk/date.html", context, status=status)


def _done(work: Work, uid: str, fields: dict[str, str], by: str) -> str:
    version = int(fields.get("version", "0")) if fields.get("version", "").isdecimal() else 0
    match fields.get("act", "save"):
        case "drop":
            return f"Dropped: {dates.drop(uid, version, by).value.what}"
        case "restore" if fields.get("number", "").isdecimal():
            return f"Brought back: {dates.restore(uid, version, int(fields['number']), by).value.what}"
        case "save":
            return f"Kept: {dates.keep(_value(work, fields), by, uid, version).value.what}"
    raise InvalidValue("nothing is called so here: use one of the buttons")


def _value(work: Work, fields: dict[str, str]) -> DateAhead:
    if fields.get("flashpoint") not in work.published.flashpoints():
        raise InvalidValue("choose the flashpoint that the date is about")
    return dates.date_from(fields)
