"""What an entry needs before it goes public, and how it gets its permanent address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from foreshock.model import (
    Act,
    Candidate,
    Conflict,
    Development,
    Document,
    Image,
    InvalidValue,
    ObjectKind,
    Quotation,
)
from foreshock.store import Put, Store

from . import breaches
from .pictures.rules import picture_lacks


def lacks(candidate: Candidate, recorded: Callable[[str], Document | None], public: Sequence[Image] = ()) -> list[str]:
    """What is missing before this candidate may be published, in words that say what to do; empty when nothing is.

    `recorded` gives a document that is in the record already, as an interview is; `public` are the pictures that the
    entry has or had already, where it is amended.
    """
    proposal = candidate.proposal
    found = []
    if not proposal.text.strip():
        found.append("The entry has no text: write what happened in a sentence or two.")
    if not proposal.sources:
        found.append("The entry has no source: cite a document, or record the interview that it rests on.")
    known = {piece.document.id: piece.document for piece in candidate.pieces}
    if not candidate.amends:
        named = [source.document for source in proposal.sources if source.document not in known]
        found += [
            f"The source {name!r} is none of this candidate's documents and not in the record: cite one that is."
            for name in named
            if recorded(name) is None
        ]
    for said in proposal.quotations:
        found += _lacks_of(said, lambda name: known.get(name) or recorded(name))
    # What the record has of a source counts before what a report brought: its terms may have changed since.
    found += picture_lacks(proposal.images, lambda name: recorded(name) or known.get(name), public)
    if candidate.amends and not candidate.correction.strip() and _only_a_correction(candidate):
        found.append("Say what was wrong: a correction is published as one.")
    return found


def _lacks_of(said: Quotation, document: Callable[[str], Document | None]) -> Iterator[str]:
    """What a quotation lacks: words are one click from their source, and show only what the source lets be shown."""
    words = f"The quotation “{first_words(said.words)}”"
    if not said.speaker.strip():
        yield f"{words} has no speaker: say who said it."
    if not said.document:
        yield f"{words} names no source: say in which of the entry’s documents it stands."
    elif (source := document(said.document)) is not None and source.terms == "private":
        yield f"{words} comes from a private source, whose words may not be shown: tell it in your own."


def recorded_document(store: Store, name: str) -> Document | None:
    """A document as the record has it now; None where it has none, or has it no more."""
    history = store.history("document", name)
    value = history[-1].value if history else None
    return value if isinstance(value, Document) else None


def first_words(text: str) -> str:
    """The beginning of a text, to name it by."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:40].rsplit(" ", 1)[0] + "…"


def lacks_in(store: Store, candidate: Candidate) -> list[str]:
    """The same, with what the record has."""
    return lacks(candidate, lambda name: recorded_document(store, name), _public_images(store, candidate))


def require_complete(store: Store, candidate: Candidate) -> None:
    """Raise InvalidValue with everything that is missing."""
    if missing := lacks_in(store, candidate):
        raise InvalidValue("this entry cannot be published yet. " + " ".join(missing))


def require_current(store: Store, candidate: Candidate) -> None:
    """Raise Conflict when the entry that a candidate amends says something else by now than what it started from, or is
    gone: publishing it would quietly take the newer words back."""
    if not candidate.amends or not candidate.base:
        return
    public = [kept for kept in store.history("development", candidate.amends) if kept.stamp.published is not None]
    if not public or public[-1].erasure:
        return
    again = f"merge this candidate into {candidate.amends}, which gives it the present words, and amend those"
    if public[-1].value is None:
        raise Conflict(f"{candidate.amends} was withdrawn since this amendment was begun: reject it")
    if not any(kept.stamp.number == candidate.base and kept.value == public[-1].value for kept in public):
        raise Conflict(f"{candidate.amends} was changed since this amendment of it was begun: {again}")


