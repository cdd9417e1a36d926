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

    recipient: models.ForeignKey[Any, Any] = models.ForeignKey(AlertRecipient, on_delete=models.CASCADE)
    event: models.CharField[str, str] = models.CharField(max_length=250)
    happened: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
    state: models.CharField[str, str] = models.CharField(max_length=10, default="waiting")
    settled: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["recipient", "event"], name="one_alert_a_recipient"),)
        indexes = (models.Index(fields=["recipient", "state", "happened"], name="alerts_waiting"),)

    def __str__(self) -> str:
        return f"{self.event} to {self.recipient_id}"  # type: ignore[attr-defined]
