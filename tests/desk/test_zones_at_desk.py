"""Zones at the desk: exact positions for accounts that the settings name, each read logged; breaches with claims."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_safety import Client
from warm_desks import WarmDesks

from conftest import PASSWORD, Served, _typed
from foreshock.model import InvalidValue, Reader
from foreshock.site.watching import LOG, check_log

ZONE = "/desk/zones/ness-zone/"
FORM = f"{ZONE}breach/"
_PUT = """
import sys, datetime as dt
from pathlib import Path
from foreshock.model import Notice, Party, TriggerList, Zone, decode_config
from foreshock.desk.setup import open_desk_store
from foreshock.store import Put
folder = Path(sys.argv[1])
with open_desk_store(folder, decode_config((folder / "foreshock.toml").read_bytes())) as store:
    zone = Zone("ness-zone", "quiet zone off Cape Ness", "cape-ness", "vell", 50.0, -5.0, 20_000)
    now = dt.datetime.now(dt.UTC)
    relief = Notice("relief", "humanitarian convoy", "vell", now, now + dt.timedelta(days=400), 50.0, -5.0, 900.0)
    store.put([Put("zone", zone), Put("notice", relief)], by="Test")
"""


@pytest.fixture
def watched(tmp_path: Path, _filled: Path, warm_desks: WarmDesks) -> Iterator[Served]:
    """A desk with a watch in whose zone something is, and with ana as a named reader."""
    pytest.importorskip("numba", reason="the zone extra is not installed; left out: what a watch sees, at the desk")
    folder = Path(shutil.copytree(_filled, tmp_path / "watched"))
    settings = (folder / "foreshock.toml").read_text().replace('journal = ""', 'journal = "journal"')
    (folder / "foreshock.toml").write_text(f'{settings}\n[[zone.readers]]\nname = "Ana, on duty"\naccount = "ana"\n')
    subprocess.run([sys.executable, "-c", _PUT, str(folder)], check=True)
    feature = {"type": "Feature", "id": "ness-zone", "properties": {"radius_m": 20_000},
               "geometry": {"type": "Point", "coordinates": [-5.0, 50.0]}}  # fmt: skip
    zones = tmp_path / "zones.geojson"
    zones.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    began = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=3)
    fixes = [
        {"track": "yqx7b3", "time": (began + dt.timedelta(seconds=10 * n)).isoformat(), "lat": 50.012345, "lon": -5.04}
        for n in range(18)
    ]
    command = [sys.executable, "-m", "foreshock", "zone", "watch", "-Z", str(zones), "-J", str(folder / "journal")]
    subprocess.run(command, input="\n".join(map(json.dumps, fixes)).encode(), check=True, stdout=subprocess.DEVNULL)
    with warm_desks.serve(folder) as address:
        yield Served(address, folder, _typed)


def send(client: Client, path: str, **fields: str) -> tuple[int, str]:
    token = {"csrfmiddlewaretoken": client.token(path)}
    return client.send(path, token | {"base": "0", "reason": "told by telephone", **fields})[:2]


def test_a_named_account_sees_exact_positions_each_read_is_logged_and_others_see_none(watched: Served) -> None:
    ana, ed = Client(watched), Client(watched)
    ana.sign_in("ana")
    ed.sign_in("ed")
    body = ana.send(ZONE)[1]
    assert "50.01235, -5.04000" in body and "yqx7b3" in body and "1 inside" in body
    ana.send(ZONE)
    lines = [json.loads(line) for line in (watched.folder / LOG).read_bytes().splitlines()]
    assert [(one["reader"], one["zone"], one["tracks"]) for one in lines] == [("Ana, on duty", "ness-zone", 1)] * 2
    assert check_log(watched.folder / LOG) == 2
    other = ed.send(ZONE)[1]
    assert "yqx7b3" not in other and "50.0123" not in other and "yours is none" in other
    assert len((watched.folder / LOG).read_bytes().splitlines()) == 2
    for page in (body, other):
        assert page.count("Notification is not permission.") == 2


_YOUNG = """
import sys, datetime as dt
from pathlib import Path
from foreshock.model import Breach, decode_config
from foreshock.desk.setup import open_desk_store
from foreshock.site.watching import sharing_of
from foreshock.store import Put
folder = Path(sys.argv[1])
config = decode_config((folder / "foreshock.toml").read_bytes())
with open_desk_store(folder, config) as store:
    from foreshock.desk.laying import lay_breaches
    at = dt.datetime.fromisoformat(sys.argv[2])
    facts = dict(first=at, last=at, entered=at, fixes=4, ended="contact lost", depth_m=3217.0, probability=1.0)
    known = Breach(f"ness-zone/yqx7b3/{at:%Y%m%dT%H%M%SZ}", "ness-zone", track="yqx7b3", party="lornia",
                   development="cape-ness/2020-05-07/1", evidence=("The log of yqx7b3.",), line="msg-3", **facts)
    store.put([Put("breach", known)], by="Test")
    laid = Breach(f"ness-zone/qrk9zz/{at:%Y%m%dT%H%M%SZ}", "ness-zone", track="qrk9zz", **facts)
    assert lay_breaches(store, [laid], sharing_of(folder, config)).new == 1
