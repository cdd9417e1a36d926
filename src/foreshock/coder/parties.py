"""Who a noun phrase means: `COUNTRY:ROLE` codes from names, adjectives, offices, common nouns and reference.

The phrase's own words decide first (a name at its head, then a role noun with a country beside it), then its “of” and
“in” phrases, then an apposition, then what the entry said before.
"""

from __future__ import annotations

from typing import Final

from .memory import Memory
from .mentions import Mention, between
from .naming import (
    COUNTS,
    NAMELESS,
    POSSESSIVE,
    STATELESS,
    UNKNOWN,
    Party,
    coordinated,
    definite,
    inside,
    role_of,
    with_role,
)
from .reference import (
    ASSAULT,
    ATTACKERS,
    HALVES,
    HE,
    PLURAL,
    THEY,
    WE,
    both,
    described,
    introduced,
    korea,
    pronoun,
    they,
)
from .tree import Tree

_WHO: Final = frozenset("who which that".split())
_ANYBODY: Final = frozenset("anyone anybody everyone everybody whoever".split())
_OWN: Final = POSSESSIVE | {"my"}
_BODIES: Final = (":LEG", ":JUD", ":MIL", ":GOV")
_INSIDE: Final = ("of", "between", "in", "from", "for", "to", "at", "with", "by", "on", "under", "inside")


