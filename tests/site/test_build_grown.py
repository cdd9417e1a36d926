"""A site that grew build by build is, byte for byte, the one that a first build of the same record makes."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import outlet_lists as lists
import pytest

from foreshock.model import (
    Citation,
    Development,
    Document,
    Image,
    LevelChange,
    Place,
    Quotation,
    Statement,
    TranslatedText,
    Translation,
    text_digest,
    texts_of,
)
from foreshock.site import baking
from foreshock.site.build import BuildResult, build
from foreshock.site.manifest import NAME
from foreshock.store import Put, Store, open_reader

PORT, OST = "port-mirna", "capital-ost"
WORDS = "channel ships sweep mines boats note minister harbour fog rope pilot crew".split()


class Killed(BaseException):
    """Stands for the end of a process: nothing of ours catches it."""


@pytest.fixture
def store(desk: Store) -> Store:
    desk.put(lists.puts(), "A. Keeper", "first reading")
    for n in range(1, 7):
        enter(desk, PORT, dt.date(2020, 1 + n % 3, 10), n, f"Entry {n} of an earlier year.")
    return desk


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No briefs, which take longer than all the rest; years of more than four entries are parted into months."""
    monkeypatch.setattr("foreshock.site.build.can_print", lambda: False)
    monkeypatch.setattr("foreshock.site.index.YEAR_LIMIT", 4)
    monkeypatch.setattr("foreshock.site.routes.YEAR_LIMIT", 4)


def bake(store: Store, out: Path, today: dt.date, as_of: dt.datetime | None = None) -> BuildResult:
    """As the command does: a reader of its own, in one process."""
    assert store.folder is not None
    folder = store.folder

    def opened():
        reader = open_reader(folder)
        assert reader is not None
        return reader

    return build(opened, out, today=today, as_of=as_of, jobs=1, base_url="https://list.example")


def files(out: Path) -> dict[str, bytes]:
    found = {}
    for folder, _, names in os.walk(out):
        for path in (Path(folder, name) for name in names if name != NAME):
            found[path.relative_to(out).as_posix()] = path.read_bytes()
    return found


