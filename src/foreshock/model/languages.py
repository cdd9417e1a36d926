"""Languages: tags as BCP 47 writes them, their names in English and in themselves, and which way they run."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from .errors import InvalidValue

Direction = Literal["ltr", "rtl"]

_RTL_SCRIPTS: Final = frozenset({"Arab", "Aran", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"})
#: Scripts of ISO 15924 that living languages are written in; others are taken for a mistake.
_SCRIPTS: Final = _RTL_SCRIPTS | frozenset(
    "Armn Beng Cher Cyrl Deva Ethi Geor Grek Gujr Guru Hans Hant Hani Jpan Khmr Knda Kore Laoo Latn Mlym Mong Mymr "
    "Orya Sinh Taml Telu Tfng Thai Tibt Yiii".split()
)
#: Language, script and region (RFC 5646, section 2.1), without variants, extensions and private use.
_TAG: Final = re.compile(rf"[a-z]{{2,3}}(?:-(?P<script>{'|'.join(sorted(_SCRIPTS))}))?(?:-(?:[A-Z]{{2}}|[0-9]{{3}}))?")


def canonical_language(tag: str) -> str:
    """A tag in the writing that BCP 47 recommends: `fa`, `zh-Hant-TW`. Raises InvalidValue when it is none."""
    parts = tag.strip().replace("_", "-").split("-")
    made = [parts[0].lower(), *(_part(part) for part in parts[1:])]
    return check_language("-".join(made), tag)


def _part(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part.lower()


def check_language(tag: str, shown: str = "") -> str:
    """Return `tag` if it is a well-formed language tag in its usual writing, else raise InvalidValue."""
    if not _TAG.fullmatch(tag):
        raise InvalidValue(
            f"no language: {(shown or tag)[:40]!r}; write a tag of BCP 47, such as en, ar, fa, ru or zh-Hant"
        )
    return tag


@cache
def _names() -> dict[str, tuple[str, str, Direction]]:
    # Read only where a name is asked for: most processes never ask.
    from .tables import shared_text

    rows = [line.split("|") for line in shared_text("languages.csv").splitlines() if line and line[0] != "#"]
    return {code: (name, own, "rtl" if way == "rtl" else "ltr") for code, name, own, way in rows[1:]}


@cache
def known_languages() -> tuple[tuple[str, str], ...]:
    """The languages that the table knows: code and English name, by name."""
    return tuple(sorted(((code, name) for code, (name, _, _) in _names().items()), key=lambda pair: pair[1]))


def language_name(tag: str) -> str:
    """The English name, “Persian” for `fa` and `fa-AF`; the tag itself where no table knows it."""
    found = _names().get(tag) or _names().get(tag.split("-")[0])
    return found[0] if found else tag


def own_name(tag: str) -> str:
    """What a language calls itself, “فارسی” for `fa`; the tag itself where no table knows it."""
    found = _names().get(tag) or _names().get(tag.split("-")[0])
    return found[1] if found else tag


def direction(tag: str) -> Direction:
    """`rtl` for what is written from right to left, else `ltr`; a script in the tag decides before the language."""
    match = _TAG.fullmatch(tag)
    if match and match["script"]:
        return "rtl" if match["script"] in _RTL_SCRIPTS else "ltr"
    found = _names().get(tag.split("-")[0].lower())
    return found[2] if found else "ltr"
