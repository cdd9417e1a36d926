"""What is seen now: coarse for everybody on pages, data, feeds, bakes and exports; exact for named readers, logged."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from contextlib import closing

import msgspec
import pytest
from django.test import RequestFactory

from foreshock.examples import example_path
from foreshock.model import Breach, Damaged, Fix, Notice, Reader, StoreError, ZoneConfig, decode_config, encode_config
from foreshock.model.config import DeskConfig
from foreshock.site.build import build
from foreshock.site.requests import Site
from foreshock.site.watching import LOG, check_log, watching_of
from foreshock.store import create_store
from foreshock.store.folder import read_list, write_list
from foreshock.store.record import Put
from foreshock.zone.ledger import Ledger, key_of
from foreshock.zone.rules import Rules
from foreshock.zone.sharing import cell

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
TOKEN = "correct horse battery staple"
#: Exact places and names that must never reach the public.
EXACT = Fix("yqx-7b3", NOW - dt.timedelta(minutes=2), 33.512347, 38.723459, accuracy_m=12.0, altitude_m=3111.5)
BY_CLINIC = Fix("zxw-111", NOW - dt.timedelta(minutes=2), 33.401234, 38.501234)
SECRET = re.compile(
    r"33\.5123|38\.7234|33\.4012|38\.5012|33\.4000|yqx-7b3|zxw-111|Rukban clinic|3111\.5|12345|33\.3987|38\.6543"
)
ZONE = "/al-tanf/zone/al-tanf-55-km/"
BREACH = Breach(
    f"al-tanf-55-km/yqx-7b3/{NOW:%Y%m%dT%H%M%SZ}", "al-tanf-55-km", track="yqx-7b3", first=EXACT.time, last=EXACT.time,
    entered=EXACT.time, depth_m=12345.678, fixes=3, probability=1.0, ended="inside",
)  # fmt: skip
NOTICE = Notice("relief", "humanitarian convoy", "syria", NOW, NOW + dt.timedelta(hours=9), 33.398765, 38.654321, 900.0)


@pytest.fixture
def desk(tmp_path):
    """A desk that watches al-Tanf, with a protected place, a reader, a young breach and a convoy on record."""
    folder = tmp_path / "desk"
    with create_store(folder) as store:
        store.put(read_list(example_path()), by="T", why="x")
        store.put([Put("breach", BREACH), Put("notice", NOTICE)], by="T", why="seen")
        store.put([Put("breach", msgspec.structs.replace(BREACH, fixes=4), act="correct")], by="T", why="one fix more")
    (folder / "journal").mkdir()
    write_journal(folder, [EXACT, BY_CLINIC])
    place = {"type": "Feature", "id": "clinic", "geometry": {"type": "Point", "coordinates": [38.50, 33.40]},
             "properties": {"name": "Rukban clinic", "radius_m": 300}}  # fmt: skip
    (folder / "protected.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [place]}))
    return folder


def write_journal(folder, fixes):
    with closing(Ledger(folder / "journal" / "ledger.sqlite", [], Rules())) as ledger, ledger.writing():
        for fix in fixes:
            ledger.add(fix.track, key_of(fix))
        ledger.say([msgspec.json.encode({"act": "new", "breach": BREACH})])


def config(**more):
    reader = Reader("Ada Keeper", hashlib.sha256(TOKEN.encode()).hexdigest())
    return DeskConfig(zone=ZoneConfig(journal="journal", protected="protected.geojson", readers=(reader,), **more))


@pytest.fixture
def site(desk):
    from foreshock.store import open_store

    with open_store(desk) as store:
        yield Site(store, "", watching_of(desk, config()))


def get(site, path, **headers):
    return site.respond(RequestFactory().get(path, **headers))


def test_the_live_page_shows_cells_and_renews_itself_with_and_without_scripts(site):
    answer = get(site, f"{ZONE}live/")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    lat, lon = cell(EXACT.lat, EXACT.lon, 10.0)
    assert f"about {lat:.2f}°, {lon:.2f}°" in words
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in words
    assert "/_static/live.js" in words
    assert "1 breach under way" in words
    assert words.count('class="cell"') == 1, "the fix near the protected place is not shown"
    assert not SECRET.search(words)


def journal_of(desk, fixes, breaches):
    """A journal of its own with fixes and breaches."""
    with closing(Ledger(desk / "quiet" / "ledger.sqlite", [], Rules())) as ledger, ledger.writing():
        for fix in fixes:
            ledger.add(fix.track, key_of(fix))
        ledger.say([msgspec.json.encode({"act": "new", "breach": breach}) for breach in breaches])
    return watching_of(desk, DeskConfig(zone=ZoneConfig(journal="quiet")))


def just_now():
    """The instant itself: NOW is that of the collection, minutes ago in a long run, and the page speaks of minutes."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def live(desk, watching):
    from foreshock.store import open_store

    with open_store(desk) as store:
        site = Site(store, "", watching)
        return get(site, f"{ZONE}live/").content.decode(), json.loads(get(site, f"{ZONE}live.json").content)


