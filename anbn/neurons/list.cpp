// SPDX-License-Identifier: Apache-2.0
// The table of kinds of neuron.
#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/model/architectures/architecture.h"
#include "anbn/neurons/neurons.h"

#include <algorithm>

namespace anbn {

extern const NeuronKind kAttentionQk, kAttentionQkAfterRope, kAttentionHead, kAttentionQ,
    kAttentionK, kAttentionV, kHiddenState, kFeedForward, kSurprisal;

std::span<const NeuronKind> neuron_kinds() {
  static const NeuronKind list[] = {kAttentionQk, kAttentionQkAfterRope, kAttentionHead,
                                    kAttentionQ,  kAttentionK,           kAttentionV,
                                    kHiddenState, kFeedForward,          kSurprisal};
  return list;
}

std::vector<Tap> taps_of(std::span<const Part> parts) {
  std::vector<Tap> taps;
  for (const Part& part : parts) taps.push_back(part.tap);
  return taps;
}

std::size_t columns_of(const Part& part, const ModelConfig& config) {
  return part.columns == Part::Columns::of_query_heads ? config.heads.count * config.heads.size
                                                       : config.width(part.tap);
}

Matrix part_of(const Part& part, const Heads& heads, ConstView values) {
  const bool is_spread = part.columns == Part::Columns::of_query_heads;
  const std::size_t group = is_spread ? heads.count / heads.key_count : 1;
  const std::size_t width = is_spread ? heads.size : values.cols;  // of what is copied as one
  Matrix out(values.rows, group * values.cols);
  for (std::size_t i = 0; i < values.rows; ++i)
    for (std::size_t n = 0; n < out.cols / width; ++n)
      std::copy_n(values.data + i * values.stride + n / group * width, width,
                  out.row(i).data() + n * width);
  return out;
}

const NeuronKind& find_neuron_kind(std::string_view name) {
  return kind_named(neuron_kinds(), name, "kind of neuron");
}

std::vector<Neuron> neurons_of(const NeuronKind& kind, const ModelConfig& config,
                               std::string_view folder) {
  std::vector<Neuron> neurons = kind.neurons(config);
  if (neurons.empty())
    fail("{}: a model of the architecture {} has no neurons of the kind {}; expected {}", folder,
         config.architecture->name, kind.name, kind.needs);
  return neurons;
}

std::size_t heads_of(std::span<const Neuron> neurons) {
  std::size_t heads = 0;
  for (const Neuron& neuron : neurons) heads = std::max(heads, neuron.head);
  return heads;
}

}  // namespace anbn
