// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/standardize.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/nulls/null.h"

namespace anbn {

Surrogates::Surrogates(const NullModel& null, const Matrix& networks, NullSettings settings,
                       const Backend& backend)
    : null_(null), settings_(std::move(settings)), coordinates_(unit_columns(networks).values) {
  if (null.basis == NullBasis::time) return;
  to_frequency_ = fourier_basis(networks.rows);
  const Matrix in_time = std::move(coordinates_);
  coordinates_ = Matrix(in_time.rows, in_time.cols);
  backend.gemm(1, view_of(to_frequency_), Transpose::no, view_of(in_time), Transpose::no, 0,
               view_of(coordinates_));
}

std::size_t Surrogates::draws() const { return null_.draws(coordinates_.rows, settings_); }

Matrix Surrogates::draw(const DrawId& id, const Backend& backend) const {
  Matrix drawn(coordinates_.rows, coordinates_.cols);
  null_.draw(coordinates_, settings_, id, view_of(drawn));
  if (null_.basis == NullBasis::time) return drawn;
  Matrix in_time(drawn.rows, drawn.cols);
  backend.gemm(1, view_of(to_frequency_), Transpose::yes, view_of(drawn), Transpose::no, 0,
               view_of(in_time));
  return in_time;
}

}  // namespace anbn
