"""The country of a party that is a bare common noun (“the rebels”, “a broadcaster”).

The one that its sentence places it in, else that of the side it stands against (“Iran hanged two men” is Iran's own
people), else the one in which the text plays; none where the text says whose it is, or that nobody knows.
"""

from __future__ import annotations

from typing import Final

from .mentions import between
from .naming import NAMELESS, UNKNOWN, Party, begins_definite
from .parties import Parties
from .sides import NATIONLESS, located_in, mention_at, phrase_head
from .tree import Tree

_LOCAL: Final = ("GOV", "JUD", "LEG", "CIV")
#: What a country has abroad.
_POSTED: Final = frozenset(
    "border frontier camp base bases garrison outpost embassy consulate mission compound convoy convoys patrol drone "
    "drones carrier warship warships destroyer frigate tanker tankers ship ships vessel vessels contractor "
    "contractors".split()
)
#: What says whose somebody is, and not where from.
_BOUND: Final = frozenset(
    "linked tied loyal allied aligned affiliated backed supported sponsored trained armed funded working acting "
    "hired directed controlled".split()
)
#: Who is known only by what they do, and may be from anywhere.
_ATTACKERS: Final = frozenset(
    "gunman gunmen attacker attackers assailant assailants bomber bombers hijacker hijackers kidnapper "
    "kidnappers sniper snipers shooter shooters".split()
)
_STATES: Final = frozenset("powers superpowers states countries nations".split())
_KURDS: Final = frozenset(("TUR", "IRN"))
_ASIDE: Final = frozenset("relcl acl advcl ccomp conj parataxis".split())


def settled_in(parties: Parties, tree: Tree, party: Party, other: Party | None) -> Party:
    """`party` with a country, where it is a common noun without one: where the sentence says it is, else `other`'s."""
    role = party.code.partition(":")[2]
    if party.country != UNKNOWN or not role or role == "UNK":
        return party
    named = [m for m in between(parties.mentions, party.start, party.end) if m.kind != "role" and not m.sponsor]
    if any(m.code(parties.date) not in ("UNK:REB", "UNK:PRM", "UNK:TER") for m in named) or _of_none(
        parties, tree, party
    ):
        return party
    words = {w for s, w in zip(tree.starts, tree.lowers, strict=True) if party.start <= s < party.end}
    if "foreign" in words and role in ("MIL", "REB", "CIV"):
        return party  # “foreign troops” are nobody's at home
    if any(w in NAMELESS and party.start <= s < party.end for s, w in zip(tree.starts, tree.lowers, strict=True)):
        return party
    head = _head_of(tree, party)
    if head >= 0 and (tree.lowers[head] in _STATES or any(tree.tags[k] == "NNP" for k in tree.having(head, "poss"))):
        return party  # “the three powers”; “Bright's office”, of whom nothing is known
    their = other.country if other is not None else ""
    backer = _backer(parties, tree, party, head, their)
    if backer and role == "CIV":
        return party._replace(code=f"{backer}:{role}")  # a state's hackers and spies are its own
    place = located_in(parties, tree, head)
    if place:
        theirs = {other.country} if other is not None else set[str]()
        return party._replace(code=f"{kurds_of(tree, party, place[0], theirs)}:{role}")
    if office := _holder(parties, tree, head):
        return party._replace(code=f"{office}:{role}")
    if role in ("REB", "PRM", "TER") and begins_definite(tree, party) and (home := parties.home()):
        return party._replace(code=f"{home}:{role}")
    if backer:
        return party  # whom a state arms are of the country that they fight in
    if their and their not in NATIONLESS and _alone(parties, tree, party, their) and not _posted(parties, tree, their):
        return party._replace(code=f"{their}:{role}")
    # The police of a text that speaks of several countries are those of the one it speaks of most.
    home = parties.home() or (parties.scene(set(), tree.starts[0], 2) if role in _LOCAL else "")
    return party if not home or _posted(parties, tree, home) else party._replace(code=f"{home}:{role}")


def faceless(tree: Tree, party: Party) -> bool:
    """Whether a phrase says of its people only that they attack: “gunmen”, “attackers”, “a suicide bomber”."""
    head = _head_of(tree, party)
    if head < 0 or party.country != UNKNOWN or tree.lowers[head] not in _ATTACKERS:
        return False
    return not any(p in ("of", "from") for p, _ in tree.preps(head)) and not begins_definite(tree, party)


