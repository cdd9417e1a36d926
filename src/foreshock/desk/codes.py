"""Codes of the second factor: one from the half minute beside is taken, and none is taken twice."""

from __future__ import annotations

from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.cache import cache

#: Seconds in which a code may count: its own half minute, the one before and the one after (`MFA_TOTP_TOLERANCE`, and
#: RFC 6238, section 5.2). The library remembers a used one for 30 of them only.
_COUNTS_FOR: Final = 90


class _Once:
    """A code that somebody has used is refused for as long as it might count."""

    user: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        plain = "".join(filter(str.isalnum, code)).casefold()
        if not cache.add(f"second-factor-{self.user.pk}-{plain}", True, _COUNTS_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SignIn(_Once, AuthenticateForm):  # type: ignore[misc]
    """The code asked for after the password."""


class IsItYou(_Once, ReauthenticateForm):  # type: ignore[misc]
    """The code asked for again before an account is changed."""
