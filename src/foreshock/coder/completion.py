"""The sides that the words of a clause leave open, from the rest of its sentence and from what the text told before."""

from __future__ import annotations

from typing import Final

from .act import Act
from .answers import answered, carried_out, helped, referred, taken_up
from .belonging import faceless, settled_in
from .drills import TOGETHER
from .events import ASIDE, RawEvent, Span
from .home import at_home, faced
from .naming import STATELESS, UNKNOWN, Party
from .pairs import DOMESTIC, INTERNAL, mutual, reciprocal, selfsame
from .roles import Roles
from .sides import armed, authority, lawful, located_in, named_within, unnamed, warned, warned_of
from .tree import Tree

_WHERE: Final = frozenset("in at near over around across along off outside".split())
_TOPIC: Final = frozenset(("on", "about"))
_MISSIONS: Final = frozenset("embassy embassies consulate consulates mission legation office".split())
#: Acts done to the country that they happen in.
_DONE_AT: Final = ("MOBILIZE", "ASSAULT", "COERCE")
_FORCE: Final = frozenset(("ASSAULT", "COERCE"))
_UNCREWED: Final = frozenset(("drone", "drones"))
_HELP: Final = frozenset(("AID", "MONEY", "WEAPON"))
#: Who is sent to help is not who is helped.
_SENT: Final = frozenset("send dispatch despatch fly deploy rush mobilise mobilize".split())
_BESIDE: Final = frozenset("near close border off along around opposite coast waters".split())
#: Acts that are often nobody's concern; a country in their clause is where they happen.
_TO_NOBODY: Final = frozenset(("RETREAT", "CONCEDE"))


