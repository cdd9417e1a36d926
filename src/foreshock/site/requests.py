"""What a request asks for, and its answer: addresses, days looked back to, filters, and hints where one is wrong."""

from __future__ import annotations

import datetime as dt
import logging
import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from msgspec.structs import replace

from foreshock.model import ForeshockError, NotFound, NotInstalled
from foreshock.zone.sharing import Sharing

from .answers import Answer, Answers, finished
from .offer import Letters
from .pages import render_missing
from .responses import PLAIN, dressed, sent
from .routes import FRONT, Route, parse
from .templating import Page
from .watching import Watching

if TYPE_CHECKING:
    from foreshock.store import Store

_LOG: Final = logging.getLogger("foreshock.site")
STATIC: Final = Path(__file__).parent / "static"
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z?)?")
#: Vendored files and fonts keep their names as long as their bytes; style sheets and scripts may change with us.
_STATIC_AGE: Final = {"fonts": 604_800, "vendor": 604_800}


class Refused(Exception):
    """A request that cannot be answered as it is put; `hint` says what to write instead."""

    def __init__(self, hint: str, status: int = 400) -> None:
        super().__init__(hint)
        self.hint, self.status = hint, status


class Site:
    """One store as a site: takes a request, gives a response. `base_url` may have a path, `https://a.example/list`."""

    def __init__(
        self, store: Store, base_url: str = "", watching: Watching | None = None, letters: Letters | None = None
    ) -> None:
        parts = urlsplit(base_url)
        self.root = parts.path.rstrip("/")
        self._watching = watching or Watching(Sharing(), None, {}, None)
        self._answers = Answers(store, base_url.rstrip("/"), self.root, self._watching, letters)
        self._static: dict[str, Answer] = {}

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Answer any request; errors become pages that say what to do."""
        if request.method not in ("GET", "HEAD"):
            words = "This site is only read: GET and HEAD.\n"
            return dressed(HttpResponse(words, PLAIN, 405, headers={"Allow": "GET, HEAD"}))
        path = request.path
        if self.root and (path == self.root or path.startswith(f"{self.root}/")):
            path = path[len(self.root) :]
        query = request.GET.dict()
        try:
            if path.startswith("/_static/"):
                return self._static_file(request, path.removeprefix("/_static/"))
            return self._page(request, path, query)
        except (Refused, NotFound) as error:
            return self._missing(request, path, error)
        except NotInstalled as error:
            return dressed(HttpResponse(f"{error}\n", PLAIN, 501))
        except ForeshockError as error:
            # What exactly failed is for whoever runs the server: it names folders and addresses.
            _LOG.error("%s %s: %s", request.method, request.path, error)
            words = "The list cannot be read just now; its server's log says why. Try again in a moment.\n"
            return dressed(HttpResponse(words, PLAIN, 503, headers={"Retry-After": "10"}))

    def _page(self, request: HttpRequest, path: str, query: Mapping[str, str]) -> HttpResponse:
        plain = parse(path)
        as_of, instant = _as_of(query)
        try:
            route = parse(path, query)
        except NotFound as error:
            raise Refused(str(error)) from None
        own = self._answers.links().page(plain)
        if path != own.removeprefix(self.root):
            rest = request.META.get("QUERY_STRING", "")
            address = quote(own, safe="/?=&-") + (("&" if "?" in own else "?") + rest if rest else "")
            return dressed(HttpResponsePermanentRedirect(address))
        if route.kind in ("live", "exact"):
            return self._now(request, route, instant)
        answer = self._answers.answer(route, self._answers.read(instant), as_of)
        return sent(request, answer, "no-cache", route)

    def _now(self, request: HttpRequest, route: Route, instant: dt.datetime | None) -> HttpResponse:
        """What is seen now, which no day looked back to has."""
        if instant is not None:
            raise Refused("what is seen now is not kept: leave as-of out")
        from .live import answer_exact, answer_live

        index = self._answers.read().index
        if route.kind == "exact":
            return answer_exact(request, route, index, self._watching)
        return answer_live(route, index, self._answers.links(), self._watching)

    def _missing(self, request: HttpRequest, path: str, error: Exception) -> HttpResponse:
        """A page that says what was wrong and which addresses are close; plain words where the list is not there."""
        status = error.status if isinstance(error, Refused) else 404
        try:
            # The hints, too, know only what stood on the day looked back to.
            as_of, instant = _as_of(request.GET.dict())
        except Refused:
            as_of = instant = None
        reading = self._answers.read(instant)
        page = render_missing(path, str(error), reading.index, self._answers.links(as_of))
        return sent(request, finished(replace(page, status=status), reading.made), "no-cache", FRONT)

    def _static_file(self, request: HttpRequest, name: str) -> HttpResponse:
        if name not in self._static:
            file = (STATIC / name).resolve()
            if not file.is_relative_to(STATIC.resolve()) or not file.is_file():
                raise NotFound(f"this site has no file {name!r}")
            made = dt.datetime.fromtimestamp(int(file.stat().st_mtime), dt.UTC)
            self._static[name] = finished(Page(file.read_bytes(), _media_type(name)), made)
        age = _STATIC_AGE.get(name.split("/")[0], 300)
        return sent(request, self._static[name], f"max-age={age}", FRONT)


def _media_type(name: str) -> str:
    if name.endswith(".woff2"):
        return "font/woff2"
    found = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found


def _as_of(query: Mapping[str, str]) -> tuple[dt.date | None, dt.datetime | None]:
    """The day or instant that `as-of` names, as links carry it on and as the store reads it: a day up to its end.

    Raises Refused when it is neither.
    """
    text = query.get("as-of", "")
    if not text:
        return None, None
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError(text)
        if "T" not in text:
            day = dt.date.fromisoformat(text)
            _refuse_future(day, text)
            return day, dt.datetime.combine(day, dt.time.max, dt.UTC)
        instant = dt.datetime.fromisoformat(text.removesuffix("Z"))
        _refuse_future(instant.date(), text)
    except ValueError:
        raise Refused(
            f"no day: as-of={text!r}; write as-of=2018-06-30, or an instant in UTC such as as-of=2018-06-30T12:00:00Z"
        ) from None
    return instant, instant.replace(tzinfo=dt.UTC)


def _refuse_future(day: dt.date, text: str) -> None:
    """Nobody knows how the site stands on a day to come. Raises Refused."""
    today = dt.datetime.now(dt.UTC).date()
    if day > today:
        raise Refused(f"as-of={text!r} is still to come: write a day up to today, {today.isoformat()}")
