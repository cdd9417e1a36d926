"""A flashpoint's page: the level, five sections, the developments with filters and folds, the matter in the margin."""

import datetime as dt

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from foreshock.model import Development, Flashpoint, Kept, NotFound
from foreshock.site.fingerprints import Fingerprints
from foreshock.site.index import Index
from foreshock.site.links import FolderLinks, ServerLinks
from foreshock.site.pages import render
from foreshock.site.routes import Route
from foreshock.site.views.timeline import IN_SIGHT, PAGE_LIMIT

STRAIT = Route("flashpoint", "lume-strait")


def test_it_says_level_word_shape_reasons_and_what_would_change_it(draw, said):
    page = draw(STRAIT)
    assert said(page.css_first("h1")) == "Lume Strait, Vesper Sea"
    assert said(page.css_first("#lv")) == "Level: Severe"
    assert page.css_first("#lv use").attributes["href"] == "#lv-severe"
    facts = said(page.css_first(".facts"))
    for words in (
        "20 June 2021, raised from moderate. Over 90 days: rising, two steps.",
        "A 30–60% chance of an incident within 30 days: about as likely as not.",
        "Up: A shot. Down: Thirty quiet days.",
        "A drill is announced for July.",
        "The last reported attack was on 20 June 2021.",
        "Checked 30 June 2021; last changed 25 June 2021. Level set by Ada Keeper.",
    ):
        assert words in facts


def test_the_history_lists_every_change_with_reasons_and_the_entries_it_rests_on(draw, said):
    rows = [said(row) for row in draw(STRAIT).css("table.history tbody tr")]
    assert rows[0].startswith("20 Jun 2021 moderate to severe")
    assert "For: First use of flares. Against: Nobody was hurt." in rows[0] and "Rests on 20 Jun 2021." in rows[0]
    assert "opened at moderate" in rows[1]


def test_the_five_sections_stand_in_order_and_in_the_table_of_contents(draw, said):
    page = draw(STRAIT)
    assert [said(h) for h in page.css(".sect > h2 ")][:5] == [
        "I.Why it matters", "II.Recent developments", "III.Background", "IV.Analysis",
        "V.Scenarios and recommendations",
    ]  # fmt: skip
    for link in page.css(".toc a[href^='#']"):
        assert page.css_first(link.attributes["href"]) is not None


def test_sections_without_words_are_left_out_and_the_others_numbered_on(state, said):
    bare = Flashpoint(slug="lume-strait", name="Lume Strait", why="Ships meet here.", analysis="They may collide.")
    kept = msgspec.structs.replace(state.flashpoints["lume-strait"], value=bare)
    index = Index(
        msgspec.structs.replace(state, flashpoints=state.flashpoints | {"lume-strait": kept}), dt.date(2021, 7, 1)
    )
    page = LexborHTMLParser(render(STRAIT, index, ServerLinks()).body.decode())
    assert [said(h) for h in page.css(".sect > h2 ")][:4] == [
        "I.Why it matters", "II.Recent developments", "III.Analysis", "Sources",
    ]  # fmt: skip
    assert page.css_first("#scenarios") is None


def test_developments_run_newest_first_with_level_changes_and_gaps_in_their_place(draw):
    ids = [article.attributes["id"] for article in draw(STRAIT).css("article.dev")]
    assert ids == [
        "aster-city-2021-06-25-1", "l2021-06-20", "e2021-06-20-1", "e2021-06-20-2", "e2021-06-02-1", "e2021-06-01-1",
        "e2021-05-03-1", "l2021-04-01",
    ]  # fmt: skip


def test_contested_accounts_stand_side_by_side_with_their_grades(draw, said):
    accounts = [said(box) for box in draw(STRAIT).css("#e2021-06-20-1 .versus > div")]
    assert accounts[0] == "Claim C3 The tug’s master Flares came within metres."
    assert len(accounts) == 3 and "Third account" in accounts[2]


