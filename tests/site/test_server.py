"""The server as programs and browsers see it: a real one on a free port, asked over HTTP."""

from __future__ import annotations

import datetime as dt
import gzip
import http.client
import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import outlet_lists as lists
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from foreshock.model import Conflict, Development, Flashpoint, Image, InvalidValue
from foreshock.site.server import application, serve
from foreshock.store import Put, Store, open_store

PORT = "port-mirna"
EARLY = dt.date(2021, 4, 1)
PICTURE = b"\x89PNG\r\n\x1a\n and the rest of a picture"


class Running:
    """A site that is being served."""

    def __init__(self, address: str, store: Store) -> None:
        self.address, self.store = address, store
        self.port = urlsplit(address).port

    def get(self, path: str, method: str = "GET", **headers: str) -> SimpleNamespace:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return SimpleNamespace(
            status=response.status, headers=response.headers, body=body, text=body.decode("utf-8", "replace")
        )


@pytest.fixture(scope="module")
def start() -> Callable[..., Running]:
    """Serves a store; the threads are daemons and end with the tests."""

    def start(store: Store, **options: Any) -> Running:
        ready: list[str] = []
        told = threading.Event()

        def on_ready(address: str) -> None:
            ready.append(address)
            told.set()

        threading.Thread(
            target=serve, args=(store,), kwargs={"port": 0, "on_ready": on_ready, **options}, daemon=True
        ).start()
        assert told.wait(30)
        return Running(ready[0], store)

    return start


@pytest.fixture(scope="module")
def site(start, new_desk_folder, tmp_path_factory) -> Running:
    folder = new_desk_folder(tmp_path_factory.mktemp("served"))
    store = open_store(folder)
    store.put(lists.puts(EARLY), "A. Keeper", "first reading")
    return start(store)


@pytest.mark.parametrize(
    ("path", "media_type", "words"),
    [
        ("/", "text/html; charset=utf-8", "Mirna trigger list"),
        (f"/{PORT}/", "text/html; charset=utf-8", "A shot is fired in the channel."),
        (f"/{PORT}/2021/", "text/html; charset=utf-8", "A shot is fired"),
        (f"/{PORT}/2021-05-01/1/", "text/html; charset=utf-8", "Who fired?"),
        ("/corrections/", "text/html; charset=utf-8", "Corrections"),
        ("/about/", "text/html; charset=utf-8", "Levels"),
        ("/explore/", "text/html; charset=utf-8", "Explore"),
        ("/index.json", "application/json", '"foreshock/list/1"'),
        ("/index.csv", "text/csv; charset=utf-8; header=present", "slug,name,kind"),
        ("/index.geojson", "application/geo+json", "FeatureCollection"),
        ("/feed.atom", "application/atom+xml; charset=utf-8", "<feed"),
        (f"/{PORT}.json", "application/json", "A shot is fired"),
        (f"/{PORT}/2021-05-01/1.json", "application/json", "A shot is fired"),
        (f"/{PORT}.pdf", "application/pdf", "%PDF-"),
        ("/_static/style.css", "text/css; charset=utf-8", "@font-face"),
        ("/_static/fonts/public-sans.woff2", "font/woff2", ""),
    ],
)
def test_every_kind_of_address_is_answered_with_its_type(site, path, media_type, words):
    answer = site.get(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, media_type)
    assert words in answer.text
    assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_every_link_of_every_page_kind_is_answered(site):
    seen: set[str] = set()
    for path in ("/", f"/{PORT}/", f"/{PORT}/2021/", f"/{PORT}/2021-05-01/1/", "/corrections/", "/about/", "/explore/"):
        for node in HTMLParser(site.get(path).body).css("[href], [src]"):
            address = node.attributes.get("href") or node.attributes.get("src") or ""
            parts = urlsplit(address)
            if not parts.scheme and parts.path:
                seen.add(parts.path + (f"?{parts.query}" if parts.query else ""))
    assert len(seen) > 25
    assert {path: site.get(path).status for path in sorted(seen)} == dict.fromkeys(sorted(seen), 200)


def test_no_page_sets_a_cookie_and_every_answer_carries_the_policy(site):
    for path in ("/", f"/{PORT}/", f"/{PORT}.json", "/nowhere/", "/_static/style.css", "/?as-of=never", f"/{PORT}"):
        headers = site.get(path).headers
        assert "Set-Cookie" not in headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith(
            "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'"
        )
        assert "unsafe" not in policy
        assert "blob:" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "Server" not in headers
    assert "worker-src 'self' blob:" in site.get("/explore/").headers["Content-Security-Policy"]


