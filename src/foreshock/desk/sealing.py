"""Sealing what the database must not tell: NaCl's secret box, with keys made from the desk's own, one a purpose."""

from __future__ import annotations

import hashlib

from django.conf import settings

from foreshock.model import StoreError


def seal(words: bytes, purpose: str) -> bytes:
    """Encrypted (XSalsa20-Poly1305). `purpose` has at most 16 characters."""
    from nacl.secret import SecretBox

    return bytes(SecretBox(_key(purpose)).encrypt(words))


def opened(sealed: bytes, purpose: str) -> bytes:
    """What was sealed. Raises StoreError when the desk's key is another one by now."""
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    try:
        return SecretBox(_key(purpose)).decrypt(sealed)
    except CryptoError:
        raise StoreError(
            "this was sealed with another key: put back the desk's file secret-key, or the $FORESHOCK_SECRET_KEY of "
            "then"
        ) from None


def _key(purpose: str) -> bytes:
    return hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=purpose.encode()).digest()
