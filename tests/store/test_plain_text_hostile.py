"""What people and attackers write into a folder of plain text: refused with its place, or taken as it is meant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from foreshock import model as m
from foreshock.store import Store
from foreshock.store.folder import read_list


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
