// SPDX-License-Identifier: Apache-2.0
// Phase-randomized series: the power at every frequency stays, and with it the autocorrelation;
// when things happen does not.
#include "anbn/signal/surrogate.h"
#include "anbn/stats/nulls/null.h"

namespace anbn {
namespace {

void draw_phases(const Matrix& networks, const DrawId& id, MutableView out) {
  randomize_phases(networks, id.key(), out.data, out.stride);
}

}  // namespace

extern const NullModel kPhaseNull{"phase", "random phases, spectra kept", NullBasis::fourier,
                                  NullRole::calibrated,
                                  [](const NullSources&) { return NullDraws{draw_phases}; }};

}  // namespace anbn
