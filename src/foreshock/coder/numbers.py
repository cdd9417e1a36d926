"""Number phrases in running text: “at least 30 people”, “two hundred and six”, “a couple”, “1.2 million”."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

TOKEN: Final = re.compile(r"(?<![A-Za-z])\d+(?:[,.]\d+)*|[^\W\d_]+(?:['’*-][^\W\d_]+)*|[^\w\s]")
_UNITS: Final = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS: Final = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES: Final = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1000, "million": 1_000_000}
#: Vague numbers count as the lowest that the word allows.
VAGUE: Final = {
    "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "tens": 20, "several": 3, "couple": 2, "few": 3,
    "handful": 3, "pair": 2, "trio": 3,
}  # fmt: skip


class Number(NamedTuple):
    """A number at tokens [first, stop). `exact` is False for a vague word."""

    value: int
    first: int
    stop: int
    exact: bool = True


def number(text: str) -> int | None:
    """The number that words or digits name, the lowest sense of vague ones; None if there is none."""
    words = [t.lower() for t in TOKEN.findall(text)]
    found = at(words, 0) if words else None
    return found.value if found and found.stop == len(words) else None


def at(words: list[str], i: int) -> Number | None:
    """The number phrase that starts at word i of lower-cased words, None where none does."""
    word = words[i]
    if word[0].isdigit():
        return _digits(words, i)
    if word in VAGUE:
        stop = i + 1
        if word == "tens" and words[stop : stop + 2] == ["of", "thousands"]:
            return Number(20_000, i, stop + 2, False)
        return Number(VAGUE[word], i, stop + (words[stop : stop + 1] == ["of"]), word == "couple")
    if word in ("a", "an") and i + 1 < len(words):
        following = words[i + 1]
        if following in _SCALES or following in ("couple", "few", "handful", "pair", "trio"):
            if following in _SCALES:
                return Number(_SCALES[following], i, i + 2)
            stop = i + 2 + (words[i + 2 : i + 3] == ["of"])
            return Number(VAGUE[following], i, stop, following in ("couple", "pair", "trio"))
        return None
    return _words(words, i)


def _digits(words: list[str], i: int) -> Number | None:
    plain = words[i].replace(",", "")
    stop = i + 1
    scale = _SCALES.get(words[stop], 1) if stop < len(words) else 1
    if len(plain) > 12:
        return None
    try:
        value = float(plain)
    except ValueError:
        return None
    if value != int(value) and scale == 1:
        return None
    return Number(round(value * scale), i, stop + (scale > 1))


def _words(words: list[str], i: int) -> Number | None:
    """“two hundred and six”, “forty-two”, “three dozen”."""
    total = current = 0
    stop = i
    if words[i] not in _UNITS and words[i].split("-", 1)[0] not in _TENS:
        return None
    while stop < len(words) and stop - i < 10:
        word = words[stop]
        parts = word.split("-")
        if all(p in _UNITS or p in _TENS for p in parts):
            value = sum(_UNITS.get(p, _TENS.get(p, 0)) for p in parts)
            # “two three” are two numbers; “twenty two” is one.
            if current and not (current % 100 == 0 or (current % 100 >= 20 and current % 10 == 0 and value < 10)):
                break
            current += value
        elif word in _SCALES and stop > i:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0
        elif word == "and" and stop > i and words[stop - 1] in ("hundred", "thousand") and _goes_on(words, stop + 1):
            pass
        else:
            break
        stop += 1
    return Number(total + current, i, stop) if stop > i else None


def _goes_on(words: list[str], i: int) -> bool:
    return i < len(words) and all(p in _UNITS or p in _TENS for p in words[i].split("-"))
