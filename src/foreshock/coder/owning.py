"""What a side says of a deed that the text tells: it denies it or a part in it, claims it, admits it, owns a loss."""

from __future__ import annotations

from typing import Final

from .act import Act
from .beside import Beside
from .events import Span
from .grammar import negated, nobody
from .hearsay import REPORTS
from .naming import UNKNOWN
from .tree import Tree

_DENIAL: Final = frozenset("deny rebuff refute dismiss reject dispute".split())
_OWNING: Final = frozenset(("deny", "admit", "acknowledge", "confess", "confirm"))
_PART: Final = frozenset("role involvement responsibility part connection link hand complicity".split())
_DEEDS: Final = frozenset(("ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "AID"))
_CONFIRMING: Final = frozenset("acknowledge confirm admit concede mourn".split())
#: What a side that was hurt owns to, besides the attack itself.
_LOSSES: Final = frozenset(
    "loss losses death deaths casualty casualties killing killings toll incident incidents damage".split()
)
_BACKING: Final = frozenset(("SUPPORT: back", "SUPPORT: support"))
#: Deeds of one's own that are confirmed by their name alone.
_OWN_DEEDS: Final = frozenset(
    "move moves passage operation deployment seizure arrest arrests raid incursion withdrawal".split()
)
_SAID: Final = frozenset("it this that claim charge accusation allegation report reports claims charges".split())
_CLAIMING: Final = frozenset("claim accept admit take".split())


class Owning(Beside):
    """Reads denials, claims of responsibility and admissions."""

    def _special(self, tree: Tree, i: int, lemma: str, subject: int) -> bool:
        """Whether verb `i` only speaks of a deed told before or in its clause; its event is then added or mended."""
        obj = tree.kid(i, "dobj")
        noun = tree.lowers[obj] if obj >= 0 else ""
        if lemma in _DENIAL and noun in REPORTS and self._denied_report(tree, obj, subject):
            return True
        if lemma in _OWNING and self._own_deed(tree, i, subject, "denied" if lemma == "deny" else "confirmed"):
            return True
        if lemma in _DENIAL and (part := self._part(tree, i, obj)) >= 0:
            aims = tuple(k for p, k in tree.preps(part) if p == "in")
            denial = Act("ASSAULT", None, i, i, aims, f"ASSAULT: deny {tree.lowers[part]}", 2)
            self._emit(tree, denial, subject, 0, None, "denied")
            return True
        if lemma in _CLAIMING and noun == "responsibility" and subject >= 0:
            if self.parties.resolve(tree, subject) and not negated(tree, i) and not nobody(tree, i):
                aims = tuple(k for p, k in tree.preps(obj) if p == "for")
                claim = Act("ASSAULT", None, i, i, aims, "ASSAULT: claim responsibility", 3)
                self._emit(tree, claim, subject, 0, None, "confirmed")
            return True
        if lemma == "deny" and noun in _SAID and self._taken_back(tree, subject):
            return True
        return lemma in _CONFIRMING and obj >= 0 and self._owned(tree, obj, subject)

    def _taken_back(self, tree: Tree, subject: int) -> bool:
        """Whether “it” that a side denies is a deed of its own, or one done to it, that somebody else has just told
        of: then the deed is denied."""
        sides = {p.country for p in (self.parties.resolve(tree, subject) if subject >= 0 else ())} - {UNKNOWN}
        for n in range(len(self.events) - 1, -1, -1):
            event = self.events[n]
            if event.sentence < self._number - 1:
                break
            involved = {event.actor.country, event.recipient.country if event.recipient else UNKNOWN}
            if event.type in _DEEDS and event.assertion in ("claimed", "confirmed") and sides & involved:
                self.events[n] = event._replace(assertion="denied")
                return True
        return False

    def _denied_report(self, tree: Tree, report: int, subject: int) -> bool:
        """“rejected reports that it had shelled the town”: the deed, denied."""
        clauses = tree.having(report, "acl", "ccomp", "relcl")
        self._seen.update(clauses)
        act = next((act for k in clauses if (act := self.acts.full(tree, k)) is not None), None)
        if act is not None:
            self._emit(tree, act, subject, 0, None, "denied")
        return bool(clauses)

    def _own_deed(self, tree: Tree, i: int, subject: int, sure: str) -> bool:
        """“denied attacking the port”, “denied having ordered or led the raid”: the deed, denied; “admitted to having
        shot down the plane”: the deed, confirmed."""
        inner = (k for p in tree.having(i, "prep") for k in tree.having(p, "pcomp"))
        for deed in (*tree.having(i, "xcomp", "pcomp"), *inner):
            if tree.tags[deed] != "VBG" and not any(tree.lowers[k] == "having" for k in tree.having(deed, "aux")):
                continue
            for k in (deed, *tree.having(deed, "conj")):
                act = self.acts.full(tree, k)
                if act is not None and act.rule in _BACKING:
                    act = act._replace(type="AID", mode=None)  # “denied backing the rebels”
                if act is not None and act.type in _DEEDS:
                    self._seen.update((deed, k))
                    self._emit(tree, act._replace(doer=-1), subject, 0, None, sure)
                    return True
        return False

    def _part(self, tree: Tree, i: int, obj: int) -> int:
        """The part in a deed that is denied: “denied any role in …”, “denied that it had any hand in …”; -1 if none."""
        if obj < 0:
            has = next((k for k in tree.having(i, "ccomp") if tree.lowers[k] in ("had", "has", "have", "played")), -1)
            obj = tree.kid(has, "dobj") if has >= 0 else -1
            if obj >= 0 and tree.lowers[obj] in _PART:
                self._seen.add(has)
        return obj if obj >= 0 and tree.lowers[obj] in _PART else -1

    def _owned(self, tree: Tree, obj: int, subject: int) -> bool:
        """Whether a side owns to an attack told before, or to what it lost in it, which confirms the attack."""
        what = {tree.lowers[obj], *self.lexicon.noun_classes.get(tree.lowers[obj], ())}
        mine = not what.isdisjoint(_OWN_DEEDS)
        if what.isdisjoint(_LOSSES | {"ATTACK"}) and not mine:
            return False
        sides = {p.country for p in (self.parties.resolve(tree, subject) if subject >= 0 else ())} - {UNKNOWN}
        about: Span | None = None
        for n in range(len(self.events) - 1, -1, -1):
            event = self.events[n]
            involved = {event.actor.country, event.recipient.country if event.recipient else UNKNOWN}
            own = mine and event.type in (*_DEEDS, "RETREAT") and event.actor.country in sides
            hurt = event.type == "ASSAULT" and bool(sides & involved)
            if event.assertion not in ("stated", "claimed") or not (own or hurt):
                continue
            # All who struck together.
            if about is None or event.action == about:
                about = event.action
                self.events[n] = event._replace(assertion="confirmed")
        return about is not None
