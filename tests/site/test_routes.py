"""Addresses: every route has one path on a server and one in a folder, and both are read back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.model import NotFound
from foreshock.site.links import ServerLinks, folder_path
from foreshock.site.routes import Route, parse, parse_as_of


@given(st.data())
def test_a_server_path_is_read_back_as_the_route_it_was_written_for(any_route, data):
    route = data.draw(any_route)
    path, _, query = ServerLinks().page(route).partition("?")
    assert parse(path, dict([query.split("=")]) if query else {}) == route


@given(st.data())
def test_a_folder_path_is_read_back_as_the_route_it_was_written_for(any_route, data):
    route = data.draw(any_route)
    assert parse(folder_path(route)) == route


@given(st.data())
def test_no_two_routes_share_a_file(any_route, data):
    several = data.draw(st.lists(any_route, unique=True, min_size=2, max_size=30))
    assert len({folder_path(route) for route in several}) == len(several)


@given(st.text(max_size=60))
def test_any_other_path_is_refused_with_the_forms_an_address_can_have(path):
    with pytest.raises(NotFound) as caught:
        parse("~" + path)
    assert repr("~" + path) in str(caught.value) and "/al-tanf/2018-06-21/1/" in str(caught.value)


@pytest.mark.parametrize(
    "path",
    ["/al-tanf/2018-02-30/1/", "/al-tanf/2018-13/", "/al-tanf/2018-06-21/0/", "/Al-Tanf/", "/../etc/passwd",
     "/al-tanf/2018-06-21/1/2/", "/about.json", "/_held/xyz", "/al-tanf/show-rumours/"],
)  # fmt: skip
def test_paths_that_only_look_right_are_refused(path):
    with pytest.raises(NotFound):
        parse(path)


def test_since_takes_a_day_or_a_number_of_days():
    assert parse("/", {"since": "2019-01-01"}) == Route("front", since=dt.date(2019, 1, 1))
    assert parse("/", {"since": "30"}) == Route("front", since=30)


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"since": "2019-02-30"}, {"since": "20190101"}])
def test_a_since_that_is_no_day_is_refused_with_the_form_to_write(query):
    with pytest.raises(NotFound, match="since=2019-01-01"):
        parse("/", query)


def test_an_unknown_filter_is_refused_with_the_filters_there_are():
    with pytest.raises(NotFound, match="show=events, show=statements, show=contested"):
        parse("/al-tanf/", {"show": "rumours"})


def test_foreign_query_keys_are_let_be():
    assert parse("/al-tanf/", {"utm_source": "x", "as-of": "2018-06-30"}) == Route("flashpoint", "al-tanf")


def test_as_of_is_a_day_or_nothing():
    assert parse_as_of({"as-of": "2018-06-30"}) == dt.date(2018, 6, 30)
    assert parse_as_of({}) is None
    with pytest.raises(NotFound, match="as-of=2018-06-30"):
        parse_as_of({"as-of": "June"})