def test_an_empty_map_is_no_all_clear_the_page_says_first_since_when_nothing_was_received(desk):
    words, told = live(desk, journal_of(desk, [Fix("far", just_now() - dt.timedelta(minutes=47), 10.0, 10.0)], []))
    assert "Nothing has been received since" in words
    assert re.search(r"4[67] minutes ago", words)
    assert "does not mean that nobody is there" in words
    assert "<title>No data · " in words
    assert told["quiet"] is True


def test_a_watch_that_never_received_anything_says_so(desk):
    words, told = live(desk, journal_of(desk, [], []))
    assert "Nothing has been received yet." in words
    assert (told["quiet"], told["newest_fix"]) == (True, None)


def test_while_fixes_come_the_page_tells_the_newest_and_how_many_are_inside(desk):
    under_way = msgspec.structs.replace(BREACH, last=just_now())
    words, told = live(desk, journal_of(desk, [Fix("far", just_now(), 10.0, 10.0)], [under_way]))
    assert "Nothing has been received" not in words
    assert "The newest fix of all that was received" in words
    assert "<title>1 inside · " in words
    assert told["quiet"] is False


def test_a_track_that_went_silent_inside_is_not_under_way_and_is_told_for_a_day(desk):
    def silent(hours, ended="inside"):
        instant = NOW - dt.timedelta(hours=hours)
        return msgspec.structs.replace(
            BREACH, id=f"al-tanf-55-km/t{hours}", first=instant, entered=instant, last=instant, ended=ended
        )

    breaches = [silent(3), silent(7, "contact lost"), silent(30), silent(2, "left")]
    words, told = live(desk, journal_of(desk, [Fix("far", NOW, 10.0, 10.0)], breaches))
    assert "No breaches under way" in words
    assert "2 went silent inside" in words
    assert "nobody knows whether it left" in words
    assert (len(told["breaches"]), len(told["silent"])) == (0, 2)
    assert not SECRET.search(words)


def test_new_fixes_show_at_the_next_request_and_stale_tracks_do_not(site, desk):
    assert len(json.loads(get(site, f"{ZONE}live.json").content)["tracks"]) == 1
    more = Fix("fresh", NOW, 33.1, 38.9)
    old = Fix("stale", NOW - dt.timedelta(hours=2), 33.1, 38.9)
    write_journal(desk, [more, old])
    assert len(json.loads(get(site, f"{ZONE}live.json").content)["tracks"]) == 2


def test_the_zone_page_links_to_the_live_page_only_where_somebody_watches(site, desk):
    from foreshock.store import open_store

    assert f'href="{ZONE}live/"' in get(site, ZONE).content.decode()
    with open_store(desk) as store:
        plain = Site(store)
        assert "live/" not in get(plain, ZONE).content.decode()
        assert get(plain, f"{ZONE}live/").status_code == 404


def test_no_public_answer_holds_an_exact_place_a_young_track_or_a_protected_place(site):
    """Pages, data files, feeds, the live page, days looked back to: every address that the site answers."""
    day = NOW.date().isoformat()
    paths = [ZONE, f"{ZONE}live/", f"{ZONE}live.json", "/al-tanf/", "/", "/explore/", "/corrections/", "/feed.atom"]
    paths += [f"/al-tanf/zone/al-tanf-55-km.{ext}" for ext in ("json", "csv", "geojson")]
    paths += [f"/al-tanf.{ext}" for ext in ("json", "csv", "geojson", "atom")]
    paths += [f"/index.{ext}" for ext in ("json", "csv", "geojson")]
    paths += [f"{path}?as-of={day}" for path in (ZONE, "/al-tanf/", "/al-tanf/zone/al-tanf-55-km.json")]
    for path in paths:
        answer = get(site, path)
        assert answer.status_code == 200, path
        assert not (found := SECRET.search(answer.content.decode())), (path, found)
    page = get(site, ZONE).content.decode()
    assert "withheld" in page
    # What is coarse is said so: no hour as an instant, no duration, no "at most" that is less than it was.
    assert f"between {NOW:%H}:00 and {NOW:%H}:59 UTC" in page or f"between {EXACT.time:%H}:00" in page
    assert "10 km inside the boundary or deeper" in page
    assert "0 minutes" not in page


