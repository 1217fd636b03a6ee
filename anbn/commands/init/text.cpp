// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/init/text.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// A text in quotes; JSON's escapes are TOML's.
std::string toml_string(std::string_view text) {
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

class StudyWriter {
 public:
  explicit StudyWriter(const InitOptions& options)
      : folder_(fs::absolute(options.out).lexically_normal().parent_path()) {}

  /// As the study file names a path that was found as `path`.
  std::string named(const fs::path& path) const {
    if (path.is_absolute()) return path.lexically_normal().string();
    return fs::absolute(path).lexically_normal().lexically_relative(folder_).string();
  }
  std::string seen(const fs::path& path) const { return toml_string(named(path)); }

  /// The same of several, as a cell of the table of stories; no value without any.
  TsvCell cell(const std::vector<fs::path>& paths) const {
    std::string text;
    for (const fs::path& path : paths) {
      const std::string name = named(path);
      if (name.find(';') != std::string::npos)
        fail(
            "{}: has a ';' in its name, which stands between files in a table of stories; rename "
            "it, or leave --stories out",
            name);
      text += (text.empty() ? "" : "; ") + name;
    }
    return text.empty() ? TsvCell() : TsvCell(text);
  }

  /// "key = value", with the comment in a column of its own.
  static std::string line(std::string_view key, std::string_view value, std::string_view comment) {
    return fmt::format("{:<37} # {}\n", fmt::format("{} = {}", key, value), comment);
  }

  static std::string line(const InitTask& task, std::string_view key, std::string_view value,
                          std::string_view comment) {
    const bool lacks = task.lacks(key);
    return line(key, lacks ? "\"FILL IN\"" : value,
                lacks ? "to fill in: " + std::string(comment) : std::string(comment));
  }

  std::string list(const std::vector<fs::path>& paths) const {
    std::string text = "[\n";
    for (const fs::path& path : paths) text += fmt::format("  {},\n", seen(path));
    return text + "]\n";
  }

  std::string story(const InitTask& task) const {
    std::string text = fmt::format("\n[[story]]\nname = {}\n", toml_string(task.name));
    text += line(task, "words", task.words.empty() ? "" : seen(task.words),
                 "align.csv of Gentle, or a TSV of word, onset_s, duration_s");
    text += task.transcript.empty()
                ? "# transcript = \"FILE\"                # the same words, punctuated (optional; "
                  "none was found)\n"
                : line("transcript", seen(task.transcript), "the same words, punctuated");
    text += line("tr_s", json(task.tr_s).dump(), "repetition time of the scans [s]");
    text += line(task, "first_volume", std::to_string(task.first_volume),
                 "of the scan, counted from 0: the story begins in it");
    text += line(task, "volumes", std::to_string(task.volumes), "how many are used");
    text += line(task, "audio_start_s", json(task.audio_start_s).dump(),
                 "when the audio began [s after the first volume of the scan]");
    if (!task.sidecar.empty())
      text += line("sidecar", seen(task.sidecar), "whose RepetitionTime wins over the headers'");
    return text + brains(task);
  }

 private:
  std::string brains(const InitTask& task) const {
    const std::string masks_comment = "  # brain masks; their intersection is used\n";
    std::string text = task.lacks("masks")
                           ? line(task, "masks", "", "brain masks; their intersection is used")
                           : "masks = " + masks_text(task.masks, masks_comment);
    std::vector<fs::path> scans;
    for (const InitScan& scan : task.scans)
      if (scan.left_out.empty()) scans.push_back(scan.file->path);
    text += fmt::format("# {} scans; take a line away to leave one out{}\nscans = ", scans.size(),
                        task.confounds.empty() ? "" : ", and its line among confounds");
    text += list(scans);
    if (task.confounds.empty()) return text;
    text += "confounds = " + list(task.confounds);
    std::string terms;
    for (const std::string& term : task.regress)
      terms += (terms.empty() ? "" : ", ") + toml_string(term);
    return text +
           "# taken out of the scans, which are not cleaned: motion, signals of white matter "
           "and fluid, slow waves\nregress = [" +
           terms + "]\n";
  }

  std::string masks_text(const std::vector<fs::path>& masks, const std::string& comment) const {
    if (masks.size() == 1) return fmt::format("[{}]{}", seen(masks[0]), comment);
    std::string text = list(masks);
    return "[" + comment + text.substr(2);
  }

  fs::path folder_;
};

/// A command that fetches the scans of a task which are not here.
std::string fetch_command(const InitTask& task, const InitSource& source) {
  const InitScan* first = nullptr;
  for (const InitScan& scan : task.scans)
    if (first == nullptr && scan.left_out == "not fetched") first = &scan;
  if (first == nullptr) return "";
  const BidsName& name = first->file->name;
  const bool sessions = !name.label("ses").empty();
  return fmt::format("cd {} && datalad get {}func/*_task-{}_*{}{}   (or git annex get)",
                     source.derivatives.root.string(), sessions ? "sub-*/ses-*/" : "sub-*/",
                     task.name,
                     name.label("desc").empty() ? "" : fmt::format("desc-{}_", name.label("desc")),
                     name.suffix + name.extension);
}

/// Scans by the reason for which they are left out.
std::map<std::string, std::vector<std::string>> reasons(const InitTask& task) {
  std::map<std::string, std::vector<std::string>> map;
  for (const InitScan& scan : task.scans)
    if (!scan.left_out.empty()) map[scan.left_out].push_back(scan.name());
  return map;
}

std::string some(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kShown ? text + ", ..." : text;
}

}  // namespace

