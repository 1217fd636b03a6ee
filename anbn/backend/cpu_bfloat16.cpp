// SPDX-License-Identifier: Apache-2.0
// AMX multiplies A [16 x 32] by B [32 x 16], where B comes as 16 rows of 16 pairs: numbers 2 k and
// 2 k + 1 of a column lie side by side. All tiles are whole: what is missing at the edges is 0.
// Highway has no AMX, so these are intrinsics; is_here() guards them.
#include "anbn/backend/cpu_bfloat16.h"

#include "anbn/backend/cpu_prefetch.h"

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <vector>

#define ANBN_AMX __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512bf16")))

namespace anbn::amx {
namespace {

constexpr std::size_t kRows = 16, kDepth = 32, kCols = 16;  // of the tiles
constexpr std::size_t kPanel = ConstPanels::kCols;
static_assert(kPanel == kDepth && kPanel % kCols == 0);  // no tile lies across two panels
using Pair = std::uint32_t;                              // two bfloat16

std::size_t tiles(std::size_t count, std::size_t size) { return (count + size - 1) / size; }

/// Tiles of 16 rows of 64 bytes, one after the other.
class Tiles {
 public:
  explicit Tiles(std::size_t count) : pairs_(count * kRows * kCols + kRows) {}
  Pair* at(std::size_t tile) {
    const auto begin = reinterpret_cast<std::uintptr_t>(pairs_.data());
    return pairs_.data() + (64 - begin % 64) % 64 / sizeof(Pair) + tile * kRows * kCols;
  }

 private:
  std::vector<Pair> pairs_;
};

/// The shapes of all tiles, which are the same, while it lives.
struct alignas(64) Shapes {
  std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};

  ANBN_AMX void load() const { _tile_loadconfig(this); }
  ANBN_AMX static void release() { _tile_release(); }
};

/// What is stored lies in memory before a tile is loaded from there.
inline void stores_are_done() { __asm__ volatile("" ::: "memory"); }

ANBN_AMX inline __mmask16 first(std::size_t count) {
  return static_cast<__mmask16>(count >= 16 ? 0xFFFFu : (1u << count) - 1u);
}
ANBN_AMX inline __m512 load(const float* from, std::size_t count) {
  return _mm512_maskz_loadu_ps(first(count), from);
}

/// 16 pairs of bfloat16: low(i), high(i).
ANBN_AMX inline __m512i pairs_of(__m512 low, __m512 high) {
  const __m512i both = reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low));
  const __m512i order = _mm512_set_epi32(0x1F000F, 0x1E000E, 0x1D000D, 0x1C000C, 0x1B000B, 0x1A000A,
                                         0x190009, 0x180008, 0x170007, 0x160006, 0x150005, 0x140004,
                                         0x130003, 0x120002, 0x110001, 0x100000);
  return _mm512_permutexvar_epi16(order, both);
}

/// 32 bfloat16 in a row.
ANBN_AMX inline __m512i row_of(const float* from, std::size_t count) {
  const __m512 low = load(from, count), high = load(from + 16, count < 16 ? 0 : count - 16);
  return reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low));
}

/// Rows 2 k and 2 k + 1 of x side by side, at columns j .. j + 15, as a tile's rows k; x may end.
ANBN_AMX void pack_pairs(ConstView x, std::size_t first_row, std::size_t j, Pair* tile) {
  const std::size_t left = x.cols - j;
  for (std::size_t k = 0; k < kRows; ++k) {
    const std::size_t row = first_row + 2 * k;
    const float* from = x.data + row * x.stride + j;
    const __m512 low = row < x.rows ? load(from, left) : _mm512_setzero_ps();
    const __m512 high = row + 1 < x.rows ? load(from + x.stride, left) : _mm512_setzero_ps();
    _mm512_store_si512(tile + k * kCols, pairs_of(low, high));
  }
}

/// Columns j .. j + 31 of 16 rows of x, as a tile.
ANBN_AMX void pack_rows(ConstView x, std::size_t first_row, std::size_t j, Pair* tile) {
  for (std::size_t i = 0; i < kRows; ++i) {
    const std::size_t row = first_row + i;
    _mm512_store_si512(tile + i * kCols, row < x.rows
                                             ? row_of(x.data + row * x.stride + j, x.cols - j)
                                             : _mm512_setzero_si512());
  }
}