class Completion(Roles):
    """Completes the sides of acts; each step takes what the steps before have found."""

    def _other_side(
        self, tree: Tree, act: Act, subject: int, actors: list[Party], recipients: list[Party], spoken: bool
    ) -> list[Party]:
        """Whom the act is done to, as the whole sentence tells it; `spoken` says that the act is in a quotation."""
        if act.type == "THREATEN" and (feared := warned_of(self.parties, tree, act, actors)):
            recipients = feared
        if not recipients and act.type in ("THREATEN", "REJECT"):
            recipients = warned(self.parties, tree, act.said, actors)
        if act.type == "THREATEN" and actors and all(r.country == a.country for a in actors for r in recipients):
            # “warned that Chad would respond”: its own name is who will.
            own = [p for p in recipients if ":" in p.code and not p.code.endswith((":MIL", ":GOV"))]
            recipients = self.parties.story.against(actors[0].country, onlooker=False) or own
        if not recipients and len(actors) == 1 and mutual(act) and self._among(tree, subject, actors[0]):
            at = tree.starts[act.verb]
            recipients = [actors[0]._replace(code=actors[0].country, start=at, end=at)]
        if not recipients and not spoken:
            recipients = referred(self.parties, tree, act, actors) or carried_out(self.parties, tree, act)
        if act.type == "MOBILIZE" and len(actors) == 1 and actors[0].country != UNKNOWN and _of_state(actors[0]):
            # “sent ships to the Central Command's area”: one's own are not whom it faces.
            recipients = [p for p in recipients if p.country != actors[0].country or not _of_state(p)]
        recipients = recipients or self._posted(tree, act, actors)
        mine = all(selfsame(act, a, r) for a in actors for r in recipients) if actors else not recipients
        if mine and not spoken and not _jointly(act, actors) and _aimed(tree, act):
            recipients = named_within(self.parties, tree, act.verb, act.rule.partition(":")[0], actors, self.quoted)
        if not recipients and not spoken:
            recipients = unnamed(self.parties, tree, act)
        return recipients

    def _posted(self, tree: Tree, act: Act, actors: list[Party]) -> list[Party]:
        """“closed its consulate in Miami”: a mission stands with whoever it is shut or opened towards."""
        mission = tree.kid(act.verb, "dobj", "nsubjpass")
        if act.type not in ("SANCTION", "SUPPORT", "RETREAT") or mission < 0 or tree.lowers[mission] not in _MISSIONS:
            return []
        place = located_in(self.parties, tree)
        return [Party(*place)] if place and place[0] not in {p.country for p in actors} else []

    def _unnamed_doers(self, tree: Tree, act: Act, subject: int, recipients: list[Party]) -> list[Party]:
        """Who did what names no actor: the state where only a state does it, citizens where they protest."""
        if found := authority(self.parties, tree, act, recipients):
            return found
        if act.type == "PROTEST" and act.doer == -1 and subject >= 0:
            return [Party("UNK:CIV", *self._span(tree, subject))]
        return []

    def _not_where(self, tree: Tree, act: Act, actors: list[Party], recipients: list[Party]) -> list[Party]:
        """The recipients without those that are only where joint actors met, and without the crew that is sent."""
        several = mutual(act) and tree.kid(max(tree.subject(act.verb), 0), "conj") >= 0
        if _jointly(act, actors) or several:
            # “Chad and Sudan resumed talks in Geneva”, “built a dam together”: with each other.
            side_by_side = not TOGETHER.isdisjoint(tree.lowers) and act.type == "COOPERATE"
            recipients = [p for p in recipients if not side_by_side and not self._is_where(tree, p, reciprocal(act))]
            if reciprocal(act):
                recipients = [p for p in recipients if p.country != UNKNOWN]  # “exchanged prisoners in Zurich”
        if act.rule.startswith("AID") and self.lexicon.lemmas.get(tree.lowers[act.verb]) in _SENT:
            recipients = [p for p in recipients if p.country != UNKNOWN]
        return recipients

    def _with_countries(
        self, tree: Tree, act: Act, subject: int, actors: list[Party], recipients: list[Party]
    ) -> tuple[list[Party], list[Party]]:
        """Actors and recipients, a common noun without a country (“the rebels”) given the one it belongs to."""
        if len(recipients) == 1 and len(actors) == 1 and recipients[0].country == UNKNOWN:
            recipients = [self._theirs(tree, act, actors[0], recipients[0])]
        if len(recipients) == 1:
            recipients = [settled_in(self.parties, tree, recipients[0], actors[0] if actors else None)]
        actors = self._dispatched(tree, act, actors)
        # A drone that nobody owns to is not of the country that it strikes.
        drone = subject >= 0 and act.type == "ASSAULT" and tree.lowers[subject] in _UNCREWED
        if len(actors) == 1 and not drone and not (act.type in _FORCE and faceless(tree, actors[0])):
            actors = [settled_in(self.parties, tree, actors[0], _host(actors[0], recipients))]
        if len(actors) > 1:
            # “American and government soldiers traded fire in Chad”
            settled = (settled_in(self.parties, tree, p, None) if p.code == f"{UNKNOWN}:MIL" else p for p in actors)
            actors = list({p.code: p for p in settled}.values())
        return actors, recipients

    def _somebody(
        self,
        tree: Tree,
        act: Act,
        subject: int,
        actors: list[Party],
        recipients: list[Party],
        last: RawEvent | None,
    ) -> tuple[list[Party], list[Party]]:
        """Actors and recipients, with at least one actor: from the event told `last`, else the text's own state, else
        nobody known."""
        if not actors and len(recipients) == 2 and any(p == "between" for p, _ in tree.preps(act.verb)):
            actors = recipients  # “fighting broke out between …”: each fights the other
        if not actors and last is not None:
            actors, recipients = [last.actor], recipients or ([last.recipient] if last.recipient else [])
        if not actors and lawful(act) and (home := self.parties.home()):
            actors = [Party(f"{home}:GOV", *self._span(tree, act.said))]
        if len(actors) == 1 and actors[0].country == UNKNOWN:
            actors = [taken_up(self.parties, tree, act, actors[0], recipients)]
        if not actors:
            actors = [Party(UNKNOWN, *self._span(tree, subject if subject >= 0 and act.doer == -1 else act.said))]
        return armed(act, actors), recipients

    def _unsaid(
        self, tree: Tree, act: Act, actors: list[Party], recipients: list[Party], level: int, spoken: bool
    ) -> list[Party]:
        """Whom an act is done to that its sentence does not say: who was told of before, or the own people."""
        unsaid = not recipients or (act.type == "REJECT" and all(p.country == UNKNOWN for p in recipients))
        if unsaid and not _jointly(act, actors) and not act.denied and (not spoken or act.type == "REJECT"):
            found = faced(self.parties, tree, act, actors) or answered(
                self.parties, self.lexicon, tree, act, actors, level
            )
            recipients = found or recipients
            if not recipients and level < ASIDE:
                recipients = helped(self.parties, tree, act, actors, self._gives(tree, act))
        # “rebels took a town from the rebels of …” are two bodies of one side.
        kinds = (
            DOMESTIC if act.type == "ASSAULT" and all(p.code.endswith((":REB", ":PRM")) for p in actors) else INTERNAL
        )
        if not spoken and not act.denied and all(selfsame(act, a, r, kinds) for a in actors for r in recipients):
            recipients = at_home(self.parties, tree, act, actors)
            if not recipients and self._at_home and act.type in _DONE_AT and not _warded_off(act) and len(actors) == 1:
                at = tree.starts[act.verb]
                recipients = [Party(actors[0].country, at, at)]
        return recipients

    def _dispatched(self, tree: Tree, act: Act, actors: list[Party]) -> list[Party]:
        """Forces of nobody named whose dispatch is announced are the speaker's: “announced that troops would go”."""
        teller = self.parties.teller
        if teller is None or teller.country in (UNKNOWN, *STATELESS) or not teller.code.endswith((":GOV", ":MIL")):
            return actors
        ours = not actors or (len(actors) == 1 and actors[0].code == f"{UNKNOWN}:MIL")
        if not ours or act.type != "MOBILIZE" or not (act.planned or "announced" in tree.lowers):
            return actors
        start, end = (actors[0].start, actors[0].end) if actors else self._span(tree, act.said)
        return [Party(f"{teller.country}:MIL", start, end)]

    def _gives(self, tree: Tree, act: Act) -> bool:
        """Whether what is given or promised is help (“a grant”, “two million dollars”)."""
        obj = tree.kid(act.verb, "dobj")
        classes = self.lexicon.noun_classes.get(tree.lowers[obj], ()) if obj >= 0 else ()
        return act.type == "AID" or not _HELP.isdisjoint(classes)

    def _is_where(self, tree: Tree, party: Party, at_once: bool) -> bool:
        """Whether a party is named only as the place of the act, or of what came of it (“a deal in Stockholm”); of
        what two do to each other `at_once` too (“traded accusations at the UN”)."""
        at = next((k for k in range(len(tree)) if tree.ends[k] == party.end), -1)
        if at < 0:
            return False
        if tree.deps[at] == "pobj" and tree.lowers[tree.heads[at]] in _WHERE | _TOPIC:
            return True
        if tree.tags[at] != "NN" and not (at_once and tree.tags[at] == "NNS"):
            return False
        here = [k for p, k in tree.preps(at) if p in _WHERE]
        return party.country in {p.country for k in here for p in self.parties.resolve(tree, k, True)}

    def _span(self, tree: Tree, i: int) -> Span:
        return tree.starts[tree.left_edge(i)], tree.ends[i]


def _of_state(party: Party) -> bool:
    return party.code.endswith((":GOV", ":MIL")) or ":" not in party.code


def _jointly(act: Act, actors: list[Party]) -> bool:
    """Whether several countries do to each other what is done."""
    return len({p.country for p in actors}) > 1 and mutual(act)


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
    if act.type == "REJECT" and "veto" in act.rule:
        return any(p == "by" for k in act.recipients for p, _ in tree.preps(k))  # not what the paper is about
    return act.type not in _TO_NOBODY


def _warded_off(act: Act) -> bool:
    """Whether the act is done to what comes from elsewhere: missiles shot down over one's own capital."""
    return any(words in act.rule for words in ("shoot down", "intercept", "bring down", ": down"))
