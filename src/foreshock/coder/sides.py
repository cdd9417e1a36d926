"""The other side of an act where the frame's own places do not name it, and the state that did what only a state does.

Any actor named inside the act's phrase, whom a threat's condition names, a place or a person that no table has. A
capital after “in” or “at” is where something happened, not whom it was done to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .act import Act
from .mentions import Mention, between
from .naming import BROKERED, COUNTS, NEAR, PASSED, PLACED, POSSESSIVE, STATELESS, UNKNOWN, Party, edge, inside
from .nouns import CALENDAR
from .parties import Parties
from .tree import Tree

_WHERE: Final = PLACED | {"off"}
#: Acts that a country can suffer by their happening in it.
_DONE_IN: Final = frozenset(("AID", "ASSAULT", "COERCE", "MOBILIZE", "RETREAT"))
_MEANT: Final = frozenset("meant bound destined intended earmarked".split())
_APART: Final = frozenset("agent advcl relcl parataxis npadvmod conj cc punct nsubj nsubjpass".split())
NATIONLESS: Final = frozenset((UNKNOWN, *STATELESS))
#: What a state does to its prisoners is not its army's work.
_POLICED: Final = frozenset(("execute", "torture", "beat", "crowd-control", "sexual"))
_PERSONAL: Final = frozenset(("ACCUSE", "REQUEST", "SANCTION", "COERCE", "ASSAULT", "RETREAT", "THREATEN", "SUPPORT"))
_SUFFERED: Final = frozenset(("AID", "ASSAULT", "COERCE", "CONSULT", "ACCUSE", "REQUEST"))
#: Modes whose object is a person, whatever noun names it; so are those of the verbs of killing.
_TAKEN_MODES: Final = frozenset(("arrest", "deport", "convict", "execute", "assassinate", "torture", "release"))
_PAPERS: Final = frozenset("treaty agreement accord pact convention protocol act law charter declaration".split())
_KILLING: Final = frozenset("kill murder behead hang shoot wound injure slay assassinate lynch".split())
_CHARGING: Final = frozenset("charge indict arraign prosecute".split())
_NAMING: Final = ("name", "person", "country", "people", "capital")
_BACKING: Final = frozenset("support backing help assistance cover aid blessing approval consent mediation".split())
_BY_WAY: Final = frozenset(("with", "under", "without", "through"))


def named_within(
    parties: Parties, tree: Tree, i: int, kind: str, actors: list[Party], quoted: Callable[[int], bool]
) -> list[Party]:
    """The first actor of another country that is named after verb `i` in its own clause; `quoted` says whether a
    position lies in somebody's words, which name nobody for the clause around them."""
    own = {party.country for party in actors}
    for k in _clause(tree, i):
        if quoted(tree.starts[k]) and not quoted(tree.starts[i]):
            continue
        if tree.tags[k] not in ("NNP", "NNPS", "JJ", "NN", "NNS"):
            continue
        mention = mention_at(parties.mentions, tree.starts[k], tree.ends[k])
        if mention is None or mention.kind not in _NAMING or mention.sponsor:
            continue
        country = mention.code(parties.date).split(":")[0]
        if country in own or country == UNKNOWN or _is_place(tree, k, mention, kind):
            continue
        head = phrase_head(tree, k)
        if tree.lowers[head] in _BACKING and tree.deps[head] == "pobj" and tree.lowers[tree.heads[head]] in _BY_WAY:
            # “advanced with Russian air support”: who helps is not whom it is done to.
            continue
        found = [p for p in parties.resolve(tree, head, True) if p.country not in own and p.country != UNKNOWN]
        return found[:3] or [Party(mention.code(parties.date), mention.start, mention.end)]
    if kind in ("MOBILIZE", "ASSAULT") and (met := _pursued(parties, tree, i, own)):
        return met
    if kind in _DONE_IN and (place := located_in(parties, tree)) and place[0] not in own:
        return [Party(*place)]
    return []


def _pursued(parties: Parties, tree: Tree, i: int, own: set[str]) -> list[Party]:
    """Whom a pronoun in the act's purpose means: “jets were scrambled to intercept them”."""
    for k in tree.subtree(i):
        if k > i and tree.lowers[k] in ("them", "him") and tree.deps[k] == "dobj" and _purposed(tree, tree.heads[k]):
            found = next((parties.story.against(country) for country in sorted(own)), [])
            return [p for p in found if p.country not in own]
    return []


def _purposed(tree: Tree, k: int) -> bool:
    return tree.tags[k] == "VB" and tree.deps[k] in ("advcl", "xcomp")


