// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/results_hash.h"

#include "anbn/core/error.h"
#include "anbn/core/hash.h"
#include "anbn/io/file.h"
#include "anbn/stages/list.h"

#include <nlohmann/json.hpp>

namespace anbn {

namespace fs = std::filesystem;
using nlohmann::json;

std::string hash_of_results(const fs::path& results) {
  const fs::path file = results / "study.json";
  if (!fs::exists(file))
    fail("{}: no study.json; expected the results of `anbn run` in this folder", results.string());
  std::string all = read_text(file);
  const json study = json::parse(all, nullptr, false);
  if (study.is_discarded() || !study.contains("variants") || !study.contains("stories"))
    fail("{}: not a description of a study; run `anbn run` again", file.string());
  const auto add = [&](const fs::path& folder) {
    const fs::path manifest = results / folder / "stage.json";
    if (fs::exists(manifest)) all += folder.string() + content_hash(read_text(manifest));
  };
  const auto add_stages = [&](Runs runs, const fs::path& folder) {
    for (const Stage& stage : all_stages())
      if (stage.facts.runs == runs) add(folder / stage.name);
  };
  add_stages(Runs::once_a_study, "");  // covers the scans that networks were found in
  for (const json& variant : study["variants"]) {
    const fs::path folder = variant.at("name").get<std::string>();
    add_stages(Runs::once_a_variant, folder);
    for (const json& story : study["stories"])
      add_stages(Runs::per_story, folder / story.at("name").get<std::string>());
  }
  for (const json& control : study.value("controls", json::array()))
    for (const json& session : control.value("sessions", json::array()))
      for (const json& folder : session.at("stages")) add(folder.get<std::string>());
  return content_hash(all);
}

}  // namespace anbn
