// SPDX-License-Identifier: Apache-2.0
// The skinny products of training: a few rows of samples against a wide table of weights. A tile of
// the result stays in registers while a row of one factor and single numbers of the other stream
// by; every number of the result is one sum in one order, whatever the tiles. This file is compiled
// once for each instruction set, as cpu_kernels.cpp is.
#include "anbn/backend/cpu_kernels.h"
#include "anbn/backend/cpu_prefetch.h"
#include "anbn/backend/cpu_targets.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "anbn/backend/cpu_products.cpp"
#include <hwy/foreach_target.h>
// Must come after foreach_target.h.
#include "anbn/backend/cpu_vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace anbn::simd::HWY_NAMESPACE {

// A tile is kTileRows x kTileVectors: with what it reads it fills 32 registers of AVX-512, or 16.
constexpr std::size_t kTileRows = HWY_MAX_BYTES == 64 ? 12 : 6, kTileVectors = 2;
// A tile of dot products, whose sums run along the vectors.
constexpr std::size_t kDotUnits = HWY_MAX_BYTES == 64 ? 6 : 3, kDotRows = 4, kSamplesAtOnce = 12;

/// sum_k a(k, m) b(k, :) over `depth` terms, for a tile of rows m: a(k, m) lies at
/// a[k a_term + m a_row], row k of b at b + k b_term.
struct Product {
  const float* a;
  std::size_t a_term, a_row;
  const float* b;
  std::size_t b_term, depth;
};

/// Calls finish(m, c, sum) for each vector of the tile, all of `Vectors` whole vectors.
template <std::size_t Rows, std::size_t Vectors, class Finish>
HWY_INLINE void whole_tile(const Product& p, Finish finish) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  Vec sums[Rows][Vectors];
  for (std::size_t m = 0; m < Rows; ++m)
    for (std::size_t c = 0; c < Vectors; ++c) sums[m][c] = hn::Zero(d);
  const float *a = p.a, *b = p.b;
  for (std::size_t k = 0; k < p.depth; ++k, a += p.a_term, b += p.b_term) {
    Vec row[Vectors];
    for (std::size_t c = 0; c < Vectors; ++c) row[c] = hn::LoadU(d, b + c * lanes);
    for (std::size_t m = 0; m < Rows; ++m) {
      const Vec one = hn::Set(d, a[m * p.a_row]);
      for (std::size_t c = 0; c < Vectors; ++c) sums[m][c] = hn::MulAdd(one, row[c], sums[m][c]);
    }
  }
  for (std::size_t m = 0; m < Rows; ++m)
    for (std::size_t c = 0; c < Vectors; ++c) finish(m, c * lanes, sums[m][c]);
}

/// The same of the last `count` columns, fewer than a vector has.
template <class Finish>
HWY_INLINE void partial_tile(const Product& p, std::size_t rows, std::size_t count, Finish finish) {
  const Tag d;
  for (std::size_t m = 0; m < rows; ++m) {
    Vec sum = hn::Zero(d);
    for (std::size_t k = 0; k < p.depth; ++k)
      sum = hn::MulAdd(hn::Set(d, p.a[k * p.a_term + m * p.a_row]),
                       load_partly(p.b + k * p.b_term, count, 0), sum);
    finish(m, 0, sum);
  }
}

std::size_t tiles_of(std::size_t rows) { return (rows + kTileRows - 1) / kTileRows; }

/// x(m, :) = f(x(m, :), sum(m, :)), for rows m of a tile of x.
template <class Change>
struct TileJob {
  Product product;
  MutableView x;
  Change change;
};

template <std::size_t Rows, class Change>
HWY_NOINLINE void run_tiles(const TileJob<Change>& job, Fetcher& fetcher) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d), cols = job.x.cols;
  Product p = job.product;
  std::size_t j = 0;
  const auto finish = [&](std::size_t m, std::size_t offset, Vec sum) HWY_ATTR {
    float* at = job.x.data + m * job.x.stride + j + offset;
    hn::StoreU(job.change(hn::LoadU(d, at), sum, m, j + offset, lanes), d, at);
  };
  for (; j + kTileVectors * lanes <= cols; j += kTileVectors * lanes) {
    fetcher.some();
    p.b = job.product.b + j;
    whole_tile<Rows, kTileVectors>(p, finish);
  }
  for (; j + lanes <= cols; j += lanes) {
    p.b = job.product.b + j;
    whole_tile<Rows, 1>(p, finish);
  }
  if (j == cols) return;
  p.b = job.product.b + j;
  const std::size_t left = cols - j;
  partial_tile(p, Rows, left, [&](std::size_t m, std::size_t, Vec sum) HWY_ATTR {
    float* at = job.x.data + m * job.x.stride + j;
    store_partly(job.change(load_partly(at, left, 0), sum, m, j, left), at, left);
  });
}