def publish(store: Store, candidate: Candidate, first: str, second: str) -> tuple[Development, tuple[str, ...]]:
    """Put the entry of a candidate into the public record, with its documents; the entry with its address, and the
    revisions of it and of breaches that this wrote, for `Candidate.wrote`.

    `first` is who accepted it, `second` who read it, empty at a desk of one. Raises InvalidValue when something is
    missing, Conflict when the entry that it amends has changed since or is gone.
    """
    require_complete(store, candidate)
    require_current(store, candidate)
    why = candidate.correction or candidate.reason or ("entry amended" if candidate.amends else "new entry")
    if second:
        why += f" (second reader: {second})"
    entry = candidate.proposal if candidate.amends else numbered(store, candidate.proposal)
    puts = [Put("document", document, why=why) for document in _new_documents(store, candidate, entry)]
    act: Act | None = None
    if candidate.amends:
        act = "correct" if candidate.correction else "edit"
    puts += [Put("development", entry, "now", act, why=why), *breaches.told(store, candidate, entry, why)]
    touched = [(put.kind, put.object_id) for put in puts if put.kind in ("development", "breach")]
    before = [_newest(store, *one) for one in touched]
    store.put(puts, by=first)
    after = [_newest(store, *one) for one in touched]
    return entry, tuple(
        f"{kind}:{name}@{now if now != was else 0}"
        for (kind, name), was, now in zip(touched, before, after, strict=True)
    )


def _newest(store: Store, kind: ObjectKind, name: str) -> int:
    history = store.history(kind, name)
    return history[-1].stamp.number if history else 0


def numbered(store: Store, proposal: Development) -> Development:
    """The proposal under the next free address of its day. Numbers are never given twice, gaps stay gaps.

    Call it inside the transaction that publishes, so that nobody takes the number in between.
    """
    number = 1
    while store.history("development", f"{proposal.home}/{proposal.date.isoformat()}/{number}"):
        number += 1
    return replace(proposal, id=f"{proposal.home}/{proposal.date.isoformat()}/{number}")


def take_back(store: Store, candidate: Candidate, by: str, why: str) -> None:
    """Undo a publication: a new entry is withdrawn, an amended one gets its former words back. What the publication
    did not write is left as it is.

    Raises Conflict when the entry, or a breach, was changed after this candidate published it.
    """
    number = breaches.written(candidate, "development", candidate.outcome)
    if number != 0:
        _take_back_entry(store, candidate, number, by, why)
    store.put(breaches.untold(store, candidate), by, why)


def _take_back_entry(store: Store, candidate: Candidate, number: int | None, by: str, why: str) -> None:
    history = store.history("development", candidate.outcome)
    if not history or history[-1].value != replace(candidate.proposal, id=candidate.outcome):
        raise Conflict(f"{candidate.outcome} was changed after it was published from here: correct it instead")
    earlier = history[:-1] if number is None else [kept for kept in history if kept.stamp.number < number]
    former = [kept for kept in earlier if kept.stamp.published is not None and kept.value is not None]
    if candidate.amends and former:
        store.revert("development", candidate.outcome, former[-1].stamp.number, by, why)
    else:
        store.put([Put("development", None, "now", "withdraw", id=candidate.outcome)], by, why)


def _new_documents(store: Store, candidate: Candidate, entry: Development) -> Iterator[Document]:
    """The documents that the entry cites and the record does not have yet."""
    cited = set(entry.documents)
    for document in _once(piece.document for piece in candidate.pieces):
        if document.id in cited and not store.history("document", document.id):
            yield document


def _public_images(store: Store, candidate: Candidate) -> list[Image]:
    """The pictures that the entry which a candidate amends has or had."""
    if not candidate.amends:
        return []
    history = store.history("development", candidate.amends)
    public = (kept.value for kept in history if kept.value is not None and kept.stamp.published is not None)
    return [image for value in public for image in value.images]


def _once(documents: Iterable[Document]) -> Iterator[Document]:
    seen: set[str] = set()
    for document in documents:
        if document.id not in seen:
            seen.add(document.id)
            yield document


def _only_a_correction(candidate: Candidate) -> bool:
    """Whether an amendment brings no report of its own, so that it can only set something right."""
    return not candidate.pieces
