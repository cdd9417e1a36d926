"""English inflection by rule, with the irregular verbs of the news: from a lemma to its written forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_IRREGULAR: Final = {
    entry.split()[0]: tuple(entry.split()[1:])
    for entry in """
    become became;begin began begun;beat beaten;bind bound;bend bent;blow blew blown;break broke broken;bring brought
    build built;burst burst;buy bought;catch caught;choose chose chosen;come came;cut;deal dealt;draw drew drawn
    drive drove driven;eat ate eaten;fall fell fallen;feed fed;fight fought;find found;flee fled;fly flew flown
    forbid forbade forbidden;forgive forgave forgiven;freeze froze frozen;get got gotten;give gave given;go went gone
    grow grew grown;hang hung hanged;have had;hide hid hidden;hit;hold held;hurt;keep kept;kneel knelt
    know knew known;lay laid
    lead led;leave left;lend lent;let;lose lost;make made;mean meant;meet met;overrun overran
    overthrow overthrew overthrown
    overcome overcame;oversee oversaw overseen;pay paid;plead pleaded pled;put;quit;read;rebuild rebuilt;repay repaid
    retake retook retaken;ring rang rung;rise rose risen;run ran;say said;see saw seen;seek sought;sell sold
    send sent;set
    shed;shoot shot;show shown;shut;sink sank sunk;sit sat;slay slew slain;speak spoke spoken;spend spent;split
    spread;stand stood
    steal stole stolen;stick stuck;strike struck stricken;swear swore sworn;take took taken;teach taught;tell told
    think thought
    throw threw thrown;undertake undertook undertaken;uphold upheld;wage waged;wear wore worn;win won
    withdraw withdrew withdrawn
    withhold withheld;write wrote written;undermine undermined;mistake mistook;foresee foresaw
    be is are was were been being
    arise arose arisen;bear bore borne;beset;bite bit bitten;bleed bled;cling clung;creep crept;dig dug
    drink drank drunk;fling flung;forget forgot forgotten;grind ground;lay laid;leap leapt leaped;light lit
    mislead misled;overtake overtook overtaken;ride rode ridden;rid;shake shook shaken;shrink shrank shrunk
    slide slid;sling slung;slit;spin spun;spit spat;spring sprang sprung;sting stung;strive strove striven
    sweep swept;swing swung;tear tore torn;thrust;tread trod trodden;undergo underwent undergone
    weave wove woven;wind wound;withstand withstood;wring wrung;bust
    bid bade;cost;bet;broadcast;cast;forecast;override overrode overridden;outlaw outlawed;forsake forsook forsaken
    """.replace("\n", ";").split(";")
    if entry.strip()
}
_VOWELS: Final = "aeiou"


def verb_forms(lemma: str) -> Iterator[str]:
    """Written forms of a verb, the lemma first; where spelling differs by country, both."""
    yield lemma
    yield _plural(lemma)
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith(("ee", "ye", "oe")) else lemma
    if lemma.endswith("ie"):
        yield lemma[:-2] + "ying"
    else:
        yield stem + "ing"
    past = _IRREGULAR.get(lemma)
    if past is None:
        if lemma.endswith("e"):
            yield lemma + "d"
        else:
            yield lemma[:-1] + "ied" if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS else lemma + "ed"
    else:
        yield from past
    if _doubles(lemma):
        yield lemma + lemma[-1] + "ing"
        if past is None:
            yield lemma + lemma[-1] + "ed"
    if lemma.endswith("c"):
        yield lemma + "king"
        yield lemma + "ked"


def noun_forms(lemma: str) -> Iterator[str]:
    """Singular and plural."""
    yield lemma
    yield _plural(lemma)
    if lemma.endswith("man"):
        yield lemma[:-3] + "men"


def _doubles(lemma: str) -> bool:
    return (
        len(lemma) > 2
        and lemma[-1] not in "aeiouwxyhc"
        and lemma[-2] in _VOWELS
        and (lemma[-3] not in _VOWELS or lemma[-3:-1] == "ui")
    )


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")) or (word.endswith("o") and len(word) > 2 and word[-2] not in _VOWELS):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"
