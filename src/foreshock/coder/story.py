"""What a text has told so far: who did what to whom, for the sides that a later clause leaves out.

A protagonist of an act told before meets its other side again (“Asmara appealed …”, “the junta refused”); who had no
part in it answers its doer (“Bogota recalled its ambassador”). “Both sides” and “they” are the two of the last act.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from .naming import UNKNOWN, Party

#: Acts that are looked back on: further back the thread is lost.
_REACH: Final = 8
_JOINT: Final = ("CONSULT", "COOPERATE", "SUPPORT", "AGREE")
#: What onlookers speak of rather than of what was said about it.
_WEIGHTS: Final = {"ASSAULT": 3, "COERCE": 2, "MOBILIZE": 2, "SANCTION": 1}
_KIND: Final = frozenset("AGREE AID SUPPORT COOPERATE CONSULT".split())
_QUARRELS: Final = frozenset("REQUEST REJECT ACCUSE THREATEN SANCTION COERCE MOBILIZE ASSAULT PROTEST".split())


class Told(NamedTuple):
    """An act as read: its type, its doers and those it was done to, and the number of its sentence."""

    type: str
    doers: tuple[Party, ...]
    others: tuple[Party, ...]
    sentence: int


class Story:
    """The acts of one text in the order they were read, and the subjects of sentences that tell none."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        #: The sentence that is read now.
        self.now = 0

    def add(self, kind: str, pairs: Sequence[tuple[Party, Party | None]], sentence: int) -> None:
        """Take note of an act by its (doer, other side) pairs; nobody known is nobody."""
        doers = _once([a for a, _ in pairs])
        others = _once([b for _, b in pairs if b is not None])
        if doers or others:
            self.told.append(Told(kind, doers, others, sentence))

    def against(self, country: str, *, onlooker: bool = True, blamed: bool = False, reply: bool = False) -> list[Party]:
        """The other side of `country` in what was told last: of an act it had a part in, else the doer of an act that
        it had none in, where `onlooker` allows that; nobody is `blamed` for
        help and praise while there is anything else, and a `reply` is no doer's."""
        outside: list[Party] = []
        gravest = -9
        for act in self.told[: -_REACH - 1 : -1]:
            doers, others = {p.country for p in act.doers}, {p.country for p in act.others}
            if blamed and act.type in _KIND and country in doers:
                continue
            if country in doers and country in others and len(doers | others) == 1:
                return [p for p in act.others if p.country == country][:1]
            if country in doers and others - {country} and not (reply and country not in others):
                return [p for p in act.others if p.country != country]
            if country in others and doers - {country}:
                return [p for p in act.doers if p.country != country]
            weight = -1 if blamed and act.type in _KIND else _WEIGHTS.get(act.type, 0)
            weight -= 5 * (act.sentence == self.now)  # what the same sentence tells beside it comes last
            if onlooker and weight > gravest and doers and country not in doers | others:
                outside, gravest = list(act.doers), weight
        return outside

    def author(self, kinds: frozenset[str], *, before: bool = False) -> list[Party]:
        """Who did the act of one of `kinds` that was told last, `before` this sentence; nobody where its doer is not
        known."""
        last = (a for a in self.told[: -_REACH - 1 : -1] if a.type in kinds and not (before and a.sentence == self.now))
        return list(next((act.doers for act in last), ()))

    def needy(self, but: set[str]) -> list[Party]:
        """Who has asked for help and named nobody, or two sides that agree with each other, `but` none of them."""
        for act in self.told[: -_REACH - 1 : -1]:
            doers = {p.country for p in act.doers}
            if doers.isdisjoint(but) and (
                (act.type == "REQUEST" and not act.others) or (act.type in _JOINT and len(doers) > 1)
            ):
                return list(act.doers)
        return []

    def addressed(self) -> tuple[Party, ...]:
        """Whom the act told last was done to."""
        return self.told[-1].others if self.told else ()

    def asked(self, but: set[str]) -> bool:
        """Whether what was told last is a wish of others than `but`, which more than those asked may answer."""
        last = self.told[-1] if self.told else None
        return last is not None and last.type == "REQUEST" and but.isdisjoint(p.country for p in last.doers)

    def quarrel(self) -> bool:
        """Whether what was told last is a conflict, or a wish."""
        return bool(self.told) and self.told[-1].type in _QUARRELS

    def within(self) -> str:
        """The country in which the act told last took place, if both its sides belong to that one."""
        for act in self.told[: -_REACH - 1 : -1]:
            if act.others:
                countries = {p.country for p in (*act.doers, *act.others)}
                return countries.pop() if len(countries) == 1 and act.doers else ""
        return ""

    def two(self) -> tuple[Party, ...]:
        """The sides of the act told last that has two: its joint doers, else both; a country that fights itself is
        one."""
        last = self.told[: -_REACH - 1 : -1]
        for act in last:
            # Whom the text has joined are a pair, whatever a third one was said to do since.
            if len(act.doers) == 2 and {p.country for p in act.doers} == {p.country for p in act.others}:
                return act.doers
        for act, then in pairwise(last):
            # “Chad shelled Sudan, and Sudan hit back at camps in …”: who struck, and who struck back.
            here, there = {p.country for p in act.doers}, {p.country for p in then.doers}
            if act.type == then.type == "ASSAULT" and here != there and here <= {p.country for p in then.others}:
                return (*then.doers, *act.doers)
        for act in last:
            sides: dict[str, Party] = {}
            for party in act.doers if len(act.doers) > 1 else (*act.doers, *act.others):
                sides.setdefault(party.country, party)
            own = tuple(dict.fromkeys((*act.doers, *act.others)))
            within = len(sides) == 1 and {p.country for p in act.doers} == {p.country for p in act.others}
            if within:
                return own
            if len(sides) > 1:
                return tuple(sides.values())
        return ()


def _once(parties: Sequence[Party]) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    for party in parties:
        if party.country != UNKNOWN:
            found.setdefault(party.country, party)
    return tuple(found.values())
