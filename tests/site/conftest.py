"""What the tests of the site share: any route there can be, and a small invented list."""

import datetime as dt
import hashlib
import html
import re
from importlib.resources import files

import pytest
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from foreshock.model import (
    Account,
    Advice,
    Citation,
    Copy,
    Development,
    Document,
    Erasure,
    Event,
    Flashpoint,
    Image,
    Kept,
    LevelChange,
    Link,
    ListState,
    Note,
    Party,
    Place,
    Position,
    Region,
    Scenario,
    Stamp,
    Statement,
    TriggerList,
    View,
    When,
    Zone,
)
from foreshock.site.index import Index
from foreshock.site.links import FolderLinks
from foreshock.site.pages import render
from foreshock.site.routes import RESERVED, SHOWS, SINCE_DAYS, Route
from foreshock.store import create_store
from foreshock.store.folder import read_list

EXAMPLE = files("foreshock.examples") / "iran-us-2017-2019"

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True).filter(lambda s: s not in RESERVED)
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
languages = st.sampled_from(["ar", "fa", "ckb", "zh-Hant", "es-419"])
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
    st.just(Route("translations")),
    st.builds(lambda slug, tag: Route("flashpoint", slug, language=tag), slugs, languages),
    st.builds(
        lambda slug, day, n, tag: Route("development", slug, day, n, language=tag),
        slugs,
        days,
        st.integers(1, 99_999),
        languages,
    ),
)


@pytest.fixture(scope="session")
def any_route():
    """A Hypothesis strategy for every kind of route."""
    return routes


HASH = "5e" * 32
NOON = dt.time(12, tzinfo=dt.UTC)


def stamp(kind, id_, day, act="add", number=1, why="", recorded=None):
    """An invented envelope: published at noon of `day`, recorded then or on the day given."""
    noon = dt.datetime.combine(day, NOON)
    digest = hashlib.sha256(f"{kind} {id_} {number}".encode()).hexdigest()
    return Stamp(
        kind=kind, id=id_, number=number, act=act, published=noon, by="Ada Keeper", why=why, content_hash=digest[::-1],
        recorded=dt.datetime.combine(recorded, NOON) if recorded else noon, hash=digest,
    )  # fmt: skip


def kept(kind, id_, value, day, **more):
    erasure = more.pop("erasure", None)
    return Kept(stamp(kind, id_, day, **more), value, erasure)


def day(text):
    return dt.date.fromisoformat(text)


DOCUMENTS = [
    Document("harbour-log", "Log of the harbour master", publisher="Port of Lume", date=When("2021-05"), sha256=HASH,
             address="https://harbour.example/log", not_held="copyright"),
    Document("strait-gazette", "A quiet night, says the fleet", publisher="Strait Gazette", sha256="7c" * 32),
]  # fmt: skip

STRAIT = Flashpoint(
    "lume-strait",
    "Lume Strait, Vesper Sea",
    kind="chokepoint",
    summary="The narrow water that both fleets patrol",
    place=Place("Lume light", 12.6, 43.3, "vicinity"),
    why="Two fleets share **one channel**.\n\n<script>alert(1)</script> [bad](javascript:alert(1))",
    background="### Before the fleets\n\nFishing boats had the water to themselves.",
    analysis="An accident is likelier than a decision.",
    views=(
        View("Seen from Aster", "The channel is *open water*.", "aster", ((42.5, 12.2), (43.3, 12.6), (44.0, 13.0))),
    ),
    scenarios=(
        Scenario(
            "A tow line parts",
            "A drifting barge crosses the bow of a patrol.",
            triggers=("A tow without notice", "Fog"),
            opportunity="A shared weather desk",
            advice=(Advice("Aster", "Give notice of every tow.", "partly done", "twice this year"),),
        ),
    ),
    notes=(Note("Calls on the line", "analysis", (("3 May 2021", "Answered in nine minutes"),)),),
    images=(
        Image(
            "The light at dusk.", "Port of Lume", "A white tower on a rock.", section="background", reason="copyright"
        ),
        Image("A patrol boat.", "Aster fleet", "A grey boat under way.", section="developments", sha256="9a" * 32),
        Image(
            "The strait from the light.",
            "Port of Lume",
            "Water between two shores.",
            section="head",
            sha256="9d" * 32,
            copies=(Copy(480, 320, "9c" * 32), Copy(960, 640, "9d" * 32)),
        ),
    ),
    sources=(Citation("harbour-log", "B2"),),
    landmarks=(Place("Lume", 12.8, 43.1), Place("Cape Orrin", 12.3, 43.6)),
    checked=day("2021-06-30"),
)
CAPITAL = Flashpoint(
    "aster-city",
    "Aster City",
    kind="capital",
    question="Will the council vote on patrols within 30 days?",
    place=Place("Aster City", 48.85, 2.35, "exact"),
)

