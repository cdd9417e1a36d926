"""The site as a web application: Django in front, waitress below, no cookies, nothing from elsewhere."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.urls import re_path

from foreshock.model import Conflict, InvalidValue

from .requests import Site
from .responses import PLAIN, dressed
from .watching import Watching

if TYPE_CHECKING:
    from foreshock.store import Store

#: Nothing larger is sent to us by forms and programs; a longer body is refused (413) before anything reads it.
MOST_BYTES: Final = 4_000_000


def application(
    store: Store, base_url: str = "", hosts: tuple[str, ...] = ("*",), watching: Watching | None = None
) -> Callable[..., Any]:
    """The site of a store as a WSGI application. `hosts` are the names it answers to, `*` any; `watching` is what the
    desk shares of its zones as they are watched.

    Raises InvalidValue for a base address that is none.
    """
    if base_url and urlsplit(base_url).scheme not in ("http", "https"):
        raise InvalidValue(f"no web address: {base_url!r}; write https://example.org")
    from foreshock.store import configure

    # Names of hosts are checked below, and addresses are the handler's own; Django only wants both settings there.
    configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=(), MIDDLEWARE=[])
    site = Site(store, base_url, watching)

    def view(request: HttpRequest) -> HttpResponse:
        name = split_domain_port(request.META.get("HTTP_HOST", "localhost"))[0]
        if not validate_host(name, hosts):
            return dressed(HttpResponse("This server does not go by that name.\n", PLAIN, 400))
        return site.respond(request)

    class Handler(WSGIHandler):
        """Django's handler with the addresses of this one site, so that a process can hold several."""

        addresses = (re_path(r"", view),)

        def get_response(self, request: HttpRequest) -> Any:
            request.urlconf = self.addresses  # type: ignore[assignment]
            return super().get_response(request)

    return Handler()


def serve(
    store: Store,
    host: str = "127.0.0.1",
    port: int = 8000,
    base_url: str = "",
    on_ready: Callable[[str], object] | None = None,
    threads: int = 6,
    make: Callable[[Store, tuple[str, ...]], Callable[..., Any]] | None = None,
    watching: Watching | None = None,
    most_bytes: int = MOST_BYTES,
) -> None:
    """Serve the site until somebody presses Ctrl-C. Every change shows at the next request.

    `port` 0 takes a free one; `on_ready` is called with the address once requests are taken. `make` builds another
    application from the store and the names of hosts; the desk brings one, and may take longer bodies: `most_bytes`
    are taken before anything is read. Raises Conflict when the port is taken or the host is not this machine's.
    """
    from waitress.server import create_server  # type: ignore[import-untyped]

    everywhere = host in ("0.0.0.0", "::", "")  # noqa: S104 - somebody asked for it
    named = urlsplit(base_url).hostname
    hosts = (
        ("*",) if everywhere and not named else tuple(filter(None, ("localhost", "127.0.0.1", "[::1]", host, named)))
    )
    app = make(store, hosts) if make else application(store, base_url, hosts, watching)
    with _bound(host, port) as listener:
        server = create_server(app, sockets=[listener], threads=threads, ident="", max_request_body_size=most_bytes)
        try:
            if on_ready:
                on_ready(_address(host, listener))
            server.run()
        finally:
            server.close()


def _bound(host: str, port: int) -> socket.socket:
    """A socket that waits for nobody yet: a port that is taken is told before anything else begins."""
    listener = None
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, number, _, place = found[0]
        listener = socket.socket(family, kind, number)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
    except OSError as error:
        if listener:
            listener.close()
        raise Conflict(
            f"{host}:{port} cannot be served ({error.strerror or error}): another program may use it; choose another "
            "--port, or 0 for a free one"
        ) from None
    return listener


def _address(host: str, listener: socket.socket) -> str:
    """Where a browser on this machine finds the server."""
    name = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound here
    return f"http://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}/"
