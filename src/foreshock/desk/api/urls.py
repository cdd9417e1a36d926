"""Addresses of the API, and the one place where its errors become answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path, register_converter
from django.views.decorators.csrf import csrf_exempt

from foreshock.model import ForeshockError

from ..middleware import open_to_all
from ..work import Work, desk_of
from . import dates, public, working
from .description import description
from .problems import AGAIN, Problem, answer, problem

_LOG: Final = logging.getLogger("foreshock.desk")
Respond = Callable[..., Any]


class Any_:
    """Any one part of a path: what is wrong with it is said by the view, as a 404 or 422."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Any_, "part")


def endpoint(get: Respond | None = None, post: Respond | None = None) -> Callable[..., HttpResponse]:
    """A view of the API: JSON out, problems as RFC 9457 has them. Needs no form token: a program sends its own."""
    methods = {"GET": get, "HEAD": get, "POST": post}

    @csrf_exempt
    @open_to_all
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        respond = methods.get(request.method or "")
        if respond is None:
            return HttpResponseNotAllowed([name for name, one in methods.items() if one])
        try:
            work: Work = desk_of(request)
            found = respond(work, request, **parts)
            return found if isinstance(found, HttpResponse) else answer(found)
        except Problem as error:
            return problem(error)
        except ForeshockError as error:
            # What exactly failed is for whoever runs the server: it names folders and addresses.
            _LOG.error("%s %s: %s", request.method, request.path, error)
            response = problem(Problem(503, "Not available", "the server's log says why; try again in a moment"))
            response["Retry-After"] = str(AGAIN)
            return response

    return view


def _described(work: Work, request: HttpRequest) -> Any:
    return description()


def _nothing(work: Work, request: HttpRequest, **parts: str) -> Any:
    raise Problem(404, "Not found", "there is no such address; /api/v1/openapi.json lists those there are")


def _development(work: Work, request: HttpRequest, home: str, date: str, number: str) -> Any:
    if not number.isascii() or not number.isdecimal():
        raise Problem(404, "Not found", f"there is no development {home}/{date}/{number}")
    return public.development(work, request, home, date, int(number[:12]))


urlpatterns = [
    path("openapi.json", endpoint(_described)),
    path("list", endpoint(public.the_list)),
    path("flashpoints", endpoint(public.flashpoints)),
    path("flashpoints/<part:slug>", endpoint(public.flashpoint)),
    path("developments", endpoint(public.developments)),
    path("developments/<part:home>/<part:date>/<part:number>", endpoint(_development)),
    path("levels", endpoint(public.levels)),
    path("documents", endpoint(public.documents)),
    path("links", endpoint(public.links)),
    path("zones", endpoint(public.zones)),
    path("translations", endpoint(public.translations)),
    path("zones/<part:name>", endpoint(public.zone)),
    path("dates", endpoint(dates.listed)),
    path("dates.ics", endpoint(dates.as_calendar)),
    path("corrections", endpoint(public.corrections)),
    path("queue", endpoint(working.waiting)),
    path("queue/<part:candidate_id>", endpoint(working.candidate)),
    path("queue/<part:candidate_id>/acts", endpoint(post=working.act)),
    path("search", endpoint(working.found)),
    path("<path:rest>", endpoint(_nothing, _nothing)),
]
