// SPDX-License-Identifier: Apache-2.0
// Draws of a null model as series in time, whatever basis it draws in.
#pragma once

#include "anbn/signal/standardize.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/nulls/null.h"

namespace anbn {

/// One draw [T x M] of `networks`, columns with mean 0 and norm 1 (or 0 throughout).
inline Matrix surrogate_of(const NullModel& null, const Matrix& networks,
                           const NullSources& sources, const DrawId& id, const Backend& backend) {
  const Matrix in_time = unit_columns(networks).values;
  const bool turns = null.basis == NullBasis::fourier;
  const Matrix basis = turns ? fourier_basis(networks.rows) : Matrix();
  const auto product = [&](Transpose t, const Matrix& x) {
    Matrix out(x.rows, x.cols);
    backend.gemm(1, view_of(basis), t, view_of(x), Transpose::no, 0, view_of(out));
    return out;
  };
  Matrix drawn(networks.rows, networks.cols);
  null.draws(sources).draw(turns ? product(Transpose::no, in_time) : in_time, id, view_of(drawn));
  return turns ? product(Transpose::yes, drawn) : drawn;
}

}  // namespace anbn
