// SPDX-License-Identifier: Apache-2.0
// Which folders and which version of the scans.
#include "anbn/commands/init/scans.h"
#include "anbn/core/error.h"
#include "anbn/runner/options_json.h"

#include <algorithm>
#include <map>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

// How a user asks for scans without a label: those in native space.
constexpr std::string_view kNone = "none";

using Counts = std::map<std::string, std::size_t>;

bool is_scan(const BidsFile& file) {
  // Phases and single echoes are no scans that anybody couples.
  const std::string_view part = file.name.label("part");
  return file.name.suffix == "bold" && file.name.extension.starts_with(".nii") &&
         !file.name.label("sub").empty() && (part.empty() || part == "mag") &&
         file.name.label("echo").empty();
}

bool has_subjects(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->path().filename().string().starts_with("sub-") && it->is_directory(ignored))
      return true;
  }
  return false;
}

/// Folders below `folder` that hold subjects.
std::vector<std::string> pipelines_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (has_subjects(it->path())) names.push_back(it->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// The same one level below, where derivatives lie by version (derivatives/v20/fmriprep).
std::vector<std::string> pipelines_below(const fs::path& folder) {
  std::vector<std::string> names = pipelines_in(folder);
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    for (const std::string& name : pipelines_in(it->path()))
      if (!has_subjects(it->path())) names.push_back(it->path().filename().string() + "/" + name);
  std::sort(names.begin(), names.end());
  return names;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

fs::path derivatives_folder(const InitOptions& o) {
  const fs::path given = o.derivatives.path, usual = o.bids.path / "derivatives";
  const fs::path folder = given.empty() ? usual : given;
  std::error_code ignored;
  if (has_subjects(folder)) return folder;
  const std::vector<std::string> there = pipelines_below(folder);
  if (there.size() == 1) return folder / there[0];
  if (there.size() > 1)
    fail("{}: holds several derivatives ({}); expected one, choose it with --derivatives {}",
         folder.string(), joined(there), (folder / there[0]).string());
  std::string hint = "preprocess the dataset first (fMRIPrep, AFNI, ...)";
  if (!given.empty() && !pipelines_in(usual).empty())
    hint = fmt::format("is {} meant ({})?", usual.string(), joined(pipelines_in(usual)));
  fail("{}: {}; expected preprocessed scans in sub-* folders, {}", folder.string(),
       fs::exists(folder, ignored) ? "no sub-* folder in it" : "no such folder", hint);
}

std::string words_of(const Counts& counts) {
  std::string text;
  for (const auto& [word, count] : counts)
    text += fmt::format("{}{} ({} scans)", text.empty() ? "" : ", ", word.empty() ? "none" : word,
                        count);
  return text;
}

Counts tasks_in(const BidsFolder& folder) {
  Counts tasks;
  for (const BidsFile& file : folder.files)
    if (is_scan(file)) ++tasks[std::string(file.name.label("task"))];
  tasks.erase("");
  return tasks;
}

void check_tasks(const InitSource& source, const std::vector<std::string>& wanted) {
  const Counts raw = tasks_in(source.raw), derived = tasks_in(source.derivatives);
  if (derived.empty()) {
    const auto is_surface = [](const BidsFile& file) {
      return file.name.extension == ".dtseries.nii" || file.name.extension == ".func.gii";
    };
    const auto surfaces =
        std::count_if(source.derivatives.files.begin(), source.derivatives.files.end(), is_surface);
    fail("{}: no preprocessed scan (sub-*_task-*_bold.nii or .nii.gz) in it{}",
         source.derivatives.root.string(),
         surfaces == 0 ? "; is it the right folder?"
                       : fmt::format(", but {} files of surfaces (CIFTI, GIFTI); expected volumes. "
                                     "Ask fMRIPrep for --output-spaces MNI152NLin2009cAsym as well",
                                     surfaces));
  }
  std::vector<std::string> known;
  for (const auto& [task, count] : derived) known.push_back(task);
  for (const std::string& task : wanted) {
    if (derived.contains(task)) continue;
    if (raw.contains(task))
      fail(
          "task {}: {} scans in the dataset, but none in {}; preprocess them, or choose another "
          "task or --derivatives",
          task, raw.at(task), source.derivatives.root.string());
    fail("no scan of task {} in {}; expected one of {}{}", task, source.derivatives.root.string(),
         words_of(derived), did_you_mean(task, known));
  }
}

/// The labels of one entity in the scans that are left, and the choice of one of them.
class Narrowing {
 public:
  Narrowing(const InitSource& source, const InitOptions& o) {
    for (const BidsFile& file : source.derivatives.files)
      if (is_scan(file) &&
          std::find(o.task.begin(), o.task.end(), file.name.label("task")) != o.task.end())
        scans_.push_back(&file);
  }

  std::string choose(std::string_view entity, std::string_view option, const std::string& given,
                     const std::vector<std::string>& preferred) {
    Counts counts;
    for (const BidsFile* scan : scans_) ++counts[label_of(*scan, entity)];
    std::string chosen = given == kNone && counts.contains("") ? "" : given;
    std::vector<std::string> known;
    for (const auto& [label, count] : counts) known.push_back(label);
    if (!given.empty() && !counts.contains(chosen))
      fail("{} {}: no scan has it; found {}{}", flag_of(option), given, words_of(counts),
           did_you_mean(given, known));
    if (given.empty()) {
      for (auto p = preferred.rbegin(); p != preferred.rend(); ++p)
        if (counts.contains(*p)) chosen = *p;
      if (counts.size() == 1) chosen = counts.begin()->first;
      if (chosen.empty() && counts.size() > 1)
        fail("the scans come in several versions of {}: {}; choose one with {}", entity,
             words_of(counts), flag_of(option));
    }
    std::erase_if(scans_, [&](const BidsFile* s) { return label_of(*s, entity) != chosen; });
    return chosen;
  }

 private:
  /// Templates of two cohorts are two spaces.
  static std::string label_of(const BidsFile& scan, std::string_view entity) {
    return entity == "space" ? space_of(scan.name, entity) : std::string(scan.name.label(entity));
  }

  std::vector<const BidsFile*> scans_;
};

}  // namespace

void InitOptions::check() const {
  const auto one_a_task = [&](const char* name, std::size_t count) {
    if (count != 0 && count != task.size())
      fail("{} has {} values for {} tasks; expected one for each, in the same order", flag_of(name),
           count, task.size());
  };
  one_a_task("words", words.paths.size());
  one_a_task("transcript", transcript.paths.size());
  one_a_task("onset_s", onset_s.size());
  one_a_task("duration_s", duration_s.size());
  one_a_task("audio_start_s", audio_start_s.size());
  if (onset_s.empty() != duration_s.empty())
    fail("--onset-s and --duration-s go together; expected both or neither");
  for (std::size_t t = 0; t < onset_s.size(); ++t)
    if (!(onset_s[t] >= 0 && duration_s[t] > 0))
      fail("--onset-s {} --duration-s {}: expected an onset of 0 or more and a duration above 0",
           onset_s[t], duration_s[t]);
  if (std::set<std::string>(task.begin(), task.end()).size() != task.size())
    fail("a task is given twice; expected each --task once");
}

InitSource open_source(const InitOptions& options) {
  InitSource source{list_bids(options.bids.path), {}};
  source.derivatives = list_bids(derivatives_folder(options));
  return source;
}

ScanKind choose_kind(const InitSource& source, const InitOptions& o) {
  check_tasks(source, o.task);
  Narrowing scans(source, o);
  ScanKind kind;
  kind.space = scans.choose("space", "space", o.space, {});
  kind.desc = scans.choose("desc", "desc", o.desc, {"clean", "preproc"});
  kind.resolution = scans.choose("res", "resolution", o.resolution, {});
  return kind;
}

}  // namespace anbn