template <class Change, std::size_t... Rows>
constexpr auto tiles_by_rows(std::index_sequence<Rows...>) {
  return std::array<void (*)(const TileJob<Change>&, Fetcher&), sizeof...(Rows)>{
      run_tiles<Rows + 1, Change>...};
}

/// Runs a job over all of x, in tiles of rows as equal as can be.
template <class Change>
HWY_INLINE void run_rows(const TileJob<Change>& all, Fetcher& fetcher) {
  static constexpr auto kRun = tiles_by_rows<Change>(std::make_index_sequence<kTileRows>());
  const std::size_t tiles = tiles_of(all.x.rows);
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const std::size_t first = all.x.rows * tile / tiles, end = all.x.rows * (tile + 1) / tiles;
    TileJob<Change> job = all;
    job.product.a += first * all.product.a_row;
    job.x = rows_of(all.x, first, end - first);
    job.change.begin_at(first);
    kRun[end - first - 1](job, fetcher);
  }
}

/// How often run_rows() on each panel of [rows x cols] calls the fetcher.
std::size_t whole_tiles(std::size_t rows, std::size_t cols) {
  return tiles_of(rows) * (cols / (kTileVectors * hn::Lanes(Tag())));
}

struct AddScaled {
  float scale;
  void begin_at(std::size_t) {}
  HWY_INLINE Vec operator()(Vec x, Vec sum, std::size_t, std::size_t, std::size_t) const {
    return hn::MulAdd(hn::Set(Tag(), scale), sum, x);
  }
};

void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x, const Ahead& ahead) {
  assert(v.rows == w.rows && v.cols == x.rows && w.cols == x.cols);
  Fetcher fetcher(ahead, whole_tiles(x.rows, x.cols));
  for (std::size_t i = 0; i < w.count(); ++i) {
    const ConstView panel = w.panel(i);
    const Product product{v.data, v.stride, 1, panel.data, panel.stride, v.rows};
    const MutableView here = columns_of(x, i * ConstPanels::kCols, panel.cols);
    run_rows(TileJob<AddScaled>{product, here, {scale}}, fetcher);
  }
}

/// signs(x) step, 0 where x is 0
HWY_INLINE Vec with_sign(Vec x, float step) {
  const Tag d;
  return hn::IfThenZeroElse(hn::Eq(x, hn::Zero(d)), hn::CopySign(hn::Set(d, step), x));
}
HWY_INLINE Vec shrunk(Vec x, float step) {
  const Tag d;
  const Vec size = hn::Abs(x), less = hn::Set(d, step);
  return hn::IfThenZeroElse(hn::Le(size, less), hn::CopySign(hn::Sub(size, less), x));
}

/// What a step does to weights without momentum.
struct MoveWeights {
  WeightStep step;
  void begin_at(std::size_t) {}
  HWY_INLINE Vec operator()(Vec w, Vec sum, std::size_t, std::size_t, std::size_t) const {
    const Tag d;
    const Vec moved = hn::MulAdd(hn::Set(d, step.rate), sum, hn::Sub(w, with_sign(w, step.pull)));
    return step.threshold > 0 ? shrunk(moved, step.threshold) : moved;
  }
};

/// The same with momentum; the velocity changes, too.
struct MoveWithVelocity {
  WeightStep step;
  MutableView velocity;
  void begin_at(std::size_t row) { velocity.data += row * velocity.stride; }
  HWY_INLINE Vec operator()(Vec w, Vec sum, std::size_t m, std::size_t j, std::size_t count) const {
    const Tag d;
    float* at = velocity.data + m * velocity.stride + j;
    const bool whole = count == hn::Lanes(d);
    const Vec before = whole ? hn::LoadU(d, at) : load_partly(at, count, 0);
    const Vec kept =
        hn::MulAdd(hn::Set(d, step.momentum), before, hn::Neg(with_sign(w, step.pull)));
    const Vec now = hn::MulAdd(hn::Set(d, step.rate), sum, kept);
    if (whole)
      hn::StoreU(now, d, at);
    else
      store_partly(now, at, count);
    const Vec moved = hn::Add(w, now);
    return step.threshold > 0 ? shrunk(moved, step.threshold) : moved;
  }
};

void update_weights(ConstView v, ConstView h, const WeightStep& step, MutablePanels velocity,
                    MutablePanels w, const Ahead& ahead) {
  assert(v.rows == w.rows && v.cols == h.rows && h.cols == w.cols);
  Fetcher fetcher(ahead, whole_tiles(w.rows, w.cols));
  for (std::size_t i = 0; i < w.count(); ++i) {
    const float* hidden = h.data + i * ConstPanels::kCols;
    const Product product{v.data, 1, v.stride, hidden, h.stride, h.rows};
    if (velocity.data == nullptr)
      run_rows(TileJob<MoveWeights>{product, w.panel(i), {step}}, fetcher);
    else
      run_rows(TileJob<MoveWithVelocity>{product, w.panel(i), {step, velocity.panel(i)}}, fetcher);
  }
}

