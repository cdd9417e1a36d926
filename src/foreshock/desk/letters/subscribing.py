"""How a reader comes and goes: asks, confirms by a signed link, leaves by one click and without a trace."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.core import signing
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from foreshock.model import DeskConfig, InvalidValue, NotFetched, NotFound

from ..outgoing import Subscription
from .addresses import cleaned, mark_of, opened, seal
from .mail import mail_server, message

#: How long a link to confirm is good, and how long an unconfirmed wish is kept.
CONFIRM_WITHIN: Final = dt.timedelta(days=3)
#: At most one letter to an address in this time, and so many to one that never answers.
BETWEEN: Final = dt.timedelta(minutes=10)
MOST_ASKS: Final = 4
#: Wishes an hour: from one address of the network, and altogether.
FROM_ONE: Final = 10
FROM_ALL: Final = 300
_CONFIRM: Final = "foreshock.letters.confirm"
_LEAVE: Final = "foreshock.letters.leave"


class TooMany(InvalidValue):
    """You get it when too many wishes came from one place, or altogether."""


def ask(config: DeskConfig, address: str, flashpoint: str, name: str, network: str, now: dt.datetime) -> None:
    """Send a link to confirm to `address`; one that is subscribed already is told so.

    The caller cannot tell these apart, so that nobody can try out who reads this list. `name` is what is subscribed
    to, `network` where the wish came from. Raises InvalidValue for no address, TooMany, NotFetched when the mail
    server does not take the letter.
    """
    address = cleaned(address)
    _slow_down(network)
    _slow_down("")
    row = _row(address, flashpoint, now)
    if row.asks and now - row.asked < BETWEEN:
        return
    if row.confirmed is None and row.asks >= MOST_ASKS:
        return
    link = f"{_root(config)}confirm/{signing.dumps(row.key, salt=_CONFIRM)}/"
    words = f"Somebody, probably you, asked for the weekly letter of {name}."
    if row.confirmed:
        text = f"{words}\n\nYou get it already, so there is nothing to do."
    else:
        days = CONFIRM_WITHIN.days
        text = f"{words}\n\nTo get it, open this page within {days} days and confirm:\n{link}\n\nIf it was not you, do "
        text += "nothing: no other letter will come."
    letter = message(config, address, f"The weekly letter of {name}", text, leave_link(config, row))
    letter.connection = mail_server()
    try:
        letter.send()
    except OSError as error:
        raise NotFetched(f"the mail server did not take the letter ({type(error).__name__}): try again later") from None
    Subscription.objects.filter(pk=row.pk).update(asked=now, asks=row.asks + 1)


def confirm(token: str, now: dt.datetime, really: bool) -> Subscription:
    """The wish behind a link to confirm; with `really`, it is a subscription from now on. Raises NotFound."""
    try:
        key = signing.loads(token, salt=_CONFIRM, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        raise NotFound("this link is too old or was cut off: ask for the letter again") from None
    row = Subscription.objects.filter(key=key).first()
    if row is None:
        raise NotFound("this link was used to leave, or is too old: ask for the letter again")
    if really and row.confirmed is None:
        row.confirmed = now
        row.save(update_fields=["confirmed"])
    return row


def leave_link(config: DeskConfig, row: Subscription) -> str:
    """The address with which a reader leaves. It holds for as long as the letters come."""
    return f"{_root(config)}leave/{signing.Signer(salt=_LEAVE).sign(row.key)}/"


def leave(token: str, really: bool) -> str | None:
    """Delete the subscription behind a link (with `really`); its flashpoint, None when it is gone already.

    Raises NotFound for a link that is none of ours.
    """
    try:
        key = signing.Signer(salt=_LEAVE).unsign(token)
    except signing.BadSignature:
        raise NotFound("this link was cut off: copy it whole from the end of the letter") from None
    row = Subscription.objects.filter(key=key).first()
    if row is None:
        return None
    if really:
        row.delete()
    return row.flashpoint


def forget_unconfirmed(now: dt.datetime) -> int:
    """Delete wishes that nobody confirmed in time; how many."""
    return Subscription.objects.filter(confirmed=None, asked__lt=now - CONFIRM_WITHIN).delete()[0]


def address_of(row: Subscription) -> str:
    """Where letters to this reader go. Raises StoreError when the desk's key is another one by now."""
    return opened(row.sealed)


def _row(address: str, flashpoint: str, now: dt.datetime) -> Subscription:
    mark = mark_of(address)
    found = Subscription.objects.filter(mark=mark, flashpoint=flashpoint).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Subscription.objects.create(
                key=secrets.token_urlsafe(18), mark=mark, sealed=seal(address), flashpoint=flashpoint, asked=now
            )
    except IntegrityError:  # the same wish came twice at once
        return Subscription.objects.get(mark=mark, flashpoint=flashpoint)


def _slow_down(network: str) -> None:
    """Count a wish; the place where it came from is not kept, only a keyed hash of it, for an hour."""
    key = f"letters-{salted_hmac(_CONFIRM, network).hexdigest()}"
    cache.add(key, 0, timeout=3600)
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two lines
        count = 1
    if count > (FROM_ONE if network else FROM_ALL):
        raise TooMany("too many asked in a short time: try again in an hour")


def _root(config: DeskConfig) -> str:
    return f"{(config.desk_url or config.base_url).rstrip('/')}/desk/subscribe/"
