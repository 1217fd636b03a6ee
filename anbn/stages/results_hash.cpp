// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/results_hash.h"

#include "anbn/core/hash.h"
#include "anbn/io/file.h"
#include "anbn/results/study_record.h"
#include "anbn/stages/list.h"

namespace anbn {

namespace fs = std::filesystem;

std::string hash_of_results(const fs::path& results) {
  const StudyRecord study = read_study_record(results);
  std::string all = read_text(results / "study.json");
  const auto add = [&](const fs::path& folder) {
    const fs::path manifest = results / folder / "stage.json";
    if (fs::exists(manifest)) all += folder.string() + content_hash(read_text(manifest));
  };
  const auto add_stages = [&](Runs runs, const fs::path& folder) {
    for (const Stage& stage : all_stages())
      if (stage.facts.runs == runs) add(folder / stage.name);
  };
  add_stages(Runs::once_a_study, "");  // covers the scans that networks were found in
  for (const auto& variant : study.variants) {
    add_stages(Runs::once_a_variant, variant.name);
    for (const auto& story : study.stories)
      add_stages(Runs::per_story, fs::path(variant.name) / story.name);
  }
  for (const auto& control : study.controls) {
    for (const auto& session : control.sessions)
      for (const auto& [stage, folder] : session.stages) add(folder);
    for (const auto& [stage, folder] : control.together) add(folder);
  }
  return content_hash(all);
}

}  // namespace anbn
