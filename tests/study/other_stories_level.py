#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How often the null model other-stories calls stories that couple by nothing, and how much it
finds, for each way to treat stories of unequal lengths. Numpy alone, without any code of anbn.

Each analysis makes independent stories of unequal lengths: neurons and networks of smooth noise,
perhaps with something that all stories have in common. Nothing couples, and words and networks of a
story are equally long, so its own arrangement is a wrong pairing whose lengths match.

  other_stories_level.py [--analyses 1000] [--stories 12] [--cases noise,single,...] [--ways ...]

Cases are kinds of what stories have in common, or of what is planted: one pair of r = 0.13 (single), 1 % of
every network's variance a mixture of all neurons (spread), alone or with a kind behind ("single
onset"). Ways: "common" cuts all stories to the shortest, "classes" to the shortest of a class of
like length, "cut" each pair to its shorter side; The brain loses the nuisance set of the words that
it stands beside; with "own sets" that of its own in its place, with "both sets" both.
"""

import argparse
import sys

import numpy as np

TR_S, CUTOFF_S = 2.0, 128.0
NEURONS, NETWORKS = 60, 30
FIGURES = ("any", "largest", "neurons", "networks", "r2")
WAYS = ("common", "classes", "cut r sqrt(T)", "cut r", "classes, own sets", "classes, both sets")
ANSWERS = {"answers": 0.3, "strong-answers": 0.7}  # 7 and 25 % of the variance, on average
KINDS = ("noise", "onset", "drift", "rhythm", "spikes", "spectra", *ANSWERS)


def response(rng, volumes, columns):
    """Smooth noise: white noise through a response of some seconds, of unit variance."""
    t = np.arange(0, 32, TR_S)
    h = t**5 * np.exp(-t) / 120 - t**15 * np.exp(-t) / 1.307674368e12 / 6
    n = volumes + len(h) - 1
    x = np.fft.irfft(np.fft.rfft(rng.standard_normal((n, columns)), 2 * n, axis=0) *
                     np.fft.rfft(h, 2 * n)[:, None], axis=0)[len(h) - 1:n]
    return x / np.sqrt((h**2).sum())


def nuisance(rng, volumes):
    """An intercept, cosines, and three regressors of the story's words."""
    t = np.arange(volumes)
    k = np.arange(0, int(2 * volumes * TR_S / CUTOFF_S) + 1)
    cosines = np.cos(np.pi * np.outer(2 * t + 1, k) / (2 * volumes))
    return np.hstack([cosines, response(rng, volumes, 3)])


class Shared:
    """What all stories have in common, as volumes x 1, and how much of it each series has."""

    def __init__(self, rng, kind, longest):
        t = np.arange(longest)
        self.course = {
            "onset": 3 * np.exp(-t * TR_S / 10),
            "drift": 2 * t * TR_S / 300 + np.cumsum(rng.standard_normal(longest)) / 8,
            "rhythm": 0.5 * response(rng, longest, 1)[:, 0],
        }.get(kind, np.zeros(longest))[:, None]
        self.neurons = rng.standard_normal(NEURONS)
        self.networks = rng.standard_normal(NETWORKS)


def make_story(rng, volumes, kind, shared, planted):
    x = response(rng, volumes, NEURONS)
    y = response(rng, volumes, NETWORKS)
    if kind == "spectra":  # each story has its own smoothness on either side
        for series in (x, y):
            a = rng.uniform(0, 0.9)
            for t in range(1, volumes):
                series[t] += a * series[t - 1]
            series /= series.std(axis=0)
    if kind == "spikes":  # as motion makes them: all networks, a few volumes, and some neurons
        for at in rng.integers(0, volumes, 3):
            y[at:at + 2] += 6 * rng.standard_normal(NETWORKS)
        for at in rng.integers(0, volumes, 3):
            x[at:at + 2] += 6 * rng.standard_normal(NEURONS)
    if planted == "single":
        y[:, 3] = np.sqrt(1 - 0.13**2) * y[:, 3] + 0.13 * x[:, 7]
    if planted == "spread":
        mixture = x @ shared.mixture
        y = np.sqrt(1 - 0.01) * y + np.sqrt(0.01) * mixture
    x = x + shared.course[:volumes] * shared.neurons
    y = y + shared.course[:volumes] * shared.networks
    z = nuisance(rng, volumes)
    if kind in ANSWERS:  # neurons and networks answer to the word rate, which is in the set
        x = x + ANSWERS[kind] * z[:, [-1]] * shared.neurons
        y = y + ANSWERS[kind] * z[:, [-1]] * shared.networks
    return x, y, z


def orthonormal(z):
    u, s, _ = np.linalg.svd(z, full_matrices=False)
    return u[:, s > 1e-6 * s[0]]


def cleaned(x, q):
    x = x - q @ (q.T @ x)
    return x / np.linalg.norm(x, axis=0)


