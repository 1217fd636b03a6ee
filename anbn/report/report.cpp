// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/report.h"

#include "anbn/report/numbers/figures/by_layer.h"

#include <fmt/format.h>

namespace anbn {

const Session* untrained_of(const Report& report, const Session& session) {
  for (const Session& other : report.untrained)
    if (other.story == session.story && other.variant != session.variant) return &other;
  return nullptr;
}

LayerMeans layer_means_of(const FigureInput& input) {
  const auto means = [&](const Anchors& anchors) {
    return mean_by_layer(input.neuron_layer, layer_count(input), anchors,
                         [](double r) { return r; });
  };
  return {means(input.beside_noise()), spread_over(input.noise, means)};
}

std::vector<const Session*> all_sessions(const Report& report) {
  std::vector<const Session*> all;
  for (const Session& session : report.sessions) all.push_back(&session);
  for (const Session& session : report.untrained) all.push_back(&session);
  for (const Session& session : report.controls) all.push_back(&session);
  return all;
}

std::string figure_id(const FigureKind& kind, const Session& session) {
  // Names hold no dot, so no two sessions share an id.
  return fmt::format("{}.{}.{}", kind.file, session.variant, session.story);
}

}  // namespace anbn
