"""A list as a folder of plain text: nothing is lost on the way out and back, and nothing hostile gets in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreshock import model as m
from foreshock.store import Put, Store
from foreshock.store.folder import read_list, take_archive, text_of, write_list
from foreshock.store.layout import Place, path_of
from foreshock.store.markdown import read_markdown, write_markdown
from foreshock.store.record import id_of
from foreshock.store.tables import read_csv, read_geojson, write_csv, write_geojson

# ── any object there can be ──────────────────────────────────────────────────────────────────────────────────────

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
values = st.one_of(lists, flashpoints, developments, levels, links, documents, circles, polygons, breaches, notices)
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


# ── a whole list ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def told(desk: Store, small_list: list[Put], entry: Callable[..., Put]) -> Store:
    """A list with corrections, a withdrawal and a draft."""
    desk.put(small_list, by="A. Analyst", why="first")
    desk.put([entry(1, "Corrected.", published="now", act="correct")], by="E. Editor", why="a miscount")
    desk.put([Put("zone", None, "now", "withdraw", id="ring"), entry(9, "Not yet.", published=None)], by="E. Editor")
    return desk


def test_a_list_with_its_history_comes_back_whole(told: Store, out: Path, home: Any) -> None:
    assert write_list(told, out, history=True) == 9
    with home.open() as copy:
        folder = read_list(out)
        result = copy.put(folder, by="B. Importer")
        assert (result.added, result.changed) == (9, 2)
        for (kind, object_id), stamps in told.stamps().items():
            old, new = told.history(kind, object_id), copy.history(kind, object_id)
            assert [k.value for k in new] == [k.value for k in old if k.stamp.published]
            assert [(s.act, s.published, s.by, s.why) for s in stamps] == [
                (k.stamp.act, k.stamp.published, k.stamp.by, k.stamp.why) for k in new
            ]
        assert copy.put(read_list(out), by="B. Importer").unchanged == len(list(folder))
        assert copy.verify().problem == ""


def test_what_goes_out_comes_back_and_goes_out_the_same(told: Store, out: Path, home: Any, tmp_path: Path) -> None:
    write_list(told, out, history=True)
    with home.open() as copy:
        copy.put(read_list(out), by="B")
        write_list(copy, tmp_path / "again", history=True)
    files = sorted(file.relative_to(out) for file in out.rglob("*") if file.is_file())
    assert files == sorted(f.relative_to(tmp_path / "again") for f in (tmp_path / "again").rglob("*") if f.is_file())
    assert [(out / f).read_bytes() for f in files] == [(tmp_path / "again" / f).read_bytes() for f in files]


def test_a_state_of_some_day_can_be_written_too(told: Store, out: Path) -> None:
    write_list(told.state(dt.datetime(2018, 6, 22, tzinfo=dt.UTC)), out)
    assert "A patrol was turned back." in (out / "developments/ford-crossing/2018-06-21-1.md").read_text()
    assert not list(out.rglob("*~1.md"))
    assert not list(out.rglob("2018-06-21-9.md")), "no draft"


def test_an_earlier_export_is_brought_up_to_date_and_nothing_else_is_touched(told: Store, out: Path) -> None:
    write_list(told, out)
    (out / "README.md").write_text("mine")
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref")
    stale = out / "developments" / "elsewhere" / "2018-01-01-1.md"
    stale.parent.mkdir()
    stale.write_text("---\n---\nx\n")
    before = {f: f.stat().st_mtime_ns for f in out.rglob("*") if f.is_file() and f != stale}
    told.put([Put("link", None, "now", "withdraw", id="roads")], by="A")
    write_list(told, out)
    after = {f: f.stat().st_mtime_ns for f in out.rglob("*") if f.is_file()}
    assert after.keys() == before.keys()
    assert {f.name for f in after if after[f] != before[f]} == {"links.csv"}
    assert not stale.parent.exists()


def test_a_folder_with_other_things_in_it_is_left_alone(told: Store, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter-1.md").write_text("mine")
    with pytest.raises(m.Conflict, match="other things"):
        write_list(told, tmp_path / "thesis")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(m.Conflict, match="is a file"):
        write_list(told, tmp_path / "file")
    assert [f.name for f in (tmp_path / "thesis").iterdir()] == ["chapter-1.md"]


def test_an_export_writes_through_no_link(told: Store, out: Path, tmp_path: Path) -> None:
    write_list(told, out)
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.rmtree(out / "levels")
    (out / "levels").symlink_to(outside)
    with pytest.raises(m.Conflict, match="link to elsewhere"):
        write_list(told, out)
    assert list(outside.iterdir()) == []


def test_an_unfinished_export_is_not_read(told: Store, out: Path) -> None:
    write_list(told, out)
    (out / "UNFINISHED-EXPORT").touch()
    with pytest.raises(m.UnreadableSource, match="not written to its end"):
        read_list(out)


def test_held_bytes_go_out_and_come_back(told: Store, out: Path, home: Any) -> None:
    assert told.archive
    digest = told.archive.put(b"a page as it came")
    told.put([Put("document", m.Document("page", "Page", sha256=digest))], by="A")
    write_list(told, out)
    assert not (out / "archive").exists()
    with home.open() as copy:
        with pytest.raises(m.Conflict, match="an export holds them with --archive"):
            copy.put(read_list(out), by="B")
        write_list(told, out, archive=True)
        assert copy.archive
        assert take_archive(out, copy.archive) == 1
        copy.put(read_list(out), by="B")
        assert copy.archive.get(digest) == b"a page as it came"
    there = out / "archive" / digest[:2] / digest[2:4] / digest
    write_list(told, out)
    assert there.exists(), "still named"
    told.erase(f"sha256:{digest}", "A. One", "B. Two", "licence")
    write_list(told, out)
    assert not there.exists()


def test_an_archived_file_that_is_not_what_its_name_says_is_refused(told: Store, out: Path, desk: Store) -> None:
    assert told.archive
    write_list(told, out)
    wrong = out / "archive" / "aa" / "aa" / ("a" * 64)
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes(b"something else")
    with pytest.raises(m.InvalidValue, match="other bytes than its name says"):
        take_archive(out, told.archive)


# ── what people and attackers write ──────────────────────────────────────────────────────────────────────────────


def folder_with(tmp_path: Path, name: str, text: str | bytes) -> Path:
    file = tmp_path / "mine" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path / "mine"


F, D, L = "flashpoints/ford.md", "developments/ford/2018-06-21-1.md", "levels/ford/2018-06-21.md"
BAD = {
    "no front matter": (F, "just words\n", r"flashpoints/ford\.md: no front matter"),
    "no end of it": (F, "---\nname: A\n", "no front matter"),
    "not YAML": (F, "---\nname: A\nsummary: a: b\n---\n", r"ford\.md:3: no YAML"),
    "a list": (F, "---\n- a\n---\n", "no list of fields"),
    "an unknown field": (F, "---\nname: A\nnmae: B\n---\n", r"ford\.md:3: .*field `nmae`; known are slug, name"),
    "a wrong type": (F, "---\nname: A\nchecked: soon\n---\n", r"ford\.md:3: .*\(at checked\)"),
    "a number for a word": (F, "---\nname: 2018\n---\n", r"ford\.md:2: Expected `str`, got `int`; put it in quotes"),
    "a wrong place": (F, "---\nname: A\nplace:\n  name: P\n  lat: 91.0\n  lon: 0\n---\n", r"ford\.md:3: .*latitude 91"),
    "a field twice": (F, "---\nname: A\nname: B\n---\n", r"ford\.md:3: the field 'name' stands here a second time"),
    "an alias": (F, "---\nname: &a A\nsummary: *a\n---\n", r"ford\.md:2: anchors and aliases"),
    "a bomb": (F, "---\na: &a [x,x]\nb: &b [*a,*a]\nname: [*b,*b]\n---\n", "anchors and aliases"),
    "a tag": (F, "---\nname: !!python/object/apply:os.system ['true']\n---\n", r"ford\.md:2: the tag"),
    "nested deep": (F, "---\nname: " + "[" * 5000 + "]" * 5000 + "\n---\n", "nested too deep|no YAML"),
    "nested sequences": (F, "---\nname:\n" + "- " * 30000 + "x\n---\n", "nested too deep|no YAML"),
    "two documents": (F, "---\nname: A\n...\nb: c\n---\n", "second document|no YAML"),
    "a slug told twice": (F, "---\nslug: ford\nname: A\n---\n", "slug is told by the file's path"),
    "an unknown section": (F, "---\nname: A\n---\n## Analisys\nx\n", "“## Analisys” belongs to no section"),
    "text before a section": (F, "---\nname: A\n---\nHello\n## Analysis\nx\n", "“Hello” before the first heading"),
    "a section twice": (F, "---\nname: A\n---\n## Analysis\nx\n## Analysis\ny\n", "a second time"),
    "a section in both": (F, "---\nname: A\nanalysis: y\n---\n## Analysis\nx\n", "analysis stands both"),
    "a scenario without text": (
        F,
        "---\nname: A\nscenarios:\n- title: Gone\n---\n",
        r"ford\.md:4: there is no scenario “### Gone”",
    ),
    "a scenario without title": (F, "---\nname: A\n---\n## Scenarios and Recommendations\nx\n", "### Title"),
    "no UTF-8": (F, b"---\nname: \xff\n---\n", "no UTF-8 at byte 10"),
    "a date that is none": ("developments/ford/2018-02-30-1.md", "---\n---\nx\n", "no such day"),
    "a name that is none": ("developments/ford/today.md", "---\n---\nx\n", "no file of a list"),
    "a deeper folder": ("developments/ford/more/2018-06-21-1.md", "---\n---\nx\n", "no file of a list"),
    "entry number nought": ("developments/ford/2018-06-21-0.md", "---\n---\nx\n", "no file of a list"),
    "an unknown event": (D, "---\nevents:\n- type: WAR\n  actor: USA\n---\nx\n", r"21-1\.md:3: unknown event type"),
    "no time": (D, "---\npublished: soon\n---\nx\n", r"2018-06-21-1\.md:2: no time of publication: 'soon'"),
    "a time without zone": (D, "---\npublished: 2018-06-21T12:00:00\n---\nx\n", "no time of publication"),
    "no act": (D, "---\nact: invent\n---\nx\n", r"2018-06-21-1\.md:2: no act: 'invent'"),
    "a withdrawal with text": (D, "---\nact: withdraw\n---\nx\n", "has no text"),
    "a level that is none": (L, "---\nlevel: high\nauthor: A\n---\nx\n", r"2018-06-21\.md:2: .*\(at level\)"),
    "an unknown column": ("documents.csv", "id,title,colour\na,A,red\n", "no column is called 'colour'"),
    "a row too short": ("documents.csv", "id,title\na\n", r"documents\.csv:2: 1 cells"),
    "a row too long": ("documents.csv", "id,title\na,A\nb,B,C\n", r"documents\.csv:3: 3 cells"),
    "a cell that is none": ("links.csv", "id,source,target,since\na,b,c,soon\n", r"links\.csv:2: .*column since"),
    "a quote left open": ("documents.csv", 'id,title\na,"A\n', "no CSV"),
    "no GeoJSON": ("zones.geojson", "{", "no GeoJSON"),
    "a nested GeoJSON": ("zones.geojson", "[" * 100_000, "no GeoJSON"),
    "a line as a zone": (
        "zones.geojson",
        '{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","properties":{},'
        '"geometry":{"type":"LineString","coordinates":[]}}]}',
        "feature 1: a zone is a Point with radius_m, or a Polygon",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_with_its_name_and_place(desk: Store, tmp_path: Path, what: str) -> None:
    name, text, message = BAD[what]
    folder = folder_with(tmp_path, name, text)
    with pytest.raises((m.UnreadableSource, m.InvalidValue), match=message):
        desk.put(read_list(folder), by="A")
    assert desk.head().seq == 0


def test_a_folder_without_a_list_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(m.UnreadableSource, match="holds no list"):
        read_list(tmp_path)
    with pytest.raises(m.NotFound, match="is no folder"):
        read_list(tmp_path / "nowhere")


def test_no_link_is_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("---\nname: Secret\n---\n")
    folder = folder_with(tmp_path, F, "---\nname: A\n---\n")
    (folder / "flashpoints" / "link.md").symlink_to(secret)
    with pytest.raises(m.UnreadableSource, match="is a link"):
        read_list(folder)
    (folder / "flashpoints" / "link.md").unlink()
    (folder / "levels").symlink_to(tmp_path)
    with pytest.raises(m.UnreadableSource, match="is a link"):
        read_list(folder)


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, F, "---\nname: A\n---\n")
    with (folder / F).open("r+b") as file:
        file.truncate(65_000_000)
    with pytest.raises(m.TooLarge, match="at most 64,000,000"):
        list(read_list(folder))


def test_what_a_person_writes_by_hand_is_enough(desk: Store, tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        F,
        "\ufeff---\r\nname: Ford\r\nchecked: 2018-06-21\r\n---\r\n## Why It Matters\r\n\r\nOne\r\nroad.\r\n",
    )
    folder_with(tmp_path, D, "---\nhappened: 2018\npublished: 2018-06-21\nsources: [{document: book}]\n---\nTwo met.\n")
    folder_with(tmp_path, "documents.csv", "id,title,date\nbook,A book,2017\n")
    assert desk.put(read_list(folder), by="A").added == 3
    state = desk.state()
    ford, met = state.flashpoints["ford"].value, state.developments["ford/2018-06-21/1"]
    assert ford
    assert (ford.why, ford.checked) == ("One\nroad.", dt.date(2018, 6, 21))
    assert met.value
    assert (met.value.text, met.value.when) == ("Two met.", m.When("2018"))
    assert met.stamp.published == dt.datetime(2018, 6, 21, 12, tzinfo=dt.UTC)
    assert desk.put(read_list(folder), by="A").unchanged == 3


def test_entries_of_a_day_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (10, 9, 1):
        folder = folder_with(tmp_path, f"developments/ford/2018-06-21-{number}.md", "---\n---\nx\n")
    assert [put.object_id[-2:] for put in read_list(folder)] == ["/1", "/9", "10"]
