// SPDX-License-Identifier: Apache-2.0
// The table of kinds of neuron.
#include "anbn/core/kinds.h"
#include "anbn/neurons/neurons.h"

#include <algorithm>

namespace anbn {

extern const NeuronKind kAttentionQk;

std::span<const NeuronKind> neuron_kinds() {
  static const NeuronKind list[] = {kAttentionQk};
  return list;
}

std::vector<Tap> taps_of(std::span<const Part> parts) {
  std::vector<Tap> taps;
  for (const Part& part : parts) taps.push_back(part.tap);
  return taps;
}

Matrix part_of(const Part& part, const Heads& heads, ConstView values) {
  const std::size_t group =
      part.columns == Part::Columns::of_query_heads ? heads.count / heads.key_count : 1;
  Matrix out(values.rows, group * values.cols);
  for (std::size_t i = 0; i < values.rows; ++i)
    for (std::size_t head = 0; head < out.cols / heads.size; ++head)
      std::copy_n(values.data + i * values.stride + head / group * heads.size, heads.size,
                  out.row(i).data() + head * heads.size);
  return out;
}

const NeuronKind& find_neuron_kind(std::string_view name) {
  return kind_named(neuron_kinds(), name, "kind of neuron");
}

}  // namespace anbn
