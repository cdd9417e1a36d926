"""Readers subscribe, confirm, get one letter a week and leave, through a real mail server; on both databases."""

from __future__ import annotations

import datetime as dt
import http.server
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from mailbox import Mailbox, mailbox
from pathlib import Path
from typing import Any

import pytest
import serving
from test_safety import Client

from conftest import PASSWORD, Served, _typed
from foreshock.model import Citation, Conflict, DeskConfig, Development, InvalidValue, MailConfig, NotFetched, NotFound
from foreshock.store import Put, Store

NOW = dt.datetime.now(dt.UTC)
CONFIG = DeskConfig(
    "Lornia and Vell", "https://list.example", mail=MailConfig("The desk <desk@list.example>", "Quay 1, Vell")
)
NAMES = {"cape-ness": "Cape Ness", "port-vell": "Port Vell"}
LINK = re.compile(r"https?://\S+/desk/subscribe/(confirm|leave)/(\S+)/")


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mailbox() as made:
        monkeypatch.setenv("FORESHOCK_EMAIL_URL", made.url)
        yield made


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    yield
    from django.conf import settings

    if settings.configured:
        from django.core.cache import cache

        cache.clear()


def ask(address: str, flashpoint: str = "", network: str = "192.0.2.1", now: dt.datetime = NOW) -> None:
    from foreshock.desk.letters.subscribing import ask as send

    send(CONFIG, address, flashpoint, NAMES.get(flashpoint, CONFIG.title), network, now)


def link(box: Mailbox, address: str, kind: str) -> str:
    text = box.to(address)[-1].get_content()
    return next(found[2] for found in LINK.finditer(text) if found[1] == kind)


def subscribe(box: Mailbox, address: str, flashpoint: str = "") -> None:
    from foreshock.desk.letters.subscribing import confirm

    ask(address, flashpoint)
    assert confirm(link(box, address, "confirm"), NOW, really=True).confirmed


def publish(store: Store, text: str, home: str = "cape-ness", number: int = 5) -> None:
    value = Development(f"{home}/2020-05-08/{number}", text, sources=(Citation("wire-0", "C3"),))
    store.put([Put("development", value, "now")], by="Ana Lisboa")


def ready(store: Store) -> Any:
    from foreshock.desk.letters import weekly

    letter = weekly.draft(store, CONFIG, NOW.date(), "Ed Brandt")
    letter = weekly.edit(letter.week, letter.version, "A loud week.", dict(letter.sections), "Ed Brandt")
    return weekly.let_go(letter.week, letter.version, "Ed Brandt")


def send() -> tuple[int, int]:
    from foreshock.desk.letters.weekly import send_letters

    return send_letters(CONFIG, NAMES, dt.datetime.now(dt.UTC))


def test_nobody_gets_letters_who_has_not_confirmed(desk_store: Store, box: Mailbox) -> None:
    ask("nell@vell.example")
    publish(desk_store, "A shot was fired.")
    ready(desk_store)
    assert send() == (0, 0)
    assert [letter["Subject"] for letter in box.to("nell@vell.example")] == ["The weekly letter of Lornia and Vell"]


def test_a_reader_gets_each_letter_once_and_only_what_was_asked_for(desk_store: Store, box: Mailbox) -> None:
    for address, flashpoint in (
        ("a@vell.example", ""),
        ("b@vell.example", "port-vell"),
        ("c@vell.example", "cape-ness"),
    ):
        subscribe(box, address, flashpoint)
    subscribe(box, "a@vell.example", "cape-ness")
    box.letters.clear()
    publish(desk_store, "A shot was fired.")
    ready(desk_store)
    assert (send(), send()) == ((2, 0), (0, 0))
    assert box.to("b@vell.example") == [], "nothing happened at the port"
    [whole] = box.to("a@vell.example")
    assert "A loud week." in whole.get_content() and "Cape Ness\n* A shot was fired." in whole.get_content()
    [part] = box.to("c@vell.example")
    assert part["Subject"].startswith("Cape Ness, the week of")
    assert "Quay 1, Vell" in part.get_content() and part["From"] == "The desk <desk@list.example>"


