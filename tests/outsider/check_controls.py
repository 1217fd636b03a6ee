# SPDX-License-Identifier: Apache-2.0
"""Recomputes what the controls of a finished study change, and compares it with what anbn wrote.

    python3 tests/outsider/check_controls.py RESULTS      # the folder with study.json

shuffled-words: the same words with their pieces and tags at the same times, in another order. wrong-story, scrambled-story: correlations of both sides
cut to the shorter. no-word-rate, story-time, nuisance: the regressors, and largest partial correlations given them. numpy alone; shares no code with anbn."""
import collections
import csv
import json
import pathlib
import sys

import numpy as np

import nuisance
import series
from inputs import Table
from report import Report


def rows(file: pathlib.Path) -> list:
    with open(file, newline="") as text:
        return list(csv.DictReader(text, delimiter="\t"))


def column(file: pathlib.Path, name: str) -> np.ndarray:
    return np.array([float(row[name]) if row[name] != "n/a" else np.nan for row in rows(file)])


def words_of(folder: pathlib.Path) -> collections.Counter:
    """How often each word is said, with its pieces and their tags."""
    pieces = collections.defaultdict(list)
    for token in rows(folder / "tokens.tsv"):
        if token["word"] != "n/a":
            pieces[token["word"]].append((token["id"], token["piece"], token["upos"]))
    return collections.Counter((word["text"], tuple(pieces[word["word"]])) for word in rows(folder / "words.tsv"))


def check_shuffled(report: Report, main: pathlib.Path, shuffled: pathlib.Path) -> None:
    before, after = rows(main / "words.tsv"), rows(shuffled / "words.tsv")
    for name in ("onset_s", "duration_s", "timed", "volume"):
        report.check([w[name] for w in before] == [w[name] for w in after], f"shuffled words: {name}", f"{len(before)} words at the same times")
    report.check(words_of(main) == words_of(shuffled), "shuffled words: multiset", f"{len(before)} words with pieces and tags")
    moved = np.mean([a["text"] != b["text"] for a, b in zip(before, after)])
    report.check(moved > 0.3, "shuffled words: order", f"{moved:.0%} of places have another word")
    report.check([v["words"] for v in rows(main / "volumes.tsv")] == [v["words"] for v in rows(shuffled / "volumes.tsv")], "shuffled words: rate", "words a volume stay")
    order = [int(t["word"]) for t in rows(shuffled / "tokens.tsv") if t["word"] != "n/a"]
    report.check(order == sorted(order), "shuffled words: text", "pieces stand in the order of the places")


def sides(results: pathlib.Path, session: dict) -> tuple:
    """Neurons [T x N] and networks [T x M] of a session, cut to the shorter."""
    neurons = np.load(results / session["stages"]["timecourses"] / "timecourses.npy").astype(float)
    networks = np.load(results / "networks" / f"{session['networks']}.npy").astype(float)
    count = min(len(neurons), len(networks))
    return neurons[:count], networks[:count]


def check_other_networks(report: Report, results: pathlib.Path, session: dict) -> None:
    found = np.load(results / session["stages"]["coupling"] / "correlation.npy")
    expected = series.correlations(*sides(results, session))
    distance = np.nanmax(np.abs(found - expected))
    report.check(found.shape == expected.shape and distance < 1e-5, f"{session['words']} with networks of {session['networks']}", f"largest distance of a correlation {distance:.2g}; allowed 1e-5")


def set_of(report: Report, results: pathlib.Path, session: dict, stage_folder: pathlib.Path, count: int) -> np.ndarray:
    """Own basis of the set that a folder of the stage `nuisance` was asked for."""
    tokens = results / session["stages"]["tokens"]
    table, tr_s = Table(tokens / "tokens.tsv"), json.loads((tokens / "stage.json").read_text())["options"]["tr_s"]
    return nuisance.check(report, stage_folder, table.integers("volume", series.NOWHERE), table.integers("segment"), table.integers("word"), count, tr_s)[0]


def check_nuisance(report: Report, results: pathlib.Path, control: str, session: dict) -> None:
    neurons, networks = sides(results, session)
    folder = results / session["stages"]["significance"]
    main, own = results / "main" / session["words"] / "nuisance", results / session["stages"]["nuisance"]
    names, before = Table(own / "regressors.tsv").header, Table(main / "regressors.tsv").header
    changed = {"no-word-rate": {"word_rate"}, "story-time": {"story_time", "story_time_squared"}}.get(control) or set(names) - set(before)
    report.check(set(names) ^ set(before) == changed and changed, f"{control}: what differs from main", f"expected {sorted(changed)}; main has {before}, it has {names}")
    basis, of_main = (set_of(report, results, session, stage, len(neurons)) for stage in (own, main))
    partial = series.unit(series.residuals(neurons, basis)).T @ series.unit(series.residuals(networks, basis))
    other = series.unit(series.residuals(neurons, of_main)).T @ series.unit(series.residuals(networks, of_main))
    for side, axis in (("neurons", 1), ("networks", 0)):
        found = column(folder / f"{side}.tsv", "phase_correlation")
        distance = np.nanmax(np.abs(found - partial.max(axis=axis)))
        report.check(distance < 1e-4, f"{control}: partial correlations of {side}", f"largest distance {distance:.2g}; allowed 1e-4 (from main's: {np.nanmax(np.abs(found - other.max(axis=axis))):.2g})")


def main() -> int:
    results = pathlib.Path(sys.argv[1])
    failed, checked = 0, 0
    for control in json.loads((results / "study.json").read_text()).get("controls", []):
        for session in control.get("sessions", []):
            report = Report(f"{control['name']}/{session['story']}")
            if control["name"] == "shuffled-words":
                check_shuffled(report, results / "main" / session["words"] / "tokens", results / session["stages"]["tokens"])
            elif control["name"] in ("wrong-story", "scrambled-story"):
                check_other_networks(report, results, session)
            elif control["name"] in ("no-word-rate", "story-time", "nuisance"):
                check_nuisance(report, results, control["name"], session)
            failed += report.failed
            checked += 1
    print(f"{checked} sessions of controls, {failed} checks failed")
    return 1 if failed or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
