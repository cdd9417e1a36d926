"""The ways to pass a page on: its address, e-mail and the usual networks as plain links, without trackers."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from ..text import in_address
from .frame import Anchor

#: Each network takes the address, and some the words, in a query of their own.
_NETWORKS: Final = (
    ("Bluesky", "https://bsky.app/intent/compose?text={words}%20{address}"),
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={address}"),
    ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={address}"),
    ("Telegram", "https://t.me/share/url?url={address}&text={words}"),
    ("WhatsApp", "https://wa.me/?text={words}%20{address}"),
    ("X", "https://x.com/intent/post?url={address}&text={words}"),
)


class Share(Struct, frozen=True):
    """`address` is absolute, or empty when the list has no public address; then there are no networks either."""

    address: str
    email: str
    networks: tuple[Anchor, ...]


def share(title: str, address: str) -> Share:
    words, quoted = in_address(title), in_address(address)
    networks = [Anchor(form.format(words=words, address=quoted), name) for name, form in _NETWORKS] if address else []
    return Share(address, f"mailto:?subject={words}&body={quoted or words}", tuple(networks))
