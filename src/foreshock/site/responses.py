"""Answers as HTTP responses: packed, conditional (RFC 9110), with a policy that lets nothing in from elsewhere."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from .answers import Answer
from .policy import SERVED, SERVED_EXPLORE
from .routes import Route

PLAIN: Final = "text/plain; charset=utf-8"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def sent(request: HttpRequest, answer: Answer, cache: str, route: Route) -> HttpResponse:
    """The answer as a response: packed when the reader takes that, or only “not modified”."""
    packed = answer.packed is not None and takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = answer.packed if packed and answer.packed is not None else answer.body
    response = HttpResponse(body if request.method == "GET" else b"", answer.media_type, answer.status)
    response["Content-Length"] = str(len(body))
    response["Cache-Control"] = cache
    if answer.packed is not None:
        response["Vary"] = "Accept-Encoding"
    if packed:
        response["Content-Encoding"] = "gzip"
    tag = f'"{answer.etag}{"-gzip" if packed else ""}"'
    response["ETag"] = tag
    response["Last-Modified"] = http_date(answer.made.timestamp())
    if route.ext:
        # Data are for everybody's programs, those in other people's pages too.
        response["Access-Control-Allow-Origin"] = "*"
    if answer.status == 200:
        found: Any = get_conditional_response(request, tag, int(answer.made.timestamp()), response)
        response = found
    return dressed(response, SERVED_EXPLORE if route.kind == "explore" else SERVED)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110, section 12.5.3)."""
    for part in accepted.lower().split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def dressed(response: HttpResponse, policy: str = SERVED) -> HttpResponse:
    """The response with the headers that all of them carry, and no name of the program that sent it."""
    response["Content-Security-Policy"] = policy
    for name, value in _HEADERS.items():
        response[name] = value
    return response
