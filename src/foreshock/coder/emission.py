"""From acts to events: both sides resolved, one event a pair, and who vouches for it."""

from __future__ import annotations

from typing import Final

from . import assertion as assertions
from .act import Act
from .answers import provoked
from .completion import Completion
from .drills import exercise, joint
from .events import ASIDE, RawEvent
from .lexicon import BLAME, Lexicon
from .naming import UNKNOWN, Party
from .pairs import paired
from .parties import Parties
from .setting import anniversary, history
from .sides import located_in
from .tree import Tree

_ADDRESSED: Final = frozenset(("AGREE", "CONCEDE", "THREATEN", "REJECT", "REQUEST", "ACCUSE", "SUPPORT"))
_TALKERS: Final = frozenset(
    "delegation delegations team negotiator negotiators envoy envoys mediator mediators".split()
)
_OWN: Final = frozenset(("its", "his", "her", "their"))


class Emission(Completion):
    """Collects the events of one text as they are read."""

    def __init__(self, lexicon: Lexicon, parties: Parties) -> None:
        super().__init__(lexicon, parties)
        self.events: list[RawEvent] = []
        self._told: Party | None = None
        #: Those who speak together, where several do.
        self._chorus: list[Party] = []
        #: Whom the verb of saying above speaks to.
        self._addressee: list[Party] = []

    def _emit(self, tree: Tree, act: Act, subject: int, level: int, speaker: Party | None, assertion: str = "") -> None:
        """Resolve both sides of an act and add its events, one a pair."""
        if history(tree, act.verb, self.parties.date) or anniversary(tree, act.verb):
            self._told = None
            return
        act = act._replace(denied=act.denied or assertion == "denied")
        act, actors, recipients = self._named_sides(tree, act, subject, speaker)
        leaves = "leave" in act.rule and act.type in ("RETREAT", "CONCEDE") and speaker is None
        talkers = subject >= 0 and tree.lowers[subject] in _TALKERS
        if act.type == BLAME or (leaves and (talkers or not _armed(actors))):
            return
        act, recipients = self._turned(tree, act, actors, recipients)
        if act.mode == "visit" and not recipients and (place := located_in(self.parties, tree)):
            recipients = [Party(*place)]  # “visited the plant at Fordow”
        spoken = speaker is not None and self.quoted(tree.starts[act.verb])
        recipients = self._other_side(tree, act, subject, actors, recipients, spoken)
        actors = actors or self._unnamed_doers(tree, act, subject, recipients)
        recipients = self._not_where(tree, act, actors, recipients)
        actors, recipients = self._with_countries(tree, act, subject, actors, recipients)
        actors, recipients = self._somebody(tree, act, subject, actors, recipients, self._previous(act))
        recipients = self._unsaid(tree, act, actors, recipients, level, spoken)
        vouched = assertion or assertions.told(tree, act)
        if exercise(tree, act) and (len(actors) > 1 or joint(tree, act)):
            act = act._replace(type="COOPERATE", mode=None, rule=f"{act.rule}, joint")
        if _idle(tree, act, actors, recipients, self.parties.teller is not None) or _own_session(tree, act, recipients):
            return
        if act.type == "CONSULT" and recipients and all(p.code.endswith(":MED") for p in recipients):
            return  # what somebody tells a newspaper is told to the reader
        pairs = paired(act, actors, recipients, self._each_other(tree, act))
        for actor, recipient in pairs:
            self._add(tree, act, actor, recipient, vouched, level)
        # Who struck whom is remembered even where a clause inside a phrase tells it.
        if level < ASIDE or (act.type == "ASSAULT" and UNKNOWN not in {p.country for pair in pairs for p in pair if p}):
            self.parties.story.add(act.type, pairs, self._number)

    def _named_sides(
        self, tree: Tree, act: Act, subject: int, speaker: Party | None
    ) -> tuple[Act, list[Party], list[Party]]:
        """The act with the actors and recipients that its own words name, or the verb of saying above it."""
        actors = (self._chorus or [speaker]) if speaker is not None else self._doers(tree, act, subject)
        if speaker is not None and act.mode == "withdraw":
            act = act._replace(recipients=())
        self._at_home = False
        recipients = self._aims(tree, act, {p.country for p in actors}) or ([self._told] if self._told else [])
        self._told = None
        if not recipients and act.type in _ADDRESSED:
            recipients = self._addressee
        if act.swapped:
            agent = tree.kid(tree.heads[act.verb], "agent") if tree.deps[act.verb] == "advcl" else -1
            # “were suspended by Chad, drawing a rebuke from …”: who did it drew it
            by = self.parties.resolve(tree, tree.kid(agent, "pobj")) if agent >= 0 else []
            meant = by or provoked(self.parties, tree, act, subject) or actors
            meant = meant or [p for p in (self.parties.person or self.parties.subject,) if p]
            actors, recipients = self._from(tree, act), meant
        return act, actors, recipients

    def _turned(self, tree: Tree, act: Act, actors: list[Party], recipients: list[Party]) -> tuple[Act, list[Party]]:
        """The act and its recipients, where these make another act of it: support for fighters, arms of others."""
        backs = act.type == "SUPPORT" and self.lexicon.lemmas.get(tree.lowers[act.verb]) in ("support", "back")
        if backs and recipients and recipients[0].code.endswith((":REB", ":PRM", ":MIL")):
            act = act._replace(type="AID")
        if act.rule.startswith("PROTEST: protest") and actors and all(_state(p) for p in actors):
            # A state that protests complains: “Chad protested over the incursion”.
            act = act._replace(type="ACCUSE", mode="disapprove")
            if not recipients:
                # “protested after a Sudanese plane had crossed its border”: whose deed it is about.
                own = {UNKNOWN, *(p.country for p in actors)}
                about = [tree.kid(k, "nsubj") for k in tree.having(act.verb, "advcl")]
                found = [p for k in about if k >= 0 for p in self.parties.resolve(tree, k)]
                recipients = [p for p in found if p.country not in own]
        if act.rule.startswith("RETREAT: destroy") and (arms := tree.kid(act.verb, "dobj")) >= 0:
            own = {UNKNOWN, *(p.country for p in actors)}
            if theirs := [p for p in self.parties.resolve(tree, arms) if p.country not in own]:
                # Only who destroys arms of his own disarms.
                return act._replace(type="ASSAULT", mode=None), theirs
        if (
            act.rule.startswith("PROTEST: protest")
            and actors
            and all(p.code.endswith((":GOV", p.country)) for p in actors)
        ):
            # “Chad protested at the arrest”: a government takes to no street.
            act = act._replace(type="ACCUSE", mode="disapprove")
        return act, recipients

    def _each_other(self, tree: Tree, act: Act) -> bool:
        """Whether joint subjects do it to one another; what breaks out or holds between two does it for both."""
        if act.type in ("ASSAULT", "RETREAT"):
            subject = tree.kid(act.verb, "nsubj")
            heads = (act.verb, subject) if subject >= 0 else (act.verb,)
            if any(p == "between" for j in heads for p, _ in tree.preps(j)):
                return True
        pairs = (("each", "other"), ("one", "another"))
        near = tree.subtree(act.verb)
        if any((tree.lowers[k - 1], tree.lowers[k]) in pairs for k in near if k):
            return True
        # “each accused the other”
        apart = {tree.lowers[k] for k in near if tree.deps[k] in ("dobj", "pobj")}
        return "other" in apart and any(tree.lowers[k] in ("each", "both") for k in near)

    def _add(self, tree: Tree, act: Act, actor: Party, recipient: Party | None, assertion: str, level: int) -> None:
        first, last = min(act.said, act.verb), max(act.said, act.verb)
        span = (tree.starts[first], tree.ends[last])
        self.events.append(
            RawEvent(act.type, act.mode, actor, recipient, assertion, span, act.strength, level, act.rule, self._number)
        )

    def _previous(self, act: Act) -> RawEvent | None:
        """The event just told, when a passive without an agent goes on with it (“An unknown number were detained”)."""
        if act.doer != -2 or act.type not in ("COERCE", "ASSAULT") or not self.events:
            return None
        last = self.events[-1]
        return (
            last
            if last.type == "ASSAULT" and last.sentence >= self._number - 1 and last.actor.country != UNKNOWN
            else None
        )


