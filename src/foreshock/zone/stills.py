"""Recorded tracks replayed as stills: numbered SVG files and one page that shows them without any script."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from foreshock.model import StoreError, Zone
from foreshock.model.tracks import Breach

from .drawing import SIDE, Sheet, near
from .sharing import Sharing, cell, touches_protected
from .track import Track, instant

#: How many stills a replay has, from its first fix near the zone to its last.
STILLS: Final = 24
#: A track that was not heard of for so many seconds before a still is not on it.
_SILENT_S: Final = 1800.0
_STYLE: Final = """svg{background:#f3f5f6;max-width:26rem;width:100%;height:auto}
.buffer{fill:none;stroke:#86929a;stroke-dasharray:2 4}
.zone{fill:#0a5a72;fill-opacity:.1;stroke:#0a5a72;stroke-width:2;stroke-dasharray:7 4}
.way{fill:none;stroke:#4b555b}.spot{fill:#15191c}.cell{fill:#0a5a72;fill-opacity:.35;stroke:#0a5a72}"""
_PAGE_STYLE: Final = """body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
fieldset{display:flex;flex-wrap:wrap;gap:.25rem;border:0;padding:0}.still{display:contents}
.still>input{position:absolute;opacity:0}.still>label{border:1px solid #86929a;padding:.3rem .6rem;cursor:pointer}
.still>input:checked+label{background:#15191c;color:#fff}.still>input:focus-visible+label{outline:3px solid #0a5a72}
.still>figure{display:none;order:2;flex-basis:100%;margin:1rem 0}.still>input:checked~figure{display:block}
@media print{.still>input,.still>label{display:none}.still>figure{display:block;flex:0 0 31%}}"""


def write_stills(
    zones: Sequence[Zone], tracks: Sequence[Track], breaches: Sequence[Breach], folder: Path, sharing: Sharing | None
) -> int:
    """Write the stills of each zone that a track came near into `folder`/<zone>; how many zones there were.

    With `sharing` positions are cells, as the public sees them, and tracks have no names and no way behind them;
    without, they are exact. Raises StoreError when the disk refuses.
    """
    count = 0
    try:
        for zone in zones:
            close = [track for track in tracks if len(track) and _comes_near(zone, track)]
            if not close:
                continue
            count += 1
            place = folder / zone.id
            place.mkdir(parents=True, exist_ok=True)
            mine = [breach for breach in breaches if breach.zone == zone.id]
            stills = list(_stills(zone, close, mine, sharing))
            for number, (_, caption, body) in enumerate(stills, 1):
                (place / f"still-{number:02}.svg").write_text(_svg(body, caption, styled=True), "utf-8")
            (place / "index.html").write_text(_page(zone, stills), "utf-8")
    except OSError as error:
        raise StoreError(f"the stills could not be written to {folder}: {error.strerror}; free some space") from None
    return count


def _comes_near(zone: Zone, track: Track) -> bool:
    step = max(1, len(track) // 500)
    return any(near(zone, float(track.lat[i]), float(track.lon[i]), 5.0) for i in range(0, len(track), step))


def _stills(
    zone: Zone, tracks: Sequence[Track], breaches: Sequence[Breach], sharing: Sharing | None
) -> list[tuple[str, str, str]]:
    """(label, caption, drawing) of each still."""
    sheet, ground = Sheet(zone), Sheet(zone).ground()
    begin = min(float(track.time[0]) for track in tracks)
    end = max(float(track.time[-1]) for track in tracks)
    made = []
    for at in np.linspace(begin, end, STILLS if end > begin else 1):
        now = instant(float(at))
        parts, shown = [ground], 0
        for track in tracks:
            last = int(np.searchsorted(track.time, at, side="right")) - 1
            if last < 0 or at - track.time[last] > _SILENT_S:
                continue
            drawn = _track(sheet, track, last, sharing)
            parts.append(drawn)
            shown += bool(drawn)
        under_way = [breach for breach in breaches if _holds(breach, now)]
        doubtful = sum(bool(breach.doubts) for breach in under_way)
        caption = (
            f"{now:%Y-%m-%d %H:%M:%S} UTC: {shown} tracks, {len(under_way)} breaches under way, {doubtful} doubtful"
        )
        made.append((f"{now:%H:%M}", caption, "".join(parts)))
    return made


def _holds(breach: Breach, now: dt.datetime) -> bool:
    begin, end = breach.entered or breach.first, breach.left or breach.last
    return begin is not None and begin <= now and (end is None or now <= end or breach.ended == "inside")


def _track(sheet: Sheet, track: Track, last: int, sharing: Sharing | None) -> str:
    lat, lon = float(track.lat[last]), float(track.lon[last])
    if sharing is not None:
        lat, lon = cell(lat, lon, sharing.grid_km)
        return "" if touches_protected(lat, lon, sharing.grid_km, sharing) else sheet.square(lat, lon, sharing.grid_km)
    step = max(1, last // 200)
    way = [sheet.place(float(track.lat[i]), float(track.lon[i])) for i in range(0, last + 1, step)]
    x, y = sheet.place(lat, lon)
    points = "L".join(f"{px:.1f} {py:.1f}" for px, py in [*way, (x, y)])
    return (
        f'<path class="way" d="M{points}"/><circle class="spot" cx="{x:.1f}" cy="{y:.1f}" r="4">'
        f"<title>{html.escape(track.id)}</title></circle>"
    )


def _svg(body: str, words: str, styled: bool = False) -> str:
    style = f"<style>{_STYLE}</style>" if styled else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" role="img" '
        f'aria-label="{html.escape(words)}">{style}{body}</svg>\n'
    )


def _page(zone: Zone, stills: Sequence[tuple[str, str, str]]) -> str:
    name = html.escape(zone.name)
    shown = "".join(
        f'<div class="still"><input type="radio" name="still" id="s{n}"{" checked" if n == 1 else ""}>'
        f'<label for="s{n}">{label}</label><figure>{_svg(body, caption)}<figcaption>{html.escape(caption)}</figcaption>'
        "</figure></div>\n"
        for n, (label, caption, body) in enumerate(stills, 1)
    )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Replay: {name}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}{_PAGE_STYLE}</style>'
        f"</head><body><main><h1>Replay: {name}</h1><fieldset>"
        "<legend>Choose a still, or step through them with the arrow keys</legend>"
        f"\n{shown}</fieldset></main></body></html>\n"
    )
