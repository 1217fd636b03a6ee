// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/study_record.h"

#include "anbn/results/fields.h"

namespace anbn {

std::string StudyRecord::title_of(std::string_view story) const {
  for (const Story& one : stories)
    if (one.name == story && !one.title.empty()) return one.title;
  return std::string(story);
}

std::string text_of(const StudyRecord& study) { return fields::text_of(study); }

StudyRecord read_study_record(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "study.json";
  if (!std::filesystem::exists(file))
    fail("{}: no study.json; expected the results of `anbn run` in this folder", folder.string());
  return read_fields<StudyRecord>(file);
}

}  // namespace anbn
