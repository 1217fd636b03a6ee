// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/draw_panel.h"

#include <algorithm>
#include <cassert>

namespace anbn {

DrawPanel::DrawPanel(const PooledSeries& series, const Backend& backend)
    : series_(series), backend_(backend) {
  const std::size_t columns = draws_together(series.networks()) * series.networks();
  std::size_t regressors = 0;
  for (const DrawableSeries& story : series.stories)
    regressors = std::max(regressors, story.nuisance.rows);
  networks_ = Matrix(series.neurons.cols, columns);
  projections_ = Matrix(regressors, columns);
  products_ = Matrix(kNeurons, columns);
}

MutableView DrawPanel::filled(Matrix& x) const {
  return {x.values.data(), x.rows, draws_ * series_.networks(), x.cols};
}

template <class Put>
void DrawPanel::fill(const Put& put) {
  const MutableView all = filled(networks_);
  explained_.assign(all.cols, 0);
  std::size_t begin = 0;
  for (std::size_t s = 0; s < series_.stories.size(); ++s) {
    const MutableView x{all.data + begin * all.stride, series_.stories[s].networks.rows, all.cols,
                        all.stride};
    put(s, x);
    clean(s, x);
    begin += x.rows;
  }
}

void DrawPanel::set_observed() {
  draws_ = 1;
  fill([&](std::size_t s, MutableView x) { put_observed(series_.stories[s].networks, x); });
}

void DrawPanel::set_draws(const std::vector<DrawStream>& streams, std::size_t first) {
  draws_ = draws_together(series_.networks());
  fill([&](std::size_t s, MutableView x) {
    put_draws(series_.stories[s].networks, streams[s], first, x);
  });
}

void DrawPanel::clean(std::size_t story, MutableView x) {
  const Matrix& nuisance = series_.stories[story].nuisance;
  MutableView projections = filled(projections_);
  projections.rows = nuisance.rows;
  take_out(nuisance, x, projections, backend_);
  // Draws have norm 1, so what is left after the nuisance set is at once its share of it.
  std::vector<double> norms = column_norms(x);
  for (std::size_t c = 0; c < x.cols; ++c) explained_[c] |= is_explained(norms[c]);
  const bool alone = series_.stories.size() == 1;
  if (alone && nuisance.rows == 0) return;
  divide_columns(x, norms);
  if (alone) return;
  const float scale = root_of_share(series_.shares[story]);
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t c = 0; c < x.cols; ++c) x.data[t * x.stride + c] *= scale;
}

MutableView DrawPanel::correlations(std::size_t first, std::size_t count) {
  assert(count <= kNeurons);
  MutableView products = filled(products_);
  products.rows = count;
  const MutableView x = filled(networks_);
  backend_.gemm(1, rows_of(series_.neurons, first, count), Transpose::no,
                {x.data, x.rows, x.cols, x.stride}, Transpose::no, 0, products);
  for (std::size_t c = 0; c < x.cols; ++c)
    if (explained_[c])
      for (std::size_t i = 0; i < count; ++i) products.data[i * products.stride + c] = 1;
  return products;
}

}  // namespace anbn
