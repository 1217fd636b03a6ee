# SPDX-License-Identifier: Apache-2.0
"""One line a check: `ok NAME: what was compared` or `FAILED NAME: ...`."""
import numpy as np


class Report:
    def __init__(self, story: str):
        self.story = story
        self.done = 0
        self.failed = 0

    def check(self, right, name: str, words: str) -> bool:
        right = bool(right)
        self.done += 1
        self.failed += not right
        print(f"{'ok' if right else 'FAILED'} {self.story} {name}: {words}", flush=True)
        return right

    def close(self, found, expected, allowed: float, name: str, what: str, where=None) -> bool:
        """Every number of `found` within `allowed` of `expected`, NaN where and only where it is expected; `where(index)` names a place."""
        found, expected = np.asarray(found, float), np.asarray(expected, float)
        if found.shape != expected.shape:
            return self.check(False, name, f"{what}: found shape {list(found.shape)}, expected {list(expected.shape)}")
        distance = np.abs(found - expected)
        distance = np.where(np.isnan(found) & np.isnan(expected), 0.0, np.where(np.isnan(distance), np.inf, distance))
        if distance.size == 0:
            return self.check(True, name, f"{what}: nothing to compare")
        worst = np.unravel_index(int(distance.argmax()), distance.shape)
        place = where(worst) if where else f"index {', '.join(str(int(i)) for i in worst)} (from 0)"
        more = f", {int((distance > allowed).sum())} of {distance.size} beyond it" if distance.max() > allowed else ""
        return self.check(distance.max() <= allowed, name,
                          f"{what}: {found.size} numbers, largest distance {distance.max():.3g} at {place} (found {found[worst]:.9g}, expected {expected[worst]:.9g}); "
                          f"allowed {allowed:g}{more}")
