"""Tokens with which programs act for a person: shown once, kept as a hash, revocable, with the person's own role."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any, Final

from django.http import HttpRequest

from foreshock.model import NotFound

from ..models import Token
from ..people import may
from .problems import Problem

#: What a token begins with, so that one that leaked can be found in logs and code.
PREFIX: Final = "fsk_"
#: How often at most the last use is written down.
_NOTED: Final = dt.timedelta(minutes=10)


def make_token(person: Any, name: str) -> str:
    """A new token for a person; `name` says what it is for."""
    token = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(person=person, name=name[:100], digest=_digest(token), shown=token[-4:])
    return token


def revoke(person: Any, number: int) -> None:
    """End a token of a person. Raises NotFound."""
    if not Token.objects.filter(person=person, pk=number).delete()[0]:
        raise NotFound(f"{person.username} has no token number {number}")


def person_of(request: HttpRequest, role: str) -> Any:
    """Who asks, by `Authorization: Bearer …`. Raises Problem 401 without a good token, 403 without the role."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    found = None
    if scheme.lower() == "bearer" and token.startswith(PREFIX):
        found = Token.objects.select_related("person").filter(digest=_digest(token.strip())).first()
    if found is None or not found.person.is_active:
        raise Problem(401, "No token", "send Authorization: Bearer fsk_…; foreshock user token NAME makes one")
    now = dt.datetime.now(dt.UTC)
    if found.used is None or now - found.used > _NOTED:
        Token.objects.filter(pk=found.pk).update(used=now)
    if not may(found.person, role):
        raise Problem(403, "Not your role", f"this needs the role {role}")
    return found.person


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
