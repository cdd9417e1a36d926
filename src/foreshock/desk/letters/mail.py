"""One letter as a message, and the server that takes it. The server comes from `$FORESHOCK_EMAIL_URL`:
`smtp://user:password@host` (STARTTLS), `smtps://…` (TLS from the start), `smtp+plain://127.0.0.1:25` (none; only for
a server on this machine, without a password)."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import unquote, urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from foreshock.model import DeskConfig, InvalidValue

VARIABLE: Final = "FORESHOCK_EMAIL_URL"
#: Seconds until a mail server counts as away.
PATIENCE: Final = 10
_SCHEMES: Final = {"smtp": (587, True, False), "smtps": (465, False, True), "smtp+plain": (25, False, False)}
_HERE: Final = ("127.0.0.1", "::1", "localhost")


def mail_server() -> EmailBackend:
    """The server that letters go to. Raises InvalidValue; the message never shows the address with its password."""
    parts = urlsplit(os.environ.get(VARIABLE, ""))
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise InvalidValue(f"no mail server: set ${VARIABLE} to smtp://user:password@host or smtps://…")
    port, starttls, tls = _SCHEMES[parts.scheme]
    if not (starttls or tls) and (parts.hostname not in _HERE or parts.password):
        raise InvalidValue(
            f"${VARIABLE}: smtp+plain is for a server on this machine, without a password; write smtp://"
        )
    return EmailBackend(
        host=parts.hostname, port=parts.port or port, username=unquote(parts.username or ""),
        password=unquote(parts.password or ""), use_tls=starttls, use_ssl=tls, timeout=PATIENCE, fail_silently=False,
    )  # fmt: skip


def can_mail(config: DeskConfig) -> bool:
    """Whether this desk is set up to write to readers."""
    return bool(config.mail.sender and config.base_url and os.environ.get(VARIABLE))


def message(config: DeskConfig, to: str, subject: str, text: str, leave: str) -> EmailMessage:
    """A letter to one reader; `leave` is the address behind “Unsubscribe” (RFC 2369, one click by RFC 8058).

    Raises InvalidValue where the settings say not who sends.
    """
    if not config.mail.sender or not config.base_url:
        raise InvalidValue("letters need base-url, and sender under [mail], in foreshock.toml")
    foot = "\n".join(filter(None, (f"To leave: {leave}", config.mail.imprint)))
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(
        " ".join(subject.split()), f"{text.rstrip()}\n\n-- \n{foot}\n", config.mail.sender, [to], headers=headers
    )
