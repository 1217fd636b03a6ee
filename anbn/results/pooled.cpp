// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/pooled.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/results/columns.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct StoryRows {
  std::vector<PooledStory>& stories;
  std::vector<double> reliability = {};  // of each, or of none

  template <class V>
  void columns(V&& column) {
    column("story", members(stories, &PooledStory::name));
    column("volumes", members(stories, &PooledStory::volumes));
    column("share", members(stories, &PooledStory::share));
    column("largest_pair", members(stories, &PooledStory::largest_pair));
    column("other_stories_volumes", members(stories, &PooledStory::other_volumes));
    column("other_stories_class", ordinals(members(stories, &PooledStory::other_class)));
    column("other_stories_share", members(stories, &PooledStory::other_share));
    column("same_text_as", texts(members(stories, &PooledStory::same_text_as)));
    column.optional("reliability", reliability);
  }
};

}  // namespace

void write(const PooledResults& results, const fs::path& folder) {
  PooledResults& r = visited(results);
  StoryRows rows{r.stories};
  for (const PooledStory& story : r.stories)
    if (story.reliability) rows.reliability.push_back(*story.reliability);
  write_columns(folder / "stories.tsv", rows);
  write_npy(folder / "correlation.npy", r.correlation);
  write(r.together, folder);
}

PooledResults read_pooled(const fs::path& folder) {
  PooledResults out{read_pooled_stories(folder), read_npy_matrix(folder / "correlation.npy"),
                    read_significance(folder)};
  if (out.correlation.rows != out.together.labels.size() ||
      out.correlation.cols != out.together.anchoring.networks.size())
    fail(
        "{}: found {} x {}; expected {} neurons and {} networks, as the tables have. Run the "
        "stage again",
        (folder / "correlation.npy").string(), out.correlation.rows, out.correlation.cols,
        out.together.labels.size(), out.together.anchoring.networks.size());
  return out;
}

std::vector<PooledStory> read_pooled_stories(const fs::path& folder) {
  std::vector<PooledStory> stories;
  StoryRows rows{stories};
  read_columns(folder / "stories.tsv", rows);
  for (std::size_t s = 0; s < rows.reliability.size(); ++s)
    stories[s].reliability = rows.reliability[s];
  return stories;
}

}  // namespace anbn
