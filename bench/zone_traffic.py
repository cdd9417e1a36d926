"""Breaches found in real ADS-B tracks with injected faults: the samples that the PyPI package `traffic` ships.

    python bench/zone_traffic.py [--set report|tune|all] [--wheel FILE] [--seed 7] [--zones 4] [--thin 1]
                                 [--trials] [--json FILE]

`traffic_samples` says where the tracks come from and on what terms, `traffic_faults` which faults are injected; with
`--trials` those of `traffic_trials` follow, one kind at a time.

Truth: the samples as they are. An intrusion is a run of true fixes inside a zone by exact geodesic (pyproj); it counts
when it lasts above 60 s and goes deeper than 500 m. Zones are circles of 3 to 55 km whose middle is drawn evenly from a
disc 1.5 radii wide around some fix, so that ways enter, graze and pass. `--thin 10` keeps every tenth fix before faults
come in.

What is counted:

- missed: no breach of that track and zone, confirmed or doubtful, overlaps the intrusion. Those of which no true fix
  was received are told apart, and count all the same.
- false: a confirmed breach (one without a doubt) while the true way, with all that lies between its fixes, was nowhere
  inside from the fix before it to the fix after it. A doubtful one claims nothing and is no false breach.
- doubtful where truth has none: how many doubtful ones there are on which nobody was inside. Where everything were held
  as doubtful, this would show it.
- shown doubtful only: true intrusions that no confirmed breach overlaps.
- calibration: of all fixes without a flag, by the probability given, the share truly inside; ten bins of .1. `error` is
  the mean gap weighted by the fixes in each bin, leaving out those below .001 and above .999, `worst` the largest gap
  of a bin with 1,000 fixes or more.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from foreshock.zone.rules import Rules
from traffic_faults import mixture
from traffic_samples import VERSION, Way, load
from traffic_score import NAMES, calibration, circles, judge, reliability
from traffic_trials import TRIALS, Trial


def measure(tracks: list[Way], trial: Trial, seed: int, zones: int, verbose: bool) -> dict[str, Any]:
    """All tracks with one kind of fault: counts, rates and calibration."""
    rng = np.random.default_rng(seed)
    total: dict[str, Any] = {"tracks": len(tracks), "fixes": 0, "track hours": 0.0} | dict.fromkeys(NAMES, 0)
    bins = np.zeros((10, 3))
    for way in tracks:
        f = trial(way, tracks, rng)
        some = circles(f, zones, rng)
        score, odd = judge(f, some)
        for name, value in score.items():
            total[name] += value
        reliability(f, [*some, *circles(f, 12, rng)], bins, Rules())
        total["fixes"] += len(f.track)
        total["track hours"] += way.hours
        if verbose:
            for what, _, zone, *rest in odd:
                print(what, way.name, zone, *rest, file=sys.stderr)
    total["false breaches in 100 track hours"] = 100 * total["false breaches"] / total["track hours"]
    return total | calibration(bins)


def show(result: dict[str, Any]) -> None:
    for name, value in result.items():
        if isinstance(value, float):
            print(f"{name.replace('_', ' '):34} {value:12,.4g}")
        elif not isinstance(value, list | dict):
            print(f"{name:34} {value!s:>12}")
    print("given    inside   fixes")
    for row in result["calibration"]:
        print(f"{row['given']:.4f}   {row['inside']:.4f}   {row['fixes']:,}")


def show_trials(trials: dict[str, dict[str, Any]]) -> None:
    heads = ("intrusions", "missed", "(a true fix)", "(none)", "doubtful", "confirmed", "false", "/100 h", "doubt,none")
    print(f"\n{'fault':26}" + "".join(f"{head:>13}" for head in heads))
    for name, row in trials.items():
        values = (
            row["intrusions"], row["missed"], row["missed with a true fix"],
            row["missed"] - row["missed with a true fix"], row["shown doubtful only"], row["confirmed breaches"],
            row["false breaches"], row["false breaches in 100 track hours"], row["doubtful where truth has none"],
        )  # fmt: skip
        print(f"{name:26}" + "".join(f"{v:13,.2f}" if isinstance(v, float) else f"{v:13,}" for v in values))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=("report", "tune", "all"), default="report")
    parser.add_argument("--wheel", type=Path, help="A wheel of traffic that is there already.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--zones", type=int, default=4)
    parser.add_argument("--thin", type=int, default=1, help="Keep every n-th fix of a true track.")
    parser.add_argument("--trials", action="store_true", help="Other kinds of faults too, one at a time.")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--verbose", action="store_true", help="Tell of everything missed and false.")
    options = parser.parse_args()
    tracks, digest = load(options.wheel, options.set, options.thin)
    result = measure(tracks, mixture, options.seed, options.zones, options.verbose)
    result |= {"set": options.set, "wheel": f"traffic {VERSION}", "sha256": digest}
    result |= {"seed": options.seed, "thin": options.thin}
    show(result)
    if options.trials:
        trials = {n: measure(tracks, t, options.seed, options.zones, options.verbose) for n, t in TRIALS.items()}
        show_trials(trials)
        result["trials"] = trials
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))


if __name__ == "__main__":
    main()
