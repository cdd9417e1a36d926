"""A line in the log for what somebody who guards a desk looks for: who came in, who was turned away.

Lines go to the logger `foreshock.desk`, as warnings where they tell of a refusal. They hold names of accounts and
addresses of the network, never a password, a code or a token.
"""

from __future__ import annotations

import logging
from typing import Any, Final

LOG: Final = logging.getLogger("foreshock.desk")


def connect() -> None:
    """Listen to what Django and allauth tell. Once a process."""
    from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
    from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

    user_login_failed.connect(_refused, dispatch_uid="desk-refused")
    authentication_failed.connect(_no_factor, dispatch_uid="desk-no-factor")
    user_logged_in.connect(_told("signed in"), weak=False, dispatch_uid="desk-in")
    user_logged_out.connect(_told("signed out"), weak=False, dispatch_uid="desk-out")
    authenticator_added.connect(_told("second factor on"), weak=False, dispatch_uid="desk-factor-on")
    authenticator_removed.connect(_told("second factor off"), weak=False, dispatch_uid="desk-factor-off")


def _refused(credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    LOG.warning("sign-in refused: account %r from %s", str(credentials.get("username", ""))[:150], _from(request))


def _no_factor(request: Any, user: Any, **_: Any) -> None:
    LOG.warning("second factor refused: account %r from %s", user.username, _from(request))


def _told(what: str) -> Any:
    def tell(request: Any = None, user: Any = None, **_: Any) -> None:
        if user is not None:
            LOG.info("%s: account %r from %s", what, user.username, _from(request))

    return tell


def _from(request: Any) -> str:
    return str(request.META.get("REMOTE_ADDR", "unknown")) if request is not None else "unknown"
