# SPDX-License-Identifier: Apache-2.0
"""anbn's untrained weights in numpy: `weights = "permuted"` and `"random"`. Shares no code with anbn.

Random bits are Philox4x32-10 (Salmon et al. 2011) with the counter (index, stream) and the key (seed); a stream is named by the 64-bit FNV-1a hash of its purpose, stirred once by SplitMix64."""
import numpy as np

LOW = np.uint64(0xFFFFFFFF)
WHOLE = (1 << 64) - 1
ROUNDS = 6


def stream_of(purpose: str, number: int = 0) -> int:
    h = 14695981039346656037
    for c in purpose.encode():
        h = (h ^ c) * 1099511628211 & WHOLE
    h = h + 0x9E3779B97F4A7C15 * (number + 1) & WHOLE
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9 & WHOLE
    h = (h ^ h >> 27) * 0x94D049BB133111EB & WHOLE
    return h ^ h >> 31


def philox(seed: int, stream: int, index: np.ndarray) -> tuple:
    """Two words of 64 bits at each index."""
    index = index.astype(np.uint64)
    c = [index & LOW, index >> np.uint64(32), np.full_like(index, stream & 0xFFFFFFFF), np.full_like(index, stream >> 32)]
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32
    for _ in range(10):
        p0, p1 = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(p1 >> np.uint64(32)) ^ c[1] ^ np.uint64(k0), p1 & LOW, (p0 >> np.uint64(32)) ^ c[3] ^ np.uint64(k1), p0 & LOW]
        k0, k1 = k0 + 0x9E3779B9 & 0xFFFFFFFF, k1 + 0xBB67AE85 & 0xFFFFFFFF
    return c[0] | c[1] << np.uint64(32), c[2] | c[3] << np.uint64(32)


def order(seed: int, purpose: str, count: int) -> np.ndarray:
    """Where each of 0 .. count-1 goes: a Feistel network of six rounds on both halves of a number, walked on until the number is below count."""
    half = 1
    while 1 << 2 * half < count:
        half += 1
    table = (philox(seed, stream_of(purpose), np.arange(ROUNDS << half))[0] & np.uint64((1 << half) - 1)).astype(np.int64).reshape(ROUNDS, -1)
    place, walking = np.arange(count), np.arange(count)
    while walking.size:
        left, right = place[walking] >> half, place[walking] & (1 << half) - 1
        for r in range(ROUNDS):
            left, right = right, left ^ table[r][right]
        place[walking] = left << half | right
        walking = walking[place[walking] >= count]
    return place


def permuted(weights: dict, seed: int) -> dict:
    """The entries of each matrix in another order; vectors as they are. Names are those without `bert.`."""
    return {name: w.ravel()[order(seed, f"permuted {name}", w.size)].reshape(w.shape) if w.ndim == 2 else w for name, w in weights.items()}


def random(shapes: dict, deviation: float, seed: int) -> dict:
    """Normal matrices, biases of 0, gains of 1."""
    def made(name, shape):
        if len(shape) == 1:
            return np.full(shape, float("LayerNorm.weight" in name))
        low, high = philox(seed, stream_of(f"weights {name}"), np.arange(int(np.prod(shape))))
        unit = [(x >> np.uint64(11)).astype(float) * 2.0**-53 for x in (low, high)]
        return (deviation * np.sqrt(-2 * np.log(1 - unit[0])) * np.cos(2 * np.pi * unit[1])).astype(np.float32).astype(float).reshape(shape)
    return {name: made(name, shape) for name, shape in shapes.items()}
