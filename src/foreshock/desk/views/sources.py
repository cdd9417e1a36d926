"""Sources at the desk: how each one stands, and what could not be read, to be mended, read again or dropped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from foreshock.model import ForeshockError, InvalidValue, NotFound, Source
from foreshock.store.journal import FILE, Journal, Quarantined

from ..people import display_name, may
from ..retrying import retry_piece
from ..work import Work, desk_of
from .refused import refuse

#: Pieces listed on one page, and letters of one that are shown.
_MOST: Final = 200
_SHOWN: Final = 20_000


def overview(request: HttpRequest) -> HttpResponse:
    """Every source: asked when, brought something when, what is wrong; below, what could not be read."""
    work, folder = desk_of(request), _folder(desk_of(request))
    pieces: list[Quarantined] = []
    rows: list[dict[str, Any]] = []
    aside: dict[str, int] = {}
    if folder is not None:
        with Journal(folder) as journal:
            pieces = journal.quarantine(most=_MOST)
            aside = journal.quarantine_by_source()
            rows = [_row(source, journal, aside.get(source.id, 0)) for source in work.config.sources]
    context = {
        "rows": rows, "pieces": pieces, "more": sum(aside.values()) - len(pieces),
        "unasked": work.config.sources if folder is None else (), "may_mend": may(request.user, "analyst"),
    }  # fmt: skip
    return render(request, "desk/sources.html", context)


def piece(request: HttpRequest, number: int) -> HttpResponse:
    """One piece with its bytes; sent, it is read again, mended first or not, or dropped with a reason."""
    work, folder = desk_of(request), _folder(desk_of(request))
    if not may(request.user, "analyst"):
        return refuse(request, "Analysts mend what could not be read", "Ask one, or an admin for another role.", 403)
    if folder is None:
        return refuse(request, "Nothing was collected yet", "There is no piece without a fetch.", 404)
    wrong, typed = "", None
    try:
        with Journal(folder) as journal:
            found = journal.quarantined(number)
            text, whole = _text(found, work)
            if request.method == "POST" and found.state == "open":
                typed = request.POST.get("text", "").replace("\r\n", "\n")
                told = _settle(request, folder, journal, found, text if whole else None)
                messages.success(request, told)
                return HttpResponseRedirect(reverse("desk-sources"))
    except NotFound as error:
        return refuse(request, "There is no such piece", str(error), 404)
    except ForeshockError as error:
        wrong = str(error)
    context = {"piece": found, "text": typed if typed is not None else text, "whole": whole, "wrong": wrong}
    return render(request, "desk/piece.html", context, status=422 if wrong else 200)


def raw(request: HttpRequest, number: int) -> HttpResponse:
    """The bytes of a piece, to be mended elsewhere; of one without bytes of its own, the whole document's."""
    work, folder = desk_of(request), _folder(desk_of(request))
    if not may(request.user, "analyst"):
        return refuse(request, "Analysts mend what could not be read", "Ask one, or an admin for another role.", 403)
    try:
        if folder is None or work.store.archive is None:
            raise NotFound("nothing was collected here yet")
        with Journal(folder) as journal:
            found = journal.quarantined(number)
        data = found.raw or work.store.archive.get(found.fetch.sha256)
    except NotFound as error:
        return refuse(request, "There are no such bytes", str(error), 404)
    # No browser shows them by itself, whatever they say that they are.
    name = {"Content-Disposition": f'attachment; filename="piece-{number}.bin"'}
    return HttpResponse(data, "application/octet-stream", headers=name)


def pieces_waiting(work: Work) -> int:
    """How many pieces wait to be mended."""
    folder = _folder(work)
    if folder is None:
        return 0
    with Journal(folder) as journal:
        return journal.quarantine_size()


def _settle(request: HttpRequest, folder: Path, journal: Journal, found: Quarantined, text: str | None) -> str:
    """Do what was asked; what came of it. Raises InvalidValue with the reason where it still cannot be read."""
    if request.POST.get("act") == "drop":
        why = " ".join(request.POST.get("why", "").split())[:300]
        if not why:
            raise InvalidValue("say why it needs not be read")
        journal.settle(found.number, "dropped", f"{why} ({display_name(request.user)})")
        return "Dropped. It stays listed by foreshock quarantine list --all"
    typed = request.POST.get("text", "").replace("\r\n", "\n")
    mended = typed.encode() if text is not None and typed != text else None
    if reason := retry_piece(folder, found.number, display_name(request.user), mended):
        raise InvalidValue(f"it still cannot be read: {reason}")
    return "Read. It comes to the queue with the next foreshock collect"


def _row(source: Source, journal: Journal, aside: int) -> dict[str, Any]:
    standing = journal.standing(source.id)
    silent = standing.silent is not None
    state = "paused" if source.paused else "failing" if standing.failures else "silent" if silent else "fine"
    if standing.tried is None and not source.paused:
        state = "never asked"
    return {"source": source, "standing": standing, "state": state, "aside": aside,
            "late": bool(standing.due and standing.due < dt.datetime.now(dt.UTC) - source.patience)}  # fmt: skip


def _text(found: Quarantined, work: Work) -> tuple[str, bool]:
    """The bytes of a piece as text, or their beginning; whether it is all of them, to the letter."""
    data = found.raw
    if not data and work.store.archive is not None and work.store.archive.has(found.fetch.sha256):
        with work.store.archive.open(found.fetch.sha256) as stream:
            data = stream.read(4 * _SHOWN + 1)
    text = data.decode("utf-8", "replace").replace("\0", "�")
    whole = bool(found.raw) and len(text) <= _SHOWN and "\r" not in text and text.encode() == data
    return text[:_SHOWN], whole


def _folder(work: Work) -> Path | None:
    """The desk's folder, None where nothing was ever collected: looking makes no books."""
    folder = work.store.folder
    return folder if folder is not None and (folder / FILE).exists() else None
