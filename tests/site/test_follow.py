"""What a reader is offered to follow a list or a place, and how fresh each place is said to be."""

import datetime as dt

import icalendar
import pytest
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from foreshock.model import DateAhead, DateKept, DeskConfig, InvalidValue, MailConfig, NotFound
from foreshock.site.fingerprints import Fingerprints
from foreshock.site.freshness import fresh
from foreshock.site.index import Index
from foreshock.site.links import FolderLinks, ServerLinks
from foreshock.site.offer import Letters, Offer, letters_of
from foreshock.site.outlets import outlet
from foreshock.site.pages import render
from foreshock.site.routes import FRONT, Route

STRAIT = Route("flashpoint", "lume-strait")
TODAY = dt.date(2021, 7, 15)


def kept(uid, date, what, place="lume-strait", **more):
    return DateKept(uid, 1, DateAhead(place, date, what, **more), "Ada Keeper", dt.datetime(2021, 7, 1, tzinfo=dt.UTC))


DATES = (
    kept("a", dt.date(2021, 8, 2), "Talks on tows", kind="summit", source="https://harbour.example/talks"),
    kept("b", dt.date(2020, 7, 20), "The collision", kind="anniversary", yearly=True),
    kept("c", dt.date(2021, 7, 14), "Gunnery drill", kind="exercise", until=dt.date(2021, 7, 18)),
    kept("d", dt.date(2021, 6, 1), "Over long ago"),
    kept("e", dt.date(2021, 9, 1), "Vote <on> the fleet", "aster-city"),
)


@pytest.fixture
def follows(state):
    """The pages of a list with dates, and a desk that sends letters."""

    def index(letters=None, dates=DATES, as_of=None):
        offer = Offer(calendars=bool(dates) and as_of is None, letters=None if as_of else letters)
        return Index(replace(state, as_of=as_of), TODAY, offer=offer, dates=dates)

    return index


def follow_of(page):
    return page.css_first("#follow")


def test_a_site_with_the_address_of_its_desk_has_the_form_and_lets_it_go_nowhere_else(draw, follows):
    letters = letters_of(DeskConfig(desk_url="https://desk.example/", mail=MailConfig("d@desk.example")))
    for route, slug in ((STRAIT, "lume-strait"), (FRONT, "")):
        page = draw(route, follows(letters))
        form = follow_of(page).css_first("form")
        assert form.attributes["action"] == "https://desk.example/desk/subscribe/ask/"
        assert form.attributes["method"] == "post", "an address in a query string stands in every log"
        assert form.css_first("input[name=flashpoint]").attributes["value"] == slug
        policy = page.css_first("meta[http-equiv]").attributes["content"]
        assert policy.endswith("form-action https://desk.example")
    other = draw(Route("about"), follows(letters))
    assert other.css_first("meta[http-equiv]").attributes["content"].endswith("form-action 'none'")


def test_where_only_the_list_s_own_address_is_known_a_link_leads_to_the_letter(draw, follows):
    letters = letters_of(DeskConfig(base_url="https://list.example", mail=MailConfig("d@list.example")))
    place = follow_of(draw(STRAIT, follows(letters)))
    assert place.css_first("form") is None
    address = "https://list.example/desk/subscribe/?at=lume-strait"
    assert place.css_first(f'a[href="{address}"]').text() == "Get the weekly letter"


def test_a_desk_that_sends_no_letters_offers_feed_and_calendar(draw, follows, said):
    assert letters_of(DeskConfig(base_url="https://list.example", desk_url="https://desk.example")) is None
    page = draw(STRAIT, follows())
    assert [said(one) for one in follow_of(page).css("h3")] == ["In a feed reader", "Dates ahead"]
    links = [one.attributes["href"] for one in follow_of(page).css("a")]
    assert "../lume-strait.atom" in links and "../lume-strait.ics" in links
    assert [said(one) for one in follow_of(draw(STRAIT, follows(dates=()))).css("h3")] == ["In a feed reader"]


