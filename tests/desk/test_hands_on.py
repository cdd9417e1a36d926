"""A morning at the desk in a real browser: everything by keyboard, counted."""

from __future__ import annotations

from typing import Any

import pytest

from accessibility import WCAG, violations
from conftest import PASSWORD, Served

pytestmark = pytest.mark.browser


class Person:
    """Somebody at the desk, with a browser of their own. Counts what they press."""

    def __init__(self, browser: Any, served: Served, username: str, **how: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **how)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.actions = 0
        self.page.goto(f"{served.address}/desk/")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _listen(self, message: Any) -> None:
        # A browser says so where a key comes before it has put the cursor into the first field; nothing is amiss.
        if "Autofocus processing was blocked" not in message.text:
            self.complaints.append(message.text)

    def press(self, key: str, moves: bool = True) -> None:
        self.actions += 1
        if not moves:
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


def test_from_opening_a_candidate_to_publication_takes_at_most_eight_keys(
    browser: Any, served: Served, record_property: Any
) -> None:
    ana, ed = Person(browser, served, "ana"), Person(browser, served, "ed")
    ana.press("Enter")
    assert "/desk/c/c-6/" in ana.page.url
    ana.press("a")
    ed.press("2")
    ed.press("Enter")
    ed.press("p")
    assert "Published as cape-ness/2020-05-09/1" in ed.page.inner_text(".told")
    record_property("actions from opening to second-reader-approved publication", ana.actions + ed.actions)
    assert ana.actions + ed.actions <= 8
    reader = browser.new_page()
    reader.goto(f"{served.address}/cape-ness/2020-05-09/1/")
    assert "Lornian gunboats fired on a Vell trawler" in reader.inner_text("main")
    assert ana.complaints == ed.complaints == []


def test_an_edit_is_made_and_the_next_candidate_opens(browser: Any, served: Served) -> None:
    ana = Person(browser, served, "ana")
    ana.press("Enter")
    ana.press("e", moves=False)
    ana.page.keyboard.press("Control+a")
    ana.page.keyboard.type("Two fishermen were killed off Cape Ness.")
    ana.page.keyboard.press("Escape")
    ana.press("a")
    assert "/desk/c/c-5/" in ana.page.url
    ed = Person(browser, served, "ed")
    ed.press("2")
    ed.press("Enter")
    assert ed.page.input_value("#text") == "Two fishermen were killed off Cape Ness."


def test_a_rejection_asks_for_its_reason_and_enter_in_a_field_decides_nothing(browser: Any, served: Served) -> None:
    ana = Person(browser, served, "ana")
    ana.press("Enter")
    ana.page.focus("#place")
    ana.page.keyboard.press("Enter")
    ana.page.keyboard.press("Escape")
    assert "/desk/c/c-6/" in ana.page.url
    ana.press("r", moves=False)
    assert ana.page.evaluate("document.activeElement.id") == "note"
    ana.page.keyboard.type("a repeat")
    ana.press("Enter")
    assert "Rejected" in ana.page.inner_text(".told")
    ana.press("u")
    ana.press("u")
    assert "Undone" in ana.page.inner_text(".told")


def test_two_analysts_on_one_entry_are_told_and_neither_loses_a_word(browser: Any, served: Served) -> None:
    ana, ed = Person(browser, served, "ana"), Person(browser, served, "ed")
    ana.press("Enter")
    ed.press("Enter")
    assert "Ana Lisboa has this open too" in ed.page.inner_text("#others")
    ana.page.fill("#text", "Ana's words.")
    ed.page.fill("#text", "Ed's words, longer than hers.")
    ana.page.evaluate("document.activeElement.blur()")
    ana.press("s")
    ed.page.evaluate("document.activeElement.blur()")
    ed.press("s")
    assert "somebody has changed this candidate" in ed.page.inner_text(".wrong")
    assert ed.page.input_value("#text") == "Ed's words, longer than hers."
    assert "Ana's words" in ed.page.inner_text("main .diff >> nth=0")
    ed.page.goto(f"{served.address}/desk/c/c-6/")
    assert ed.page.input_value("#text") == "Ed's words, longer than hers."
    assert "your unsent words" in ed.page.inner_text("main")


