// SPDX-License-Identifier: Apache-2.0
// What the page can be asked for, as the script reads it: of each story its names, and packed
// what is told of them and their courses.
#include "anbn/report/numbers/network_places.h"
#include "anbn/report/page/packed.h"
#include "anbn/report/page/page_parts.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr double kStepsPerDeviation = 20;  // of a course: a step is less than a pixel of its figure

/// A course in steps of a twentieth of its standard deviation, as signed bytes; NaN is -128. Each
/// byte but the first is the difference to the one before (modulo 256): courses are slow, so
/// differences are small and pack well.
void add_bytes(const std::vector<double>& course, std::vector<std::uint8_t>& bytes) {
  std::uint8_t before = 0;
  for (const double z : course) {
    const double step = std::clamp(std::round(kStepsPerDeviation * z), -127.0, 127.0);
    const auto byte = static_cast<std::uint8_t>(std::isnan(z) ? -128 : static_cast<int>(step));
    bytes.push_back(static_cast<std::uint8_t>(byte - before));
    before = byte;
  }
}

/// Whose courses there are; their bytes go behind `bytes`.
std::vector<std::size_t> add_courses(const std::vector<std::vector<double>>& courses,
                                     std::vector<std::uint8_t>& bytes) {
  std::vector<std::size_t> whose;
  for (std::size_t i = 0; i < courses.size(); ++i)
    if (!courses[i].empty()) {
      whose.push_back(i);
      add_bytes(courses[i], bytes);
    }
  return whose;
}

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

void add_pair(const Session& s, const ExploredPair& pair, JsonText& json) {
  const PairResult& r = pair.result;
  json.begin_array();
  json.add(pair.side == ExploredPair::Side::network ? "network" : "neuron");
  json.add(pair.network);
  json.add(pair.neuron);
  json.add(pair.of == s.title ? std::string() : pair.of);
  json.add(r.phase_anchor);
  for (const double value :
       {r.correlation, r.partial, r.phase_correlation, r.expected, r.expected_95})
    json.add(rounded(value));
  json.add(r.phase_max_p);
  json.add(r.phase_p_fwe);
  for (const std::string* words : {&r.category, &r.queries, &r.keys}) json.add(*words);
  json.list(r.strongest);
  json.end();
}

}  // namespace

std::string told_json(const Session& s, std::vector<std::uint8_t>& courses) {
  const Explored& explored = *s.explored;
  JsonText json;
  json.begin_object();
  json.member("tr_s", s.data.tr_s);
  json.member("volumes", s.data.volumes);
  json.key("words");
  json.begin_array();
  for (const HeardWord& word : s.heard) json.add(word.text);
  json.end();
  json.key("times");
  json.begin_array();
  for (const HeardWord& word : s.heard) json.add(std::round(word.time_s * 100) / 100);
  json.end();
  json.key("pairs");
  json.begin_array({.between = ",\n"});
  for (const ExploredPair& pair : explored.pairs) add_pair(s, pair, json);
  json.end();
  json.key("networkCourses");
  json.list(add_courses(explored.network_courses, courses));
  json.key("neuronCourses");
  json.list(add_courses(explored.neuron_courses, courses));
  json.end();
  return json.text();
}

namespace {

void add_story(const Session& s, JsonText& json) {
  std::vector<std::uint8_t> courses;
  const std::string told = told_json(s, courses);
  json.begin_object();
  json.member("variant", s.variant);
  json.member("story", s.story);
  json.member("title", s.title);
  json.key("neurons");
  json.list(s.explored->neurons);
  json.member("told", packed(told));
  json.member("courses", packed(courses));
  json.end();
}

}  // namespace

std::string explore_json(const Report& report) {
  JsonText json;
  json.begin_object();
  json.key("networks");
  json.begin_array();
  const std::vector<std::string>& names = report.sessions.front().network_name;
  for (std::size_t j = 0; j < names.size(); ++j) {
    const int network = static_cast<int>(j + 1);
    const BrainMap* map = drawn_map(report, network);
    json.begin_object();
    json.member("name", names[j]);
    if (report.volumes && report.volumes->places)
      json.member("place", place_in_words(*report.volumes->places, network));
    if (map) {
      json.member("sign", map->sign);
      json.key("peak");
      json.list(map->peak);
      json.key("axial");
      json.list(map->axial);
    }
    json.end();
  }
  json.end();
  json.key("stories");
  json.begin_array({.between = ",\n"});
  for (const Session& s : report.sessions)
    if (s.explored) add_story(s, json);
  json.end();
  json.end();
  return json.text();
}

}  // namespace anbn
