"""What is answered while the database is away, or when something of ours broke: no page here asks the database."""

from __future__ import annotations

import logging
import sys
from typing import Final

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from foreshock.model import StoreError

from ..api.problems import AGAIN, Problem, problem
from ..middleware import config_of
from ..setup import API, ROOT

_LOG: Final = logging.getLogger("foreshock.desk")
#: Forms with passwords, passphrases and names of sources, which no page repeats.
_SECRET: Final = (f"{ROOT}account/", f"{ROOT}interviews/", f"{ROOT}subscribe/")


def failed(request: HttpRequest) -> HttpResponse:
    """Django calls this with the exception at hand: 503 with Retry-After while the database is away, else 500."""
    error = sys.exc_info()[1]
    away = isinstance(error, OperationalError | InterfaceError | StoreError)
    _LOG.error("%s %s: %s", request.method, request.path, _told(error))
    if request.path.startswith(API):
        title, detail = _words(away)
        response = problem(Problem(503 if away else 500, title, detail))
    else:
        response = HttpResponse(_page(request, away), status=503 if away else 500)
    if away:
        response["Retry-After"] = str(AGAIN)
    return response


def _words(away: bool) -> tuple[str, str]:
    if away:
        return "The database is away", f"It is asked again with every request: try again in {AGAIN} seconds."
    return "Something of ours broke", "It stands in the server's log. Nothing was half written; try again, or tell us."


def _page(request: HttpRequest, away: bool) -> str:
    what, hint = _words(away)
    repeat = request.method == "POST" and request.path.startswith(ROOT) and not request.path.startswith(_SECRET)
    fields = [(name, value) for name, values in request.POST.lists() for value in values] if repeat else []
    context = {
        "what": what,
        "hint": hint,
        "address": request.path,
        "fields": fields,
        "again": AGAIN if away and request.method == "GET" else 0,
        "desk_title": config_of(request).title,
    }
    # Without the request: its context would ask who is signed in.
    return render_to_string("desk/away.html", context)


def _told(error: BaseException | None) -> str:
    """The error in one line; of a database's only its first, which never shows what was asked with which values."""
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300]
