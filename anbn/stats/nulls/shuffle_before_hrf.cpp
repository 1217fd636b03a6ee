// SPDX-License-Identifier: Apache-2.0
// Time points in random order and then through the haemodynamic response. What a network did
// before its response cannot be had back from fMRI, so its volumes stand for it: shuffled they keep
// their values and what the networks have to do with each other, but no order; the response then
// gives all of them the smoothness that it gives to white noise. Whatever else makes a network slow
// (drift, a slow story) is not in these draws: for such series they are too rough
// (docs/decisions/0008).
#include "anbn/stats/nulls/null.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

// The convolution is circular: the first volumes then are as variable as the others, and a mean of
// 0 stays 0.
void draw(const Matrix& networks, const std::vector<float>& kernel, const DrawId& id,
          MutableView out) {
  const std::size_t volumes = networks.rows, count = networks.cols;
  const std::vector<std::size_t> order = random_permutation(id.key(), volumes);
  std::vector<double> squares(count);
  for (std::size_t t = 0; t < volumes; ++t) {
    float* row = out.data + t * out.stride;
    std::fill_n(row, count, 0.0f);
    for (std::size_t lag = 0; lag < kernel.size(); ++lag) {
      const std::size_t from = order[(t + volumes - lag % volumes) % volumes];
      const float* source = networks.values.data() + from * count;
      for (std::size_t j = 0; j < count; ++j) row[j] += kernel[lag] * source[j];
    }
    for (std::size_t j = 0; j < count; ++j) squares[j] += double{row[j]} * double{row[j]};
  }
  std::vector<float> scale(count);
  for (std::size_t j = 0; j < count; ++j)
    scale[j] = squares[j] > 0 ? static_cast<float>(1 / std::sqrt(squares[j])) : 0;
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t j = 0; j < count; ++j) out.data[t * out.stride + j] *= scale[j];
}

NullDraws draws_before_hrf(const NullSources& sources) {
  const std::vector<double> hrf = sources.hrf();
  return {[kernel = std::vector<float>(hrf.begin(), hrf.end())](const Matrix& networks,
                                                                const DrawId& id, MutableView out) {
    draw(networks, kernel, id, out);
  }};
}

}  // namespace

extern const NullModel kShuffleBeforeHrfNull{
    "shuffle-before-hrf", "volumes in random order, then the HRF", NullBasis::time,
    NullRole::comparison, draws_before_hrf};

}  // namespace anbn
