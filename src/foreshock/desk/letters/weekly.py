"""The weekly letter: drafted from what was published, edited and let go by an editor, sent once to each reader."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from foreshock.model import Conflict, DeskConfig, NotFetched, NotFound, dates_ahead

from ..alerts.happenings import happenings
from ..dates import all_dates
from ..outgoing import Delivery, Letter, Subscription
from .mail import mail_server, message
from .subscribing import address_of, leave_link

if TYPE_CHECKING:
    from foreshock.store import Store

WEEK: Final = dt.timedelta(days=7)
#: How often a letter is tried with a reader whose server refuses it, and how long between two tries.
MOST_TRIES: Final = 5
AGAIN: Final = dt.timedelta(hours=1)
_CLAIM: Final = dt.timedelta(minutes=5)
_LONGEST: Final = 400


def monday(day: dt.date) -> dt.date:
    """The first day of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def draft(store: Store, config: DeskConfig, week: dt.date, by: str) -> Letter:
    """The letter of a week, made from what became known in it, unless there is one already: that stays as it is."""
    begin = dt.datetime.combine(monday(week), dt.time(), dt.UTC)
    found = Letter.objects.filter(week=begin.date()).first()
    if found is not None:
        return found
    sections: dict[str, str] = {}
    for one in happenings(store, config, begin + WEEK):
        if one.kind == "silent" or not begin <= one.at < begin + WEEK:
            continue
        text = one.text if len(one.text) <= _LONGEST else one.text[: _LONGEST - 1].rstrip() + "…"
        link = f"\n  {config.base_url.rstrip('/')}/{one.path}/"
        head = one.title.partition(": ")[2].capitalize() + ". " if one.kind == "level" else ""
        for slug in one.flashpoints:
            sections[slug] = f"{sections.get(slug, '')}* {head}{text}{link}\n"
    soon = begin.date() + WEEK
    for day, kept in dates_ahead(all_dates(), soon):
        if day < soon + 2 * WEEK:
            slug = kept.value.flashpoint
            sections[slug] = f"{sections.get(slug, '')}* Ahead, {day:%-d %B}: {kept.value.what}\n"
    return Letter.objects.create(week=begin.date(), sections=sections, by=by)


def letter_of(week: dt.date) -> Letter:
    """The letter of a week. Raises NotFound."""
    found = Letter.objects.filter(week=week).first()
    if found is None:
        raise NotFound(f"there is no letter of the week of {week}: draft one first")
    return found


def edit(week: dt.date, version: int, intro: str, sections: dict[str, str], by: str) -> Letter:
    """Keep other words. Raises Conflict when somebody changed it meanwhile, or when it is on its way."""
    with transaction.atomic():
        letter = _locked(week, version)
        if letter.status != "draft":
            raise Conflict("this letter was let go already: take it back first")
        kept = {slug: text.replace("\r\n", "\n").strip() for slug, text in sections.items()}
        letter.intro, letter.sections, letter.by = intro.replace("\r\n", "\n").strip(), kept, by
        return _kept(letter)


def let_go(week: dt.date, version: int, by: str) -> Letter:
    """An editor's yes: it goes out with the next `foreshock letters send`. Raises Conflict."""
    with transaction.atomic():
        letter = _locked(week, version)
        if letter.status != "draft":
            raise Conflict(f"this letter is {letter.status} already")
        if not letter.intro and not any(letter.sections.values()):
            raise Conflict("this letter says nothing: write something, or let the week pass")
        letter.status, letter.by = "ready", by
        return _kept(letter)


def take_back(week: dt.date, version: int, by: str) -> Letter:
    """Make it a draft again, as long as nobody has got it. Raises Conflict."""
    with transaction.atomic():
        letter = _locked(week, version)
        if letter.status != "ready" or Delivery.objects.filter(letter=letter).exists():
            raise Conflict("this letter is on its way already: write what has to be said into the next one")
        letter.status, letter.by = "draft", by
        return _kept(letter)


