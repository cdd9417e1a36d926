"""Answers that say what was wrong, as problem details (RFC 9457), and the parameters of a request, strictly read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
MOST: Final = 500
#: When to come back where something is away, in seconds.
AGAIN: Final = 10


class Problem(Exception):
    """A request that cannot be answered as it is put; `detail` says what to write instead."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail


def answer(value: Any, status: int = 200) -> HttpResponse:
    """A value as JSON."""
    return HttpResponse(msgspec.json.encode(value), JSON, status)


def problem(error: Problem) -> HttpResponse:
    """The answer to a request that was wrong."""
    body = {"type": "about:blank", "title": error.title, "status": error.status, "detail": error.detail}
    response = HttpResponse(msgspec.json.encode(body), PROBLEM, error.status)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="foreshock"'
    return response


class Query:
    """The parameters of a request. Raises Problem 422 for one that is unknown, twice there, or of the wrong form."""

    def __init__(self, request: HttpRequest, known: Collection[str]) -> None:
        for name, values in request.GET.lists():
            if name not in known:
                listed = ", ".join(sorted(known)) or "none"
                raise Problem(422, "Unknown parameter", f"{name!r} is no parameter here; there are: {listed}")
            if len(values) > 1:
                raise Problem(422, "Repeated parameter", f"{name!r} is there {len(values)} times; write it once")
        self._given = request.GET

    def given(self, name: str) -> bool:
        """Whether a parameter is there at all, if only empty."""
        return name in self._given

    def text(self, name: str, most: int = 200) -> str:
        """A text, empty when it is not given."""
        value = self._given.get(name, "")
        if len(value) > most or "\0" in value:
            raise Problem(
                422, "Wrong parameter", f"{name} has {len(value)} characters; write at most {most}, and no NUL"
            )
        return value

    def one_of(self, name: str, allowed: Collection[str], default: str = "") -> str:
        """One of some words."""
        if name not in self._given:
            return default
        value = self._given[name]
        if value not in allowed:
            raise Problem(422, "Wrong parameter", f"{name}={value[:60]!r}; write one of {', '.join(allowed)}")
        return value

    def day(self, name: str) -> dt.date | None:
        """A day, None when it is not given."""
        if name not in self._given:
            return None
        value = self._given[name]
        try:
            if len(value) != 10:
                raise ValueError(value)
            return dt.date.fromisoformat(value)
        except ValueError:
            raise Problem(422, "Wrong parameter", f"{name}={value[:60]!r} is no day; write 2019-02-14") from None

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within bounds."""
        if name not in self._given:
            return default
        value = self._given[name]
        if not (value.isascii() and value.isdecimal() and len(value) < 18 and least <= int(value) <= most):
            raise Problem(422, "Wrong parameter", f"{name}={value[:60]!r}; write a number from {least} to {most}")
        return int(value)