def test_a_draft_saves_itself(browser: Any, served: Served) -> None:
    ana = Person(browser, served, "ana")
    ana.press("Enter")
    ana.page.fill("#text", "Half a sentence that nobody sent")
    ana.page.wait_for_selector("#saved:has-text('Draft saved')")
    ana.page.close()
    page = ana.context.new_page()
    page.goto(f"{served.address}/desk/c/c-6/")
    assert page.input_value("#text") == "Half a sentence that nobody sent"


def test_everything_works_without_scripts(browser: Any, served: Served) -> None:
    ana = Person(browser, served, "ana", java_script_enabled=False)
    ana.page.click("#lines .line a >> nth=0")
    ana.page.fill("#head", "Off Cape Ness")
    ana.page.click("button[value=accept]")
    ed = Person(browser, served, "ed", java_script_enabled=False)
    ed.page.click("text=For a second reader")
    ed.page.click("#lines .line a >> nth=0")
    assert ed.page.input_value("#head") == "Off Cape Ness"
    ed.page.click("button[value=approve]")
    assert "Published as" in ed.page.inner_text(".told")


def test_a_reader_looks_and_cannot_decide(browser: Any, served: Served) -> None:
    rhea = Person(browser, served, "rhea")
    rhea.press("Enter")
    assert rhea.page.query_selector("button[name=act]") is None
    assert rhea.page.get_attribute("#text", "readonly") is not None


def test_an_editor_sets_a_level_and_a_second_person_reads_it(browser: Any, served: Served) -> None:
    ed = Person(browser, served, "ed")
    ed.page.goto(f"{served.address}/desk/list/cape-ness/level/")
    ed.page.check("input[value=severe]")
    ed.page.fill("#summary", "Gunboats fire on trawlers.")
    ed.page.fill("#reasons_for", "Shots were fired")
    ed.page.fill("#reason", "two shootings in a week")
    ed.page.click("button.chief")
    assert "one against it" in ed.page.inner_text(".wrong")
    ed.page.fill("#reasons_against", "Both sides talk")
    ed.page.click("button.chief")
    assert "Waits for its second reader" in ed.page.inner_text(".told")
    ana = Person(browser, served, "ana")
    ana.page.goto(f"{served.address}/desk/list/")
    ana.page.click("main ul a >> nth=0")
    assert "Shots were fired" in ana.page.inner_text("main")
    ana.press("p")
    reader = browser.new_page()
    reader.goto(f"{served.address}/cape-ness/")
    assert "Severe" in reader.inner_text("main")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desks_pages_have_no_violation_of_wcag(browser: Any, served: Served, scheme: str) -> None:
    ana = Person(browser, served, "ed", color_scheme=scheme)
    signed_out = browser.new_page(color_scheme=scheme)
    signed_out.goto(f"{served.address}/desk/account/login/")
    pages = {"sign in": signed_out}
    for name, address in (
        ("queue", "/desk/"),
        ("candidate", "/desk/c/c-1/"),
        ("nothing here", "/desk/nowhere/"),
        ("search", "/desk/search/?q=trawler"),
        ("interviews", "/desk/interviews/"),
        ("flashpoints", "/desk/list/"),
        ("zones", "/desk/zones/"),
        ("texts", "/desk/list/cape-ness/texts/"),
        ("level", "/desk/list/cape-ness/level/"),
        ("quoting", "/desk/c/c-0/"),
        ("translations", "/desk/translations/"),
        ("translation", "/desk/translations/ar/cape-ness/2020-05-07/1/"),
        ("sessions", "/desk/account/sessions/"),
        ("second factor", "/desk/account/2fa/"),
    ):
        pages[name] = ana.context.new_page()
        pages[name].goto(f"{served.address}{address}")
    for name, page in pages.items():
        assert not violations(page, WCAG), name