class Parties(Memory):
    """Resolves phrases of one text, sentence by sentence in order, and remembers what was named."""

    #: Whether an introduction is looked up just now: one look-up starts no other.
    _looking = False

    def resolve(self, tree: Tree, i: int, bare: bool = False) -> list[Party]:
        """The parties that phrase head `i` and its conjuncts name; `bare` keeps to the phrase itself.

        An empty list means that nothing in the phrase names an actor."""
        found = self.single(tree, i, bare)
        for k in tree.kids[i]:
            if tree.deps[k] == "conj":
                more = self.resolve(tree, k, bare)
                # “ambassadors of Arnor and Gondor”, “lawmakers and officials in Fornost”: a shared role or place.
                apart = any(
                    tree.tags[d] == "JJ" and tree.words[d][0].isupper() for d in tree.kids[k]
                )  # “European powers”
                found += more if apart else [self._shared(tree, p, found) for p in more]
        unique: dict[str, Party] = {}
        for party in found:
            unique.setdefault(party.code, party)
        return list(unique.values())

    def _shared(self, tree: Tree, party: Party, before: list[Party]) -> Party:
        if (
            party.country == "UNK"
            and before
            and not _governmental(tree, party)
            and before[0].country not in ("UNK", *STATELESS)
            and ":" in party.code
        ):
            return party._replace(code=before[0].country + ":" + party.code.split(":")[1])
        return party

    def _counted(self, tree: Tree, i: int, bare: bool) -> list[Party]:
        """“hundreds of protesters”, “most of its staff”: those counted, with the span from the count on."""
        if tree.lowers[i] not in COUNTS and tree.tags[i] != "CD":
            return []
        joined = tree.having(i, "conj")
        inner = next((k for p, k in tree.preps(i) if p == "of" and not any(c < k for c in joined)), -1)
        if inner < 0 and tree.deps[i] == "conj":
            # “two U.S. members and scores of Afghans”, where the parser hangs “of” on the first
            inner = next((k for p, k in tree.preps(tree.heads[i]) if p == "of" and k > i), -1)
        start = tree.starts[tree.left_edge(i)]
        return [p._replace(start=min(start, p.start)) for p in self.resolve(tree, inner, bare)] if inner >= 0 else []

    def single(self, tree: Tree, i: int, bare: bool) -> list[Party]:
        """The parties that phrase head `i` names without its conjuncts."""
        start, end = tree.starts[tree.left_edge(i)], tree.ends[i]
        if (meant := self._referred(tree, i, bare, (start, end))) is not None:
            return meant
        at = tree.starts[i]
        near = between(self.mentions, start, max(end, at + 60))
        head = next((m for m in near if m.start <= at < m.end), None)
        if head is None and tree.tags[i] == "NNP" and (known := self.surnames.get(tree.words[i])):
            return [Party(known.code(self.date), start, end)]
        codes = self._phrase(tree, i, [m for m in near if m.start < end], head, bare)
        if not codes and head is None and tree.tags[i] == "NNP" and not self._looking:
            self._looking = True
            codes = introduced(self, tree, i)
            self._looking = False
        return [Party(code, start, max(end, head.end if head else 0)) for code in codes]

    def _referred(self, tree: Tree, i: int, bare: bool, span: tuple[int, int]) -> list[Party] | None:
        """Whom a phrase that names nobody means by what was said before; None where its own words tell."""
        start, end = span
        # “US” is no “us”.
        lower = tree.lowers[i] if tree.words[i] != "US" else "u.s."
        if lower in ("state", "states") and any(p == "of" for p, _ in tree.preps(i)) and not bare:
            return []  # “a state of emergency”
        if lower == "koreas":
            return [Party(code, start, end) for code in HALVES.values()]
        if lower in HALVES and tree.tags[i] == "NNP" and (half := korea(self, tree, i)):
            return [Party(half, start, end)]
        if lower == "koreas":
            return [Party(code, start, end) for code in HALVES.values()]
        if lower in PLURAL and len(two := they(self, lower == "they")) > 1:
            return [party._replace(start=tree.starts[i], end=end) for party in two]
        if lower in HE or lower in THEY or lower in WE:
            meant = pronoun(self, lower, tree.starts[0], tree.starts[i])
            return [meant._replace(start=tree.starts[i], end=end)] if meant else []
        if lower in _WHO and tree.deps[i] in ("nsubj", "nsubjpass", "dobj"):
            clause = tree.heads[i]
            if tree.deps[clause] == "relcl":
                return self.single(tree, tree.heads[clause], True)
        if lower in _ANYBODY:
            return [Party(f"{UNKNOWN}:CIV", start, end)]
        if counted := self._counted(tree, i, bare):
            return counted
        if (paired := both(self, tree, i)) is not None:
            return paired
        if lower in ATTACKERS and definite(tree, i) and tree.kid(i, "prep", "relcl", "amod", "compound") < 0:
            return [p._replace(start=start, end=end) for p in self.story.author(ASSAULT, before=True)]
        if kind := described(self, tree, i):
            return [kind._replace(start=start, end=end)]
        return None

    def _phrase(self, tree: Tree, i: int, base: list[Mention], head: Mention | None, bare: bool) -> list[str]:
        """The codes that the phrase of `i` gives by its own words: `base` are its mentions, `head` the one at `i`."""
        named = [m for m in base if m.kind in ("name", "person") and not m.sponsor]
        lands = [m for m in base if m.kind in ("country", "people", "capital") and not m.sponsor]
        roles = [m for m in base if m.kind == "role"]
        if head and head.kind in ("name", "person") and not head.sponsor:
            return self._name(tree, base, head, lands, roles)
        if head and head.kind in ("country", "capital", "people") and not roles and not named:
            code = head.code(self.date)
            # “met in Vienna”: there a capital is where, and at most its country a side.
            return [code.split(":")[0] if head.kind == "capital" and (inside(tree, i) or _above(tree, i)) else code]
        role = role_of(roles)
        if named:
            return [self._member(named[-1].code(self.date), lands, role)]
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
            # “Chadian-backed fighters” are no army; “Chadian-backed government forces” are one.
            lent = sponsor and role == "MIL" and not any(m.codes[0][0] == "GOV" for m in roles)
            return [f"{known or UNKNOWN}:{'PRM' if lent else role}"]
        return []

    def _name(
        self, tree: Tree, base: list[Mention], head: Mention, lands: list[Mention], roles: list[Mention]
    ) -> list[str]:
        """The codes of a phrase with a person's or a body's name at its head, as the words beside it bear on it."""
        date, code = self.date, head.code(self.date)
        owner = next((m for m in lands if m.kind != "capital" and 0 < head.start - m.end <= 3), None)
        titled = [m for m in lands if m.kind == "people" and m.end < head.start and roles and roles[0].start > m.start]
        if head.kind == "person" and titled and titled[-1].code(date).split(":")[0] != code.split(":")[0]:
            # “Portuguese Prime Minister Guterres”, years before his other office: what stands beside the name.
            return [self._national(titled[-1], role_of(roles))]
        if owner is not None and code.endswith(_BODIES):
            # “the Honduran Congress”: the name stands for another country's body elsewhere.
            return [f"{owner.code(date).split(':')[0]}:{code.partition(':')[2]}"]
        if code.startswith("UNK:") and lands:
            return [lands[-1].code(date).split(":")[0] + code[3:]]
        kinds = ("name", "person", "country")
        peers = [m for m in base if m.kind in kinds and not m.sponsor and m.start <= head.start]
        joined = coordinated(tree, peers) if len(peers) > 1 else []
        return [m.code(date) for m in joined] if len(joined) > 1 else [code]

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
            owner = self.single(tree, k, True) if tree.lowers[k] not in _OWN else []
            if owner:
                return [with_role(owner[0].code, role)]
        own = any(tree.lowers[k] in _OWN for k in owners)
        for preposition, k in tree.preps(i):
            if preposition == "from" and own and role == "CIV":
                continue  # “brought its citizens home from Chad”
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
            other = self.single(tree, k, False)
            if other and not other[0].code.startswith("UNK"):
                return [other[0].code if ":" in other[0].code or not role else f"{other[0].code}:{role}"]
        # “their resumption of ties with …”: the owner of “their” is the subject, and only the last resort.
        for k in owners:
            if tree.lowers[k] in _OWN and (owner := self.single(tree, k, True)):
                return [with_role(p.code, role) for p in owner]
        return []


def _above(tree: Tree, i: int) -> bool:
    """Whether `i` is what something is over: “shot down three missiles over Damascus”."""
    return tree.deps[i] == "pobj" and tree.lowers[tree.heads[i]] in ("over", "above")


def _governmental(tree: Tree, party: Party) -> bool:
    """Whether a phrase has “government” before its forces, which are those of the land and no ally's."""
    inside = (w for s, w in zip(tree.starts, tree.lowers, strict=True) if party.start <= s < party.end)
    return party.code.endswith(":MIL") and not {"government", "regime", "local"}.isdisjoint(inside)
