"""Who speaks: sources, their passages, and which quotation is whose.

A verb of saying with its subject makes a source; “according to” does too. A quotation belongs to the verb of its own
sentence that governs it or stands nearest; without one, to the speaker of the sentence before. “He”, “the diplomat” and
a bare surname are the speaker they refer to.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from .lexicon import Lexicon
from .naming import Party
from .parties import Parties
from .tree import Tree

Span = tuple[int, int]
_PRONOUN: Final = frozenset("he she they it".split())
_TITLE: Final = frozenset(
    "president secretary prime minister foreign defence defense vice premier chancellor king queen prince senator "
    "general gen. gen lt. lt col. col admiral adm. maj. capt. ambassador envoy advisor adviser national security state "
    "spokesman spokeswoman spokesperson mr. mr mrs. mrs ms. ms dr. dr sen. sen rep. rep governor "
    "gov. mayor sheriff chief "
    "police judge attorney professor prof. director commander chairman deputy assistant special "
    "representative interior "
    "finance crown sheikh ayatollah us u.s. american russian iranian israeli turkish syrian leader".split()
)
_INSERTED: Final = frozenset("said says say added told noted explained wrote tweeted continued".split())
_NOT_SAYING: Final = frozenset("go continue express charge see find get help seek work join call".split())
#: Bodies that are named with whose they are.
_BODIES: Final = frozenset(
    "ministry army military navy air force forces guard guards coastguard parliament cabinet council command "
    "court office presidency corps police agency party embassy mission union".split()
)

_OF: Final = frozenset("of for from in to near at on with".split())
_NAME_WORD: Final = r"(?:[A-ZÀ-Þ][\w’'-]+|[A-Z]\.|al-[A-Z][\w-]+|bin|de|van|von|der)"
_APPOSED: Final = re.compile(rf",\s+((?:{_NAME_WORD}\s+){{1,4}}{_NAME_WORD})\s*,?\s*(?:\w+ly\s+|further\s+|also\s+)?$")


class Source:
    """One speaker of a text while it is being read."""

    __slots__ = ("content", "head", "name", "party", "quotes", "span")

    def __init__(self, name: str, head: str, span: Span, party: Party) -> None:
        self.name, self.head, self.span, self.party = name, head, span, party
        self.quotes = 0
        self.content: list[Span] = []


class Sources:
    """Collects the speakers of one text, sentence by sentence in order."""

    def __init__(self, text: str, lexicon: Lexicon, parties: Parties, quotes: list[Span]) -> None:
        self.text, self.lexicon, self.parties, self.quotes = text, lexicon, parties, quotes
        self.found: list[Source] = []
        self.current: Source | None = None
        self._next_quote = 0
        self.by_verb: dict[int, Party] = {}

    def read(self, tree: Tree, start: int, end: int) -> list[tuple[Source, list[Span]]]:
        """The sources of one sentence [start, end) with the passages it gives each."""
        told: list[tuple[int, Source, list[Span]]] = []
        self.by_verb = {}
        for i in range(len(tree)):
            speaker = self._speaker(tree, i)
            if speaker < 0 or self._quoted(tree.starts[i]):
                continue
            source = self._source(tree, speaker, i)
            if source is not None:
                self.by_verb[i] = source.party
                told.append((i, source, self._content(tree, i)))
                self.current = source
        found = [(source, spans) for _, source, spans in told]
        for span in self._quotes_of(start, end):
            self._attribute(tree, span, told, found, start)
        for source, spans in found:
            source.content += spans
        return found

    def add(self, party: Party, name: str) -> None:
        """Take an actor of a speech act (“X accused Y”) as a source without quotes, unless it is one already."""
        generic = party.code.partition(":")[2] in ("", "GOV")
        if not any(s.name == name or (s.party.country == party.country and generic) for s in self.found[-200:]):
            self.found.append(Source(name, name.split()[-1].lower(), (party.start, party.end), party))

    def named(self, tree: Tree, head: int, at: int, keep: bool) -> Source | None:
        """Who the phrase with head `head` means, the cue standing at character `at`; None where nobody is meant.

        Who was not known before becomes a source of the text only if `keep`."""
        verb = min(bisect_left(tree.starts, at), len(tree) - 1)
        if keep:
            return self._source(tree, head, verb)
        count, known = len(self.found), self.parties.memory()
        source = self._source(tree, head, verb)
        del self.found[count:]
        self.parties.recall(known)
        return source

    def _quotes_of(self, start: int, end: int) -> list[Span]:
        """Quotations that begin in [start, end) or go on through it; each call moves forward only."""
        while self._next_quote < len(self.quotes) and self.quotes[self._next_quote][1] <= start:
            self._next_quote += 1
        found = []
        for q in range(self._next_quote, len(self.quotes)):
            if self.quotes[q][0] >= end:
                break
            found.append(self.quotes[q])
        return found

    def _quoted(self, position: int) -> bool:
        return any(s < position < e for s, e in self.quotes[max(0, self._next_quote - 1) : self._next_quote + 12])

    def _attribute(
        self,
        tree: Tree,
        quote: Span,
        told: list[tuple[int, Source, list[Span]]],
        found: list[tuple[Source, list[Span]]],
        start: int,
    ) -> None:
        begins = quote[0] >= start
        if told and begins:
            _verb, source, _ = min(
                told,
                key=lambda t: (
                    not any(s < quote[1] and quote[0] < e for s, e in t[2]),
                    tree.starts[t[0]] > quote[0] if tree.starts[t[0]] > quote[1] + 40 else False,
                    min(abs(tree.starts[t[0]] - quote[1]), abs(quote[0] - tree.ends[t[0]])),
                ),
            )
        elif begins and quote[1] - quote[0] >= 40 and (source_of := self._main_subject(tree)) is not None:
            source = source_of
            self.current = source
        elif self.current is not None:
            # Short quoted words without a verb of saying are scare quotes; a sentence of quotation goes on speaking.
            if begins and not told and quote[1] - quote[0] < 40 and quote[0] > start:
                return
            source = self.current
        else:
            return
        if begins:
            source.quotes += 1
        if not any(s <= quote[0] and quote[1] <= e for _, spans in found for s, e in spans):
            found.append((source, [quote]))

    def _main_subject(self, tree: Tree) -> Source | None:
        """Who utters a long quotation that no verb of saying governs: the sentence's subject, if it is an actor."""
        for root in tree.roots:
            subject = tree.kid(root, "nsubj")
            if subject >= 0 and not self._quoted(tree.starts[subject]) and self.parties.resolve(tree, subject):
                return self._source(tree, subject, root)
        return None

    def _speaker(self, tree: Tree, i: int) -> int:
        """The phrase head that speaks at token `i`, -1 where nobody does."""
        lower = tree.lowers[i]
        if lower == "according" and (to := next((k for p, k in tree.preps(i) if p == "to"), -1)) >= 0:
            return to
        if lower not in self.lexicon.saying or not tree.is_verb(i):
            return -1
        if self.lexicon.lemmas.get(lower) in _NOT_SAYING and not self._near_quote(tree, i):
            return -1
        if not self._has_content(tree, i):
            return -1
        subject = tree.subject(i)
        j = i
        while (
            subject < 0
            and tree.deps[j] in ("conj", "advcl", "xcomp", "dep", "pcomp", "prep", "parataxis")
            and tree.heads[j] != j
        ):
            j = tree.heads[j]
            subject = tree.kid(j, "nsubj", "nsubjpass")
        if subject < 0 and (agent := tree.kid(i, "agent")) >= 0:
            return tree.kid(agent, "pobj")
        return subject

    def _has_content(self, tree: Tree, i: int) -> bool:
        for k in tree.kids[i]:
            if (
                tree.deps[k] == "dobj"
                and tree.lowers[k].rstrip("s") in ("report", "claim")
                and tree.kid(k, "acl", "ccomp") >= 0
            ):
                return True
            if tree.deps[k] in ("ccomp", "parataxis") or (
                tree.deps[k] in ("xcomp", "dep") and self._quoted(tree.starts[k])
            ):
                return True
        inserted = tree.deps[i] in ("parataxis", "ccomp", "dep") and tree.heads[i] != i and tree.kid(i, "nsubj") >= 0
        if inserted and tree.lowers[i] in _INSERTED:
            return True
        return self._near_quote(tree, i)

    def _near_quote(self, tree: Tree, i: int) -> bool:
        low, high = tree.starts[i], tree.ends[i]
        near = self.quotes[max(0, self._next_quote - 1) : self._next_quote + 12]
        return any((0 <= s - high < 70 or 0 <= low - e < 40) and (e - s > 26 or -9 < s - high < 12) for s, e in near)

    def _content(self, tree: Tree, i: int) -> list[Span]:
        """Character runs of what the verb governs; for an inserted “he said”, of the rest of its sentence."""
        tops = tree.having(i, "ccomp", "parataxis")
        if (
            not tops
            and tree.heads[i] != i
            and tree.deps[i] in ("parataxis", "ccomp", "advcl", "dep")
            and tree.lowers[i] != "adding"
        ) and (tree.deps[i] != "advcl" or tree.lowers[i] == "according"):
            mine = set(tree.subtree(i))
            return _runs(tree, [k for k in tree.subtree(tree.heads[i]) if k not in mine])
        if tree.lowers[i] == "according":
            mine = set(tree.subtree(i))
            return _runs(tree, [k for k in tree.subtree(tree.heads[i]) if k not in mine])
        own = [k for t in tops for k in tree.subtree(t)]
        return _runs(tree, own)

    def _source(self, tree: Tree, head: int, verb: int) -> Source | None:
        lower = tree.lowers[head]
        if lower in ("who", "which", "that", "what", "there", "this") or tree.tags[head] in ("EX", "WDT"):
            if lower not in ("who", "which", "that") or tree.deps[tree.heads[head]] != "relcl":
                return None
            head = tree.heads[tree.heads[head]]
            lower = tree.lowers[head]
        if lower in _PRONOUN:
            person = self.parties.person
            if self.current is None and person is not None and lower in ("he", "she"):
                name = re.sub(r"\s+", " ", self.text[person.start : person.end])
                self.found.append(Source(name, name.split()[-1].lower(), (person.start, person.end), person))
                return self.found[-1]
            return self.current
        if lower in ("we", "i", "you", "one", "some", "many", "people"):
            return None
        name, span = self._apposed(tree, head, verb) or _name(tree, head, self.text)
        known = self._known(tree, head, name)
        if known is not None:
            return known
        found = self.parties.resolve(tree, head)
        party = found[0] if found else Party("UNK", *span)
        if party.country == "UNK" and self.found:
            # “another official”: of the side that was speaking.
            role = party.code.partition(":")[2]
            party = party._replace(
                code=f"{self.found[-1].party.country}:{role}" if role in ("GOV", "MIL") else party.code
            )
        country, _, role = party.code.partition(":")
        if country == "UNK" and role in ("", "CIV", "LEG") and (home := self.parties.home()):
            # “A shopkeeper”, “a senator”: of the country in which the text plays.
            party = party._replace(code=f"{home}:{role}" if role else home)
        source = Source(name, name.split()[-1].lower() if name else lower, span, party)
        self.found.append(source)
        self.parties.remember(party, True)
        return source

    def _apposed(self, tree: Tree, head: int, verb: int) -> tuple[str, Span] | None:
        """“Iran's defence minister, Amir Hatami, said”: the name between the description and the verb."""
        first = tree.left_edge(head)
        if verb <= first:
            return None
        match = _APPOSED.search(self.text, tree.starts[first], tree.starts[verb])
        return (match[1], match.span(1)) if match else None

    def _known(self, tree: Tree, head: int, name: str) -> Source | None:
        lower = tree.lowers[head]
        named = tree.tags[head].startswith("NNP")
        definite = any(tree.lowers[k] in ("the", "this", "that") for k in tree.having(head, "det"))
        modified = any(
            tree.deps[k] in ("amod", "compound", "poss") and tree.lowers[k] not in ("same", "senior")
            for k in tree.kids[head]
        )
        for source in reversed(self.found[-200:]):
            if source.name == name or (
                named and source.head == lower and lower not in ("ministry", "department", "u.s.", "states")
            ):
                return source
            if definite and not named and not modified and lower in source.name.lower().split():
                return source
        return None


