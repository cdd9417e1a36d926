"""What each page depends on, as a short digest: equal digests, equal bytes, so that a builder may leave a page alone.

A digest covers the software, the frame that is on every page, and the revisions that the page shows. It may change
without need (it counts whole revisions), but never fails to change when the page does; a test holds that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

from .index import Index, Step
from .routes import Route
from .software import software_digest
from .views.register import erased_objects


class Fingerprints:
    """Digests of the pages of one index. `setting` is whatever else the bytes depend on, such as the base address.

    Routes with `ext` get the digest of what they are made from too, so that data files can be left alone likewise.
    """

    def __init__(self, index: Index, setting: str = "") -> None:
        self._index = index
        self._frame = _digest(
            software_digest(),
            setting,
            str(index.state.as_of),
            repr((index.offer.briefs, [(d, index.state.erased.get(d, "")) for d in sorted(index.offer.missing)])),
            repr((index.list.title, index.list.about, index.list.language, index.list.parties)),
        )
        self._names = repr([(f.slug, f.name, f.kind) for f in index.flashpoints.values()])
        self._documents = {
            id_: _mark(kept) + index.state.erased.get(kept.value.sha256 if kept.value else "", "")
            for id_, kept in index.state.documents.items()
        }
        self._entries = {id_: _mark(kept) for id_, kept in index.state.developments.items()}
        self._flashpoints: dict[str, str] = {}
        self._months: dict[str, dict[tuple[int, int], list[str]]] = {}
        self._all = self._map = ""

    def __call__(self, route: Route) -> bytes:
        """The digest of one page or of a file beside it, 16 bytes."""
        match route.kind:
            case "flashpoint" | "development" if route.language:
                parts: tuple[str, ...] = (self._frame, repr(route), *self._translated(route))
            case "development":
                parts = (self._frame, route.id, str(route.ext), self._development(route.id))
            case "flashpoint":
                parts = (self._frame, repr(route), self._flashpoint(route.slug or ""), self._index.day.isoformat())
            case "period":
                parts = (self._frame, repr(route), *self._period(route.slug or "", route.year or 0, route.month))
            case "zone":
                parts = (self._frame, repr(route), *self._zone(route), self._index.day.isoformat())
            case "about" | "held":
                parts = (self._frame, repr(route))
            case "corrections":
                parts = (self._frame, repr(route), *self._corrections())
            case "translations":
                parts = (
                    self._frame,
                    repr(route),
                    self._everything(),
                    *map(_mark, self._index.state.translations.values()),
                )
            case "explore":
                parts = (self._frame, repr(route), self._places())
            case "front" if route.ext == "geojson":
                parts = (self._frame, repr(route), self._places())
            case _:
                parts = (self._frame, repr(route), self._everything(), self._index.day.isoformat())
        return blake2b("\n".join(parts).encode(), digest_size=16).digest()

    def developments(self) -> Iterator[tuple[str, str]]:
        """The digest of every development's page as hexadecimal digits, by its id; that of the data beside it has
        the same cause."""
        for id_ in self._index.state.developments:
            yield id_, _digest(self._frame, id_, "None", self._development(id_))

    def _development(self, id_: str) -> str:
        """Everything that the page of an entry, or the data beside it, can show."""
        index = self._index
        kept = index.state.developments.get(id_)
        if kept is None:
            return "none"
        slug, iso, _ = id_.split("/")
        day = dt.date.fromisoformat(iso)
        newer, older = index.neighbours.get(id_, (None, None))
        parts = [
            self._entries[id_],
            self._entries[newer.id] if newer else "none",
            self._entries[older.id] if older else "none",
            _step(index.step_on(slug, day)),
            *index.translations.get(id_, ()),
            # Which page of a year or month holds the entry, if any.
            str(index.parted(slug, day.year)),
            str((day.year, day.month) in index.months(slug) or (day.year in index.years(slug) and "year")),
        ]
        if kept.stamp.number > 1:
            parts += [stamp.hash for stamp in index.stamps(kept.stamp)]
            parts += [stamp.hash for stamp in index.corrections.get(("development", id_), ())]
        if value := kept.value:
            parts += [self._name(s) for s in value.belongs_to]
            parts += [self._documents.get(name, "none") for name in value.documents]
        else:
            parts.append(self._name(slug))
        parts += [f"{_step(step)} {index.name(step.change.flashpoint)}" for step in index.moved.get(id_, ())]
        return "\n".join(parts)

    def _translated(self, route: Route) -> Iterator[str]:
        """Everything that the page of a translation can show: that of its original, and what of it is translated."""
        index, slug, language = self._index, route.slug or "", route.language or ""
        yield self._flashpoint(slug) if route.kind == "flashpoint" else self._development(route.id)
        yield index.day.isoformat()
        entries = index.entries.get(slug, ()) if route.kind == "flashpoint" else ()
        for of in (slug, *(entry.id for entry in entries), *((route.id,) if route.kind == "development" else ())):
            if language in index.translations.get(of, {}):
                yield _mark(index.state.translations[f"{language}/{of}"])
        if route.kind == "development":
            yield _mark(index.state.flashpoints[slug]) if slug in index.flashpoints else "none"

    def _name(self, slug: str) -> str:
        found = self._index.flashpoints.get(slug)
        return f"{slug} {found.name}" if found else slug

    def _flashpoint(self, slug: str) -> str:
        """Everything that the page of a flashpoint can show."""
        if slug not in self._flashpoints:
            self._flashpoints[slug] = _digest(*self._of_flashpoint(slug))
        return self._flashpoints[slug]

    def _period(self, slug: str, year: int, month: int | None) -> Iterable[str]:
        """Everything that the page of one year or month can show, and which other periods there are."""
        if slug not in self._months:
            self._months[slug] = self._by_month(slug)
        months = self._months[slug]
        parted = self._index.parted(slug, year)
        yield self._name(slug)
        yield self._names
        yield repr(list(self._index.years(slug)))
        # The page of a year says how much each month holds, the page of a month only which months there are.
        counts = [(m, n if month is None else 0) for (y, m), n in self._index.months(slug).items() if y == year]
        yield repr(counts if parted else parted)
        # Looking back, the page also says when what it shows of the year was recorded.
        whole_year = (month is None and not parted) or self._index.state.as_of is not None
        for (y, m), lines in months.items():
            if y == year and (whole_year or m == month):
                yield from lines
        if month is None:
            yield from (_step(step) for step in self._index.steps.get(slug, ()) if step.change.date.year == year)

    def _zone(self, route: Route) -> Iterable[str]:
        """Everything that the page of a zone can show, and how old what was seen is."""
        index, state = self._index, self._index.state
        yield self._names
        yield repr(index.sharing)
        yield self._flashpoint(route.slug or "")
        if kept := state.zones.get(route.zone or ""):
            yield from (stamp.hash for stamp in index.stamps(kept.stamp))
        for kept_breach in index.breaches.get(route.zone or "", ()):
            yield _mark(kept_breach)
            breach = kept_breach.value
            yield str(
                breach and index.sharing.young(breach.last or breach.left or breach.entered or breach.first, index.now)
            )
            yield from (
                f"{c.document} {self._documents.get(c.document, 'none')}" for c in (breach.sources if breach else ())
            )
        yield from map(_mark, state.notices.values())
        yield from (stamp.hash for stamp in state.corrections if stamp.kind in ("zone", "breach", "notice"))

    def _by_month(self, slug: str) -> dict[tuple[int, int], list[str]]:
        """The entries and level changes of a flashpoint with all that their words rest on, by year and month."""
        index = self._index
        found: dict[tuple[int, int], list[str]] = {}
        for entry in index.entries.get(slug, ()):
            cited = entry.value.documents if entry.value else ()
            line = (
                self._entries[entry.id],
                *(stamp.hash for stamp in index.corrections.get(("development", entry.id), ())),
                *(f"{id_} {self._documents.get(id_, 'none')}" for id_ in cited),
            )
            found.setdefault((entry.date.year, entry.date.month), []).append(" ".join(line))
        for step in index.steps.get(slug, ()):
            known = (id_ for id_ in step.change.developments if id_ in index.state.developments)
            line = (_step(step), *(s.hash for s in index.corrections.get(("level", step.change.id), ())), *known)
            found.setdefault((step.change.date.year, step.change.date.month), []).append(" ".join(line))
        return found

    def _of_flashpoint(self, slug: str) -> Iterable[str]:
        index, state = self._index, self._index.state
        kept = state.flashpoints.get(slug)
        if kept is None:
            return
        yield _mark(kept)
        yield self._names
        yield from index.translations.get(slug, ())
        cited = set(kept.value.documents) if kept.value else set()
        for entry in index.entries.get(slug, ()):
            yield self._entries[entry.id]
            yield from (stamp.hash for stamp in index.corrections.get(("development", entry.id), ()))
            cited.update(entry.value.documents) if entry.value else None
        for step in index.steps.get(slug, ()):
            yield _step(step)
            yield from (stamp.hash for stamp in index.corrections.get(("level", step.change.id), ()))
            # A level rests on entries; one that came or went changes whether it is linked.
            yield from (id_ for id_ in step.change.developments if id_ in state.developments)
        yield from (stamp.hash for stamp in index.corrections.get(("flashpoint", slug), ()))
        for zone in index.zones.get(slug, ()):
            yield _mark(state.zones[zone.id])
            yield from (p.development for p in zone.positions if p.development in state.developments)
        yield from (_mark(state.links[link.id]) for link in index.links.get(slug, ()))
        yield from (f"{id_} {self._documents.get(id_, 'none')}" for id_ in sorted(cited))
        yield repr((index.offer.calendars, index.offer.letters))
        yield repr([one for one in index.dates if one.value.flashpoint == slug])

    def _everything(self) -> str:
        """The whole list: what the front page and the data beside it rest on."""
        if not self._all:
            state = self._index.state
            groups: tuple[dict[str, Any], ...] = (
                state.flashpoints, state.levels, state.links, state.zones, state.documents, state.breaches,
                state.notices,
            )  # fmt: skip
            self._all = _digest(
                _mark(state.list) if state.list else "none",
                *self._index.languages,
                *(_mark(kept) for group in groups for kept in group.values()),
                *self._entries.values(),
                *(stamp.hash for stamp in state.corrections),
                repr((self._index.offer.calendars, self._index.offer.letters, self._index.dates)),
            )
        return self._all

    def _places(self) -> str:
        """The places and zones of the list with their levels: what its maps rest on, and no entry."""
        if not self._map:
            index, state = self._index, self._index.state
            self._map = _digest(
                _mark(state.list) if state.list else "none",
                *map(_mark, state.flashpoints.values()),
                *map(_mark, state.zones.values()),
                *(_step(index.current(slug)) for slug in index.order),
            )
        return self._map

    def _corrections(self) -> Iterable[str]:
        """What was corrected, withdrawn or erased, and the names that are said of it."""
        state = self._index.state
        yield self._names
        yield from (f"{stamp.id} {stamp.hash} {stamp.id in state.developments}" for stamp in state.corrections)
        yield from (f"{_mark(kept)} {kept.erasure}" for kept in erased_objects(self._index))
        yield f"{_mark(state.list)} {state.list.erasure}" if state.list and state.list.erasure else "none"


def _mark(kept: Any) -> str:
    """One object's newest revision, and whether its content is erased. `kept` is any `Kept`."""
    return f"{kept.stamp.id} {kept.stamp.hash}{' erased ' + kept.erasure.reason if kept.erasure else ''}"


def _step(step: Step | None) -> str:
    return f"{step.stamp.hash} {step.before.code if step.before else ''}" if step else "none"


def _digest(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
