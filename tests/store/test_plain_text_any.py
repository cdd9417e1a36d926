"""Any object as plain text: whatever fields it may have, it comes back to the letter."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreshock import model as m
from foreshock.store import Put
from foreshock.store.folder import text_of
from foreshock.store.layout import Place, path_of
from foreshock.store.markdown import read_markdown, write_markdown
from foreshock.store.record import id_of
from foreshock.store.tables import read_csv, read_geojson, write_csv, write_geojson

AWKWARD = [
    "## Analysis", "### Two", "---", "- a: b", "  indented", "", " ", "=SUM(A1)", "'", "@x", "\t", "null", "no", "# x",
    "2018-06-21", "1e5", "0x1f", "a\r\nb", "\r", "\ufeff", "\u2028", "\x85", "\x00", "12", "“فارسی”", ",", '"', "&a !b",
]  # fmt: skip
texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=60),
    st.lists(
        st.sampled_from(AWKWARD),
        max_size=5,
    ).map("\n".join),
)
names = texts.map(lambda text: f"N{text}")
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,5})?", fullmatch=True)
days = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
whens = st.one_of(
    days.map(lambda day: day.isoformat()),
    days.map(lambda day: day.isoformat()[:7]),
    days.map(lambda day: day.isoformat()[:4]),
    st.tuples(st.sampled_from(["early", "mid", "late"]), days).map(lambda two: f"{two[0]}-{two[1].isoformat()[:7]}"),
).map(m.When)
grades = st.from_regex(r"[A-F][1-6]", fullmatch=True)
hashes = st.sampled_from(["", "ab" * 32])
metres = st.floats(0.001, 1e7)
places = st.builds(
    m.Place, names, st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(["exact", "area"]), st.none() | metres
)
copies = (m.Copy(480, 360, "cd" * 32), m.Copy(960, 720, "ab" * 32))
images = st.one_of(
    st.builds(m.Image, texts, names, names, st.none() | whens, texts, hashes, texts),
    st.builds(
        m.Image, texts, names, names, st.none() | whens, texts, st.just("ab" * 32), texts, st.just(copies),
        st.just(True), texts, st.just("") | slugs,
    ),
)  # fmt: skip
citations = st.builds(m.Citation, slugs, grades, texts)
advice = st.builds(m.Advice, texts, texts, st.sampled_from(["open", "done"]), texts)


def many(one: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=most).map(tuple)


scenarios = st.builds(m.Scenario, texts, texts, many(texts), texts, many(advice, 1))
lists = st.builds(
    m.TriggerList, names, texts, many(st.builds(m.Party, slugs, names, texts)), many(slugs),
    st.none() | st.just(m.Region(-10.5, -20.0, 30.25, 40.0)), st.none() | days, texts, texts,
)  # fmt: skip
flashpoints = st.builds(
    m.Flashpoint, slugs, names, st.sampled_from(["theatre", "capital"]), texts, texts, st.none() | places,
    texts, texts, texts, many(st.builds(m.View, texts, texts, texts, many(st.tuples(metres, metres)))),
    many(scenarios), many(st.builds(m.Note, texts, texts, many(st.tuples(texts, texts)))), many(images, 1),
    many(citations), many(places, 1), st.none() | days,
)  # fmt: skip
events = st.builds(
    m.Event, st.just("MOBILIZE"), st.just("USA:MIL"), st.sampled_from([None, "IRN"]),
    st.sampled_from([None, "troops"]), st.sampled_from(["stated", "claimed"]), many(texts),
    st.none() | st.integers(0, 99),
)  # fmt: skip
entry_ids = st.tuples(slugs, days, st.integers(1, 400)).map(lambda t: f"{t[0]}/{t[1].isoformat()}/{t[2]}")
developments = st.builds(
    m.Development, entry_ids, texts, st.sampled_from(["event", "statement"]), texts, st.none() | whens, texts,
    many(slugs), many(texts), many(st.builds(m.Account, st.just("claim"), texts, texts, grades)), texts,
    many(events), many(st.builds(m.Statement, texts, st.just("USA"))), many(citations), many(images, 1),
)  # fmt: skip
levels = st.builds(
    m.LevelChange, slugs, days, st.sampled_from(list(m.LEVELS)), names, names, many(texts), many(texts), texts
)
links = st.builds(
    m.Link, slugs, st.just("a"), st.just("b"), days, names, st.sampled_from(["authored", "estimated"]), st.none() | days
)
documents = st.builds(
    m.Document, slugs, names, texts, texts, st.none() | whens, st.just("https://example.org/a?b=c,d"), texts, texts,
    hashes, texts, st.sampled_from(["show", "quote", "private"]),
)  # fmt: skip
positions = st.builds(m.Position, texts, st.sampled_from(["declared", "disputes"]), texts, st.none() | whens)
circles = st.builds(
    m.Zone, slugs, names, slugs, texts, st.floats(-90, 90), st.floats(-180, 180), metres,
    rules=texts, valid_from=st.none() | whens, floor_m=st.none() | metres, positions=many(positions),
)  # fmt: skip
rings = st.just((((0.0, 0.0), (1.5, 0.0), (1.5, 1.0), (0.0, 0.0)),))
polygons = st.builds(m.Zone, slugs, names, slugs, texts, rings=rings, lat=st.none() | st.just(1.0))
moments = st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))
claims = st.builds(m.Claim, names, names, st.none() | whens, st.just(""))
#: A track's name may hold anything that a line can.
track_names = st.text(st.characters(categories=("L", "N", "P", "Zs", "S")), min_size=1, max_size=20).filter(str.strip)
breaches = st.builds(
    lambda zone, name, **rest: m.Breach(id=f"{zone}/{name}", zone=zone, **rest), slugs, track_names,
    track=names, reported=texts, first=st.none() | moments, left=st.none() | moments, depth_m=st.none() | metres,
    fixes=st.none() | st.integers(0, 99), doubts=many(st.sampled_from(["jitter", "no fix inside"])),
    happened=st.none() | whens, claims=many(claims), evidence=many(names), domain=st.none() | st.just("air"),
)  # fmt: skip
notices = st.builds(
    lambda begins, hours, **rest: m.Notice(begins=begins, ends=begins + dt.timedelta(hours=hours), **rest),
    moments, st.integers(1, 99), id=slugs, kind=st.sampled_from(["exercise", "humanitarian convoy"]), party=texts,
    lat=st.floats(-90, 90), lon=st.floats(-180, 180), radius_m=metres, text=texts, expires=st.none() | moments,
)  # fmt: skip
paths = st.from_regex(r"[a-z]{1,8}(\.[0-9]\.[a-z]{1,8})?", fullmatch=True)
translated = st.lists(
    st.builds(m.TranslatedText, paths, st.from_regex(r"[0-9a-f]{16}", fullmatch=True), texts),
    min_size=1, max_size=3, unique_by=lambda text: text.path,
)  # fmt: skip
translations = st.builds(
    m.Translation, st.sampled_from(["ar", "fa", "zh-Hant-TW"]),
    slugs | st.builds(lambda slug, day, n: f"{slug}/{day}/{n}", slugs, days, st.integers(1, 99)),
    names, translated.filter(lambda made: any(text.text for text in made)).map(tuple), hashes,
)  # fmt: skip
values = st.one_of(
    translations, lists, flashpoints, developments, levels, links, documents, circles, polygons, breaches, notices
)
KINDS = {noun: kind for kind, noun in m.NOUNS.items()}
instants = st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30), timezones=st.just(dt.UTC))
people = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20).map(lambda name: f"N{name}")


def kept(value: Any, published: dt.datetime | None, act: Any, by: str, why: str) -> m.Kept[Any]:
    now = dt.datetime.now(dt.UTC)
    stamp = m.Stamp(KINDS[type(value)], id_of(value), 1, act, now, published, by, why, "", "")
    return m.Kept(stamp, value)


revisions = st.builds(
    kept, values, st.none() | instants | days.map(lambda d: dt.datetime.combine(d, dt.time(12), dt.UTC)),
    st.sampled_from(["add", "edit", "correct"]), people, texts,
)  # fmt: skip


def there_and_back(one: m.Kept[Any]) -> Put:
    kind = one.stamp.kind
    match kind:
        case "document" | "link":
            name = "table.csv"
            return next(read_csv(kind, text_of(write_csv(kind, [one]).encode(), name), name))
        case "zone" | "notice":
            name = f"{kind}s.geojson"
            return next(read_geojson(text_of(write_geojson([one]).encode(), name), name, kind))
        case _:
            path = path_of(kind, one.stamp.id)
            return read_markdown(text_of(write_markdown(one).encode(), str(path)), Place(path))


@given(one=revisions)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_object_comes_back_to_the_letter(one: m.Kept[Any]) -> None:
    put = there_and_back(one)
    assert put.value == one.value
    stamp = one.stamp
    assert (put.published, put.act, put.by, put.why) == (stamp.published, stamp.act, stamp.by, stamp.why)


@given(text=texts)
def test_no_cell_begins_a_formula(text: str) -> None:
    document = m.Document("a", f"={text}", publisher=f"@{text}", author=f"-{text}")
    lines = write_csv("document", [kept(document, None, "add", "A", f"+{text}")])
    _, row = list(csv.reader(io.StringIO(lines, newline="")))
    assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
