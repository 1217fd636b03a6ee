// SPDX-License-Identifier: Apache-2.0
// Scans of all stories -> the time courses of brain networks, one set for all variants.
#include "anbn/brain/networks/network_method.h"
#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/stages/make_stage.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

std::vector<std::string_view> method_names() {
  std::vector<std::string_view> names;
  for (const NetworkMethod& method : network_methods()) names.push_back(method.name);
  return names;
}

struct NetworksOptions {
  Choice method{method_names(), "import"};
  InputList files;
  std::vector<std::string> stories;
  std::vector<std::int64_t> first_volumes, volumes;
  Choice average{{"zscore", "raw"}, "zscore"};

  template <class V>
  void visit(V&& option) {
    option("method", method, "how networks are found");
    option("files", files, "time courses as NPY or TSV, one or several listeners each");
    option("stories", stories,
           "the story of each file; the same name again means further listeners");
    option("first_volumes", first_volumes,
           "of each story in order of appearance (or of each file): the first volume used, from 0");
    option("volumes", volumes, "of each story (or file): how many volumes are used");
    option("average", average, "standardize each listener before averaging, or not");
  }
};

void check_story_name(const std::string& name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_plain))
    fail("story '{}': files are named after it; expected letters, digits, '-' and '_'", name);
}

/// Entry of one story in a list that has one value a story or one a file; 0 if the list is empty.
std::size_t listed(const std::vector<std::int64_t>& list, const char* name, std::size_t story,
                   std::size_t stories, std::size_t file, std::size_t files) {
  if (list.empty()) return 0;
  if (list.size() != stories && list.size() != files)
    fail("--{} has {} values; expected one for each of the {} stories", name, list.size(), stories);
  const std::int64_t value = list[list.size() == files ? file : story];
  if (value < 0) fail("--{} has the value {}; expected 0 or more", name, value);
  return static_cast<std::size_t>(value);
}

std::vector<StoryScans> scans_of(const NetworksOptions& o) {
  const std::size_t files = o.files.paths.size();
  std::vector<std::string> names = o.stories;
  if (names.empty())  // a single story may go by the name of its file
    for (const fs::path& file : o.files.paths) names.push_back(file.stem().string());
  if (names.size() != files)
    fail("--stories has {} names; expected one for each of the {} files", names.size(), files);
  std::vector<std::string> distinct;
  for (const std::string& name : names)
    if (std::find(distinct.begin(), distinct.end(), name) == distinct.end())
      distinct.push_back(name);

  std::vector<StoryScans> stories(distinct.size());
  for (std::size_t f = 0; f < files; ++f) {
    check_story_name(names[f]);
    const auto s = static_cast<std::size_t>(std::find(distinct.begin(), distinct.end(), names[f]) -
                                            distinct.begin());
    const std::size_t first =
        listed(o.first_volumes, "first-volumes", s, distinct.size(), f, files);
    const std::size_t count = listed(o.volumes, "volumes", s, distinct.size(), f, files);
    StoryScans& story = stories[s];
    if (!story.files.empty() && (story.first_volume != first || story.volumes != count))
      fail("the files of story {} use {} volumes from {} and {} from {}; expected the same of all",
           names[f], story.volumes, story.first_volume, count, first);
    story.story = names[f];
    story.first_volume = first;
    story.volumes = count;
    story.files.push_back(o.files.paths[f]);
  }
  return stories;
}

void write_story(const StoryNetworks& story, const fs::path& out) {
  write_npy(out / (story.story + ".npy"), story.mean);
  fs::create_directory(out / story.story);
  const int digits = story.listeners.size() < 100 ? 2 : 4;
  for (std::size_t s = 0; s < story.listeners.size(); ++s)
    write_npy(out / story.story / fmt::format("listener_{:0{}}.npy", s + 1, digits),
              story.listeners[s]);
}

void note(const StoryNetworks& story, Notes& notes) {
  notes.facts.emplace_back(story.story + ": listeners", std::to_string(story.listeners.size()));
  notes.facts.emplace_back(story.story + ": volumes", std::to_string(story.mean.rows));
  const std::size_t series = story.listeners.size() * story.mean.cols;
  const auto warn = [&](std::size_t count, const char* what) {
    if (count > 0)
      notes.warnings.push_back(
          fmt::format("{}: {} of {} series of single listeners {}; they add "
                      "nothing to the mean",
                      story.story, count, series, what));
  };
  warn(story.constant_series, "are constant");
  warn(story.not_finite_series, "have missing or infinite values");
}

void run(const NetworksOptions& o, const fs::path& out, RunContext& context) {
  const std::vector<StoryScans> scans = scans_of(o);
  const Networks networks =
      network_method_named(o.method.value)
          .find(scans, o.average == "raw" ? ListenerAverage::raw : ListenerAverage::zscore);
  for (const StoryNetworks& story : networks.stories) {
    write_story(story, out);
    note(story, context.notes);
  }
  TsvWriter table(out / "networks.tsv", {"network", "name"});
  for (std::size_t j = 0; j < networks.names.size(); ++j) table.row({j + 1, networks.names[j]});
  table.finish();
  context.notes.facts.emplace_back("networks", std::to_string(networks.names.size()));
}

}  // namespace

extern const Stage kNetworksStage = make_stage<NetworksOptions, run>(
    "networks", "scans -> time courses of brain networks, a listener and their mean",
    "anbn networks --files pieman.npy --stories pieman --first-volumes 10 --volumes 282 "
    "--out networks",
    1);

}  // namespace anbn
