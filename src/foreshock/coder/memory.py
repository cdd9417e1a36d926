"""What a text has named so far: its persons, the subjects of its sentences, its roles, and the country it plays in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from .mentions import Mention
from .naming import STATELESS, UNKNOWN, Naming, Party
from .story import Story
from .tree import Tree

#: Sentences in which the bearer of a surname is looked for.
_SENTENCES: Final = 4


class Memory(Naming):
    """Remembers the names of one text, sentence by sentence in order."""

    def __init__(
        self,
        mentions: list[Mention],
        date: str,
        homeland: Callable[[str, frozenset[str]], str] = lambda _name, _among: "",
    ) -> None:
        super().__init__(mentions, date, homeland)
        self.person: Party | None = None
        self.subject: Party | None = None
        self.speaker: Party | None = None
        #: Who tells what is being read.
        self.teller: Party | None = None
        self._subjects: list[Party] = []
        #: The subject of the sentences before.
        self.before: Party | None = None
        self.by_role: dict[str, str] = {}
        #: The acts told so far, for the sides that a later clause leaves out.
        self.story = Story()
        self.heard: list[Tree] = []
        #: A surname alone means the person whose full name the text gives.
        self.surnames = {m.surname: m for m in mentions if m.kind == "person" and m.surname}

    def remember(self, party: Party, person: bool) -> None:
        """Take note of an actor as the sentence's subject, so that “he” and “the group” find it."""
        if party.code.startswith("UNK"):
            return
        self.subject = party
        self._subjects = [*self._subjects[1 - _SENTENCES :], party]
        if person:
            self.person = party
        country, _, role = party.code.partition(":")
        if role:
            self.by_role[role] = country

    def home(self) -> str:
        """The country in which the text plays: the only one that it names, or the one whose own affairs were told of
        last; nothing where it speaks of several, or of the one only as who tells it (“…, a U.S. official said”)."""
        states = self.countries.difference(STATELESS, (UNKNOWN,))
        if len(states) != 1:
            return self.story.within()
        (state,) = states
        teller = self.teller
        if teller is None or teller.country != state:
            return state
        named = (m for m in self.mentions if m.kind != "role" and m.code(self.date).split(":")[0] == state)
        return "" if all(teller.start <= m.start < teller.end for m in named) else state

    def scene(self, but: set[str], before: int, least: int = 1) -> str:
        """The country named most often before a position, `but` others than those; nothing where none is named
        `least` times."""
        here = bisect_left(self.mentions, (before,))
        named = (m for m in self.mentions[max(0, here - 30) : here] if m.kind != "role" and not m.sponsor)
        codes = [c.split(":")[0] for m in named if not (c := m.code(self.date)).endswith(":MED")]
        states = [c for c in codes if c not in but and c not in STATELESS and c != UNKNOWN]
        most = max(dict.fromkeys(states), key=states.count, default="")
        return most if states.count(most) >= least else ""

    def hear(self, tree: Tree) -> None:
        """Take note of a sentence, so that a surname in a later one finds who was introduced with it."""
        self.before = next((p for p in reversed(self._subjects) if p.start < tree.starts[0]), None)
        self.heard = [*self.heard[1 - _SENTENCES :], tree]

    def memory(self) -> tuple[Party | None, Party | None, dict[str, str]]:
        """What was named so far, for `recall`."""
        return self.person, self.subject, dict(self.by_role)

    def recall(self, memory: tuple[Party | None, Party | None, dict[str, str]]) -> None:
        """Forget what was named since."""
        self.person, self.subject, self.by_role = memory