"""
#: What nobody but a named reader may learn of the two young breaches: tracks, minute and second, depth.
_AT = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=5, minutes=25)).replace(second=27, microsecond=0)
_SECRET = re.compile(rf"yqx7b3|qrk9zz|(?<![:\d]){_AT:%H:%M}|T{_AT:%H%M%S}Z|\b321\d\b|msg-3")


def young(watched: Served) -> None:
    subprocess.run([sys.executable, "-c", _YOUNG, str(watched.folder), _AT.isoformat()], check=True)


def logged(watched: Served) -> list[tuple[str, str, int]]:
    log = watched.folder / LOG
    lines = [json.loads(line) for line in log.read_bytes().splitlines()] if log.exists() else []
    return [(one["reader"], one["outcome"], one["tracks"]) for one in lines if one["outcome"] == "breaches"]


def test_of_a_young_breach_a_named_reader_sees_all_each_read_logged_and_others_no_more_than_the_public(
    watched: Served,
) -> None:
    young(watched)
    ana, ed, rhea = Client(watched), Client(watched), Client(watched)
    for client, name in ((ana, "ana"), (ed, "ed"), (rhea, "rhea")):
        client.sign_in(name)
    for client in (ed, rhea):
        body = client.send(ZONE)[1]
        assert not (found := _SECRET.search(body)), found
        assert f"between {_AT:%H}:00 and {_AT:%H}:59 UTC" in body
    assert logged(watched) == []
    assert f"{_AT:%H:%M} UTC" in ana.send(ZONE)[1]
    assert logged(watched) == [("Ana, on duty", "breaches", 1)]

    (form,) = re.findall(r'"(/desk/zones/ness-zone/breach/\?id=[^"]*track-[^"]*)"', ed.send(ZONE)[1])
    body = ed.send(form)[1]
    assert not (found := _SECRET.search(body)), found
    assert "Seen in a track" in body and f"between {_AT:%H}:00" in body
    own = f"{FORM}?id=ness-zone%2Fyqx7b3%2F{_AT:%Y%m%dT%H%M%SZ}"
    assert ed.send(own)[0] == 404, "a name that fits would tell the track"
    assert len(logged(watched)) == 1
    for address in (form, own):
        assert "Seen in the track yqx7b3" in ana.send(address)[1]
    assert logged(watched) == [("Ana, on duty", "breaches", 1)] * 3


def test_an_analyst_works_on_a_young_breach_and_loses_nothing_that_was_withheld(watched: Served) -> None:
    young(watched)
    ana, ed = Client(watched), Client(watched)
    ana.sign_in("ana")
    ed.sign_in("ed")
    (form,) = re.findall(r'"(/desk/zones/ness-zone/breach/\?id=[^"]*track-[^"]*)"', ed.send(ZONE)[1])
    said = fields_of(ed.send(form)[1])
    said |= {"evidence": "A photograph.", "held_by": "The coast guard", "domain": "sea", "finding": "open"}
    body = send(ed, form, **said)[1]
    assert "Waits for its second reader" in body and not _SECRET.search(body)
    (path,) = set(re.findall(r'"(/desk/change/\d+/)"', ed.send(ZONE)[1]))
    overview = ed.send("/desk/list/")[1]
    assert path in overview and not _SECRET.search(overview)
    change = ed.send(path)[1]
    assert not (found := _SECRET.search(change)), found
    assert "ness-zone/track-" in change and "[withheld]" in change and "A photograph." in change
    assert "The log of" in ana.send(path)[1]
    again = send(ed, form, **said)[1]
    assert "waits for its second reader" in again and not _SECRET.search(again)
    assert approve(ana) == 1
    kept = ana.send(form)[1]
    for words in ("The log of yqx7b3.", "A photograph.", "msg-3", "The coast guard", "Seen in the track yqx7b3"):
        assert words in kept, words


def test_the_api_and_the_queue_name_no_young_track_to_whoever_is_not_named(watched: Served) -> None:
    from test_api import ask, token_of

    young(watched)
    tokens = {name: token_of(watched, name) for name in ("ana", "ed", "rhea")}
    items = ask(watched, "queue?flashpoint=cape-ness&limit=200", tokens["rhea"])[1]["items"]
    (line,) = [one for one in items if one["id"].startswith("breach-")]
    assert not _SECRET.search(json.dumps(line))
    own = f"ness-zone/qrk9zz/{_AT:%Y%m%dT%H%M%SZ}"
    assert hashlib.sha256(own.encode()).hexdigest()[:16] not in line["id"], "a name could be tried"
    for name in ("ed", "rhea"):
        found = ask(watched, f"queue/{line['id']}", tokens[name])[1]["candidate"]
        assert not (secret := _SECRET.search(json.dumps(found))), secret
        assert found["breaches"][0].startswith("ness-zone/track-") and "quiet zone" in found["proposal"]["text"]
    assert logged(watched) == []
    found = ask(watched, f"queue/{line['id']}", tokens["ana"])[1]["candidate"]
    assert found["breaches"] == [own]
    assert logged(watched) == [("Ana, on duty", "breaches", 1)]
    ed = Client(watched)
    ed.sign_in("ed")
    for page in ("/desk/", f"/desk/c/{line['id']}/"):
        status, body, _ = ed.send(page)
        assert status == 200 and not (secret := _SECRET.search(body)), (page, secret)
    accept = {"act": "accept", "version": ask(watched, f"queue/{line['id']}", tokens["ed"])[1]["version"]}
    taken = ask(watched, f"queue/{line['id']}/acts", tokens["ed"], accept)[1]
    approve = {"act": "approve", "version": taken["version"]}
    assert ask(watched, f"queue/{line['id']}/acts", tokens["ana"], approve)[1]["candidate"]["status"] == "published"
    done = ask(watched, f"queue/{line['id']}", tokens["ed"])[1]["candidate"]
    assert len(done["wrote"]) == 2
    for told in (taken, done):
        assert not (secret := _SECRET.search(json.dumps(told))), secret


def test_what_cannot_be_logged_is_not_shown(watched: Served) -> None:
    (watched.folder / LOG).mkdir()
    ana = Client(watched)
    ana.sign_in("ana")
    status, body, _ = ana.send(ZONE)
    assert status == 503 and "yqx7b3" not in body and "exact positions are not read" in body


def test_a_breach_known_by_report_gets_claims_and_a_finding_past_a_second_reader(watched: Served) -> None:
    ana, ed, rhea = Client(watched), Client(watched), Client(watched)
    for client, name in ((ana, "ana"), (ed, "ed"), (rhea, "rhea")):
        client.sign_in(name)
    told = {"reported": "A boat is said to have come in.", "party": "lornia", "domain": "sea"}
    assert "needs a source" in send(ana, FORM, **told, happened="2020-05")[1]
    source = {"source-0-document": "wire-0", "source-0-grade": "C3"}
    assert "say when it was" in send(ana, FORM, **told, **source)[1]
    assert (
        "no document &#x27;wire-9&#x27;"
        in send(ana, FORM, **told, happened="2020-05", **{"source-0-document": "wire-9"})[1]
    )
    assert "Waits for its second reader" in send(ana, FORM, **told, happened="2020-05", **source)[1]
    assert approve(ed) == 1
    form = f"{FORM}?id=ness-zone%2F2020-05-lornia"
    kept = fields_of(ana.send(form)[1])
    claims = {
        "claim-0-party": "vell", "claim-0-text": "It was ten miles inside.", "claim-0-date": "2020-05-08",
        "claim-1-party": "lornia", "claim-1-text": "Nobody was there.", "finding": "disputed", "line": "msg-17",
        "reported": told["reported"], "domain": "sea", "development": "cape-ness/2020-05-07/1",
    }  # fmt: skip
    assert "without its reasons" in send(ana, form, **kept | claims)[1]
    claims["found"] = "Neither side has shown a track."
    assert "Waits" in send(ana, form, **kept | claims)[1]
    assert approve(ed) == 1
    public = Client(watched).send("/cape-ness/zone/ness-zone/")[1]
    for words in ("Counter-claim", "It was ten miles inside", "Nobody was there", "Finding: Disputed", "msg-17"):
        assert words in public, words
    assert "changed since you opened it" in send(ana, form, **kept | claims)[1]
    assert rhea.send(FORM)[0] == 403
    assert ana.send(f"{FORM}?id=ness-zone%2Fnobody")[0] == 404
    assert ana.send("/desk/zones/nowhere/")[0] == 404


def fields_of(page: str) -> dict[str, str]:
    found = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page))
    return {name: value for name, value in found.items() if name not in ("csrfmiddlewaretoken", "reason")}


def approve(client: Client) -> int:
    """Say yes to every change of a breach that waits; how many there were."""
    paths = sorted(set(re.findall(r'"(/desk/change/\d+/)"', client.send(ZONE)[1])))
    for path in paths:
        assert "Published" in client.send(path, {"csrfmiddlewaretoken": client.token(path), "act": "approve"})[1]
    return len(paths)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_zones_pages_have_no_violation_of_wcag(browser: Any, watched: Served, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{watched.address}/desk/")
    page.fill("input[name=login]", "ana")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    for path in ("/desk/zones/", ZONE, FORM, f"{ZONE}sides/"):
        page.goto(f"{watched.address}{path}")
        found = (
            Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response["violations"]
        )
        assert not found, (path, [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found])


def test_a_reader_has_a_token_or_an_account() -> None:
    assert Reader("Ana", account="ana").token_sha256 == ""
    for wrong in (
        {"name": "Ana"},
        {"name": "", "account": "ana"},
        {"name": "Ana", "token_sha256": "x", "account": "a"},
    ):
        with pytest.raises(InvalidValue):
            Reader(**wrong)


def test_positions_and_each_sides_own_count_are_recorded_past_a_second_reader(watched: Served) -> None:
    ana, ed = Client(watched), Client(watched)
    ana.sign_in("ana")
    ed.sign_in("ed")
    form = f"{ZONE}sides/"
    kept = fields_of(ana.send(form)[1])
    said = {
        "position-0-party": "lornia", "position-0-stance": "disputes", "position-0-words": "Never agreed to it.",
        "position-0-date": "2020-05", "count-0-by": "vell", "count-0-party": "lornia", "count-0-when": "2020-05",
        "count-0-number": "17", "count-0-development": "cape-ness/2020-05-07/1",
    }  # fmt: skip
    assert "choose one of" in send(ana, form, **kept | said | {"position-0-stance": "shrugs"})[1]
    assert "write a number" in send(ana, form, **kept | said | {"count-0-number": "many"})[1]
    assert "no development" in send(ana, form, **kept | said | {"count-0-development": "cape-ness/1999-01-01/1"})[1]
    assert "Waits for its second reader" in send(ana, form, **kept | said)[1]
    assert approve(ed) == 1
    public = Client(watched).send("/cape-ness/zone/ness-zone/")[1]
    assert "Never agreed to it" in public and "vell: 17" in public
    assert "counts 17 by lornia" in ana.send(ZONE)[1]


def test_a_form_keeps_every_row_that_it_shows_however_many_there_are() -> None:
    from foreshock.desk import breachforms
    from foreshock.model import Breach, Citation, Claim, Count, When, Zone
    from foreshock.model.zones import Position

    counts = tuple(Count("z", "vell", "lornia", When(f"{2019 + n // 12}-{n % 12 + 1:02}"), n) for n in range(45))
    positions = tuple(Position("vell", "declared", f"Statement {n}.") for n in range(45))
    zone = Zone("z", "a zone", "cape-ness", "vell", 50.0, -5.0, 20_000, counts=counts, positions=positions)
    fields = breachforms.sides_fields(zone)
    assert breachforms.sides_from(fields, zone) == zone
    assert len(breachforms.rows(fields, "count", breachforms.COUNT)) == 47, "two empty ones to fill"
    fields |= {
        "count-7-by": "",
        "count-46-by": "vell",
        "count-46-party": "lornia",
        "count-46-when": "2023-02",
        "count-46-number": "3",
    }
    assert len(breachforms.sides_from(fields, zone).counts) == 45, "one taken out, one more"
    claims = tuple(Claim("vell", f"Claim {n}.") for n in range(45))
    sources = tuple(Citation(f"d-{n}") for n in range(45))
    breach = Breach("z/b", "z", reported="A boat.", happened=When("2020-05"), claims=claims, sources=sources)
    assert breachforms.breach_from(breachforms.breach_fields(breach), breach, "z", ()) == breach
