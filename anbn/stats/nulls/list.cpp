// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/kinds.h"
#include "anbn/stats/nulls/null.h"

namespace anbn {

void draw_shuffle(const Matrix& networks, const NullSettings&, const DrawId& id, MutableView out);
void draw_shuffle_before_hrf(const Matrix& networks, const NullSettings& settings, const DrawId& id,
                             MutableView out);
void draw_circular_shift(const Matrix& networks, const NullSettings& settings, const DrawId& id,
                         MutableView out);
void draw_phase(const Matrix& networks, const NullSettings&, const DrawId& id, MutableView out);
void draw_wrong_story(const Matrix& networks, const NullSettings& settings, const DrawId& id,
                      MutableView out);
std::size_t circular_shifts(std::size_t volumes, const NullSettings& settings);
std::size_t wrong_stories(std::size_t volumes, const NullSettings& settings);

namespace {

std::size_t unlimited(std::size_t, const NullSettings&) { return kUnlimited; }

}  // namespace

std::span<const NullModel> null_models() {
  static const NullModel list[] = {
      {"shuffle", "volumes in random order", NullBasis::time, draw_shuffle, unlimited},
      {"shuffle-before-hrf", "volumes in random order, then the HRF", NullBasis::time,
       draw_shuffle_before_hrf, unlimited},
      {"circular-shift", "all volumes later, the last ones first", NullBasis::time,
       draw_circular_shift, circular_shifts},
      {"phase", "random phases, spectra kept", NullBasis::fourier, draw_phase, unlimited},
      {"wrong-story", "the same networks in another story", NullBasis::time, draw_wrong_story,
       wrong_stories},
  };
  return list;
}

const NullModel& null_model_named(std::string_view name) {
  return kind_named(null_models(), name, "null model");
}

}  // namespace anbn
