// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/explored_pairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace anbn {
namespace {

constexpr std::size_t kMostNeurons = 100;

/// Adds pairs of results, if both of a pair are there.
class Adder {
 public:
  Adder(const Session& session, Explored& out) : session_(session), out_(out) {}

  void add(ExploredPair::Side side, const std::string& network, const std::string& neuron,
           const PairResult& result, const std::string& of) {
    ExploredPair pair{side, index_of_name(session_.network_name, network), 0, result, of};
    const bool is_known =
        pair.network < session_.network_name.size() &&
        index_of_name(session_.neuron_label, neuron) < session_.neuron_label.size();
    if (!is_known) return;
    pair.neuron = index_of_name(out_.neurons, neuron);
    if (pair.neuron == out_.neurons.size()) out_.neurons.push_back(neuron);
    pair.result.network_name = network;
    pair.result.label = neuron;
    out_.pairs.push_back(std::move(pair));
  }

 private:
  const Session& session_;
  Explored& out_;
};

/// The `most` networks with the smallest p, in the order of their numbers.
std::vector<const PairResult*> likeliest(const Session& s, std::size_t most) {
  std::vector<const PairResult*> pairs;
  for (const PairResult& pair : s.pairs) pairs.push_back(&pair);
  const auto p = [](const PairResult* pair) {
    return std::isnan(pair->phase_max_p) ? 2 : pair->phase_max_p;
  };
  std::stable_sort(pairs.begin(), pairs.end(),
                   [&](const PairResult* a, const PairResult* b) { return p(a) < p(b); });
  pairs.resize(std::min(most, pairs.size()));
  std::sort(pairs.begin(), pairs.end(),
            [](const PairResult* a, const PairResult* b) { return a->network < b->network; });
  return pairs;
}

}  // namespace

Explored explored_pairs(const Session& s, const Session* together, std::size_t most) {
  using Side = ExploredPair::Side;
  Explored out;
  Adder adder(s, out);
  for (const PairResult* pair : likeliest(s, most))
    adder.add(Side::network, pair->network_name, pair->label, *pair, s.title);
  for (std::size_t n = 0; n < std::min(kMostNeurons, s.found.size()); ++n)
    adder.add(Side::neuron, s.found[n].phase_anchor, s.found[n].label, s.found[n], s.title);
  if (together == nullptr) return out;
  for (std::size_t n = 0; n < std::min(kMostNeurons, together->found.size()); ++n) {
    const PairResult& pair = together->found[n];
    if (pair.phase_p_fwe <= kNamedP)
      adder.add(Side::neuron, pair.phase_anchor, pair.label, pair, together->title);
  }
  for (const PairResult& pair : together->pairs)
    if (pair.phase_p_fwe <= kNamedP)
      adder.add(Side::network, pair.network_name, pair.phase_anchor, pair, together->title);
  return out;
}

}  // namespace anbn