def warned(parties: Parties, tree: Tree, i: int, actors: list[Party]) -> list[Party]:
    """Whom a threat is meant for, by its condition: “unless Chad withdraws”, “if U.S. sanctions go on”."""
    own = {party.country for party in actors}
    for clause in (k for k in tree.subtree(i)[:60] if tree.deps[k] == "advcl"):
        if not any(tree.lowers[m] in ("if", "unless", "until") for m in tree.having(clause, "mark", "advmod")):
            continue
        subject = tree.subject(clause)
        found = parties.resolve(tree, subject) if subject >= 0 else []
        if found := [p for p in found if p.country not in own and p.country != UNKNOWN]:
            return found
    return []


def warned_of(parties: Parties, tree: Tree, act: Act, actors: list[Party]) -> list[Party]:
    """Whom somebody warns his own people about: “warned their citizens against Chad”."""
    told = tree.kid(act.verb, "dobj")
    if not act.rule.startswith("THREATEN: warn") or told < 0:
        return []
    if not any(tree.lowers[k] in POSSESSIVE for k in tree.having(told, "poss")):
        return []
    own = {party.country for party in actors}
    named = [k for j in (act.verb, told) for p, k in tree.preps(j) if p in ("about", "of", "against")]
    return [p for k in named for p in parties.resolve(tree, k) if p.country not in own and p.country != UNKNOWN]


def unnamed(parties: Parties, tree: Tree, act: Act) -> list[Party]:
    """A recipient that no table names: a place that the gazetteer knows, or a person, as a civilian without a country.

    An unknown proper name as object of a charge or an arrest is a person's, and so is whatever noun is arrested."""
    words = act.rule.split()
    # What is shot down is nobody.
    taken = act.mode in _TAKEN_MODES or not (_KILLING.isdisjoint(words) or "down" in words)
    for k in act.recipients:
        start, end = tree.starts[tree.left_edge(k)], tree.ends[k]
        direct = tree.deps[k] in ("dobj", "nsubjpass", "dative")
        # “found him guilty”
        direct |= tree.deps[k] == "nsubj" and tree.tags[tree.heads[k]] == "JJ"
        if tree.tags[k] in ("NNP", "NNPS"):
            if tree.words[k] in CALENDAR or tree.lowers[k] in _PAPERS:
                continue
            if act.type in _SUFFERED and not taken and (country := parties.where(_proper(tree, k))):
                return [Party(country, start, end)]
            if act.type in _PERSONAL and (direct or tree.lowers[tree.heads[k]] in ("against", "with", "to")):
                return [Party(f"{_alumnus(parties, tree, k) or UNKNOWN}:CIV", start, end)]
        elif direct and taken and tree.tags[k] in ("NN", "NNS") and tree.lowers[k] not in COUNTS:
            return [Party(f"{UNKNOWN}:CIV", start, end)]
    return []


def _alumnus(parties: Parties, tree: Tree, k: int) -> str:
    """The country of the house that an apposition names somebody by: “Jane Roe, an Uppsala lecturer”."""
    named = [j for a in tree.having(k, "appos") for j in tree.having(a, "compound") if tree.tags[j] == "NNP"]
    return next((country for j in named if (country := parties.where(tree.words[j]))), "")


def armed(act: Act, actors: list[Party]) -> list[Party]:
    """A country that strikes or deploys does so with its forces: “Chad bombed two camps”."""
    if act.type not in ("ASSAULT", "MOBILIZE") or act.mode in (*_POLICED, "police"):
        return actors
    return [p if ":" in p.code or p.country in NATIONLESS else p._replace(code=f"{p.code}:MIL") for p in actors]


def lawful(act: Act) -> bool:
    """Whether an act told without its doer is one that only a state does."""
    return act.doer == -2 and (
        act.mode in ("arrest", "convict", "deport") or not _CHARGING.isdisjoint(act.rule.split())
    )


def authority(parties: Parties, tree: Tree, act: Act, recipients: list[Party]) -> list[Party]:
    """Who did what only a state does, where a passive names no agent: “was arrested in Minsk”, “two Chadians were
    charged”. The state is the one where it happened, else the one whose national it was done to."""
    if not lawful(act):
        return []
    here = act.said if act.said >= 0 else act.verb
    span = (tree.starts[here], tree.ends[here])
    if place := located_in(parties, tree):
        return [Party(f"{place[0]}:GOV", place[1], place[2])]
    for p, k in tree.preps(act.verb):
        # “held in Tehran's main prison”
        if p in ("in", "at") and (found := [x for x in parties.resolve(tree, k, True) if x.country not in NATIONLESS]):
            return [found[0]._replace(code=f"{found[0].country}:GOV")]
    homes = list(dict.fromkeys(p.country for p in recipients if p.country not in NATIONLESS))
    return [Party(f"{homes[0]}:GOV", *span)] if len(homes) == 1 else []


