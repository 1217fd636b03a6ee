// SPDX-License-Identifier: Apache-2.0
// The table of kinds of neuron.
#include "anbn/core/kinds.h"
#include "anbn/neurons/neurons.h"

namespace anbn {

extern const NeuronKind kAttentionQk;

std::span<const NeuronKind> neuron_kinds() {
  static const NeuronKind list[] = {kAttentionQk};
  return list;
}

const NeuronKind& find_neuron_kind(std::string_view name) {
  return kind_named(neuron_kinds(), name, "kind of neuron");
}

}  // namespace anbn