@pytest.mark.parametrize(
    ("show", "ids"),
    [
        ("events", ["e2021-06-20-1", "e2021-05-03-1"]),
        ("statements", ["aster-city-2021-06-25-1", "e2021-06-20-2"]),
        ("contested", ["e2021-06-20-1"]),
    ],
)
def test_a_filter_is_an_address_that_lists_only_its_kind(draw, said, show, ids):
    page = draw(Route("flashpoint", "lume-strait", show=show))
    assert [article.attributes["id"] for article in page.css("article.dev")] == ids
    current = page.css_first(".filter [aria-current]")
    assert said(current) == f"{show} {len(ids)}"


def test_margin_matter_stands_beside_its_section(draw, said):
    page = draw(STRAIT)
    assert "Declared it: for safety" in said(page.css_first("#why .margin"))
    assert page.css_first("#why .margin small a").attributes["href"] == "../lume-strait/2021-06-20/2/index.html"
    assert "A vote would bring more boats. A raised risk there raises it here." in said(
        page.css_first("#background .margin")
    )
    assert "Answered in nine minutes" in said(page.css_first("#analysis .margin"))


def test_a_picture_has_caption_credit_and_words_in_its_place_when_it_is_not_held(draw, said):
    page = draw(STRAIT)
    missing = said(page.css_first("#background figure.image"))
    assert "Picture not shown: copyright." in missing and "It shows: A white tower on a rock." in missing
    assert "Credit: Port of Lume." in missing
    shown = page.css_first("#developments .margin img")
    assert shown.attributes == {"src": f"../_held/{'9a' * 32}", "alt": "A grey boat under way.", "loading": "lazy"}


def test_sources_stand_with_title_publisher_date_hash_and_why_they_are_not_held(draw, said):
    first, second = (said(item) for item in draw(STRAIT).css("#sources li"))
    assert "Port of Lume, “Log of the harbour master”, May 2021. Text not held here: copyright." in first
    assert "5e" * 32 in first
    assert "Its bytes are held in the archive." in second


def test_a_source_whose_bytes_were_erased_says_so_and_why(state, said):
    digest = next(k.value.sha256 for k in state.documents.values() if k.value and not k.value.not_held)
    index = Index(msgspec.structs.replace(state, erased={digest: "its licence ended"}), dt.date(2021, 7, 1))
    page = LexborHTMLParser(render(STRAIT, index, ServerLinks()).body.decode())
    words = " ".join(said(item) for item in page.css("#sources li"))
    assert "Text not held here: erased (its licence ended)." in words and digest in words
    assert "held in the archive" not in words
    before = Fingerprints(Index(state, dt.date(2021, 7, 1)))(STRAIT)
    assert Fingerprints(index)(STRAIT) != before, "a second build writes the page anew"


def test_every_source_number_leads_to_its_source(draw):
    page = draw(STRAIT)
    for link in page.css(".dev__src a[href^='#s-']"):
        assert page.css_first(link.attributes["href"]) is not None


def test_it_can_be_shared_by_address_mail_and_networks_without_trackers(draw, said):
    share = draw(STRAIT).css_first("#share")
    assert said(share.css_first(".address")) == "https://lists.example/lume-strait/"
    links = {said(a): a.attributes["href"] for a in share.css("a")}
    assert links["E-mail"].startswith("mailto:?subject=Lume%20Strait%2C%20Vesper%20Sea%3A%20severe")
    assert links["Telegram"].startswith("https://t.me/share/url?url=https%3A%2F%2Flists.example%2Flume-strait%2F")
    assert links["Back to map"] == "../index.html#map"
    assert links["Brief, two pages at most (PDF)"] == "../lume-strait.pdf"


def test_without_a_public_address_it_says_so_and_offers_only_mail(index, said):
    share = LexborHTMLParser(render(STRAIT, index, FolderLinks(STRAIT)).body.decode()).css_first("#share")
    assert "no public address" in said(share) and "https://" not in share.html


