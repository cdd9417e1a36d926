"""Who a noun phrase means: `COUNTRY:ROLE` codes from names, adjectives, offices, common nouns and reference.

The phrase's own words decide first (a name at its head, then a role noun with a country beside it), then its “of” and
“in” phrases, then an apposition, then what the entry said before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from .mentions import Mention, between
from .naming import (
    COUNTS,
    NAMELESS,
    NAMES,
    STATELESS,
    UNKNOWN,
    Naming,
    Party,
    coordinated,
    definite,
    inside,
    role_of,
    with_role,
)
from .story import Story
from .tree import Tree

_HE: Final = frozenset("he she him her his hers".split())
_THEY: Final = frozenset("it they them its their theirs itself themselves".split())
_PLURAL: Final = frozenset("they them their theirs".split())
_WE: Final = frozenset("we us our ours i me my myself ourselves".split())
_WHO: Final = frozenset("who which that".split())
_ANYBODY: Final = frozenset("anyone anybody everyone everybody whoever".split())
_OWN: Final = frozenset("his her its their our my".split())
_BODIES: Final = (":LEG", ":JUD", ":MIL", ":GOV")
_HALVES: Final = {"north": "PRK", "south": "KOR"}
_TWINS: Final = frozenset(
    "sides side countries parties governments leaders neighbours neighbors nations camps armies presidents ministers "
    "capitals powers foes rivals pair two duo men women delegations enemies adversaries belligerents".split()
)
_THE: Final = frozenset(("the",))
_PAIR: Final = frozenset("two pair duo rivals foes".split())
_ALL: Final = frozenset(("all", "the", "these", "those"))
_BOTH: Final = frozenset(("both", "all", "each", "either"))
#: Sentences in which the bearer of a surname is looked for.
_SENTENCES: Final = 4
#: Acts whose two sides are “they” afterwards.
_JOINT: Final = ("CONSULT", "COOPERATE", "SUPPORT", "AGREE", "ASSAULT")
_ARMED: Final = frozenset(
    "group movement organisation organization militia faction militants insurgents rebels guerrillas "
    "separatists".split()
)
_UNIONS: Final = frozenset("bloc alliance body union league organisation organization council agency".split())
_DESCRIBING: Final = _ARMED | _UNIONS | {"kingdom"}
_PLAIN: Final = ("det", "case", "punct", "prep")
_KINGDOMS: Final = frozenset(
    "SAU JOR BHR MAR THA GBR TON ESP BEL NLD DNK NOR SWE KHM NPL BTN LSO SWZ KWT OMN MYS".split()
)
_INSIDE: Final = ("of", "between", "in", "from", "for", "to", "at", "with", "by", "on", "under", "near", "inside")


class Parties(Naming):
    """Resolves phrases of one text, sentence by sentence in order, and remembers what was named."""

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
        self._heard: list[Tree] = []
        self._looking = False
        # A surname alone means the person whose full name the text gives.
        self._surnames = {m.surname: m for m in mentions if m.kind == "person" and m.surname}

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
        self._heard = [*self._heard[1 - _SENTENCES :], tree]

    def memory(self) -> tuple[Party | None, Party | None, dict[str, str]]:
        """What was named so far, for `recall`."""
        return self.person, self.subject, dict(self.by_role)

    def recall(self, memory: tuple[Party | None, Party | None, dict[str, str]]) -> None:
        """Forget what was named since."""
        self.person, self.subject, self.by_role = memory

    def resolve(self, tree: Tree, i: int, bare: bool = False) -> list[Party]:
        """The parties that phrase head `i` and its conjuncts name; `bare` keeps to the phrase itself.

        An empty list means that nothing in the phrase names an actor."""
        found = self._one(tree, i, bare)
        for k in tree.kids[i]:
            if tree.deps[k] == "conj":
                more = self.resolve(tree, k, bare)
                # “ambassadors of Arnor and Gondor”, “lawmakers and officials in Fornost”: a shared role or place.
                found += [self._shared(p, found) for p in more]
        unique: dict[str, Party] = {}
        for party in found:
            unique.setdefault(party.code, party)
        return list(unique.values())

    def _shared(self, party: Party, before: list[Party]) -> Party:
        if party.country == "UNK" and before and before[0].country not in ("UNK", *STATELESS) and ":" in party.code:
            return party._replace(code=before[0].country + ":" + party.code.split(":")[1])
        return party

    def _counted(self, tree: Tree, i: int, bare: bool) -> list[Party]:
        """“hundreds of protesters”, “most of its staff”: those counted, with the span from the count on."""
        if tree.lowers[i] not in COUNTS and tree.tags[i] != "CD":
            return []
        inner = next((k for p, k in tree.preps(i) if p == "of"), -1)
        start = tree.starts[tree.left_edge(i)]
        return [p._replace(start=min(start, p.start)) for p in self.resolve(tree, inner, bare)] if inner >= 0 else []

    def _one(self, tree: Tree, i: int, bare: bool) -> list[Party]:
        # “US” is no “us”.
        lower = tree.lowers[i] if tree.words[i] != "US" else "u.s."
        start, end = tree.starts[tree.left_edge(i)], tree.ends[i]
        if lower in ("state", "states") and any(p == "of" for p, _ in tree.preps(i)) and not bare:
            return []  # “a state of emergency”
        if lower in _HALVES and tree.tags[i] == "NNP" and (korea := self._korea(tree, i)):
            return [Party(korea, start, end)]
        if lower in _PLURAL and len(both := self._they(lower == "they")) > 1:
            return [party._replace(start=tree.starts[i], end=end) for party in both]
        if lower in _HE or lower in _THEY or lower in _WE:
            meant = self._pronoun(lower, tree.starts[0], tree.starts[i])
            return [meant._replace(start=tree.starts[i], end=end)] if meant else []
        if lower in _WHO and tree.deps[i] in ("nsubj", "nsubjpass", "dobj"):
            clause = tree.heads[i]
            if tree.deps[clause] == "relcl":
                return self._one(tree, tree.heads[clause], True)
        if lower in _ANYBODY:
            return [Party(f"{UNKNOWN}:CIV", start, end)]
        if counted := self._counted(tree, i, bare):
            return counted
        if (paired := self._both(tree, i)) is not None:
            return paired
        if described := self._described(tree, i):
            return [described._replace(start=start, end=end)]
        at = tree.starts[i]
        inside = between(self.mentions, start, max(end, at + 60))
        head = next((m for m in inside if m.start <= at < m.end), None)
        if head is None and tree.tags[i] == "NNP" and (known := self._surnames.get(tree.words[i])):
            return [Party(known.code(self.date), start, end)]
        base = [m for m in inside if m.start < end]
        codes = self._phrase(tree, i, base, head, bare)
        if not codes and head is None and tree.tags[i] == "NNP" and not self._looking:
            self._looking = True
            codes = self._introduced(tree, i)
            self._looking = False
        return [Party(code, start, max(end, head.end if head else 0)) for code in codes]

    def _they(self, subject: bool) -> tuple[Party, ...]:
        """Both sides of a joint act told last; as `subject`, only where the subject since is one of them."""
        last = self.story.told[-1] if self.story.told else None
        if last is None or self.subject is None or last.type not in _JOINT:
            return ()
        sides = {p.country for p in (*last.doers, *last.others)}
        joint = len(last.doers) > 1 or last.type == "CONSULT"
        return self.story.two() if joint and (not subject or self.subject.country in sides) else ()

    def _introduced(self, tree: Tree, i: int) -> list[str]:
        """The code that a surname had where its bearer was introduced: “the Ruritanian envoy, Ada Bright … Bright”."""
        word = tree.words[i]
        for then in reversed(self._heard):
            if word not in then.words or ((j := then.words.index(word)) >= i and then is tree):
                continue
            above = then.heads[j] if then.deps[j] in ("appos", "poss", "compound") else j
            found = self._one(then, j, False) or (self._one(then, above, True) if above != j else [])
            if found := [p for p in found if p.country != UNKNOWN]:
                return [found[0].country if then.deps[j] == "poss" else found[0].code]
        return []

    def _described(self, tree: Tree, i: int) -> Party | None:
        """“the group”, “the bloc”, “the kingdom”: the one of that kind that was named last."""
        word = tree.lowers[i]
        if word not in _DESCRIBING or any(self.resolve(tree, k, True) for _, k in tree.preps(i)):
            return None
        armed, union = word in _ARMED, word in _UNIONS
        if not definite(tree, i) or any(tree.deps[k] not in _PLAIN for k in tree.kids[i]):
            return None
        here = bisect_left(self.mentions, (tree.starts[i],))
        for m in reversed(self.mentions[max(0, here - 12) : here]):
            code = m.code(self.date) if m.kind != "role" and not m.sponsor else ""
            if word == "kingdom" and code.partition(":")[0] in _KINGDOMS:
                return Party(code.partition(":")[0], m.start, m.end)
            code = code if m.kind == "name" else ""
            country, _, role = code.partition(":")
            if (armed and (role in ("REB", "PRM", "TER") or country in ("ISIS", "HZB", "HTH"))) or (
                union and country == "IGO"
            ):
                return Party(code, m.start, m.end)
        return None

    def _korea(self, tree: Tree, i: int) -> str:
        """“the North” and “the South” where the text speaks of Korea."""
        alone = definite(tree, i) and not any(tree.deps[k] in ("compound", "amod", "prep") for k in tree.kids[i])
        return _HALVES[tree.lowers[i]] if alone and not self.countries.isdisjoint(_HALVES.values()) else ""

    def _both(self, tree: Tree, i: int) -> list[Party] | None:
        """“both sides”, “the two countries”, “each”: the sides of the event told before, else the last two countries
        named; None where the phrase says no such thing or names its own."""
        words = {tree.lowers[k] for k in tree.kids[i]}
        twin = tree.lowers[i] in _TWINS and (not words.isdisjoint(_BOTH) or {"the", "two"} <= words)
        twin = twin or (tree.lowers[i] in _PAIR and definite(tree, i))
        # “The leaders agreed”, of two who have met.
        twin = twin or (tree.lowers[i] in _TWINS and words <= _THE and len(self._they(False)) > 1)
        alone = tree.lowers[i] in ("both", "each", "neither") and tree.deps[i] in ("nsubj", "nsubjpass", "dobj", "pobj")
        if tree.tags[i] == "CD" and words and words <= _ALL and tree.deps[i] in ("dobj", "nsubjpass", "nsubj"):
            # “pardoned all six”: those told of before
            return [p._replace(start=tree.starts[i], end=tree.ends[i]) for p in self.story.addressed()] or None
        if not (twin or alone) or (alone and any(p == "of" for p, _ in tree.preps(i))):
            return None
        start, end = tree.starts[tree.left_edge(i)], tree.ends[i]
        if any(m.kind in ("country", "people", "name") for m in between(self.mentions, start, end)):
            return None
        if any(p in ("of", "from", "in") and self.resolve(tree, k, True) for p, k in tree.preps(i)):
            return None
        found = self.story.two() or self._last_two(tree.starts[0]) or self._last_two(start)
        return [party._replace(start=start, end=end) for party in found] or None

    def _last_two(self, position: int) -> tuple[Party, ...]:
        found: dict[str, Party] = {}
        here = bisect_left(self.mentions, (position,))
        for m in reversed(self.mentions[max(0, here - 12) : here]):
            if m.kind in NAMES and not m.sponsor and (code := m.code(self.date)).split(":")[0] != UNKNOWN:
                found.setdefault(code.split(":")[0], Party(code, m.start, m.end))
                if len(found) == 2:
                    return tuple(reversed(found.values()))
        return ()

    def _pronoun(self, word: str, start: int, position: int) -> Party | None:
        if word in _WE:
            return self.speaker
        if word in _HE and (self.person is None or self.person.start < start):
            # “gave asylum to Evo Morales, while his supporters …”: the person named last, where the subject is none.
            named = [m for m in between(self.mentions, start, position) if m.kind == "person" and not m.sponsor]
            if named:
                return Party(named[-1].code(self.date), named[-1].start, named[-1].end)
        return (self.person or self.subject) if word in _HE else (self.subject or self.person)

    def _phrase(self, tree: Tree, i: int, base: list[Mention], head: Mention | None, bare: bool) -> list[str]:
        date = self.date
        named = [m for m in base if m.kind in ("name", "person") and not m.sponsor]
        lands = [m for m in base if m.kind in ("country", "people", "capital") and not m.sponsor]
        roles = [m for m in base if m.kind == "role"]
        if head and head.kind in ("name", "person") and not head.sponsor:
            code = head.code(date)
            owner = next((m for m in lands if m.kind != "capital" and 0 < head.start - m.end <= 3), None)
            titled = [
                m for m in lands if m.kind == "people" and m.end < head.start and roles and roles[0].start > m.start
            ]
            if head.kind == "person" and titled and titled[-1].code(date).split(":")[0] != code.split(":")[0]:
                # “Portuguese Prime Minister Guterres”, years before his other office: what stands beside the name.
                return [self._national(titled[-1], role_of(roles))]
            if owner is not None and code.endswith(_BODIES):
                # “the Honduran Congress”: the name stands for another country's body elsewhere.
                return [f"{owner.code(date).split(':')[0]}:{code.partition(':')[2]}"]
            if code.startswith("UNK:") and lands:
                return [lands[-1].code(date).split(":")[0] + code[3:]]
            peers = [
                m for m in base if m.kind in ("name", "person", "country") and not m.sponsor and m.start <= head.start
            ]
            joined = coordinated(tree, peers) if len(peers) > 1 else []
            return [m.code(date) for m in joined] if len(joined) > 1 else [code]
        if head and head.kind in ("country", "capital", "people") and not roles and not named:
            code = head.code(date)
            # “met in Vienna”: there a capital is where, and at most its country a side.
            return [code.split(":")[0] if head.kind == "capital" and inside(tree, i) else code]
        role = role_of(roles)
        if named:
            return [self._member(named[-1].code(date), lands, role)]
        if lands:
            return list(dict.fromkeys(self._national(m, role) for m in coordinated(tree, lands)))
        if not bare or role:
            outside = self._outside(tree, i, role)
            if outside:
                return outside
        if role and role != "IGO" and not base[-1].sponsor and (place := self._of_place(tree, i)):
            return [f"{place}:{role}"]
        if role:
            if any(tree.lowers[k] in NAMELESS for k in tree.kids[i]):
                return [UNKNOWN]
            sponsor = any(m.sponsor for m in base)
            known = self._named_so(roles) or self.by_role.get(role) if not sponsor and definite(tree, i) else None
            if role == "IGO":
                return ["IGO"]
            return [f"{known or UNKNOWN}:{'PRM' if sponsor and role == 'MIL' else role}"]
        return []

    def _of_place(self, tree: Tree, i: int) -> str:
        """The country of “the mayor of Abéché”, “police in Moundou”."""
        for preposition, k in tree.preps(i):
            if preposition in ("of", "in", "from") and tree.tags[k] == "NNP":
                first = k
                while first and tree.tags[first - 1] == "NNP" and tree.heads[first - 1] == k:
                    first -= 1
                return self.where(" ".join(tree.words[first : k + 1]))
        return ""

    def _outside(self, tree: Tree, i: int, role: str) -> list[str]:
        """A country or a body named in a possessive, a prepositional phrase or an apposition of the phrase."""
        owners = tree.having(i, "poss")
        for k in owners:
            owner = self._one(tree, k, True) if tree.lowers[k] not in _OWN else []
            if owner:
                return [with_role(owner[0].code, role)]
        for preposition, k in tree.preps(i):
            if preposition in _INSIDE:
                owner = self.resolve(tree, k, True)
                if not owner:
                    # “a resumption of ties with …”: one phrase further in.
                    owner = [p for name, j in tree.preps(k) if name in _INSIDE for p in self.resolve(tree, j, True)]
                owner = [p for p in owner if not p.code.startswith("UNK")]
                if owner:
                    return [with_role(p.code, role) for p in owner]
        for k in tree.having(i, "appos"):
            if tree.tags[i] == "NNP" and any(tree.lowers[d] == "former" for d in tree.kids[k]) and not role:
                continue  # “Ada Bright, a former World Bank economist”, speaks for it no more
            other = self._one(tree, k, False)
            if other and not other[0].code.startswith("UNK"):
                return [other[0].code if ":" in other[0].code or not role else f"{other[0].code}:{role}"]
        # “their resumption of ties with …”: the owner of “their” is the subject, and only the last resort.
        for k in owners:
            if tree.lowers[k] in _OWN and (owner := self._one(tree, k, True)):
                return [with_role(p.code, role) for p in owner]
        return []