def test_nothing_public_lets_anybody_try_names_until_one_fits(site, desk):
    """The breach's public name is made with the desk's key. The hash of its envelope, which names it, stays in; so does
    that of its content, without which nobody can compute the one that the next public revision builds on."""
    from foreshock.store import open_store

    with open_store(desk) as store:
        stamps = [kept.stamp for kept in store.history("breach", BREACH.id)]
        hashes = [one for stamp in stamps for one in (stamp.hash, stamp.content_hash)]
    told = get(site, "/al-tanf/zone/al-tanf-55-km.json").content.decode()
    told += get(site, "/corrections.json").content.decode() + get(site, "/corrections/").content.decode()
    guess = hashlib.sha256(BREACH.id.encode()).hexdigest()[:12]
    assert guess not in told
    assert not any(one in told for one in hashes)
    young = next(b for b in json.loads(get(site, "/al-tanf/zone/al-tanf-55-km.json").content)["breaches"] if b["track"])
    assert young["revision"]["number"] == 2
    assert all(hashes) and young["revision"]["content_hash"] is None and young["revision"]["hash"] is None


def test_a_baked_site_holds_none_of_it_and_no_live_page(desk, tmp_path):
    from foreshock.store import open_store

    with open_store(desk) as store:
        build(store, tmp_path / "out", sharing=watching_of(desk, config()).sharing, jobs=1)
    files = [
        file for file in (tmp_path / "out").rglob("*") if file.suffix in (".html", ".json", ".csv", ".geojson", ".atom")
    ]
    assert len(files) > 150
    for file in files:
        assert not (found := SECRET.search(file.read_text())), (file, found)
    assert not list((tmp_path / "out").rglob("live"))


def test_an_export_holds_no_fix_and_no_protected_place(desk, tmp_path):
    """The record has no positions of tracks; an export of it cannot bring any out."""
    from foreshock.store import open_store

    with open_store(desk) as store:
        write_list(store, tmp_path / "list", history=True)
    for file in (tmp_path / "list").rglob("*"):
        if file.is_file():
            assert not re.search(r"33\.5123|38\.7234|33\.4012|38\.5012|Rukban clinic|3111\.5", file.read_text()), file


def test_a_named_reader_sees_exact_places_and_each_read_is_logged(site, desk):
    answer = get(site, f"{ZONE}exact.json", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    told = json.loads(answer.content)
    assert {(t["track"], t["lat"], t["lon"]) for t in told["tracks"]} == {
        ("yqx-7b3", EXACT.lat, EXACT.lon),
        ("zxw-111", BY_CLINIC.lat, BY_CLINIC.lon),
    }
    assert answer["Cache-Control"] == "no-store, private"
    assert "Access-Control-Allow-Origin" not in answer
    get(site, f"{ZONE}exact.json", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    lines = [json.loads(line) for line in (desk / LOG).read_bytes().splitlines()]
    assert [(line["reader"], line["zone"], line["tracks"]) for line in lines] == [
        ("Ada Keeper", "al-tanf-55-km", 2)
    ] * 2
    assert check_log(desk / LOG) == 2
    assert TOKEN not in (desk / LOG).read_text()


@pytest.mark.parametrize(
    ("header", "status"), [(None, 401), ("Basic eDp5", 401), ("Bearer ", 401), ("Bearer wrong", 403)]
)
def test_nobody_else_sees_them_and_a_wrong_token_is_logged_too(site, desk, header, status):
    answer = get(site, f"{ZONE}exact.json", **({"HTTP_AUTHORIZATION": header} if header else {}))
    assert answer.status_code == status
    assert not SECRET.search(answer.content.decode())
    refused = (desk / LOG).read_text().count('"refused"') if (desk / LOG).exists() else 0
    assert refused == (status == 403)


def test_a_read_that_cannot_be_logged_is_not_answered(site, desk):
    (desk / LOG).mkdir()
    answer = get(site, f"{ZONE}exact.json", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert answer.status_code == 503
    assert not SECRET.search(answer.content.decode())


def test_a_line_taken_out_of_the_log_or_changed_is_noticed(site, desk):
    for _ in range(3):
        get(site, f"{ZONE}exact.json", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    lines = (desk / LOG).read_bytes().splitlines(keepends=True)
    (desk / LOG).write_bytes(lines[0] + lines[2])
    with pytest.raises(Damaged, match="line 2"):
        check_log(desk / LOG)
    (desk / LOG).write_bytes(lines[0].replace(b"Ada", b"Bob") + lines[1])
    with pytest.raises(Damaged, match="line 2"):
        check_log(desk / LOG)


def test_what_is_seen_now_cannot_be_looked_back_to(site):
    for path in ("live/", "live.json", "exact.json"):
        assert get(site, f"{ZONE}{path}?as-of=2018-06-30").status_code == 400


def test_a_desk_whose_protected_places_cannot_be_read_shows_nothing(desk):
    (desk / "protected.geojson").unlink()
    with pytest.raises(StoreError, match="never to be shown"):
        watching_of(desk, config())


def test_the_settings_come_back_as_they_were_written():
    assert decode_config(encode_config(config(delay_hours=24.0, grid_km=25.0))) == config(
        delay_hours=24.0, grid_km=25.0
    )


def test_a_token_itself_is_no_setting():
    with pytest.raises(Exception, match="never the token itself"):
        Reader("Ada", TOKEN)
