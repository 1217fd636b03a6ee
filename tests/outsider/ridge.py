# SPDX-License-Identifier: Apache-2.0
"""The outsider's cross-validated ridge, in double precision, from the words of docs/methods.md alone (numpy only)."""
from dataclasses import dataclass

import numpy as np


def folds_of(volumes: np.ndarray, count: int, gap: int) -> list:
    """(training, held out): contiguous parts of `volumes`, and what lies more than `gap` volumes away from all of a part."""
    found = []
    for fold in range(count):
        held_out = volumes[fold * len(volumes) // count:(fold + 1) * len(volumes) // count]
        found.append((volumes[np.abs(volumes[:, None] - held_out).min(axis=1) > gap], held_out))
    return found


@dataclass
class Fold:
    """What predicts held-out volumes from training ones: hat matrices [A x held out x training]."""
    training: np.ndarray
    held_out: np.ndarray
    hats: np.ndarray


def fitted(features: np.ndarray, training, held_out, penalties) -> Fold:
    """One solve a penalty on the kernel of features standardized in the training volumes."""
    mean, deviation = features[training].mean(axis=0), features[training].std(axis=0)
    z = (features - mean) / np.where(deviation > 0, deviation, np.inf)
    own, across = z[training] @ z[training].T / features.shape[1], z[held_out] @ z[training].T / features.shape[1]
    hats = [np.linalg.solve(own + penalty * np.eye(len(training)), across.T).T for penalty in penalties]
    return Fold(training, held_out, np.array(hats))


class Ridge:
    """Ridge regression of one group of features [T x F], ready for targets [T x C]."""

    def __init__(self, features: np.ndarray, folds: int, inner_folds: int, gap: int, penalties):
        self.outer = [fitted(features, *fold, penalties) for fold in folds_of(np.arange(len(features)), folds, gap)]
        self.inner = [[fitted(features, *fold, penalties) for fold in folds_of(outer.training, inner_folds, gap)] for outer in self.outer]

    def errors(self, targets: np.ndarray, fold: int) -> np.ndarray:
        """[A x C] squared errors summed over the inner folds of an outer one."""
        total = 0.0
        for inner in self.inner[fold]:
            mean = targets[inner.training].mean(axis=0)
            predicted = inner.hats @ (targets[inner.training] - mean)
            total = total + ((targets[inner.held_out] - mean - predicted) ** 2).sum(axis=1)
        return total

    def correlations(self, targets: np.ndarray, chosen=None) -> np.ndarray:
        """[C] held-out correlations; `chosen` [folds x C]: which penalty, else that with the smallest error."""
        sums = np.zeros((3, targets.shape[1]))
        for index, fold in enumerate(self.outer):
            best = self.errors(targets, index).argmin(axis=0) if chosen is None else chosen[index]
            train = targets[fold.training] - targets[fold.training].mean(axis=0)
            predicted = np.empty((len(fold.held_out), targets.shape[1]))
            for a in np.unique(best):
                predicted[:, best == a] = fold.hats[a] @ train[:, best == a]
            predicted = predicted - predicted.mean(axis=0)
            observed = targets[fold.held_out] - targets[fold.held_out].mean(axis=0)
            sums += [(predicted * observed).sum(axis=0), (predicted**2).sum(axis=0), (observed**2).sum(axis=0)]
        return sums[0] / np.sqrt(sums[1] * sums[2])
