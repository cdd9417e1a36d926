"""Who a noun phrase means: `COUNTRY:ROLE` codes from names, adjectives, offices, common nouns and reference.

The phrase's own words decide first (a name at its head, then a role noun with a country beside it), then its “of” and
“in” phrases, then an apposition, then what the entry said before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Final, NamedTuple

from .mentions import Mention, between
from .tree import Tree

UNKNOWN: Final = "UNK"
_HE: Final = frozenset("he she him her his hers".split())
_THEY: Final = frozenset("it they them its their theirs itself themselves".split())
_WE: Final = frozenset("we us our ours i me my myself ourselves".split())
_WHO: Final = frozenset("who which that".split())
_OWN: Final = frozenset("his her its their our my".split())
_JOINTS: Final = frozenset(("and", ",", "or", "&", "/", "-"))
_SPECIFIC: Final = ("REB", "PRM", "TER", "REF", "MED", "LEG", "JUD", "IGO")
_NAMES: Final = ("name", "country", "person", "capital")
COUNTS: Final = frozenset(
    "hundreds thousands dozens scores most some many majority several number group groups crowd crowds tens half few "
    "handful pair team teams all both one millions column band bands members member".split()
)
_BODIES: Final = (":LEG", ":JUD", ":MIL", ":GOV")
_HALVES: Final = {"north": "PRK", "south": "KOR"}
_TWINS: Final = frozenset(
    "sides side countries parties governments leaders neighbours neighbors nations camps armies presidents ministers "
    "capitals powers foes rivals".split()
)
_BOTH: Final = frozenset(("both", "all", "each", "either"))
_PLACED: Final = frozenset("in at near outside inside across around throughout".split())
_NAMELESS: Final = frozenset(("unidentified", "unknown", "unnamed", "mysterious"))
STATELESS: Final = ("IGO", "ISIS", "HZB", "HTH", "COA")
_INSIDE: Final = ("of", "between", "in", "from", "for", "to", "at", "with", "by", "on", "under", "near", "inside")


class Party(NamedTuple):
    """An actor as coded, with the span of its phrase. `UNK` is a country too: nobody that we can name."""

    code: str
    start: int
    end: int

    @property
    def country(self) -> str:
        return self.code.split(":")[0]


class Parties:
    """Resolves phrases of one text, sentence by sentence in order, and remembers what was named.

    `homeland` gives the country of a place by its name and the countries of the text, or nothing."""

    def __init__(
        self,
        mentions: list[Mention],
        date: str,
        homeland: Callable[[str, frozenset[str]], str] = lambda _name, _among: "",
    ) -> None:
        self.mentions = mentions
        self.date = date
        self._homeland = homeland
        self._countries: frozenset[str] | None = None
        self.person: Party | None = None
        self.subject: Party | None = None
        self.speaker: Party | None = None
        self.by_role: dict[str, str] = {}
        #: Both sides of the event told last, for “both sides”.
        self.sides: tuple[Party, ...] = ()
        # A surname alone means the person whose full name the text gives.
        self._surnames = {m.surname: m for m in mentions if m.kind == "person" and m.surname}

    def remember(self, party: Party, person: bool) -> None:
        """Take note of an actor as the sentence's subject, so that “he” and “the group” find it."""
        if party.code.startswith("UNK"):
            return
        self.subject = party
        if person:
            self.person = party
        country, _, role = party.code.partition(":")
        if role:
            self.by_role[role] = country

    def where(self, name: str) -> str:
        """The country (ISO3) of the place of that name, or nothing; one that the text speaks of before others."""
        return self._homeland(name, self.countries)

    @property
    def countries(self) -> frozenset[str]:
        """The countries and stateless actors that the text names."""
        if self._countries is None:
            self._countries = frozenset(m.code(self.date).split(":")[0] for m in self.mentions if m.kind != "role")
        return self._countries

    def lands(self, start: int, end: int) -> bool:
        """Whether [start, end) is the name of a country or its capital, and so no “he”."""
        here = bisect_right(self.mentions, start, key=_start) - 1
        return here >= 0 and self.mentions[here].end >= end and self.mentions[here].kind in ("country", "capital")

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

    def listed(self, tree: Tree, i: int) -> list[Party]:
        """All names of the list that `i` stands in (“A, the B, C and D welcomed”), which the parser often splits;
        empty where it stands in none."""
        here = bisect_right(self.mentions, tree.starts[i], key=_start) - 1
        if here < 0 or not self._is_name(here) or self.mentions[here].end <= tree.starts[i]:
            return []
        first = last = here
        while self._is_name(first - 1) and self._joint(tree, first - 1):
            first -= 1
        while self._is_name(last + 1) and self._joint(tree, last):
            last += 1
        if first == last or self._joint(tree, last - 1) != "and":
            return []
        return [Party(m.code(self.date), m.start, m.end) for m in self.mentions[first : last + 1]]

    def _is_name(self, k: int) -> bool:
        return 0 <= k < len(self.mentions) and self.mentions[k].kind in _NAMES and not self.mentions[k].sponsor

    def _joint(self, tree: Tree, k: int) -> str:
        """How mention `k` is joined to the next: “and”, “,”, or nothing where other words stand between."""
        start, end = self.mentions[k].end, self.mentions[k + 1].start
        gap = range(bisect_left(tree.starts, start), bisect_left(tree.starts, end))
        words = [tree.lowers[j] for j in gap]
        if not words or any(
            w not in ("and", ",", "the") and tree.tags[j] != "JJ" for w, j in zip(words, gap, strict=True)
        ):
            return ""
        if "and" not in words and self.mentions[k].kind == "capital" != self.mentions[k + 1].kind:
            return ""
        return "and" if "and" in words else "," if "," in words else ""

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
        if lower in _HE or lower in _THEY or lower in _WE:
            meant = self._pronoun(lower, tree.starts[0], tree.starts[i])
            return [meant._replace(start=tree.starts[i], end=end)] if meant else []
        if lower in _WHO and tree.deps[i] in ("nsubj", "nsubjpass", "dobj"):
            clause = tree.heads[i]
            if tree.deps[clause] == "relcl":
                return self._one(tree, tree.heads[clause], True)
        if counted := self._counted(tree, i, bare):
            return counted
        if (paired := self._both(tree, i)) is not None:
            return paired
        at = tree.starts[i]
        inside = between(self.mentions, start, max(end, at + 60))
        head = next((m for m in inside if m.start <= at < m.end), None)
        if head is None and tree.tags[i] == "NNP" and (known := self._surnames.get(tree.words[i])):
            return [Party(known.code(self.date), start, end)]
        base = [m for m in inside if m.start < end]
        codes = self._phrase(tree, i, base, head, bare)
        return [Party(code, start, max(end, head.end if head else 0)) for code in codes]

    def _korea(self, tree: Tree, i: int) -> str:
        """“the North” and “the South” where the text speaks of Korea."""
        alone = _definite(tree, i) and not any(tree.deps[k] in ("compound", "amod", "prep") for k in tree.kids[i])
        return _HALVES[tree.lowers[i]] if alone and not self.countries.isdisjoint(_HALVES.values()) else ""

    def _both(self, tree: Tree, i: int) -> list[Party] | None:
        """“both sides”, “the two countries”, “each”: the sides of the event told before, else the last two countries
        named; None where the phrase says no such thing or names its own."""
        words = {tree.lowers[k] for k in tree.kids[i]}
        twin = tree.lowers[i] in _TWINS and (not words.isdisjoint(_BOTH) or {"the", "two"} <= words)
        alone = tree.lowers[i] in ("both", "each", "neither") and tree.deps[i] in ("nsubj", "nsubjpass", "dobj", "pobj")
        if not (twin or alone) or (alone and any(p == "of" for p, _ in tree.preps(i))):
            return None
        start, end = tree.starts[tree.left_edge(i)], tree.ends[i]
        if any(m.kind in ("country", "people", "name") for m in between(self.mentions, start, end)):
            return None
        if any(p in ("of", "from", "in") and self.resolve(tree, k, True) for p, k in tree.preps(i)):
            return None
        found = self.sides or self._last_two(start)
        return [party._replace(start=start, end=end) for party in found] or None

    def _last_two(self, position: int) -> tuple[Party, ...]:
        found: dict[str, Party] = {}
        here = bisect_left(self.mentions, (position,))
        for m in reversed(self.mentions[max(0, here - 12) : here]):
            if m.kind in _NAMES and not m.sponsor and (code := m.code(self.date)).split(":")[0] != UNKNOWN:
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
                return [self._national(titled[-1], _role(roles, None))]
            if owner is not None and code.endswith(_BODIES):
                # “the Honduran Congress”: the name stands for another country's body elsewhere.
                return [f"{owner.code(date).split(':')[0]}:{code.partition(':')[2]}"]
            if code.startswith("UNK:") and lands:
                return [lands[-1].code(date).split(":")[0] + code[3:]]
            peers = [
                m for m in base if m.kind in ("name", "person", "country") and not m.sponsor and m.start <= head.start
            ]
            joined = _coordinated(tree, peers) if len(peers) > 1 else []
            return [m.code(date) for m in joined] if len(joined) > 1 else [code]
        if head and head.kind in ("country", "capital", "people") and not roles and not named:
            code = head.code(date)
            # “met in Vienna”: there a capital is where, and at most its country a side.
            return [code.split(":")[0] if head.kind == "capital" and inside(tree, i) else code]
        role = _role(roles, head)
        if named:
            return [self._member(named[-1].code(date), lands, role)]
        if lands:
            return list(dict.fromkeys(self._national(m, role) for m in _coordinated(tree, lands)))
        if not bare or role:
            outside = self._outside(tree, i, role)
            if outside:
                return outside
        if role:
            if any(tree.lowers[k] in _NAMELESS for k in tree.kids[i]):
                return [UNKNOWN]
            sponsor = any(m.sponsor for m in base)
            known = (
                self._named_so(tree, i, roles) or self.by_role.get(role) if not sponsor and _definite(tree, i) else None
            )
            if role == "IGO":
                return ["IGO"]
            return [f"{known or UNKNOWN}:{'PRM' if sponsor and role == 'MIL' else role}"]
        return []

    def _named_so(self, tree: Tree, i: int, roles: list[Mention]) -> str | None:
        """The country that the same common noun stood with last: “a Norwegian official …. The official said”."""
        here = bisect_left(self.mentions, (roles[-1].start,))
        for k in range(here - 1, max(0, here - 14), -1):
            then = self.mentions[k]
            if (
                then.kind == "role"
                and then.codes == roles[-1].codes
                and then.end - then.start == roles[-1].end - roles[-1].start
            ):
                land = self.mentions[k - 1]
                if land.kind in ("people", "country") and not land.sponsor and then.start - land.end <= 24:
                    return land.code(self.date)
        return None

    def _member(self, code: str, lands: list[Mention], role: str) -> str:
        """“PMU officials”, “Hamas leader”, “Kurdish fighters in Syria”: the body's own code."""
        if code == "UNK:REB" and role and role != "GOV":
            code = f"UNK:{role}"
        if code.startswith("UNK") and lands:
            return lands[-1].code(self.date).split(":")[0] + code[3:]
        return code if ":" in code or not role or code in STATELESS else f"{code}:{role}"

    def _national(self, land: Mention, role: str) -> str:
        country = land.code(self.date).split(":")[0]
        # “Nigerian peacekeepers”, “American inspectors”: those whom a country sends are its own.
        return country if role == "IGO" or not role else f"{country}:{role}"

    def _outside(self, tree: Tree, i: int, role: str) -> list[str]:
        """A country or a body named in a possessive, a prepositional phrase or an apposition of the phrase."""
        owners = tree.having(i, "poss")
        for k in owners:
            owner = self._one(tree, k, True) if tree.lowers[k] not in _OWN else []
            if owner:
                return [_with_role(owner[0].code, role)]
        for preposition, k in tree.preps(i):
            if preposition in _INSIDE:
                owner = self.resolve(tree, k, True)
                if not owner:
                    # “a resumption of ties with …”: one phrase further in.
                    owner = [p for name, j in tree.preps(k) if name in _INSIDE for p in self.resolve(tree, j, True)]
                owner = [p for p in owner if not p.code.startswith("UNK")]
                if owner:
                    return [_with_role(p.code, role) for p in owner]
        for k in tree.having(i, "appos"):
            other = self._one(tree, k, False)
            if other and not other[0].code.startswith("UNK"):
                return [other[0].code if ":" in other[0].code or not role else f"{other[0].code}:{role}"]
        # “their resumption of ties with …”: the owner of “their” is the subject, and only the last resort.
        for k in owners:
            if tree.lowers[k] in _OWN and (owner := self._one(tree, k, True)):
                return [_with_role(owner[0].code, role)]
        return []


