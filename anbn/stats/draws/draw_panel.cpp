// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/draw_panel.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

// Several draws share the cost of bringing the neurons into the form that the product wants. About
// this many columns keep a block of products [256 x 512] and the panel in the second-level cache.
constexpr std::size_t kColumns = 512;
// More draws than this make no product faster, and leave threads without work at the end.
constexpr std::size_t kMaxDraws = 64;
// Half of what a series needs to be tested at all (nuisance.cpp), so that rounding never makes the
// observed arrangement one of these.
constexpr double kExplained = 0.5e-4;

}  // namespace

std::size_t DrawPanel::capacity(std::size_t networks) {
  return std::clamp<std::size_t>(kColumns / std::max<std::size_t>(networks, 1), 1, kMaxDraws);
}

DrawPanel::DrawPanel(const DrawableSeries& series, const Backend& backend)
    : series_(series), backend_(backend) {
  const std::size_t columns = capacity(series.networks.cols) * series.networks.cols;
  networks_ = Matrix(series.networks.rows, columns);
  projections_ = Matrix(series.nuisance.rows, columns);
  products_ = Matrix(kNeurons, columns);
}

MutableView DrawPanel::filled(Matrix& x) const {
  return {x.values.data(), x.rows, draws_ * series_.networks.cols, x.cols};
}

void DrawPanel::set_observed() {
  draws_ = 1;
  for (std::size_t t = 0; t < series_.networks.rows; ++t)
    std::copy_n(series_.networks.values.data() + t * series_.networks.cols, series_.networks.cols,
                networks_.values.data() + t * networks_.cols);
  remove_nuisance();
}

void DrawPanel::set_draws(const DrawStream& stream, std::size_t first) {
  const std::size_t width = series_.networks.cols;
  draws_ = capacity(width);
  for (std::size_t s = 0; s < draws_; ++s)
    stream.null.draw(series_.networks, stream.settings, stream.draw(first + s),
                     {networks_.values.data() + s * width, networks_.rows, width, networks_.cols});
  remove_nuisance();
}

void DrawPanel::remove_nuisance() {
  const MutableView x = filled(networks_), projections = filled(projections_);
  if (series_.nuisance.rows > 0) {
    backend_.gemm(1, view_of(series_.nuisance), Transpose::no, x, Transpose::no, 0, projections);
    backend_.gemm(-1, view_of(series_.nuisance), Transpose::yes, projections, Transpose::no, 1, x);
  }
  set_norms();
}

// Draws have norm 1, so what is left after the nuisance set is at once its share of it.
void DrawPanel::set_norms() {
  const MutableView x = filled(networks_);
  explained_.clear();
  squares_.assign(x.cols, 0);
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t c = 0; c < x.cols; ++c) {
      const double v = x.data[t * x.stride + c];
      squares_[c] += v * v;
    }
  for (std::size_t c = 0; c < x.cols; ++c)
    if (std::sqrt(squares_[c]) < kExplained) explained_.push_back(c);
  if (series_.nuisance.rows == 0) return;
  std::vector<float> scale(x.cols);
  for (std::size_t c = 0; c < x.cols; ++c)
    scale[c] = static_cast<float>(1 / std::sqrt(squares_[c]));
  for (std::size_t c : explained_) scale[c] = 0;
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t c = 0; c < x.cols; ++c) x.data[t * x.stride + c] *= scale[c];
}

MutableView DrawPanel::correlations(std::size_t first, std::size_t count) {
  assert(count <= kNeurons);
  MutableView products = filled(products_);
  products.rows = count;
  const MutableView x = filled(networks_);
  backend_.gemm(1, rows_of(series_.neurons, first, count), Transpose::no,
                {x.data, x.rows, x.cols, x.stride}, Transpose::no, 0, products);
  for (std::size_t c : explained_)
    for (std::size_t i = 0; i < count; ++i) products.data[i * products.stride + c] = 1;
  return products;
}

}  // namespace anbn
