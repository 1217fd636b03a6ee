// SPDX-License-Identifier: Apache-2.0
// A study file (docs/formats.md, section 1) as a list of stages to run.
#pragma once

#include "anbn/analysis/story_series.h"
#include "anbn/runner/stage.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace anbn {

/// One stage of a study with its options, inputs filled in, and its folder.
struct Job {
  const Stage* stage;
  std::string variant, story;  // empty where the stage runs once a study
  std::string scan;            // of a story, where the stage runs once a scan for all variants
  std::string options_json;
  std::filesystem::path out;

  /// "main/pieman/tokens", "networks", "bold/pieman/sub-01_bold": where it lies within the study's
  /// results.
  std::string label() const;
};

struct StudyVariant {
  std::string name, title, model, weights;  // model: the name of its folder
};

struct StudyScan {
  std::string name;  // of the scan's folder of results
  std::filesystem::path file, confounds;
};

/// A story with the time courses of networks, or with scans to find networks in.
struct StudyStory {
  std::string name, title;
  std::vector<std::filesystem::path> networks;  // files
  std::vector<StudyScan> scans;                 // one a listener
  std::vector<std::filesystem::path> masks;
  std::optional<double> reliability = {};  // of its scans
  std::string control_of;                  // the intact story of which this is a scrambled version
  std::filesystem::path control_nuisance;  // regressors of the control `nuisance`
};

/// Words of one story coupled with networks of the same or another one, as a control.
struct StudyControlSession {
  std::string story;            // what its folder is called after: one of the two
  std::string words, networks;  // names of stories
  // Where its results lie below those of the study: its own, or the main variant's.
  std::vector<std::pair<std::string, std::filesystem::path>> stages;
};

/// What became of one of the `controls` that a study asks for.
struct StudyControl {
  enum class Is { made, elsewhere, impossible };
  std::string name;
  Is is = Is::made;
  std::string words;                          // where it stands instead, or why there is none
  std::vector<StudyControlSession> sessions;  // where it is made
  // Stages of all sessions together, and where their results lie below those of the study.
  std::vector<std::pair<std::string, std::filesystem::path>> together = {};
};

/// From so many stories on `keep` is "timecourses", and stages of single stories take what their
/// facts say of many, where the study file does not say otherwise.
inline constexpr std::size_t kManyStories = 12;

struct Study {
  std::filesystem::path file, out;
  std::string title;
  Keep keep = Keep::all;
  StoryWeights story_weights = StoryWeights::length;
  std::vector<StudyVariant> variants;  // the first is "main"
  std::vector<StudyStory> stories;
  std::vector<StudyControl> controls;  // not among the variants
  std::vector<Job> jobs;               // in the order in which they run
  std::vector<std::string> warnings;   // what is dubious in the study file itself

  /// The job of one stage for one variant and story; nullptr if there is none.
  const Job* find_job(std::string_view stage, std::string_view variant,
                      std::string_view story) const;
  /// The job of one stage for one variant and story. Throws Error if there is none.
  const Job& job(std::string_view stage, std::string_view variant, std::string_view story) const;
};

/// A study as far as it can be understood, and all that is wrong with its file.
struct StudyReading {
  Study study;  // without the jobs that an error concerns or that follow from it
  std::vector<std::string> errors;  // each names the key that is unknown, missing or wrong, or the
                                    // input that does not exist; the same error once
};

/// The study described by `file`; its results go to `out`, or where the file says if that is empty.
/// A value in a story wins over one in a variant, and that over one of the study; in each of them a
/// stage's own table wins. Throws Error if the file cannot be read as TOML.
/// @param stages  those of all_stages(), or others in their place
StudyReading read_study_to_end(const std::filesystem::path& file, const std::filesystem::path& out,
                               std::span<const Stage> stages);
StudyReading read_study_to_end(const std::filesystem::path& file,
                               const std::filesystem::path& out = {});

/// The same of a study without errors. Throws Error: the first of them, and how many more there
/// are.
Study read_study(const std::filesystem::path& file, const std::filesystem::path& out,
                 std::span<const Stage> stages);
Study read_study(const std::filesystem::path& file, const std::filesystem::path& out = {});

/// Hears how far a study is.
class StudyListener {
 public:
  virtual ~StudyListener() = default;
  /// Something is dubious in the study as a whole.
  virtual void warn(std::string_view text) = 0;
  /// Job `number` of `total` (counted from 1) begins.
  virtual void begin(const Job& job, std::size_t number, std::size_t total) = 0;
  /// It is done, or was done before; `notes` are what it had to say.
  virtual void end(const Job& job, Ran ran, double seconds, const Notes& notes) = 0;
};

/// Which jobs of a study are to run [one a job].
using ChosenJobs = std::vector<bool>;

/// Whether a chosen job may have what it needs made, or must find it there.
enum class Needs { made, there };

/// Runs the chosen jobs that are not up to date, and with the one that gathers all results
/// describes the study in OUT/study.json and copies its file to OUT/run.toml. Arrays that do not
/// stay (`keep`) are removed once every job that reads them has had its turn or is done, and made
/// again where one that must run reads them, or where they are to stay. The notes of `context`
/// gather the warnings of all stages. Throws Error as run_stage does, naming the variant and the
/// story; and one that says what makes it where something that is needed is not there.
void run_study(const Study& study, const ChosenJobs& chosen, Needs needs, HashMemory& hashes,
               RunContext& context, StudyListener& listener);

}  // namespace anbn
