"""The queue: what waits for a decision, what waits for a second reader, what was set aside."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foreshock.model import SEVERITIES, Flashpoint

from .. import queue
from ..people import may
from ..work import desk_of
from .sources import pieces_waiting

#: Address → (status, heading, what stands there when nothing waits).
SHELVES = {
    "": ("open", "Candidates", "Nothing waits. New candidates come in with foreshock collect."),
    "second": ("second", "For a second reader", "Nothing waits for a second reader."),
    "snoozed": ("snoozed", "Snoozed", "Nothing is snoozed."),
    "published": ("published", "Published from here", "Nothing was published from the queue yet."),
    "rejected": ("rejected", "Rejected", "Nothing was rejected."),
}


def show(request: HttpRequest, shelf: str = "") -> HttpResponse:
    """A page of the queue, newest day and gravest first."""
    status, heading, empty = SHELVES[shelf]
    work = desk_of(request)
    queue.wake(dt.datetime.now(dt.UTC).date())
    flashpoint = request.GET.get("at", "")
    found = queue.page(status, flashpoint, request.GET.get("after", ""))
    flashpoints = work.published.flashpoints()
    return render(
        request,
        "desk/queue.html",
        {
            "shelf": shelf,
            "heading": heading,
            "empty": empty,
            "lines": [
                {"line": line, "severity": SEVERITIES[line.severity], "name": _name(flashpoints, line.flashpoint)}
                for line in found.lines
            ],
            "after": found.after,
            "waiting": queue.waiting(),
            "not_read": pieces_waiting(work),
            "most_counted": queue.MOST_COUNTED,
            "flashpoints": [(slug, one.short) for slug, one in flashpoints.items()],
            "at": flashpoint,
            "may_decide": may(request.user, "analyst"),
        },
    )


def _name(flashpoints: dict[str, Flashpoint], slug: str) -> str:
    one = flashpoints.get(slug)
    return one.short if one else slug