def test_pages_need_no_style_that_the_policy_forbids(site):
    for path in ("/", f"/{PORT}/", f"/{PORT}/2021-05-01/1/", "/about/", "/explore/", "/corrections/"):
        tree = HTMLParser(site.get(path).body)
        assert tree.css("[style], style, [onclick], [onload]") == [], path
        assert [
            n
            for n in tree.css("script")
            if not n.attributes.get("src") and "json" not in (n.attributes.get("type") or "")
        ] == []


def test_text_is_packed_for_those_who_take_it_and_fonts_are_not(site):
    plain, packed = site.get("/"), site.get("/", Accept_Encoding="br, gzip;q=0.8")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert site.get("/", Accept_Encoding="gzip;q=0").headers["Content-Encoding"] is None
    assert site.get("/_static/fonts/public-sans.woff2", Accept_Encoding="gzip").headers["Content-Encoding"] is None


def test_a_page_that_has_not_changed_is_not_sent_again(site):
    first = site.get(f"/{PORT}/")
    again = site.get(f"/{PORT}/", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert site.get(f"/{PORT}/", If_None_Match='"other"').status == 200
    assert site.get(f"/{PORT}/", If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert site.get(f"/{PORT}/", If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT").status == 200


def test_head_has_the_headers_of_get_and_no_body(site):
    got, head = site.get("/index.json"), site.get("/index.json", "HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified"):
        assert head.headers[name] == got.headers[name]


def test_other_methods_are_refused(site):
    answer = site.get("/", "POST")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_one_address_a_page(site):
    for path, target in (
        (f"/{PORT}", f"/{PORT}/"),
        (f"/{PORT}/index.html?as-of=2021-05-01", f"/{PORT}/?as-of=2021-05-01"),
        ("/index.html", "/"),
        (f"/{PORT}/show-events/", f"/{PORT}/?show=events"),
        ("/since-30/?as-of=2021-05-01", "/?since=30&as-of=2021-05-01"),
    ):
        answer = site.get(path)
        assert (answer.status, answer.headers["Location"]) == (301, target)
        assert site.get(target).status == 200


def test_the_site_as_of_a_day_shows_what_was_published_by_its_end(site):
    then = site.get(f"/{PORT}/?as-of=2021-04-30").text
    assert "A patrol boat crosses the line." in then
    assert "A shot is fired" not in then
    assert f"/{PORT}/2021-04-28/1/?as-of=2021-04-30" in then
    data = json.loads(site.get("/index.json?as-of=2021-04-30").body)
    assert data["as_of"].startswith("2021-04-30T23:59:59")
    assert next(f for f in data["flashpoints"] if f["slug"] == PORT)["level"]["level"] == "substantial"


def test_an_instant_is_taken_too(site):
    assert "A shot is fired" not in site.get(f"/{PORT}/?as-of=2021-05-01T11:59:59Z").text
    assert "A shot is fired" in site.get(f"/{PORT}/?as-of=2021-05-01T12:00:00Z").text


@pytest.mark.parametrize("as_of", ["yesterday", "2021-13-01", "2021-4-1", "20210401", "2021-04-31", "2021-04-01T25:00"])
def test_a_day_that_is_none_is_refused_with_what_to_write(site, as_of):
    answer = site.get(f"/?as-of={as_of}")
    assert answer.status == 400
    assert "as-of=2018-06-30" in answer.text


@pytest.mark.parametrize("path", [f"/{PORT}/?show=everything", "/?since=last-week"])
def test_a_filter_that_is_none_is_refused(site, path):
    assert site.get(path).status == 400


def test_filters_of_the_address_work_and_unknown_ones_are_let_be(site):
    events = site.get(f"/{PORT}/?show=events").text
    assert "A patrol boat crosses the line." in events
    assert "is what the minister calls the note" not in events
    assert site.get("/?since=2021-04-30").status == 200
    assert site.get("/?utm_source=x&as-of=").body == site.get("/").body


def test_an_address_that_nothing_answers_to_gets_a_page_with_hints(site):
    answer = site.get("/port-mirn/")
    assert answer.status == 404
    assert f"/{PORT}/" in answer.text
    for path in ("/nowhere/at/all", f"/{PORT}/2021-05-01/9/", f"/{PORT}/1999/", "/nowhere.json", "/_static/no.css"):
        assert site.get(path).status == 404, path


@pytest.mark.parametrize(
    "path",
    [
        "/_static/../server.py",
        "/_static/%2e%2e/server.py",
        "/_static/..%2fserver.py",
        "/_static//etc/passwd",
        "/_static/",
    ],
)
def test_nothing_outside_of_the_static_files_is_served(site, path):
    assert site.get(path).status == 404


def test_a_name_that_is_not_ours_is_refused(site):
    assert site.get("/", Host="evil.example").status == 400
    assert site.get("/", Host=f"localhost:{site.port}").status == 200


def test_data_may_be_read_by_pages_of_others_and_pages_may_not_be_framed(site):
    assert site.get("/index.json").headers["Access-Control-Allow-Origin"] == "*"
    page = site.get("/")
    assert page.headers["Access-Control-Allow-Origin"] is None
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_change_of_the_record_shows_at_the_next_request(start, desk):
    desk.put(lists.puts(EARLY), "A. Keeper", "first reading")
    site = start(desk)
    before = site.get(f"/{PORT}/")
    value = Development(f"{PORT}/2021-05-02/1", "The channel is swept for mines.")
    desk.put([Put("development", value)], "A. Keeper", "news")
    after = site.get(f"/{PORT}/", If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert "The channel is swept for mines." in after.text
    desk.erase(f"{PORT}/2021-05-02/1", "A. Keeper", "B. Second", "order of a court")
    for path in (f"/{PORT}/", f"/{PORT}.json", f"/{PORT}.csv", "/feed.atom", "/", f"/{PORT}/2021-05-02/1/"):
        assert "swept for mines" not in site.get(path).text, path


def test_only_pictures_that_a_page_shows_leave_the_archive(start, desk):
    assert desk.archive is not None
    shown, secret = desk.archive.put(PICTURE), desk.archive.put(b"the text of a source")
    image = Image("The harbour at noon", "Harbour office", "Ships at a quay.", section="why", sha256=shown)
    fields = {name: getattr(lists.PORT, name) for name in Flashpoint.__struct_fields__}
    desk.put(lists.puts(EARLY), "A. Keeper", "first reading")
    desk.put([Put("flashpoint", Flashpoint(**fields | {"images": (image,)}))], "A. Keeper", "a picture")
    site = start(desk)
    answer = site.get(f"/_held/{shown}")
    assert (answer.status, answer.headers["Content-Type"], answer.body) == (200, "image/png", PICTURE)
    assert site.get(f"/_held/{secret}").status == 404
    assert site.get(f"/_held/{'ab' * 32}").status == 404


def test_many_readers_at_once_get_the_same(site):
    bodies: list[bytes] = []
    threads = [threading.Thread(target=lambda: bodies.append(site.get("/index.json").body)) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(bodies) == 24
    assert len(set(bodies)) == 1


def test_under_a_path_all_addresses_keep_it(start, desk):
    desk.put(lists.puts(EARLY), "A. Keeper", "first reading")
    site = start(desk, base_url="https://list.example/mirna")
    page = site.get(f"/mirna/{PORT}/")
    assert page.status == 200
    assert site.get(f"/{PORT}/").body == page.body
    assert 'href="/mirna/_static/style.css"' in page.text
    assert f'rel="canonical" href="https://list.example/mirna/{PORT}/"' in page.text
    assert site.get("/mirna/_static/style.css").status == 200
    assert site.get("/", Host="list.example").status == 200


def test_an_empty_desk_is_served_too(start, desk):
    site = start(desk)
    for path in ("/", "/index.json", "/feed.atom", "/corrections/", "/explore/"):
        assert site.get(path).status == 200, path


def test_a_port_that_is_taken_is_refused_with_what_to_do(desk):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Conflict, match=f"127.0.0.1:{port} cannot be served.*--port"):
            serve(desk, port=port)


def test_a_base_address_that_is_none_is_refused(desk):
    with pytest.raises(InvalidValue, match=r"example\.org"):
        application(desk, "list.example")


def test_the_records_of_the_program_are_not_under_the_site(site):
    for path in ("/foreshock.sqlite3", "/archive/", "/.foreshock-site.json", str(Path("/server.py"))):
        assert site.get(path).status == 404
