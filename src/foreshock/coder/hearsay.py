"""A clause as somebody tells it: their own act, what they demand or announce, or what they say that others do."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

from . import assertion
from .act import Act
from .emission import Emission
from .events import Span
from .grammar import complement, modality, nobody, passive
from .lexicon import BLAME, Lexicon
from .naming import POSSESSIVE, UNKNOWN, Party
from .parties import Parties
from .tree import Tree

#: Acts that a quotation only talks about.
_REMARKS: Final = frozenset("SUPPORT CONSULT COOPERATE AID PROTEST".split())
_SPEECH: Final = frozenset("REQUEST REJECT AGREE ACCUSE THREATEN CONCEDE".split())
#: Nouns whose clause is what somebody says (“the claim that …”).
REPORTS: Final = frozenset(
    "report claim allegation accusation charge suggestion rumour rumor reports claims allegations accusations charges "
    "suggestions rumours rumors".split()
)
_PRONOUNS: Final = frozenset("it he she they we i".split())
_OURSELVES: Final = frozenset(("we", "i"))
#: Who speaks for whoever has just been told of.
_MOUTHS: Final = frozenset("aide aides adviser advisor spokesman spokeswoman spokesperson lawyer".split())
_ADMITTING: Final = frozenset("acknowledge admit confess concede".split())
_NEEDING: Final = frozenset("need needs has have had ought".split())
#: The mode of a demand that somebody do an act of a type.
_DEMANDED: Final = {"RETREAT": "yield", "CONCEDE": "yield", "AID": "assist", "CONSULT": "meet"}


class Telling(NamedTuple):
    """Clause `clause` as `speaker` tells it (None where nobody is named; `source` is the phrase, -1 for none) with
    verb of saying `lemma`. `who` are the parties of its `subject`; `same` says that they are the speaker's own side,
    `pronoun` that a pronoun names them, `quoted` that the clause stands in a quotation."""

    clause: int
    speaker: Party | None
    source: int
    lemma: str
    subject: int
    who: list[Party]
    quoted: bool
    pronoun: bool
    same: bool


class Hearsay(Emission):
    """Reads what speakers say that they or others do. `quotes` are the spans of the text's quoted passages."""

    def __init__(self, lexicon: Lexicon, parties: Parties, quotes: list[Span]) -> None:
        super().__init__(lexicon, parties)
        self.quotes = [q for q in quotes if q[1] - q[0] > 24]
        self._opened = [q[0] for q in self.quotes]

    def quoted(self, position: int) -> bool:
        """Whether a character lies in a quoted passage of more than a few words."""
        i = bisect_right(self._opened, position) - 1
        return i >= 0 and position < self.quotes[i][1]

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

    def _reported(
        self, tree: Tree, c: int, speaker: Party | None, source: int, lemma: str, inherited: int = -1
    ) -> None:
        """The event of clause `c` as somebody tells it; `inherited` is its subject where it has none of its own."""
        telling = self._telling(tree, c, speaker, source, lemma, inherited)
        if self._obliged(tree, telling):
            self._demand(tree, telling)
            return
        act = self.acts.full(tree, c)
        if act is None:
            deeper = self._content(tree, c, "")
            if deeper >= 0 and not telling.quoted:
                self._reported(tree, deeper, speaker, source, lemma)
        elif telling.quoted and (
            act.type in _REMARKS or (act.type in _SPEECH and assertion.looking_back(tree, c, speaking=False))
        ):
            return  # what is praised or remembered in a quotation is no act by saying so (guide, rule 1)
        elif act.type == BLAME:
            self._charge(tree, telling, act)
        elif self._announced(tree, telling, act) or _empty_words(tree, telling, act):
            return
        elif act.doer < 0 and act.type in assertion.DEEDS and passive(tree, c) and nobody(tree, c):
            return  # “said that no soldiers were killed”
        elif self._owns_up(tree, telling, act):
            self._emit(tree, act._replace(doer=-1), telling.source, 0, speaker, "confirmed")
        elif telling.same and not act.swapped and not passive(tree, c):
            self._own_act(tree, telling, act)
        elif telling.quoted:
            self._quoted_charge(tree, telling, act)
        else:
            self._act_of_others(tree, telling, act)

    def _telling(self, tree: Tree, c: int, speaker: Party | None, source: int, lemma: str, inherited: int) -> Telling:
        subject = tree.kid(c, "nsubj", "nsubjpass")
        subject = subject if subject >= 0 else inherited
        speaker = self._of_whom(tree, speaker, source, subject)
        mine = self.parties.speaker
        self.parties.speaker = speaker
        attack = subject >= 0 and "ATTACK" in self.lexicon.noun_classes.get(tree.lowers[subject], ())
        who = self.parties.resolve(tree, subject) if subject >= 0 and not attack else []
        self.parties.speaker = mine
        # Inside a quotation only “we” and “I” are who speaks.
        names = _OURSELVES if self.quoted(tree.starts[c]) else _PRONOUNS
        word = tree.lowers[subject] if subject >= 0 else ""
        pronoun = word in names
        # “Chad said its missiles had hit the port”
        own = subject >= 0 and any(tree.lowers[k] in POSSESSIVE for k in tree.having(subject, "poss"))
        unknown = speaker is not None and speaker.country == UNKNOWN
        own = own and (unknown or all(p.country == UNKNOWN for p in who))
        kin = (
            speaker is not None
            and {p.country for p in who} == {speaker.country} != {UNKNOWN}
            and not _foes(speaker, who)
        )
        same = speaker is not None and (pronoun or own or (kin and word not in _PRONOUNS))
        return Telling(c, speaker, source, lemma, subject, who, self.quoted(tree.starts[c]), pronoun, same)

    def _of_whom(self, tree: Tree, speaker: Party | None, source: int, subject: int) -> Party | None:
        """The speaker, of the side that the clause is about where the words say so: “Chad has freed ten men, its prison
        service said”, “Chad's president refused to come, an aide said”."""
        if source < subject or subject < 0 or (speaker is not None and speaker.country != UNKNOWN):
            return speaker
        theirs = any(tree.lowers[k] in POSSESSIVE for k in tree.having(source, "poss")) or (
            tree.lowers[source] in _MOUTHS and not tree.having(source, "prep", "poss", "compound", "amod")
        )
        found = self.parties.resolve(tree, subject) if theirs else []
        if not found or found[0].country == UNKNOWN:
            return speaker
        role = speaker.code.partition(":")[2] if speaker else "GOV"
        return Party(f"{found[0].country}:{role}", *self._span(tree, source))

    def _obliged(self, tree: Tree, telling: Telling) -> bool:
        """Whether a speaker says that others must do something (“Chad must leave”, “it needs to be freed”)."""
        c = telling.clause
        if (telling.pronoun and telling.same) or (telling.source < 0 and telling.speaker is None):
            return False
        if tree.lowers[c] in ("needed", "required") and passive(tree, c):
            return True
        if modality(tree, c) == "must":
            return True
        return tree.lowers[c] in _NEEDING and complement(self.lexicon, tree, c) >= 0

    def _demand(self, tree: Tree, telling: Telling) -> None:
        c, subject = telling.clause, telling.subject
        by = tuple(k for p, k in tree.preps(c) if p in ("by", "from"))
        aims = (subject,) if subject >= 0 and not passive(tree, c) else by
        if telling.quoted:
            own = {UNKNOWN, telling.speaker.country if telling.speaker else UNKNOWN}
            asked = {p.country for k in aims for p in self.parties.resolve(tree, k)}
            if not asked - own or assertion.looking_back(tree, c, speaking=False):
                return  # “they should have learned”, “Chad must not become …”, said by a Chadian
        inner = self.acts.compose(tree, c)
        mode = _DEMANDED.get(inner.type if inner else "", "change")
        request = Act("REQUEST", mode, c, c, aims, "REQUEST: must", 2)
        self._emit(tree, request, telling.source, 1, telling.speaker)

    def _charge(self, tree: Tree, telling: Telling, act: Act) -> None:
        """“said that Chad was behind the raid”: a wrong that somebody says another has done, or that he owns to."""
        if telling.subject < 0:
            return
        if telling.same:
            if "behind" in act.rule or "responsible" in act.rule:
                denied = telling.lemma == "deny" or act.denied
                rule, sure = ("deny", "denied") if denied else ("claim responsibility", "confirmed")
                own = act._replace(type="ASSAULT", mode=None, rule=f"ASSAULT: {rule}", strength=3)
                self._emit(tree, own, telling.source, 0, telling.speaker, sure)
            return
        c, rule = telling.clause, f"ACCUSE: said to {act.rule.partition(': ')[2]}"
        charge = Act("ACCUSE", act.mode or "allege", c, c, (telling.subject,), rule, 2)
        self._emit(tree, charge, telling.source, 0, telling.speaker)

    def _announced(self, tree: Tree, telling: Telling, act: Act) -> bool:
        """Whether the clause tells an act of the speaker's side that names no doer, which is then emitted."""
        speaker, subject = telling.speaker, telling.subject
        shut = act.doer == -2 and act.rule.startswith(
            ("REJECT: no", "REJECT: be out", "not CONCEDE: ", "not RETREAT: allow", "THREATEN: there")
        )
        moved = not telling.quoted and self._moved(tree, telling, act)
        if speaker is None or not (telling.quoted or shut or moved):
            return False
        if not moved and not self._own_forces(tree, telling, act, speaker):
            return False
        sure = assertion.own_word(act)
        aims: tuple[int, ...] = ()
        if act.type == "REJECT" or act.rule.startswith("THREATEN: there"):
            aims = act.recipients
        elif act.type == "THREATEN" and subject >= 0:
            aims = (subject,)
        if act.type in ("RETREAT", "CONCEDE") and act.doer == -2:
            theirs = [p for p in self._aims(tree, act) if p.country not in (UNKNOWN, speaker.country)]
            if theirs:
                aims, sure = act.recipients, "stated"
                act = act._replace(type="REQUEST", mode="yield", rule="REQUEST: their withdrawal")
        if shut and act.recipients:
            aims = tuple(k for k in act.recipients if not self._of_side(tree, k, speaker))
        self._emit(tree, act._replace(doer=-1, recipients=aims), telling.source, 0, speaker, sure)
        return True

    def _own_act(self, tree: Tree, telling: Telling, act: Act) -> None:
        denied = telling.lemma == "deny" or act.denied
        past = assertion.looking_back(tree, telling.clause, telling.pronoun)
        sure = "denied" if denied else assertion.own_word(act, past)
        if sure == "confirmed" and not assertion.binding(tree, telling.source, telling.speaker):
            sure = "claimed"
        if act.type == "CONCEDE" and act.rule.startswith("RETREAT") and "ATTACK" not in act.rule:
            act = act._replace(recipients=())
        # “The army has left, the White House says”: of the same country, but the army's act.
        office = telling.speaker is not None and telling.speaker.code.endswith((":MED", ":CIV"))
        apart = telling.who and not telling.pronoun and (":" in telling.who[0].code or office)
        voice = telling.who[0] if apart else telling.speaker
        self._emit(tree, act._replace(denied=False), telling.source, 0, voice, sure)

    def _quoted_charge(self, tree: Tree, telling: Telling, act: Act) -> None:
        """A deed of others in a quotation, which is the speaker's charge."""
        if act.type in ("ASSAULT", "COERCE") and telling.speaker is not None and telling.who and not act.planned:
            c = telling.clause
            charge = Act("ACCUSE", "allege", c, c, (telling.subject,), "ACCUSE: quoted charge", 1)
            self._emit(tree, charge, telling.source, 1, telling.speaker)

    def _act_of_others(self, tree: Tree, telling: Telling, act: Act) -> None:
        speaker, denied = telling.speaker, telling.lemma == "deny"
        sure = "denied"
        nobodys = act.denied or (passive(tree, telling.clause) and nobody(tree, telling.clause))
        if not denied and not nobodys:
            teller = speaker if assertion.binding(tree, telling.source, speaker) else None
            sure = assertion.vouched(self.parties, tree, act, teller, telling.who, telling.lemma)
        addressed = act.type in ("THREATEN", "REQUEST", "ACCUSE") and telling.subject >= 0
        if addressed and speaker and not self._aims(tree, act):
            self._told = speaker._replace(code=speaker.country)
        self._emit(tree, act, telling.subject, 1 if denied else 0, None, sure)

    def _owns_up(self, tree: Tree, telling: Telling, act: Act) -> bool:
        """Whether a speaker admits a deed that is laid to nobody (“acknowledged that a strike had killed ten farmers”),
        or tells of one by nobody's forces (“announced that commandos had hit two camps”)."""
        speaker = telling.speaker
        if speaker is None or speaker.country == UNKNOWN or act.type not in ("ASSAULT", "COERCE") or act.denied:
            return False
        if any(p.country not in (UNKNOWN, speaker.country) for p in telling.who):
            return False
        hurt = self._aims(tree, act)
        if not hurt or any(p.country == speaker.country for p in hurt):
            return False
        nouns = self.lexicon.noun_classes.get(tree.lowers[telling.subject], ()) if telling.subject >= 0 else ()
        if telling.lemma in _ADMITTING:
            return "ATTACK" in nouns or act.doer == -2
        return "FORCES" in nouns and telling.lemma == "announce"

    def _moved(self, tree: Tree, telling: Telling, act: Act) -> bool:
        """Whether an official of a state announces what forces that are nobody's else do: “announced that a battalion
        would be sent”, “that the number of troops would fall”."""
        speaker = telling.speaker
        if speaker is None or telling.subject < 0 or act.type not in ("MOBILIZE", "RETREAT", "CONCEDE"):
            return False
        if speaker.country == UNKNOWN or not speaker.code.endswith((":GOV", ":MIL", ":LEG", speaker.country)):
            return False
        forces = "FORCES" in self.lexicon.noun_classes.get(tree.lowers[telling.subject], ())
        return forces and all(p.code in (UNKNOWN, f"{UNKNOWN}:MIL") for p in telling.who)

    def _own_forces(self, tree: Tree, telling: Telling, act: Act, speaker: Party) -> bool:
        """Whether a speaker tells of an act of the own side whose subject is no actor: “our troops are coming out”,
        “the soldiers will be withdrawn”, “there will be no aid”, “such presence will not be tolerated”."""
        if act.rule.startswith(("REJECT: n", "THREATEN: not")) or act.doer == -2:
            return act.type in ("RETREAT", "CONCEDE", "REJECT", "THREATEN", "AGREE")
        if act.type not in ("RETREAT", "CONCEDE") or telling.subject < 0:
            return False
        forces = "FORCES" in self.lexicon.noun_classes.get(tree.lowers[telling.subject], ())
        return forces and all(p.country in (UNKNOWN, speaker.country) for p in telling.who)

    def _of_side(self, tree: Tree, k: int, speaker: Party) -> bool:
        return {p.country for p in self.parties.resolve(tree, k, True)} == {speaker.country}


def _foes(speaker: Party, who: list[Party]) -> bool:
    """Whether a government or its army tells of its own country's rebels, or they of it."""
    armed = (":REB", ":TER")
    return all(p.code.endswith(armed) != speaker.code.endswith(armed) and ":" in p.code for p in who)


def _empty_words(tree: Tree, telling: Telling, act: Act) -> bool:
    """Whether an act told in a quotation is only talk: what goes on, what is not done, one's own fighting."""
    if not telling.quoted:
        return False
    same = telling.same
    if "continue" in act.rule and act.type in ("ASSAULT", "THREATEN", "PROTEST"):
        return True
    if act.rule.startswith("AID") and not act.planned and same:
        return True
    if act.type == "REJECT" and act.rule.startswith("not ") and modality(tree, telling.clause) != "will":
        return True
    if same and act.type in ("ASSAULT", "COERCE", "MOBILIZE") and not act.planned:
        return True
    others = telling.speaker is not None and telling.subject >= 0 and not same
    return act.type == "REJECT" and others and act.doer == -1
