"""A parsed sentence as plain lists: cheaper to walk than the parser's own tokens, and the only thing the rules see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from .joints import part

if TYPE_CHECKING:
    from spacy.tokens import Doc

_PARTICLES: Final = frozenset("out back down up off over away home in aside forward".split())

#: What “by” names that is no agent: “negotiated by telephone”.
_MEANS: Final = frozenset("telephone phone video letter force sea land air rail name surprise mistake".split())
#: Participles by which whoever speaks goes on speaking.
_GOING_ON: Final = frozenset(
    "adding describing calling insisting stressing noting arguing claiming asserting maintaining contending stating "
    "warning dismissing accusing blaming denouncing urging telling vowing remarking declaring alleging pledging "
    "explaining branding terming labelling labeling citing promising demanding emphasising emphasizing saying "
    "expressing voicing suggesting charging rejecting denying complaining cautioning writing conceding "
    "acknowledging proclaiming deploring condemning threatening praising hailing thanking recalling".split()
)
_INSERTED: Final = frozenset(
    "said says told warned added argued claimed insisted announced noted stated declared explained".split()
)
#: Verbs whose object does what their infinitive says.
_DRIVING: Final = frozenset(
    "prompt prompts prompted prompting lead leads led leading force forced forcing push pushed pushing drive drove "
    "driven cause caused causing provoke provoked provoking compel compelled move moved spur spurred".split()
)
_TOLD: Final = frozenset(("ccomp", "conj", "advcl", "xcomp", "relcl", "acl", "dobj", "pobj", "prep", "attr", "appos"))

#: Participles that only describe what somebody has (“had limited means”).
_MERE: Final = frozenset("limited mixed armed close unlimited renewed increased reduced added divided fixed".split())


class Tree:
    """Tokens of one sentence. Offsets are into the whole text (`offset` is where the sentence starts).

    `heads[i]` is the index of the head (itself for a root), `kids[i]` the dependents left to right."""

    __slots__ = ("deps", "ends", "heads", "kids", "lowers", "roots", "starts", "tags", "words")

    def __init__(self, doc: Doc, tags: list[str], offset: int) -> None:
        strings = doc.vocab.strings
        array = doc.to_array(["HEAD", "DEP", "IDX", "ORTH"])
        heads = array[:, 0].astype("int64").tolist()
        self.words: list[str] = [strings[w] for w in array[:, 3].tolist()]
        self.lowers: list[str] = [w.lower() for w in self.words]
        self.heads: list[int] = [i + h for i, h in enumerate(heads)]
        self.deps: list[str] = [strings[d] for d in array[:, 1].tolist()]
        self.tags = tags
        self.starts: list[int] = [offset + s for s in array[:, 2].tolist()]
        self.ends: list[int] = [s + len(w) for s, w in zip(self.starts, self.words, strict=True)]
        self.kids: list[list[int]] = [[] for _ in self.words]
        self.roots: list[int] = []
        for i, head in enumerate(self.heads):
            if head == i:
                self.roots.append(i)
            else:
                self.kids[head].append(i)
        if len(self.roots) == 1 and self.words[-1] == ".":
            self._mend(self.roots[0])
        if len(self.roots) == 1 and "," in self.words:
            self._inserted(self.roots[0])
        for i, dep in enumerate(self.deps):
            if dep == "conj" and tags[i] == "VBD":
                self._lift(i)
        part(self)
        for i in range(4, len(self.words)):
            if self.tags[i] == "VBG" and self.lowers[i] in _GOING_ON and self.words[i - 1] == ",":
                self._go_on(i)
        for i, word in enumerate(self.lowers[:-1]):
            if word in ("had", "has", "have") and self.deps[i] == "ccomp" and self.deps[i + 1] == "amod":
                self._perfect(i)

    def _perfect(self, had: int) -> None:
        """A perfect tense that the parser reads as having something done: “said it had disabled computer systems”."""
        verb = had + 1
        obj = self.heads[verb]
        if (
            self.tags[verb] not in ("VBN", "VBD", "JJ")
            or not self.lowers[verb].endswith("ed")
            or self.lowers[verb] in _MERE
            or self.heads[obj] != had
            or self.deps[obj] != "dobj"
        ):
            return
        above, dep = self.heads[had], self.deps[had]
        self.kids[above] = sorted(verb if k == had else k for k in self.kids[above])
        self.kids[obj].remove(verb)
        self.kids[verb] = sorted([had, *self.kids[had], *self.kids[verb]])
        for k in self.kids[had]:
            self.heads[k] = verb
        self.kids[had] = []
        self.heads[verb], self.deps[verb] = above, dep
        self.heads[had], self.deps[had] = verb, "aux"

    def _lift(self, i: int) -> None:
        """Hang a finite verb that the parser joins to an infinitive on the finite verb above: “refused to meet him and
        accused Chad”."""
        head = self.heads[i]
        if self.tags[head] != "VB" or self.kid(i, "nsubj", "nsubjpass", "aux") >= 0:
            return
        if any(self.deps[k] == "aux" and self.tags[k] == "MD" for k in self.kids[head]):
            return
        above = head
        while self.tags[above] not in ("VBD", "VBZ", "VBP") and self.heads[above] != above:
            above = self.heads[above]
        if self.tags[above] in ("VBD", "VBZ", "VBP") and above != i:
            self.kids[head].remove(i)
            self.heads[i] = above
            self.kids[above].append(i)
            self.kids[above].sort()

    def _inserted(self, root: int) -> None:
        """Give the verbs of “Chad, Niger's minister told reporters, was behind it” and “Chad, an aide to the minister
        warned, would face war” the subjects that the parser mixes up."""
        subjects = self.having(root, "nsubj")
        if self.lowers[root] in _INSERTED and len(subjects) == 2 and self.words[subjects[0] + 1] == ",":
            verb = next((k for k in self.having(root, "conj") if self.kid(k, "nsubj", "nsubjpass") < 0), -1)
            if verb < 0 or any(self.deps[k] == "cc" for k in self.kids[root] if k < verb):
                return
            for k in [k for k in self.kids[root] if k == subjects[0] or k > verb]:
                self.heads[k] = verb
            self.heads[root], self.deps[root] = verb, "parataxis"
            self.heads[verb], self.deps[verb] = verb, "ROOT"
            self.hang(verb)
            return
        said = next((k for k in self.having(root, "parataxis") if k < root and self.lowers[k] in _INSERTED), -1)
        first = self.kid(said, "nsubj") if said >= 0 and self.kid(root, "nsubj", "nsubjpass") < 0 else -1
        second = self.kid(first, "appos") if first >= 0 else -1
        if second < 0 or self.words[first + 1] != "," or self.words[said + 1] != ",":
            return
        self.heads[first], self.heads[second], self.deps[second] = root, said, "nsubj"
        self.hang(root)

    def _go_on(self, i: int) -> None:
        """A participle of speech after a comma hangs on the verb of saying, not on what that says: “Oslo denied that
        its jets had struck the port, calling …”."""
        j = self.heads[i]
        if self.deps[i] not in ("advcl", "conj", "dep") or self.kid(i, "nsubj") >= 0:
            return
        for _ in range(8):
            above = self.heads[j]
            if above == j or self.deps[j] not in _TOLD or above > i:
                return
            if self.deps[j] == "ccomp" and above < j:
                break
            j = above
        else:
            return
        # “Police said he fled, saying …” may well be what he said.
        if self.lowers[i] == "saying" and self.lowers[above] in ("said", "says", "say"):
            return
        self.kids[self.heads[i]].remove(i)
        self.kids[above] = sorted([*self.kids[above], i])
        self.heads[i], self.deps[i] = above, "advcl"

    def _mend(self, root: int) -> None:
        """Give a short sentence its verb back where the parser reads it as one noun with its attributes: “Pakistan
        sheltered Afghan families.”"""
        if self.tags[root] == "VBD":
            self._part(root)
            return
        if not self.tags[root].startswith("N") or self.kid(root, "nsubj", "nsubjpass", "cop", "relcl") >= 0:
            return
        for k in self.having(root, "acl"):
            if self.tags[k] != "VBG" or self.words[k - 1] != ",":
                return
        verb = next((k for k in self.having(root, "amod") if self.tags[k] in ("VBN", "VBD")), -1)
        # “test-fired” is three tokens
        subject = verb - 3 if verb > 2 and self.words[verb - 1] == "-" else verb - 1
        if verb < 1 or verb > root or self.heads[subject] != root or not self.words[subject][0].isupper():
            return
        moved = [k for k in self.kids[root] if k < subject or k > root]
        for k in (*moved, root, subject):
            above = subject if k < subject else verb
            self.heads[k] = above
        self.heads[verb], self.deps[verb] = verb, "ROOT"
        self.deps[root], self.deps[subject] = "dobj", "nsubj"
        self.hang(verb)

    def _part(self, root: int) -> None:
        """The first of two joined verbs where the parser reads it as an attribute of the second one's subject: “Tokyo
        scrambled fighter jets and lodged a protest.”"""
        subject = self.kid(root, "nsubj")
        if subject < 0 or self.lowers[root - 1] != "and" or self.heads[root - 1] != subject:
            return
        verb = next((k for k in self.having(subject, "amod") if self.tags[k] in ("VBN", "VBD")), -1)
        named = verb - 1
        if verb < 1 or self.heads[named] != subject or self.tags[named] not in ("NNP", "NNPS"):
            return
        for k in [k for k in self.kids[subject] if k < named]:
            self.heads[k] = named
        for k, above, dep in ((named, verb, "nsubj"), (subject, verb, "dobj"), (root, verb, "conj")):
            self.heads[k], self.deps[k] = above, dep
        self.heads[root - 1] = verb
        self.heads[verb], self.deps[verb] = verb, "ROOT"
        self.hang(verb)

    def hang(self, root: int) -> None:
        """Make `root` the only root and hang every token below its head anew."""
        self.roots = [root]
        self.kids = [[] for _ in self.words]
        for i, head in enumerate(self.heads):
            if head != i:
                self.kids[head].append(i)

    def __len__(self) -> int:
        return len(self.words)

    def kid(self, i: int, *deps: str) -> int:
        """The first dependent of `i` with one of `deps`, or -1."""
        for k in self.kids[i]:
            if self.deps[k] in deps:
                return k
        return -1

    def having(self, i: int, *deps: str) -> list[int]:
        """All dependents of `i` with one of `deps`."""
        return [k for k in self.kids[i] if self.deps[k] in deps]

    def subject(self, i: int) -> int:
        """The subject of verb `i`; where the parser lost it, the noun right before a finite verb; else -1."""
        # Of two (“old foes Chad and Sudan have …”) the one next to the verb names them.
        found = next((k for k in reversed(self.kids[i]) if self.deps[k] in ("nsubj", "nsubjpass")), -1)
        if (
            found < 0
            and self.deps[i] in ("acl", "xcomp")
            and self.predicate(self.heads[i]) == i
            and ((agent := self.kid(i, "agent")) < 0 or self.lowers[self.kid(agent, "pobj")] in _MEANS)
        ):
            return self.heads[i]
        if found < 0 and self.tags[i] in ("NN", "NNS", "VB") and self.deps[i] == "ROOT" and self.kid(i, "dobj") >= 0:
            # “Chad hosts two camps”, “Chad and Sudan pool their forces”: a verb that the tagger took for a noun.
            named = (k for k in self.kids[i] if k < i and self.tags[k] in ("NNP", "NNPS", "NNS"))
            found = next((k for k in named if self.deps[k] in ("compound", "nmod")), -1)
        if found >= 0 or self.tags[i] not in ("VBD", "VBZ", "VBP") or self.deps[i] not in ("ROOT", "ccomp", "relcl"):
            return found
        j = i - 1
        while j >= 0 and (self.tags[j] in ("RB", "MD", ",") or self.deps[j] in ("aux", "neg")):
            j -= 1
        return j if j >= 0 and self.tags[j] in ("NN", "NNS", "NNP", "NNPS") else -1

    def doer(self, i: int) -> int:
        """Whose act verb `i` is: its own subject, what its relative clause belongs to, or the subject of the verb that
        it is joined to or completes; -1 if nothing tells."""
        for _ in range(5):
            own = self.kid(i, "nsubj")
            if own >= 0 and not (self.deps[i] == "relcl" and self.lowers[own] in ("who", "which", "that")):
                return own
            if own < 0 and self.kid(i, "nsubjpass") >= 0:
                return -1
            if self.deps[i] in ("relcl", "acl"):
                return self.heads[i]
            if self.deps[i] not in ("conj", "xcomp", "advcl") or self.heads[i] == i:
                return -1
            i = self.heads[i]
        return -1

    def driven(self, i: int) -> int:
        """Who is brought to do the infinitive `i` (“prompted Chad to warn”), or -1."""
        above = self.heads[i]
        if self.deps[i] != "xcomp" or self.lowers[above] not in _DRIVING:
            return -1
        return next((k for k in self.having(above, "dobj") if above < k < i), -1)

    def apposed(self, i: int) -> bool:
        """Whether a relative clause tells more of what stands before it, its object left out: “…, which Chad called a
        lie”, “…, a claim that Chad called a lie”."""
        if any(self.lowers[k] == "which" for k in self.having(i, "dobj")):
            return True
        first = self.left_edge(self.heads[i])
        added = first > 0 and self.words[first - 1] == "," and self.lowers[first] in ("a", "an")
        return self.deps[i] in ("relcl", "acl") and (added or self.deps[self.heads[i]] == "appos")

    def predicate(self, root: int) -> int:
        """The verb of a sentence whose root is a noun: “Chadian forces massed along the border”, which the parser may
        take for a phrase with a participle; else the root."""
        if self.tags[root] not in ("NN", "NNS", "NNP", "NNPS") or self.kid(root, "dobj", "nsubj", "cop") >= 0:
            return root
        return next(
            (k for k in self.kids[root] if self.deps[k] in ("acl", "xcomp") and self.tags[k] in ("VBN", "VBD")), root
        )

    def subtree(self, i: int) -> list[int]:
        """`i` and everything under it, in text order."""
        found, stack = [], [i]
        while stack:
            j = stack.pop()
            found.append(j)
            stack.extend(self.kids[j])
        return sorted(found)

    def clause(self, i: int) -> tuple[int, int]:
        """The first and last token of the main clause that verb `i` stands in: what “and” joins to it is another."""
        for _ in range(8):
            if self.heads[i] == i or self.deps[i] in ("conj", "parataxis"):
                break
            i = self.heads[i]
        first, last = i, i
        stack = [i]
        while stack:
            j = stack.pop()
            first, last = min(first, j), max(last, j)
            stack += [k for k in self.kids[j] if not (j == i and self.deps[k] in ("conj", "parataxis", "ccomp"))]
        return first, last

    def phrase(self, i: int) -> list[int]:
        """`i` and everything under it in text order, but what “and” joins to a verb there."""
        found, stack = [], [i]
        while stack:
            j = stack.pop()
            found.append(j)
            stack.extend(k for k in self.kids[j] if not (self.deps[k] == "conj" and self.tags[k].startswith("V")))
        return sorted(found)

    def left_edge(self, i: int) -> int:
        """The first token of the phrase that `i` heads, leading punctuation and conjunctions left out."""
        edge = i
        for k in self.kids[i]:
            if k < i and self.deps[k] not in ("punct", "cc", "preconj", "mark", "prep", "advmod", "dep"):
                edge = min(edge, self.left_edge(k))
        return edge

    def preps(self, i: int) -> Iterator[tuple[str, int]]:
        """(preposition, object) pairs that hang on `i`; “to” of a dative counts, “by” of an agent too, and what hangs
        on a particle (“back from the hills”)."""
        for k in self.kids[i]:
            if self.deps[k] in ("advmod", "prt") and k > i and self.lowers[k] in _PARTICLES:
                for kk in self.kids[k]:
                    if self.deps[kk] == "prep" and (deep := self.kid(kk, "pobj", "pcomp")) >= 0:
                        yield self.lowers[kk], deep
                continue
            if self.deps[k] in ("prep", "agent", "dative"):
                inner = self.kid(k, "pobj", "pcomp")
                if inner >= 0:
                    yield self.lowers[k], inner
                else:
                    # “out of”, “along with”: the object hangs on an inner preposition.
                    for kk in self.kids[k]:
                        if self.deps[kk] == "prep" and (deep := self.kid(kk, "pobj", "pcomp")) >= 0:
                            yield self.lowers[kk], deep

    def is_verb(self, i: int) -> bool:
        """Whether the tagger reads token `i` as a verb."""
        return self.tags[i].startswith("V")

    def text(self, start: int, stop: int) -> str:
        """Tokens [start, stop) joined by spaces, for explanations."""
        return " ".join(self.words[start:stop])
