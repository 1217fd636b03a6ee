// SPDX-License-Identifier: Apache-2.0
// What is called how in the dataset that `anbn run --bids` writes.
#pragma once

#include "anbn/study/study.h"

#include <map>
#include <string>
#include <string_view>

namespace anbn {

struct BidsNames {
  std::map<std::string, std::string, std::less<>> stories, variants;  // labels, by names
  // Of volumes: what all scans have behind `space-`, else "study".
  std::string space;

  /// "main+coupling": the label behind `desc-` of what a job wrote.
  std::string desc(const Job& job) const;
  /// "task-dog_desc-main+coupling_neurons": the name, without its extension, of a file of what a
  /// job wrote; `story` may be empty.
  std::string file(const Job& job, std::string_view story, std::string_view suffix) const;
  /// "tpl-study/func/tpl-study_desc-mean_boldref": likewise of a volume; with its folder.
  std::string volume(std::string_view datatype, std::string_view desc,
                     std::string_view suffix) const;
};

BidsNames bids_names(const Study& study);

}  // namespace anbn