/// The sum of the lanes of each of four vectors, and `more`.
HWY_INLINE void sums_of_lanes(const Vec* v, float more, float* sums) {
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t i = 0; i < 4; ++i) sums[i] = hn::GetLane(v[i]) + more;
#else
  const Tag d;
  const hn::Repartition<double, Tag> pairs;
  const Vec ab = hn::Add(hn::InterleaveLower(d, v[0], v[1]), hn::InterleaveUpper(d, v[0], v[1]));
  const Vec cd = hn::Add(hn::InterleaveLower(d, v[2], v[3]), hn::InterleaveUpper(d, v[2], v[3]));
  const auto ab2 = hn::BitCast(pairs, ab), cd2 = hn::BitCast(pairs, cd);
  const Vec all = hn::Add(hn::BitCast(d, hn::InterleaveLower(pairs, ab2, cd2)),
                          hn::BitCast(d, hn::InterleaveUpper(pairs, ab2, cd2)));
  alignas(64) float buffer[kMostLanes];
  hn::Store(all, d, buffer);
  const hn::FixedTag<float, 4> four;
  auto sum = hn::Load(four, buffer);
  for (std::size_t i = 4; i < hn::Lanes(d); i += 4) sum = hn::Add(sum, hn::Load(four, buffer + i));
  hn::StoreU(hn::Add(sum, hn::Set(four, more)), four, sums);
#endif
}

/// out[u][i] = w[u] h[i] + bias[u] for rows u of w from `first` on and kDotRows rows h, whose rows
/// lie `out_stride` apart. There are kDotUnits rows of w, or the last one stands in for the others.
template <bool kAllUnits>
HWY_INLINE void dot_tile(ConstPanels w, std::size_t first, const float* const* h, const float* bias,
                         float* out, std::size_t out_stride) {
  constexpr std::size_t kPanel = ConstPanels::kCols;
  static_assert(kPanel % kMostLanes == 0);
  const Tag d;
  const std::size_t lanes = hn::Lanes(d), last = w.rows - 1 - first;
  const auto row = [&](std::size_t u) { return kAllUnits ? u : std::min(u, last); };
  Vec sums[kDotUnits][kDotRows];
  for (std::size_t u = 0; u < kDotUnits; ++u)
    for (std::size_t i = 0; i < kDotRows; ++i) sums[u][i] = hn::Zero(d);
  std::size_t col = 0;
  const float* panel = w.data + first * kPanel;
  for (; col + kPanel <= w.cols; col += kPanel, panel += kPanel * w.rows)
    for (std::size_t k = 0; k < kPanel; k += lanes) {
      Vec rows[kDotRows];
      for (std::size_t i = 0; i < kDotRows; ++i) rows[i] = hn::LoadU(d, h[i] + col + k);
      for (std::size_t u = 0; u < kDotUnits; ++u) {
        const Vec unit = hn::LoadU(d, panel + row(u) * kPanel + k);
        for (std::size_t i = 0; i < kDotRows; ++i)
          sums[u][i] = hn::MulAdd(unit, rows[i], sums[u][i]);
      }
    }
  if (col < w.cols) {
    const ConstView rest = rows_of(w.panel(w.count() - 1), first, last + 1);
    for (std::size_t k = 0; k < rest.cols; k += lanes) {
      const std::size_t count = std::min(rest.cols - k, lanes);
      Vec rows[kDotRows];
      for (std::size_t i = 0; i < kDotRows; ++i) rows[i] = load_partly(h[i] + col + k, count, 0);
      for (std::size_t u = 0; u < kDotUnits; ++u) {
        const Vec unit = load_partly(rest.data + row(u) * rest.stride + k, count, 0);
        for (std::size_t i = 0; i < kDotRows; ++i)
          sums[u][i] = hn::MulAdd(unit, rows[i], sums[u][i]);
      }
    }
  }
  for (std::size_t u = 0; u < kDotUnits; ++u)
    sums_of_lanes(sums[u], bias[row(u)], out + u * out_stride);
}