def _name(tree: Tree, head: int, text: str) -> tuple[str, Span]:
    """A speaker as written: the person's name if there is one, else the description."""
    for k in tree.having(head, "appos"):
        if tree.tags[k] == "NNP" and tree.tags[head] != "NNP" and not tree.words[k].isupper():
            return _name(tree, k, text)
    if tree.tags[head] == "NNP":
        first = head
        while first > 0 and tree.tags[first - 1] in ("NNP", "HYPH") and tree.ends[first - 1] + 1 >= tree.starts[first]:
            first -= 1
        if (
            first > 1
            and tree.tags[first - 1] == "POS"
            and (tree.lowers[head] in _BODIES or tree.lowers[head] in _TITLE)
        ):
            # “India's Foreign Ministry”, “NATO's Secretary General”: no person's name, and whose it is stays.
            return _cut(text, tree.starts[tree.left_edge(head)], tree.ends[head])
        bare = first
        while bare < head and tree.lowers[bare] in _TITLE:
            bare += 1
        if head - bare >= 1 and bare > first:
            return _cut(text, tree.starts[bare], tree.ends[head])
        if bare == head and first < head:
            # “Secretary Pompeo”: the title stays when only a surname follows, without the country before it.
            return _cut(text, tree.starts[first], tree.ends[head])
        if first < head:
            return _cut(text, tree.starts[first], tree.ends[head])
    left, right = tree.left_edge(head), head
    for preposition, k in tree.preps(head):
        if preposition in _OF and k > head and tree.tags[k].startswith("N"):
            right = max(
                right, max(j for j in tree.subtree(k) if j == k or tree.deps[j] in ("compound", "poss", "amod", "pobj"))
            )
            break
    return _cut(text, tree.starts[left], tree.ends[right])


def _cut(text: str, start: int, end: int) -> tuple[str, Span]:
    return re.sub(r"\s+", " ", text[start:end]).strip(" ,"), (start, end)


def _runs(tree: Tree, tokens: list[int]) -> list[Span]:
    """Contiguous runs of tokens as character spans; edges of punctuation are trimmed, quotation marks are not."""
    found: list[list[int]] = []
    for k in sorted(tokens):
        if found and k - found[-1][-1] <= 2 and all(tree.deps[j] == "punct" for j in range(found[-1][-1] + 1, k)):
            found[-1].append(k)
        else:
            found.append([k])
    spans = []
    for run in found:
        while run and tree.words[run[0]] in (",", ".", ":", ";", "-", "—"):
            run.pop(0)
        while run and tree.words[run[-1]] in (",", ";", ":", "-", "—"):
            run.pop()
        if run:
            spans.append((tree.starts[run[0]], tree.ends[run[-1]]))
    return spans