@pytest.mark.parametrize("wrong", ["desk.example", "https://desk.example; script-src *", "https://a b", "javascript:0"])
def test_an_address_of_a_desk_that_would_widen_the_policy_is_refused(wrong):
    with pytest.raises(InvalidValue, match="desk-url"):
        DeskConfig(desk_url=wrong)


def test_a_page_that_looks_back_to_a_day_offers_nothing_that_is_of_today(follows):
    as_of = dt.datetime(2021, 7, 1, tzinfo=dt.UTC)
    index = follows(Letters("/desk/subscribe/", True), as_of=as_of)
    for route in (STRAIT, FRONT):
        page = LexborHTMLParser(render(route, index, ServerLinks(as_of.date())).body.decode())
        assert page.css_first("#follow") is None and "Talks on tows" not in page.body.text()
    with pytest.raises(NotFound, match="leave as-of out"):
        outlet(replace(STRAIT, ext="ics"), index, ServerLinks())


def test_dates_ahead_stand_on_the_page_soonest_first(draw, follows, said):
    page = draw(STRAIT, follows())
    assert [said(one) for one in page.css("#ahead li")] == [
        "14 Jul 2021: Gunnery drill (to 18 Jul 2021).", "20 Jul 2021: The collision (every year).",
        "2 Aug 2021: Talks on tows.",
    ]  # fmt: skip
    assert "Ahead 14 Jul 2021: Gunnery drill" in said(page.css_first(".facts"))
    assert page.css_first('#ahead a[href="https://harbour.example/talks"]').attributes["rel"] == "noreferrer"
    front = draw(FRONT, follows())
    assert said(front.css("#ahead li")[-1]) == "1 Sep 2021: Vote <on> the fleet. Aster City"


def test_the_calendars_of_a_folder_hold_the_dates_of_their_page(follows):
    index = follows()

    def events(route):
        page = outlet(route, index, FolderLinks(route), "https://lists.example")
        assert page.media_type == "text/calendar; charset=utf-8"
        return [str(event["summary"]) for event in icalendar.Calendar.from_ical(page.body).walk("VEVENT")]

    assert len(events(replace(STRAIT, ext="ics"))) == 4
    assert len(events(Route("front", ext="ics"))) == 5


def test_a_date_that_changes_makes_its_own_page_and_the_front_anew_and_no_entry(follows, state):
    before = Fingerprints(follows())
    after = Fingerprints(follows(dates=(replace(DATES[0], version=2), *DATES[1:])))
    assert before(STRAIT) != after(STRAIT) and before(FRONT) != after(FRONT)
    assert before(Route("flashpoint", "aster-city")) == after(Route("flashpoint", "aster-city"))
    assert list(before.developments()) == list(after.developments())


def test_quiet_stands_apart_from_not_looked_at(state, said):
    state = replace(state, list=replace(state.list, value=replace(state.list.value, closed=None)))

    def row(day):
        page = render(FRONT, Index(state, day), ServerLinks()).body.decode()
        return said(LexborHTMLParser(page).css_first("tr#lume-strait td[data-label^=Checked]"))

    assert row(dt.date(2021, 7, 1)) == "checked 30 Jun 2021 changed 25 Jun 2021"
    assert row(dt.date(2021, 7, 20)).endswith("not looked at for 20 days")
    checked = replace(state.flashpoints["lume-strait"].value, checked=dt.date(2021, 9, 1))
    places = state.flashpoints | {"lume-strait": replace(state.flashpoints["lume-strait"], value=checked)}
    quiet = Index(replace(state, flashpoints=places), dt.date(2021, 9, 2))
    assert fresh(quiet, "lume-strait", quiet.day).state == "quiet"
    page = LexborHTMLParser(render(STRAIT, quiet, ServerLinks()).body.decode())
    assert "1 September 2021; last changed 25 June 2021. Quiet: newest entry" in said(page.css_first(".facts"))