void tell(const InitTask& task, const InitSource& source, std::ostream& answer) {
  const auto line = [&](std::string_view name, std::string_view value) {
    answer << fmt::format("  {:<12}{}\n", name, value);
  };
  answer << fmt::format("\n{}\n", task.name);
  const auto used = static_cast<std::size_t>(
      std::count_if(task.scans.begin(), task.scans.end(),
                    [](const InitScan& scan) { return scan.left_out.empty(); }));
  line("scans", fmt::format("{} of {} listeners; {} used", task.scans.size(), task.subjects, used));
  for (const auto& [name, value] : task.lines) line(name, value);
  for (const auto& [reason, names] : reasons(task))
    line("left out", fmt::format("{}: {} ({})", names.size(), reason, some(names)));
  if (const std::string command = fetch_command(task, source); !command.empty())
    line("to fetch", command);
  for (const std::string& warning : task.warnings) line("warning", warning);
  for (const auto& [key, why] : task.to_fill_in) line("to fill in", key + ": " + why);
}

std::string why_none(const InitTask& task, const InitSource& source) {
  std::string most;
  std::size_t count = 0;
  for (const auto& [reason, names] : reasons(task))
    if (names.size() > count) {
      count = names.size();
      most = reason;
    }
  const std::string command = fetch_command(task, source);
  return fmt::format("{} of {} scans left out: {}{}", count, task.scans.size(), most,
                     command.empty() ? "" : ". Get them: " + command);
}

// Two studies in one folder have results apart.
std::string results_folder(const fs::path& study) {
  const std::string stem = study.stem().string();
  return stem == "study" ? "results" : stem + "-results";
}

void write_stories(const std::vector<InitTask>& tasks, const InitOptions& o) {
  const StudyWriter writer(o);
  TsvWriter table(
      o.stories, {"name", "words", "transcript", "tr_s", "first_volume", "volumes", "audio_start_s",
                  "sidecar", "scans", "masks", "confounds", "regress"});
  const auto one = [&](const fs::path& path) {
    return path.empty() ? TsvCell() : TsvCell(writer.named(path));
  };
  for (const InitTask& task : tasks) {
    const auto known = [&](std::string_view key, TsvCell cell) {
      return task.lacks(key) ? TsvCell("FILL IN") : std::move(cell);
    };
    std::vector<fs::path> scans;
    for (const InitScan& scan : task.scans)
      if (scan.left_out.empty()) scans.push_back(scan.file->path);
    std::string terms;
    for (const std::string& term : task.regress) terms += (terms.empty() ? "" : "; ") + term;
    table.row({task.name, known("words", one(task.words)), one(task.transcript), task.tr_s,
               known("first_volume", task.first_volume), known("volumes", task.volumes),
               known("audio_start_s", task.audio_start_s), one(task.sidecar), writer.cell(scans),
               known("masks", writer.cell(task.masks)), writer.cell(task.confounds),
               terms.empty() ? TsvCell() : TsvCell(terms)});
  }
  table.finish();
}

std::string study_text(const std::vector<InitTask>& tasks, const InitOptions& o) {
  const StudyWriter writer(o);
  std::string names;
  for (const InitTask& task : tasks) names += (names.empty() ? "" : ", ") + task.name;
  std::string text = fmt::format(
      R"(# Written by `anbn init` from {}.
# See what it needs:   anbn check {}
# Run it:              anbn run {}
# What the keys mean:  docs/formats.md. Paths are relative to this file.

[study]
name = {}
out = {}                       # where results go
{}
[[variant]]
name = "main"
model = {}

[[variant]]                           # a control: the same shape with random weights
name = "untrained"
model = {}
weights = "random"
)",
      toml_string(o.bids.path.string()), fs::path(o.out).filename().string(),
      fs::path(o.out).filename().string(), toml_string(names), toml_string(results_folder(o.out)),
      o.stories.empty()
          ? ""
          : StudyWriter::line("stories", writer.seen(o.stories), "the stories, a row each"),
      writer.seen(o.model.path), writer.seen(o.model.path));
  for (const InitTask& task : tasks)
    if (o.stories.empty()) text += writer.story(task);
  return text + R"(
[networks]
method = "dbn"                        # or "ica"; docs/networks.md says when to use which
preset = "tuned"                      # or "paper": the settings of the paper (not with "ica")

[significance]
permutations = 5000
)";
}

}  // namespace anbn
