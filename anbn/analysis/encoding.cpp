// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/encoding.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cmath>

namespace anbn {

void check_rising(const std::vector<double>& penalties, std::string_view option) {
  if (penalties.empty()) fail("--{} is empty; expected rising numbers above 0", option);
  for (std::size_t a = 1; a < penalties.size(); ++a)
    if (penalties[a] <= penalties[a - 1])
      fail("--{} has {} at place {}; expected rising numbers", option, penalties[a], a + 1);
}

void EncodingOptions::check() const { check_rising(penalties, "penalties"); }

std::size_t volumes_of_gap(double gap_s, double tr_s) {
  // 15 s are 10 volumes of 1.5 s, whatever the quotient's last bit.
  return static_cast<std::size_t>(std::ceil(gap_s / tr_s - 1e-9));
}

std::vector<NeuronGroup> groups_of(const std::vector<NeuronPlace>& neurons, Features features) {
  std::vector<NeuronGroup> groups;
  const auto label_of = [&](const NeuronPlace& neuron) -> std::string {
    if (features == Features::all) return "all";
    return features == Features::layer ? "L" + neuron.layer
                                       : "L" + neuron.layer + "H" + neuron.head;
  };
  for (std::size_t i = 0; i < neurons.size(); ++i) {
    const std::string label = label_of(neurons[i]);
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const NeuronGroup& g) { return g.label == label; });
    if (group == groups.end()) group = groups.insert(group, {label, {}});
    group->neurons.push_back(i);
  }
  return groups;
}

Encoding encode(MatrixView neurons, MatrixView networks, std::vector<NeuronGroup> groups,
                const Nuisance& nuisance, const NullSources& sources, const EncodingOptions& o,
                const Machine& machine) {
  Encoding out;
  out.plan.folds = static_cast<std::size_t>(o.folds);
  out.plan.inner_folds = static_cast<std::size_t>(o.inner_folds);
  out.plan.gap = volumes_of_gap(o.gap_s, sources.tr_s);
  out.plan.penalties = o.penalties;
  const RidgeTestPlan plan{out.plan, null_model_named(o.null).name, sources,
                           static_cast<std::size_t>(o.permutations),
                           static_cast<std::uint64_t>(o.seed)};
  out.tests = test_ridge(neurons, networks, groups, nuisance, plan, machine);
  out.groups = std::move(groups);
  out.folds = contiguous_folds(all_volumes(networks.rows), out.plan.folds, out.plan.gap);
  return out;
}

}  // namespace anbn
