"""Recorded fixes judged as a whole, and the findings written as JSON lines."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from foreshock.model import StoreError, Zone

from .fixes import Fixes, Skipped
from .rules import Rules
from .track import Track, joined
from .watch import Findings, Watch


def join(parts: Sequence[Fixes]) -> list[Track]:
    """Tracks from several files; a track that several files tell of is one track."""
    held: dict[str, Track] = {}
    for part in parts:
        for track in part.by_track():
            held[track.id] = joined(held[track.id], track) if track.id in held else track
    return [held[name] for name in sorted(held)]


def replay_files(
    zones: list[Zone], parts: Sequence[Fixes], rules: Rules | None = None
) -> tuple[int, int, list[Skipped], Findings]:
    """Judge all fixes: how many tracks and fixes there were, the lines left out, and the findings."""
    tracks = join(parts)
    findings = Watch(zones, rules).judge_all(tracks)
    return len(tracks), sum(map(len, tracks)), [skip for part in parts for skip in part.skipped], findings


def write_findings(findings: Findings, out: Path) -> None:
    """Write breaches, then events, one JSON object a line; `out` is replaced when all is written."""
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            for breach in findings.breaches:
                file.write(msgspec.json.encode({"breach": breach}) + b"\n")
            for event in findings.events:
                file.write(msgspec.json.encode({"event": event}) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(out)
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror}; nothing was kept") from None
    finally:
        partial.unlink(missing_ok=True)
