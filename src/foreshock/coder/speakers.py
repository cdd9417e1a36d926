"""How a speaker is written in a list of statements: the person's name where one is given, else the description.

“Mike Pompeo” for “the U.S. secretary of state, Mike Pompeo”; “Secretary Pompeo” where only a surname stands with its
title; “a spokesman for the ministry in Oslo” as far as the phrase says who that is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from .mentions import Mention
from .tree import Tree

Span = tuple[int, int]
Word = tuple[str, int, int]

#: Words that stand before a person's name and say what the person is.
TITLES: Final = frozenset(
    "president secretary prime minister foreign defence defense vice premier chancellor king queen prince princess "
    "senator general gen lt lieutenant col colonel admiral adm maj major capt captain brig brigadier sgt sergeant "
    "marshal ambassador envoy advisor adviser national security state staff spokesman spokeswoman spokesperson mr mrs "
    "ms dr sen rep congressman congresswoman governor gov mayor sheriff chief head police judge attorney professor "
    "prof director commander chairman chairwoman chair deputy assistant special representative interior finance "
    "crown sheikh ayatollah mullah imam leader supreme acting affairs energy oil trade justice war information "
    "intelligence minister-president speaker counsellor councillor undersecretary under-secretary commissioner "
    "coordinator negotiator emir sultan pope caliph rear army navy hojjatoleslam sayyed grand former retired sir lord "
    "administration department ministry".split()
)
#: Who bears one of these is named with it, whatever follows.
_CROWNED: Final = frozenset("king queen pope emperor empress sultan emir".split())
#: Bodies, which are named with whose they are and never by a person's name.
BODIES: Final = frozenset(
    "ministry army military navy air force forces guard guards coastguard parliament cabinet council command "
    "court office presidency corps police agency party embassy mission union government administration department "
    "kremlin palace commission committee house organisation organization group movement front regime bureau centre "
    "center observatory crescent cross authority coalition alliance militia media service junta state".split()
)
_PARTICLES: Final = frozenset("al bin ibn ben de van von der den el da dos di ul ud ou abu la le -".split())
_RANKS: Final = frozenset("gen lt col adm maj capt brig sgt dr mr mrs ms sen rep gov prof st".split())
_OF: Final = frozenset("of for from in to near at on with inside within".split())
_DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today condition tv television twitter january "
    "february march april june july august september october november december week month year".split()
)
_NAME_WORD: Final = (
    r"(?:[A-ZÀ-Þ][\w’'-]*\w|(?:[A-Z]\.)+|(?:al|el|ul|ad|as|ash|at|an|ar)-[A-Z][\w’'-]+|bin|ibn|de|van|von|der)"
)
_RANK: Final = r"(?:(?:Gen|Lt|Col|Adm|Maj|Capt|Brig|Sgt|Dr|Mr|Mrs|Ms|Sen|Rep|Gov|Prof)\.?\s+)*"
_APPOSED: Final = re.compile(
    rf"[^,;:“”\"]{{0,90}},\s+((?:[A-Z]\w+\s+)*?{_RANK}((?:{_NAME_WORD}\s+){{1,4}}{_NAME_WORD}))"
    r"(?=\s*[,.;]|\s+(?:\w+ly\s+|also\s+|further\s+)?$)"
)
#: Capitalised words in a row, a name with its titles among them.
_ROW: Final = re.compile(rf"(?:{_NAME_WORD}|[A-Z][\w.’'-]*)(?:\s+(?:{_NAME_WORD}|[A-Z][\w’'-]*)){{1,6}}")
_WORDS: Final = re.compile(r"\S+")
_ABBREVIATED: Final = re.compile(r"\b[A-Z]\.$")
_DETERMINERS: Final = frozenset("the a an his her its their".split())
_MODIFYING: Final = frozenset("relcl appos acl advcl ccomp xcomp punct conj cc".split())


class Named(NamedTuple):
    """A name or description, where it stands, and whether it is a person's own name."""

    name: str
    span: Span
    person: bool


