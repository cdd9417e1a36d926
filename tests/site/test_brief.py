"""The printable brief: two sheets at most whatever is put on them, the same bytes each time, Persian that is shaped."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import sys

import outlet_lists as lists
import pypdf
import pytest

from foreshock.model import (
    Account,
    Advice,
    Citation,
    Development,
    Document,
    Flashpoint,
    LevelChange,
    NotFound,
    Place,
    Scenario,
    TriggerList,
)
from foreshock.site.brief.paper import Printer
from foreshock.site.brief.view import brief_view, cut, text_direction
from foreshock.site.index import Index
from foreshock.site.links import FolderLinks
from foreshock.site.routes import Route

TODAY = dt.date(2021, 6, 1)
A4 = (595.28, 841.89)
PERSIAN = "وزیر خارجه گفت که نیروها در پایگاه می‌مانند و گشت‌زنی ادامه خواهد یافت. "
LONG = "The patrol crossed the line at dawn, waited, and turned back when the other side called. " * 40


@pytest.fixture(scope="module")
def printer():
    return Printer()


def read(printer, state, slug: str = "port-mirna") -> pypdf.PdfReader:
    links = FolderLinks(Route("flashpoint", slug, ext="pdf"), "https://list.example")
    return pypdf.PdfReader(io.BytesIO(printer.print(brief_view(slug, Index(state, TODAY), links))))


def words(reader: pypdf.PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def crowded(text: str = LONG, entries: int = 5_000):
    """A flashpoint with far too much of everything."""
    scenario = Scenario(
        text[:200], text, (text, text), text,
        tuple(Advice(text[:150], text, "open", text) for _ in range(6)),
    )  # fmt: skip
    accounts = (Account("claim", text[:100], text, "C3"), Account("denial", text[:100], text, "C4"))
    flashpoint = Flashpoint(
        "port-mirna", text[:300], summary=text, question=text, place=Place("Port Mirna", 12.3, 45.6),
        why="\n\n".join([text] * 6), scenarios=(scenario,) * 12,
        sources=tuple(Citation(f"document-{n}", "B2", text) for n in range(30)),
        landmarks=tuple(Place(f"Rock {n} {text[:60]}", 12.3 + n / 50, 45.6) for n in range(30)),
    )  # fmt: skip
    first = dt.date(2017, 1, 1)
    days = [first + dt.timedelta(days=n) for n in range(entries)]
    made = {
        d.id: lists.keep("development", d.id, d.date, d)
        for n, day in enumerate(days)
        for d in [
            Development(
                f"port-mirna/{day}/1", text, "event" if n % 3 else "statement", head=text[:200],
                accounts=accounts if n % 5 == 0 else (),
                sources=tuple(Citation(f"document-{i}", "B2", text) for i in range(5)),
            )
        ]
    }  # fmt: skip
    levels = [
        LevelChange("port-mirna", day, ("moderate", "substantial", "severe", "critical")[n % 4], text, text[:80],
                    (text,) * 5, (text,) * 5, text, text, text, text)
        for n, day in enumerate(days[::20])
    ]  # fmt: skip
    documents = [Document(f"document-{n}", text, text, text, sha256="ab" * 32, not_held=text) for n in range(30)]
    return lists.small_list(
        list=lists.keep("list", "list", TODAY, TriggerList(text[:200], text)),
        flashpoints={"port-mirna": lists.keep("flashpoint", "port-mirna", TODAY, flashpoint)},
        developments=made,
        levels={level.id: lists.keep("level", level.id, level.date, level) for level in levels},
        documents={d.id: lists.keep("document", d.id, TODAY, d) for d in documents},
    )


def test_a_brief_says_level_reasons_news_scenarios_and_sources(printer):
    text = words(read(printer, lists.small_list()))
    for expected in (
        "Port Mirna, Alvan Coast", "Severe", "A shot was fired.", "raised from",
        "Two ships meet in the narrow channel.",
        "Agree on lights and speed", "Off Gull Rock", "We did not fire.", "Log of the harbour master", "ab" * 16,
        "55 km", "The harbour lies between two navies.", "https://list.example/port-mirna/",
    ):  # fmt: skip
        assert expected in text


@pytest.mark.parametrize(
    "text",
    [LONG, PERSIAN * 40, "Donaudampfschifffahrtsgesellschaft" * 100, "短い文。" * 800],
    ids=["English", "Persian", "one long word", "no spaces"],
)
def test_a_brief_has_at_most_two_a4_sheets_however_much_there_is(printer, text):
    reader = read(printer, crowded(text, entries=400))
    assert len(reader.pages) <= 2
    for page in reader.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.1)


def test_five_thousand_entries_fill_two_sheets_and_the_rest_is_counted(printer):
    reader = read(printer, crowded())
    assert len(reader.pages) == 2
    text = words(reader)
    shown = int(re.search(r"Newest (\d+) of 5,000 entries", text)[1])
    assert 4 <= shown <= 24
    assert "more on the page" in text
    assert "Sources" in text


def test_between_the_text_and_the_running_foot_nothing_is_set(printer):
    for page in read(printer, crowded(entries=400)).pages:
        heights: list[float] = []
        page.extract_text(visitor_text=lambda text, cm, tm, *_, kept=heights: _keep(text, cm, tm, kept))
        foot = min(heights)
        assert foot == pytest.approx(18.5, abs=3)
        assert min(height for height in heights if height > foot + 1) > 15 / 25.4 * 72


def _keep(text: str, cm: list[float], tm: list[float], heights: list[float]) -> None:
    """Keep the height above the sheet's lower edge, in points, of a piece of text."""
    if text.strip():
        heights.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])