def kurds_of(tree: Tree, party: Party, place: str, foes: set[str]) -> str:
    """The country of armed people whom one of `foes` fights in the country `place`: that one, but Turkey and Iran fight
    Kurds of their own in Iraq."""
    near = {w for s, w in zip(tree.starts, tree.lowers, strict=True) if party.start <= s < party.end}
    own = sorted(foes & _KURDS) if place == "IRQ" and party.code == f"{UNKNOWN}:REB" and "kurdish" in near else []
    return own[0] if own else place


def _alone(parties: Parties, tree: Tree, party: Party, country: str) -> bool:
    """Whether a phrase's clause speaks of no other country than that, but as who tells it."""
    head = _head_of(tree, party)
    if head < 0:
        return False
    teller = parties.teller
    told = (teller.start, teller.end) if teller is not None else (0, 0)
    for k in _clause(tree, head):
        at = mention_at(parties.mentions, tree.starts[k], tree.ends[k])
        if at is None or at.kind == "role" or at.sponsor or told[0] <= at.start < told[1]:
            continue
        code = at.code(parties.date)
        if code.split(":")[0] not in (country, *NATIONLESS) and not code.endswith(":MED"):
            return False
    return True


def _clause(tree: Tree, head: int) -> list[int]:
    """The tokens of the clause that phrase `head` stands in, with what “and” joins to it without a subject of its
    own, but no other clause."""
    top = tree.heads[head]
    while tree.heads[top] != top and not tree.is_verb(top):
        top = tree.heads[top]
    found: list[int] = []
    stack = [top]
    while stack:
        k = stack.pop()
        found.append(k)
        for j in tree.kids[k]:
            shared = tree.deps[j] == "conj" and (not tree.is_verb(j) or tree.kid(j, "nsubj", "nsubjpass") < 0)
            if tree.deps[j] not in _ASIDE or shared:
                stack.append(j)
    return found


def _posted(parties: Parties, tree: Tree, country: str) -> bool:
    """Whether a sentence names a country only for what it has abroad: “stormed the Chadian embassy”."""
    found = False
    for k in range(len(tree)):
        mention = mention_at(parties.mentions, tree.starts[k], tree.ends[k])
        if mention is None or mention.start != tree.starts[k] or mention.kind == "role":
            continue
        if mention.code(parties.date).split(":")[0] == country:
            if (
                tree.deps[k] not in ("amod", "compound", "poss", "nmod")
                or tree.lowers[phrase_head(tree, k)] not in _POSTED
            ):
                return False
            found = True
    return found


def _holder(parties: Parties, tree: Tree, head: int) -> str:
    """The country of the office that somebody is taken for: “recognised the rebel leader as Chad's president”."""
    taken = [*tree.preps(tree.heads[head]), *tree.preps(head)] if head >= 0 and tree.deps[head] == "dobj" else []
    found = (p.country for preposition, k in taken if preposition == "as" for p in parties.resolve(tree, k, True))
    return next((country for country in found if country not in NATIONLESS), "")


def _backer(parties: Parties, tree: Tree, party: Party, head: int, country: str) -> str:
    """Whose people a phrase says that they are, where it is not `country`: “hackers linked to Chad”, “Chadian-backed
    gunmen”."""
    for m in between(parties.mentions, party.start, party.end):
        if m.sponsor:
            return m.code(parties.date).split(":")[0]
    bound = [k for k in tree.kids[head] if tree.lowers[k] in _BOUND and k > head] if head >= 0 else []
    if head >= 0 and tree.lowers[tree.heads[head]] in _BOUND and tree.tags[tree.heads[head]] in ("VBD", "VBN"):
        bound.append(tree.heads[head])  # read as the clause's verb
    backers = (
        p.country
        for k in bound
        for preposition, j in tree.preps(k)
        if preposition in ("to", "with", "by", "for")
        for p in parties.resolve(tree, j, True)
    )
    return next((b for b in backers if b not in (UNKNOWN, country)), "")


def _head_of(tree: Tree, party: Party) -> int:
    """The token that a party's phrase ends in, or -1."""
    return next((k for k in range(len(tree)) if tree.ends[k] == party.end), -1)


def _of_none(parties: Parties, tree: Tree, party: Party) -> bool:
    """Whether a phrase names a body of no country as whose it is: “activists of Amnesty International”."""
    head = _head_of(tree, party)
    for preposition, k in tree.preps(head) if head >= 0 else ():
        if preposition in ("of", "from", "for", "with"):
            inner = between(parties.mentions, tree.starts[tree.left_edge(k)], tree.ends[k])
            if any(m.kind == "name" and m.code(parties.date) == f"{UNKNOWN}:CIV" for m in inner):
                return True
    return False
