"""The weekly letter at the desk: drafts, the words, the editor's yes. How many readers, never who."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from foreshock.model import Conflict, ForeshockError

from ..letters import weekly
from ..letters.mail import can_mail
from ..outgoing import Delivery, Letter, Subscription
from ..people import display_name, may
from ..work import desk_of
from .refused import refuse

#: Letters that the page lists.
_SHOWN = 26


def overview(request: HttpRequest) -> HttpResponse:
    """The letters of the last half year and how many read them; an editor starts one."""
    work = desk_of(request)
    today = dt.datetime.now(dt.UTC).date()
    if request.method == "POST":
        if not may(request.user, "editor"):
            return refuse(request, "Editors write the letter", "Ask an editor.", 403)
        week = weekly.monday(today) - (weekly.WEEK if request.POST.get("week") == "last" else dt.timedelta())
        letter = weekly.draft(work.store, work.config, week, display_name(request.user))
        return HttpResponseRedirect(reverse("desk-letter", args=[letter.week.isoformat()]))
    names = {slug: one.short for slug, one in work.published.flashpoints().items()}
    counts = Subscription.objects.filter(confirmed__isnull=False).values_list("flashpoint").annotate(Count("id"))
    readers = dict(counts)
    context = {
        "letters": Letter.objects.order_by("-week")[:_SHOWN],
        "readers": [(names.get(slug, slug) or "the whole list", number) for slug, number in sorted(readers.items())],
        "waiting": Delivery.objects.filter(state="waiting").count(),
        "failed": Delivery.objects.filter(state="failed").count(),
        "may_edit": may(request.user, "editor"),
        "can": can_mail(work.config),
    }
    return render(request, "desk/letters.html", context)


def one(request: HttpRequest, week: str) -> HttpResponse:
    """One letter: its words, and what becomes of it."""
    work = desk_of(request)
    names = {slug: one.short for slug, one in work.published.flashpoints().items()}
    wrong, status = "", 200
    try:
        day = dt.date.fromisoformat(week)
        letter = weekly.letter_of(day)
    except (ValueError, ForeshockError) as error:
        return refuse(request, "There is no such letter", str(error), 404)
    intro, sections = letter.intro, dict(letter.sections)
    if request.method == "POST":
        if not may(request.user, "editor"):
            return refuse(request, "Editors write the letter", "Ask an editor.", 403)
        post, by = request.POST, display_name(request.user)
        version = int(post.get("version", "0")) if post.get("version", "0").isdecimal() else 0
        if "intro" in post:
            intro = post["intro"]
            sections = {slug: post.get(f"section-{slug}", sections.get(slug, "")) for slug in {**names, **sections}}
        try:
            if post.get("act") == "back":
                weekly.take_back(day, version, by)
            else:
                letter = weekly.edit(day, version, intro, sections, by)
                if post.get("act") == "send":
                    weekly.let_go(day, letter.version, by)
            messages.success(request, _TOLD.get(post.get("act", ""), "Saved"))
            return HttpResponseRedirect(reverse("desk-letter", args=[week]))
        except ForeshockError as error:
            wrong, status = str(error), 409 if isinstance(error, Conflict) else 422
            letter = weekly.letter_of(day)
    shown = [(slug, name, sections.get(slug, "")) for slug, name in names.items()]
    context = {
        "letter": letter, "intro": intro, "sections": shown, "wrong": wrong,
        "may_edit": may(request.user, "editor") and letter.status == "draft",
        "may_take_back": may(request.user, "editor") and letter.status == "ready",
    }  # fmt: skip
    return render(request, "desk/letter.html", context, status=status)


_TOLD = {
    "send": "Let go: it goes out with the next foreshock letters send",
    "back": "Taken back: it is a draft again",
}
