# SPDX-License-Identifier: Apache-2.0
"""Recomputes what a finished study says of its own wrong pairings (VARIANT/self-calibration/): words of one story beside the brain of another.

    python3 tests/outsider/check_self_calibration.py RESULTS [--pairings 2] [--draws 1000] [--seed 1]      # the folder with study.json

Of the first pairings the figures and their p with own draws; of all of them who may be paired, the counts, effective numbers and ranges. From anbn's time courses, networks, words
and nuisance regressors, which outsider.py recomputes; all else is the outsider's."""
import argparse
import itertools
import json
import pathlib
import sys

import numpy as np
from scipy.stats import beta, norm

import nuisance
import nulls
import other_stories
import series
from check_pooled import usable
from inputs import Table, read_matrix
from report import Report

COLUMNS = ("largest", "mean_neurons", "mean_networks", "mean_r2")


class Story:
    def __init__(self, variant: pathlib.Path, name: str):
        folder = variant / name
        self.name, self.neurons = name, read_matrix(folder / "timecourses/timecourses.npy", (0, 0))
        self.networks = read_matrix(variant.parent / f"networks/{name}.npy", (0, 0))
        self.tr_s = float(json.loads((folder / "tokens/stage.json").read_text())["options"]["tr_s"])
        self.cutoff_s = float(json.loads((folder / "nuisance/stage.json").read_text())["options"]["cutoff_s"])
        table = Table(folder / "nuisance/regressors.tsv")
        self.regressors = {column: table.numbers(column) for column in table.header}
        self.told = other_stories.Told(folder / "tokens")

    def may_pair(self, other) -> bool:
        return other_stories.same_tr(self.tr_s, other.tr_s) and not self.told.is_same(other.told)


def is_own(name: str) -> bool:
    return name != "intercept" and not name.startswith(("cosine_", "story_time")) and name not in sum(nuisance.PARTS.values(), [])


def basis_of(words: Story, brain: Story, count: int) -> np.ndarray:
    """What the words' story takes out, as of a story of `count` volumes, and both stories' own regressors."""
    columns = list(series.cosine_basis(count, words.tr_s, words.cutoff_s or np.inf).T)
    if "story_time" in words.regressors:
        columns += [np.linspace(-1, 1, count), np.linspace(-1, 1, count)**2]
    columns += [x[:count] for name, x in words.regressors.items() if is_own(name) or name in sum(nuisance.PARTS.values(), [])]
    columns += [x[:count] for name, x in brain.regressors.items() if is_own(name)]
    return nuisance.basis_of(columns)


def check_pairing(report, row: dict, words: Story, brain: Story, their_draws: int, draws: int, rng) -> None:
    count = min(len(words.neurons), len(brain.networks))
    who = f"words of {words.name}, brain of {brain.name}"
    report.check(row["volumes"] == count, who, f"{count} volumes")
    basis = basis_of(words, brain, count)
    side = {name: x[:, usable(x, basis)] for name, x in (("neurons", words.neurons[:count]), ("networks", brain.networks[:count]))}
    unit = {name: series.unit(x) for name, x in side.items()}
    observed = nulls.coupled(series.residuals(unit["neurons"], basis), series.residuals(unit["networks"], basis), None)
    own = nulls.figures(observed.correlation, None)
    report.close([row[c] for c in COLUMNS], own, 1e-5, who, ", ".join(COLUMNS))
    drawn = nulls.simulate(observed, nulls.phase_randomized(unit["networks"], basis, rng), draws, keep_best=False).best["figures"]
    for n, column in enumerate(COLUMNS):
        chance, _ = nulls.same_p(np.array([row[column + "_p"]]), their_draws, np.array([(drawn[:, n] >= own[n]).sum()]), draws)
        report.check(chance > 1e-5, f"{who}, p of {column}", f"anbn {row[column + '_p']:.4f}, own {((drawn[:, n] >= own[n]).sum() + 1) / (draws + 1):.4f}; chance {chance:.2g}")
        # The law of the mean of anbn's few draws.
        error = drawn[:, n].std() * np.sqrt(1 / their_draws + 1 / draws)
        report.close([row[column + "_noise"]], [drawn[:, n].mean()], 5 * error, f"{who}, noise of {column}", "mean of own draws")


def clustered(deviations: np.ndarray, cluster: np.ndarray) -> float:
    names = np.unique(cluster)
    return sum(deviations[cluster == name].sum()**2 for name in names) * (len(names) / (len(names) - 1) if len(names) > 1 else 1)


