"""How long the site takes: first and second build of 10,000 developments, weight of the front page, the server's speed.

Run: `.venv/bin/python bench/site.py [--json FILE] [--small]`. Times are by the clock of this machine, so let nothing
else run. Memory is the sum over all processes of the build, polled: resident (pages shared by forked processes are
counted in each) and proportional (shared pages counted once).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from foreshock.store import Put, open_store
from made_list import development, made_list

FORESHOCK = [sys.executable, "-c", "from foreshock.cli import main; main()"]
CHROMIUM = "/usr/bin/chromium"
LIMITS = {
    "first build, s": 20, "first build, MB": 500, "second build, s": 2, "front page, kB": 100,
}  # fmt: skip


def run_measured(command: list[str], memory: bool) -> dict[str, float]:
    """Run a command; seconds, processor seconds, and with `memory` the peak in megabytes over it and its children.

    Asking for memory takes time of its own, so short runs are measured without.
    """
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    resident = proportional = 0
    while memory and process.poll() is None:
        with suppress(psutil.Error):
            family = psutil.Process(process.pid)
            members = [family, *family.children(recursive=True)]
            resident = max(resident, sum(member.memory_info().rss for member in members))
            proportional = max(proportional, sum(member.memory_full_info().pss for member in members))
        time.sleep(0.1)
    told, _ = process.communicate()
    seconds = time.perf_counter() - start
    after = os.times()
    if process.returncode:
        raise SystemExit(f"{command} failed with exit code {process.returncode}")
    return {
        "s": seconds,
        "cpu_s": after.children_user + after.children_system - before.children_user - before.children_system,
        "rss_mb": resident / 1e6,
        "pss_mb": proportional / 1e6,
        "written": json.loads(told)["written"],
    }


def make_desk(folder: Path, flashpoints: int, each: int) -> None:
    # By the command, so that the desk's own tables are there too and `serve` finds nothing to bring up to date.
    subprocess.run([*FORESHOCK, "init", str(folder)], check=True, stdout=subprocess.DEVNULL)
    with open_store(folder) as store:
        store.put(made_list(flashpoints, each), "A. Keeper", "made up")
    (folder / "foreshock.toml").write_text('base-url = "https://list.example"\n')


def add_one(folder: Path) -> None:
    """One new entry on the newest day of the first place."""
    with open_store(folder) as store:
        ids = [id_ for id_ in store.state().developments if id_.startswith("place-1/")]
        newest = max(ids, key=lambda id_: (id_.split("/")[1], int(id_.split("/")[2])))
        place, day, n = newest.split("/")
        value = development(f"{place}/{day}/{int(n) + 1}", random.Random(1))
        store.put([Put("development", value)], "A. Keeper", "news")


def builds(flashpoints: int, each: int, at: Path) -> dict[str, float]:
    """First and second build of one list."""
    desk, out = at / "desk", at / "out"
    make_desk(desk, flashpoints, each)
    command = [*FORESHOCK, "build", str(out), "--desk", str(desk), "--json"]
    first = run_measured(command, memory=True)
    add_one(desk)
    second = run_measured(command, memory=False)
    return {
        "first build, s": first["s"],
        "first build, processor s": first["cpu_s"],
        "first build, MB": first["rss_mb"],
        "first build, MB (shared once)": first["pss_mb"],
        "first build, files": first["written"],
        "second build, s": second["s"],
        "second build, processor s": second["cpu_s"],
        "second build, files": second["written"],
    }


@contextmanager
def served(desk: Path) -> Iterator[str]:
    """The address of a server on a free port."""
    command = [*FORESHOCK, "serve", "--desk", str(desk), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        line = process.stdout.readline()
        yield next(word for word in line.split() if word.startswith("http://"))
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def latency(address: str, path: str, count: int) -> dict[str, float]:
    """Milliseconds of the first request, and the median and 95th percentile of the following ones."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    times = []
    for _ in range(count + 1):
        start = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        times.append((time.perf_counter() - start) * 1000)
        if response.status != 200 or not body:
            raise SystemExit(f"{path} answered {response.status}")
    connection.close()
    rest = sorted(times[1:])
    return {"first": times[0], "median": statistics.median(rest), "p95": rest[int(len(rest) * 0.95)]}


def page_weight(address: str) -> dict[str, Any]:
    """What the front page costs on the wire, in a real browser without scripts: body and headers of each request."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        names: dict[str, str] = {}
        sizes: dict[str, int] = {}
        wire.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]}))
        wire.on("Network.loadingFinished", lambda e: sizes.update({names[e["requestId"]]: e["encodedDataLength"]}))
        page.goto(address, wait_until="networkidle")
        browser.close()
    return {urlsplit(url).path: int(size) for url, size in sizes.items() if not url.startswith("data:")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--small", action="store_true", help="a tenth of the entries, to try the script")
    arguments = parser.parse_args()
    size = 1_000 if arguments.small else 10_000
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="foreshock-bench-") as folder:
        root = Path(folder)
        for flashpoints in (8, 1):
            at = root / str(flashpoints)
            at.mkdir()
            for name, value in builds(flashpoints, size // flashpoints, at).items():
                figures[f"{flashpoints} × {size // flashpoints}: {name}"] = round(value, 2)
        example = root / "example"
        subprocess.run([*FORESHOCK, "init", str(example), "--example"], check=True, stdout=subprocess.DEVNULL)
        with served(example) as address:
            weight = page_weight(address)
        figures |= {f"front page of the example: {path}, kB": round(size / 1000, 1) for path, size in weight.items()}
        figures["front page of the example, kB"] = round(sum(weight.values()) / 1000, 1)
        with served(root / "8" / "desk") as address:
            entry = "/place-1/2015-01-01/1/"
            for path in ("/", "/place-1/", entry, "/place-1.json"):
                for name, value in latency(address, path, 200).items():
                    figures[f"server: {path}, {name}, ms"] = round(value, 2)
    width = max(map(len, figures))
    for name, value in figures.items():
        limit = next((limit for end, limit in LIMITS.items() if name.endswith(end) and ", kB" not in name), None)
        limit = LIMITS["front page, kB"] if name == "front page of the example, kB" else limit
        print(f"{name:{width}}  {value:>10,}" + (f"   at most {limit}" if limit else ""))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
