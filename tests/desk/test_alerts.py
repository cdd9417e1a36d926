"""Alerts against a real receiver: each thing once, in order, whatever services do meanwhile; on both databases."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from receiver import Receiver, receiving

from conftest import Served
from foreshock.model import AlertTo, Citation, DeskConfig, Development, InvalidValue, LevelChange, Source
from foreshock.store import Put, Store

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


class Room:
    """A store, its settings, and a clock that the test sets ahead."""

    def __init__(self, store: Store, *alerts: AlertTo, **settings: Any) -> None:
        self.store = store
        self.config = DeskConfig("Lornia and Vell", "https://list.example", alerts=alerts, **settings)
        self.ahead = dt.timedelta()
        self.number = 1

    def clock(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def send(self, patience: float = 20.0) -> dict[str, Any]:
        from foreshock.desk.alerts.sending import send_alerts

        return {one.recipient: one for one in send_alerts(self.store, self.config, self.clock, patience)}

    def entry(self, text: str, home: str = "cape-ness", published: Any = "now") -> str:
        self.number += 1
        name = f"{home}/2020-05-08/{self.number}"
        value = Development(name, text, sources=(Citation("wire-0", "C3"),))
        self.store.put([Put("development", value, published)], by="Ana Lisboa")
        return name

    def level(self, level: Any, day: str, home: str = "cape-ness") -> None:
        value = LevelChange(home, dt.date.fromisoformat(day), level, f"It is {level}.", "Ed Brandt", ("a",), ("b",))
        self.store.put([Put("level", value, "now")], by="Ed Brandt")


def test_what_happened_before_a_recipient_was_named_is_not_told(desk_store: Store, receiver: Receiver) -> None:
    room = Room(desk_store, AlertTo("duty", receiver.address))
    assert room.send() == {}
    room.entry("A gunboat turned its searchlight on a trawler.")
    assert room.send()["duty"].sent == 1
    assert [(m["title"], m["message"]) for m in receiver.taken] == [
        (
            "Cape Ness: new entry",
            "A gunboat turned its searchlight on a trawler.\nhttps://list.example/cape-ness/2020-05-08/2/",
        )
    ]
    assert room.send() == {} and receiver.asked == 1


def test_a_service_that_fails_is_tried_again_ever_later_and_gets_everything_once(
    desk_store: Store, receiver: Receiver
) -> None:
    room = Room(desk_store, AlertTo("duty", receiver.address))
    room.send()
    room.entry("First."), room.entry("Second.")
    receiver.answer = 503
    told = room.send()["duty"]
    assert (told.sent, told.waiting) == (0, 2) and "503" in told.note
    asked = [receiver.asked]
    for minutes in (0, 0.5, 1.1, 1.6, 2.5, 3.3):
        room.ahead = dt.timedelta(minutes=minutes)
        room.send()
        asked.append(receiver.asked)
    assert asked == [1, 1, 1, 2, 2, 2, 3], "after one minute, then after two more"
    receiver.answer = 200
    room.ahead = HOUR
    assert (room.send()["duty"].sent, room.send()) == (2, {})
    assert [m["message"].split("\n")[0] for m in receiver.taken] == ["First.", "Second."]


def test_a_service_that_hangs_or_is_not_there_holds_up_no_other(desk_store: Store, receiver: Receiver) -> None:
    with receiving() as hanging, receiving() as gone:
        hanging.answer = None
        away = gone.address
        alerts = (AlertTo("hangs", hanging.address), AlertTo("away", away), AlertTo("duty", receiver.address))
        room = Room(desk_store, *alerts)
        room.send()
        gone.server.server_close()
        room.entry("A shot was fired.")
        began = time.monotonic()
        told = room.send(patience=3.0)
        assert time.monotonic() - began < 10
        assert told["duty"].sent == 1 and len(receiver.taken) == 1
        assert "no answer in 3 s" in told["hangs"].note and told["away"].note
        assert told["hangs"].waiting == told["away"].waiting == 1
        hanging.answer = 200
        hanging.let_go.set()
        room.ahead = HOUR
        assert room.send()["hangs"].sent == 1
        assert (hanging.titles, receiver.titles) == (["Cape Ness: new entry"], ["Cape Ness: new entry"])


def test_a_service_that_was_away_for_long_gets_one_message_with_all(desk_store: Store, receiver: Receiver) -> None:
    room = Room(desk_store, AlertTo("duty", receiver.address))
    room.send()
    receiver.answer = 500
    for n in range(7):
        room.entry(f"Entry number {n}.")
    room.send()
    receiver.answer = 200
    room.ahead = HOUR
    assert room.send()["duty"].sent == 7
    assert receiver.titles == ["Lornia and Vell: 7 pieces of news"]
    assert all(f"Entry number {n}." in receiver.taken[0]["message"] for n in range(7))


def test_each_is_told_of_what_they_asked_for(desk_store: Store, receiver: Receiver) -> None:
    with receiving() as port, receiving() as grave:
        room = Room(
            desk_store,
            AlertTo("all", receiver.address),
            AlertTo("port", port.address, flashpoints=("port-vell",), events=("entry",)),
            AlertTo("grave", grave.address, level="severe"),
        )
        room.level("moderate", "2020-05-01")
        room.send()
        room.entry("At the cape, while it is moderate.")
        room.entry("At the port.", "port-vell")
        room.send()
        room.level("severe", "2020-05-08")
        room.entry("At the cape, while it is severe.")
        room.send()
        room.level("substantial", "2020-05-09")
        room.level("substantial", "2020-05-10")
        room.send()
    assert receiver.titles == [
        "Cape Ness: new entry", "Port Vell: new entry", "Cape Ness: level severe, before moderate",
        "Cape Ness: new entry", "Cape Ness: level substantial, before severe",
    ]  # fmt: skip
    assert port.titles == ["Port Vell: new entry"]
    assert grave.titles == [receiver.titles[2], receiver.titles[3], receiver.titles[4]]


def test_a_daily_digest_goes_out_once_a_day_at_its_hour(desk_store: Store, receiver: Receiver) -> None:
    room = Room(desk_store, AlertTo("morning", receiver.address, when="daily", at="06:00"))
    now = room.clock()
    six = dt.datetime.combine(now.date() + DAY, dt.time(6), dt.UTC) - now
    room.send()
    room.entry("In the night.")
    room.level("severe", "2020-05-08")
    for ahead, messages in ((-HOUR, 0), (HOUR, 1), (2 * HOUR, 1), (DAY + HOUR, 1)):
        room.ahead = six + ahead
        room.send()
        assert len(receiver.taken) == messages, ahead
    assert receiver.titles == ["Lornia and Vell: 2 pieces of news"]
    room.entry("Another one.")
    room.ahead = six + 2 * DAY + HOUR
    room.send()
    assert receiver.titles[1] == "Lornia and Vell: 1 piece of news"


def test_nothing_goes_out_that_was_withdrawn_or_comes_from_an_old_list(desk_store: Store, receiver: Receiver) -> None:
    room = Room(desk_store, AlertTo("duty", receiver.address))
    room.send()
    receiver.answer = 500
    name = room.entry("It was not so.")
    room.entry("From an old list.", published=dt.datetime(2020, 5, 8, tzinfo=dt.UTC))
    assert room.send()["duty"].waiting == 1
    desk_store.put([Put("development", None, "now", "withdraw", id=name)], "Ed Brandt", "not so")
    receiver.answer = 200
    room.ahead = HOUR
    assert room.send() == {} and receiver.taken == []


def test_an_entry_that_is_edited_is_not_told_again(desk_store: Store, receiver: Receiver) -> None:
    room = Room(desk_store, AlertTo("duty", receiver.address))
    room.send()
    name = room.entry("A shot was fird.")
    room.send()
    value = desk_store.state().developments[name].value
    assert value
    desk_store.put([Put("development", replace(value, text="A shot was fired."), "now")], "Ana Lisboa")
    assert room.send() == {} and len(receiver.taken) == 1


def test_a_source_that_goes_silent_is_told_once_for_each_silence(desk_store: Store, receiver: Receiver) -> None:
    from foreshock.store.journal import Journal, Standing

    source = Source("wire", address="https://wire.example/rss", silent_after="2h")
    room = Room(desk_store, AlertTo("duty", receiver.address), sources=(source,))
    assert desk_store.folder
    with Journal(desk_store.folder) as journal:
        journal.save(Standing("wire", tried=room.clock(), fresh=room.clock(), note="refused (403)"))
    assert room.send() == {}
    room.ahead = 3 * HOUR
    assert room.send()["duty"].sent == 1 and room.send() == {}
    assert receiver.titles == ["The source wire is silent"] and "refused (403)" in receiver.taken[0]["message"]
    with Journal(desk_store.folder) as journal:
        journal.save(Standing("wire", tried=room.clock(), fresh=room.clock()))
    assert room.send() == {}
    room.ahead = 6 * HOUR
    assert room.send()["duty"].sent == 1


def test_an_address_that_holds_a_secret_comes_from_the_environment_and_is_never_shown(
    desk_store: Store, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(desk_store, AlertTo("duty", address_env="DUTY_ADDRESS"))
    room.send()
    room.entry("A shot was fired.")
    assert "$DUTY_ADDRESS, which is not set" in room.send()["duty"].note
    monkeypatch.setenv("DUTY_ADDRESS", "nosuch://user:hush-hush@host")
    room.ahead = HOUR
    note = room.send()["duty"].note
    assert "none that Apprise knows" in note and "hush" not in note
    monkeypatch.setenv("DUTY_ADDRESS", receiver.address)
    room.ahead = 2 * HOUR
    assert room.send()["duty"].sent == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "either address or address-env"),
        ({"address": "x"}, "write json://"),
        ({"address": "json://h", "at": "25:00"}, "write 06:00"),
        ({"address": "json://h", "events": ()}, "leave it out for all"),
    ],
)
def test_a_wrong_setting_says_what_to_write(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        AlertTo("duty", **wrong)


def test_the_command_sends_lists_and_survives_being_killed(served: Served, receiver: Receiver) -> None:
    """A sender that is killed while a service hangs loses nothing, and a second one sends nothing twice."""
    settings = served.folder / "foreshock.toml"
    settings.write_text(f'title = "Lornia and Vell"\n[[alert]]\nid = "duty"\naddress = "{receiver.address}"\n')
    desk = ("--desk", str(served.folder))
    served.run("alerts", "send", *desk)
    code = (
        "import sys; from pathlib import Path; from foreshock.desk.setup import open_desk_store\n"
        "from foreshock.model import DeskConfig, Development, Citation; from foreshock.store import Put\n"
        "store = open_desk_store(Path(sys.argv[1]), DeskConfig())\n"
        "value = Development('cape-ness/2020-05-08/9', 'A shot was fired.', sources=(Citation('wire-0', 'C3'),))\n"
        "store.put([Put('development', value)], by='Ana Lisboa')\n"
    )
    subprocess.run([sys.executable, "-c", code, str(served.folder)], check=True)
    receiver.answer = None
    command = [sys.executable, "-m", "foreshock", "alerts", "send", *desk]
    sender = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ends = time.monotonic() + 30
    while not receiver.asked and time.monotonic() < ends:
        time.sleep(0.05)
    assert served.run("alerts", "send", *desk) == "", "another sender leaves a claimed recipient alone"
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait(20)
    assert "0 sent, 1 wait" in served.run("alerts", "list", *desk)
    receiver.answer = 200
    receiver.let_go.set()
    _end_claim(served.folder)
    assert "told of 1" in served.run("alerts", "send", *desk)
    assert served.run("alerts", "send", *desk) == ""
    assert receiver.titles == ["Cape Ness: new entry"]
    assert "1 sent, 0 wait" in served.run("alerts", "list", *desk)
    assert "it was taken" in served.run("alerts", "test", "duty", *desk)


def _end_claim(folder: Path) -> None:
    """Five minutes pass."""
    import sqlite3

    with sqlite3.connect(folder / "foreshock.sqlite3") as database:
        database.execute("UPDATE desk_alertrecipient SET claimed = '2020-01-01 00:00:00'")
    database.close()
