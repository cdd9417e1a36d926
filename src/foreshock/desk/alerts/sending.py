"""Sending: each thing that happened goes to each recipient once, in its order, however often services fail.

A row a thing and recipient says what was sent. It is noted after the service said yes, so a process that is killed
between that yes and the note may send one message again; nothing is ever lost. Several senders may run at once: each
recipient is claimed by one of them for a while.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from foreshock.model import AlertTo, DeskConfig, InvalidValue

from ..outgoing import Alert, AlertRecipient
from .happenings import Happening, concerns, happenings
from .messages import Message, messages
from .services import deliver, service_of

if TYPE_CHECKING:
    from foreshock.store import Store

#: A service that failed is tried again after this, twice as long after each further failure, up to the longest.
FIRST_WAIT: Final = dt.timedelta(minutes=1)
LONGEST_WAIT: Final = dt.timedelta(hours=6)
#: How long one sender has a recipient for itself, and how long it waits for services that hang.
CLAIM: Final = dt.timedelta(minutes=5)
PATIENCE: Final = 120.0
_PARCEL: Final = 500

Clock = Callable[[], dt.datetime]
#: What a thread says: a message that was taken, or None at its end, with the reason where not all were.
Answers = queue.SimpleQueue[tuple[str, Message | None, str]]


class Told(Struct, frozen=True):
    """What came of one recipient: how many things it was told, how many still wait, why."""

    recipient: str
    sent: int
    waiting: int
    note: str = ""


def utc_now() -> dt.datetime:
    """The real clock."""
    return dt.datetime.now(dt.UTC)


def send_alerts(store: Store, config: DeskConfig, clock: Clock = utc_now, patience: float = PATIENCE) -> list[Told]:
    """Note what happened, and tell everybody who is due. A recipient that fails or hangs holds up no other.

    `patience` (seconds) is how long services may take altogether. Never raises for a service that fails.
    """
    now = clock()
    known = {one.event: one for one in happenings(store, config, now)}
    for recipient in config.alerts:
        _note(recipient, list(known.values()), now)
    answers: Answers = queue.SimpleQueue()
    under_way: dict[str, int] = {}
    told: list[Told] = []
    for recipient in config.alerts:
        sending = _claimed(recipient, known, config.base_url, config.title, now)
        if not sending:
            continue
        try:
            service = service_of(recipient)
        except InvalidValue as error:
            told.append(_settle(recipient.id, 0, str(error), now))
            continue
        under_way[recipient.id] = 0
        _start(recipient.id, service, sending, answers)
    ends = time.monotonic() + patience
    while under_way and (left := ends - time.monotonic()) > 0:
        try:
            name, message, why = answers.get(timeout=left)
        except queue.Empty:
            break
        if message is not None:
            under_way[name] += _sent(name, message, clock())
        else:
            told.append(_settle(name, under_way.pop(name), why, clock()))
    for name, sent in under_way.items():
        told.append(_settle(name, sent, f"no answer in {patience:.0f} s", clock()))
    return told


def waiting_for(recipient: str) -> int:
    """How many alerts wait for a recipient."""
    return Alert.objects.filter(recipient_id=recipient, state="waiting").count()


def _note(recipient: AlertTo, known: Sequence[Happening], now: dt.datetime) -> None:
    """Write down what this recipient is to be told. One that is new hears of what happens from now on, and of sources
    that are silent already."""
    standing, _ = AlertRecipient.objects.get_or_create(
        id=recipient.id, defaults={"since": now, "claimed": now, "due": now, "digested": now.date()}
    )
    wanted = {
        one.event: one
        for one in known
        if concerns(one, recipient) and (one.at > standing.since or one.kind == "silent")
    }
    events = list(wanted)
    for start in range(0, len(events), _PARCEL):
        parcel = events[start : start + _PARCEL]
        there = set(Alert.objects.filter(recipient=standing, event__in=parcel).values_list("event", flat=True))
        rows = [Alert(recipient=standing, event=e, happened=wanted[e].at) for e in parcel if e not in there]
        Alert.objects.bulk_create(rows, ignore_conflicts=True)


def _claimed(
    recipient: AlertTo, known: dict[str, Happening], base_url: str, list_name: str, now: dt.datetime
) -> list[Message]:
    """The messages for a recipient that is due, which is ours for a while; nothing when it is not due, when another
    sender has it, or when nothing waits."""
    free = AlertRecipient.objects.filter(id=recipient.id, due__lte=now, claimed__lte=now)
    standing = free.first()
    if standing is None:
        return []
    daily = recipient.when == "daily"
    if daily and (standing.digested == now.date() or now.time() < recipient.hour):
        return []
    if waiting_for(recipient.id) == 0:
        return []
    if not free.update(claimed=now + CLAIM):
        return []
    rows = list(Alert.objects.filter(recipient=standing, state="waiting").order_by("happened", "id"))
    gone = [row.pk for row in rows if row.event not in known]
    Alert.objects.filter(pk__in=gone).update(state="gone", settled=now)
    made = messages([known[row.event] for row in rows if row.event in known], base_url, list_name, daily)
    if not made:
        free_again(recipient.id, now)
    return made


def free_again(recipient: str, now: dt.datetime) -> None:
    """Let other senders have a recipient."""
    AlertRecipient.objects.filter(id=recipient).update(claimed=now)


def _start(recipient: str, service: Any, sending: list[Message], answers: Answers) -> None:
    """Deliver in a thread that ends with the process, should the service never answer."""

    def run() -> None:
        try:
            why = deliver(service, sending, lambda message: answers.put((recipient, message, "")))
        except Exception as error:  # a plugin of Apprise may raise anything; the others go on
            why = f"{type(error).__name__} in the service's plugin"
        answers.put((recipient, None, why))

    threading.Thread(target=run, name=f"alert-{recipient}", daemon=True).start()


def _sent(recipient: str, message: Message, now: dt.datetime) -> int:
    """Note that a message was taken; how many things it told of."""
    for start in range(0, len(message.events), _PARCEL):
        parcel = message.events[start : start + _PARCEL]
        Alert.objects.filter(recipient_id=recipient, event__in=parcel).update(state="sent", settled=now)
    return len(message.events)


def _settle(recipient: str, sent: int, why: str, now: dt.datetime) -> Told:
    """Note how a service did, and when it is tried again where it did not take everything."""
    standing = AlertRecipient.objects.filter(id=recipient)
    if not why:
        standing.update(claimed=now, due=now, failures=0, note="", digested=now.date())
    else:
        # A service that took some of it is not one that is away: its waiting begins anew.
        failures = 0 if sent else standing.values_list("failures", flat=True).get()
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures, 20))
        standing.update(claimed=now, due=now + wait, failures=failures + 1, note=why)
    return Told(recipient, sent, waiting_for(recipient), why)
