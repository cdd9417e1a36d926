"""Interviews on background: a public descriptor, date and grade; the name and the notes sealed for named people.

Each account that takes part has a key pair (X25519, PyNaCl). The public key lies open; the secret key is locked with a
key that Argon2id makes from a passphrase of its own, which nothing here keeps. Name and notes are sealed for each
chosen person apart (`SealedBox`), so that neither the database, nor its backups, nor an admin can read them. They are
in no export, log, search, API or coder: only this module touches the table, and what it opens goes to one page.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.db import transaction
from msgspec import Struct

from foreshock.matcher.folding import words_of
from foreshock.model import Conflict, Document, InvalidValue, NotFound, When
from foreshock.store import Put, Store

from .models import Key, Sealed
from .people import display_name

#: Shorter passphrases can be tried out by whoever has the database.
LEAST: Final = 16


class Notes(Struct, frozen=True):
    """What is sealed: who spoke, and what was noted."""

    name: str
    notes: str


def make_key(person: Any, passphrase: str) -> None:
    """Give an account its key pair, locked with a passphrase. Raises InvalidValue for a short one, Conflict where the
    account has a key already: what was sealed for it could not be opened any more."""
    from nacl.public import PrivateKey
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox

    if len(passphrase) < LEAST:
        raise InvalidValue(
            f"the passphrase has {len(passphrase)} characters: take at least {LEAST}, four words or more"
        )
    if Key.objects.filter(person=person).exists():
        raise Conflict("this account has a key already; what was sealed for it opens only with that one")
    key = PrivateKey.generate()
    salt = secrets.token_bytes(argon2id.SALTBYTES)
    locked = SecretBox(_stretched(passphrase, salt)).encrypt(bytes(key))
    Key.objects.create(person=person, public=bytes(key.public_key), salt=salt, locked=bytes(locked))


def holders() -> list[Any]:
    """The accounts for which something can be sealed, by name."""
    keys = Key.objects.select_related("person").filter(person__is_active=True)
    return sorted((key.person for key in keys), key=display_name)


def record_interview(
    store: Store, descriptor: str, day: str, language: str, sealed: Notes, readers: Sequence[Any], by: str
) -> Document:
    """Record an interview as a source: the descriptor as a private document, name and notes sealed for `readers`.

    The document may be cited like any other. Raises InvalidValue without a descriptor, a name or a reader, or where the
    descriptor gives the name away.
    """
    from nacl.public import PublicKey, SealedBox

    descriptor = " ".join(descriptor.split())
    if not descriptor or not sealed.name.strip():
        raise InvalidValue("an interview needs a public descriptor (“a Western diplomat”) and the name that is sealed")
    if {part for part in words_of(sealed.name) if len(part) > 2} & set(words_of(descriptor)):
        raise InvalidValue("the descriptor holds a part of the name: readers see it; describe the person otherwise")
    keys = {key.person_id: key for key in Key.objects.filter(person__in=readers)}
    if not keys:
        raise InvalidValue("choose at least one person who can open it: they make a key on the page Interviews first")
    when = When(day.strip())
    # The id says nothing of the person, not even by a hash of the name.
    document = Document(
        id=f"interview-{when.first.isoformat()}-{secrets.token_hex(4)}",
        title=f"{descriptor[0].upper()}{descriptor[1:]}, interview on background",
        date=when,
        language=language or "en",
        not_held="confidential",
        terms="private",
    )
    with transaction.atomic():
        store.put([Put("document", document, "now", why="interview on background")], by)
        body = msgspec.json.encode(sealed)
        for key in keys.values():
            closed = SealedBox(PublicKey(bytes(key.public))).encrypt(body)
            Sealed.objects.create(document=document.id, person_id=key.person_id, body=bytes(closed))
    return document


def open_interview(document: str, person: Any, passphrase: str) -> Notes:
    """What was sealed for this person. Raises NotFound where nothing was, InvalidValue for a wrong passphrase."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox
    from nacl.secret import SecretBox

    sealed = Sealed.objects.filter(document=document, person=person).first()
    key = Key.objects.filter(person=person).first()
    if sealed is None or key is None:
        raise NotFound("nothing of this interview was sealed for you; ask somebody for whom it was")
    try:
        secret = PrivateKey(SecretBox(_stretched(passphrase, bytes(key.salt))).decrypt(bytes(key.locked)))
        return msgspec.json.decode(SealedBox(secret).decrypt(bytes(sealed.body)), type=Notes)
    except CryptoError:
        raise InvalidValue("this passphrase does not open it: try again") from None


def forget_interview(document: str) -> int:
    """Throw away everything sealed of an interview; how many copies there were. The descriptor stays in the record."""
    return Sealed.objects.filter(document=document).delete()[0]


def sealed_for(person: Any) -> list[str]:
    """The ids of the interviews that this person can open, newest first."""
    return list(Sealed.objects.filter(person=person).order_by("-made").values_list("document", flat=True))


def _stretched(passphrase: str, salt: bytes) -> bytes:
    """A key from a passphrase: Argon2id with libsodium's moderate limits (256 MiB, three passes)."""
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox

    return bytes(
        argon2id.kdf(
            SecretBox.KEY_SIZE,
            passphrase.encode(),
            salt,
            opslimit=argon2id.OPSLIMIT_MODERATE,
            memlimit=argon2id.MEMLIMIT_MODERATE,
        )
    )
