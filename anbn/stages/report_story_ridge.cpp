// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_story_ridge.h"

#include "anbn/results/pooled_encoding.h"
#include "anbn/results/unique_variance.h"
#include "anbn/runner/finished.h"
#include "anbn/stages/report_session.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Whether what `stage` of the session's variant left is of the time courses and networks there.
bool is_of_the_same(const fs::path& out, const Session& session, const std::string& stage) {
  const fs::path folder = out / session.variant / stage, networks = out / "networks";
  json hashes = json::array();
  for (const PooledStory& story : session.together) {
    const fs::path courses = out / session.variant / story.name / "timecourses";
    if (!is_finished(courses)) return false;
    hashes.push_back(hash_of_stage(courses, "timecourses"));
  }
  return is_finished(networks) &&
         input_of_stage(folder, stage, "networks") == hash_of_stage(networks, "networks") &&
         json::parse(input_of_stage(folder, stage, "timecourses"), nullptr, false) == hashes;
}

/// Whether there is a result to be shown; if it is an old one, a warning says so.
bool is_shown(const fs::path& out, const Session& session, const std::string& stage,
              std::vector<std::string>& warnings) {
  if (!is_finished(out / session.variant / stage)) return false;
  if (is_of_the_same(out, session, stage)) return true;
  warnings.push_back(fmt::format(
      "{}: {} was made from other time courses or networks and is not shown; ask for it in the "
      "study ([encoding]) or remove the folder",
      session.variant, stage));
  return false;
}

}  // namespace

void add_story_ridge(const fs::path& out, Session& session, std::vector<std::string>& warnings) {
  if (const std::string stage = "pooled-encoding"; is_shown(out, session, stage, warnings)) {
    const fs::path folder = out / session.variant / stage;
    PooledEncodingResults results = read_pooled_encoding(folder);
    ShownEncoding& e = session.encoding.emplace();
    e.features = json::parse(option_of_stage(folder, stage, "features")).get<std::string>();
    e.folds = results.encoding.folds.size();
    e.of_stories = results.stories.front().fold != kNoIndex;
    e.folder = stage;
    e.groups = std::move(results.encoding.groups);
    e.summary = std::move(results.encoding.summary);
    e.reached = std::move(results.reached);
    session.stages.push_back(read_stage_record(folder));
  }
  if (const std::string stage = "unique-variance"; is_shown(out, session, stage, warnings)) {
    session.unique_variance = read_unique_variance(out / session.variant / stage);
    session.stages.push_back(read_stage_record(out / session.variant / stage));
  }
}

}  // namespace anbn
