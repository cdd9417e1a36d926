"""Acts told beside the main clause of a sentence that tells an event: in relative clauses, in participles, by a noun.

They are less sure than what the main clause says, count only with both sides named, and take nothing away from it.
"""

from __future__ import annotations

from typing import Final

from .act import SPOKEN, Act
from .events import ASIDE, RawEvent
from .lexicon import BLAME
from .naming import BROKERED, UNKNOWN, Party
from .reported import Reported
from .tree import Tree

_REJECTING: Final = frozenset("veto reject defeat block oppose".split())
_PRONOUNS: Final = frozenset("who which that".split())
_DOING: Final = frozenset("after by while besides".split())
_ASKED: Final = frozenset("appeal appeals request requests plea pleas demand demands invitation urging behest".split())
_CAUSING: Final = frozenset("prompt lead cause force spur drive induce push move prompting leading".split())
_DONE_TO: Final = frozenset("REQUEST COERCE ASSAULT THREATEN ACCUSE AID CONSULT SANCTION SUPPORT".split())
_TIPS: Final = frozenset("tip tips tip-off tip-offs".split())
_ANSWERS: Final = frozenset(("REJECT", "AGREE", "CONCEDE", "SUPPORT"))
_STEPS: Final = frozenset("step move decision measure action charge claim".split())
_GUESTS: Final = frozenset(("visiting", "touring"))
_SESSIONS: Final = frozenset("after following during in at".split())
_DECIDED: Final = frozenset("decision decisions move moves".split())
_STRIKES: Final = frozenset("strike hunger-strike".split())
_STRIKING: Final = frozenset("striking protesting demonstrating rioting marching".split())
_UNREST: Final = frozenset("protests demonstrations rallies riots marches strikes".split())
_AGREED: Final = frozenset(("AGREE", "SUPPORT", "CONSULT", "COOPERATE", "RETREAT", "CONCEDE"))
_ANSWERED: Final = frozenset(("ASSAULT", "COERCE", "CONCEDE", "RETREAT", "SANCTION"))
_AMID: Final = frozenset("after amid following despite".split())
_MARCHERS: Final = frozenset(
    "protesters protestors demonstrators marchers rally rallies demonstration demonstrations protest protests "
    "march marches sit-in blockade roadblock roadblocks strikers picket pickets".split()
)


