"""Search over everything that came in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foreshock.model import InvalidValue

from ..search.index import Hits, search


def show(request: HttpRequest) -> HttpResponse:
    """What was found for `q`, newest first or (`by=best`) best first."""
    query = request.GET.get("q", "").strip()
    best = request.GET.get("by") == "best"
    before = request.GET.get("before", "0")
    wrong = ""
    found = Hits((), ())
    if query:
        try:
            found = search(query, "best" if best else "newest", int(before) if before.isdecimal() else 0)
        except InvalidValue as error:
            wrong = str(error)
    context = {"query": query, "best": best, "found": found, "wrong": wrong}
    return render(request, "desk/search.html", context, status=422 if wrong else 200)