def test_the_same_state_gives_the_same_bytes_in_another_process(printer):
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "import datetime as dt, outlet_lists as lists\n"
        "from foreshock.site.brief.paper import Printer\n"
        "from foreshock.site.brief.view import brief_view\n"
        "from foreshock.site.index import Index\n"
        "from foreshock.site.links import FolderLinks\n"
        "from foreshock.site.routes import Route\n"
        "links = FolderLinks(Route('flashpoint', 'port-mirna', ext='pdf'))\n"
        "view = brief_view('port-mirna', Index(lists.small_list(), dt.date(2021, 6, 1)), links)\n"
        "pdf = Printer().print(view)\n"
        "print(hashlib.sha256(pdf).hexdigest())\n"
    )
    folder = lists.__file__.rsplit("/", 1)[0]
    runs = [
        subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert len(runs[0].strip()) == 64
    assert runs[0] == runs[1]


def test_what_was_printed_before_changes_nothing():
    fresh = Printer()
    links = FolderLinks(Route("flashpoint", "port-mirna", ext="pdf"))
    english = brief_view("port-mirna", Index(lists.small_list(), TODAY), links)
    persian = brief_view("port-mirna", Index(crowded(PERSIAN * 3 + "Çeşme, Ṣanʿāʾ", entries=5), TODAY), links)
    first = fresh.print(english)
    fresh.print(persian)
    assert fresh.print(english) == first


def test_a_brief_carries_no_time_of_its_making(printer):
    metadata = read(printer, lists.small_list()).metadata
    assert metadata.creation_date is None
    assert metadata.modification_date == dt.datetime(2021, 5, 2, 12, tzinfo=dt.UTC)
    assert metadata.title == "Port Mirna, Alvan Coast: severe · Mirna trigger list"


def test_persian_is_set_in_joined_letters_from_an_arabic_font(printer):
    reader = read(printer, lists.small_list(), "capital-ost")
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }
    assert any("Naskh" in font for font in fonts), fonts
    # Shaped glyphs map back to the letters they were made of, so that the text can be searched.
    assert "تنگه" in words(reader)


def test_a_gap_is_shown_as_one(printer):
    state = lists.withdrawn(lists.small_list(), "port-mirna/2021-05-01/1", "the log was misread")
    text = words(read(printer, state))
    assert "Withdrawn. The log was misread." in text or "Withdrawn. the log was misread." in text
    assert "They fired first" not in text


def test_a_flashpoint_without_place_level_or_entries_has_a_brief_of_one_sheet(printer):
    bare = Flashpoint("port-mirna", "Port Mirna")
    state = lists.small_list(
        flashpoints={"port-mirna": lists.keep("flashpoint", "port-mirna", TODAY, bare)},
        developments={}, levels={}, zones={}, links={}, documents={},
    )  # fmt: skip
    reader = read(printer, state)
    assert len(reader.pages) == 1
    assert "Not yet assessed" in words(reader)


def test_a_brief_of_what_is_not_on_the_list_is_not_found(printer):
    with pytest.raises(NotFound, match="nowhere"):
        read(printer, lists.small_list(), "nowhere")


def test_a_text_is_cut_at_a_sentence_or_a_word():
    assert cut("One two three four five", 12) == "One two…"
    assert cut("One sentence here. Two.", 22) == "One sentence here."
    assert cut("Short.", 20) == "Short."
    assert len(cut("x" * 100, 20)) <= 20


def test_the_direction_of_a_text_is_that_of_its_first_letter():
    assert [text_direction(t) for t in ("12 Men", "۱۲ مرد", "", "«שלום»")] == ["ltr", "rtl", "ltr", "rtl"]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("sys.modules['weasyprint'] = None", "foreshock[desk]"),
        (
            "class Broken:\n"
            "    def find_spec(self, name, path=None, target=None):\n"
            "        if name == 'weasyprint':\n"
            "            raise OSError('cannot load library libpango-1.0-0')\n"
            "sys.meta_path.insert(0, Broken())",
            "apt-get install libpango-1.0-0",
        ),
    ],
    ids=["no WeasyPrint", "no Pango"],
)
def test_what_is_missing_is_named_with_how_to_install_it(broken, told):
    program = (
        f"import sys\n{broken}\n"
        "from foreshock.model import NotInstalled\n"
        "from foreshock.site.brief.paper import Printer\n"
        "try:\n    Printer()\nexcept NotInstalled as error:\n    print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told in run.stdout