class Beside(Reported):
    """Adds to what the main clauses of a sentence said."""

    def _beside(self, tree: Tree, before: int) -> None:
        """Events beside those from `before` on, which the sentence's main clauses gave."""
        told = self.events[before:]
        known = {_key(e) for e in told}
        self._embedded(tree, told)
        self._brokers(tree, told)
        self._requests(tree, told)
        self._protests(tree, told)
        self._causes(tree)
        self._answered(tree)
        self._blamed(tree, told)
        self._guests(tree, told)
        self._sessions(tree, told)
        self._decided(tree)
        self._unrest(tree, told)
        added = self.events[before + len(told) :]
        self.events[before + len(told) :] = [e for e in added if _two_sided(e) and _key(e) not in known]

    def _embedded(self, tree: Tree, told: list[RawEvent]) -> None:
        """Relative clauses (“China, which had …”) and participles (“after meeting …”)."""
        for i in range(len(tree)):
            dep = tree.deps[i]
            if dep not in ("relcl", "acl", "pcomp") or i in self._seen or self.quoted(tree.starts[i]):
                continue
            if self._voted_down(tree, i):
                continue
            subject = tree.kid(i, "nsubj", "nsubjpass")
            if dep == "pcomp":
                above = tree.heads[i]
                if tree.deps[above] == "agent":
                    continue  # “trapped by fighting”
                if tree.tags[i] != "VBG" or tree.lowers[above] not in (_DOING if subject < 0 else ("with", "without")):
                    continue
                subject = subject if subject >= 0 else tree.doer(tree.heads[above])
            elif dep == "acl" and (tree.tags[i] == "VB" or (tree.tags[i] == "VBN" and tree.kid(i, "agent") < 0)):
                continue  # “a plan to …”; “a militia deployed in Syria” says where it is
            elif subject < 0 or tree.lowers[subject] in _PRONOUNS:
                subject = tree.heads[i]
            act = self.acts.full(tree, i)
            if act is not None and act.strength >= 2 and act.type != BLAME:
                if tree.lowers[tree.heads[i]] in _STEPS and act.type in SPOKEN and told and subject != tree.heads[i]:
                    # “banned the party, a step France condemned”
                    for party in self.parties.resolve(tree, subject):
                        self._add(tree, act._replace(strength=0), party, told[0].actor, "stated", ASIDE)
                    continue
                if dep == "relcl" and any(tree.lowers[k] in _PRONOUNS for _, k in tree.preps(i)):
                    # “Chad, to which Niger has sent rice”
                    act = act._replace(recipients=(*act.recipients, tree.heads[i]))
                elif dep == "relcl" and not act.recipients and subject != tree.heads[i] and tree.kid(i, "dobj") < 0:
                    act = act._replace(recipients=(tree.heads[i],))  # “engineers it abducted”
                self._emit(tree, act._replace(strength=0), subject, ASIDE, None)

    def _voted_down(self, tree: Tree, i: int) -> bool:
        """Whether clause `i` only says what a paper that somebody rejects calls for: “vetoed a draft that urged …”."""
        paper, subject = tree.heads[i], tree.kid(i, "nsubj")
        if tree.deps[paper] not in ("dobj", "nsubjpass"):
            return False
        if subject >= 0 and tree.lowers[subject] not in _PRONOUNS:
            return False
        return self.lexicon.lemmas.get(tree.lowers[tree.heads[paper]]) in _REJECTING

    def _brokers(self, tree: Tree, told: list[RawEvent]) -> None:
        """“a truce mediated by Egypt”: the mediator consults each side of what came of it."""
        sides = {p.country: p for e in told for p in (e.actor, e.recipient) if p is not None and p.country != UNKNOWN}
        for i in range(len(tree)):
            if tree.lowers[i] not in BROKERED or tree.deps[i] not in ("acl", "relcl") or self.quoted(tree.starts[i]):
                continue
            agent = tree.kid(i, "agent")
            makers = self.parties.resolve(tree, tree.kid(agent, "pobj")) if agent >= 0 else []
            act = Act("CONSULT", "third-party", i, i, (), f"CONSULT: {tree.lowers[i]} by", 0)
            for maker in makers:
                for side in sides.values():
                    if side.country != maker.country:
                        self._add(tree, act, maker, side, "stated", ASIDE)

    def _requests(self, tree: Tree, told: list[RawEvent]) -> None:
        """“rejected an appeal from Rome”, “at the request of Oslo”: somebody has asked whoever answers."""
        for i in range(len(tree)):
            if tree.lowers[i] not in _ASKED | _TIPS or not tree.tags[i].startswith("N") or self.quoted(tree.starts[i]):
                continue
            if any(tree.lowers[k] == "no" for k in tree.having(i, "det")):
                continue
            heads = [*tree.having(i, "poss"), *(k for p, k in tree.preps(i) if p in ("from", "by", "of"))]
            askers = next((found for k in heads if (found := self.parties.resolve(tree, k))), [])
            asked = [p for q, k in tree.preps(i) if q == "to" for p in self.parties.resolve(tree, k)]
            asked = asked or [e.actor for e in told if e.type in _ANSWERS or tree.deps[i] == "pobj"][:1]
            kind = "COOPERATE" if tree.lowers[i] in _TIPS else "REQUEST"
            act = Act(kind, None, i, i, (), f"{kind}: noun {tree.lowers[i]}", 0)
            for asker in askers:
                for party in asked:
                    if party.country != asker.country:
                        self._add(tree, act, asker, party, "stated", ASIDE)

    def _causes(self, tree: Tree) -> None:
        """“…, prompting Oslo to recall its envoy”: what somebody is brought to do."""
        for i in range(len(tree)):
            if self.lexicon.lemmas.get(tree.lowers[i], tree.lowers[i]) not in _CAUSING or self.quoted(tree.starts[i]):
                continue
            for k in tree.having(i, "xcomp", "ccomp", "advcl"):
                subject = tree.kid(k, "nsubj")
                subject = subject if subject >= 0 else tree.kid(i, "dobj")
                if subject < 0 or tree.tags[k] != "VB" or k in self._seen:
                    continue
                act = self.acts.full(tree, k)
                if act is not None and act.strength >= 2 and act.type != BLAME:
                    self._emit(tree, act._replace(strength=0), subject, ASIDE, None)

    def _answered(self, tree: Tree) -> None:
        """“Asked by Rome to take them in, Malta declined”: the participle is its agent's act towards the subject."""
        for i in range(len(tree)):
            agent = tree.kid(i, "agent")
            if (
                tree.deps[i] not in ("advcl", "acl")
                or tree.tags[i] != "VBN"
                or agent < 0
                or self.quoted(tree.starts[i])
            ):
                continue
            maker, aim = tree.kid(agent, "pobj"), tree.heads[i]
            aim = tree.doer(aim) if tree.deps[i] == "advcl" else aim
            act = self.acts.compose(tree, i) if maker >= 0 and aim >= 0 and tree.kid(i, "aux", "auxpass") < 0 else None
            if act is not None and act.strength >= 2 and act.type in _DONE_TO:
                act = act._replace(doer=maker, recipients=(aim,), strength=0)
                self._emit(tree, act, -1, ASIDE, None)

    def _blamed(self, tree: Tree, told: list[RawEvent]) -> None:
        """“Iran's seizure of a tanker drew a protest from London”: the subject is the act that is answered."""
        if not any(e.type in SPOKEN for e in told):
            return
        for root in tree.roots:
            i = tree.kid(root, "nsubj", "nsubjpass")
            if i < 0 or self.quoted(tree.starts[i]):
                continue
            owners = [*tree.having(i, "poss"), *(k for p, k in tree.preps(i) if p == "by")]
            act = (self.acts.nominal(tree, i) or self.acts.noun(tree, i)) if owners else None
            if act is not None and act.type not in SPOKEN:
                self._emit(tree, act._replace(doer=owners[0], strength=0), -1, ASIDE, None)

    def _guests(self, tree: Tree, told: list[RawEvent]) -> None:
        """“told visiting Chancellor Vranitzky”: the guest has come to see whoever acts."""
        for i in range(len(tree)):
            if tree.lowers[i] not in _GUESTS or tree.deps[i] != "amod" or self.quoted(tree.starts[i]):
                continue
            act = Act("CONSULT", "visit", i, i, (), f"CONSULT: {tree.lowers[i]}", 0)
            hosts = {e.actor.country: e.actor for e in told if e.actor.country != UNKNOWN}
            for guest in self.parties.resolve(tree, tree.heads[i]):
                for host in hosts.values():
                    if host.country != guest.country:
                        self._add(tree, act, guest, host, "stated", ASIDE)

    def _sessions(self, tree: Tree, told: list[RawEvent]) -> None:
        """“signed a declaration after two days of talks”: joint subjects have met."""
        sides = {e.actor.country: e.actor for e in told if e.actor.country != UNKNOWN}
        sides |= {e.recipient.country: e.recipient for e in told if e.recipient and len(sides) == 1}
        if len(sides) != 2 or not any(e.type in _AGREED for e in told):
            return
        for i in range(len(tree)):
            if (
                tree.lowers[i] not in ("talks", "negotiations", "summit", "meeting")
                or tree.deps[i] != "pobj"
                or self.quoted(tree.starts[i])
            ):
                continue
            above = tree.heads[i]
            if tree.lowers[above] == "of":
                above = tree.heads[tree.heads[above]]
            if tree.lowers[above] in _SESSIONS and tree.is_verb(tree.heads[above]):
                first, second = sides.values()
                act = Act("CONSULT", None, i, i, (), f"CONSULT: {tree.lowers[above]} {tree.lowers[i]}", 0)
                self._add(tree, act, first, second, "stated", ASIDE)
                self._add(tree, act, second, first, "stated", ASIDE)
                return

    def _decided(self, tree: Tree) -> None:
        """“welcomed India's decision to reopen its airspace”: what was decided is done."""
        for i in range(len(tree)):
            word = tree.lowers[i]
            if word not in _DECIDED:
                continue
            owner, verb = tree.kid(i, "poss"), tree.kid(i, "acl")
            if owner < 0 or verb < 0 or tree.tags[verb] != "VB" or self.quoted(tree.starts[i]):
                continue
            act = self.acts.full(tree, verb)
            if act is not None and act.type != BLAME:
                self._emit(tree, act._replace(doer=owner, said=i, strength=0), -1, ASIDE, None)

    def _unrest(self, tree: Tree, told: list[RawEvent]) -> None:
        """Whom a government answers: “stepped down after days of protests”, “shot at striking miners”."""
        if not any(e.type in _ANSWERED for e in told):
            return
        sides = {p.country for e in told for p in (e.actor, e.recipient) if p and p.country != UNKNOWN}
        if len(sides) != 1:
            return  # “banned exports to Burma after marches in Rangoon”: not against who banned them
        for i in range(len(tree)):
            if tree.lowers[i] in _STRIKING and tree.deps[i] == "amod":
                kind = "strike" if tree.lowers[i] == "striking" else "demo"
            elif tree.lowers[i] in _STRIKES and tree.deps[i] == "pobj" and tree.lowers[tree.heads[i]] == "on":
                kind = "strike"
            elif tree.lowers[i] in _UNREST and tree.deps[i] == "pobj" and self._after(tree, i):
                kind = "demo"
            else:
                continue
            if self.quoted(tree.starts[i]):
                continue
            state = next(
                (p for e in told for p in (e.actor, e.recipient) if p and p.code.endswith((":GOV", ":MIL", ":LEG"))),
                None,
            )
            if state is None or state.country == UNKNOWN or state.country == "IGO":
                continue
            span = (tree.starts[i], tree.ends[i])
            act = Act("PROTEST", kind, i, i, (), f"PROTEST: of {tree.lowers[i]}", 0)
            people, rulers = Party(f"{state.country}:CIV", *span), Party(f"{state.country}:GOV", *span)
            self._add(tree, act, people, rulers, "stated", ASIDE)
            return

    def _after(self, tree: Tree, i: int) -> bool:
        """Whether noun `i` stands under “after”, “amid”: “after days of protests”."""
        above = tree.heads[i]
        if tree.lowers[above] == "of":
            above = tree.heads[tree.heads[above]]
        return tree.lowers[above] in _AMID

    def _protests(self, tree: Tree, told: list[RawEvent]) -> None:
        """Whom police disperse, arrest or shoot at a rally, they were demonstrating."""
        hard = next((e for e in told if e.type in ("ASSAULT", "COERCE") and e.assertion != "denied"), None)
        if hard is None:
            return
        for i in range(len(tree)):
            if tree.lowers[i] not in _MARCHERS or tree.deps[i] not in ("dobj", "pobj", "nsubjpass"):
                continue
            verb = tree.heads[i]
            if tree.deps[verb] == "pcomp" and tree.lowers[tree.heads[verb]] == "from":
                continue  # “kept them from holding a rally”
            party = hard.recipient or hard.actor
            country = party.country if party.country != UNKNOWN else hard.actor.country
            span = (tree.starts[i], tree.ends[i])
            act = Act("PROTEST", "demo", i, i, (), f"PROTEST: of {tree.lowers[i]}", 0)
            self._add(tree, act, Party(f"{country}:CIV", *span), Party(f"{country}:GOV", *span), "stated", ASIDE)
            return


def _key(event: RawEvent) -> tuple[str, str, str]:
    return event.type, event.actor.country, event.recipient.country if event.recipient else ""


def _two_sided(event: RawEvent) -> bool:
    return event.actor.country != UNKNOWN and event.recipient is not None and event.recipient.country != UNKNOWN
