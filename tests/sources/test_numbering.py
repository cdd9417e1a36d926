"""An entry keeps its number for good, whatever later readings of its page bring."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from foreshock.sources.numbering import number_entries
from foreshock.sources.page import read_page
from foreshock.sources.reading import PageReading

HEAD = (
    "Flashpoint / Global 9 May 2020 Port Vell, Marenia Share Print Back To Map I. Why it Matters The port feeds two "
    "countries that do not speak to each other. II. Recent Developments "
)
WORDS = {
    "convoy": "A convoy of nine lorries was turned back at the northern gate by the harbour police.",
    "minister": "The foreign minister of Marenia called the inspection of ships an insult to every sailor.",
    "drone": "An unarmed drone fell into the outer harbour, and nobody has claimed it since.",
    "talks": "Both governments sent deputies to the lighthouse for talks that lasted less than an hour.",
}


def page(*entries: tuple[str, str]) -> PageReading:
    body = "".join(f"{day} {text} View More " for day, text in entries)
    return read_page((HEAD + body + "III. Background The port was built by both.").encode(), "port-vell.txt")


def test_at_a_first_reading_n_counts_from_the_top() -> None:
    first = number_entries(page(("9 May 2020", WORDS["convoy"]), ("9 May 2020", WORDS["drone"])))
    assert [d.id for d in first.developments] == ["port-vell/2020-05-09/1", "port-vell/2020-05-09/2"]
    assert first.vanished == ()


def test_a_later_entry_on_top_takes_the_next_number_of_its_day() -> None:
    known = number_entries(page(("9 May 2020", WORDS["convoy"]))).developments
    later = number_entries(page(("9 May 2020", WORDS["drone"]), ("9 May 2020", WORDS["convoy"])), known)
    assert {d.text: d.number for d in later.developments} == {WORDS["convoy"]: 1, WORDS["drone"]: 2}


def test_an_entry_whose_words_were_changed_keeps_its_number() -> None:
    known = number_entries(page(("9 May 2020", WORDS["convoy"]), ("9 May 2020", WORDS["talks"]))).developments
    changed = WORDS["talks"].replace("less than an hour", "almost two hours")
    later = number_entries(page(("9 May 2020", changed), ("9 May 2020", WORDS["convoy"])), known)
    assert {d.text: d.number for d in later.developments} == {WORDS["convoy"]: 1, changed: 2}


def test_other_quotation_marks_make_no_other_entry() -> None:
    quoted = "The harbour master said that “nothing was seen” by the watch."
    known = number_entries(page(("9 May 2020", quoted))).developments
    later = number_entries(page(("9 May 2020", quoted.replace("“", '"').replace("”", '"'))), known)
    assert [d.id for d in later.developments] == [known[0].id]


def test_what_vanished_is_named_and_its_number_is_not_given_again() -> None:
    known = number_entries(page(("9 May 2020", WORDS["convoy"]), ("9 May 2020", WORDS["drone"]))).developments
    later = number_entries(page(("9 May 2020", WORDS["minister"])), known)
    assert [d.number for d in later.developments] == [3]
    assert later.vanished == ("port-vell/2020-05-09/1", "port-vell/2020-05-09/2")


def test_the_number_of_a_withdrawn_entry_is_not_given_again() -> None:
    later = number_entries(page(("9 May 2020", WORDS["minister"])), taken=["port-vell/2020-05-09/1"])
    assert [d.number for d in later.developments] == [2]


def test_an_entry_that_showed_only_its_date_is_the_same_when_its_words_come() -> None:
    known = number_entries(page(("9 May 2020", ""), ("9 May 2020", WORDS["convoy"]))).developments
    later = number_entries(page(("9 May 2020", WORDS["drone"]), ("9 May 2020", WORDS["convoy"])), known)
    assert [d.number for d in later.developments] == [1, 2]


def test_an_entry_that_was_cut_off_is_the_same_when_it_is_whole() -> None:
    known = number_entries(page(("9 May 2020", WORDS["talks"][:50]), ("9 May 2020", WORDS["convoy"]))).developments
    later = number_entries(page(("9 May 2020", WORDS["convoy"]), ("9 May 2020", WORDS["talks"])), known)
    assert {d.text: d.number for d in later.developments} == {WORDS["convoy"]: 2, WORDS["talks"]: 1}


def test_an_entry_whose_date_was_corrected_keeps_its_address_and_says_when_it_happened() -> None:
    known = number_entries(page(("9 May 2020", WORDS["convoy"]), ("9 May 2020", WORDS["drone"]))).developments
    later = number_entries(page(("9 May 2020", WORDS["convoy"]), ("8 May 2020", WORDS["drone"])), known)
    assert [d.id for d in later.developments] == ["port-vell/2020-05-09/1", "port-vell/2020-05-09/2"]
    assert later.moved == ("port-vell/2020-05-09/2",)
    assert str(later.developments[1].happened) == "2020-05-08"
    assert later.vanished == ()


@given(st.permutations(list(WORDS)), st.integers(0, 4), st.integers(0, 4))
def test_however_a_page_grows_and_shrinks_no_text_changes_its_number(order: list[str], cut: int, start: int) -> None:
    day = "9 May 2020"
    known = number_entries(page(*((day, WORDS[w]) for w in order[:cut]))).developments if cut else ()
    shown = order[start:] + order[:start]
    later = number_entries(page(*((day, WORDS[w]) for w in shown)), known)
    before = {d.text: d.id for d in known}
    assert len({d.id for d in later.developments}) == len(shown)
    assert all(before.get(d.text, d.id) == d.id for d in later.developments)
