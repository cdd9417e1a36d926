"""What kind of sentence speaks: sport borrows the words of war, and a year long past tells history.

The coder codes what its subjects do now; the guide leaves out the history told on the way, and no match is a battle.
"""

from __future__ import annotations

import re
from typing import Final

from .lexicon import Lexicon
from .tree import Tree

#: Words of sport alone, and those that sport shares with politics; a sentence of sport has two, one of them its own.
_SPORT: Final = frozenset(
    "midfielder goalkeeper goalkeepers innings wicket wickets batsman batsmen bowler bowlers cricket cricketer "
    "cricketers football footballer soccer rugby tennis hockey basketball baseball golf golfer cyclist cyclists "
    "sprinter marathon podium referee halftime equaliser equalizer peloton umpire boxer bout jockey runner "
    "runners semifinal semifinals quarterfinal playoff playoffs tournament championship championships midfield "
    "scoreless winger wingers fullback swimmer skier skiers goalless hat-trick "
    "racquet racket regatta athletics spectators".split()
)
_SHARED: Final = frozenset(
    "striker strikers defender defenders match matches goal goals coach league cup champion champions medal "
    "medals title final finals season team teams side race races score scored points win won beat defeat defeated "
    "lead lost whistle fans stadium pitch penalty shot shots hosts visitors defence defense attack hill stage "
    "play set seconds minute minutes over overs round trophy ball test draw opener winner batting bowling last "
    "raid raids".split()
)
_HARM: Final = frozenset(
    "killed dead died wounded injured bomb bomber explosion gunmen gunman police soldiers troops arrested "
    "detained congress parliament pensions protest protesters demonstrators march marched rights president "
    "minister government embassy boycott missile missiles airstrike airstrikes rebels militants sanctions ceasefire "
    "envoy ambassador treaty warships navy border".split()
)
_GAME: Final = frozenset("match beat finals minute goal goals scored cup league season champions coach whistle".split())
_SCORE: Final = re.compile(r"\b\d{1,3}\s?[-–]\s?\d{1,3}\b|\b\d+ for \w+\b")
_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d(?=s?$)")
_AIRCRAFT: Final = frozenset("typhoon typhoons tornado tornados tornadoes hurricane hurricanes".split())
_AGES: Final = frozenset("years decades centuries century generations generation".split())
_LASTING: Final = _AGES | {"decade", "generation", "century"}
_SINCE: Final = frozenset("in since of until from by during between".split())


def sporting(tree: Tree) -> bool:
    """Whether a sentence tells of a game, a race or a match and of nobody harmed or governing."""
    lowers = set(tree.lowers)
    if _SPORT.isdisjoint(lowers) and _SHARED.isdisjoint(lowers):
        return False
    own, shared = len(_SPORT & lowers), len(_SHARED & lowers)
    if not _HARM.isdisjoint(lowers):
        return False
    if own and (own + shared > 1 or any(tree.lowers[tree.kid(r, "nsubj", "nsubjpass")] in _SPORT for r in tree.roots)):
        return True
    return len(_GAME & lowers) > 2 or (shared > 1 and _SCORE.search(" ".join(tree.words)) is not None)


def played(tree: Tree) -> bool:
    """Whether a sentence in a text about a game goes on with it: a word of sport, and nobody harmed or governing."""
    lowers = set(tree.lowers)
    return _HARM.isdisjoint(lowers) and not (_SPORT.isdisjoint(lowers) and _SHARED.isdisjoint(lowers))


def anniversary(tree: Tree, i: int) -> bool:
    """Whether “since …” at verb `i` only counts the years (“it is ten years since the army …”)."""
    above = tree.heads[i]
    if tree.lowers[above] not in ("is", "was", "'s", "’s") or not any(tree.lowers[k] == "since" for k in tree.kids[i]):
        return False
    return any(tree.lowers[k] in _AGES for k in tree.having(above, "attr", "npadvmod"))


def _long(tree: Tree, ago: int) -> bool:
    return any(tree.lowers[k] in _AGES for k in tree.kids[ago])


def history(tree: Tree, i: int, date: str) -> bool:
    """Whether the clause of verb or noun `i` names a year long before the text's day `date` as its time."""
    if any(tree.lowers[k] == "ago" and _long(tree, k) for k in tree.having(i, "advmod")):
        return True
    if tree.tags[i] != "VBG" and any(tree.lowers[k] in ("has", "have") for k in tree.having(i, "aux")):
        # “have disputed the border for half a century”: a state of things; “has been sending rice for years” goes on
        near = (i, *tree.having(i, "dobj"))
        spans = (w for k in near for p, j in tree.preps(k) if p == "for" for w in (j, *(m for _, m in tree.preps(j))))
        if any(tree.lowers[w] in _LASTING for w in spans):
            return True
    if len(date) < 4 or not date[:4].isdigit():
        return False
    now = int(date[:4])
    for k in (*tree.kids[i], *(k for s in tree.having(i, "nsubj", "nsubjpass") for k in tree.kids[s])):
        if tree.deps[k] == "prep" and tree.lowers[k] in _SINCE:
            year = tree.kid(k, "pobj")
            if year >= 0 and _YEAR.match(tree.words[year]) and int(tree.words[year][:4]) < now - 1:
                return True
        paper = tree.kid(k, "pobj") if tree.deps[k] == "prep" else -1
        for preposition, year in tree.preps(paper) if paper >= 0 else ():
            # “under a treaty of 1867”, too old to be more than history
            if preposition == "of" and _YEAR.match(tree.words[year]) and int(tree.words[year][:4]) < now - 50:
                return True
    return False


def natural(lexicon: Lexicon, tree: Tree, i: int) -> bool:
    """Whether token `i` names weather, an illness, a beast, a currency or a book: what it does is no act."""
    if i < 0:
        return False
    if tree.lowers[i] == "fire" and any(tree.lowers[k] == "a" for k in tree.kids[i]):
        return True  # “a fire destroyed a market”, but “Israeli fire killed two”
    nations = [k for k in tree.having(i, "amod", "compound") if tree.words[k][0].isupper()]
    if nations and tree.lowers[i] in _AIRCRAFT and tree.words[i][0].isupper():
        return False  # “a British Typhoon”
    names = [tree.lowers[i], *(f"{tree.lowers[k]}-{tree.lowers[i]}" for k in tree.having(i, "compound"))]
    if tree.tags[i] == "NNP":
        names += [tree.lowers[k] for k in tree.having(i, "compound")]  # “Cyclone Mocha”
    return any("NATURE" in lexicon.noun_classes.get(name, ()) for name in names)
