"""The three tables of the record. All are append-only by trigger; read and write them through `Store`.

Instants are text of a fixed width, `2017-06-14T12:00:00.000000Z`: equal on both databases, sorted as they read, and
byte for byte what the chain hashes.
"""

from __future__ import annotations

from django.db import models


class Revision(models.Model):
    """One link of the chain. `content_hash` is empty for a withdrawal, `published` null for a draft."""

    seq: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    kind: models.CharField[str, str] = models.CharField(max_length=20)
    object: models.CharField[str, str] = models.CharField(max_length=120)
    number: models.IntegerField[int, int] = models.IntegerField()
    act: models.CharField[str, str] = models.CharField(max_length=20)
    recorded: models.CharField[str, str] = models.CharField(max_length=27)
    published: models.CharField[str | None, str | None] = models.CharField(max_length=27, null=True)
    by: models.TextField[str, str] = models.TextField()
    why: models.TextField[str, str] = models.TextField()
    content_hash: models.CharField[str, str] = models.CharField(max_length=64)
    prev: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    hash: models.CharField[str, str] = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "object", "number"], name="one_number_a_revision"),)
        indexes = (
            models.Index(fields=["content_hash"], name="revision_of_content"),
            models.Index(fields=["published"], name="revision_by_publication"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.object}@{self.number}"


class Content(models.Model):
    """The words of one revision, apart from the chain so that an erasure can remove them."""

    hash: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)
    salt: models.CharField[str, str] = models.CharField(max_length=32)
    body: models.TextField[str, str] = models.TextField()

    def __str__(self) -> str:
        return self.hash


class Erasure(models.Model):
    """Why a content, or archived bytes (`what` = `bytes`), may go. A chain of its own."""

    seq: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    what: models.CharField[str, str] = models.CharField(max_length=10)
    target: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    reason: models.TextField[str, str] = models.TextField()
    by: models.TextField[str, str] = models.TextField()
    second: models.TextField[str, str] = models.TextField()
    at: models.CharField[str, str] = models.CharField(max_length=27)
    prev: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    hash: models.CharField[str, str] = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.what} {self.target}"
