// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/model_pairs.h"

#include <algorithm>
#include <iterator>

namespace anbn {
namespace {

std::size_t in_both(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
  std::vector<std::size_t> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both.size();
}

/// The same words, beside the same networks: of untrained models too, of no other control.
std::vector<const Session*> models_of(const Report& report, const Session& main) {
  std::vector<const Session*> models;
  for (const std::vector<Session>* some : {&report.sessions, &report.untrained})
    for (const Session& s : *some)
      if (s.story == main.story && s.together.size() == main.together.size()) models.push_back(&s);
  return models;
}

}  // namespace

std::vector<ModelPair> model_pairs(const Report& report) {
  std::vector<ModelPair> pairs;
  for (const Session& main : report.sessions) {
    if (main.variant != report.sessions.front().variant) break;
    const std::vector<const Session*> models = models_of(report, main);
    for (std::size_t a = 0; a < models.size(); ++a)
      for (std::size_t b = a + 1; b < models.size(); ++b)
        pairs.push_back({models[a], models[b],
                         agreement(models[a]->networks_seen, models[b]->networks_seen),
                         in_both(models[a]->networks_named, models[b]->networks_named)});
    if (is_pooled(main)) break;  // what single stories say is in it
  }
  return pairs;
}

}  // namespace anbn
