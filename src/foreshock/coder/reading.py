"""From a parsed sentence to events: whose act it is, to whom, and who vouches for it.

The main clause decides. What a verb of saying governs belongs to its speaker; adverbial participles count when they
are acts of their own (“accusing”, “killing”); relative clauses count only where a sentence says nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from .emission import Emission, RawEvent
from .frames import Act
from .grammar import modality, negated, passive
from .lexicon import BLAME, Lexicon
from .parties import UNKNOWN, Parties, Party
from .tree import Tree

Span = tuple[int, int]
_DENIAL: Final = frozenset("deny rebuff refute dismiss reject dispute".split())
_REPORTS: Final = frozenset(
    "report claim allegation accusation charge suggestion rumour rumor reports claims allegations accusations charges "
    "suggestions rumours rumors".split()
)
_PART: Final = frozenset("role involvement responsibility part connection link".split())
_WARNING: Final = frozenset("warn caution hint threaten vow swear".split())
_HYPOTHETICAL: Final = frozenset("if unless whether until lest".split())
#: Where an event noun stands for an event: “battle tanks” and “duty-free” name none.
_STANDING: Final = frozenset("nsubj nsubjpass dobj pobj attr ROOT conj compound appos dep".split())
_ONGOING: Final = frozenset(("ASSAULT", "RETREAT", "MOBILIZE", "AID", "COERCE", "SANCTION", "COOPERATE", "PROTEST"))


class Reader(Emission):
    """Reads the sentences of one text in order. `quotes` are the spans of its quoted passages."""

    def __init__(self, lexicon: Lexicon, parties: Parties, quotes: list[Span]) -> None:
        super().__init__(lexicon, parties)
        self.quotes = [q for q in quotes if q[1] - q[0] > 24]
        self._opened = [q[0] for q in self.quotes]
        self._seen: set[int] = set()
        self._speakers: dict[int, Party] = {}

    def read(
        self, tree: Tree, number: int, speaker: Party | None, speakers: dict[int, Party] | None = None
    ) -> list[RawEvent]:
        """The events of one sentence, in the order they were found; also kept in `events`.

        `speaker` is who speaks where the sentence goes on with a quotation opened before; `speakers` tells who
        speaks at each verb of saying, where that is known."""
        self._seen, self._number, self._speakers = set(), number, speakers or {}
        before = len(self.events)
        if speaker is None:
            speaker = next(iter(self._speakers.values()), None)
        for root in tree.roots:
            if speaker is not None and self.quoted(tree.starts[root]):
                subject = tree.subject(root)
                for k in (root, *tree.having(root, "conj", "parataxis")):
                    self._seen.add(k)
                    if tree.is_verb(k) or k == root:
                        self._reported(tree, k, speaker, -1, "say", False, subject)
            else:
                self._clause(tree, root, -1, 0, None)
        if len(self.events) == before and not (tree.roots and self.quoted(tree.starts[tree.roots[0]])):
            self._fallback(tree)
        return self.events[before:]

    def withdraw(self, number: int, country: str) -> None:
        """Take back what sentence `number` claims that `country` did: it is the charge itself."""
        last = len(self.events)
        while last and self.events[last - 1].sentence == number:
            last -= 1
        tail = self.events[last:]
        self.events[last:] = [e for e in tail if e.assertion != "claimed" or e.actor.country != country]

    def quoted(self, position: int) -> bool:
        """Whether a character lies in a quoted passage of more than a few words."""
        i = bisect_right(self._opened, position) - 1
        return i >= 0 and position < self.quotes[i][1]

    def _clause(self, tree: Tree, i: int, subject: int, level: int, speaker: Party | None) -> None:
        if i in self._seen or level > 4:
            return
        self._seen.add(i)
        own = tree.subject(i)
        subject = own if own >= 0 else subject
        lemma = self.lexicon.lemmas.get(tree.lowers[i], "")
        content = self._content(tree, i, lemma)
        act = self.acts.full(tree, i)
        self._note_subject(tree, subject)
        if not self._special(tree, i, lemma, subject):
            if content >= 0 and "say" in self.lexicon.operators.get(lemma, ()):
                self._said(tree, i, lemma, content, subject, act, level)
            elif act is not None:
                self._emit(tree, i, act, subject, level, None)
        self._visits(tree, i, subject, level)
        self._others(tree, i, subject, level, speaker)

    def _others(self, tree: Tree, i: int, subject: int, level: int, speaker: Party | None) -> None:
        """Conjuncts and adverbial clauses of a clause, which share its subject."""
        outside = not self.quoted(tree.starts[i])
        for k in tree.kids[i]:
            dep = tree.deps[k]
            if outside and self.quoted(tree.starts[k]):
                continue
            if dep == "conj" and (tree.is_verb(k) or tree.lowers[k] in self.lexicon.lemmas):
                self._clause(tree, k, subject, level, speaker)
            elif dep == "advcl" and not any(tree.lowers[m] in _HYPOTHETICAL for m in tree.having(k, "mark", "advmod")):
                if tree.tags[k] in ("VBG", "VBD", "VBZ", "VBP") or (
                    tree.tags[k] == "VBN" and tree.kid(k, "nsubj") >= 0
                ):
                    self._clause(tree, k, subject, level + 1, speaker)
            elif dep in ("parataxis", "dep"):
                self._clause(tree, k, subject, level + 1, speaker)
            elif dep == "ccomp" and k not in self._seen and not self.quoted(tree.starts[k]):
                self._clause(tree, k, subject if tree.kid(k, "nsubj", "nsubjpass") < 0 else -1, level + 1, speaker)

    def _content(self, tree: Tree, i: int, lemma: str) -> int:
        """The clause that a verb of saying governs, -1 if there is none."""
        for k in tree.kids[i]:
            if lemma == "find" and not any(tree.lowers[m] == "that" for m in tree.having(k, "mark")):
                continue  # “found him guilty”
            if tree.deps[k] == "ccomp" and (tree.tags[k] != "VB" or modality(tree, k)):
                return k
            if tree.deps[k] == "dobj" and tree.lowers[k] in _REPORTS and "say" in self.lexicon.operators.get(lemma, ()):
                return tree.kid(k, "acl", "ccomp", "relcl")
        return -1

    def _said(self, tree: Tree, i: int, lemma: str, content: int, subject: int, act: Act | None, level: int) -> None:
        """A clause under a verb of saying: the speaker's act, or somebody's as the speaker tells it."""
        self._seen.add(content)
        found = self.parties.resolve(tree, subject) if subject >= 0 else []
        speaker = self._speakers.get(i) or (found[0] if found else None)
        self._visits(tree, content, subject, 0)
        if lemma in ("warn", "vow", "threaten") and act is not None and act.type == "THREATEN":
            inner = self.acts.full(tree, content)
            told = tuple(k for k in tree.having(i, "npadvmod") if tree.tags[k] == "NNP")
            aims = told + act.recipients + (inner.recipients if inner else ()) + tuple(tree.having(content, "nsubj"))
            self._emit(tree, i, act._replace(recipients=aims), subject, level, None)
            return
        if lemma in _WARNING and (threat := self.acts.threat(tree, content)) is not None:
            who = self.parties.resolve(tree, threat.doer) if threat.doer >= 0 else []
            if not who or speaker is None or who[0].country == speaker.country:
                told = (*tree.having(i, "dobj", "dative", "npadvmod"), *threat.recipients)
                self._emit(tree, i, threat._replace(recipients=told, doer=-1), subject, level, None)
                return
        if lemma in ("complain", "allege", "charge", "condemn", "protest", "lament") and act is not None:
            self._emit(
                tree,
                i,
                act._replace(recipients=act.recipients + tuple(tree.having(content, "nsubj"))),
                subject,
                level,
                None,
            )
            return
        if (
            lemma in ("agree", "promise", "pledge", "hope")
            and act is not None
            and not any(self.acts.full(tree, k) for k in (content, *tree.having(content, "conj")))
        ):
            self._emit(tree, i, act, subject, level, None)
            return
        self._reported(tree, content, speaker, subject, lemma, negated(tree, i))
        for k in tree.having(content, "conj"):
            if tree.is_verb(k):
                self._seen.add(k)
                self._reported(
                    tree, k, speaker, subject, lemma, negated(tree, i), tree.kid(content, "nsubj", "nsubjpass")
                )

    def _reported(
        self, tree: Tree, c: int, speaker: Party | None, source: int, lemma: str, no: bool, inherited: int = -1
    ) -> None:
        subject = tree.kid(c, "nsubj", "nsubjpass")
        subject = subject if subject >= 0 else inherited
        quoted = self.quoted(tree.starts[c])
        mine = self.parties.speaker
        self.parties.speaker = speaker
        told = subject >= 0 and "ATTACK" in self.lexicon.noun_classes.get(tree.lowers[subject], ())
        who = self.parties.resolve(tree, subject) if subject >= 0 and not told else []
        self.parties.speaker = mine
        pronoun = subject >= 0 and tree.lowers[subject] in ("it", "he", "she", "they", "we", "i")
        same = speaker is not None and (pronoun or (bool(who) and who[0].country == speaker.country))
        needed = tree.lowers[c] in ("needed", "required") and passive(tree, c)
        obliged = (
            needed
            or modality(tree, c) == "must"
            or (
                tree.lowers[c] in ("need", "needs", "has", "have", "had", "ought")
                and self.acts._complement(tree, c) >= 0
            )
        )
        if obliged and not (pronoun and same) and (source >= 0 or speaker is not None):
            aims = (subject,) if subject >= 0 and not passive(tree, c) else self._agents(tree, c)
            if quoted and not any(self.parties.resolve(tree, k) for k in aims):
                return
            inner = self.acts.compose(tree, c)
            mode = {"RETREAT": "yield", "CONCEDE": "yield", "AID": "assist", "CONSULT": "meet"}.get(
                inner.type if inner else "", "change"
            )
            self._emit(tree, c, Act("REQUEST", mode, c, c, aims, "REQUEST: must", 2), source, 1, speaker)
            return
        act = self.acts.full(tree, c)
        if act is not None and act.type == BLAME:
            if not same and subject >= 0:
                charge = Act(
                    "ACCUSE",
                    act.mode or "allege",
                    c,
                    c,
                    (subject,),
                    f"ACCUSE: said to {act.rule.partition(': ')[2]}",
                    2,
                )
                self._emit(tree, c, charge, source, 0, speaker)
            return
        if act is not None and quoted and speaker is not None and self._own_forces(tree, act, subject, who, speaker):
            assertion = "confirmed" if act.type in _ONGOING and not act.planned else "stated"
            aims = (
                act.recipients
                if act.type == "REJECT"
                else (subject,)
                if act.type == "THREATEN" and subject >= 0
                else ()
            )
            if act.type in ("RETREAT", "CONCEDE") and act.doer == -2:
                theirs = [p for p in self._aims(tree, act) if p.country not in (UNKNOWN, speaker.country)]
                if theirs:
                    act, aims = (
                        act._replace(type="REQUEST", mode="yield", rule="REQUEST: their withdrawal"),
                        act.recipients,
                    )
                    assertion = "stated"
            self._emit(tree, c, act._replace(doer=-1, recipients=aims), source, 0, speaker, assertion)
            return
        if act is None:
            deeper = self._content(tree, c, "")
            if deeper >= 0 and not quoted:
                self._reported(tree, deeper, speaker, source, lemma, no)
            return
        if quoted and (
            ("continue" in act.rule and act.type in ("ASSAULT", "THREATEN", "PROTEST"))
            or (act.rule.startswith("AID") and not act.planned and same)
        ):
            return
        if quoted and act.type == "REJECT" and act.rule.startswith("not ") and modality(tree, c) != "will":
            return
        if same and quoted and act.type in ("ASSAULT", "COERCE", "MOBILIZE") and not act.planned:
            return
        if act.type == "REJECT" and quoted and speaker is not None and subject >= 0 and not same and act.doer == -1:
            return
        if same and not act.swapped and not passive(tree, c):
            assertion = (
                "denied"
                if lemma == "deny" or act.denied
                else ("confirmed" if act.type in _ONGOING and not act.planned else "stated")
            )
            if act.type == "CONCEDE" and act.rule.startswith("RETREAT"):
                act = act._replace(recipients=())
            self._emit(tree, c, act._replace(denied=False), source, 0, speaker, assertion)
        elif quoted:
            if act.type in ("ASSAULT", "COERCE") and speaker is not None and who and not act.planned:
                self._emit(
                    tree, c, Act("ACCUSE", "allege", c, c, (subject,), "ACCUSE: quoted charge", 1), source, 1, speaker
                )
        else:
            assertion = "denied" if lemma == "deny" else self._vouched(tree, act, speaker, who, lemma)
            if act.type in ("THREATEN", "REQUEST", "ACCUSE") and speaker and not self._aims(tree, act) and subject >= 0:
                self._told = speaker._replace(code=speaker.country)
            self._emit(tree, c, act, subject, 0 if lemma != "deny" else 1, None, assertion)

    def _own_forces(self, tree: Tree, act: Act, subject: int, who: list[Party], speaker: Party) -> bool:
        """Whether a speaker tells of an act of the own side whose subject is no actor: “our troops are coming out”,
        “the soldiers will be withdrawn”, “there will be no aid”, “such presence will not be tolerated”."""
        if act.rule.startswith(("REJECT: n", "THREATEN: not")) or act.doer == -2:
            return act.type in ("RETREAT", "CONCEDE", "REJECT", "THREATEN", "AGREE")
        if act.type not in ("RETREAT", "CONCEDE") or subject < 0:
            return False
        forces = "FORCES" in self.lexicon.noun_classes.get(tree.lowers[subject], ())
        return forces and all(p.country in (UNKNOWN, speaker.country) for p in who)

    def _agents(self, tree: Tree, c: int) -> tuple[int, ...]:
        return tuple(k for p, k in tree.preps(c) if p in ("by", "from"))

    def _vouched(self, tree: Tree, act: Act, speaker: Party | None, who: list[Party], lemma: str) -> str:
        """`confirmed` when the side that did or suffered it says so, else `claimed`."""
        if speaker is None or speaker.country == UNKNOWN or lemma in ("claim", "allege"):
            return "claimed"
        sides = {p.country for p in who}
        for k in act.recipients:
            sides |= {p.country for p in self.parties.resolve(tree, k, True)}
        return "confirmed" if speaker.country in sides else "claimed"

    def _special(self, tree: Tree, i: int, lemma: str, subject: int) -> bool:
        """Denials of reports, denials of a part, and claims of responsibility, which speak of an event told before."""
        obj = tree.kid(i, "dobj")
        if lemma in _DENIAL and obj >= 0 and tree.lowers[obj] in _REPORTS:
            for k in tree.having(obj, "acl", "ccomp", "relcl"):
                act = self.acts.full(tree, k)
                self._seen.add(k)
                if act is not None:
                    self._emit(tree, k, act, subject, 0, None, "denied")
                    return True
        if lemma in _DENIAL and obj >= 0 and tree.lowers[obj] in _PART:
            act = Act(
                "ASSAULT",
                None,
                i,
                i,
                tuple(k for p, k in tree.preps(obj) if p == "in"),
                f"ASSAULT: deny {tree.lowers[obj]}",
                2,
            )
            self._emit(tree, i, act, subject, 0, None, "denied")
            return True
        if lemma in ("claim", "accept", "admit") and obj >= 0 and tree.lowers[obj] == "responsibility" and subject >= 0:
            doers = self.parties.resolve(tree, subject)
            if doers:
                act = Act(
                    "ASSAULT",
                    None,
                    i,
                    i,
                    tuple(k for p, k in tree.preps(obj) if p == "for"),
                    "ASSAULT: claim responsibility",
                    3,
                )
                self._emit(tree, i, act, subject, 0, None, "confirmed")
            return True
        return False

    def _visits(self, tree: Tree, i: int, subject: int, level: int) -> None:
        """“During a visit to Iraq, …”, “in a call with …”: a meeting told beside the main verb."""
        if level or subject < 0:
            return
        for preposition, k in tree.preps(i):
            classes = self.lexicon.noun_classes.get(tree.lowers[k], frozenset())
            if "TALK" not in classes or preposition not in ("during", "on", "in", "at", "after", "following"):
                continue
            visit = "VISIT" in classes
            aims = tuple(j for p, j in tree.preps(k) if p == ("to" if visit else "with"))
            if aims and not (visit and preposition in ("after", "following")):
                act = Act(
                    "CONSULT", "visit" if visit else None, k, k, aims, f"CONSULT: {preposition} {tree.lowers[k]}", 1
                )
                self._emit(tree, k, act, subject, 1, None)

    def _note_subject(self, tree: Tree, subject: int) -> None:
        if subject < 0 or tree.lowers[subject] in ("it", "he", "she", "they", "we", "i", "that", "which", "who"):
            return
        found = self.parties.resolve(tree, subject)
        if found:
            self.parties.remember(found[0], tree.tags[subject] in ("NNP", "NN"))

    def _fallback(self, tree: Tree) -> None:
        """Where no main clause says anything: relative clauses, then event nouns, at low strength."""
        if any(tree.lowers[r] in self.lexicon.saying for r in tree.roots) and self.quotes:
            return
        for i in range(len(tree)):
            if (
                not self.quoted(tree.starts[i])
                and tree.deps[i] in ("relcl", "acl", "advcl", "ccomp", "xcomp", "pcomp", "conj")
                and (act := self.acts.full(tree, i))
            ):
                subject = tree.kid(i, "nsubj", "nsubjpass")
                if subject < 0:
                    above = tree.heads[i]
                    above = tree.heads[above] if tree.deps[i] == "pcomp" else above
                    subject = above if tree.deps[i] in ("relcl", "acl") else tree.kid(above, "nsubj", "nsubjpass")
                    if tree.deps[i] == "acl" and tree.tags[i] == "VBG" and not self.parties.resolve(tree, subject):
                        # “passed a resolution supporting …”: whose resolution it is.
                        subject = tree.kid(tree.roots[0], "nsubj", "nsubjpass")
                self._emit(tree, i, act._replace(strength=0), subject, 2, None)
                return
        for i in range(len(tree)):
            if (
                tree.tags[i].startswith("N")
                and tree.deps[i] in _STANDING
                and not self.quoted(tree.starts[i])
                and (act := self.acts.noun(tree, i))
            ):
                subject = tree.kid(tree.roots[0], "nsubj", "nsubjpass") if act.doer < 0 else -1
                act = act if act.doer >= 0 else act._replace(doer=-1)
                if self._doers(tree, act, subject) or self._aims(tree, act):
                    self._emit(tree, i, act, subject, 2, None)
                    return