/// `from` with its rows and columns of pairs swapped: a tile A of x makes a tile B of x^T, and the
/// other way round.
void swap_pairs(const Pair* from, Pair* to) {
  for (std::size_t i = 0; i < kRows; ++i)
    for (std::size_t k = 0; k < kCols; ++k) to[k * kCols + i] = from[i * kCols + k];
}

/// sums [16 x 16] = the sum of a[t] b[t] over `depth` pairs of tiles.
ANBN_AMX void multiply(const Pair* a, const Pair* b, std::size_t depth, float* sums) {
  constexpr std::size_t kTile = kRows * kCols;
  stores_are_done();
  _tile_zero(0);
  for (std::size_t t = 0; t < depth; ++t) {
    _tile_loadd(1, a + t * kTile, 64);
    _tile_loadd(2, b + t * kTile, 64);
    _tile_dpbf16ps(0, 1, 2);
  }
  _tile_stored(0, sums, 64);
  stores_are_done();
}

/// Weights that a step has moved, of 16 columns.
ANBN_AMX __m512 moved(__m512 w, __m512 sum, const WeightStep& step, float* velocity,
                      __mmask16 mask) {
  const __m512 zero = _mm512_setzero_ps(), signs = _mm512_set1_ps(-0.0f);
  const auto with_sign_of = [&](__m512 size, __m512 x) ANBN_AMX {
    return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(
        _mm512_castps_si512(signs), _mm512_castps_si512(x), _mm512_castps_si512(size), 0xCA));
  };
  const __m512 pull = _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(w, zero, _CMP_NEQ_OQ),
                                          with_sign_of(_mm512_set1_ps(step.pull), w));
  const __m512 rate = _mm512_set1_ps(step.rate);
  __m512 now;
  if (velocity) {
    const __m512 kept =
        _mm512_fmsub_ps(_mm512_set1_ps(step.momentum), _mm512_maskz_loadu_ps(mask, velocity), pull);
    const __m512 change = _mm512_fmadd_ps(rate, sum, kept);
    _mm512_mask_storeu_ps(velocity, mask, change);
    now = _mm512_add_ps(w, change);
  } else {
    now = _mm512_fmadd_ps(rate, sum, _mm512_sub_ps(w, pull));
  }
  if (step.threshold <= 0) return now;
  // What is no number stays none, for health to see: not less or equal, rather than greater.
  const __m512 size = _mm512_abs_ps(now), less = _mm512_set1_ps(step.threshold);
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(size, less, _CMP_NLE_UQ),
                             with_sign_of(_mm512_sub_ps(size, less), now));
}

}  // namespace

bool is_here() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(d >> 22 & 1) || !(d >> 24 & 1)) return false;
  if (!__get_cpuid_count(7, 1, &a, &b, &c, &d) || !(a >> 5 & 1)) return false;  // avx512_bf16
  constexpr long kAskForState = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM
  return syscall(SYS_arch_prctl, kAskForState, kTileData) == 0;
}

ANBN_AMX void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x,
                                const Ahead& ahead) {
  assert(v.rows == w.rows && v.cols == x.rows && w.cols == x.cols);
  const std::size_t depth = tiles(v.rows, kDepth), row_tiles = tiles(x.rows, kRows);
  Tiles samples(row_tiles * depth), weights(depth + 1);
  for (std::size_t i = 0; i < row_tiles; ++i)
    for (std::size_t t = 0; t < depth; ++t) {
      pack_pairs(v, t * kDepth, i * kRows, weights.at(depth));
      swap_pairs(weights.at(depth), samples.at(i * depth + t));
    }
  const Shapes shapes;
  shapes.load();
  Fetcher fetcher(ahead, tiles(x.cols, kCols));
  alignas(64) float sums[kRows * kCols];
  for (std::size_t j = 0; j < x.cols; j += kCols) {
    fetcher.some();
    const ConstView panel = w.panel(j / kPanel);
    for (std::size_t t = 0; t < depth; ++t)
      pack_pairs(panel, t * kDepth, j % kPanel, weights.at(t));
    const __mmask16 mask = first(x.cols - j);
    for (std::size_t i = 0; i < row_tiles; ++i) {
      multiply(samples.at(i * depth), weights.at(0), depth, sums);
      for (std::size_t q = 0; q < std::min(kRows, x.rows - i * kRows); ++q) {
        float* at = x.data + (i * kRows + q) * x.stride + j;
        const __m512 sum = _mm512_load_ps(sums + q * kCols);
        _mm512_mask_storeu_ps(
            at, mask, _mm512_fmadd_ps(_mm512_set1_ps(scale), sum, _mm512_maskz_loadu_ps(mask, at)));
      }
    }
  }
  Shapes::release();
}