def products(stories, lengths_of, sets):
    """[S x S x N M] correlations of the words of s with the brain of t over lengths_of(s, t)
    volumes; the brain loses the set of the words that it stands beside, or other `sets`."""
    n = len(stories)
    out = np.zeros((n, n, NEURONS * NETWORKS), np.float32)
    for s, (x, _, z) in enumerate(stories):
        left = {}
        for t, (_, y, other) in enumerate(stories):
            length = lengths_of(s, t)
            if length == 0:
                continue
            if length not in left:
                q = orthonormal(z[:length])
                left[length] = q, cleaned(x[:length], q)
            q, clean = left[length]
            brain = y[:length]
            if sets:
                brain = cleaned(brain, orthonormal(other[:length]))
            if sets != "own sets":
                brain = cleaned(brain, q)
            out[s, t] = (clean.T @ brain).ravel()
    return out


def classes_of(lengths):
    """Stories sorted by length, cut where the contrast of the own arrangement with a drawn one over
    its noise is largest: sum (n - 1) L over the root of sum n L. At least four in a class."""
    order = np.argsort(-np.asarray(lengths), kind="stable")
    sorted_lengths = np.asarray(lengths)[order]
    n, least = len(lengths), min(4, len(lengths))
    best = {(0, 0): (0.0, 0.0, None)}
    # by numbers of classes: most (n - 1) L, then the ratio decides among numbers of classes
    for k in range(1, n // least + 1):
        for end in range(k * least, n + 1):
            for begin in range((k - 1) * least, end - least + 1):
                if (k - 1, begin) not in best:
                    continue
                top, volumes, _ = best[k - 1, begin]
                length = sorted_lengths[end - 1]
                found = (top + (end - begin - 1) * length, volumes + (end - begin) * length, begin)
                if (k, end) not in best or found[0] > best[k, end][0]:
                    best[k, end] = found
    k = max((k for k in range(1, n // least + 1) if (k, n) in best),
            key=lambda k: best[k, n][0] / np.sqrt(best[k, n][1]))
    classes, end = [], n
    while k:
        begin = best[k, end][2]
        classes.append(order[begin:end])
        end, k = begin, k - 1
    return classes


def arrangements(rng, classes, stories, draws):
    out = np.tile(np.arange(stories), (draws + 1, 1))
    for d in range(1, draws + 1):
        for members in classes:
            out[d, members] = rng.permutation(members)
    return out


def figures(r):
    """[draws x 4] of correlations [draws x N x M], the observed first."""
    return np.stack([r.max((1, 2)), r.max(2).mean(1), r.max(1).mean(1), (r**2).mean((1, 2))], 1)


def p_values(values):
    """min-p over the figures, then each figure alone."""
    reached = (values[None] >= values[:, None] - 1e-9).sum(1)
    smallest = reached.min(1)
    return [np.mean(smallest <= smallest[0]), *(reached[0] / len(values))]


def analysis(seed, kind, planted, stories, draws, ways):
    rng = np.random.default_rng([20261129, seed])
    lengths = rng.integers(120, 401, stories)
    shared = Shared(rng, kind, 400)
    shared.mixture = rng.standard_normal((NEURONS, NETWORKS)) / np.sqrt(NEURONS)
    made = [make_story(rng, t, kind, shared, planted) for t in lengths]
    everyone = [np.arange(stories)]
    cuts = np.minimum.outer(lengths, lengths)
    common = np.full_like(cuts, lengths.min())
    classes = classes_of(lengths)
    within = np.zeros_like(cuts)
    for members in classes:
        within[np.ix_(members, members)] = lengths[members].min()
    out = {}
    for way in ways:
        volumes = {"common": common, "classe": within}.get(way[:6], cuts)
        groups = classes if way.startswith("classes") else everyone
        r = products(made, lambda s, t: volumes[s, t], way.partition(", ")[2])
        chosen = arrangements(rng, groups, stories, draws)
        rows = np.arange(stories)
        weighted = r * volumes[:, :, None].astype(np.float32)
        sums = np.stack([weighted[rows, a].sum(0) for a in chosen])
        all_volumes = volumes[rows, chosen].sum(1).astype(np.float64)
        scale = np.sqrt(all_volumes * all_volumes[0]) if way == "cut r sqrt(T)" else all_volumes
        drawn = (sums / scale[:, None]).reshape(draws + 1, NEURONS, NETWORKS)
        out[way] = p_values(figures(drawn))
    return out, len(classes)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--analyses", type=int, default=1000)
    parser.add_argument("--stories", type=int, default=12)
    parser.add_argument("--draws", type=int, default=199)
    parser.add_argument("--cases", default=",".join((*KINDS, "single", "spread")))
    parser.add_argument("--ways", default=";".join(WAYS))
    args = parser.parse_args()
    print("series\tway\t" + "\t".join(FIGURES) + "\tclasses")
    for case in args.cases.split(","):
        words = case.split()
        planted = words[0] if words[0] in ("single", "spread") else ""
        kind = words[-1] if words[-1] in KINDS else "noise"
        ways = args.ways.split(";")
        found = [analysis(seed, kind, planted, args.stories, args.draws, ways)
                 for seed in range(args.analyses)]
        classes = np.mean([n for _, n in found])
        for way in ways:
            p = np.array([of[way] for of, _ in found])
            print(f"{case}\t{way}\t" + "\t".join(f"{v:.3f}" for v in (p <= 0.05).mean(0)) +
                  f"\t{classes:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
