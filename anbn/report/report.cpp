// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {

const Session* untrained_of(const Report& report, const Session& session) {
  for (const Session& other : report.untrained)
    if (other.story == session.story && other.variant != session.variant) return &other;
  return nullptr;
}

std::vector<const Session*> all_sessions(const Report& report) {
  std::vector<const Session*> all;
  for (const Session& session : report.sessions) all.push_back(&session);
  for (const Session& session : report.untrained) all.push_back(&session);
  return all;
}

std::string figure_id(const FigureKind& kind, const Session& session) {
  return fmt::format("{}_{}_{}", kind.file, session.variant, session.story);
}

double smallest_q(const TestCounts& counts, long permutations) {
  return std::min(1.0, static_cast<double>(counts.tested) / static_cast<double>(permutations + 1));
}

std::size_t tests_needed(const TestCounts& counts, long permutations, double q) {
  // k tests at the smallest p have q = tested / (P + 1) / k. The small step back keeps a quotient
  // that is whole, but for rounding, from becoming one more.
  const double k = static_cast<double>(counts.tested) / (static_cast<double>(permutations + 1) * q);
  return static_cast<std::size_t>(std::max(1.0, std::ceil(k - 1e-9)));
}

}  // namespace anbn
