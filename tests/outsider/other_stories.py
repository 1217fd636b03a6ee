# SPDX-License-Identifier: Apache-2.0
"""The outsider's own null model `other-stories`: the words of each story beside the brain of another, for check_pooled.py.

Which stories are told by the same words, which classes of like length they form, all products of pairs of stories and the arrangements are computed here anew."""
import collections
import itertools
import math
import unicodedata

import numpy as np

import nuisance
import series
from inputs import Table

SAME_WORDS, SAME_RUNS = 0.7, 0.2  # shares: of the longer one's words, of the runs of three words of the one that has fewer
LISTED = 5040      # so many arrangements are all made
SMALLEST, LARGEST = 4, 64  # stories of a class


class Told:
    """The words of a story without case, accents and marks, as often as they come, and their runs of three."""

    def __init__(self, tokens):
        plain = ["".join(c for c in unicodedata.normalize("NFKD", word.lower()) if c.isalnum()) for word in Table(tokens / "words.tsv").text("text")]
        plain = [word for word in plain if word]
        self.words, self.runs = collections.Counter(plain), set(zip(plain, plain[1:], plain[2:]))

    def is_same(self, other) -> bool:
        fewer, longer = min(len(self.runs), len(other.runs)), max(self.words.total(), other.words.total())
        return bool(fewer and len(self.runs & other.runs) >= SAME_RUNS * fewer or longer and (self.words & other.words).total() >= SAME_WORDS * longer)


def same_tr(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-5


def told_before(words: list) -> list:
    """For each story the earlier one that stays and tells the same text; None where there is none."""
    found = []
    for s, own in enumerate(words):
        same = [o for o in range(s) if found[o] is None and own.is_same(words[o])]
        found.append(same[0] if same else None)
    return found


def classes_of(lengths: list) -> list:
    """[(stories, volumes)], the longest first: neighbours in length, so that the own arrangement lies farthest above a drawn one in units of its noise."""
    order = sorted(range(len(lengths)), key=lambda s: (-lengths[s], s))
    least = min(SMALLEST, len(lengths))

    def ways(begin: int, number: int) -> tuple:
        """(largest sum of (n - 1) L, its sum of n L, ends) of the stories from `begin` on in so many classes."""
        key = begin, number
        if key not in known:
            known[key] = (-math.inf, 0, ())
            if number == 0:
                known[key] = (0, 0, ()) if begin == len(order) else known[key]
            else:
                for end in range(begin + least, min(begin + LARGEST, len(order)) + 1):
                    signal, volumes, ends = ways(end, number - 1)
                    length = lengths[order[end - 1]]
                    if signal + (end - begin - 1) * length > known[key][0]:
                        known[key] = (signal + (end - begin - 1) * length, volumes + (end - begin) * length, (end, *ends))
        return known[key]
    known = {}
    best = max((ways(0, number) for number in range(1, len(order) // least + 1) if ways(0, number)[0] > -math.inf), key=lambda way: way[0] / math.sqrt(way[1]))
    out, begin = [], 0
    for end in best[2]:
        out.append((sorted(order[begin:end]), lengths[order[end - 1]]))
        begin = end
    return out


def count_of(classes: list) -> int:
    return math.prod(math.factorial(len(members)) for members, _ in classes)


class Arrangements:
    """Correlations [N x M] of all stories together, their own brains beside their words or others'."""

    def __init__(self, classes: list, stories: list, kept: dict):
        self.classes = classes
        volumes = sum(stories[s].weight * length for members, length in classes for s in members)
        self.products = {}
        for members, length in classes:
            basis = {s: nuisance.basis_of(list(stories[s].basis[:length].T)) for s in members}
            clean = lambda x, s: series.unit(series.residuals(series.unit(x), basis[s]))
            for a in members:
                words = clean(stories[a].neurons[:length][:, kept["neurons"]], a)
                for b in members:  # the brain loses the set of the words that it stands beside
                    brain = clean(stories[b].networks[:length][:, kept["networks"]], a)
                    self.products[a, b] = (stories[b].weight * length / volumes * (words.T @ brain)).astype(np.float32)

    def correlation(self, orders: list) -> np.ndarray:
        """`orders`: the brains' stories, a list for each class."""
        return sum(self.products[a, b] for (members, _), order in zip(self.classes, orders) for a, b in zip(members, order))

    def own(self) -> np.ndarray:
        return self.correlation([members for members, _ in self.classes])

    def listed(self):
        """All arrangements but the own one."""
        every = itertools.product(*(itertools.permutations(members) for members, _ in self.classes))
        next(every)
        for orders in every:
            yield self.correlation(orders)

    def drawn(self, rng):
        while True:
            yield self.correlation([rng.permutation(members) for members, _ in self.classes])
