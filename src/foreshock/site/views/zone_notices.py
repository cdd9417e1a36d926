"""Notices at a zone: those with a window and a volume, as the public sees them, and those known from entries alone."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from foreshock.model import Development, Zone
from foreshock.zone.drawing import near
from foreshock.zone.sharing import PublicNotice, notice_for_public

from ..announced import announces
from ..index import Index
from ..links import Links
from ..routes import Route
from ..text import day_short
from .zone_breaches import party_name


class NoticeView(Struct, frozen=True):
    notice: PublicNotice
    party: str
    days: str
    standing: str


class ToldView(Struct, frozen=True):
    """An announcement known from an entry alone: no window, no volume."""

    day: str
    href: str
    text: str


def notices(zone: Zone, index: Index) -> Iterable[NoticeView]:
    """Notices that stand on the reference day or later and come near this zone, as the public sees them."""
    for notice in public_notices(zone, index):
        standing = "In force" if notice.begins <= index.day else "To come"
        days = day_short(notice.begins)
        if notice.ends != notice.begins:
            days = f"{days} to {day_short(notice.ends)}"
        yield NoticeView(notice, party_name(notice.party, index), days, standing)


def public_notices(zone: Zone, index: Index) -> list[PublicNotice]:
    """What `notices` shows, for the data beside the page."""
    found = []
    for kept in index.state.notices.values():
        if kept.value is None or kept.value.stands_until.date() < index.day:
            continue
        notice = notice_for_public(kept.value, index.sharing)
        if notice and near(zone, notice.lat, notice.lon, notice.radius_km):
            found.append(notice)
    return sorted(found, key=lambda notice: (notice.begins, notice.id))


def told(zone: Zone, index: Index, links: Links) -> Iterable[ToldView]:
    """Entries of the flashpoint that tell of an announcement."""
    for entry in index.entries.get(zone.flashpoint, ()):
        value: Development | None = entry.value
        if value and announces(value):
            yield ToldView(value.when.words, links.page(Route.of_development(value.id)), value.text)
