// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/target_panel.h"

#include "anbn/signal/surrogate.h"

#include <utility>

namespace anbn {
namespace {

// I - Z'Z, Z the orthonormal rows of the set: what is left of each volume.
Matrix projection(std::size_t volumes, const Nuisance& nuisance) {
  Matrix out(volumes, volumes);
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t u = 0; u < volumes; ++u) {
      double left = t == u ? 1 : 0;
      for (std::size_t k = 0; k < nuisance.rank(); ++k)
        left -= nuisance.basis[k * volumes + t] * nuisance.basis[k * volumes + u];
      out(t, u) = static_cast<float>(left);
    }
  return out;
}

Matrix product(const Matrix& a, Transpose ta, const Matrix& b, Transpose tb,
               const Backend& backend) {
  Matrix out(ta == Transpose::no ? a.rows : a.cols, tb == Transpose::no ? b.cols : b.rows);
  backend.gemm(1, view_of(a), ta, view_of(b), tb, 0, view_of(out));
  return out;
}

}  // namespace

TargetSource::TargetSource(const Matrix& unit_networks, const Nuisance& nuisance, NullBasis basis,
                           const Backend& backend)
    : networks(unit_networks), clean(projection(unit_networks.rows, nuisance)) {
  if (basis == NullBasis::time) return;
  const Matrix fourier = fourier_basis(networks.rows);
  networks =
      product(fourier, Transpose::no, without_step(networks, nuisance), Transpose::no, backend);
  clean = product(clean, Transpose::no, fourier, Transpose::yes, backend);
}

TargetPanel::TargetPanel(const TargetSource& source, const Backend& backend)
    : source_(source), backend_(backend) {
  const std::size_t width = source.networks.cols, columns = draws_together(width) * width;
  drawn_ = Matrix(source.networks.rows, columns);
  targets_ = Matrix(source.networks.rows, columns);
}

ConstView TargetPanel::observed() {
  put_observed(source_.networks, view_of(drawn_));
  return cleaned(source_.networks.cols);
}

ConstView TargetPanel::draws(const DrawStream& stream, std::size_t first) {
  put_draws(source_.networks, stream, first, view_of(drawn_));
  return cleaned(drawn_.cols);
}

ConstView TargetPanel::cleaned(std::size_t columns) {
  const ConstView drawn = columns_of(view_of(std::as_const(drawn_)), 0, columns);
  const MutableView out = columns_of(view_of(targets_), 0, columns);
  backend_.gemm(1, view_of(source_.clean), Transpose::no, drawn, Transpose::no, 0, out);
  divide_columns(out, column_norms(out));
  return out;
}

}  // namespace anbn