def bare(state, flashpoint, developments=()):
    kept = {flashpoint.slug: Kept(state.flashpoints["lume-strait"].stamp, flashpoint)}
    entries = {d.id: Kept(state.developments["aster-city/2021-06-25/1"].stamp, d) for d in developments}
    lonely = msgspec.structs.replace(
        state, flashpoints=kept, developments=entries, levels={}, links={}, zones={}, documents={}, corrections=()
    )
    return Index(lonely, dt.date(2021, 7, 1))


def test_a_flashpoint_of_which_only_the_name_is_known_has_a_page(state, said):
    route = Route("flashpoint", "reef")
    page = LexborHTMLParser(render(route, bare(state, Flashpoint("reef", "The reef")), ServerLinks()).body.decode())
    assert said(page.css_first("#lv")) == "Level: Not yet assessed"
    assert "No development has been entered yet." in said(page.css_first("#developments"))
    assert said(page.css_first(".sect > h2")) == "I.Recent developments"
    assert page.css_first(".map") is None and page.css_first(".steps") is None


def test_a_read_page_without_level_or_place_keeps_its_texts_and_entries(state, said):
    reef = Flashpoint("reef", "The reef", why="It is sharp.", notes=(), images=())
    entries = [Development(f"reef/2020-0{month}-01/1", "A hull scrapes.") for month in (1, 2)]
    page = LexborHTMLParser(
        render(Route("flashpoint", "reef"), bare(state, reef, entries), ServerLinks()).body.decode()
    )
    assert "It is sharp." in said(page.css_first("#why"))
    assert len(page.css("article.dev--event")) == 2


def many(state, count):
    entries = [
        Development(f"reef/{dt.date(2021, 6, 30) - dt.timedelta(days=3 * n)}/1", f"Hull number {n} scrapes.")
        for n in range(count)
    ]
    return bare(state, Flashpoint("reef", "The reef"), entries)


def test_older_entries_are_folded_and_the_oldest_stand_on_the_pages_of_their_years(state, said):
    page = LexborHTMLParser(render(Route("flashpoint", "reef"), many(state, 200), ServerLinks()).body.decode())
    assert len(page.css("article.dev")) == PAGE_LIMIT
    assert len(page.css("details.fold article.dev")) == PAGE_LIMIT - IN_SIGHT
    assert f"{200 - PAGE_LIMIT} older entries" in said(page.css_first(".older"))
    assert "/reef/2019/" in [a.attributes["href"] for a in page.css(".periods a")]


def test_a_few_more_than_fit_are_not_worth_a_fold(state):
    page = LexborHTMLParser(render(Route("flashpoint", "reef"), many(state, IN_SIGHT + 2), ServerLinks()).body.decode())
    assert page.css_first("details.fold") is None


def test_an_unknown_flashpoint_is_refused_with_those_there_are(index):
    with pytest.raises(NotFound, match="lume-strait, aster-city"):
        render(Route("flashpoint", "atlantis"), index, ServerLinks())


def test_a_withdrawn_flashpoint_leaves_a_page_that_says_why(state, said):
    stamp = msgspec.structs.replace(state.flashpoints["aster-city"].stamp, act="withdraw", why="It was listed twice")
    gone = msgspec.structs.replace(state, flashpoints=state.flashpoints | {"aster-city": Kept(stamp, None)})
    index = Index(gone, dt.date(2021, 7, 1))
    page = LexborHTMLParser(render(Route("flashpoint", "aster-city"), index, ServerLinks()).body.decode())
    assert "Withdrawn It was listed twice. By Ada Keeper" in said(page.css_first(".gap"))


def test_markdown_of_the_list_cannot_smuggle_scripts_in(draw):
    why = draw(STRAIT).css_first("#why .prose")
    assert why.css_first("script") is None and why.css_first("a[href^='javascript']") is None
    assert why.css_first("strong").text() == "one channel"
