// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/target_panel.h"

#include "anbn/signal/surrogate.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

// About this many columns keep a panel and what it predicts in the second-level cache.
constexpr std::size_t kColumns = 512, kMaxDraws = 64;
// As in draw_panel.cpp: half of what a series needs to be tested at all.
constexpr double kExplained = 0.5e-4;

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

TargetSource::TargetSource(const Matrix& unit_networks, const Nuisance& nuisance,
                           const NullModel& model, NullSettings null_settings,
                           const Backend& backend)
    : networks(unit_networks),
      clean(projection(unit_networks.rows, nuisance)),
      null(model),
      settings(std::move(null_settings)) {
  if (null.basis == NullBasis::time) return;
  const Matrix fourier = fourier_basis(networks.rows);
  networks = product(fourier, Transpose::no, networks, Transpose::no, backend);
  clean = product(clean, Transpose::no, fourier, Transpose::yes, backend);
}

std::size_t TargetPanel::capacity(std::size_t networks) {
  return std::clamp<std::size_t>(kColumns / std::max<std::size_t>(networks, 1), 1, kMaxDraws);
}

TargetPanel::TargetPanel(const TargetSource& source, const Backend& backend)
    : source_(source), backend_(backend) {
  const std::size_t width = source.networks.cols, columns = capacity(width) * width;
  drawn_ = Matrix(source.networks.rows, columns);
  targets_ = Matrix(source.networks.rows, columns);
}

ConstView TargetPanel::observed() {
  const Matrix& networks = source_.networks;
  for (std::size_t t = 0; t < networks.rows; ++t)
    std::copy_n(networks.values.data() + t * networks.cols, networks.cols,
                drawn_.values.data() + t * drawn_.cols);
  return cleaned(networks.cols);
}

ConstView TargetPanel::draws(std::span<const DrawId> ids) {
  const std::size_t width = source_.networks.cols;
  assert(ids.size() <= capacity(width));
  for (std::size_t s = 0; s < ids.size(); ++s)
    source_.null.draw(source_.networks, source_.settings, ids[s],
                      {drawn_.values.data() + s * width, drawn_.rows, width, drawn_.cols});
  return cleaned(ids.size() * width);
}

ConstView TargetPanel::cleaned(std::size_t columns) {
  const ConstView drawn{drawn_.values.data(), drawn_.rows, columns, drawn_.cols};
  const MutableView out{targets_.values.data(), targets_.rows, columns, targets_.cols};
  backend_.gemm(1, view_of(source_.clean), Transpose::no, drawn, Transpose::no, 0, out);
  std::vector<double> squares(columns);
  for (std::size_t t = 0; t < out.rows; ++t)
    for (std::size_t c = 0; c < columns; ++c) {
      const double v = out.data[t * out.stride + c];
      squares[c] += v * v;
    }
  std::vector<float> scale(columns);
  for (std::size_t c = 0; c < columns; ++c)
    scale[c] =
        std::sqrt(squares[c]) < kExplained ? 0 : static_cast<float>(1 / std::sqrt(squares[c]));
  for (std::size_t t = 0; t < out.rows; ++t)
    for (std::size_t c = 0; c < columns; ++c) out.data[t * out.stride + c] *= scale[c];
  return out;
}

}  // namespace anbn
