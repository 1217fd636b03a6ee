// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_encoding.h"

#include "anbn/runner/finished.h"
#include "anbn/stages/report_session.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

bool is_of_these(const fs::path& encoding, const fs::path& input) {
  const std::string name = input.filename().string();
  return is_finished(input) &&
         input_of_stage(encoding, "encoding", name) == hash_of_stage(input, name);
}

}  // namespace

void add_encoding(const fs::path& out, Session& session, std::vector<std::string>& warnings) {
  const fs::path stories = out / session.variant / session.story, folder = stories / "encoding";
  if (!is_finished(folder)) return;
  if (!is_of_these(folder, stories / "timecourses") || !is_of_these(folder, out / "networks")) {
    warnings.push_back(fmt::format(
        "{}/{}: encoding was made from other time courses or networks and is not shown; "
        "ask for it in the study ([encoding]) or remove the folder",
        session.variant, session.story));
    return;
  }
  ShownEncoding& e = session.encoding.emplace();
  e.features = json::parse(option_of_stage(folder, "encoding", "features")).get<std::string>();
  e.folds = json::parse(option_of_stage(folder, "encoding", "folds")).get<std::size_t>();
  e.groups = read_encoded_groups(folder);
  e.summary = read_encoding_summary(folder);
  session.stages.push_back(read_stage_record(folder));
}

}  // namespace anbn
