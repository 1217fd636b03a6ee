// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study_stories.h"

#include "anbn/core/error.h"
#include "anbn/io/nifti.h"
#include "anbn/study/study_keys.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class StoryReader {
 public:
  explicit StoryReader(const fs::path& file) : file_(file) {}

  StudyStory read(const json& table) const {
    StudyStory story;
    story.name = table["name"];
    const std::string place = "[[story]] " + story.name;
    story.title = study_text(table, "title", place, story.name, file_);
    story.networks = files(table, "networks", place);
    story.masks = files(table, "masks", place);
    const std::vector<fs::path> scans = files(table, "scans", place);
    const std::vector<fs::path> confounds = files(table, "confounds", place);
    if (story.networks.empty() && scans.empty())
      complain(
          "{} has no networks and no scans; expected networks = \"FILE\" (or a list of files) with "
          "the time courses of brain networks, or scans = [\"FILE\", ...] to find networks in",
          place);
    if (!story.networks.empty() && !scans.empty())
      complain(
          "{} has both networks and scans; expected one of them: networks to import, or scans "
          "to find them in",
          place);
    if (scans.empty() && !(story.masks.empty() && confounds.empty()))
      complain("{} has {} without scans; expected scans = [\"FILE\", ...] beside them", place,
               story.masks.empty() ? "confounds" : "masks");
    if (!confounds.empty() && confounds.size() != scans.size())
      complain("{} has {} confounds for {} scans; expected one for each scan, in the same order",
               place, confounds.size(), scans.size());
    check_once(story.networks, "networks", place);
    story.reliability = reliability(table, place);
    story.control_of = study_text(table, "control_of", place, "", file_);
    const std::vector<fs::path> regressors = files(table, "control_nuisance", place);
    if (regressors.size() > 1)
      complain("control_nuisance in {} is a list; expected one TSV", place);
    if (!regressors.empty()) story.control_nuisance = regressors[0];
    const std::vector<std::string> names = scan_names(scans, place);
    for (std::size_t s = 0; s < scans.size(); ++s)
      story.scans.push_back({names[s], scans[s], confounds.empty() ? fs::path() : confounds[s]});
    return story;
  }

  /// A listener counts once.
  void check_once(std::vector<fs::path> paths, std::string_view key,
                  const std::string& place) const {
    for (fs::path& path : paths) path = path.lexically_normal();
    std::sort(paths.begin(), paths.end());
    const auto twice = std::adjacent_find(paths.begin(), paths.end());
    if (twice != paths.end())
      complain("{} has {} twice among its {}; expected each file once", place, twice->string(),
               key);
  }

  /// A scrambled story names an intact one of the study.
  void check_control_of(const StudyStory& story, const std::vector<StudyStory>& all) const {
    if (story.control_of.empty()) return;
    std::vector<std::string> others;
    for (const StudyStory& other : all)
      if (other.name != story.name && other.control_of.empty()) others.push_back(other.name);
    if (!contains(others, story.control_of))
      complain(
          "control_of in [[story]] {} is {}; expected the name of another story, which is no "
          "control itself{}",
          story.name, story.control_of, did_you_mean(story.control_of, others));
  }

  template <class... Args>
  [[noreturn]] void complain(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error(file_.string() + ": " + fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  std::optional<double> reliability(const json& table, const std::string& place) const {
    if (!table.contains("reliability")) return {};
    const json& given = table["reliability"];
    if (!given.is_number() || !(given.get<double>() > 0))
      complain("reliability in {} is {}; expected a number above 0", place, given.dump());
    return given.get<double>();
  }

  /// The files under a key, which may hold one or a list; none if the key is absent.
  std::vector<fs::path> files(const json& table, const char* key, const std::string& place) const {
    std::vector<fs::path> paths;
    if (!table.contains(key)) return paths;
    const json& given = table[key];
    for (const json& item : given.is_array() ? given : json::array({given})) {
      if (!item.is_string() || item.get<std::string>().empty())
        complain("{} in {} is {}; expected files", key, place, item.dump());
      paths.push_back(file_.parent_path() / item.get<std::string>());
    }
    if (paths.empty()) complain("{} in {} is an empty list", key, place);
    return paths;
  }

  /// Scans are called after their files, and where these are called alike, after their folders too.
  std::vector<std::string> scan_names(const std::vector<fs::path>& scans,
                                      const std::string& place) const {
    std::vector<std::string> stems, names;
    for (const fs::path& scan : scans) stems.push_back(nifti_stem(scan));
    for (std::size_t s = 0; s < scans.size(); ++s) {
      const bool alike = std::count(stems.begin(), stems.end(), stems[s]) > 1;
      const fs::path folder = fs::absolute(scans[s]).lexically_normal().parent_path();
      names.push_back(alike ? folder.filename().string() + "_" + stems[s] : stems[s]);
    }
    for (std::size_t s = 0; s < scans.size(); ++s)
      if (std::count(names.begin(), names.end(), names[s]) > 1)
        complain(
            "two scans of {} are called {}; expected names that differ in the file or the "
            "folder above it ({})",
            place, names[s], scans[s].string());
    return names;
  }

  const fs::path& file_;
};

}  // namespace

std::vector<StudyStory> read_stories(const json& tables, const fs::path& file,
                                     std::vector<std::string>& errors) {
  const StoryReader reader(file);
  std::vector<StudyStory> stories;
  const auto attempt = [&](const auto& act) {
    try {
      act();
    } catch (const Error& e) {
      errors.emplace_back(e.what());
    }
  };
  for (const json& table : tables)
    attempt([&] {
      stories.push_back(reader.read(table));
      const StudyStory &first = stories[0], &last = stories.back();
      if (first.scans.empty() != last.scans.empty())
        reader.complain(
            "{} has {} and {} has {}; expected the same of all stories, which share their "
            "networks",
            first.name, first.scans.empty() ? "networks" : "scans", last.name,
            last.scans.empty() ? "networks" : "scans");
    });
  for (const StudyStory& story : stories) attempt([&] { reader.check_control_of(story, stories); });
  return stories;
}

StoryWeights read_story_weights(const json& head, const std::vector<StudyStory>& stories,
                                const fs::path& file, std::vector<std::string>& warnings) {
  const std::string word = study_text(head, "story_weights", "[study]",
                                      std::string(name_of(StoryWeights::length)), file);
  StoryWeights weights;
  try {
    weights = value_named<StoryWeights>(word, "story_weights");
  } catch (Error& e) {
    e.add_context(file.string());
    throw;
  }
  std::vector<std::string> without;
  for (const StudyStory& story : stories)
    if (!story.reliability) without.push_back(story.name);
  if (weights == StoryWeights::reliability && !without.empty())
    fail(
        "{}: story_weights in [study] is reliability, and of {} of {} stories there is none: {}; "
        "expected reliability, a number above 0, in each [[story]]",
        file.string(), without.size(), stories.size(), fmt::join(without, ", "));
  if (!head.contains("story_weights") && without.size() < stories.size())
    warnings.push_back(fmt::format(
        "{}: stories have a reliability and nothing reads it. Say story_weights = \"reliability\" "
        "in [study] if it shall count, or \"length\" if not",
        file.string()));
  return weights;
}

}  // namespace anbn
