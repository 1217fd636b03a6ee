// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/report.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {

bool is_folded(const Report& report, const Session& session) {
  const auto stories = std::count_if(
      report.sessions.begin(), report.sessions.end(),
      [&](const Session& s) { return s.variant == session.variant && !is_pooled(s); });
  return !is_pooled(session) && stories >= static_cast<std::ptrdiff_t>(kFewestFolded);
}

bool is_brief(const Report& report, const Session& session) {
  return !is_pooled(session) && report.sessions.front().together.size() >= kFewestBrief;
}

std::string title_of(const Report& report, const std::string& story) {
  for (const Session& session : report.sessions)
    if (session.story == story) return session.title;
  return story;
}

const Session* untrained_of(const Report& report, const Session& session) {
  for (const Session& other : report.untrained)
    if (other.story == session.story && other.variant != session.variant) return &other;
  return nullptr;
}

SideMeans side_means_of(const FigureInput& input) {
  const auto spread = [&](std::vector<double> Anchors::*side) {
    std::vector<double> means;
    for (const Anchors& draw : input.noise) means.push_back(spread_of(draw.*side).mean);
    return spread_of(std::move(means));
  };
  return {spread_of(input.beside_noise().neuron_correlation).mean,
          spread_of(input.beside_noise().network_correlation).mean,
          spread(&Anchors::neuron_correlation), spread(&Anchors::network_correlation)};
}

std::vector<const Session*> all_sessions(const Report& report) {
  std::vector<const Session*> all;
  for (const Session& session : report.sessions) all.push_back(&session);
  for (const Session& session : report.untrained) all.push_back(&session);
  for (const Session& session : report.controls) all.push_back(&session);
  return all;
}

std::vector<const Session*> sessions_of_story(const Report& report, const std::string& story) {
  std::vector<const Session*> found;
  for (const Session* s : all_sessions(report))
    if ((s->words.empty() ? s->story : s->words) == story) found.push_back(s);
  return found;
}

std::vector<const Session*> controls_of(const Report& report, const Session& main) {
  std::vector<const Session*> controls;
  if (main.variant != report.sessions.front().variant) return controls;
  for (const std::vector<Session>* list : {&report.untrained, &report.controls})
    for (const Session& s : *list)
      if ((s.words.empty() ? s.story : s.words) == main.story) controls.push_back(&s);
  return controls;
}

std::string figure_id(const FigureKind& kind, const Session& session) {
  // Names hold no dot, so no two sessions share an id.
  return fmt::format("{}.{}.{}", kind.file, session.variant, session.story);
}

}  // namespace anbn