def design_effect(values: np.ndarray, words: np.ndarray, brains: np.ndarray) -> float:
    """Two-way clustered variance of the mean over that of independent values (Cameron, Gelbach and Miller)."""
    if len(values) < 2:
        return 1.0
    deviations = values - values.mean()
    alone = (deviations**2).sum() * len(values) / (len(values) - 1)
    if alone < 1e-20:
        return len(values) / min(len(set(words)), len(set(brains)))
    return (clustered(deviations, words) + clustered(deviations, brains) - alone) / alone


def counted(p: np.ndarray, words: np.ndarray, brains: np.ndarray, draws: int) -> dict:
    kept = ~np.isnan(p)
    p, words, brains = p[kept], words[kept], brains[kept]
    if not len(p):
        return {"called": 0, "tested": 0, "effective": 0, "low": 0, "high": 1}
    called = (p <= 0.05).astype(float)
    effects = [1.0, design_effect(norm.isf(p - 0.5 / (draws + 1)), words, brains)]
    if 0 < called.sum() < len(p):
        effects.append(design_effect(called, words, brains))
    number = max(1.0, len(p) / max(effects))
    reached, rest = called.mean() * number, (1 - called.mean()) * number
    return {"called": int(called.sum()), "tested": len(p), "effective": number, "low": beta.ppf(0.025, reached, rest + 1) if reached > 0 else 0.0,
            "high": beta.ppf(0.975, reached + 1, rest) if rest > 0 else 1.0}


def check_counts(report, table: Table, summary: dict) -> None:
    words, brains = table.text("words").astype(str), table.text("brain").astype(str)
    for name, column in (("any_coupling", "p"), *((c, c + "_p") for c in COLUMNS)):
        own, found = counted(table.numbers(column), words, brains, summary["draws"]), summary[name]
        report.check((found["called"], found["tested"]) == (own["called"], own["tested"]), f"called by {name}", f"anbn {found['called']} of {found['tested']}, own {own['called']} of {own['tested']}")
        report.close([found[k] for k in ("effective", "low", "high")], [own[k] for k in ("effective", "low", "high")], 1e-6, f"range of {name}", "effective number, ends of the range")
    ratio = table.numbers("mean_r2") / table.numbers("mean_r2_noise")
    kept = np.isfinite(ratio)
    if kept.sum() > 1:
        error = np.sqrt(ratio[kept].var(ddof=1) / kept.sum() * max(1, design_effect(ratio[kept], words[kept], brains[kept])))
        found = summary["mean_r2_over_noise"]
        report.close([found["mean"], found["error"]], [ratio[kept].mean(), error], 1e-9, "mean r2 over noise", "mean and standard error over the pairings")


def check_variant(variant: pathlib.Path, chosen) -> int:
    folder = variant / "self-calibration"
    report, rng = Report(f"{variant.name}/self-calibration"), np.random.default_rng(chosen.seed)
    summary, table = json.loads((folder / "summary.json").read_text()), Table(folder / "pairings.tsv")
    stories = {name: Story(variant, name) for name in summary["stories"]}
    possible = {(a, b) for a, b in itertools.permutations(stories, 2) if stories[a].may_pair(stories[b])}
    pairings = list(zip(table.text("words"), table.text("brain")))
    report.check(summary["possible"] == len(possible), "possible", f"anbn {summary['possible']}, own {len(possible)} pairings of other texts and one TR")
    report.check(len(set(pairings)) == len(pairings) and set(pairings) <= possible, "pairings", f"{len(pairings)} different ones that may be")
    for name, side in (("words", table.text("words")), ("brain", table.text("brain"))):
        counts = [int((side == story).sum()) for story in stories]
        if len(possible) == len(stories) * (len(stories) - 1):
            report.check(max(counts) - min(counts) <= 1, name, f"each story {min(counts)} to {max(counts)} times")
    numbers = {name: table.numbers(name) for name in ("volumes", *(c + end for c in COLUMNS for end in ("", "_noise", "_p")))}
    rows = [{name: values[k] for name, values in numbers.items()} for k in range(len(pairings))]
    for (words, brain), row in list(zip(pairings, rows))[:chosen.pairings]:
        check_pairing(report, row, stories[words], stories[brain], summary["draws"], chosen.draws, rng)
    check_counts(report, table, summary)
    print(f"{report.done} checks of {variant.name}, {report.failed} failed")
    return report.failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--pairings", type=int, default=2)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    variants = [v["name"] for v in json.loads((chosen.results / "study.json").read_text())["variants"] if (chosen.results / v["name"] / "self-calibration").exists()]
    if not variants:
        raise SystemExit(f"FAILED {chosen.results}: no variant has a folder self-calibration; are there two stories?")
    return 1 if sum([check_variant(chosen.results / name, chosen) for name in variants]) else 0


if __name__ == "__main__":
    sys.exit(main())
