"""Words of others in an entry: the rows of its form, and those that a report offers, taken over by one key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from foreshock.model import (
    Candidate,
    Development,
    InvalidValue,
    Piece,
    Quotation,
    Statement,
    When,
    canonical_language,
    check_actor,
)

#: Fields of a row of the form. The words come first: a row without them is not there.
ROW: Final = (
    "words", "language", "speaker", "actor", "translation", "translation_language", "translator", "date", "document",
    "where", "span",
)  # fmt: skip
#: Who is behind a speaker whom no code names.
_UNKNOWN: Final = "UNK"
_LONGEST: Final = 4_000


class Offer(Struct, frozen=True):
    """Words that a report has in quotation marks. `at` names them in the form (“0-2”: the third of the first report);
    `actor` is the code that their speaker has in the entry, empty where it knows no such speaker."""

    at: str
    said: Quotation
    actor: str


def rows_of(entry: Development) -> Iterator[dict[str, str]]:
    """The quotations of an entry as rows of its form."""
    for statement in entry.statements:
        for said in statement.quotations:
            yield {
                "words": said.words,
                "language": said.language,
                "speaker": said.speaker or statement.speaker,
                "actor": f"{statement.country}:{statement.role}",
                "translation": said.translation,
                "translation_language": said.translation_language,
                "translator": said.translator,
                "date": said.date.text if said.date else "",
                "document": said.document,
                "where": said.where,
                "span": "-".join(map(str, said.span)) if said.span else "",
            }


def statements_from(
    rows: Sequence[Mapping[str, str]], before: Sequence[Statement], documents: Sequence[str]
) -> tuple[Statement, ...]:
    """The statements of an entry whose quotations are these rows; `before` are those that it has, `documents` those
    that it cites. A speaker who was there only for words that are gone goes with them. Raises InvalidValue."""
    made = [replace(statement, quotations=()) for statement in before]
    # Where words stand in a report is true of those words alone: it goes when somebody changes them.
    known = {(said.words, said.span) for statement in before for said in statement.quotations}
    for n, row in enumerate(rows):
        try:
            said = quotation_from(row, documents)
            at = _place(made, said.speaker, row.get("actor", "").strip().upper())
        except InvalidValue as error:
            raise InvalidValue(f"quotation {n + 1}: {error}") from None
        if (said.words, said.span) not in known:
            said = replace(said, span=None)
        made[at] = replace(made[at], quotations=(*made[at].quotations, said))
    only_quoted = {at for at, was in enumerate(before) if was.quotations and not was.quotes and not was.about}
    return tuple(one for at, one in enumerate(made) if one.quotations or at not in only_quoted)


def quotation_from(row: Mapping[str, str], documents: Sequence[str]) -> Quotation:
    """The quotation in one row. Where the entry cites one document only, its words stand in that one."""
    span = re.fullmatch(r"(\d{1,9})-(\d{1,9})", row.get("span", ""))
    document = row.get("document", "") or (documents[0] if len(documents) == 1 else "")
    return Quotation(
        words=_text(row["words"]),
        language=canonical_language(row.get("language") or "en"),
        speaker=" ".join(row.get("speaker", "").split()),
        translation=_text(row.get("translation", "")),
        translation_language=canonical_language(row.get("translation_language") or "en"),
        translator=" ".join(row.get("translator", "").split()),
        date=When(row["date"].strip()) if row.get("date", "").strip() else None,
        document=document,
        where=" ".join(row.get("where", "").split()),
        span=(int(span[1]), int(span[2])) if span else None,
    )


def offers(candidate: Candidate) -> list[list[Offer]]:
    """For each report of a candidate the words that it has in quotation marks and the entry does not give yet."""
    given = {" ".join(said.words.split()) for said in candidate.proposal.quotations}
    codes = {one.speaker.casefold(): f"{one.country}:{one.role}" for one in candidate.proposal.statements}
    return [
        [
            Offer(f"{n}-{m}", replace(said, document=piece.document.id), codes.get(said.speaker.casefold(), ""))
            for m, said in enumerate(piece.quotations)
            if piece.document.terms != "private" and " ".join(said.words.split()) not in given
        ]
        for n, piece in enumerate(candidate.pieces)
    ]


def with_words(proposal: Development, candidate: Candidate, at: str, chosen: str = "") -> Development:
    """The proposal with words of a report of the candidate: those at `at` (“0-2”), the next ones that it does not give
    yet (empty), or `chosen`, a stretch of the report numbered `at` that a person has marked.

    Raises InvalidValue when there are no such words, or their source is private.
    """
    if chosen.strip():
        return _with(proposal, _marked(candidate, at, chosen), "")
    offered = [one for part in offers(replace(candidate, proposal=proposal)) for one in part]
    found = next((one for one in offered if at in ("", one.at)), None)
    if found is None:
        raise InvalidValue(
            "there are no more words in quotation marks in these reports: mark some in a report, or write them into "
            "the form"
        )
    return _with(proposal, found.said, found.actor)


def _marked(candidate: Candidate, at: str, chosen: str) -> Quotation:
    piece = candidate.pieces[int(at)] if at.isdecimal() and int(at) < len(candidate.pieces) else None
    if piece is None:
        raise InvalidValue("mark the words within one report")
    _check_terms(piece)
    match = re.search(r"\s+".join(map(re.escape, chosen.split())), piece.text)
    if match is None or len(chosen) > _LONGEST:
        raise InvalidValue(f"{chosen[:60]!r} is no stretch of that report: mark the words within one report")
    return Quotation(match[0], piece.document.language or "en", span=match.span(), document=piece.document.id)


def _with(proposal: Development, said: Quotation, actor: str) -> Development:
    if said.document not in {source.document for source in proposal.sources}:
        raise InvalidValue(f"{said.document!r} is no source of the entry any more: cite it again before you quote it")
    made = list(proposal.statements)
    at = _place(made, said.speaker, actor)
    made[at] = replace(made[at], quotations=(*made[at].quotations, said))
    return replace(proposal, statements=tuple(made))


def _check_terms(piece: Piece) -> None:
    if piece.document.terms == "private":
        raise InvalidValue(f"{piece.document.title!r} is private: none of its words may be shown")


def _place(made: list[Statement], speaker: str, actor: str) -> int:
    """Where among the statements a speaker stands; a new one is put at their end."""
    for at, one in enumerate(made):
        if one.speaker.casefold() == speaker.casefold() and actor in ("", one.country, f"{one.country}:{one.role}"):
            return at
    country, _, role = check_actor(actor or _UNKNOWN).partition(":")
    made.append(Statement(speaker, country, role or "UNK"))
    return len(made) - 1


def _text(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