/// The tile of v at unit u and sample i.
HWY_INLINE void reconstruct_tile(ConstView h, ConstPanels w, std::span<const float> bias,
                                 MutableView v, std::size_t u, std::size_t i) {
  const float* rows[kDotRows];
  for (std::size_t r = 0; r < kDotRows; ++r)
    rows[r] = h.data + std::min(i + r, h.rows - 1) * h.stride;
  if (u + kDotUnits <= w.rows && i + kDotRows <= h.rows) {
    dot_tile<true>(w, u, rows, &bias[u], v.data + u * v.stride + i, v.stride);
    return;
  }
  float out[kDotUnits * kDotRows];
  dot_tile<false>(w, u, rows, &bias[u], out, kDotRows);
  for (std::size_t q = 0; q < std::min(kDotUnits, w.rows - u); ++q)
    std::copy_n(out + q * kDotRows, std::min(kDotRows, h.rows - i),
                v.data + (u + q) * v.stride + i);
}

void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                 const Ahead& ahead) {
  assert(v.rows == w.rows && v.cols == h.rows && h.cols == w.cols && bias.size() == w.rows);
  Fetcher fetcher(ahead, (w.rows / kDotUnits + 1) * (h.rows / kDotRows + 1));
  for (std::size_t first = 0; first < h.rows; first += kSamplesAtOnce) {
    const std::size_t end = std::min(first + kSamplesAtOnce, h.rows);
    for (std::size_t u = 0; u < w.rows; u += kDotUnits)
      for (std::size_t i = first; i < end; i += kDotRows) {
        fetcher.some();
        reconstruct_tile(h, w, bias, v, u, i);
      }
  }
}

/// y(i): the lanes, added up, of what `sum = step(sum, v)` makes of 0 and the vectors v of row i.
template <class Step>
void sums_of_rows(ConstView x, std::span<float> y, Step step) {
  assert(y.size() == x.rows);
  const Tag d;
  const std::size_t lanes = hn::Lanes(d), whole = x.cols - x.cols % lanes;
  constexpr std::size_t kAtOnce = 4;
  for (std::size_t i = 0; i < x.rows; i += kAtOnce) {
    Vec sums[kAtOnce];
    for (std::size_t q = 0; q < kAtOnce; ++q) {
      const float* row = x.data + std::min(i + q, x.rows - 1) * x.stride;
      sums[q] = hn::Zero(d);
      if (whole < x.cols) sums[q] = step(sums[q], load_partly(row + whole, x.cols - whole, 0));
      for (std::size_t j = 0; j < whole; j += lanes) sums[q] = step(sums[q], hn::LoadU(d, row + j));
    }
    float totals[kAtOnce];
    sums_of_lanes(sums, 0, totals);
    std::copy_n(totals, std::min(kAtOnce, x.rows - i), y.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void row_sums(ConstView x, std::span<float> y) {
  sums_of_rows(x, y, [](Vec sum, Vec v) HWY_ATTR { return hn::Add(sum, v); });
}

void row_square_sums(ConstView x, std::span<float> y) {
  sums_of_rows(x, y, [](Vec sum, Vec v) HWY_ATTR { return hn::MulAdd(v, v, sum); });
}

void add_to_sums(ConstView x, double* sums) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d), whole = x.cols - x.cols % lanes;
  for (std::size_t i = 0; i < x.rows; ++i, sums += x.cols) {
    const float* row = x.data + i * x.stride;
    for (std::size_t j = 0; j < whole; j += lanes) add_promoted(hn::LoadU(d, row + j), sums + j);
    for (std::size_t j = whole; j < x.cols; ++j) sums[j] += row[j];
  }
}

}  // namespace anbn::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace anbn::simd {

HWY_EXPORT(add_hidden_inputs);
HWY_EXPORT(update_weights);
HWY_EXPORT(reconstruct);
HWY_EXPORT(row_sums);
HWY_EXPORT(row_square_sums);
HWY_EXPORT(add_to_sums);

void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x, const Ahead& ahead) {
  HWY_DYNAMIC_DISPATCH(add_hidden_inputs)(scale, v, w, x, ahead);
}
void update_weights(ConstView v, ConstView h, const WeightStep& step, MutablePanels velocity,
                    MutablePanels w, const Ahead& ahead) {
  HWY_DYNAMIC_DISPATCH(update_weights)(v, h, step, velocity, w, ahead);
}
void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                 const Ahead& ahead) {
  HWY_DYNAMIC_DISPATCH(reconstruct)(h, w, bias, v, ahead);
}
void row_sums(ConstView x, std::span<float> y) { HWY_DYNAMIC_DISPATCH(row_sums)(x, y); }
void row_square_sums(ConstView x, std::span<float> y) {
  HWY_DYNAMIC_DISPATCH(row_square_sums)(x, y);
}
void add_to_sums(ConstView x, std::span<double> sums) {
  assert(sums.size() == x.rows * x.cols);
  HWY_DYNAMIC_DISPATCH(add_to_sums)(x, sums.data());
}

}  // namespace anbn::simd
#endif
