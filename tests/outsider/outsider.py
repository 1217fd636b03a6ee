# SPDX-License-Identifier: Apache-2.0
"""Recomputes a finished study from its raw inputs and tokens.tsv, and compares it with what anbn wrote (docs/formats.md).

    python3 tests/outsider/outsider.py STUDY.toml [--variant main] [--out FOLDER] [--model FOLDER] [--draws 2000] [--seed 1]
    python3 tests/outsider/outsider.py --pie-man --out FOLDER --model FOLDER       # raw inputs of ../shared/data, parameters of METHODS section 8

numpy and scipy only (nibabel too where there are scans); shares no code with anbn. One line a check; exit code 1 if one failed. See README.md beside this file."""
import argparse
import pathlib
import sys
import time

import numpy as np

import check_layers
import check_series
import check_volumes
import nuisance
from bert import Bert
from check_encoding import Encoding
from check_profiles import Profiles
from check_significance import Significance
from inputs import pie_man, read_matrix, scans_of, stories_of
from report import Report


def check_story(story, draws: int, seed: int, courses: dict) -> Report:
    """All checks of one story; `courses`: own networks [T x M] by story, where they were found in volumes."""
    report, rng = Report(story.name), np.random.default_rng(seed)
    bert = Bert(story.model, story.weights, story.seed)
    ids, segments, volumes, word = check_series.check_tokens(report, story)
    neurons = check_series.check_time_courses(report, story, bert, ids, segments, volumes)
    networks = courses[story.name] if story.name in courses else check_series.check_networks(report, story)
    correlation, anchored = check_series.check_coupling(report, story, bert, neurons, networks)
    noise_draws = len(read_matrix(story.results / "significance" / "noise_network_correlation.npy", (0, networks.shape[1])))
    basis, drift = nuisance.check(report, story.results / "nuisance", volumes, segments, word, story.volumes, story.tr_s)
    check_series.check_lags(report, story, volumes, word, networks, drift, min(draws, 500), min(noise_draws, 200), rng)
    try:
        Significance(report, story, bert, neurons, networks, anchored, basis, draws, rng).check_all()
    except KeyError as missing:
        report.check(False, "summary.json", f"found no key {missing}; docs/formats.md says it is there")
    if (story.results / "layers" / "stage.json").exists():
        check_layers.check(report, story, bert, ids, segments, correlation)
    if (story.results / "encoding" / "stage.json").exists():
        Encoding(report, story, bert, neurons, networks, basis, max(10, draws // 20), rng).check_all()
    Profiles(report, story, bert, ids, segments, draws, rng).check_all()
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", nargs="?", type=pathlib.Path, help="study.toml of the finished study")
    parser.add_argument("--pie-man", action="store_true", help="Pie Man of ../shared/data, without a study.toml")
    parser.add_argument("--variant", default="main")
    parser.add_argument("--out", type=pathlib.Path, help="results folder (default: `out` of the study)")
    parser.add_argument("--model", type=pathlib.Path, help="model folder (default: the variant's)")
    parser.add_argument("--draws", type=int, default=2000, help="own draws of each null")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.pie_man:
        if not (chosen.out and chosen.model):
            parser.error("--pie-man needs --out and --model")
        stories = pie_man(chosen.out, chosen.model, chosen.variant)
    elif chosen.study:
        stories = stories_of(chosen.study, chosen.variant, chosen.out, chosen.model)
    else:
        parser.error("give a STUDY.toml, or --pie-man")
    started = time.monotonic()
    reports, courses = [], {}
    scanned, out = scans_of(chosen.study, chosen.out) if chosen.study else ([], None)
    if scanned:
        reports, courses = check_volumes.check_study(scanned, out)
    reports += [check_story(story, chosen.draws, chosen.seed, courses) for story in stories]
    done, failed = sum(r.done for r in reports), sum(r.failed for r in reports)
    print(f"{'FAILED' if failed else 'ok'} outsider: {done} checks, {failed} failed, {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
