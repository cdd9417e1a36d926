"""Whose act a clause tells and whom its own words name: the places that the act's frame gives, and pronouns."""

from __future__ import annotations

from typing import Final

from .act import Act
from .acts import Acts
from .belonging import kurds_of
from .grammar import passive
from .lexicon import Lexicon
from .naming import BROKERED, NEAR, PASSED, POSSESSIVE, UNKNOWN, Party, begins_definite, edge, inside
from .parties import Parties
from .tree import Tree

_HARMING: Final = frozenset(("ACCUSE", "COERCE", "SANCTION", "ASSAULT"))
_OBJECTS: Final = frozenset("him her them it".split())
_HOUSING: Final = frozenset("host hosts hosted hosting house houses housed housing".split())
_HOSTILE: Final = frozenset(("ASSAULT", "COERCE", "ACCUSE", "REJECT", "PROTEST"))
#: Acts towards others, whose own object is what is used for them: “recalled its ambassador”.
_OUTWARD: Final = ("CONSULT", "REQUEST", "SANCTION", "MOBILIZE", "REJECT", "RETREAT", "SUPPORT", "AGREE")


class Roles:
    """Resolves the sides of acts in the sentences of one text."""

    def __init__(self, lexicon: Lexicon, parties: Parties) -> None:
        self.acts = Acts(lexicon)
        self.lexicon = lexicon
        self.parties = parties
        self._number = 0
        #: Whether the act's own words place it in its actor's country.
        self._at_home = False

    def quoted(self, position: int) -> bool:
        """Whether a character lies in a quoted passage; nothing does where none are known."""
        return False

    def _doers(self, tree: Tree, act: Act, subject: int) -> list[Party]:
        if act.doer >= 0 and (passive(tree, act.verb) and self._is_attack(tree, act.doer)):
            return self._by_means_of(tree, [act.doer])
        if act.doer >= 0:
            return self.parties.resolve(tree, act.doer)
        if act.doer == -2:
            means = [k for a in tree.having(act.verb, "agent") for k in tree.having(a, "pcomp")]
            means += [k for _, k in tree.preps(act.verb)]
            return self._by_means_of(tree, [k for k in means if self._is_attack(tree, k)])
        if subject < 0:
            return []
        if self._is_attack(tree, subject) and act.type == "ASSAULT":
            noun = self.acts.noun(tree, subject)
            if noun is not None and (noun.recipients or noun.doer >= 0):
                return self.parties.resolve(tree, noun.doer, True) if noun.doer >= 0 else []
        found = self.parties.resolve(tree, subject)
        found = [*self._before(tree, subject), *found]
        if not found:
            # “a mine laid by the rebels killed …”
            agents = (tree.kid(k, "agent") for k in tree.having(subject, "acl") if tree.lowers[k] not in BROKERED)
            found = [p for k in agents if k >= 0 for p in self.parties.resolve(tree, tree.kid(k, "pobj"))]
        listed = self.parties.listed(tree, subject) if found else []
        return listed if len(listed) > len(found) else found

    def _is_attack(self, tree: Tree, k: int) -> bool:
        return "ATTACK" in self.lexicon.noun_classes.get(tree.lowers[k], ())

    def _by_means_of(self, tree: Tree, attacks: list[int]) -> list[Party]:
        """Whose attacks those nouns name: “killed by Chadian shelling”, “wounded in clashes with the rebels”."""
        for k in attacks:
            near = [j for p, j in tree.preps(k) if p in ("with", "by", "of", "from")]
            for j in (*near, *tree.having(k, "poss", "compound", "amod")):
                if found := self.parties.resolve(tree, j, True):
                    return found
        return []

    def _before(self, tree: Tree, subject: int) -> list[Party]:
        """“Chad's president and the Sudanese leader signed”, where the parser takes them for two subjects."""
        above = tree.heads[subject]
        if above == subject or tree.deps[subject] != "nsubj":
            return []
        first = next(k for k in tree.kids[above] if tree.deps[k] == "nsubj")
        joined = first < subject and (tree.kid(first, "cc") >= 0 or first < tree.kid(above, "cc") < subject)
        return self.parties.resolve(tree, first) if joined else []

    def _aims(self, tree: Tree, act: Act, own: set[str] | None = None) -> list[Party]:
        found: list[Party] = []
        subject = tree.kid(act.verb, "nsubj")
        heads = act.recipients
        if (
            not heads
            and act.doer != -1
            and own is not None
            and tree.deps[act.verb] == "xcomp"
            and passive(tree, act.verb)
        ):
            # “five Chadians are to be released”
            heads = tuple(tree.having(tree.heads[act.verb], "nsubj", "nsubjpass"))
        if act.type == "REQUEST" and (asked := tree.kid(act.said, "dobj", "dative")) >= 0:
            # “asked Chad for help for its people”: the one who is asked before the one it is for.
            heads = (*((asked,) if self.parties.resolve(tree, asked, True) else ()), *heads)
        if act.type == "ASSAULT" and subject >= 0 and (noun := self.acts.noun(tree, subject)) is not None:
            heads = noun.recipients + heads
        if act.type == "PROTEST" and (obj := tree.kid(act.verb, "dobj")) >= 0 and self.parties.resolve(tree, obj, True):
            heads = (obj, *heads)  # “stormed the Chadian embassy in Khartoum”
        if act.type == "ASSAULT" and heads and (housed := self._housed(tree, min(heads), own or set())):
            return housed
        if act.type in _HARMING:
            # Whom before where: “was arrested in Minsk”.
            heads = tuple(sorted(heads, key=lambda k: inside(tree, k)))
        if act.rule.startswith("AID: evacuate"):
            heads = tuple(sorted(heads, key=lambda k: tree.deps[k] == "pobj"))  # whom before where from
        bare: Party | None = None
        if not self.quoted(tree.starts[act.verb]):
            # “deplored the move as "an attack on Chad"”: the move, not what it is called.
            heads = tuple(k for k in heads if tree.lowers[tree.heads[k]] != "as" or not self.quoted(tree.starts[k]))
        for k in heads:
            if act.type == "REQUEST" and tree.lowers[tree.heads[k]] == "for" and tree.kid(act.verb, "dobj") >= 0:
                continue  # “demanded a million dollars for three Chadians”
            named, left = self.parties.resolve(tree, k), tree.starts[tree.left_edge(k)]
            found += [party for party in named if party.country != UNKNOWN]
            if bare is not None and len(found) == 1 and inside(tree, k) and found[0].start >= left:
                # “killed nine villagers in Burundi”, “detained protesters in Minsk”: the country is theirs.
                where = kurds_of(tree, bare, found[0].country, own or set())
                return [bare._replace(code=f"{where}:{bare.code.partition(':')[2]}")]
            bare = bare or next((p for p in named if p.country == UNKNOWN and ":" in p.code), None)
            if own and tree.lowers[k] in _OBJECTS and found and all(p.country in own for p in found):
                # “police shot him”: nobody is the object of the own act.
                found = self._but(own)
            elif own and tree.lowers[k] in _OBJECTS:
                found = [p for p in found if p.country not in own]
            # “killed four soldiers in Jaffna”, “closed its ports”: the actor's own country, as a whole, is where.
            mine = any(tree.lowers[d] in POSSESSIVE for d in tree.having(k, "poss"))
            its = mine or any(tree.having(j, "poss") for p, j in tree.preps(k) if p == "of" and tree.tags[k] == "CD")
            # “struck its camps in Chad”: nobody strikes his own, wherever they lie.
            mean = [Party(min(own), tree.starts[k], tree.ends[k])] if own and found and act.type == "ASSAULT" else found
            if own and its and act.type in ("ASSAULT", "COERCE", "PROTEST") and (theirs := self._fought(own, mean)):
                return theirs
            if (
                own
                and (mine or tree.deps[k] == "pobj")
                and all(p.country in own and (":" not in p.code or (mine and act.type in _OUTWARD)) for p in found)
            ):
                self._at_home |= bool(found) and act.mode != "seize"
                found = []
            if found:
                return found
        for k in heads if bare is None and "veto" not in act.rule else ():
            if deep := self._within(tree, k, act.type):
                return deep
        for k in heads:
            # “recalled its workers”: one's own are not the other side.
            if any(tree.lowers[d] in POSSESSIVE for d in tree.having(k, "poss")) or tree.lowers[k] in _OBJECTS:
                continue
            if found := self.parties.resolve(tree, k):
                return found
        for k in heads:
            # “ruled out talks with rebels”: somebody of whom only the role is known
            for preposition, j in tree.preps(k):
                # “bombed positions of the rebels”
                aims = ("with", "against", "on", "of") if act.type == "ASSAULT" else ("with", "against", "on")
                if preposition in aims and (found := self.parties.resolve(tree, j)):
                    return found
        return []

    def _but(self, own: set[str]) -> list[Party]:
        """Whom a pronoun means that stands for nobody of `own`: the other side of what was told before."""
        found = (self.parties.story.against(country, onlooker=False) for country in sorted(own))
        return next(([p for p in some if p.country not in own] for some in found if some), [])

    def _theirs(self, tree: Tree, act: Act, actor: Party, other: Party) -> Party:
        """“shot down two jets and captured a pilot”, “seized the boats, and the crews were fined”: those of the side
        that the same sentence has just told of."""
        if "expel" in (act.mode or act.rule) and (named := self.parties.story.against(actor.country)):
            # “Minsk expelled three diplomats”: nobody expels his own.
            return other._replace(code=f"{named[0].country}:GOV")
        told = self.parties.story.told
        role = other.code.partition(":")[2]
        if (
            not told
            or not role
            or told[-1].sentence != self._number
            or not (role == "MIL" or tree.deps[act.verb] == "advcl" or begins_definite(tree, other))
        ):
            return other
        last = told[-1]
        same = any(p.country == actor.country or p.start == actor.start for p in last.doers)
        if not same or len(last.others) != 1:
            return other
        if last.type == act.type == "ASSAULT" and tree.deps[act.verb] == "advcl":
            return last.others[0]  # “bombed a camp in Chad, killing six fighters” is one deed
        return other._replace(code=f"{last.others[0].country}:{role}")

    def _housed(self, tree: Tree, first: int, own: set[str]) -> list[Party]:
        """Whose forces the place holds that is hit: “rockets at a base in Chad housing French troops”."""
        for j in range(first + 1, len(tree)):
            if tree.lowers[j] in _HOUSING:
                guests = tree.heads[j] if tree.deps[j] == "amod" else tree.kid(j, "dobj")
                found = self.parties.resolve(tree, guests, True) if guests >= 0 else []
                return [p for p in found if p.country not in own and p.country != UNKNOWN]
        return []

    def _fought(self, own: set[str], found: list[Party]) -> list[Party]:
        """“shot down a Chadian jet and captured its pilot”: who is taken is of the side that the sentence has just said
        was struck; empty where `found` is not the doers' own or nothing was told."""
        told = self.parties.story.told
        if not found or any(p.country not in own for p in found) or not told or told[-1].sentence != self._number:
            return []
        last = told[-1]
        struck = last.type in _HOSTILE and own == {p.country for p in last.doers} and len(last.others) == 1
        if not struck or last.others[0].country in own:
            return []
        country = last.others[0].country
        return [p._replace(code=":".join([country, *p.code.split(":")[1:]])) for p in found]

    def _among(self, tree: Tree, subject: int, actor: Party) -> bool:
        """Whether joint subjects belong to one country: “Chad's government and rebel leaders signed …”."""
        if subject < 0 or actor.country == UNKNOWN:
            return False
        joined = [p for k in tree.having(subject, "conj") for p in self.parties.resolve(tree, k)]
        return bool(joined) and all(p.country in (actor.country, UNKNOWN) for p in joined)

    def _within(self, tree: Tree, head: int, kind: str) -> list[Party]:
        """A party named anywhere in an object's phrase: “the roads that lead into Chad”."""
        for k in tree.phrase(head)[:40]:
            if tree.tags[k] not in ("NNP", "NNPS") or tree.deps[k] not in ("pobj", "dobj", "nsubj"):
                continue
            if tree.deps[tree.heads[k]] == "agent" and tree.lowers[tree.heads[tree.heads[k]]] in BROKERED:
                continue
            above = tree.heads[k]
            if (tree.lowers[above] in NEAR | PASSED and kind != "MOBILIZE") or edge(tree, k):
                continue
            if self.quoted(tree.starts[k]) and not self.quoted(tree.starts[head]):
                continue  # “deplored the move as "an attack on Chad"”
            if found := [p for p in self.parties.resolve(tree, k, True) if p.country != UNKNOWN]:
                return found
        return []

    def _from(self, tree: Tree, act: Act) -> list[Party]:
        obj = tree.kid(act.verb, "dobj")
        heads = [k for j in (obj, act.verb) if j >= 0 for p, k in tree.preps(j) if p in ("from", "by")]
        # “criticism from Chad and from Sudan”
        joined = [j for k in heads for j in tree.having(tree.heads[k], "conj")]
        heads += [k for j in joined for k in tree.having(j, "pobj")]
        return [party for k in heads for party in self.parties.resolve(tree, k)]
