"""Tables of what goes out. Whatever stands here is about sending, never about the list."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models


class AlertRecipient(models.Model):
    """One `[[alert]]` of the settings, by its id: since when it is told, and how its service does.

    `claimed` is until when one sender has it for itself; `due` is when a service that failed is tried again;
    `digested` is the day of the last daily digest.
    """

    objects: ClassVar[models.Manager[AlertRecipient]] = models.Manager()

    id: models.CharField[str, str] = models.CharField(max_length=80, primary_key=True)
    since: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
    claimed: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
    due: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
    failures: models.IntegerField[int, int] = models.IntegerField(default=0)
    note: models.TextField[str, str] = models.TextField(blank=True)
    digested: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)

    def __str__(self) -> str:
        return self.id


class Alert(models.Model):
    """One thing that happened, for one recipient. Only what it is about is kept; the words are made when it is sent,
    so that nothing goes out that was withdrawn or erased meanwhile. `state` is waiting, sent or gone."""

    objects: ClassVar[models.Manager[Alert]] = models.Manager()

    recipient_id: int
    recipient: models.ForeignKey[Any, Any] = models.ForeignKey(AlertRecipient, on_delete=models.CASCADE)
    event: models.CharField[str, str] = models.CharField(max_length=250)
    happened: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
    state: models.CharField[str, str] = models.CharField(max_length=10, default="waiting")
    settled: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["recipient", "event"], name="one_alert_a_recipient"),)
        indexes = (models.Index(fields=["recipient", "state", "happened"], name="alerts_waiting"),)

    def __str__(self) -> str:
        return f"{self.event} to {self.recipient_id}"


class Subscription(models.Model):
    """A reader's wish to get the weekly letter, of one flashpoint or (empty) of the whole list.

    The address is sealed with a key that is not in the database; `mark` is a keyed hash of it, to find it again.
    `key` is what the links in letters are signed for. A row that is left is deleted, nothing of it is kept.
    """

    objects: ClassVar[models.Manager[Subscription]] = models.Manager()

    key: models.CharField[str, str] = models.CharField(max_length=40, unique=True)
    mark: models.CharField[str, str] = models.CharField(max_length=64)
    sealed: models.BinaryField[bytes, bytes] = models.BinaryField()
    flashpoint: models.CharField[str, str] = models.CharField(max_length=80, blank=True)
    asked: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
    asks: models.IntegerField[int, int] = models.IntegerField(default=0)
    confirmed: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["mark", "flashpoint"], name="one_subscription_an_address"),)

    def __str__(self) -> str:
        return f"a reader of {self.flashpoint or 'the list'}"


class Letter(models.Model):
    """The letter of a week (its Monday): what an editor says first, and a section for each flashpoint.

    `status` is draft, ready (an editor let it go) or sent; `version` counts every change.
    """

    objects: ClassVar[models.Manager[Letter]] = models.Manager()

    week: models.DateField[dt.date, dt.date] = models.DateField(unique=True)
    intro: models.TextField[str, str] = models.TextField(blank=True)
    sections: models.JSONField[Any, Any] = models.JSONField()
    status: models.CharField[str, str] = models.CharField(max_length=10, default="draft")
    version: models.IntegerField[int, int] = models.IntegerField(default=1)
    by: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    changed: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"the letter of {self.week}"


class Delivery(models.Model):
    """One letter to one reader. `state` is waiting, sent or failed; `due` is when it may be tried (again)."""

    objects: ClassVar[models.Manager[Delivery]] = models.Manager()

    letter_id: int
    subscription_id: int
    letter: models.ForeignKey[Any, Any] = models.ForeignKey(Letter, on_delete=models.CASCADE)
    subscription: models.ForeignKey[Any, Any] = models.ForeignKey(Subscription, on_delete=models.CASCADE)
    state: models.CharField[str, str] = models.CharField(max_length=10, default="waiting")
    tries: models.IntegerField[int, int] = models.IntegerField(default=0)
    due: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["letter", "subscription"], name="one_letter_a_reader"),)
        indexes = (models.Index(fields=["state", "due"], name="letters_waiting"),)

    def __str__(self) -> str:
        return f"{self.letter_id} to {self.subscription_id}"


class DateRevision(models.Model):
    """One revision of a date ahead; the newest of each `uid` holds, and none is ever changed. `body` is the date as
    JSON (`DateAhead`)."""

    objects: ClassVar[models.Manager[DateRevision]] = models.Manager()

    uid: models.CharField[str, str] = models.CharField(max_length=40)
    version: models.IntegerField[int, int] = models.IntegerField()
    flashpoint: models.CharField[str, str] = models.CharField(max_length=80, db_index=True)
    body: models.TextField[str, str] = models.TextField()
    by: models.CharField[str, str] = models.CharField(max_length=200)
    made: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["uid", "version"], name="one_revision_a_version"),)

    def __str__(self) -> str:
        return f"{self.uid}@{self.version}"
