"""Measure the desk: how long the queue page and a candidate take with 100,000 candidates and ten analysts working.

    python bench/desk.py [--candidates 100000] [--analysts 10] [--seconds 30] [--database sqlite|postgres] [--json FILE]

A server of its own process, ten clients over HTTP on loopback, each signed in: nine in ten requests look (queue,
next page, a candidate, the draft's sign of life), one in ten decides. Times are whole responses, as the client sees
them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from foreshock.model import DeskConfig
from postgres import own_postgres

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "desk")]
PASSWORD = "gull-cliff-lantern"
WORDS = (
    "gunboat trawler cape strait patrol crossing fired turned minister accused warned drill convoy harbour fog".split()
)


def make_desk(folder: Path, count: int, analysts: int, url: str | None, owner: str | None) -> None:
    """A desk with so many candidates and people."""
    import invented
    from msgspec.structs import replace

    from foreshock.desk.setup import create_desk_store
    from foreshock.model import encode_config

    folder.mkdir(parents=True, exist_ok=True)
    store = create_desk_store(folder, DeskConfig(), url, owner)
    (folder / "foreshock.toml").write_bytes(encode_config(DeskConfig()))
    from foreshock.desk.people import add_person
    from foreshock.desk.queue import add_candidates

    invented.start(store)
    for n in range(analysts):
        add_person(f"analyst{n}", f"Analyst {n}", "analyst", password=PASSWORD)
    draw = random.Random(7)

    def many() -> Any:
        for n in range(count):
            at = invented.NOON + dt.timedelta(minutes=11 * n)
            text = f"{' '.join(draw.choices(WORDS, k=40)).capitalize()}."
            one = invented.candidate(n, text=text, at=at, killed=draw.choice([None, 1, 3, 12]))
            yield replace(one, severity=draw.randrange(6))

    print(f"{add_candidates(many()):,} candidates made")
    store.close()


class Analyst(threading.Thread):
    """Somebody who works: looks through the queue, opens candidates, now and then decides."""

    def __init__(self, number: int, address: str, until: float) -> None:
        super().__init__(daemon=True)
        self.draw = random.Random(number)
        self.until = until
        self.client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
        self.times: dict[str, list[float]] = {}
        self.wrong: list[str] = []
        page = self.client.get("/desk/account/login/").text
        data = {"csrfmiddlewaretoken": token(page), "login": f"analyst{number}", "password": PASSWORD}
        answer = self.client.post("/desk/account/login/", data=data)
        assert "Sign out" in answer.text, answer.text[-500:]

    def run(self) -> None:
        after = ""
        while time.monotonic() < self.until:
            page = self.timed("queue page", f"/desk/?{urlencode({'after': after})}")
            found = re.findall(r'href="(/desk/c/[\w-]+/)"', page)
            more = re.search(r'after=([^"&]+)" data-key="n"', page)
            after = httpx.QueryParams(f"after={more[1]}")["after"] if more and self.draw.random() < 0.7 else ""
            if not found:
                continue
            where = self.draw.choice(found)
            page = self.timed("candidate", where)
            version = re.search(r'name="version" value="(\d+)"', page)
            if not version or 'value="reject"' not in page:
                continue
            form = {"csrfmiddlewaretoken": token(page), "version": version[1], "typed": "1", "text": "half a sentence"}
            self.timed("draft", f"{where}draft/", form)
            if self.draw.random() < 0.3:
                decided = {"act": "reject", "note": "not relevant", "home": "cape-ness", "day": "2020-05-09"}
                self.timed("decision", f"{where}act/", form | decided)
            time.sleep(self.draw.uniform(0.2, 0.8))

    def timed(self, what: str, address: str, data: dict[str, str] | None = None) -> str:
        started = time.perf_counter()
        answer = self.client.post(address, data=data) if data else self.client.get(address)
        self.times.setdefault(what, []).append(time.perf_counter() - started)
        if answer.status_code not in (200, 409):
            self.wrong.append(f"{what}: {answer.status_code}")
        return answer.text


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, page[:300]
    return found[1]


def measure(kind: str, count: int, analysts: int, seconds: float) -> list[dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="bench-desk-"))
    cluster = ExitStack()
    environment = dict(os.environ)
    try:
        url = owner = None
        if kind == "postgres":
            base = cluster.enter_context(own_postgres())
            url, owner = base["app"], base["keeper"]
            environment["DATABASE_URL"] = url
        code = "import sys; sys.path[:0] = [sys.argv[1]]; import desk; from pathlib import Path; " \
               "desk.make_desk(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5] or None, sys.argv[6] or None)"  # fmt: skip  # noqa: E501
        subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent), str(folder / "desk"), str(count),
                        str(analysts), url or "", owner or ""], check=True)  # fmt: skip
        server = subprocess.Popen(
            [sys.executable, "-m", "foreshock", "serve", "--desk", str(folder / "desk"), "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
        )  # fmt: skip
        assert server.stdout
        address = server.stdout.readline().split()[1]
        try:
            until = time.monotonic() + seconds + 2
            people = [Analyst(n, address, until) for n in range(analysts)]
            for one in people:
                one.start()
            for one in people:
                one.join()
        finally:
            server.terminate()
            server.wait(20)
        rows = []
        for what in ("queue page", "candidate", "draft", "decision"):
            times = sorted(t for one in people for t in one.times.get(what, []))
            if times:
                rows.append({
                    "database": kind, "request": what, "n": len(times),
                    "median_ms": round(1000 * statistics.median(times)),
                    "p95_ms": round(1000 * times[int(0.95 * (len(times) - 1))]),
                    "max_ms": round(1000 * times[-1]),
                })  # fmt: skip
        wrong = [line for one in people for line in one.wrong]
        if wrong:
            print("answers that were not as they should be:", wrong[:5])
        return rows
    finally:
        cluster.close()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=100_000)
    parser.add_argument("--analysts", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    kinds = ["sqlite", "postgres"] if asked.database == "both" else [asked.database]
    rows = [row for kind in kinds for row in measure(kind, asked.candidates, asked.analysts, asked.seconds)]
    print("times in ms; aim: the queue page within 200 at the 95th percentile")
    print(f"{'database':<10} {'request':<12} {'n':>6} {'median':>8} {'95 %':>8} {'slowest':>8}")
    for row in rows:
        figures = f"{row['median_ms']:>8} {row['p95_ms']:>8} {row['max_ms']:>8}"
        print(f"{row['database']:<10} {row['request']:<12} {row['n']:>6} {figures}")
    if asked.json:
        asked.json.write_text(json.dumps({"figures": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
