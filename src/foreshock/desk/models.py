"""The desk's own tables. What was decided stands in the record; these can be made anew from it, save for drafts."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One candidate as it stands, in the order of the queue. `body` is the Candidate as JSON.

    `version` counts every change, so that nobody overwrites what they have not seen. `rank` sorts the queue, highest
    first: the day of its newest report, then severity, then the instant; one column, so that both databases walk an
    index and nothing else.
    """

    objects: ClassVar[models.Manager[Entry]] = models.Manager()

    id: models.CharField[str, str] = models.CharField(max_length=80, primary_key=True)
    body: models.TextField[str, str] = models.TextField()
    version: models.IntegerField[int, int] = models.IntegerField(default=1)
    status: models.CharField[str, str] = models.CharField(max_length=10)
    flashpoint: models.CharField[str, str] = models.CharField(max_length=80)
    rank: models.CharField[str, str] = models.CharField(max_length=160)
    severity: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    newest: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()
    until: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    first: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    head: models.CharField[str, str] = models.CharField(max_length=300)
    reports: models.IntegerField[int, int] = models.IntegerField(default=0)
    changed: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = (
            models.Index(fields=["status", "-rank"], name="queue_order"),
            models.Index(fields=["status", "flashpoint", "-rank"], name="queue_order_of_one"),
        )

    def __str__(self) -> str:
        return self.id


class Draft(models.Model):
    """What somebody typed and has not sent yet; saved by itself, one for each person and candidate."""

    objects: ClassVar[models.Manager[Draft]] = models.Manager()

    entry: models.ForeignKey[Entry, Entry] = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="drafts")
    entry_id: str
    person_id: int
    person: models.ForeignKey[Any, Any] = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    fields: models.JSONField[Any, Any] = models.JSONField()
    version: models.IntegerField[int, int] = models.IntegerField()
    saved: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "person"], name="one_draft_a_person"),)

    def __str__(self) -> str:
        return f"{self.person_id} on {self.entry_id}"


class Presence(models.Model):
    """Who has a candidate open, so that two people on one entry are told."""

    objects: ClassVar[models.Manager[Presence]] = models.Manager()

    entry: models.ForeignKey[Entry, Entry] = models.ForeignKey(Entry, on_delete=models.CASCADE)
    entry_id: str
    person_id: int
    person: models.ForeignKey[Any, Any] = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    seen: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "person"], name="one_presence_a_person"),)

    def __str__(self) -> str:
        return f"{self.person_id} at {self.entry_id}"


class Found(models.Model):
    """One report as search shows it: enough to tell what it is. The words that it is found by lie in an index beside
    it (`desk_search` on SQLite, a column `words` on PostgreSQL; migration 0002)."""

    id: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    report: models.CharField[str, str] = models.CharField(max_length=300, unique=True)
    title: models.TextField[str, str] = models.TextField(blank=True)
    publisher: models.TextField[str, str] = models.TextField(blank=True)
    source: models.CharField[str, str] = models.CharField(max_length=120)
    published: models.CharField[str, str] = models.CharField(max_length=20)
    address: models.TextField[str, str] = models.TextField(blank=True)
    language: models.CharField[str, str] = models.CharField(max_length=20, blank=True)
    text: models.TextField[str, str] = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.report


class Change(models.Model):
    """A change of the list itself (a flashpoint's texts, a level) on its way: who made it, whether somebody has to
    read it, what became of it. `body` is the new value as JSON, `base` the revision that it started from."""

    objects: ClassVar[models.Manager[Change]] = models.Manager()

    kind: models.CharField[str, str] = models.CharField(max_length=20)
    object: models.CharField[str, str] = models.CharField(max_length=120)
    base: models.IntegerField[int, int] = models.IntegerField()
    body: models.TextField[str, str] = models.TextField()
    why: models.TextField[str, str] = models.TextField()
    correction: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    first: models.CharField[str, str] = models.CharField(max_length=200)
    status: models.CharField[str, str] = models.CharField(max_length=10, default="waiting", db_index=True)
    note: models.TextField[str, str] = models.TextField(blank=True)
    made: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.object} by {self.first}"


class Token(models.Model):
    """A token with which a program acts for a person. Only its hash is kept; `shown` are its last characters."""

    objects: ClassVar[models.Manager[Token]] = models.Manager()

    person: models.ForeignKey[Any, Any] = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name: models.CharField[str, str] = models.CharField(max_length=100)
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    shown: models.CharField[str, str] = models.CharField(max_length=4)
    made: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    used: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} …{self.shown}"


class Laid(models.Model):
    """Which candidate a report went into, so that no report is laid before the desk twice."""

    objects: ClassVar[models.Manager[Laid]] = models.Manager()

    report: models.CharField[str, str] = models.CharField(max_length=300, primary_key=True)
    entry: models.ForeignKey[Entry, Entry] = models.ForeignKey(Entry, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return self.report


class Key(models.Model):
    """Somebody's key pair for interviews: the public key, and the secret one locked with a passphrase."""

    objects: ClassVar[models.Manager[Key]] = models.Manager()

    person_id: int
    person: models.OneToOneField[Any, Any] = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    public: models.BinaryField[bytes, bytes] = models.BinaryField()
    salt: models.BinaryField[bytes, bytes] = models.BinaryField()
    locked: models.BinaryField[bytes, bytes] = models.BinaryField()

    def __str__(self) -> str:
        return f"key of {self.person_id}"


class Sealed(models.Model):
    """Name and notes of one interview, sealed for one person."""

    objects: ClassVar[models.Manager[Sealed]] = models.Manager()

    document: models.CharField[str, str] = models.CharField(max_length=80, db_index=True)
    person: models.ForeignKey[Any, Any] = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    body: models.BinaryField[bytes, bytes] = models.BinaryField()
    made: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.document


# Django finds a table by way of this module. What goes out has a module of its own.
from .outgoing import Alert, AlertRecipient, DateRevision, Delivery, Letter, Subscription  # noqa: E402, F401


class Picture(models.Model):
    """A picture that came in here: the SHA-256 of its widest copy, all copies as JSON (`Copy`), and the SHA-256 of the
    file that it was drawn from, empty where that was not kept. The record never has the latter: whoever holds the
    same file could tell by it where a picture came from."""

    objects: ClassVar[models.Manager[Picture]] = models.Manager()

    sha256: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    original: models.CharField[str, str] = models.CharField(max_length=64, blank=True, db_index=True)
    copies: models.TextField[str, str] = models.TextField()
    by: models.CharField[str, str] = models.CharField(max_length=200)
    made: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sha256", "original"], name="one_picture_of_a_file"),)

    def __str__(self) -> str:
        return self.sha256
