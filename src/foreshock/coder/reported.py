"""What a sentence reports: the clause under a verb of saying, read as the speaker's act or as one they tell of."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from .act import Act
from .emission import Emission
from .grammar import complement, modality, negated, passive
from .lexicon import BLAME, Lexicon
from .naming import UNKNOWN, Party
from .parties import Parties
from .tree import Tree

Span = tuple[int, int]
REPORTS: Final = frozenset(
    "report claim allegation accusation charge suggestion rumour rumor reports claims allegations accusations charges "
    "suggestions rumours rumors".split()
)
_WARNING: Final = frozenset("warn caution hint threaten vow swear".split())
_ONGOING: Final = frozenset(("ASSAULT", "RETREAT", "MOBILIZE", "AID", "COERCE", "SANCTION", "COOPERATE", "PROTEST"))


class Reported(Emission):
    """Reads what speakers say that they or others do. `quotes` are the spans of the text's quoted passages."""

    def __init__(self, lexicon: Lexicon, parties: Parties, quotes: list[Span]) -> None:
        super().__init__(lexicon, parties)
        self.quotes = [q for q in quotes if q[1] - q[0] > 24]
        self._opened = [q[0] for q in self.quotes]
        self._seen: set[int] = set()
        self._game = False
        self._speakers: dict[int, Party] = {}

    def quoted(self, position: int) -> bool:
        """Whether a character lies in a quoted passage of more than a few words."""
        i = bisect_right(self._opened, position) - 1
        return i >= 0 and position < self.quotes[i][1]

    def _clause(self, tree: Tree, i: int, subject: int, level: int, speaker: Party | None) -> None:
        """A clause of its own; see Reader."""
        raise NotImplementedError

    def _content(self, tree: Tree, i: int, lemma: str) -> int:
        """The clause that a verb of saying governs, -1 if there is none."""
        for k in tree.kids[i]:
            if lemma == "find" and not any(tree.lowers[m] == "that" for m in tree.having(k, "mark")):
                continue  # “found him guilty”
            if tree.deps[k] == "ccomp" and (tree.tags[k] != "VB" or modality(tree, k)):
                return k
            if tree.deps[k] == "dobj" and tree.lowers[k] in REPORTS and "say" in self.lexicon.operators.get(lemma, ()):
                return tree.kid(k, "acl", "ccomp", "relcl")
        return -1

    def _said(self, tree: Tree, i: int, lemma: str, content: int, subject: int, act: Act | None, level: int) -> None:
        """A clause under a verb of saying: the speaker's act, or somebody's as the speaker tells it."""
        self._seen.add(content)
        if modality(tree, content):
            # “warned that it would answer and Seoul put its forces on alert”: the second has its own subject and tense
            for k in tree.having(content, "conj"):
                if tree.tags[k] == "VBD" and tree.kid(k, "nsubj") >= 0 and not tree.having(k, "aux", "mark"):
                    self._clause(tree, k, -1, level, None)
        found = self.parties.resolve(tree, subject) if subject >= 0 else []
        speaker = self._speakers.get(i) or (found[0] if found else None)
        self._chorus = found if len({p.country for p in found}) > 1 else []
        self._visits(tree, content, subject, 0)
        if lemma in ("warn", "caution", "vow", "threaten") and act is not None and act.type == "THREATEN":
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
        self._addressee = [
            p for k in tree.having(i, "dobj", "dative", "npadvmod") for p in self.parties.resolve(tree, k, True)
        ]  # fmt: skip
        self.parties.teller = speaker
        self._reported(tree, content, speaker, subject, lemma, negated(tree, i))
        for k in tree.having(content, "conj"):
            if tree.is_verb(k) and k not in self._seen:
                self._seen.add(k)
                self._reported(
                    tree, k, speaker, subject, lemma, negated(tree, i), tree.kid(content, "nsubj", "nsubjpass")
                )
        self._addressee, self._chorus, self.parties.teller = [], [], None

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
        same = speaker is not None and (pronoun or {p.country for p in who} == {speaker.country})
        needed = tree.lowers[c] in ("needed", "required") and passive(tree, c)
        obliged = (
            needed
            or modality(tree, c) == "must"
            or (
                tree.lowers[c] in ("need", "needs", "has", "have", "had", "ought")
                and complement(self.lexicon, tree, c) >= 0
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
        shut = act is not None and act.doer == -2 and act.rule.startswith(("REJECT: no", "REJECT: be out"))
        if (
            act is not None
            and (quoted or shut)
            and speaker is not None
            and self._own_forces(tree, act, subject, who, speaker)
        ):
            assertion = _own_word(act)
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
            if shut and act.recipients:
                aims = tuple(k for k in act.recipients if not self._of_side(tree, k, speaker))
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
            assertion = "denied" if lemma == "deny" or act.denied else _own_word(act)
            if act.type == "CONCEDE" and act.rule.startswith("RETREAT"):
                act = act._replace(recipients=())
            # “The army has left, the White House says”: of the same country, but the army's act.
            voice = who[0] if who and not pronoun and ":" in who[0].code else speaker
            self._emit(tree, c, act._replace(denied=False), source, 0, voice, assertion)
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

    def _of_side(self, tree: Tree, k: int, speaker: Party) -> bool:
        return {p.country for p in self.parties.resolve(tree, k, True)} == {speaker.country}

    def _agents(self, tree: Tree, c: int) -> tuple[int, ...]:
        return tuple(k for p, k in tree.preps(c) if p in ("by", "from"))

    def _vouched(self, tree: Tree, act: Act, speaker: Party | None, who: list[Party], lemma: str) -> str:
        """`confirmed` when the side that did or suffered it says so, else `claimed`."""
        if speaker is None or speaker.country == UNKNOWN or lemma in ("claim", "allege"):
            return "claimed"
        if act.planned and act.type == "MOBILIZE" and speaker.country in {p.country for p in who}:
            return "planned"
        sides = {p.country for p in who}
        for k in act.recipients:
            sides |= {p.country for p in self.parties.resolve(tree, k, True)}
        return "confirmed" if speaker.country in sides else "claimed"

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


def _own_word(act: Act) -> str:
    """How sure an act is that the own side tells of: done, announced for later, or done by saying it."""
    if act.planned:
        return "planned" if act.type == "MOBILIZE" else "stated"
    return "confirmed" if act.type in _ONGOING else "stated"
