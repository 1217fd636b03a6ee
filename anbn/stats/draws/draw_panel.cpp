// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/draw_panel.h"

#include <cassert>

namespace anbn {

DrawPanel::DrawPanel(const DrawableSeries& series, const Backend& backend)
    : series_(series), backend_(backend) {
  const std::size_t columns = draws_together(series.networks.cols) * series.networks.cols;
  networks_ = Matrix(series.networks.rows, columns);
  projections_ = Matrix(series.nuisance.rows, columns);
  products_ = Matrix(kNeurons, columns);
}

MutableView DrawPanel::filled(Matrix& x) const {
  return {x.values.data(), x.rows, draws_ * series_.networks.cols, x.cols};
}

void DrawPanel::set_observed() {
  draws_ = 1;
  put_observed(series_.networks, filled(networks_));
  remove_nuisance();
}

void DrawPanel::set_draws(const DrawStream& stream, std::size_t first) {
  draws_ = draws_together(series_.networks.cols);
  put_draws(series_.networks, stream, first, filled(networks_));
  remove_nuisance();
}

void DrawPanel::remove_nuisance() {
  const MutableView x = filled(networks_);
  take_out(series_.nuisance, x, filled(projections_), backend_);
  // Draws have norm 1, so what is left after the nuisance set is at once its share of it.
  const std::vector<double> norms = column_norms(x);
  explained_.clear();
  for (std::size_t c = 0; c < x.cols; ++c)
    if (is_explained(norms[c])) explained_.push_back(c);
  if (series_.nuisance.rows > 0) divide_columns(x, norms);
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
