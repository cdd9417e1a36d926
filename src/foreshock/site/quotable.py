"""Which words of others a list may give: the terms of a source bind every page, data file, feed and answer."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from foreshock.model import Development, Document, Kept, ListState, Quotation


def quotable(state: ListState) -> tuple[ListState, dict[str, int]]:
    """The state without the quotations whose source does not let them be shown; how many were left out, by entry.

    Words may be shown when the document that they stand in is on the list and not private. Where it was withdrawn or
    erased nobody can tell any more, so they are left out.
    """
    left: dict[str, int] = {}
    changed: dict[str, Kept[Development]] = {}
    for id_, kept in state.developments.items():
        if kept.value is None or not any(statement.quotations for statement in kept.value.statements):
            continue
        value = _shown(kept.value, state.documents)
        if out := len(kept.value.quotations) - len(value.quotations):
            left[id_] = out
            changed[id_] = Kept(kept.stamp, value, kept.erasure)
    return (replace(state, developments={**state.developments, **changed}), left) if changed else (state, left)


def _shown(entry: Development, documents: Mapping[str, Kept[Document]]) -> Development:
    statements = (
        replace(said, quotations=tuple(q for q in said.quotations if _may_show(q, entry, documents)))
        for said in entry.statements
    )
    return replace(entry, statements=tuple(statements))


def _may_show(quotation: Quotation, entry: Development, documents: Mapping[str, Kept[Document]]) -> bool:
    """Words without a document rest on all sources of their entry, so that one private source keeps them back."""
    names = [quotation.document] if quotation.document else [source.document for source in entry.sources]
    found = [documents.get(name) for name in names]
    return all(kept is not None and kept.value is not None and kept.value.terms != "private" for kept in found)