ENTRIES = [
    Development(
        "lume-strait/2021-06-20/1", "A patrol boat fires flares across the bow of a tug.", head="Near the light",
        happened=When("2021-06-20"), place="Lume light", flashpoints=("aster-city",), tags=("breach, reported",),
        events=(Event("ASSAULT", "USA:MIL", "UNK", "firearms", "claimed", ("Lume light",), killed=0, injured=2),),
        sources=(Citation("harbour-log", "C3", "page 4"),), open="Who gave the order",
        accounts=(Account("claim", "The tug’s master", "Flares came within metres.", "C3"),
                  Account("denial", "Aster fleet", "They were signals.", "B3"),
                  Account("third account", "A fisherman", "Both drifted.", "D4")),
    ),
    Development(
        "lume-strait/2021-06-20/2", "Calls the flares a misunderstanding & promises <notice>.", kind="statement",
        head="Ines Marr, admiral of Aster", statements=(Statement("Ines Marr", "USA", "MIL", 1, ("IRN",)),),
        sources=(Citation("strait-gazette", "B2"),),
        images=(Image("Admiral Marr.", "Strait Gazette", "A woman in uniform.", When("2021-06"), sha256="9b" * 32),),
    ),
    Development("lume-strait/2021-05-03/1", "A barge loses its tow for an hour.\n\nNobody is hurt.",
                happened=When("early-2021-05"), sources=(Citation("harbour-log"),),
                images=(Image("The barge.", "Strait Gazette", "A man lies on a deck.", sha256="9f" * 32,
                              copies=(Copy(480, 640, "9e" * 32), Copy(720, 960, "9f" * 32)),
                              graphic=True, warning="It shows a dead man."),
                        Image("The log.", "Port of Lume", "A page of writing.", sha256="9b" * 31 + "00",
                              document="harbour-log"))),
    Development("aster-city/2021-06-25/1", "Puts patrols on the agenda.", kind="statement", head="The council",
                flashpoints=("lume-strait",)),
]  # fmt: skip

LEVELS = [
    LevelChange("lume-strait", day("2021-04-01"), "moderate", "The list opens in calm.", "Ada Keeper"),
    LevelChange(
        "lume-strait", day("2021-06-20"), "severe", "Flares were fired across a bow.", "Ada Keeper",
        reasons_for=("First use of flares",), reasons_against=("Nobody was hurt",), would_raise="A shot",
        would_lower="Thirty quiet days", alert="A drill is announced for July", opportunity="A shared weather desk",
        developments=("lume-strait/2021-06-20/1",),
    ),
]  # fmt: skip


@pytest.fixture(scope="session")
def state():
    """An invented list: a chokepoint and a capital, a zone, a link, a correction, a withdrawal and an erasure."""
    developments = {d.id: kept("development", d.id, d, d.date) for d in ENTRIES}
    fixed = "lume-strait/2021-05-03/1"
    developments[fixed] = kept("development", fixed, ENTRIES[2], day("2021-05-20"), act="correct", number=2,
                               why="The tow was lost for an hour, not a day")  # fmt: skip
    gone = "lume-strait/2021-06-01/1"
    developments[gone] = kept("development", gone, None, day("2021-06-10"), act="withdraw", number=2,
                              why="The report was of another strait")  # fmt: skip
    erased = "lume-strait/2021-06-02/1"
    erasure = Erasure("It named a child", "Ada Keeper", "Bo Second", dt.datetime(2021, 6, 12, 9, tzinfo=dt.UTC))
    developments[erased] = kept("development", erased, None, day("2021-06-02"), erasure=erasure)
    zone = Zone(
        "lume-zone", "Lume separation zone", "lume-strait", "aster", 12.6, 43.3, 20_000, domains=("sea",),
        rules="No anchoring", valid_from=When("2021-01"),
        positions=(Position("aster", "declared", "for safety", When("2021-01-05")),
                   Position("boreal", "understands otherwise", "", When("2021-06-20"), "lume-strait/2021-06-20/2")),
    )  # fmt: skip
    link = Link(
        "council-raises-strait", "aster-city", "lume-strait", day("2021-06-25"), "A vote would bring more boats"
    )
    parties = (Party("aster", "Aster", "one", "USA"), Party("boreal", "Boreal", "two", "IRN"))
    trigger_list = TriggerList(
        "Vesper Sea trigger list",
        "Two fleets, *one* channel.",
        parties,
        ("lume-strait", "aster-city"),
        Region(38, 8, 50, 18),
        closed=day("2021-06-30"),
        about="An invented list.",
    )
    return ListState(
        as_of=None,
        head="0" * 64,
        recorded=dt.datetime(2021, 6, 30, 12, tzinfo=dt.UTC),
        list=kept("list", "list", trigger_list, day("2021-04-01")),
        flashpoints={f.slug: kept("flashpoint", f.slug, f, day("2021-04-01")) for f in (CAPITAL, STRAIT)},
        developments=dict(sorted(developments.items())),
        levels={c.id: kept("level", c.id, c, c.date) for c in LEVELS},
        links={link.id: kept("link", link.id, link, link.since)},
        zones={zone.id: kept("zone", zone.id, zone, day("2021-04-01"))},
        documents={d.id: kept("document", d.id, d, day("2021-04-01")) for d in DOCUMENTS},
        corrections=(developments[gone].stamp, developments[fixed].stamp),
    )


@pytest.fixture(scope="session")
def index(state):
    return Index(state, day("2021-07-15"))


@pytest.fixture(scope="session")
def example_index(tmp_path_factory):
    """The example list as a store gives it back, with all its revisions."""
    with create_store(tmp_path_factory.mktemp("example") / "desk") as store:
        store.put(read_list(EXAMPLE), by="Test", why="read in")
        return Index(store.state(), day("2026-01-01"), store.stamps())


@pytest.fixture
def draw(index):
    """Draw a page of the invented list as in a folder, and parse it."""

    def parsed(route, of=index, base="https://lists.example"):
        return LexborHTMLParser(render(route, of, FolderLinks(route, base)).body.decode())

    return parsed


@pytest.fixture(scope="session")
def said():
    """The words of a node on one line, blocks set apart by spaces."""
    block = re.compile(
        r"</?(?:p|div|h[1-6]|t[dhr]|d[dlt]|li|[ou]l|br|small|section|article|figcaption|summary)\b[^>]*>"
    )

    def words(node):
        text = html.unescape(re.sub(r"<[^>]+>", "", block.sub(" ", node.html)))
        return " ".join(text.replace("\u00a0", " ").split())

    return words