def test_every_letter_can_be_left_with_one_click_as_mail_programs_do(desk_store: Store, box: Mailbox) -> None:
    from foreshock.desk.letters.subscribing import leave
    from foreshock.desk.outgoing import Subscription

    subscribe(box, "nell@vell.example")
    publish(desk_store, "A shot was fired.")
    ready(desk_store)
    send()
    letter = box.to("nell@vell.example")[-1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = LINK.search(letter["List-Unsubscribe"].replace("\n", "").replace(" ", ""))
    assert found
    assert leave(found[2], really=True) == "" and leave(found[2], really=True) is None
    assert not Subscription.objects.exists()
    with pytest.raises(NotFound, match="cut off"):
        leave(found[2][:-3], really=True)


def test_links_to_confirm_are_signed_and_grow_old(desk_store: Store, box: Mailbox) -> None:
    from django.core import signing

    from foreshock.desk.letters.subscribing import confirm, forget_unconfirmed
    from foreshock.desk.outgoing import Subscription

    ask("nell@vell.example")
    token = link(box, "nell@vell.example", "confirm")
    for wrong in (token[:-2], token.swapcase(), signing.dumps(Subscription.objects.get().key)):
        with pytest.raises(NotFound):
            confirm(wrong, NOW, really=True)
    assert forget_unconfirmed(NOW + dt.timedelta(days=2)) == 0
    assert forget_unconfirmed(NOW + dt.timedelta(days=4)) == 1
    with pytest.raises(NotFound):
        confirm(token, NOW, really=True)


def test_addresses_are_sealed_in_the_database_and_lost_without_the_key(desk_store: Store, box: Mailbox) -> None:
    from django.test import override_settings

    from foreshock.desk.letters.subscribing import address_of
    from foreshock.desk.outgoing import Subscription
    from foreshock.model import StoreError

    ask("Nell.Quay@Vell.example")
    row = Subscription.objects.get()
    stored = " ".join(str(bytes(v) if isinstance(v, bytes | memoryview) else v) for v in vars(row).values())
    assert "nell" not in stored.casefold() and "vell.example" not in stored.casefold()
    assert address_of(row) == "Nell.Quay@vell.example"
    with override_settings(SECRET_KEY="another"), pytest.raises(StoreError, match="put back the desk's file"):
        address_of(row)


def test_asking_again_and_again_sends_no_flood(desk_store: Store, box: Mailbox) -> None:
    from foreshock.desk.letters.subscribing import TooMany

    for minute in range(0, 90, 3):
        ask("nell@vell.example", network=f"192.0.2.{minute}", now=NOW + dt.timedelta(minutes=minute))
    assert len(box.to("nell@vell.example")) == 4
    for n in range(10):
        ask(f"reader-{n}@vell.example", network="198.51.100.7")
    with pytest.raises(TooMany):
        ask("one-more@vell.example", network="198.51.100.7")


@pytest.mark.parametrize("wrong", ["", "nell", "a@b@c", "a@vell.example\nBcc: b@vell.example", "a b@vell.example"])
def test_what_is_no_address_is_refused(desk_store: Store, box: Mailbox, wrong: str) -> None:
    with pytest.raises(InvalidValue, match="no e-mail address"):
        ask(wrong)
    assert box.letters == []


def test_a_refused_reader_and_a_server_away_lose_nothing_for_the_others(desk_store: Store, box: Mailbox) -> None:
    for name in "abc":
        subscribe(box, f"{name}@vell.example")
    box.letters.clear()
    publish(desk_store, "A shot was fired.")
    ready(desk_store)
    box.refused.add("b@vell.example")
    assert send() == (2, 1)
    assert [name for name, _ in box.letters] == ["a@vell.example", "c@vell.example"]
    subscribe(box, "d@vell.example")
    from foreshock.desk.outgoing import Delivery

    Delivery.objects.update(state="waiting", due=NOW - dt.timedelta(hours=1))
    box.server.shutdown()
    box.server.server_close()
    with pytest.raises(NotFetched, match="the others wait"):
        send()
    assert Delivery.objects.filter(state="waiting").count() == 3


def test_an_editor_changes_a_letter_before_it_goes_and_not_after(desk_store: Store, box: Mailbox) -> None:
    from foreshock.desk.letters import weekly

    subscribe(box, "nell@vell.example")
    publish(desk_store, "A shot was fired.")
    letter = ready(desk_store)
    with pytest.raises(Conflict, match="let go already"):
        weekly.edit(letter.week, letter.version, "x", {}, "Ed Brandt")
    letter = weekly.take_back(letter.week, letter.version, "Ed Brandt")
    with pytest.raises(Conflict, match="since you opened it"):
        weekly.edit(letter.week, letter.version - 1, "x", {}, "Ana Lisboa")
    letter = weekly.edit(letter.week, letter.version, "", {"cape-ness": "Two shots were fired."}, "Ed Brandt")
    letter = weekly.let_go(letter.week, letter.version, "Ed Brandt")
    send()
    assert box.to("nell@vell.example")[-1].get_content().startswith("Cape Ness\nTwo shots were fired.")
    assert weekly.draft(desk_store, CONFIG, NOW.date(), "x").status == "sent", "one letter a week"
    with pytest.raises(Conflict, match="on its way"):
        weekly.take_back(letter.week, letter.version + 1, "Ed Brandt")


def test_the_server_of_mail_is_never_reached_in_the_clear(monkeypatch: pytest.MonkeyPatch, desk_store: Store) -> None:
    from foreshock.desk.letters.mail import mail_server

    for wrong in ("smtp+plain://mail.example", "smtp+plain://u:hush@127.0.0.1", "http://x", ""):
        monkeypatch.setenv("FORESHOCK_EMAIL_URL", wrong)
        with pytest.raises(InvalidValue, match="FORESHOCK_EMAIL_URL") as error:
            mail_server()
        assert "hush" not in str(error.value)
    monkeypatch.setenv("FORESHOCK_EMAIL_URL", "smtp://u%40x:p%2Fw@mail.example")
    server = mail_server()
    assert (server.use_tls, server.port, server.username, server.password) == (True, 587, "u@x", "p/w")


@pytest.fixture
def mailing(tmp_path: Path, _filled: Path, box: Mailbox) -> Iterator[Served]:
    """A served desk that writes to readers, and knows its own address."""
    folder = Path(shutil.copytree(_filled, tmp_path / "mailing"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = f'title = "Lornia and Vell"\nbase-url = "{address}"\n[mail]\nsender = "desk@list.example"\n'
    (folder / "foreshock.toml").write_text(settings)
    command = [sys.executable, "-m", "foreshock", "serve", "--desk", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout and process.stdout.readline()
    try:
        yield Served(address, folder, _typed)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def test_from_the_form_to_the_letter_and_out_again(mailing: Served, box: Mailbox) -> None:
    reader, desk = Client(mailing), ("--desk", str(mailing.folder))
    token = reader.token("/desk/subscribe/?at=cape-ness")
    form = {"csrfmiddlewaretoken": token, "address": "nell@vell.example", "flashpoint": ""}
    assert reader.send("/desk/subscribe/", {**form, "csrfmiddlewaretoken": "x"})[0] == 403
    first = reader.send("/desk/subscribe/", form)
    assert first[0] == 200 and "Look into your mail" in first[1]
    assert reader.send("/desk/subscribe/", form)[1].count("Look into your mail") == 1, "the same answer again"
    path = f"/desk/subscribe/confirm/{link(box, 'nell@vell.example', 'confirm')}/"
    assert "Get the weekly letter" in reader.send(path)[1]
    assert "comes to you" in reader.send(path, {"csrfmiddlewaretoken": reader.token(path)})[1]

    editor = Client(mailing)
    editor.sign_in("ed", PASSWORD)
    page = editor.send("/desk/letters/", {"csrfmiddlewaretoken": editor.token("/desk/letters/"), "week": "this"})[1]
    assert "1 read the whole list" in editor.send("/desk/letters/")[1] and "nell" not in page
    week = NOW.date() - dt.timedelta(NOW.date().weekday())
    path = f"/desk/letters/{week}/"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    words = {"csrfmiddlewaretoken": editor.token(path), "version": version[1], "intro": "A quiet week, <b>so far</b>."}
    assert "it goes out with the next" in editor.send(path, {**words, "act": "send"})[1]
    reader_at_desk = Client(mailing)
    reader_at_desk.sign_in("rhea", PASSWORD)
    assert reader_at_desk.send(path, {**words, "csrfmiddlewaretoken": reader_at_desk.token(path)})[0] == 403

    assert mailing.run("letters", "send", *desk) == "1 letters sent\n"
    letter = box.to("nell@vell.example")[-1]
    assert letter.get_content().startswith("A quiet week, <b>so far</b>.")
    leave = letter["List-Unsubscribe"].strip(" <>").removeprefix(mailing.address)
    assert "No more letters" in reader.send(leave)[1]
    bare = Client(mailing)
    assert "You have left" in bare.send(leave, {"List-Unsubscribe": "One-Click"})[1], "no cookie, no form token"
    assert "Nobody has subscribed" in editor.send("/desk/letters/")[1]


def test_a_list_without_mail_offers_its_feed(served: Served) -> None:
    assert "This list sends no letters" in Client(served).send("/desk/subscribe/")[1]


@pytest.mark.browser
def test_from_a_page_of_a_built_site_to_the_list_of_readers(
    browser: Any, mailing: Served, box: Mailbox, tmp_path: Path
) -> None:
    """The site lies on a server of its own, as files; only its form knows the desk."""
    desk = ("--desk", str(mailing.folder))
    settings = mailing.folder / "foreshock.toml"
    settings.write_text(f'desk-url = "{mailing.address}"\n{settings.read_text()}')
    mailing.run("build", str(tmp_path / "site"), *desk)

    class Files(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(tmp_path / "site"))

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with serving.served(server := http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)):
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/cape-ness/index.html")
        page.get_by_label("Your e-mail address").fill("nell@vell.example")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{mailing.address}/desk/subscribe/ask/")
        assert box.letters == [], "another site's form sends nothing to anybody"
        assert "what happened at Cape Ness" in page.inner_text("main")
        page.get_by_role("button", name="Send me a link to confirm").press("Enter")
        page.get_by_role("heading", name="Look into your mail").wait_for()
        page.goto(f"{mailing.address}/desk/subscribe/confirm/{link(box, 'nell@vell.example', 'confirm')}/")
        page.get_by_role("button", name="Yes, send it to me").press("Enter")
        page.get_by_role("heading", name="You are on the list of readers").wait_for()
        assert "Cape Ness" in page.inner_text("main")
        page.close()


def test_the_form_of_a_page_cannot_be_used_to_send_anything(mailing: Served, box: Mailbox) -> None:
    stranger = Client(mailing)
    fields = {"address": "<script>@vell.example", "flashpoint": '"><b>'}
    status, page = stranger.send("/desk/subscribe/ask/", fields)[:2]
    assert status == 200 and "<script>@" not in page and '"><b>' not in page
    assert stranger.send("/desk/subscribe/ask/", {"address": ""})[0] == 200
    assert stranger.send("/desk/subscribe/ask/")[0] == 200
    assert box.letters == []
