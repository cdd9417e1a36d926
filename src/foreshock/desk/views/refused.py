"""Pages for what was not done, each with what to do instead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..middleware import open_to_all


def refuse(request: HttpRequest, what: str, hint: str, status: int) -> HttpResponse:
    """A page that says what was wrong and what to do."""
    return render(request, "desk/refused.html", {"what": what, "hint": hint}, status=status)


@open_to_all
def bad_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or from one that is too old."""
    return refuse(
        request,
        "This form was not accepted",
        "It did not come from a page of this desk, or the page was open for too long. Go back, reload the page and "
        "send it again. What you typed is in your draft.",
        403,
    )


@open_to_all
def no_role(request: HttpRequest) -> HttpResponse:
    """A signed-in account that may do nothing here."""
    return refuse(request, "Your account has no role here", "Ask an admin of the desk to give you one.", 403)


@open_to_all
def nothing_here(request: HttpRequest, path: str = "") -> HttpResponse:
    """An address that leads nowhere."""
    return refuse(request, "There is no such page at the desk", "The queue is where everything begins.", 404)
