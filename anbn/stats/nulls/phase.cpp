// SPDX-License-Identifier: Apache-2.0
// Phase-randomized series: the power at every frequency stays, and with it the autocorrelation;
// when things happen does not.
#include "anbn/signal/surrogate.h"
#include "anbn/stats/nulls/null.h"

namespace anbn {

void draw_phase(const Matrix& networks, const NullSettings&, const DrawId& id, MutableView out) {
  randomize_phases(networks, id.key(), out.data, out.stride);
}

}  // namespace anbn
