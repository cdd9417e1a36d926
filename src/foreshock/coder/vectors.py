"""Token vectors of spaCy's small English model, computed with less: the same numbers, each word embedded only once.

The model (Honnibal & Montani, spaCy 3: `MultiHashEmbed` then `MaxoutWindowEncoder`) embeds a word by its own features
alone, so that a word's embedding can be kept; only the convolution over its neighbours depends on the sentence. Here
the first comes from a table that grows with the vocabulary, the second runs over whole batches in place.

Every row of a batch goes through the same operations in the same order, whatever stands in the other rows: what a
sentence's vectors are does not depend on its batch (held by a test).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = NDArray[np.float32]

#: Rows of zeros between sentences: as many as the encoder looks to either side, so that none sees another.
PAD: Final = 4
#: Words whose embedding is kept; beyond it the table starts anew, which costs time and changes nothing.
KEPT_WORDS: Final = 60_000


class TokenVectors:
    """The token vectors of one loaded model. Raises ValueError if the model is not built as this code expects."""

    def __init__(self, tok2vec: Any) -> None:
        embed, encode = tok2vec.get_ref("embed"), tok2vec.get_ref("encode")
        if [layer.name.split("(")[0] for layer in embed.layers] != [
            "extract_features", "list2ragged", "with_array", "with_array", "ragged2list",
        ]:  # fmt: skip
            raise ValueError("the model embeds words in another way")
        self._ops = tok2vec.ops
        self._columns: list[str] = list(embed.layers[0].attrs["columns"])
        self._embed = embed.layers[2:4]
        self._layers = [_encoder_layer(residual) for residual in encode.layers[0].layers]
        if encode.attrs.get("pad", PAD) != PAD or len(self._layers) != PAD:
            raise ValueError("the model looks at other neighbours")
        self.width: int = tok2vec.get_dim("nO")
        self._rows: dict[int, int] = {}
        self._table: Floats = np.zeros((1024, self.width), dtype="f")

    def of(self, docs: list[Doc]) -> tuple[Floats, list[int]]:
        """Vectors of all tokens of `docs` as rows of one array, and the row at which each doc's tokens begin."""
        features = np.concatenate([doc.to_array(["ORTH", *self._columns]) for doc in docs])
        rows = self._rows_of(features)
        starts, places, at = [], [], PAD
        for doc in docs:
            starts.append(at)
            places.append(np.arange(at, at + len(doc)))
            at += len(doc) + PAD
        vectors: Floats = np.zeros((at, self.width), dtype="f")
        vectors[np.concatenate(places)] = self._table[rows]
        return self._encode(vectors), starts

    def _rows_of(self, features: NDArray[np.uint64]) -> list[int]:
        """Rows of the table for tokens given as rows of features; new words are embedded and added."""
        mixed = features[:, 0].copy()
        for column in range(1, features.shape[1]):
            # The features of a spelling are nearly always the same; where they differ, so must the key.
            mixed *= np.uint64(1099511628211)
            mixed ^= features[:, column]
        keys: list[int] = mixed.tolist()
        known = self._rows
        rows = [known.get(key, -1) for key in keys]
        if -1 not in rows:
            return rows
        if len(known) > KEPT_WORDS:
            known.clear()
        new: dict[int, int] = {}
        for i, key in enumerate(keys):
            if key not in known and key not in new:
                new[key] = i
        self._add(features[list(new.values())][:, 1:], list(new))
        return [known[key] for key in keys]

    def _add(self, features: NDArray[np.uint64], keys: list[int]) -> None:
        from thinc.types import Ragged

        data: Any = features
        found: Any = Ragged(data, self._ops.asarray1i([len(features)]))
        for layer in self._embed:
            found = layer.predict(found)
        first = len(self._rows)
        while len(self._table) < first + len(keys):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        self._table[first : first + len(keys)] = found.dataXd
        self._rows.update(zip(keys, range(first, first + len(keys)), strict=True))

    def _encode(self, x: Floats) -> Floats:
        """The residual convolutions: window of three, maxout of three, layer norm, added to what came in."""
        width = self.width
        window: Floats = np.zeros((len(x), 3 * width), dtype="f")
        for weights, bias, scale, shift in self._layers:
            window[1:, :width] = x[:-1]
            window[:, width : 2 * width] = x
            window[:-1, 2 * width :] = x[1:]
            y: Floats = self._ops.gemm(window, weights, trans2=True)
            y += bias
            best = np.maximum(y[:, :width], y[:, width : 2 * width])
            np.maximum(best, y[:, 2 * width :], out=best)
            best -= best.mean(axis=1, keepdims=True)
            deviation = np.einsum("ij,ij->i", best, best)
            deviation /= width
            deviation += 1e-08
            best *= (1 / np.sqrt(deviation))[:, None]
            best *= scale
            best += shift
            x += best
        return x


def _encoder_layer(residual: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights (pieces stacked: the maxima then lie in whole blocks), bias, and the layer norm of one convolution."""
    window, block = residual.layers[0].layers[:2]
    maxout, norm = block.layers[0].layers[:2]
    if window.name != "expand_window" or maxout.name != "maxout" or norm.name != "layernorm":
        raise ValueError("the model's encoder is built in another way")
    weights, bias = maxout.get_param("W"), maxout.get_param("b")
    if weights.shape[1] != 3:
        raise ValueError("the model takes the best of another number of pieces")
    stacked = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]))
    return stacked, np.ascontiguousarray(bias.T.reshape(-1)), norm.get_param("G"), norm.get_param("b")
