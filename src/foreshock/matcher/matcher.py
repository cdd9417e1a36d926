"""`Matcher`: reports in, candidates out; one for each story that belongs to a flashpoint of the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from foreshock.model import Candidate, ListState, Report, Route

from .lands import capitals
from .profile import Profile, profile_of
from .proposing import candidate_of
from .routing import Router
from .stories import Grouper, Story
from .traits import Locate, Point, Span, Traits, telling, traits_of


class Matcher:
    """Routes and groups reports for one list. Keeps what it saw, so that later reports join earlier stories.

    `locate` finds places in free text; without it only places of coded events count.
    """

    def __init__(self, state: ListState, locate: Locate | None = None) -> None:
        self.grouper = Grouper()
        # The list's own entries say which words are common here, before the first report has come.
        for kept in state.developments.values():
            if kept.value:
                self.grouper.rarity.add_words(telling(f"{kept.value.head} {kept.value.text}"))
        self.router = Router(profiles_of(state), self.grouper.rarity, locate)
        self.locate = locate
        self._reports: dict[str, tuple[Report, tuple[Route, ...]]] = {}

    def match(self, reports: Iterable[Report], now: dt.datetime) -> Iterator[Candidate]:
        """Candidates for every story that these reports began or changed and that belongs to a flashpoint.

        A report without an event or a statement is grouped, and routed by its words; rows of data sets that touch no
        flashpoint are left out before grouping, so that a world's worth of them costs little.
        """
        taken: list[Traits] = []
        for report in reports:
            traits = traits_of(report, None if report.kind == "row" else self.locate)
            routes = self.router.routes(report, traits)
            if report.kind == "row" and not routes:
                continue
            self._reports[report.id] = (report, routes)
            taken.append(traits)
        for story in self.grouper.add(taken):
            if candidate := self._candidate(story, now):
                yield candidate

    def _candidate(self, story: Story, now: dt.datetime) -> Candidate | None:
        """A story's candidate, None where no report of it belongs to a flashpoint."""
        order = sorted(story.reports, key=lambda traits: (traits.day, traits.report))
        reports = [self._reports[traits.report][0] for traits in order]
        routes = _joined(route for report in reports for route in self._reports[report.id][1])
        return candidate_of(reports, routes, now) if routes else None


def profiles_of(state: ListState) -> list[Profile]:
    """The profiles of all flashpoints of a list, entries included, in the list's order."""
    about = state.list.value if state.list else None
    zones = [kept.value for kept in state.zones.values() if kept.value]
    names = capitals()
    made = []
    for kept in state.flashpoints.values():
        if kept.value is None:
            continue
        slug = kept.value.slug
        entries = [e.value for e in state.developments.values() if e.value and slug in e.value.belongs_to]
        made.append(profile_of(kept.value, about, zones, names, entries))
    return made


def coder_places(coder: object) -> Locate:
    """The coder's places as `Locate`: `coder` is a `foreshock.coder.Coder`."""

    def locate(text: str, spans: Sequence[Span]) -> list[Point | None]:
        found = coder.locate(text, spans)  # type: ignore[attr-defined]
        return [None if place is None else (place.lat, place.lon, place.km) for place in found]

    return locate


def _joined(routes: Iterable[Route]) -> list[Route]:
    """One route for each flashpoint, the surest of them, surest first."""
    best: dict[str, Route] = {}
    for route in routes:
        if route.flashpoint not in best or best[route.flashpoint].score < route.score:
            best[route.flashpoint] = route
    return sorted(best.values(), key=lambda route: (-route.score, route.flashpoint))