def _inert(tree: Tree, act: Act) -> bool:
    return act.type == "THREATEN" and act.doer == -1 and tree.kid(act.verb, "nsubj") >= 0


def _idle(tree: Tree, act: Act, actors: list[Party], recipients: list[Party], told: bool) -> bool:
    """Whether a visit is somebody's going somewhere, with no one known to come or to receive them, or a threat that
    somebody tells of is no one's (“said that the dam threatened the valley”)."""
    nobody = all(p.code == UNKNOWN for p in actors)
    if nobody and ((told and _inert(tree, act)) or (act.type == "CONSULT" and not recipients)):
        return True
    if act.mode != "visit" or act.verb != act.said or not tree.is_verb(act.verb):
        return False
    return not recipients or actors[0].country == UNKNOWN


def _state(party: Party) -> bool:
    return party.code.endswith((":GOV", ":MIL")) or ":" not in party.code != UNKNOWN


def _armed(actors: list[Party]) -> bool:
    return any(p.code.endswith((":MIL", ":REB", ":PRM")) or ":" not in p.code for p in actors if p.country != UNKNOWN)


def _own_session(tree: Tree, act: Act, recipients: list[Party]) -> bool:
    """Whether somebody only sits together with himself: “the cabinet held its weekly session”."""
    if act.type != "CONSULT" or recipients:
        return False
    held = tree.kid(act.verb, "dobj") if tree.is_verb(act.verb) else act.verb
    return held >= 0 and any(tree.lowers[k] in _OWN for k in tree.having(held, "poss"))
