"""From a parsed sentence to events: whose act it is, to whom, and who vouches for it.

The main clause decides. What a verb of saying governs belongs to its speaker; adverbial participles count when they
are acts of their own (“accusing”, “killing”); relative clauses count only where a sentence says nothing else.
"""

from __future__ import annotations

from typing import Final

from .act import Act
from .assertion import on_account
from .events import RawEvent
from .governing import UNWELCOME
from .grammar import nobody
from .naming import UNKNOWN, Party
from .nouns import owned
from .owning import Owning
from .setting import natural, played, sporting
from .tree import Tree

#: What is remembered is history.
_MEMORY: Final = frozenset("remember remembers remembered remembering commemorate reminisce reminisced".split())
_LACKING: Final = frozenset(("without", "despite", "since", "before"))
_NONE: Final = frozenset(("no", "nobody", "none"))
_HYPOTHETICAL: Final = frozenset("if unless whether until lest".split())
#: Participles that only say who somebody is: “the case of a man accused of fraud”.
_CHARGED: Final = frozenset("accused suspected charged convicted wanted jailed imprisoned detained".split())
#: Where an event noun stands for an event: “battle tanks” and “duty-free” name none.
_STANDING: Final = frozenset("nsubj nsubjpass dobj pobj attr ROOT conj compound appos dep".split())


