"""Addresses of readers, sealed. Whoever reads the database without the desk's key learns none of them."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from foreshock.model import InvalidValue

from .. import sealing

_SALT: Final = "foreshock.letters.address"
_PURPOSE: Final = "reader-address"


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
    """The address, encrypted and padded, so that its length says little."""
    words = address.encode()
    return sealing.seal(words + b"\0" * (-len(words) % 64), _PURPOSE)


def opened(sealed: bytes) -> str:
    """The address that was sealed. Raises StoreError when the desk's key is another one by now."""
    return sealing.opened(bytes(sealed), _PURPOSE).rstrip(b"\0").decode()
