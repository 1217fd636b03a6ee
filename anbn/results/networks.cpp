// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/networks.h"

#include "anbn/core/error.h"
#include "anbn/io/nifti.h"
#include "anbn/io/npy.h"
#include "anbn/results/columns.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct ListenerScans {
  std::vector<std::string>& scans;

  template <class V>
  void columns(V&& column) {
    column.numbered("listener", scans.size());
    column("scan", scans);
  }
};

std::vector<fs::path> arrays_in(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder))
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".npy") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

void write_story(StoryNetworks story, const fs::path& folder) {
  write_npy(courses_file(folder, story.story), story.mean);
  const fs::path own = folder / story.story;
  fs::create_directory(own);
  if (!story.scans.empty()) write_columns(own / "scans.tsv", ListenerScans{story.scans});
  const int digits = story.listeners.size() < 100 ? 2 : 4;
  for (std::size_t s = 0; s < story.listeners.size(); ++s)
    write_npy(own / fmt::format("listener_{:0{}}.npy", s + 1, digits), story.listeners[s]);
}

}  // namespace

template <class V>
void NetworkList::columns(V&& column) {
  column.numbered("network", names.size());
  column("name", names);
  column.optional("alike", ordinals(alike));
  column.optional("reproducibility", reproducibility);
}

void write(const NetworkResults& results, const fs::path& folder) {
  for (const StoryNetworks& story : results.stories) write_story(story, folder);
  write_columns(folder / "networks.tsv", results.list);
}

NetworkResults read_networks(const fs::path& folder) {
  NetworkResults results{read_network_list(folder), {}};
  for (const std::string& name : stories_in(folder)) {
    StoryNetworks& story = results.stories.emplace_back();
    story.story = name;
    story.mean = read_courses(folder, name);
    if (count_listeners(folder, name) > 0) story.listeners = read_listener_courses(folder, name);
    story.scans = read_listener_scans(folder, name);
  }
  return results;
}

NetworkList read_network_list(const fs::path& folder) {
  return read_columns<NetworkList>(folder / "networks.tsv");
}

void write_maps_on_mean(const Matrix& maps, const Mask& mask, std::span<const float> mean,
                        const fs::path& folder) {
  write_maps(maps_file(folder), mask, maps);
  NiftiWriter writer(mean_file(folder), {.grid = mask.grid});
  writer.append(mean);
  writer.finish();
}

fs::path maps_file(const fs::path& folder) { return folder / "maps.nii.gz"; }
fs::path mean_file(const fs::path& folder) { return folder / "mean.nii.gz"; }

std::vector<std::string> stories_in(const fs::path& folder) {
  std::vector<std::string> stories;
  for (const fs::path& file : arrays_in(folder)) stories.push_back(file.stem().string());
  std::sort(stories.begin(), stories.end());
  return stories;
}

std::string story_in(const fs::path& folder, const std::string& story) {
  const std::vector<std::string> known = stories_in(folder);
  if (story.empty() && known.size() == 1) return known[0];
  if (std::find(known.begin(), known.end(), story) != known.end()) return story;
  const std::string list = fmt::format("{}", fmt::join(known, ", "));
  if (known.empty()) fail("{}: no network time courses here; run `anbn networks`", folder.string());
  if (story.empty()) fail("{}: several stories ({}); set --story", folder.string(), list);
  fail("{}: no story '{}'; there is {}", folder.string(), story, list);
}

fs::path courses_file(const fs::path& folder, const std::string& story) {
  return folder / (story + ".npy");
}

Matrix read_courses(const fs::path& folder, const std::string& story) {
  return read_npy_matrix(courses_file(folder, story));
}

std::vector<Matrix> read_listener_courses(const fs::path& folder, const std::string& story) {
  const std::vector<fs::path> files = arrays_in(folder / story);
  if (files.empty())
    fail("{}: no series of single listeners here; run `anbn networks` again",
         (folder / story).string());
  std::vector<Matrix> listeners;
  for (const fs::path& file : files) listeners.push_back(read_npy_matrix(file));
  return listeners;
}

std::size_t count_listeners(const fs::path& folder, const std::string& story) {
  return arrays_in(folder / story).size();
}

std::vector<std::string> read_listener_scans(const fs::path& folder, const std::string& story) {
  std::vector<std::string> scans;
  if (const fs::path file = folder / story / "scans.tsv"; fs::exists(file)) {
    ListenerScans rows{scans};
    read_columns(file, rows);
  }
  return scans;
}

}  // namespace anbn