def _with_role(code: str, role: str) -> str:
    country, _, own = code.partition(":")
    if role == "IGO":
        return "IGO"
    if country in STATELESS:
        return code
    if own in ("REB", "PRM", "TER", "MIL") and role in ("", "GOV", "CIV", "MIL"):
        return code
    return f"{country}:{role}" if role else code


def _role(roles: list[Mention], head: Mention | None) -> str:
    """One role from all role nouns of a phrase: the kind of body outweighs the rank (“rebel commander”: REB)."""
    if not roles:
        return ""
    found = [m.codes[0][0] for m in roles]
    last = found[-1]
    for kind in _SPECIFIC:
        if kind in found and last in ("CIV", "GOV", "MIL"):
            return kind
    if "MIL" in found and last in ("CIV", "GOV"):
        return "MIL"
    if last == "MIL" and "CIV" in found:
        return "REB"
    return last


def _coordinated(tree: Tree, lands: list[Mention]) -> list[Mention]:
    """The last country of a phrase, with those that “and” or a comma joins to it (“Turkish and Russian officials”)."""
    kept = [lands[-1]]
    words = dict(zip(tree.starts, zip(tree.lowers, tree.tags, strict=True), strict=True))
    for land in reversed(lands[:-1]):
        joint = [(w, t) for s, (w, t) in words.items() if land.end <= s < kept[0].start]
        linked = any(w in _JOINTS for w, _ in joint)
        if not linked or any(w not in _JOINTS and w != "the" and t != "JJ" for w, t in joint):
            break
        kept.insert(0, land)
    # “U.S. Syria envoy”: without a joint the first is whose envoy it is.
    return kept if len(kept) > 1 or len(lands) == 1 else [lands[0]]


def inside(tree: Tree, i: int) -> bool:
    """Whether phrase head `i` stands after a preposition of place."""
    return tree.deps[i] == "pobj" and tree.lowers[tree.heads[i]] in _PLACED


def _start(mention: Mention) -> int:
    return mention.start


def _definite(tree: Tree, i: int) -> bool:
    return any(tree.lowers[k] in ("the", "this", "that", "these", "those") for k in tree.having(i, "det"))