class Speakers:
    """Names the speakers of one text."""

    def __init__(self, text: str, mentions: list[Mention]) -> None:
        self.text, self.mentions = text, mentions
        self._firsts: dict[str, Span] | None = None

    def named(self, tree: Tree, head: int, verb: int) -> Named:
        """How the phrase with head `head` that speaks at token `verb` is written."""
        last = self._last(tree, head)
        if (person := self._person(tree, last)) is not None:
            return self._introduced(person)
        if tree.tags[head] in ("NN", "NNP", "JJ", "CD") and (apposed := self._apposed(tree, head, verb)) is not None:
            return apposed
        start = tree.starts[tree.left_edge(head)]
        end = tree.ends[max(last, self._reach(tree, head))]
        while start < end and not self.text[start].isalnum():
            start += 1
        return Named(_plain(self.text[start:end]), (start, end), False)

    def body(self, tree: Tree, i: int) -> bool:
        """Whether phrase head `i` is a state, an organisation or another body: an “it”, no “he”."""
        mention = self.at(tree.starts[i])
        if mention is not None and mention.kind in ("country", "capital", "name"):
            return True
        return tree.lowers[i] in BODIES

    def at(self, position: int) -> Mention | None:
        """The mention of an actor that a character lies in."""
        here = bisect_right(self.mentions, position, key=_start) - 1
        return self.mentions[here] if here >= 0 and self.mentions[here].end > position else None

    def _last(self, tree: Tree, head: int) -> int:
        """The last word of “Prime Minister Ada Bright” where the parser takes the title for the head."""
        last = head
        if tree.lowers[head].rstrip(".") in TITLES:
            while (
                last + 1 < len(tree)
                and tree.tags[last + 1] == "NNP"
                and tree.lowers[last + 1] not in _DAYS
                and tree.words[last + 1][0].isupper()
                and _top(tree, last + 1, head)
            ):
                last += 1
        return last

    def _person(self, tree: Tree, last: int) -> Named | None:
        """The person whose name ends with token `last`; None where no name does."""
        if tree.tags[last] not in ("NNP", "NNPS") and not (
            tree.words[last][0].isupper() and last and tree.tags[last] != "NNS"
        ):
            return None
        mention = self.at(tree.starts[last])
        known = mention is not None and mention.kind == "person"
        if not known and (
            (mention is not None and mention.kind != "role" and not mention.sponsor)
            or tree.lowers[last] in BODIES
            or tree.lowers[last].rstrip(".") in TITLES
            or tree.words[last].isupper()
        ):
            return None
        words, first = self._run(tree, last)
        titled = any(w.lower().rstrip(".") in TITLES for w, _, _ in words[:-1]) or tree.deps[last] == "appos"
        if not known and not titled and first > 0 and tree.lowers[first - 1] in _DETERMINERS:
            return None
        if not known and mention is None and tree.tags[last] != "NNP":
            return None
        bare = self._stripped(words)
        return Named(_plain(self.text[bare : tree.ends[last]]), (bare, tree.ends[last]), True)

    def _run(self, tree: Tree, last: int) -> tuple[list[Word], int]:
        """The capitalised words up to token `last`, with titles among them, and the first of their tokens."""
        first = last
        while first > 0:
            j = first - 1
            if tree.lowers[j] in _DAYS:
                break
            if tree.tags[j] in ("NNP", "NNPS", "HYPH") or (
                tree.lowers[j] in _PARTICLES and j and tree.tags[j - 1] == "NNP"
            ):
                first = j
            elif tree.words[j] == "." and j and tree.lowers[j - 1] in _RANKS:
                first = j - 1
            elif tree.lowers[j].rstrip(".") in _RANKS and tree.words[j][0].isupper():
                first = j
            elif tree.lowers[j] == "of" and j and tree.lowers[first] in TITLES and tree.words[j - 1].lower() in TITLES:
                first = j - 1
            else:
                break
        start = tree.starts[first]
        words = self._words(start, tree.ends[last])
        return words, first

    def _stripped(self, words: list[Word]) -> int:
        """Where a name begins in capitalised words: behind titles, countries and bodies, or with the title where
        only a surname follows it."""
        cut = 0
        for k, (word, start, _) in enumerate(words[:-1]):
            plain = word.lower().rstrip(".")
            mention = self.at(start)
            if plain in TITLES or (
                mention is not None and mention.kind in ("country", "people", "capital", "name", "role")
            ):
                cut = k + 1
        rest = len(words) - cut
        first = cut
        if rest == 1 or (cut and words[cut - 1][0].lower() in _CROWNED):
            while first and self._titled(words, first - 1):
                first -= 1
        return words[first][1]

    def _titled(self, words: list[Word], k: int) -> bool:
        word, start, _ = words[k]
        if word.lower() == "of":
            return k > 0
        mention = self.at(start)
        return word.lower().rstrip(".") in TITLES and (mention is None or mention.kind in ("role", "person", "name"))

    def _introduced(self, named: Named) -> Named:
        """A bare surname as the text first gave the name: “Ada Bright … Bright said”."""
        if " " in named.name or len(named.name) < 3:
            return named
        if self._firsts is None:
            self._firsts = _first_names(self.text)
        start, end = self._firsts.get(named.name, (0, 0))
        if not 0 < end < named.span[0]:
            return named
        bare = self._stripped(self._words(start, end))
        return Named(_plain(self.text[bare:end]), named.span, True)

    def _words(self, start: int, end: int) -> list[Word]:
        return [(m.group(), start + m.start(), start + m.end()) for m in _WORDS.finditer(self.text[start:end])]

    def _apposed(self, tree: Tree, head: int, verb: int) -> Named | None:
        """“Iran's defence minister, Amir Hatami, said”, “said the envoy, Ada Bright.”: the name after a description."""
        start = tree.ends[head]
        stop = tree.starts[verb] if verb > head else min(start + 160, tree.ends[-1])
        match = _APPOSED.match(self.text, start, stop)
        if match is None:
            return None
        mention = self.at(match.start(2))
        if mention is not None and mention.kind in ("country", "capital", "name", "people"):
            return None
        begins = match.start(2)
        bare = self._stripped(self._words(begins, match.end(2)))
        return Named(_plain(self.text[bare : match.end(2)]), (bare, match.end(2)), True)

    def _reach(self, tree: Tree, head: int) -> int:
        """The last token of what a description says of whose or where somebody is: “… for the ministry in Oslo”."""
        right = head
        for preposition, k in tree.preps(head):
            if preposition not in _OF or k < head or not tree.tags[k].startswith(("N", "P", "C", "D")):
                continue
            words = _pruned(tree, k)
            if tree.lowers[k] in _DAYS or words[0] > right + 3:
                break
            right = max(right, words[-1])
        return right


