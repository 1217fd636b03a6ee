// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_explored.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/report/numbers/explored_pairs.h"
#include "anbn/report/numbers/shown_networks.h"
#include "anbn/results/networks.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

template <class Values>
std::vector<double> course_of(std::size_t volumes, const Values& value_at, int sign) {
  std::vector<float> series;
  for (std::size_t t = 0; t < volumes; ++t) series.push_back(value_at(t));
  return shown_course(series, sign);
}

void add_courses_of_pairs(const Report& report, const Matrix& networks, const MappedMatrix& neurons,
                          Session& session) {
  Explored& explored = *session.explored;
  explored.network_courses.resize(session.network_name.size());
  for (const ExploredPair& pair : explored.pairs)
    if (std::vector<double>& course = explored.network_courses[pair.network]; course.empty())
      course = course_of(
          networks.rows, [&](std::size_t t) { return networks(t, pair.network); },
          shown_sign(report, static_cast<int>(pair.network + 1)));
  for (const std::string& label : explored.neurons) {
    const std::size_t i = index_of_name(session.neuron_label, label);
    explored.neuron_courses.push_back(course_of(
        networks.rows, [&](std::size_t t) { return neurons.row(t)[i]; }, 1));
  }
}

/// All stories of the same variant together, or null.
const Session* together_of(const Report& report, const Session& session) {
  for (const Session& other : report.sessions)
    if (is_pooled(other) && other.variant == session.variant) return &other;
  return nullptr;
}

}  // namespace

void read_explored(const fs::path& out, Report& report) {
  for (Session& session : report.sessions) {
    if (is_pooled(session)) continue;
    const fs::path file = out / session.variant / session.story / "timecourses" / "timecourses.npy";
    if (!fs::exists(file)) continue;
    const Matrix networks = read_courses(out / "networks", session.story);
    const MappedMatrix neurons(file);
    if (neurons.rows() != networks.rows)
      fail("{}: found {} volumes; expected {}, as in networks/{}.npy. Run the stage again",
           file.string(), neurons.rows(), networks.rows, session.story);
    session.explored =
        explored_pairs(session, together_of(report, session),
                       is_folded(report, session) ? kMostOfFolded : session.pairs.size());
    add_courses_of_pairs(report, networks, neurons, session);
  }
}

}  // namespace anbn
