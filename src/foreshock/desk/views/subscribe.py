"""Pages for readers, who have no account: ask for the weekly letter, confirm, leave."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from foreshock.model import ForeshockError, NotFound

from ..letters import subscribing
from ..letters.mail import can_mail
from ..middleware import open_to_all
from ..work import Work, desk_of


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """The form; sent, always the same answer, whether or not somebody reads the list already."""
    work = desk_of(request)
    flashpoints = [(slug, one.short) for slug, one in work.published.flashpoints().items()]
    at, can = request.GET.get("at", ""), can_mail(work.config)
    context: dict[str, object] = {"step": "form", "flashpoints": flashpoints, "at": at, "can": can}
    if request.method != "POST" or not can:
        return _page(request, context)
    slug, address = request.POST.get("flashpoint", ""), request.POST.get("address", "")
    context |= {"at": slug, "address": address[:254]}
    name = dict(flashpoints).get(slug) or work.config.title
    try:
        if slug and slug not in dict(flashpoints):
            raise NotFound("there is no such flashpoint: choose one of the list")
        network = str(request.META.get("REMOTE_ADDR", ""))
        subscribing.ask(work.config, address[:254], slug, name, network, dt.datetime.now(dt.UTC))
    except subscribing.TooMany as error:
        return _page(request, context | {"wrong": str(error)}, 429)
    except ForeshockError as error:
        return _page(request, context | {"wrong": str(error)}, 422)
    return _page(request, {"step": "asked", "name": name})


@csrf_exempt
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def asked_elsewhere(request: HttpRequest) -> HttpResponse:
    """Where the form on a page of the site goes, which has no token of ours: it only fills in the form here, and
    nothing is sent to anybody before a person presses its button."""
    work = desk_of(request)
    flashpoints = [(slug, one.short) for slug, one in work.published.flashpoints().items()]
    slug, address = request.POST.get("flashpoint", ""), request.POST.get("address", "")[:254]
    step = "again" if address and can_mail(work.config) else "form"
    context = {"step": step, "flashpoints": flashpoints, "at": slug, "address": address, "can": can_mail(work.config)}
    return _page(request, context | {"name": dict(flashpoints).get(slug) or work.config.title})


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: programs that open every link of a letter confirm nothing."""
    work = desk_of(request)
    try:
        row = subscribing.confirm(token, dt.datetime.now(dt.UTC), request.method == "POST")
    except NotFound as error:
        return _page(request, {"step": "lost", "wrong": str(error)}, 404)
    return _page(request, {"step": "confirmed" if row.confirmed else "confirm", "name": _name(work, row.flashpoint)})


@csrf_exempt
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program's POST (RFC 8058) leaves at once, and so does the button of the page that a GET shows. It needs
    no form token: the link itself is signed, and only its reader has it."""
    work = desk_of(request)
    try:
        slug = subscribing.leave(token, request.method == "POST")
    except NotFound as error:
        return _page(request, {"step": "lost", "wrong": str(error)}, 404)
    left = slug is None or request.method == "POST"
    return _page(request, {"step": "left" if left else "leave", "name": _name(work, slug or "")})


def _name(work: Work, slug: str) -> str:
    flashpoint = work.published.flashpoints().get(slug)
    return flashpoint.short if flashpoint else work.config.title


def _page(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, "desk/subscribe.html", context, status=status)