def _pruned(tree: Tree, k: int) -> list[int]:
    """Token `k` and what belongs to it, without clauses and appositions."""
    found, stack = [], [k]
    while stack:
        j = stack.pop()
        found.append(j)
        for m in tree.kids[j]:
            joined = tree.deps[m] == "conj" and tree.tags[m].startswith("N") and tree.kid(j, "punct") < 0
            plain = tree.deps[m] not in _MODIFYING and tree.lowers[m] not in _DAYS
            if joined or plain or tree.deps[m] == "cc":
                stack.append(m)
    found.sort()
    while found[-1] != k and tree.deps[found[-1]] in ("cc", "prep", "punct"):
        found.pop()
    return found


def _top(tree: Tree, k: int, head: int) -> bool:
    """Whether token `k` belongs to the phrase of `head`, or `head` to its."""
    for _ in range(4):
        if tree.heads[k] == head:
            return True
        k = tree.heads[k]
    return tree.heads[head] == k


def _first_names(text: str) -> dict[str, Span]:
    """By each word of a capitalised row, where the row begins that first gives it, and where the word ends."""
    found: dict[str, Span] = {}
    for row in _ROW.finditer(text):
        for word in list(_WORDS.finditer(row[0]))[1:]:
            name = word[0].removesuffix("’s").removesuffix("'s")
            found.setdefault(name, (row.start(), row.start() + word.start() + len(name)))
    return found


def _plain(words: str) -> str:
    plain = re.sub(r"\s+", " ", words).strip(" ,;:—–-")
    return plain if _ABBREVIATED.search(plain) else plain.strip(".")


def _start(mention: Mention) -> int:
    return mention.start
