// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/family_bars.h"

#include "anbn/model/weights.h"

#include <algorithm>
#include <functional>
#include <tuple>

namespace anbn {
namespace {

using Family = std::vector<const Session*>;

std::string_view seed_of(const Session& s) {
  for (const StageRecord& stage : s.stages)
    if (stage.stage == "pooled" || stage.stage == "significance") return stage.option("seed");
  return "";
}

/// Whether draws of the same number are of the same surrogates, and their statistic is the same.
bool have_same_draws(const Session& a, const Session& b) {
  const auto nulls = [](const Session& s) {
    std::vector<std::string> names;
    for (const FamilyDraws& draws : s.family_draws) names.push_back(draws.null);
    return names;
  };
  const auto places = [](const Session& s) {
    const OtherStoriesSummary others = s.tests.other_stories.value_or(OtherStoriesSummary());
    return std::tuple(others.stories, others.volumes, others.classes);
  };
  return seed_of(a) == seed_of(b) && nulls(a) == nulls(b) && a.input.pcc == b.input.pcc &&
         a.input.partial.has_value() == b.input.partial.has_value() && places(a) == places(b);
}

/// What the largest of the family's draws exceeds in at most one of twenty; NaN where no draws say.
double bar_of(const Family& family, std::size_t null) {
  std::vector<float> largest = family.front()->family_draws[null].draws;
  for (const Session* s : family) {
    const std::vector<float>& draws = s->family_draws[null].draws;
    largest.resize(std::min(largest.size(), draws.size()));
    for (std::size_t d = 0; d < largest.size(); ++d) largest[d] = std::max(largest[d], draws[d]);
  }
  // p = (reached + 1) / (draws + 1) is at most 1/20 where so many draws reach it:
  const std::size_t most = (largest.size() + 1) / 20;
  if (most == 0) return kNan;
  std::nth_element(largest.begin(), largest.begin() + static_cast<std::ptrdiff_t>(most - 1),
                   largest.end(), std::greater<>());
  return largest[most - 1];
}

FamilyBar bar_of(const Session& s, const Family& family) {
  FamilyBar out;
  for (const Session* other : family)
    if (s.family_draws.empty() || !have_same_draws(s, *other)) return out;
  std::vector<double> bars;
  for (std::size_t n = 0; n < s.family_draws.size(); ++n) bars.push_back(bar_of(family, n));
  out.bar = bars.front();
  for (std::size_t i = 0; i < s.neuron_label.size(); ++i) {
    bool is_above = true;  // not of NaN
    for (std::size_t n = 0; n < bars.size(); ++n)
      is_above = is_above && s.family_draws[n].largest[i] > bars[n];
    out.above += is_above;
  }
  return out;
}

Family variants_of(const Report& report, const Session& main) {
  Family out;
  for (const std::vector<Session>* some : {&report.sessions, &report.untrained})
    for (const Session& s : *some)
      if (s.story == main.story && !s.model.empty() && s.together.size() == main.together.size())
        out.push_back(&s);
  return out;
}

}  // namespace

std::vector<FamilyRow> family_rows(const Report& report, const Session& main) {
  const Family variants = variants_of(report, main);
  if (variants.size() < 2) return {};
  std::vector<FamilyRow> rows;
  for (const Session* s : variants) {
    Family of_model, of_all;
    for (const Session* other : variants) {
      if (other->model == s->model && other->weights == s->weights) of_model.push_back(other);
      if (is_untrained(other->weights) == is_untrained(s->weights)) of_all.push_back(other);
    }
    rows.push_back({s, bar_of(*s, {s}), bar_of(*s, of_model), bar_of(*s, of_all)});
  }
  return rows;
}

std::vector<FamilyRow> family_rows(const Report& report) {
  std::vector<FamilyRow> rows;
  for (const Session& main : report.sessions) {
    if (main.variant != report.sessions.front().variant) break;
    const std::vector<FamilyRow> of_story = family_rows(report, main);
    rows.insert(rows.end(), of_story.begin(), of_story.end());
    if (is_pooled(main)) break;  // what single stories say is in it
  }
  return rows;
}

}  // namespace anbn
