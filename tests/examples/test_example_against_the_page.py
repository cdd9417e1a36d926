"""The example list beside the page it retells: the same entries, none of its sentences."""

from __future__ import annotations

import hashlib

from example_list import Example, texts, words

from foreshock.sources.page import read_page

#: A run of so many words in common counts as copied.
RUN = 8


def test_the_document_is_the_page(example: Example, seed: bytes) -> None:
    document = example.newest("document")["crisis-group-al-tanf"]
    assert document.sha256 == hashlib.sha256(seed).hexdigest()


def test_the_entries_are_those_that_the_reader_finds(example: Example, seed: bytes) -> None:
    page = read_page(seed, "al-tanf.txt")
    told = [id_ for id_ in example.newest("development") if id_.startswith("al-tanf/")]
    assert sorted(told) == sorted(page.entry_id(entry) for entry in page.entries)


def test_no_run_of_eight_words_is_copied(example: Example, seed: bytes) -> None:
    page = words(seed.decode("utf-8"))
    runs = {tuple(page[i : i + RUN]) for i in range(len(page) - RUN + 1)}
    copied = []
    for put in example.puts:
        for text in texts(put.value):
            mine = words(text)
            copied += [
                (put.object_id, " ".join(mine[i : i + RUN]))
                for i in range(len(mine) - RUN + 1)
                if tuple(mine[i : i + RUN]) in runs
            ]
    assert copied == []
