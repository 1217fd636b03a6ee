// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/pooled_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {

std::string stories_words(const Session& pooled) {
  return fmt::format("{} stories ({:.1f} min)", pooled.together.size(),
                     static_cast<double>(pooled.data.volumes) * pooled.data.tr_s / 60);
}

std::string in_each_story(const Report& report, const Session& pooled) {
  if (pooled.together.size() >= kFewestFolded) {
    const auto [least, most] = std::minmax_element(
        pooled.together.begin(), pooled.together.end(),
        [](const auto& a, const auto& b) { return a.largest_pair < b.largest_pair; });
    return fmt::format("{} to {} in the stories (pooled/stories.tsv)", r_text(least->largest_pair),
                       r_text(most->largest_pair));
  }
  std::string text;
  for (const PooledStory& story : pooled.together)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", title_of(report, story.name),
                        r_text(story.largest_pair));
  return text;
}

}  // namespace anbn
