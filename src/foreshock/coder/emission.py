"""From acts to events: both sides resolved, one event a pair, and who vouches for it."""

from __future__ import annotations

from typing import Final, NamedTuple

from .act import Act
from .answers import answered, helped, referred, taken_up
from .home import at_home, faced
from .lexicon import BLAME, Lexicon
from .naming import ASIDE, UNKNOWN, Party
from .pairs import mutual, paired, selfsame
from .parties import Parties
from .roles import Roles
from .setting import anniversary, history
from .sides import armed, authority, lawful, named_within, settled_in, unnamed, warned, warned_of
from .tree import Tree

Span = tuple[int, int]
_ADDRESSED: Final = frozenset(("AGREE", "CONCEDE", "THREATEN", "REJECT", "REQUEST", "ACCUSE", "SUPPORT"))
_ALLEGED: Final = frozenset("reportedly allegedly apparently".split())
_EXERCISING: Final = frozenset(
    "exercise exercises exercised exercising drill drills drilled drilling manoeuvre manoeuvres maneuver maneuvers "
    "patrol patrols patrolled patrolling train trained training rehearse rehearsed rehearsal practise practised "
    "practiced".split()
)
_WHERE: Final = frozenset("in at near over around across along off outside".split())
#: Acts done to the country that they happen in.
_DONE_AT: Final = ("MOBILIZE", "RETREAT", "ASSAULT", "COERCE")
_UNCREWED: Final = frozenset(("drone", "drones"))
_HELP: Final = frozenset(("AID", "MONEY", "WEAPON"))
#: Who is sent to help is not who is helped.
_SENT: Final = frozenset("send dispatch despatch fly deploy rush mobilise mobilize".split())
_TOGETHER: Final = frozenset(("joint", "jointly", "together"))
_BESIDE: Final = frozenset("near close border off along around opposite coast waters".split())
#: Acts that are often nobody's concern; a country in their clause is where they happen.
_TO_NOBODY: Final = frozenset(("RETREAT", "CONCEDE"))


class RawEvent(NamedTuple):
    """An event as read in one sentence, before the entry's other sentences are heard. `level` 0 is a main clause,
    1 reported or adverbial, 2 relative or nominal; `strength` as in Act."""

    type: str
    mode: str | None
    actor: Party
    recipient: Party | None
    assertion: str
    action: Span
    strength: int
    level: int
    rule: str
    sentence: int


