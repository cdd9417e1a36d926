"""Reports through the coder: English is coded with places located, other languages wait, what was coded stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from foreshock.model import InvalidValue, Report, When
from foreshock.store import coding
from foreshock.store.coding import CODER, coded

NOW = dt.datetime(2019, 2, 15, tzinfo=dt.UTC)
TEXT = (
    "The Syrian army shelled two villages near Homs on Friday, killing six people. "
    "“We will answer this attack,” said President Hassan Rouhani of Iran in Tehran."
)


def text(words: str, language: str = "", **more: object) -> Report:
    return Report("wire:1", "wire", NOW, published=When("2019-02-15"), language=language, text=words, **more)  # type: ignore[arg-type]


def test_events_come_located_dated_and_with_spans_into_the_text() -> None:
    (report,) = coded([text(TEXT, "en")])
    assert report.coder == CODER
    shelling = next(event for event in report.events if event.type == "ASSAULT")
    assert (shelling.actor, shelling.actor_name, shelling.killed) == ("SYR:MIL", "The Syrian army", 6)
    assert shelling.happened == When("2019-02-15")
    (homs,) = shelling.places
    assert (round(homs.lat), round(homs.lon)) == (35, 37)
    assert homs.km and homs.km > 0
    assert shelling.action_span and TEXT[slice(*shelling.action_span)].strip() in ("shelled", "killing")
    assert 0 < (shelling.confidence or 0) < 1


def test_quotations_are_kept_in_their_own_words() -> None:
    (report,) = coded([text(TEXT, "en")])
    quotations = [q for statement in report.statements for q in statement.quotations]
    assert [q.words.rstrip(",") for q in quotations] == ["We will answer this attack"]
    assert quotations[0].span and TEXT[slice(*quotations[0].span)].startswith("We will")


def test_a_text_in_another_language_waits_until_it_has_a_translation() -> None:
    persian = "ارتش سوریه روز جمعه دو روستا را گلوله باران کرد"
    waiting = text(persian, "fa")
    translated = text(persian, "fa", translation="The Syrian army shelled two villages.", translator="B. Translator")
    first, second = coded([waiting, translated])
    assert (first.coder, first.events, first.why_empty) == ("", (), "waits: language fa, the coder reads English")
    assert [event.type for event in second.events] == ["ASSAULT"]
    assert second.text == persian


def test_rows_that_their_data_set_coded_go_through_as_they_are() -> None:
    row = text(TEXT, "en", kind="row", coder="ACLED")
    assert list(coded([row])) == [row]


def test_a_text_without_an_event_says_why() -> None:
    (report,) = coded([text("The weather was fine and the road was long.", "en")])
    assert not report.events
    assert report.why_empty


def test_without_the_coder_texts_wait_and_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding, "_installed", lambda: False)
    (report,) = coded([text(TEXT, "en")])
    assert report.coder == ""
    assert "pip install 'foreshock[coder]'" in report.why_empty


def test_an_answer_that_breaks_a_rule_keeps_back_no_other_report(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = coding._events

    def broken(coder: Any, words: str, *more: Any) -> Any:
        if "villages" in words:
            raise InvalidValue("unknown mode 'expel' of COERCE")
        return whole(coder, words, *more)

    monkeypatch.setattr(coding, "_events", broken)
    first, second = coded([text(TEXT, "en"), text("Israeli jets bombed a depot near Damascus.", "en")])
    assert (first.events, first.coder) == ((), ""), "it stays uncoded, so that a later coder reads it"
    assert "cannot be kept: unknown mode 'expel'" in first.why_empty
    assert second.events


def test_what_is_ordered_has_no_mode_of_what_it_was() -> None:
    (report,) = coded([text("President Assad ordered the French ambassador expelled.", "en")])
    assert ("COERCE", None) in [(event.type, event.mode) for event in report.events]
