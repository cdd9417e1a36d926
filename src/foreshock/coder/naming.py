"""What a name or a role noun stands for: `COUNTRY:ROLE` codes of one phrase, before the rest of the text is asked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Final, NamedTuple

from .mentions import Mention
from .tree import Tree

UNKNOWN: Final = "UNK"
STATELESS: Final = ("IGO", "ISIS", "HZB", "HTH", "COA")
#: Whose agent is no side of what it brought about.
BROKERED: Final = frozenset("brokered mediated negotiated facilitated arranged hosted chaired sponsored".split())
COUNTS: Final = frozenset(
    "hundreds thousands dozens scores most some many majority several number group groups crowd crowds tens half few "
    "handful pair team teams all both one millions column band bands members member".split()
)
_JOINTS: Final = frozenset(("and", ",", "or", "&", "/", "-"))
_SPECIFIC: Final = ("REB", "PRM", "TER", "REF", "MED", "LEG", "JUD", "IGO")
NAMES: Final = ("name", "country", "person", "capital")
#: Who is called so has no country.
NAMELESS: Final = frozenset(("unidentified", "unknown", "unnamed", "mysterious"))
#: What flies there does nothing to it, as a rule.
PASSED: Final = frozenset(("over", "above"))
_EDGES: Final = frozenset("coast coasts shore shores waters outskirts gulf".split())
#: Beside a country is not against it, unless forces are moved there.
NEAR: Final = frozenset("near outside around off".split())
_THE: Final = frozenset("the this that these those".split())
POSSESSIVE: Final = frozenset("its their his her our".split())
_SEAS: Final = frozenset("Pacific Atlantic Mediterranean Baltic Caribbean Arctic Antarctic Gulf Sea Ocean".split())
#: Prepositions after which a name is a place.
PLACED: Final = frozenset("in at near outside inside across around throughout".split())


class Party(NamedTuple):
    """An actor as coded, with the span of its phrase. `UNK` is a country too: nobody that we can name."""

    code: str
    start: int
    end: int

    @property
    def country(self) -> str:
        return self.code.split(":")[0]


class Naming:
    """The names of one text and their codes at its date.

    `homeland` gives the country of a place by its name and the countries of the text, or nothing."""

    def __init__(self, mentions: list[Mention], date: str, homeland: Callable[[str, frozenset[str]], str]) -> None:
        self.mentions = mentions
        self.date = date
        self._homeland = homeland
        self._countries: frozenset[str] | None = None

    def where(self, name: str) -> str:
        """The country (ISO3) of the place of that name, or nothing; one that the text speaks of before others."""
        return "" if name.rpartition(" ")[2] in _SEAS else self._homeland(name, self.countries)

    def lands(self, start: int, end: int) -> bool:
        """Whether [start, end) is the name of a country or its capital, and so no “he”."""
        here = bisect_right(self.mentions, start, key=_start) - 1
        return here >= 0 and self.mentions[here].end >= end and self.mentions[here].kind in ("country", "capital")

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
        gap = range(self.mentions[first].end, self.mentions[last].start)
        if last - first == 1 and any(w == "," and s in gap for s, w in zip(tree.starts, tree.lowers, strict=True)):
            return []  # “sailed to Chad, and Sudan replied”: two clauses, no list
        return [Party(m.code(self.date), m.start, m.end) for m in self.mentions[first : last + 1]]

    def _is_name(self, k: int) -> bool:
        return 0 <= k < len(self.mentions) and self.mentions[k].kind in NAMES and not self.mentions[k].sponsor

    def _joint(self, tree: Tree, k: int) -> str:
        """How mention `k` is joined to the next: “and”, “,”, or nothing where other words stand between."""
        start, end = self.mentions[k].end, self.mentions[k + 1].start
        gap = range(bisect_left(tree.starts, start), bisect_left(tree.starts, end))
        words = [tree.lowers[j] for j in gap]
        if len(words) > 2 and tree.tags[gap[-1]] == "NN" and (words[-2] == "the" or tree.tags[gap[-2]] == "JJ"):
            # “and the old ailing Chad”: what stands right before a name describes it, whatever the tagger takes it for.
            words = words[:-1]
        if not words or any(
            w not in ("and", ",", "the") and tree.tags[j] != "JJ" for w, j in zip(words, gap, strict=False)
        ):
            return ""
        if "and" not in words and self.mentions[k].kind == "capital" != self.mentions[k + 1].kind:
            return ""
        return "and" if "and" in words else "," if "," in words else ""

    def _named_so(self, roles: list[Mention]) -> str | None:
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

    @property
    def countries(self) -> frozenset[str]:
        """The countries and stateless actors that the text names."""
        if self._countries is None:
            codes = (m.code(self.date) for m in self.mentions if m.kind != "role" and not m.sponsor)
            self._countries = frozenset(c.split(":")[0] for c in codes if not c.endswith(":MED"))
        return self._countries


def with_role(code: str, role: str) -> str:
    country, _, own = code.partition(":")
    if role == "IGO":
        return "IGO"
    if country in STATELESS:
        return code
    if own in ("REB", "PRM", "TER", "MIL") and role in ("", "GOV", "CIV", "MIL"):
        return code
    return f"{country}:{role}" if role else code


def role_of(roles: list[Mention]) -> str:
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


def coordinated(tree: Tree, lands: list[Mention]) -> list[Mention]:
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


def edge(tree: Tree, i: int) -> bool:
    """Whether phrase `i` says whose coast or waters a place is: “off the coast of Oman”."""
    above = tree.heads[i]
    return tree.deps[i] == "pobj" and tree.lowers[above] == "of" and tree.lowers[tree.heads[above]] in _EDGES


def inside(tree: Tree, i: int) -> bool:
    """Whether phrase head `i` stands after a preposition of place."""
    return tree.deps[i] == "pobj" and tree.lowers[tree.heads[i]] in PLACED


def _start(mention: Mention) -> int:
    return mention.start


def definite(tree: Tree, i: int) -> bool:
    """Whether the noun `i` has “the” and the like."""
    return any(tree.lowers[k] in _THE for k in tree.having(i, "det"))


def begins_definite(tree: Tree, party: Party) -> bool:
    """Whether a party's phrase begins with “the” and the like."""
    first = bisect_left(tree.starts, party.start)
    return first < len(tree) and tree.lowers[first] in _THE
