"""Site and desk as one web application: the public pages for everybody, `/desk/` for its people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host

from foreshock.model import DeskConfig
from foreshock.site.offer import Letters
from foreshock.site.requests import Site
from foreshock.site.responses import PLAIN, dressed
from foreshock.site.watching import watching_of

from .letters.mail import can_mail
from .setup import ROOT
from .work import Work

if TYPE_CHECKING:
    from foreshock.site.watching import Watching
    from foreshock.store import Store


def application(
    store: Store, config: DeskConfig, hosts: tuple[str, ...] = ("*",), watching: Watching | None = None
) -> Callable[..., Any]:
    """The site of a store with its desk as a WSGI application. `hosts` are the names it answers to, `*` any; `watching`
    is what the live pages of zones read.

    The store must come from `open_desk_store`.
    """
    letters = Letters(ROOT + "subscribe/", form=True) if can_mail(config) else None
    watching = watching or watching_of(store.folder, config)
    site = Site(store, config.base_url, watching, letters)
    work = Work(store, config, watching)

    class Handler(WSGIHandler):
        """Django's handler; each request carries what it works with, so that a process can hold several desks."""

        def get_response(self, request: HttpRequest) -> Any:
            name = split_domain_port(request.META.get("HTTP_HOST", "localhost"))[0]
            if not validate_host(name, hosts):
                return dressed(HttpResponse("This server does not go by that name.\n", PLAIN, 400))
            request.META |= {"foreshock.site": site.respond, "foreshock.desk": work, "foreshock.config": config}
            return super().get_response(request)

    return Handler()
