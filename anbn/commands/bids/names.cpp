// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/bids/names.h"

#include "anbn/commands/bids/labels.h"
#include "anbn/io/bids.h"

#include <algorithm>

namespace anbn {
namespace {

using Labels = std::map<std::string, std::string, std::less<>>;

Labels labelled(const std::vector<std::string>& names) {
  const std::vector<std::string> labels = bids_labels(names);
  Labels out;
  for (std::size_t i = 0; i < names.size(); ++i) out[names[i]] = labels[i];
  return out;
}

std::string space_of_scans(const Study& study) {
  std::string space;
  for (const StudyStory& story : study.stories)
    for (const StudyScan& scan : story.scans) {
      const std::optional<BidsName> name = parse_bids_name(scan.file.filename().string());
      const std::string own = name ? bids_label(name->label("space")) : "";
      if (own.empty() || (!space.empty() && own != space)) return "study";
      space = own;
    }
  return space.empty() ? "study" : space;
}

}  // namespace

std::string BidsNames::desc(const Job& job) const {
  const std::string stage = bids_label(job.stage->name);
  return job.variant.empty() ? stage : variants.find(job.variant)->second + "+" + stage;
}

std::string BidsNames::file(const Job& job, std::string_view story, std::string_view suffix) const {
  const std::string task = story.empty() ? "" : "task-" + stories.find(story)->second + "_";
  return fmt::format("{}desc-{}_{}", task, desc(job), bids_label(suffix));
}

std::string BidsNames::volume(std::string_view datatype, std::string_view desc,
                              std::string_view suffix) const {
  return fmt::format("tpl-{0}/{1}/tpl-{0}_desc-{2}_{3}", space, datatype, desc, suffix);
}

BidsNames bids_names(const Study& study) {
  std::vector<std::string> stories, variants;
  for (const StudyStory& story : study.stories) stories.push_back(story.name);
  for (const Job& job : study.jobs)  // those of controls as well
    if (!job.variant.empty() &&
        std::find(variants.begin(), variants.end(), job.variant) == variants.end())
      variants.push_back(job.variant);
  return {labelled(stories), labelled(variants), space_of_scans(study)};
}

}  // namespace anbn
