// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/other_results.h"

#include "anbn/core/error.h"
#include "anbn/results/study_record.h"

#include <algorithm>
#include <set>

namespace anbn {

void refuse_results_of_another(const Study& study) {
  if (!std::filesystem::exists(study.out / "study.json")) return;
  StudyRecord there;
  try {
    there = read_study_record(study.out);
  } catch (const Error&) {
    return;  // damaged: it tells nothing, and is written anew
  }
  std::set<std::string> ours, theirs, shared;
  for (const StudyStory& story : study.stories) ours.insert(story.name);
  for (const StudyRecord::Story& story : there.stories) theirs.insert(story.name);
  std::set_intersection(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                        std::inserter(shared, shared.end()));
  if (!shared.empty() && (ours == theirs || study.title == there.name)) return;
  std::string stories;
  for (const std::string& name : theirs) stories += (stories.empty() ? "" : ", ") + name;
  fail(
      "{}: holds the results of another study, \"{}\" (stories: {}); expected a folder of this "
      "study's own. Set out in [study], or remove the folder",
      study.out.string(), there.name, stories);
}

}  // namespace anbn