def different(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def enter(store: Store, slug: str, day: dt.date, number: int, text: str, **fields) -> None:
    value = Development(f"{slug}/{day}/{number}", text, **fields)
    store.put([Put("development", value)], "A. Keeper", "news")


def shown(store: Store) -> list[Development]:
    return [kept.value for kept in store.state().developments.values() if kept.value]


def new_development(store: Store, chance: random.Random) -> None:
    slug, day = chance.choice((PORT, OST)), dt.date(chance.choice((2019, 2020, 2021)), chance.randint(1, 5), 3)
    taken = [int(id_.split("/")[2]) for id_ in store.state().developments if id_.startswith(f"{slug}/{day}/")]
    place, also = chance.choice(("", "Gull Rock")), chance.choice(((), (OST if slug == PORT else PORT,)))
    cited = chance.choice(((), (Citation("harbour-log", "B2", "page 4"),)))
    enter(store, slug, day, max(taken, default=0) + 1, " ".join(chance.choices(WORDS, k=9)),
          kind=chance.choice(("event", "statement")), place=place, flashpoints=also, sources=cited)  # fmt: skip


def correction(store: Store, chance: random.Random) -> None:
    old = chance.choice(shown(store))
    value = msgspec.structs.replace(
        old, text=" ".join(chance.choices(WORDS, k=7)), place=chance.choice(("", "Gull Rock"))
    )
    store.put([Put("development", value, "now", "correct")], "A. Keeper", "misheard")


def edit(store: Store, chance: random.Random) -> None:
    old = chance.choice(shown(store))
    value = msgspec.structs.replace(old, head=" ".join(chance.choices(WORDS, k=2)), flashpoints=())
    store.put([Put("development", value)], "A. Keeper", "better words")


def withdrawal(store: Store, chance: random.Random) -> None:
    gone = chance.choice(shown(store))
    store.put([Put("development", None, "now", "withdraw", id=gone.id)], "A. Keeper", "another strait")


def erasure(store: Store, chance: random.Random) -> None:
    store.erase(chance.choice(shown(store)).id, "A. Keeper", "B. Second", "order of a court", scrub_for=0)


def level(store: Store, chance: random.Random) -> None:
    day = dt.date(2021, chance.randint(1, 5), chance.randint(1, 28))
    rests_on = tuple(v.id for v in chance.sample(shown(store), 1))
    value = LevelChange(chance.choice((PORT, OST)), day, chance.choice(("moderate", "severe", "critical")),
                        " ".join(chance.choices(WORDS, k=5)), "A. Keeper", developments=rests_on)  # fmt: skip
    store.put([Put("level", value)], "A. Keeper", "judged anew")


def document(store: Store, chance: random.Random) -> None:
    terms = chance.choice(("quote", "private"))
    value = Document("harbour-log", f"Log, {chance.choice(WORDS)}", "Port Mirna Harbour", terms=terms)
    store.put([Put("document", value)], "A. Keeper", "its title")


def flashpoint(store: Store, chance: random.Random) -> None:
    old = store.state().flashpoints[PORT].value
    assert old is not None
    name = f"Port Mirna, {chance.choice(WORDS)}"
    landmark = Place("Gull Rock", 12.3 + chance.random(), 45.7, "vicinity")
    store.put([Put("flashpoint", msgspec.structs.replace(old, name=name, landmarks=(landmark,)))], "A. Keeper", "moved")


def whole_flashpoint_gone_and_back(store: Store, chance: random.Random) -> None:
    old = store.state().flashpoints[OST].value
    if old:
        store.put([Put("flashpoint", None, "now", "withdraw", id=OST)], "A. Keeper", "not a flashpoint")
    else:
        store.put([Put("flashpoint", lists.HILL, "now", "correct")], "A. Keeper", "it is one")


def picture(store: Store, chance: random.Random) -> None:
    assert store.archive is not None
    digest = store.archive.put(chance.randbytes(40))
    old = chance.choice(shown(store))
    image = Image("The quay.", "Harbour office", "Ships at a quay.", sha256=digest)
    store.put([Put("development", msgspec.structs.replace(old, images=(image,)))], "A. Keeper", "a picture")
    if chance.random() < 0.5:
        store.erase(f"sha256:{digest}", "A. Keeper", "B. Second", "shows a child", scrub_for=0)


def translation(store: Store, chance: random.Random) -> None:
    """A new translation, or another version of one; its original changes elsewhere."""
    state = store.state()
    original = chance.choice([*shown(store), *(kept.value for kept in state.flashpoints.values() if kept.value)])
    texts = tuple(
        TranslatedText(path, text_digest(text), " ".join(chance.choices("قناة سفن ضباب ميناء".split(), k=n)))
        for n, (path, text) in enumerate(texts_of(original).items(), 1)
    )
    of = original.id if isinstance(original, Development) else original.slug
    if texts:
        value = Translation(chance.choice(("ar", "fa")), of, "A. Keeper", texts)
        act = "edit" if value.id in state.translations else None
        store.put([Put("translation", value, "now", act)], "A. Keeper", "translated")


def translation_gone(store: Store, chance: random.Random) -> None:
    there = [id_ for id_, kept in store.state().translations.items() if kept.value]
    if there and chance.random() < 0.5:
        store.put([Put("translation", None, "now", "withdraw", id=chance.choice(there))], "A. Keeper", "wrong words")
    elif there:
        store.erase(f"translation:{chance.choice(there)}", "A. Keeper", "B. Second", "names a child", scrub_for=0)


def quotation(store: Store, chance: random.Random) -> None:
    old = chance.choice(shown(store))
    said = Quotation("لا سفن الليلة", "ar", translation="No ships tonight", translator="A. Keeper",
                     document=chance.choice(("", "harbour-log")))  # fmt: skip
    value = msgspec.structs.replace(
        old, statements=(Statement("The pilot", "NOR", quotations=(said,)),), sources=(Citation("harbour-log", "B2"),)
    )
    store.put([Put("development", value)], "A. Keeper", "in their own words")


CHANGES: tuple[Callable[[Store, random.Random], None], ...] = (
    new_development, new_development, new_development, correction, edit, withdrawal, erasure, level, document,
    flashpoint, whole_flashpoint_gone_and_back, picture, translation, translation, translation_gone, quotation,
)  # fmt: skip


def killed(store: Store, out: Path, today: dt.date, chance: random.Random, patch: pytest.MonkeyPatch) -> None:
    """A build that ends at its n-th file, as if the process was killed there."""
    left = chance.randint(1, 12)

    def write(bench, task, make=baking._write):
        nonlocal left
        left -= 1
        if not left:
            raise Killed
        return make(bench, task)

    with patch.context() as only_here:
        only_here.setattr(baking, "_write", write)
        try:
            bake(store, out, today)
        except Killed:
            return


def damages(out: Path) -> Iterator[Callable[[], object]]:
    """What can have happened to the list of files between two builds."""
    list_ = out / NAME
    data = list_.read_bytes()
    yield lambda: list_.write_bytes(data[: len(data) // 2])
    yield lambda: list_.write_bytes(b"")
    yield lambda: list_.write_bytes(b"\xff\xfe nonsense")
    yield lambda: list_.write_bytes(data.replace(b"<path", b"<qath"))
    yield lambda: list_.write_bytes(b'{"files":{},"drawings":{}}')


@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_a_grown_site_is_the_one_built_from_nothing(store, tmp_path, seed, monkeypatch):
    chance = random.Random(seed)
    grown, today = tmp_path / "grown", dt.date(2021, 6, 1)
    bake(store, grown, today)
    for step in range(12):
        for change in chance.sample(CHANGES, chance.randint(1, 3)):
            change(store, chance)
        if chance.random() < 0.3:
            today += dt.timedelta(days=chance.randint(1, 40))
        if chance.random() < 0.4:
            killed(store, grown, today, chance, monkeypatch)
        result = bake(store, grown, today)
        fresh = tmp_path / f"fresh-{step}"
        first = bake(store, fresh, today)
        assert different(files(grown), files(fresh)) == [], f"step {step} of seed {seed}"
        assert (result.written + result.unchanged, result.missing) == (first.written, first.missing)
        shutil.rmtree(fresh)


def test_a_site_as_of_another_day_written_over_it_is_the_one_built_from_nothing(store, tmp_path):
    grown, today = tmp_path / "grown", dt.date(2021, 6, 1)
    for n, day in enumerate((None, dt.datetime(2021, 5, 1, 23, tzinfo=dt.UTC), None)):
        bake(store, grown, today, day)
        bake(store, tmp_path / str(n), today, day)
        assert different(files(grown), files(tmp_path / str(n))) == []


def test_a_damaged_list_of_files_costs_time_and_nothing_else(store, tmp_path):
    out, today = tmp_path / "out", dt.date(2021, 6, 1)
    bake(store, out, today)
    for damage in list(damages(out)):
        new_development(store, random.Random(7))
        damage()
        bake(store, out, today)
        bake(store, tmp_path / "fresh", today)
        assert different(files(out), files(tmp_path / "fresh")) == []
        shutil.rmtree(tmp_path / "fresh")


def test_the_site_of_another_desk_in_the_same_folder_is_replaced(store, tmp_path, new_desk_folder):
    from foreshock.store import open_store

    out, today = tmp_path / "out", dt.date(2021, 6, 1)
    bake(store, out, today)
    with open_store(new_desk_folder(tmp_path / "other")) as other:
        other.put([put for put in lists.puts() if put.kind != "link"], "C. Keeper", "another desk")
        bake(other, out, today)
        bake(other, tmp_path / "fresh", today)
    assert different(files(out), files(tmp_path / "fresh")) == []


def test_nothing_that_was_erased_stays_in_the_list_of_files(store, tmp_path):
    out, today = tmp_path / "out", dt.date(2021, 6, 1)
    old = store.state().flashpoints[PORT].value
    named = msgspec.structs.replace(old, landmarks=(Place("Quist’s cottage", 12.4, 45.6, "vicinity"),))
    store.put([Put("flashpoint", named)], "A. Keeper", "a landmark")
    bake(store, out, today)
    assert "Quist" in (out / NAME).read_text(), "the drawing is not kept, so this test tells nothing"
    store.erase(f"flashpoint:{PORT}", "A. Keeper", "B. Second", "names a person", scrub_for=0)
    bake(store, out, today)
    left = [path for path, data in (files(out) | {NAME: (out / NAME).read_bytes()}).items() if b"Quist" in data]
    assert left == []


def test_a_new_entry_leaves_other_months_of_the_data_files_as_they_were(store, tmp_path, monkeypatch):
    out, today = tmp_path / "out", dt.date(2021, 6, 1)
    bake(store, out, today)
    made: list[str] = []
    from foreshock.site.data import monthly

    record = monthly.development_record
    monkeypatch.setattr(
        monthly, "development_record", lambda kept, base: made.append(kept.stamp.id) or record(kept, base)
    )
    enter(store, PORT, dt.date(2021, 5, 9), 1, "The channel is swept for mines.")
    bake(store, out, today)
    assert made
    assert {id_.split("/")[1][:7] for id_ in made} == {"2021-05"}


def test_words_of_a_source_that_became_private_leave_every_file(store, tmp_path):
    out, today = tmp_path / "out", dt.date(2021, 6, 1)
    for n in range(1, 4):
        quotation(store, random.Random(n))
    bake(store, out, today)
    words = "لا سفن الليلة".encode()
    assert [path for path, data in files(out).items() if words in data and path.endswith((".json", ".csv"))]
    log = Document("harbour-log", "Log", "Port Mirna Harbour", terms="private")
    store.put([Put("document", log)], "A. Keeper", "told in confidence")
    bake(store, out, today)
    assert [path for path, data in files(out).items() if words in data] == []
