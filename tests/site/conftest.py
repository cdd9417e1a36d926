"""What the tests of the site share: any route there can be, and a small invented list."""

import datetime as dt

import pytest
from hypothesis import strategies as st

from foreshock.site.routes import RESERVED, SHOWS, SINCE_DAYS, Route

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True).filter(lambda s: s not in RESERVED)
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
routes = st.one_of(
    st.just(Route("front")),
    st.builds(lambda ext: Route("front", ext=ext), st.sampled_from(["json", "csv", "geojson", "atom"])),
    st.builds(lambda since: Route("front", since=since), st.sampled_from(SINCE_DAYS)),
    st.builds(lambda kind: Route(kind), st.sampled_from(["corrections", "about", "explore"])),
    st.just(Route("corrections", ext="json")),
    st.builds(lambda slug: Route("flashpoint", slug), slugs),
    st.builds(lambda slug, show: Route("flashpoint", slug, show=show), slugs, st.sampled_from(SHOWS)),
    st.builds(
        lambda slug, ext: Route("flashpoint", slug, ext=ext),
        slugs,
        st.sampled_from(["json", "csv", "geojson", "atom", "pdf"]),
    ),
    st.builds(lambda slug, day: Route("period", slug, year=day.year), slugs, days),
    st.builds(lambda slug, day: Route("period", slug, year=day.year, month=day.month), slugs, days),
    st.builds(
        lambda slug, day, n, ext: Route("development", slug, day, n, ext=ext),
        slugs,
        days,
        st.integers(1, 99_999),
        st.sampled_from([None, "json"]),
    ),
    st.just(Route("held", digest="ab" * 32)),
)


@pytest.fixture(scope="session")
def any_route():
    """A Hypothesis strategy for every kind of route."""
    return routes
