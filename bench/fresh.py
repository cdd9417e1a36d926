"""From a fresh clone to the page in the browser: seconds and disk, with one command.

    python bench/fresh.py [--json FILE]

Clones the checkout's HEAD to a temporary folder, runs `make demo` there, waits until the al-Tanf page answers, and
counts what the folder then weighs. The download of packages is part of it, so the figure depends on the line.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIMIT_S, LIMIT_MB = 180, 1500


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], patience: float = 600) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"make demo ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if b"al-Tanf" in answer.read():
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"{address} did not answer within {patience:.0f} s")


def measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        clone, port = Path(folder) / "foreshock", free_port()
        started = time.monotonic()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        environment = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")}
        process = subprocess.Popen(["make", "demo", f"PORT={port}"], cwd=clone, env=environment, start_new_session=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/al-tanf/", process)
            seconds = time.monotonic() - started
            used = int(subprocess.run(["du", "-sm", str(clone)], capture_output=True, text=True).stdout.split()[0])
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    return {"seconds": round(seconds, 1), "megabytes": used}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    found = measure()
    print(f"{'fresh clone to page':<28}{'found':>10}{'limit':>10}")
    print(f"{'seconds':<28}{found['seconds']:>10}{LIMIT_S:>10}")
    print(f"{'disk, MB':<28}{found['megabytes']:>10}{LIMIT_MB:>10}")
    if options.json:
        options.json.write_text(json.dumps({"fresh": found}) + "\n")


if __name__ == "__main__":
    main()
