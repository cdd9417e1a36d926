"""Who is meant by a phrase that names nobody: “he”, “they”, “both sides”, “the group”, a surname, “the North”."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from .mentions import between
from .naming import NAMES, UNKNOWN, Party, definite
from .tree import Tree

if TYPE_CHECKING:
    from .parties import Parties

HE: Final = frozenset("he she him her his hers".split())
THEY: Final = frozenset("it they them its their theirs itself themselves".split())
PLURAL: Final = frozenset("they them their theirs".split())
WE: Final = frozenset("we us our ours i me my myself ourselves".split())
#: Who did the attack told before.
ATTACKERS: Final = frozenset("attackers attacker assailants assailant perpetrators perpetrator".split())
ASSAULT: Final = frozenset(("ASSAULT",))
HALVES: Final = {"north": "PRK", "south": "KOR"}
_TWINS: Final = frozenset(
    "sides side countries parties governments leaders neighbours neighbors nations camps armies presidents ministers "
    "capitals powers foes rivals pair two duo men women delegations enemies adversaries belligerents".split()
)
_THE: Final = frozenset(("the",))
_PAIR: Final = frozenset("two pair duo rivals foes".split())
_ALL: Final = frozenset(("all", "the", "these", "those"))
_BOTH: Final = frozenset(("both", "all", "each", "either"))
#: Acts whose two sides are “they” afterwards.
_JOINT: Final = ("CONSULT", "COOPERATE", "SUPPORT", "AGREE", "ASSAULT")
_ARMED: Final = frozenset(
    "group movement organisation organization militia faction militants insurgents rebels guerrillas "
    "separatists".split()
)
_UNIONS: Final = frozenset("bloc alliance body union league organisation organization council agency".split())
_DESCRIBING: Final = _ARMED | _UNIONS | {"kingdom", "island"}
_PLAIN: Final = ("det", "case", "punct", "prep")
_KINGDOMS: Final = frozenset(
    "SAU JOR BHR MAR THA GBR TON ESP BEL NLD DNK NOR SWE KHM NPL BTN LSO SWZ KWT OMN MYS".split()
)
_ISLANDS: Final = frozenset(
    "TWN GRL CUB CYP LKA MLT MDV MUS MDG JAM BHR ISL IRL NRU SYC COM HTI BRB TTO FJI TLS".split()
)
_REALMS: Final = {"kingdom": _KINGDOMS, "island": _ISLANDS}


def pronoun(parties: Parties, word: str, start: int, position: int) -> Party | None:
    """Whom “he”, “they” or “we” at `position` means, in the sentence that begins at `start`."""
    if word in WE:
        return parties.speaker
    if word in HE and (parties.person is None or parties.person.start < start):
        # “gave asylum to Evo Morales, while his supporters …”: the person named last, where the subject is none.
        named = [m for m in between(parties.mentions, start, position) if m.kind == "person" and not m.sponsor]
        if named:
            return Party(named[-1].code(parties.date), named[-1].start, named[-1].end)
    return (parties.person or parties.subject) if word in HE else (parties.subject or parties.person)


def they(parties: Parties, subject: bool) -> tuple[Party, ...]:
    """Both sides of a joint act told last; as `subject`, only where the subject since is one of them."""
    last = parties.story.told[-1] if parties.story.told else None
    if last is None or parties.subject is None or last.type not in _JOINT:
        return ()
    sides = {p.country for p in (*last.doers, *last.others)}
    joint = len(last.doers) > 1 or last.type == "CONSULT"
    return parties.story.two() if joint and (not subject or parties.subject.country in sides) else ()


def both(parties: Parties, tree: Tree, i: int) -> list[Party] | None:
    """“both sides”, “the two countries”, “each”: the sides of the event told before, else the last two countries
    named; None where the phrase says no such thing or names its own."""
    words = {tree.lowers[k] for k in tree.kids[i]}
    twin = tree.lowers[i] in _TWINS and (not words.isdisjoint(_BOTH) or {"the", "two"} <= words)
    twin = twin or (tree.lowers[i] in _PAIR and definite(tree, i))
    # “The leaders agreed”, of two who have met.
    twin = twin or (tree.lowers[i] in _TWINS and words <= _THE and len(they(parties, False)) > 1)
    alone = tree.lowers[i] in ("both", "each", "neither") and tree.deps[i] in ("nsubj", "nsubjpass", "dobj", "pobj")
    if tree.tags[i] == "CD" and words and words <= _ALL and tree.deps[i] in ("dobj", "nsubjpass", "nsubj"):
        # “pardoned all six”: those told of before
        return [p._replace(start=tree.starts[i], end=tree.ends[i]) for p in parties.story.addressed()] or None
    if not (twin or alone) or (alone and any(p == "of" for p, _ in tree.preps(i))):
        return None
    start, end = tree.starts[tree.left_edge(i)], tree.ends[i]
    if any(m.kind in ("country", "people", "name") for m in between(parties.mentions, start, end)):
        return None
    if any(p in ("of", "from", "in") and parties.resolve(tree, k, True) for p, k in tree.preps(i)):
        return None
    found = parties.story.two() or _last_two(parties, tree.starts[0]) or _last_two(parties, start)
    return [party._replace(start=start, end=end) for party in found] or None


def _last_two(parties: Parties, position: int) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    here = bisect_left(parties.mentions, (position,))
    for m in reversed(parties.mentions[max(0, here - 12) : here]):
        if m.kind in NAMES and not m.sponsor and (code := m.code(parties.date)).split(":")[0] != UNKNOWN:
            found.setdefault(code.split(":")[0], Party(code, m.start, m.end))
            if len(found) == 2:
                return tuple(reversed(found.values()))
    return ()


def described(parties: Parties, tree: Tree, i: int) -> Party | None:
    """“the group”, “the bloc”, “the kingdom”: the one of that kind that was named last."""
    word = tree.lowers[i]
    if word not in _DESCRIBING or any(parties.resolve(tree, k, True) for _, k in tree.preps(i)):
        return None
    armed, union = word in _ARMED, word in _UNIONS
    if not definite(tree, i) or any(tree.deps[k] not in _PLAIN for k in tree.kids[i]):
        return None
    here = bisect_left(parties.mentions, (tree.starts[i],))
    for m in reversed(parties.mentions[max(0, here - 12) : here]):
        code = m.code(parties.date) if m.kind != "role" and not m.sponsor else ""
        if code.partition(":")[0] in _REALMS.get(word, ()):
            return Party(code.partition(":")[0], m.start, m.end)
        code = code if m.kind == "name" else ""
        country, _, role = code.partition(":")
        if (armed and (role in ("REB", "PRM", "TER") or country in ("ISIS", "HZB", "HTH"))) or (
            union and country == "IGO"
        ):
            return Party(code, m.start, m.end)
    return None


def korea(parties: Parties, tree: Tree, i: int) -> str:
    """“the North” and “the South” where the text speaks of Korea."""
    alone = definite(tree, i) and not any(tree.deps[k] in ("compound", "amod", "prep") for k in tree.kids[i])
    return HALVES[tree.lowers[i]] if alone and not parties.countries.isdisjoint(HALVES.values()) else ""


def introduced(parties: Parties, tree: Tree, i: int) -> list[str]:
    """The code that a surname had where its bearer was introduced: “the Ruritanian envoy, Ada Bright … Bright”."""
    word = tree.words[i]
    for then in reversed(parties.heard):
        if word not in then.words or ((j := then.words.index(word)) >= i and then is tree):
            continue
        above = then.heads[j] if then.deps[j] in ("appos", "poss", "compound") else j
        found = parties.single(then, j, False) or (parties.single(then, above, True) if above != j else [])
        if found := [p for p in found if p.country != UNKNOWN]:
            return [found[0].country if then.deps[j] == "poss" else found[0].code]
    return []