def _proper(tree: Tree, k: int) -> str:
    """The proper name that ends at `k`."""
    first = k
    while first and tree.tags[first - 1] in ("NNP", "NNPS") and tree.heads[first - 1] == k:
        first -= 1
    # “Tower 22”, “Camp 7”
    last = k + 1 if k + 1 < len(tree) and tree.tags[k + 1] == "CD" and tree.words[k + 1].isdigit() else k
    return " ".join(tree.words[first : last + 1])


def located_in(parties: Parties, tree: Tree, head: int = -1) -> tuple[str, int, int] | None:
    """The country that a phrase of place names (“in Chile”, “outside the ministry in Minsk”) with its span, or None.

    Where phrase `head` is given, what is told beside its clause is not where it is."""
    for k in range(len(tree)):
        if head >= 0 and _beside(tree, k, head):
            continue
        if tree.deps[k] != "pobj" or tree.lowers[tree.heads[k]] not in _WHERE or tree.tags[k] not in ("NNP", "NNPS"):
            continue
        start, end = tree.starts[tree.left_edge(k)], tree.ends[k]
        mention = next(
            (m for m in between(parties.mentions, start, end + 40) if m.start <= tree.starts[k] < m.end), None
        )
        if mention is None and (owner := tree.kid(k, "poss")) >= 0:
            # “in Yemen's Abyan province”
            mention = mention_at(parties.mentions, tree.starts[owner], tree.ends[owner])
        if mention is None:
            if country := parties.where(_proper(tree, k)):
                return country, tree.starts[tree.left_edge(k)], end
        elif mention.kind in ("country", "capital"):
            country = mention.code(parties.date).split(":")[0]
            return None if country in NATIONLESS else (country, mention.start, mention.end)
    return None


def _beside(tree: Tree, k: int, head: int) -> bool:
    """Whether token `k` stands in an adverbial clause that `head` does not stand in."""
    for _ in range(12):
        if tree.heads[k] == k:
            return False
        if tree.deps[k] in ("advcl", "parataxis"):
            return head not in tree.subtree(k)
        k = tree.heads[k]
    return False


def _clause(tree: Tree, i: int) -> list[int]:
    """What hangs on verb `i` to its right, clauses and conjuncts with a verb of their own left out."""
    found: list[int] = []
    # “sent troops to protect civilians in Chad”: the purpose belongs to the act.
    stack = [k for k in tree.kids[i] if k > i and (tree.deps[k] not in _APART or _purpose(tree, k))]
    while stack and len(found) < 60:
        k = stack.pop()
        found.append(k)
        if tree.deps[k] == "agent" and tree.lowers[tree.heads[k]] in BROKERED:
            continue
        stack += [j for j in tree.kids[k] if not (tree.is_verb(j) and tree.deps[j] in _APART) or _purpose(tree, j)]
    return sorted(found)


def _purpose(tree: Tree, k: int) -> bool:
    if tree.deps[k] == "advcl" and tree.tags[k] == "VBN" and tree.kid(k, "nsubj", "nsubjpass", "agent", "mark") < 0:
        return tree.lowers[k] in _MEANT  # “gas meant for Chad”
    return tree.deps[k] == "advcl" and tree.tags[k] == "VB" and tree.kid(k, "nsubj") < 0


def mention_at(mentions: list[Mention], start: int, end: int) -> Mention | None:
    """The mention that a word at [start, end) begins in, or None."""
    near = between(mentions, start, end + 40)
    return near[0] if near and near[0].start <= start < near[0].end else None


def _is_place(tree: Tree, k: int, mention: Mention, kind: str) -> bool:
    if tree.deps[k] == "appos" and inside(tree, tree.heads[k]):
        return True  # “in Tete, Mozambique”
    head = tree.heads[k]
    if edge(tree, k):
        return True
    if tree.deps[k] == "pobj" and tree.lowers[head] == "from" and kind == "MOBILIZE":
        return True  # whence they came
    if tree.deps[k] != "pobj" or tree.lowers[head] not in _WHERE | PASSED:
        return False
    if tree.lowers[head] in NEAR and kind != "MOBILIZE":
        return True
    outside = mention.kind == "country" and kind not in _DONE_IN
    return mention.kind == "capital" or (outside and tree.is_verb(tree.heads[head]))


def phrase_head(tree: Tree, k: int) -> int:
    """The noun that word `k` describes or names, or itself."""
    while tree.deps[k] in ("compound", "amod", "nmod", "poss", "nummod") and tree.heads[k] != k:
        k = tree.heads[k]
    return k
