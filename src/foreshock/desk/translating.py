"""Translations at the desk: an original beside its translation, what has changed since, and the form of both.

Saving ties a text to the original that the person saw. A text that was stale stays so until somebody changes it or says
that it still holds, so that nothing becomes up to date by being sent along.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from foreshock.model import (
    Development,
    Flashpoint,
    InvalidValue,
    Kept,
    ListState,
    NotFound,
    Original,
    TranslatedText,
    Translation,
    behind,
    canonical_language,
    language_name,
    text_digest,
    texts_of,
    translated,
)
from foreshock.store import Store

from .differences import Run, compare

Fields = Mapping[str, str]

_LABELS: Final = {
    "name": "Name", "summary": "In a few words", "question": "Question", "why": "Why it matters",
    "background": "Background", "analysis": "Analysis", "head": "Who or where", "text": "What happened",
    "open": "Left open", "title": "title", "opportunity": "opportunity", "addressee": "to whom",
    "since": "done since", "by": "whose",
}  # fmt: skip
_ROWS: Final = {
    "scenarios": "Scenario", "views": "View", "accounts": "Account", "advice": "recommendation", "triggers": "trigger",
}  # fmt: skip
_DIGEST: Final = re.compile(r"[0-9a-f]{16}")
#: A box has a row for about so many characters.
_WIDE: Final = 60


class TextRow(Struct, frozen=True):
    """One text beside its translation. `stale` says that the original has changed, or is new; `since` from which words
    to which, where the former ones are known."""

    path: str
    label: str
    original: str
    of: str
    text: str
    rows: int
    stale: bool
    since: list[Run]


class Listed(Struct, frozen=True):
    """One translation in the list of all: how many of its texts have changed since, of how many."""

    id: str
    tag: str
    language: str
    of: str
    name: str
    translator: str
    changed: int
    texts: int


def originals(state: ListState) -> dict[str, Original]:
    """What can be translated, by id: flashpoints in the order of the list, then entries, newest first."""
    order = state.list.value.order if state.list and state.list.value else ()
    slugs = [*(slug for slug in order if slug in state.flashpoints), *(s for s in state.flashpoints if s not in order)]
    places = {slug: value for slug in slugs if (value := state.flashpoints[slug].value)}
    entries = [kept.value for kept in state.developments.values() if kept.value]
    entries.sort(key=lambda entry: (entry.date, -entry.number), reverse=True)
    return {**places, **{entry.id: entry for entry in entries}}


def listed(state: ListState) -> list[Listed]:
    """All translations of what can be shown, those with most changes first."""
    known = originals(state)
    made = [
        Listed(
            one.id, one.language, language_name(one.language), one.of, name_of(known[one.of]), one.translator,
            len(behind(known[one.of], one)), len(texts_of(known[one.of])),
        )
        for kept in state.translations.values()
        if (one := kept.value) and one.of in known
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.changed, one.id))


def name_of(value: Original) -> str:
    """What a flashpoint or entry is called in a list."""
    return value.name if isinstance(value, Flashpoint) else f"{value.head or value.text[:60]} ({value.id})"


def original_of(store: Store, of: str) -> Kept[Any]:
    """The newest published revision of what is translated. Raises NotFound."""
    history = store.history("development" if "/" in of else "flashpoint", of)
    public = [kept for kept in history if kept.stamp.published is not None]
    if not public or not isinstance(public[-1].value, Flashpoint | Development):
        raise NotFound(f"there is nothing published under {of!r}: write the id of a flashpoint or an entry")
    return public[-1]


def value_of(kept: Kept[Any]) -> Original:
    """The flashpoint or entry in a revision that `original_of` gave."""
    assert isinstance(kept.value, Flashpoint | Development)
    return kept.value


def rows_of(value: Original, translation: Translation | None, former: Sequence[Kept[Any]]) -> list[TextRow]:
    """The texts side by side. `former` are the revisions of the original, oldest first."""
    said = translated(value, translation)
    ties = {text.path: text.of for text in translation.texts} if translation else {}
    made = []
    for path, original in texts_of(value).items():
        one = said[path]
        stale = one.stale and translation is not None
        before = _former(path, ties.get(path, ""), former) if stale else ""
        made.append(
            TextRow(
                path, label_of(path), original, text_digest(original), "" if one.original else one.text,
                1 + len(original) // _WIDE + original.count("\n"), stale, compare(before, original) if before else [],
            )
        )  # fmt: skip
    return made


def label_of(path: str) -> str:
    """A path in words: `scenarios.0.advice.1.text` is “Scenario 1, recommendation 2, text”."""
    made: list[str] = []
    for part in path.split("."):
        if part.isdecimal():
            made[-1] += f" {int(part) + 1}"
        else:
            made.append(_ROWS.get(part) or (_LABELS.get(part, part) if not made else part))
    return ", ".join(made)


def translation_from(
    fields: Fields, language: str, kept: Kept[Any], before: Translation | None, revision: str
) -> Translation:
    """The translation that a form describes, of the original in `kept`; `revision` is the hash of the one that the
    person saw. Raises InvalidValue."""
    value = value_of(kept)
    said = translated(value, before)
    ties = {text.path: text.of for text in before.texts} if before else {}
    texts: list[TranslatedText] = []
    for path, original in texts_of(value).items():
        typed = _text(fields.get(f"text-{path}", ""))
        seen = fields.get(f"of-{path}", "")
        tie = seen if _DIGEST.fullmatch(seen) else text_digest(original)
        one = said[path]
        untouched = typed == ("" if one.original else one.text)
        if before is not None and one.stale and untouched and not fields.get(f"holds-{path}"):
            # Nobody has said anything about it: it stays tied to what it was made from.
            if path in ties:
                texts.append(TranslatedText(path, ties[path], typed))
            continue
        texts.append(TranslatedText(path, tie, typed))
    if not any(text.text for text in texts):
        raise InvalidValue("there is no text in the other language yet: translate at least one, then send it")
    of = value.slug if isinstance(value, Flashpoint) else value.id
    return Translation(canonical_language(language), of, " ".join(fields.get("translator", "").split()),
                       tuple(texts), revision)  # fmt: skip


def texts_by_label(translation: Translation | None) -> dict[str, str]:
    """The texts of a translation by their labels."""
    return {label_of(text.path): text.text for text in translation.texts if text.text} if translation else {}


def _former(path: str, digest: str, former: Sequence[Kept[Any]]) -> str:
    """The original from which a text was translated, if a revision still has it."""
    for kept in reversed(former):
        if kept.value is not None and text_digest(old := texts_of(kept.value).get(path, "")) == digest:
            return old
    return ""


def _text(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()
