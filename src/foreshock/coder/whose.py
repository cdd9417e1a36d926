"""Whose a speaker is: the country and role of who speaks, where the phrase alone does not tell.

A diplomat is a stranger where he is posted; “its envoy” is of whom the sentence told; “another official” is of the side
that was speaking; a minister known by surname alone is the holder of that office on the day.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import Final

from .mentions import between
from .naming import STATELESS, UNKNOWN, Party
from .parties import Parties
from .speakers import Named, Speakers
from .tables import rows
from .tree import Tree

_POSTED: Final = frozenset("diplomat diplomats ambassador ambassadors envoy envoys attache attaches".split())
#: Who is called so is of no one country.
_FOREIGN: Final = frozenset("western regional".split())
_AMERICAN: Final = frozenset("republican democratic democrat".split())
_LAWMAKERS: Final = frozenset(
    "senator senators congressman congresswoman congressmen lawmaker lawmakers legislator legislators".split()
)
_OTHER: Final = frozenset("another other third second fourth both".split())
_ONE: Final = frozenset("one two three some several many most all others another".split())
_OWN: Final = frozenset("his her its their".split())
#: Officials and bodies of a state that a text names without saying which state.
_OFFICIAL: Final = frozenset(
    "official officials spokesman spokeswoman spokesperson spokesmen spokespeople minister ministers ministry army "
    "military media television radio agency aide aides adviser advisers advisor advisors police office government "
    "presidency deputy prosecutor prosecutors general commander officer officers source sources newspaper navy "
    "broadcaster president chief secretary premier service parliament authorities court judge lawmaker".split()
)
_STATE: Final = ("", "GOV", "MIL", "LEG", "JUD")
_RANKS: Final = frozenset(
    "gen general lt col colonel adm admiral maj major capt captain brig brigadier sgt lieutenant marshal".split()
)
_AMERICAN_OFFICES: Final = frozenset(("secretary of state", "secretary of defense", "secretary of defence"))


class Whose:
    """Finds the countries of one text's speakers."""

    def __init__(self, text: str, parties: Parties, speakers: Speakers) -> None:
        self.text, self.parties, self.speakers = text, parties, speakers

    def party(self, tree: Tree, head: int, named: Named, told: Party | None, before: Party | None) -> Party:
        """The party of a speaker's phrase. `told` is whom the sentence is about and `before` who spoke last, for
        phrases that name no side of their own."""
        party = self._own(tree, head, named)
        if (poss := next((k for k in tree.having(head, "poss") if tree.lowers[k] in _OWN), -1)) >= 0 and poss < head:
            owner = told or before
            if owner is not None and owner.country != UNKNOWN and not self._names(tree, head):
                return party._replace(code=_of(owner.country, party))
        if (code := self._by_context(tree, head)) is not None:
            return party._replace(code=code)
        if party.country != UNKNOWN:
            if self._stranger(tree, head):
                return party._replace(code=f"{UNKNOWN}:{_role(party) or 'GOV'}")
            return party
        if (code := self._by_office(tree, head, named) or self._by_word(tree, head, named, _role(party))) is not None:
            return party._replace(code=code)
        if not self._stranger(tree, head) and (side := self._side(tree, head, told, before)) is not None:
            return party._replace(code=_of(side.country, party))
        role = _role(party)
        common = named.person or tree.tags[head] in ("NN", "NNS")
        if common and role in ("", "CIV", "LEG") and (home := self.parties.home()):
            # “A shopkeeper”, “a senator”: of the country in which the text plays.
            return party._replace(code=f"{home}:{role}" if role else home)
        return party

    def _own(self, tree: Tree, head: int, named: Named) -> Party:
        """What the phrase itself names, the person's own entry in the tables before the description's country."""
        found = self.parties.resolve(tree, head)
        if len({p.country for p in found}) > 1 and any(tree.lowers[j] == "both" for j in tree.subtree(head)):
            found = []  # “officials on both sides”
        party = found[0] if found else Party(UNKNOWN, *named.span)
        mention = self.speakers.at(named.span[1] - 1) if named.person else None
        if mention is not None and mention.kind == "person":
            code = mention.code(self.parties.date)
            if party.country == UNKNOWN or any(p.code == code for p in found):
                # Of several whom the parser joined (“blamed Chad and President Deby vowed”) the one who is named.
                party = Party(code, *named.span)
        if named.person and party.code.partition(":")[2] in ("", "GOV"):
            words = {w.strip(".,").lower() for w in self.text[max(0, named.span[0] - 24) : named.span[0]].split()}
            if not words.isdisjoint(_RANKS) and party.country not in STATELESS:
                party = party._replace(code=f"{party.country}:MIL")
        return party

    def _names(self, tree: Tree, head: int) -> bool:
        """Whether a phrase names a country or body before its head (“its Syrian envoy”)."""
        first = tree.starts[tree.left_edge(head)]
        found = between(self.parties.mentions, first, tree.ends[head])
        return any(m.kind != "role" and not m.sponsor and self.text[m.end : m.end + 6] != "-based" for m in found)

    def _stranger(self, tree: Tree, head: int) -> bool:
        """“A Western official”, “a diplomat in Oslo”: not of the country that the phrase names, if any."""
        words = {tree.lowers[k] for k in tree.kids[head]}
        if not words.isdisjoint(_FOREIGN):
            return True
        return words.isdisjoint(_OTHER) and self._posted(tree, head)

    def _posted(self, tree: Tree, head: int) -> bool:
        words = {tree.lowers[k] for k in tree.kids[head]}
        if tree.lowers[head] not in _POSTED or "former" in words or self._names(tree, head):
            return False
        return not any(tree.deps[k] == "poss" for k in tree.kids[head]) and not any(
            p in ("of", "from", "for", "to") for p, _ in tree.preps(head)
        )

    def _by_context(self, tree: Tree, head: int) -> str | None:
        """“The Guards” where the text is about Iran; “the embassy” of the ambassador that was told of."""
        if tree.words[head] == "Guards" and "IRN" in self.parties.countries and len(tree.kids[head]) == 1:
            return "IRN:MIL"
        if tree.lowers[head] != "embassy" or any(tree.deps[k] != "det" for k in tree.kids[head]):
            return None
        mentions, date = self.parties.mentions, self.parties.date
        here = bisect_left(mentions, (tree.starts[head],))
        for k in range(here - 1, max(0, here - 14), -1):
            land = mentions[k - 1]
            word = self.text[mentions[k].start : mentions[k].end].lower()
            if word in _POSTED and land.kind != "role" and not land.sponsor and mentions[k].start - land.end <= 4:
                return f"{land.code(date).split(':')[0]}:GOV"
        return None

    def _of_place(self, tree: Tree, head: int) -> str:
        """The country of “Hatay's governor”, by its place."""
        owner = tree.kid(head, "poss")
        if owner < 0 or tree.tags[owner] != "NNP":
            return ""
        first = owner
        while first and tree.tags[first - 1] == "NNP" and tree.heads[first - 1] == owner:
            first -= 1
        return self.parties.where(" ".join(tree.words[first : owner + 1]))

    def _by_word(self, tree: Tree, head: int, named: Named, role: str) -> str | None:
        words = {tree.lowers[k] for k in tree.kids[head]}
        if tree.lowers[head] in _LAWMAKERS and not words.isdisjoint(_AMERICAN):
            return "USA:LEG"
        if tree.lowers[head].startswith("congress") and tree.lowers[head] in _LAWMAKERS:
            return "USA:LEG"
        if (not named.person or tree.tags[head] in ("NN", "NNS")) and (place := self._of_place(tree, head)):
            return f"{place}:{role or 'GOV'}"
        if "former" in words and (place := self._opening_place(tree)):
            # “In Oslo, a former ambassador said”: one of theirs who is home again.
            return f"{place}:GOV"
        return None

    def _opening_place(self, tree: Tree) -> str:
        """The country of the capital that a sentence opens with (“In Oslo, …”)."""
        if tree.lowers[0] != "in" or len(tree) < 4:
            return ""
        mention = self.speakers.at(tree.starts[1])
        if mention is None or mention.kind not in ("capital", "country"):
            return ""
        return mention.code(self.parties.date).split(":")[0]

    def _by_office(self, tree: Tree, head: int, named: Named) -> str | None:
        """“President Lee”: who of that surname held such an office on the day, if the text or the day decides."""
        if not named.person:
            return None
        words = named.name.split()
        title = self.text[max(0, named.span[0] - 24) : named.span[0]].lower() + named.name.lower()
        date = self.parties.date
        found: dict[str, str] = {}
        if len(words) > 1:
            for office, code, start, until in _offices().get(words[-1], ()):
                if date and ((start and date < start) or (until and date > until)):
                    continue
                if words[-2].lower() in office.lower().split():
                    found[code.split(":")[0]] = code
        here = [c for c in found if c in self.parties.countries]
        if len(found) == 1 or len(here) == 1:
            return found[here[0] if here else next(iter(found))]
        lands = {"north": "KOR", "south": "PRK"}
        about = [land for word, land in lands.items() if f"the {word.title()}" in self.text and land in found]
        if len(about) == 1:
            return found[about[0]]
        if any(office in title for office in _AMERICAN_OFFICES):
            return "USA:GOV"
        return None

    def _side(self, tree: Tree, head: int, told: Party | None, before: Party | None) -> Party | None:
        """The side of “an aide”, “another official”: who was speaking, else whom the sentence tells of."""
        lower = tree.lowers[head]
        words = {tree.lowers[k] for k in tree.kids[head]}
        if lower in _ONE or (lower in _OTHER) or not words.isdisjoint(_OTHER):
            return before
        if lower not in _OFFICIAL or tree.tags[head] == "NNP":
            return None
        if any(p in ("of", "for", "from", "on") for p, _ in tree.preps(head)):
            return None  # “officials on both sides”, “a spokesman for the world body”
        for side in (told, before):
            if side is not None and side.country != UNKNOWN and side.code.partition(":")[2] in _STATE:
                return side
        return None


def _of(country: str, party: Party) -> str:
    role = _role(party)
    return f"{country}:{role}" if role and country not in STATELESS else country


def _role(party: Party) -> str:
    return party.code.partition(":")[2]


@cache
def _offices() -> dict[str, list[tuple[str, str, str, str]]]:
    """Office, code and term by surname: the last word of a name, of East Asian ones the first too."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for code, office, holders, start, until in rows("offices.csv"):
        if not start:
            continue
        for name in holders.split(";"):
            words = name.split()
            family = {words[-1]}
            if code.split(":")[0] in ("KOR", "PRK", "CHN", "TWN", "VNM", "JPN", "KHM", "SGP", "MMR"):
                family.add(words[0])
            for word in family:
                found.setdefault(word, []).append((office, code, start, until))
    return found
