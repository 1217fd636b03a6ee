# SPDX-License-Identifier: Apache-2.0
"""What a model reads at once: a segment, the words of a volume, or windows that slide over the story. Shares no code with anbn.

K tokens, none of them a special but in segments. Written from docs/methods.md, section 1."""
import numpy as np


class Windows:
    """`begin` and `end` [K]: the tokens that the window has in which each token is read; `place` [K]: where in it that token stands, specials counted."""

    def __init__(self, options: dict, volumes: np.ndarray, segments: np.ndarray, before: list, after: list):
        self.before, self.after = before, after
        count, most = len(volumes), int(options["max_segment_tokens"]) - len(before) - len(after)
        self.begin, self.end = np.zeros(count, int), np.zeros(count, int)
        for i in range(count):
            if options["context"] == "segment":  # the tokens have the specials among them
                begin, end = (int(side) for side in (np.flatnonzero(segments == segments[i])[[0, -1]] + [0, 1]))
            elif options["context"] == "volume":
                begin = i
                while begin > 0 and volumes[begin - 1] == volumes[i]:
                    begin -= 1
                end = i
                while end < count and volumes[end] == volumes[i]:
                    end += 1
            else:  # of all windows that hold it, the one that has most tokens before it
                starts = [s for s in range(0, count, int(options["stride"])) if s <= i < s + most]
                begin = max(starts, key=lambda s: i - s)
                end = min(count, begin + most)
            self.begin[i], self.end[i] = begin, end
        self.place = len(before) + np.arange(count) - self.begin

    def read(self, ids, rows_of) -> np.ndarray:
        """[... x K x ...]: `rows_of(ids of a window)` gives [parts x tokens x columns] with its specials; of each token the row where it is read."""
        out = None
        for begin, end in sorted(set(zip(self.begin, self.end))):
            found = rows_of(np.array([*self.before, *ids[begin:end], *self.after]))
            out = np.zeros((len(found), len(ids), found.shape[2])) if out is None else out
            here = np.flatnonzero((self.begin == begin) & (self.end == end))
            out[:, here] = found[:, self.place[here]]
        return out

    def met(self, window: int, is_causal: bool, leaves_out: bool) -> np.ndarray:
        """[K x K] whether the query of one token meets the key of another: of its window; of causal models those at or before it, `window` at most (0: any), and no first token."""
        i, j = np.arange(len(self.place))[:, None], np.arange(len(self.place))[None, :]
        met = (j >= self.begin[:, None]) & (j < self.end[:, None])
        if is_causal:
            met &= (j <= i) & ((i - j < window) if window else True)
            if leaves_out:
                met &= (self.place[:, None] > 0) & (self.place[None, :] > 0)
        return met