def text_for(letter: Letter, flashpoint: str, names: dict[str, str]) -> str:
    """What a reader of one flashpoint, or of the whole list (empty), gets; empty when there is nothing for them.
    `names` is slug → name, in the list's order."""
    order = [slug for slug in names if letter.sections.get(slug)]
    if flashpoint:
        order = [slug for slug in order if slug == flashpoint]
        if not order:
            return ""
    parts = [f"{names[slug]}\n{letter.sections[slug].strip()}" for slug in order]
    return "\n\n".join(filter(None, (letter.intro, *parts)))


def send_letters(config: DeskConfig, names: dict[str, str], now: dt.datetime) -> tuple[int, int]:
    """Send letters that were let go to every reader who confirmed; how many went out, how many still wait.

    Each goes once to each reader; what was sent is noted after the server took it. Raises NotFetched when the server
    cannot be reached: nothing is lost, the next call goes on.
    """
    with transaction.atomic():
        for letter in Letter.objects.select_for_update().filter(status="ready"):
            _address(letter, names, now)
            Letter.objects.filter(pk=letter.pk).update(status="sent", version=F("version") + 1)
    waiting = Delivery.objects.filter(state="waiting", due__lte=now).select_related("letter", "subscription")
    if not waiting.exists():
        return 0, Delivery.objects.filter(state="waiting").count()
    server, sent = mail_server(), 0
    try:
        server.open()
        for one in waiting.order_by("id").iterator():
            # Claimed for a while, so that a second sender leaves it alone.
            if not Delivery.objects.filter(pk=one.pk, state="waiting", due=one.due).update(due=now + _CLAIM):
                continue
            sent += _sent(server, one, _message(config, one, names), now)
    except OSError as error:
        raise NotFetched(
            f"the mail server cannot be reached ({type(error).__name__}) after {sent} letters; the others wait"
        ) from None
    finally:
        server.close()
    return sent, Delivery.objects.filter(state="waiting").count()


def _message(config: DeskConfig, one: Delivery, names: dict[str, str]) -> EmailMessage:
    row = one.subscription
    text = text_for(one.letter, row.flashpoint, names)
    name = names.get(row.flashpoint) or config.title
    subject = f"{name}, the week of {one.letter.week:%-d %B %Y}"
    return message(config, address_of(row), subject, text, leave_link(config, row))


def _sent(server: object, one: Delivery, letter: EmailMessage, now: dt.datetime) -> bool:
    """Hand one letter over and note what came of it. A reader's own refusal stops nobody else's letter."""
    from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

    mine = Delivery.objects.filter(pk=one.pk)
    try:
        server.send_messages([letter])  # type: ignore[attr-defined]
    except (SMTPRecipientsRefused, SMTPDataError):
        tries = one.tries + 1
        mine.update(state="failed" if tries >= MOST_TRIES else "waiting", tries=F("tries") + 1, due=now + AGAIN * tries)
        return False
    except (OSError, SMTPSenderRefused):
        mine.update(due=now)
        raise
    mine.update(state="sent")
    return True


def _address(letter: Letter, names: dict[str, str], now: dt.datetime) -> None:
    """Write down who gets a letter. Whoever reads the whole list does not get a flashpoint's part as well."""
    readers = Subscription.objects.filter(confirmed__isnull=False)
    whole = set(readers.filter(flashpoint="").values_list("mark", flat=True))
    rows = [
        Delivery(letter=letter, subscription=row, due=now)
        for row in readers.iterator()
        if text_for(letter, row.flashpoint, names) and (not row.flashpoint or row.mark not in whole)
    ]
    Delivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _locked(week: dt.date, version: int) -> Letter:
    letter = Letter.objects.select_for_update().filter(week=week).first()
    if letter is None:
        raise NotFound(f"there is no letter of the week of {week}: draft one first")
    if letter.version != version:
        raise Conflict(f"{letter.by} changed this letter since you opened it: copy your words, and open it again")
    return letter


def _kept(letter: Letter) -> Letter:
    letter.version += 1
    letter.save()
    return letter