ANBN_AMX void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                          const Ahead& ahead) {
  assert(v.rows == w.rows && v.cols == h.rows && h.cols == w.cols && bias.size() == w.rows);
  const std::size_t depth = tiles(h.cols, kDepth), sample_tiles = tiles(h.rows, kCols);
  Tiles samples(sample_tiles * depth), weights(depth + 1);
  for (std::size_t i = 0; i < sample_tiles; ++i)
    for (std::size_t t = 0; t < depth; ++t) {
      pack_rows(h, i * kCols, t * kDepth, weights.at(depth));
      swap_pairs(weights.at(depth), samples.at(i * depth + t));
    }
  const Shapes shapes;
  shapes.load();
  Fetcher fetcher(ahead, tiles(w.rows, kRows) * depth);
  alignas(64) float sums[kRows * kCols];
  for (std::size_t u = 0; u < w.rows; u += kRows) {
    for (std::size_t t = 0; t < depth; ++t) {
      fetcher.some();
      pack_rows(w.panel(t), u, 0, weights.at(t));
    }
    for (std::size_t i = 0; i < sample_tiles; ++i) {
      multiply(weights.at(0), samples.at(i * depth), depth, sums);
      const __mmask16 mask = first(h.rows - i * kCols);
      for (std::size_t q = 0; q < std::min(kRows, w.rows - u); ++q)
        _mm512_mask_storeu_ps(
            v.data + (u + q) * v.stride + i * kCols, mask,
            _mm512_add_ps(_mm512_load_ps(sums + q * kCols), _mm512_set1_ps(bias[u + q])));
    }
  }
  Shapes::release();
}

ANBN_AMX void update_weights(ConstView v, ConstView h, const WeightStep& step,
                             MutablePanels velocity, MutablePanels w, const Ahead& ahead) {
  assert(v.rows == w.rows && v.cols == h.rows && h.cols == w.cols);
  const std::size_t depth = tiles(h.rows, kDepth), col_tiles = tiles(w.cols, kCols);
  Tiles hidden(col_tiles * depth), units(depth);
  for (std::size_t j = 0; j < col_tiles; ++j)
    for (std::size_t t = 0; t < depth; ++t)
      pack_pairs(h, t * kDepth, j * kCols, hidden.at(j * depth + t));
  const Shapes shapes;
  shapes.load();
  Fetcher fetcher(ahead, tiles(w.rows, kRows) * col_tiles);
  alignas(64) float sums[kRows * kCols];
  for (std::size_t u = 0; u < w.rows; u += kRows) {
    for (std::size_t t = 0; t < depth; ++t) pack_rows(v, u, t * kDepth, units.at(t));
    for (std::size_t j = 0; j < col_tiles; ++j) {
      fetcher.some();
      multiply(units.at(0), hidden.at(j * depth), depth, sums);
      const __mmask16 mask = first(w.cols - j * kCols);
      const std::size_t panel = j * kCols / kPanel, col = j * kCols % kPanel;
      const MutableView weights = w.panel(panel);
      const MutableView speeds = velocity.data ? velocity.panel(panel) : MutableView();
      for (std::size_t q = 0; q < std::min(kRows, w.rows - u); ++q) {
        float* at = weights.data + (u + q) * weights.stride + col;
        float* speed = velocity.data ? speeds.data + (u + q) * speeds.stride + col : nullptr;
        const __m512 now = moved(_mm512_maskz_loadu_ps(mask, at), _mm512_load_ps(sums + q * kCols),
                                 step, speed, mask);
        _mm512_mask_storeu_ps(at, mask, now);
      }
    }
  }
  Shapes::release();
}

}  // namespace anbn::amx
