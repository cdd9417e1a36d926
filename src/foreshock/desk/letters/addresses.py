"""Addresses of readers, sealed. Whoever reads the database without the desk's key learns none of them."""

from __future__ import annotations

import hashlib
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from foreshock.model import InvalidValue, StoreError

_SALT: Final = "foreshock.letters.address"


def cleaned(text: str) -> str:
    """An address as it is written to, its domain in small letters. Raises InvalidValue."""
    text = text.strip()
    try:
        validate_email(text)
    except ValidationError:
        raise InvalidValue("this is no e-mail address: write one like name@example.org") from None
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


def mark_of(address: str) -> str:
    """A keyed hash by which an address is found again, however it is capitalised."""
    return salted_hmac(_SALT, address.casefold(), algorithm="sha256").hexdigest()


def seal(address: str) -> bytes:
    """The address, encrypted (XSalsa20-Poly1305, as NaCl's secret box) and padded, so that its length says little."""
    from nacl.secret import SecretBox

    words = address.encode()
    return bytes(SecretBox(_key()).encrypt(words + b"\0" * (-len(words) % 64)))


def opened(sealed: bytes) -> str:
    """The address that was sealed. Raises StoreError when the desk's key is another one by now."""
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    try:
        return SecretBox(_key()).decrypt(bytes(sealed)).rstrip(b"\0").decode()
    except CryptoError:
        raise StoreError(
            "the addresses of readers were sealed with another key: put back the desk's file secret-key, or the "
            "$FORESHOCK_SECRET_KEY of then"
        ) from None


def _key() -> bytes:
    return hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"reader-address").digest()
