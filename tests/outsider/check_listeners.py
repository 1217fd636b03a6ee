# SPDX-License-Identifier: Apache-2.0
"""Recomputes listeners/ and between-stories/ of a finished study from its time courses and nuisance regressors, with random phases of its own.

    python3 tests/outsider/check_listeners.py OUT [--variant main] [--draws 100]

The regressors are those in nuisance/, which outsider.py recomputes. What was observed must be equal to 2e-5; means over draws within 5 standard errors of both, p within its Monte Carlo error."""
import argparse
import csv
import itertools
import json
import math
import pathlib
import sys

import numpy as np

import nuisance
import series
from inputs import Table

FAILED = []


def check(good, name: str, words: str) -> None:
    print(f"{'ok' if good else 'FAILED'} {name}: {words}")
    if not good:
        FAILED.append(name)


def rows_of(path: pathlib.Path) -> list[dict]:
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def number(text: str) -> float:
    return math.nan if text == "n/a" else float(text)


def unit(x: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and length 1; 0 where one is constant or not finite."""
    x = np.where(np.isfinite(x).all(axis=0), x, 0.0).astype(float)
    varies = (x != x[0]).any(axis=0)
    x = (x - x.mean(axis=0)) * varies
    return x / np.where(varies, np.linalg.norm(x, axis=0), 1)


def basis_of(folder: pathlib.Path) -> np.ndarray:
    """[T x K] orthonormal columns that span the story's nuisance regressors."""
    table = Table(folder / "nuisance" / "regressors.tsv")
    return nuisance.basis_of([table.numbers(name) for name in table.header])


def cleaned(x: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """[T x ...] without what the basis explains."""
    flat = x.reshape(len(x), -1)
    return (flat - basis @ (basis.T @ flat)).reshape(x.shape)


def turned(x: np.ndarray, turn: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(x, axis=0)
    return np.fft.irfft(spectrum * turn.reshape(-1, *[1] * (x.ndim - 1)), len(x), axis=0)


def random_turn(volumes: int, rng) -> np.ndarray:
    turn = np.exp(2j * np.pi * rng.random(volumes // 2 + 1))
    turn[0] = 1
    if volumes % 2 == 0:
        turn[-1] = 1
    return turn


def compare(name: str, found: dict, observed: float, draws: list[float], their_draws: int, tolerance: float = 2e-5, both: bool = False, rare: float = 0.0) -> None:
    """A row with observed (or difference), noise and p, against an own number and own draws."""
    theirs = number(found.get("observed", found.get("difference", "n/a")))
    noise, p = number(found["noise"]), number(found["p"])
    check(abs(theirs - observed) <= tolerance, name, f"anbn {theirs:.6f}, own {observed:.6f}")
    own = np.array(draws)
    error = own.std(ddof=1) * math.sqrt(1 / len(own) + 1 / their_draws) + 1e-6 + rare
    check(abs(noise - own.mean()) <= 5 * error, f"{name}, noise", f"anbn {noise:.5f}, own {own.mean():.5f}; allowed {5 * error:.5f}")
    if math.isnan(p):
        return
    centre = (own.sum() + observed) / (len(own) + 1) if both else 0.0
    distance = np.abs(own - centre) if both else own
    own_p = ((distance >= (abs(observed - centre) if both else observed) - 1e-6).sum() + 1) / (len(own) + 1)
    middle = (p * their_draws + own_p * len(own) + 1) / (their_draws + len(own) + 2)
    allowed = 5 * math.sqrt(middle * (1 - middle) * (1 / len(own) + 1 / their_draws)) + 1 / len(own)
    check(abs(p - own_p) <= allowed, f"{name}, p", f"anbn {p:.4f}, own {own_p:.4f}; allowed distance {allowed:.4f}")


def clean_unit(x: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Columns without the basis, of length 1; 0 where less than 1e-4 of the length is left."""
    left = cleaned(unit(x), basis)
    size = np.linalg.norm(left, axis=0)
    return left * (size > 1e-4) / np.where(size > 0, size, 1)


class Listeners:
    """One story: neurons [T x N] cleaned and of length 1, listeners [T x L x M] centred: raw, and cleaned."""

    def __init__(self, neurons, listeners, basis):
        self.basis = basis
        self.neurons = self.clean_unit(neurons)
        self.neurons = self.neurons[:, np.linalg.norm(self.neurons, axis=0) > 0]
        parts = [np.linalg.norm(np.nan_to_num(x - x.mean(axis=0)), axis=0) * unit(x) * (np.linalg.norm(self.clean_unit(x), axis=0) > 0) for x in listeners]
        whole = np.stack(parts, axis=1)
        self.raw = whole[:, :, np.linalg.norm(self.clean_unit(whole.sum(axis=1)), axis=0) > 0]
        self.listeners = cleaned(self.raw, basis)
        self.count = self.raw.shape[1]

    def clean_unit(self, x):
        return clean_unit(x, self.basis)

    def drawn(self, rng):
        """Random phases for what was measured, but for the step between its ends; then cleaned."""
        return cleaned(turned(series.without_step(self.raw, self.basis), random_turn(len(self.raw), rng)), self.basis)

    def correlations(self, listeners, group):
        summed = listeners[:, group].sum(axis=1)
        norm = np.linalg.norm(summed, axis=0)
        return self.neurons.T @ (summed / np.where(norm > 0, norm, np.nan))

    def figures(self, listeners) -> dict:
        """The figures that do not depend on random cuts or flips."""
        everyone = np.arange(self.count)
        whole = self.correlations(listeners, everyone)
        each = np.stack([self.correlations(listeners, [l]) for l in everyone])  # [L x N x M]
        out = {}
        for side, axis in (("neurons", 1), ("networks", 0)):
            best = np.nanargmax(whole, axis=axis)
            pick = lambda r: r[np.arange(len(best)), best] if axis == 1 else r[best, np.arange(len(best))]
            single = np.stack([pick(r) for r in each])
            out[side, "correlation"] = pick(whole).mean()
            out[side, "listener_mean"] = np.nanmean(np.nanmean(single, axis=0))
            out[side, "listener_sd"] = np.nanmean(np.nanstd(single, axis=0, ddof=1))
            selected, held = [], []
            for l in everyone:
                rest = self.correlations(listeners, np.delete(everyone, l))
                j = np.nanargmax(rest, axis=axis)
                take = (np.arange(len(j)), j) if axis == 1 else (j, np.arange(len(j)))
                selected.append(np.where(np.isnan(each[l][take]), np.nan, rest[take]))
                held.append(each[l][take])
            out[side, "rest_selected"] = np.nanmean(np.nanmean(selected, axis=0))
            out[side, "rest_held_out"] = np.nanmean(np.nanmean(held, axis=0))
        return out

    def halves(self, rng, cuts: int) -> dict:
        """Of own random halves: mean and standard error over them."""
        values = {("neurons", "half_selected"): [], ("neurons", "half_held_out"): []}
        for _ in range(cuts):
            order = rng.permutation(self.count)
            one, other = (self.correlations(self.listeners, g) for g in (order[:self.count // 2], order[self.count // 2:]))
            for a, b in ((one, other), (other, one)):
                j = a.argmax(axis=1)
                values["neurons", "half_selected"].append(a[np.arange(len(j)), j].mean())
                values["neurons", "half_held_out"].append(b[np.arange(len(j)), j].mean())
        return values

    def flip_share(self, rng, flips: int = 2000) -> float:
        best = self.correlations(self.listeners, np.arange(self.count)).argmax(axis=1)
        each = np.stack([self.correlations(self.listeners, [l])[np.arange(len(best)), best] for l in range(self.count)])
        each = np.nan_to_num(each)
        reached = (rng.choice([-1.0, 1.0], (flips, self.count)) @ each >= each.sum(axis=0) - 1e-6).sum(axis=0)
        return float((((reached + 1) / (flips + 1)) <= 0.05).mean())

    def isc(self) -> np.ndarray:
        total = self.listeners.sum(axis=1)
        return np.stack([(unit(self.listeners[:, l]) * unit(total - self.listeners[:, l])).sum(axis=0) for l in range(self.count)])


def check_listeners(out: pathlib.Path, variant: str, story: str, draws: int, rng) -> None:
    folder = out / variant / story / "listeners"
    summary = json.loads((folder / "summary.json").read_text())
    files = sorted((out / "networks" / story).glob("listener_*.npy"))
    check(summary["listeners"] == len(files), f"{story} listeners", str(len(files)))
    if len(files) < 2:
        return
    own = Listeners(np.load(out / variant / story / "timecourses" / "timecourses.npy"), [np.load(f).astype(float) for f in files], basis_of(out / variant / story))
    observed = own.figures(own.listeners)
    null = [own.figures(own.drawn(rng)) for _ in range(draws)]
    table = {(row["side"], row["figure"]): row for row in rows_of(folder / "figures.tsv")}
    for key, value in observed.items():
        compare(f"{story} {' '.join(key)}", table[key], value, [draw[key] for draw in null], summary["draws"])
    for key, values in own.halves(rng, 2 * summary["splits"]).items():
        theirs, allowed = number(table[key]["observed"]), 5 * np.std(values) * math.sqrt(1 / len(values) + 1 / (2 * summary["splits"])) + 1e-4
        check(abs(theirs - np.mean(values)) <= allowed, f"{story} {' '.join(key)}", f"anbn {theirs:.4f}, own halves {np.mean(values):.4f}; allowed distance {allowed:.4f}")
    theirs, share = number(table["neurons", "flip_share"]["observed"]), own.flip_share(rng)
    check(abs(theirs - share) <= 0.03, f"{story} neurons flip_share", f"anbn {theirs:.4f}, own flips {share:.4f}; allowed distance 0.03")
    isc = own.isc()
    found = [row for row in rows_of(folder / "networks.tsv") if row["isc"] != "n/a"]
    worst = max(abs(number(row["isc"]) - value) for row, value in zip(found, isc.mean(axis=0)))
    check(len(found) == isc.shape[1] and worst <= 2e-5, f"{story} isc", f"largest distance {worst:.2g}")
    wrong = [row["network"] for row in found if row["ceiling"] != "n/a"
             and abs(math.sqrt(2 * number(row["half"]) / (1 + number(row["half"]))) - number(row["ceiling"])) > 1e-6]
    check(not wrong, f"{story} ceiling", "root of Spearman-Brown of `half`")


def check_stories(out: pathlib.Path, variant: str, draws: int, rng) -> None:
    folder = out / variant / "between-stories"
    summary = json.loads((folder / "summary.json").read_text())
    names = summary["stories"]
    basis = {s: basis_of(out / variant / s) for s in names}
    neurons = {s: clean_unit(np.load(out / variant / s / "timecourses" / "timecourses.npy"), basis[s]) for s in names}
    networks = {s: unit(np.load(out / "networks" / f"{s}.npy")) for s in names}
    layers = np.array([int(row["layer"]) for row in rows_of(out / variant / names[0] / "timecourses" / "neurons.tsv")])
    kept = np.all([np.linalg.norm(neurons[s], axis=0) > 0 for s in names], axis=0)
    partners = np.all([np.linalg.norm(clean_unit(networks[s], basis[s]), axis=0) > 0 for s in names], axis=0)
    check(summary["neurons"] == kept.sum() and summary["networks"] == partners.sum(), "stories compare", f"{kept.sum()} neurons, {partners.sum()} networks")
    neurons = {s: x[:, kept] for s, x in neurons.items()}
    networks = {s: x[:, partners] for s, x in networks.items()}
    layers = layers[kept]

    drawn_from = {s: series.without_step(networks[s], basis[s]) for s in names}

    def arrangement(random: bool) -> dict:
        return {s: neurons[s].T @ clean_unit(turned(drawn_from[s], random_turn(len(networks[s]), rng)) if random else networks[s], basis[s]) for s in names}

    def numbers(r: dict) -> dict:
        found = {}
        for s in names:
            best = r[s].max(axis=1)
            found[s, "pairs", "largest", "n/a"] = r[s].max()
            found[s, "networks", "correlation", "n/a"] = r[s].max(axis=0).mean()
            found[s, "neurons", "correlation", "n/a"] = best.mean()
            for layer in np.unique(layers):
                found[s, "neurons", "correlation", str(layer)] = best[layers == layer].mean()
        for a, b in itertools.combinations(names, 2):
            found[a, b, "same_network"] = (r[a].argmax(axis=1) == r[b].argmax(axis=1)).mean()
            found[a, b, "same_neuron"] = (r[a].argmax(axis=0) == r[b].argmax(axis=0)).mean()
            found[a, b, "correlation"] = np.corrcoef(r[a].ravel(), r[b].ravel())[0, 1]
        return found

    observed, null = numbers(arrangement(False)), [numbers(arrangement(True)) for _ in range(draws)]
    for row in rows_of(folder / "differences.tsv"):
        if row["figure"] == "above_noise":
            continue
        a, b = ((row[s], row["side"], row["figure"], row["layer"]) for s in ("first", "second"))
        compare(f"{row['first']}-{row['second']} {' '.join(a[1:])}", row, observed[a] - observed[b], [d[a] - d[b] for d in null], summary["draws"], both=True)
    for row in rows_of(folder / "agreement.tsv"):
        key = row["first"], row["second"], row["figure"]
        # A tie of two networks may fall either way.
        compare(f"{row['first']}-{row['second']} {row['figure']}", row, observed[key], [d[key] for d in null], summary["draws"], tolerance=2e-3,
                rare=0 if row["figure"] == "correlation" else 0.5 / draws)  # own draws may have none of what is rare


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--variant", default="main")
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    stories = [story["name"] for story in json.loads((args.out / "study.json").read_text())["stories"]]
    for story in stories:
        check_listeners(args.out, args.variant, story, args.draws, rng)
    if len(stories) > 1:
        check_stories(args.out, args.variant, args.draws, rng)
    print(f"{len(FAILED)} checks failed")
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