class Emission(Roles):
    """Collects the events of one text as they are read."""

    def __init__(self, lexicon: Lexicon, parties: Parties) -> None:
        super().__init__(lexicon, parties)
        self.events: list[RawEvent] = []
        self._told: Party | None = None
        #: Those who speak together, where several do.
        self._chorus: list[Party] = []
        #: Whom the verb of saying above speaks to.
        self._addressee: list[Party] = []

    def quoted(self, position: int) -> bool:
        """Whether a character lies in a quoted passage; nothing does where none are known."""
        return False

    def _emit(
        self, tree: Tree, i: int, act: Act, subject: int, level: int, speaker: Party | None, assertion: str = ""
    ) -> None:
        """Resolve both sides of an act and add its events, one a pair."""
        if history(tree, act.verb, self.parties.date) or anniversary(tree, act.verb):
            return
        actors = (self._chorus or [speaker]) if speaker is not None else self._doers(tree, act, subject)
        if speaker is not None and act.mode == "withdraw":
            act = act._replace(recipients=())
        self._at_home = False
        recipients = self._aims(tree, act, {p.country for p in actors}) or ([self._told] if self._told else [])
        self._told = None
        if not recipients and act.type in _ADDRESSED:
            recipients = self._addressee
        if act.swapped:
            meant = actors or [p for p in (self.parties.person or self.parties.subject,) if p]
            actors, recipients = self._from(tree, act), meant
        if "leave" in act.rule and act.type in ("RETREAT", "CONCEDE") and speaker is None and not _armed(actors):
            return
        if (
            (
                act.type == "SUPPORT"
                and act.verb >= 0
                and self.lexicon.lemmas.get(tree.lowers[act.verb]) in ("support", "back")
            )
            and recipients
            and recipients[0].code.endswith((":REB", ":PRM", ":MIL"))
        ):
            act = act._replace(type="AID")
        if act.type == BLAME:
            return
        if act.rule.startswith("RETREAT: destroy") and (arms := tree.kid(act.verb, "dobj")) >= 0:
            own = {UNKNOWN, *(p.country for p in actors)}
            if theirs := [p for p in self.parties.resolve(tree, arms) if p.country not in own]:
                # Only who destroys arms of his own disarms.
                act, recipients = act._replace(type="ASSAULT", mode=None), theirs
        if act.type == "THREATEN" and (feared := warned_of(self.parties, tree, act, actors)):
            recipients = feared
        if not recipients and act.type in ("THREATEN", "REJECT"):
            recipients = warned(self.parties, tree, act.said, actors)
        spoken = speaker is not None and self.quoted(tree.starts[act.verb])
        if act.type == "THREATEN" and actors and all(r.country == a.country for a in actors for r in recipients):
            # “warned that Chad would respond”: its own name is who will.
            recipients = self.parties.story.against(actors[0].country, onlooker=False) or recipients
        if not recipients and len(actors) == 1 and mutual(act) and self._among(tree, subject, actors[0]):
            recipients = [
                actors[0]._replace(code=actors[0].country, start=tree.starts[act.verb], end=tree.starts[act.verb])
            ]
        if not recipients and not spoken:
            recipients = referred(self.parties, tree, act, actors)
        mine = all(selfsame(act, a, r) for a in actors for r in recipients) if actors else not recipients
        joint = len({p.country for p in actors}) > 1 and mutual(act)
        if mine and not spoken and not joint and _aimed(tree, act):
            recipients = named_within(self.parties, tree, act.verb, act.rule.partition(":")[0], actors)
        if not recipients and not spoken:
            recipients = unnamed(self.parties, tree, act)
        if not actors:
            actors = authority(self.parties, tree, act, recipients)
        if not actors and act.type == "PROTEST" and act.doer == -1 and subject >= 0:
            actors = [Party("UNK:CIV", *self._span(tree, subject))]
        if len({p.country for p in actors}) > 1 and mutual(act):
            # “Chad and Sudan resumed talks in Geneva”, “built a dam together”: with each other.
            side_by_side = not _TOGETHER.isdisjoint(tree.lowers) and act.type == "COOPERATE"
            recipients = [p for p in recipients if not side_by_side and not self._is_where(tree, p)]
        if act.rule.startswith("AID") and self.lexicon.lemmas.get(tree.lowers[act.verb]) in _SENT:
            recipients = [p for p in recipients if p.country != UNKNOWN]
        if len(recipients) == 1 and len(actors) == 1 and recipients[0].country == UNKNOWN:
            recipients = [self._theirs(tree, act, actors[0], recipients[0])]
        if len(recipients) == 1:
            recipients = [settled_in(self.parties, tree, recipients[0], actors[0] if actors else None)]
        # A drone that nobody owns to is not of the country that it strikes.
        if len(actors) == 1 and not (subject >= 0 and act.type == "ASSAULT" and tree.lowers[subject] in _UNCREWED):
            actors = [settled_in(self.parties, tree, actors[0], _host(actors[0], recipients))]
        if not actors and len(recipients) == 2 and any(p == "between" for p, _ in tree.preps(act.verb)):
            actors, recipients = recipients[:1], recipients[1:]
        if not actors and (last := self._previous(act)) is not None:
            actors, recipients = [last.actor], recipients or ([last.recipient] if last.recipient else [])
        if not actors and lawful(act) and (home := self.parties.home()):
            actors = [Party(f"{home}:GOV", *self._span(tree, act.said))]
        if len(actors) == 1 and actors[0].country == UNKNOWN:
            actors = [taken_up(self.parties, tree, act, actors[0], recipients)]
        if not actors:
            actors = [Party(UNKNOWN, *self._span(tree, subject if subject >= 0 and act.doer == -1 else act.said))]
        actors = armed(act, actors)
        unsaid = not recipients or (act.type == "REJECT" and all(p.country == UNKNOWN for p in recipients))
        if unsaid and not joint and not act.denied and (not spoken or act.type == "REJECT"):
            found = faced(self.parties, tree, act, actors) or answered(
                self.parties, self.lexicon, tree, act, actors, level
            )
            recipients = found or recipients
            if not recipients and level < ASIDE:
                recipients = helped(self.parties, tree, act, actors, self._gives(tree, act))
        if not spoken and not act.denied and all(selfsame(act, a, r) for a in actors for r in recipients):
            recipients = at_home(self.parties, tree, act, actors)
            if not recipients and self._at_home and act.type in _DONE_AT and len(actors) == 1:
                at = tree.starts[act.verb]
                recipients = [Party(actors[0].country, at, at)]
        vouched = assertion or self._assertion(tree, act)
        alone = act.type == "AID" and "train" in act.rule and tree.kid(act.verb, "dobj") < 0
        drilled = (act.type == "MOBILIZE" or alone) and self._exercise(tree, act)
        if drilled and (len(actors) > 1 or self._joint(tree, act)):
            act = act._replace(type="COOPERATE", mode=None, rule=f"{act.rule}, joint")
        if (
            act.mode == "visit"
            and not (recipients and actors[0].country != UNKNOWN)
            and act.verb == act.said
            and tree.is_verb(act.verb)
        ):
            return
        if act.type == "CONSULT" and recipients and all(p.code.endswith(":MED") for p in recipients):
            return  # what somebody tells a newspaper is told to the reader
        pairs = paired(act, actors, recipients, self._each_other(tree, act))
        for actor, recipient in pairs:
            self._add(tree, act, actor, recipient, vouched, level)
        if level < ASIDE:
            self.parties.story.add(act.type, pairs, self._number)

    def _gives(self, tree: Tree, act: Act) -> bool:
        """Whether what is given or promised is help (“a grant”, “two million dollars”)."""
        obj = tree.kid(act.verb, "dobj")
        classes = self.lexicon.noun_classes.get(tree.lowers[obj], ()) if obj >= 0 else ()
        return act.type == "AID" or not _HELP.isdisjoint(classes)

    def _is_where(self, tree: Tree, party: Party) -> bool:
        """Whether a party is named only as the place of the act, or of what came of it (“a deal in Stockholm”)."""
        at = next((k for k in range(len(tree)) if tree.ends[k] == party.end), -1)
        if at < 0:
            return False
        if tree.deps[at] == "pobj" and tree.lowers[tree.heads[at]] in _WHERE:
            return True
        if tree.tags[at] != "NN":
            return False
        here = [k for p, k in tree.preps(at) if p in _WHERE]
        return party.country in {p.country for k in here for p in self.parties.resolve(tree, k, True)}

    def _each_other(self, tree: Tree, act: Act) -> bool:
        """Whether joint subjects do it to one another."""
        pairs = (("each", "other"), ("one", "another"))
        near = tree.subtree(act.verb)
        if any((tree.lowers[k - 1], tree.lowers[k]) in pairs for k in near if k):
            return True
        # “each accused the other”
        apart = {tree.lowers[k] for k in near if tree.deps[k] in ("dobj", "pobj")}
        return "other" in apart and any(tree.lowers[k] in ("each", "both") for k in near)

    def _exercise(self, tree: Tree, act: Act) -> bool:
        """Whether the act is an exercise or a patrol rather than a deployment."""
        return any(tree.lowers[k] in _EXERCISING for k in tree.subtree(act.verb)[:60])

    def _joint(self, tree: Tree, act: Act) -> bool:
        """Whether an exercise is held with somebody."""
        near = tree.subtree(act.verb)
        if any(tree.lowers[k] in ("with", "alongside") and tree.kid(k, "pobj") >= 0 for k in near[:60]):
            return True
        return any(tree.lowers[k] in ("joint", "jointly", "together") for k in near) or any(
            p == "with" for p, _ in tree.preps(act.verb)
        )

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

    def _assertion(self, tree: Tree, act: Act) -> str:
        if act.denied:
            return "denied"
        if any(tree.lowers[k] in _ALLEGED for k in tree.kids[act.said] + tree.kids[act.verb]):
            return "claimed"
        return "planned" if act.planned and act.type == "MOBILIZE" else "stated"

    def _span(self, tree: Tree, i: int) -> Span:
        return tree.starts[tree.left_edge(i)], tree.ends[i]


def _host(actor: Party, recipients: list[Party]) -> Party | None:
    """The side whose country an actor without one may share: rebels fight their own army, but a government that gives
    another country something is not that country's."""
    if not recipients:
        return None
    official = actor.code.endswith((":GOV", ":MIL", ":LEG", ":JUD"))
    return None if official and recipients[0].code.endswith((":GOV", ":MIL", recipients[0].country)) else recipients[0]


def _aimed(tree: Tree, act: Act) -> bool:
    """Whether the act has another side that its clause may name: a withdrawal mostly has none, a drill only near it."""
    if act.type == "MOBILIZE" and "drill" in act.rule:
        return not _BESIDE.isdisjoint(tree.lowers)
    return act.type not in _TO_NOBODY


def _armed(actors: list[Party]) -> bool:
    return any(p.code.endswith((":MIL", ":REB", ":PRM")) or ":" not in p.code for p in actors if p.country != UNKNOWN)
