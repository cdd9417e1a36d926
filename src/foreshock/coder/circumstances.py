"""Where, when and how many: what a text tells of one of its events, in the event's sentence and those around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from .casualties import Toll, Tolls, tolls
from .codings import Located
from .dates import Dated, date_in, dates_in
from .events import RawEvent
from .gazetteer import Gazetteer
from .mentions import Mention, between
from .places import Places
from .sentences import Sentence
from .spotting import Spot, spots

#: Acts that happen at a place and a time, which a text may tell in the sentence before or after.
_DONE: Final = frozenset(("ASSAULT", "COERCE", "PROTEST", "MOBILIZE"))
#: Sentences whose places are resolved together.
_WINDOW: Final = 60


class Told(NamedTuple):
    """Names of places as written, the likeliest first, the same resolved, the dead, the injured, and the date."""

    places: tuple[str, ...]
    located: tuple[Located, ...]
    killed: int | None
    injured: int | None
    date: str | None


class Circumstances:
    """The circumstances of the events of one text, read when first asked for."""

    def __init__(
        self, gazetteer: Gazetteer, text: str, date: str, sentences: Sequence[Sentence], mentions: list[Mention],
        events: Sequence[RawEvent],
    ) -> None:  # fmt: skip
        self._gazetteer = gazetteer
        self._text = text
        self._date = date
        self._sentences = sentences
        self._mentions = mentions
        self._violent = {e.sentence for e in events if e.type == "ASSAULT"}
        self._spots: dict[int, list[Spot]] = {}
        self._sites: dict[int, dict[tuple[int, int], Located | None]] = {}
        self._dates: dict[int, list[Dated]] = {}

    def of(self, event: RawEvent) -> Told:
        """What is told about an event."""
        deadly = event.type == "ASSAULT" and event.assertion != "denied"
        killed, injured = self._tolls(event) if deadly else (None, None)
        chosen = self._places(event)
        names = tuple(dict.fromkeys(self._text[s.start : s.end] for s in chosen))
        return Told(names, self._located(event.sentence, chosen), killed, injured, self._when(event))

    def _words(self, number: int) -> str:
        sentence = self._sentences[number]
        return self._text[sentence.start : sentence.end]

    # Numbers

    def _tolls(self, event: RawEvent) -> tuple[int | None, int | None]:
        here = event.sentence
        at = event.action[0] - self._sentences[here].start
        own = tolls(self._words(here))
        later = self._after(here)
        return self._number(own.killed, [t.killed for t in later], at), self._number(
            own.injured, [t.injured for t in later], at
        )

    def _after(self, here: int) -> list[Tolls]:
        """Counts in sentences that go on about an attack: the next two, up to another attack, and the one before."""
        found = []
        for number in range(here + 1, min(here + 3, len(self._sentences))):
            if number in self._violent:
                break
            found.append(tolls(self._words(number)))
        if here and here - 1 not in self._violent:
            found.append(tolls(self._words(here - 1)))
        return found

    @staticmethod
    def _number(own: tuple[Toll, ...], later: list[tuple[Toll, ...]], at: int) -> int | None:
        first = min(
            own, key=lambda t: 0 if t.start <= at < t.end else min(abs(t.start - at), abs(t.end - at)), default=None
        )
        totals = [t.number for some in later for t in some if t.total]
        if first is not None:
            # A toll told later replaces a lower one.
            return max([first.number, *totals]) if len(own) == 1 else first.number
        return next((t.number for some in later for t in some), None)

    # Dates

    def _when(self, event: RawEvent) -> str | None:
        here = event.sentence
        at = event.action[0] - self._sentences[here].start
        own = date_in(self._words(here), self._date, at, self._prior(here))
        if own:
            return own
        if event.type in _DONE:
            around = [*range(here - 1, max(-1, here - 4), -1), here + 1]
            for number in around:
                if 0 <= number < len(self._sentences):
                    told = [d for d in dates_in(self._words(number), self._date, self._prior(number)) if not d.aside]
                    if told:
                        return told[-1].text
        return self._date or None

    def _prior(self, here: int) -> str:
        """The last whole date told in the five sentences before."""
        for number in range(here - 1, max(-1, here - 6), -1):
            whole = [d.text for d in self._dated(number) if len(d.text) == 10 and d.aside != 2]
            if whole:
                return whole[-1]
        return ""

    def _dated(self, number: int) -> list[Dated]:
        if number not in self._dates:
            self._dates[number] = dates_in(self._words(number), self._date)
        return self._dates[number]

    # Places

    def _places(self, event: RawEvent) -> list[Spot]:
        here = event.sentence
        own = self._ranked(here, event.action[0])
        towns = [s for s in own if not s.country]
        if towns or event.type not in _DONE:
            return towns or own
        for number in (here - 1, here - 2, here + 1, here - 3, 0):
            if 0 <= number < len(self._sentences) and number != here:
                near = [
                    s for s in self._ranked(number, self._sentences[number].start) if not s.country and s.weight >= 2
                ]
                if near:
                    return near[:1] if own else near
        return own

    def _ranked(self, number: int, at: int) -> list[Spot]:
        def rank(spot: Spot) -> float:
            away = min(abs(spot.start - at), abs(spot.end - at), 300)
            return spot.weight * 60 - away * 0.5

        return sorted(self._spotted(number), key=rank, reverse=True)

    def _spotted(self, number: int) -> list[Spot]:
        if number not in self._spots:
            sentence = self._sentences[number]
            inside = between(self._mentions, sentence.start, sentence.end)
            self._spots[number] = spots(self._gazetteer, self._text, sentence.start, sentence.end, inside)
        return self._spots[number]

    def _located(self, here: int, chosen: list[Spot]) -> tuple[Located, ...]:
        """The chosen places as points, resolved with the others of the sentences around."""
        sites = self._sites.setdefault(here // _WINDOW, {})
        if missing := [(s.start, s.end) for s in chosen if (s.start, s.end) not in sites]:
            around = {(s.start, s.end): None for n in range(here - 3, here + 4) for s in self._spots.get(n, ())}
            spans = list(dict.fromkeys([*missing, *around]))
            low = self._sentences[max(0, here - _WINDOW)].start
            high = self._sentences[min(len(self._sentences) - 1, here + _WINDOW)].end
            places = Places(self._gazetteer, self._text, between(self._mentions, low, high))
            sites.update(zip(spans, places.locate(spans), strict=True))
        once: dict[str, Located] = {}
        for spot in chosen:
            site = sites[spot.start, spot.end]
            if site is not None:
                once.setdefault(self._text[spot.start : spot.end], site)
        return (*self._between(chosen, sites), *once.values())

    def _between(self, chosen: list[Spot], sites: dict[tuple[int, int], Located | None]) -> tuple[Located, ...]:
        """“between Zahedan and Khash”: the middle of the two."""
        for one in chosen:
            if not self._text.endswith("between ", 0, one.start):
                continue
            other = next((s for s in chosen if self._text[one.end : s.start] == " and "), None)
            a, b = sites.get((one.start, one.end)), sites.get((other.start, other.end)) if other else None
            if a and b and abs(a.lon - b.lon) < 90:
                km = 55.6 * math.hypot(a.lat - b.lat, (a.lon - b.lon) * math.cos(math.radians(a.lat)))
                middle = round((a.lat + b.lat) / 2, 4), round((a.lon + b.lon) / 2, 4)
                return (Located(*middle, round(max(km, 5.0), 1), f"{a.name}–{b.name}"),)
        return ()