class Reader(Owning):
    """Reads the sentences of one text in order."""

    def read(
        self, tree: Tree, number: int, speaker: Party | None, speakers: dict[int, Party] | None = None
    ) -> list[RawEvent]:
        """The events of one sentence, in the order they were found; also kept in `events`.

        `speaker` is who speaks where the sentence goes on with a quotation opened before; `speakers` tells who
        speaks at each verb of saying, where that is known."""
        self._seen, self._number, self._speakers = set(), number, speakers or {}
        self._game = sporting(tree) or (self._game and played(tree))
        if self._game:
            return []
        before = len(self.events)
        self.parties.hear(tree)
        self.parties.story.now = number
        if speaker is None:
            speaker = next(iter(self._speakers.values()), None)
        for top in tree.roots:
            root = tree.predicate(top)
            if speaker is not None and self.quoted(tree.starts[root]):
                subject = tree.subject(root)
                for k in (root, *tree.having(root, "conj", "parataxis")):
                    self._seen.add(k)
                    if tree.is_verb(k) or k == root:
                        self._reported(tree, k, speaker, -1, "say", subject)
            elif (verb := self._inserted(tree, root)) >= 0:
                self._told_beside(tree, root, verb)
            else:
                self._clause(tree, root, -1, 0, None)
        if len(self.events) == before and not (tree.roots and self.quoted(tree.starts[tree.roots[0]])):
            self._fallback(tree)
        elif len(self.events) > before:
            self._beside(tree, before)
        self.events[before:] = on_account(tree, self.events[before:], self._tellers(tree))
        return self.events[before:]

    def _told_beside(self, tree: Tree, root: int, verb: int) -> None:
        """The main clause as the verb of saying tells it that is inserted into it."""
        self._seen.update((root, verb))
        # “Chadian jets, the army said, had bombed …”: two subjects, the first of them the clause's.
        both = tree.having(verb, "nsubj")
        first = both[0] if len(both) > 1 and tree.kid(root, "nsubj", "nsubjpass") < 0 else -1
        said = tree.subject(verb)
        self._note_subject(tree, said)
        self._said(tree, verb, self.lexicon.lemmas[tree.lowers[verb]], root, said, self.acts.full(tree, verb), 0, first)
        self._others(tree, verb, None, said, 0, None)

    def withdraw(self, number: int, country: str) -> None:
        """Take back what sentence `number` claims that `country` did: it is the charge itself."""
        last = len(self.events)
        while last and self.events[last - 1].sentence == number:
            last -= 1
        tail = self.events[last:]
        self.events[last:] = [e for e in tail if e.assertion != "claimed" or e.actor.country != country]

    def _clause(self, tree: Tree, i: int, subject: int, level: int, speaker: Party | None) -> None:
        if self.quoted(tree.starts[i]) and any(tree.words[k] == "?" for k in tree.kids[i]):
            return  # what is asked in a speech is not told
        if i in self._seen or level > 4 or (tree.deps[i] == "ccomp" and tree.lowers[i] in ("back", "in", "out")):
            return
        self._seen.add(i)
        own = tree.subject(i)
        subject = own if own >= 0 else subject
        lemma = self.lexicon.lemmas.get(tree.lowers[i], "")
        content = self._content(tree, i, lemma)
        act = self.acts.full(tree, i)
        if lemma == "caution" and act is not None and not self._menaces(tree, i, content):
            act = None
        self._note_subject(tree, subject)
        if tree.lowers[i] in _MEMORY and content >= 0:
            self._seen.add(content)
        elif not self._special(tree, i, lemma, subject):
            if act is not None and act.rule.startswith((UNWELCOME, "ACCUSE: declare", "SUPPORT: declare")):
                self._emit(tree, act, subject, level, None)
            elif content >= 0 and "say" in self.lexicon.operators.get(lemma, ()):
                self._said(tree, i, lemma, content, subject, act, level)
            elif act is not None and not nobody(tree, i):
                self._emit(tree, act, subject, level, None)
        self._visits(tree, i, subject, level)
        self._others(tree, i, act, subject, level, speaker)

    def _others(self, tree: Tree, i: int, act: Act | None, subject: int, level: int, speaker: Party | None) -> None:
        """Conjuncts and adverbial clauses of a clause, which share its subject."""
        outside = not self.quoted(tree.starts[i])
        # “demanded that Chad withdraw”, “wants Chad to pay”: what is asked for has not happened.
        wished = act is not None and (
            act.type in ("REQUEST", "REJECT", "AGREE", "THREATEN") or act.rule.startswith("CONCEDE: let")
        )
        for k in tree.kids[i]:
            dep = tree.deps[k]
            if outside and self.quoted(tree.starts[k]):
                continue
            if dep == "conj" and (tree.is_verb(k) or tree.lowers[k] in self.lexicon.lemmas):
                self._clause(tree, k, subject, level, speaker)
            elif act is not None and act.verb == k:
                continue  # “ruled out pulling back”
            elif dep == "advcl" and not any(tree.lowers[m] in _HYPOTHETICAL for m in tree.having(k, "mark", "advmod")):
                if tree.tags[k] in ("VBG", "VBD", "VBZ", "VBP") or (
                    tree.tags[k] == "VBN" and (tree.kid(k, "nsubj", "nsubjpass") >= 0 or _having(tree, k))
                ):
                    self._clause(tree, k, subject, level + 1, speaker)
            elif dep in ("parataxis", "dep"):
                self._clause(tree, k, subject, level + 1, speaker)
            elif (
                wished
                and dep == "ccomp"
                and tree.tags[k] == "VBD"
                and k not in self._seen
                and (k < i or _second(tree, k))
            ):
                self._clause(tree, k, -1, level, speaker)
            elif dep == "ccomp" and k not in self._seen and not self.quoted(tree.starts[k]) and not wished:
                self._clause(tree, k, subject if tree.kid(k, "nsubj", "nsubjpass") < 0 else -1, level + 1, speaker)

    def _note_subject(self, tree: Tree, subject: int) -> None:
        if subject < 0 or tree.lowers[subject] in ("it", "he", "she", "they", "we", "i", "that", "which", "who"):
            return
        found = self.parties.resolve(tree, subject)
        if found:
            named = self.parties.lands(tree.starts[subject], tree.ends[subject])
            self.parties.remember(found[0], tree.tags[subject] in ("NNP", "NN") and not named)

    def _fallback(self, tree: Tree) -> None:
        """Where no main clause says anything: relative clauses, then event nouns, at low strength."""
        if any(tree.lowers[r] in self.lexicon.saying for r in tree.roots) and self.quotes:
            return
        if not _NONE.isdisjoint(tree.lowers) and any(nobody(tree, i) for i in range(len(tree)) if tree.is_verb(i)):
            return
        for i in range(len(tree)):
            if (
                not self.quoted(tree.starts[i])
                and tree.deps[i] in ("relcl", "acl", "advcl", "ccomp", "xcomp", "pcomp", "conj")
                and not (tree.deps[i] == "acl" and tree.tags[i] == "VBN" and tree.lowers[i] in _CHARGED)
                and not any(tree.lowers[m] in _HYPOTHETICAL for m in tree.having(i, "mark", "advmod"))
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
                self._emit(tree, act._replace(strength=0), subject, 2, None)
                return
        unowned: tuple[int, Act] | None = None
        for i in range(len(tree)):
            if (
                tree.tags[i].startswith("N")
                and tree.deps[i] in _STANDING
                and not any(tree.lowers[k] == "no" for k in tree.having(i, "det"))
                and not self.quoted(tree.starts[i])
                and (act := self.acts.noun(tree, i))
            ):
                if not owned(tree, i, act):
                    lacked = tree.deps[i] == "pobj" and tree.lowers[tree.heads[i]] in _LACKING
                    unowned = unowned or (None if lacked else (i, act))
                    continue
                subject = tree.kid(tree.roots[0], "nsubj") if act.doer < 0 else -1
                act = act if act.doer >= 0 else act._replace(doer=-1)
                if act.doer < 0 and natural(self.lexicon, tree, subject):
                    continue
                doers = self._doers(tree, act, subject)
                if act.type == "PROTEST" and doers and all(p.code.endswith((":GOV", ":MIL")) for p in doers):
                    # “restored parliament after weeks of protests”: those were the people's
                    self._add(tree, act, doers[0]._replace(code=f"{doers[0].country}:CIV"), doers[0], "stated", 2)
                    return
                if doers or self._aims(tree, act):
                    self._emit(tree, act, subject, 2, None)
                    return
        told = any(tree.lowers[r] in self.lexicon.saying for r in tree.roots)
        if unowned is not None and not told and not self.quotes and unowned[1].type != "SUPPORT":
            # Of a text that says nothing else: somebody's, nobody can say whose (see `settle`).
            i, act = unowned
            self._add(tree, act._replace(doer=-2, strength=0), Party(UNKNOWN, *self._span(tree, i)), None, "stated", 2)


def _having(tree: Tree, i: int) -> bool:
    """“having flown in troops”: done before the main clause, by its subject."""
    return any(tree.lowers[k] == "having" for k in tree.having(i, "aux"))


def _second(tree: Tree, k: int) -> bool:
    """Whether a clause is a second main clause whose subject the parser joined to the noun before it: “appealed for
    boats and Chad sent five”."""
    if tree.kid(k, "nsubj", "nsubjpass", "mark") >= 0:
        return False
    named = tree.subject(k)
    return named >= 0 and tree.deps[named] == "conj" and tree.tags[named] in ("NNP", "NNPS")
