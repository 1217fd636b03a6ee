// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/init/timing.h"

#include "anbn/brain/scans/scan_time.h"
#include "anbn/core/error.h"
#include "anbn/io/table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// What sidecar and events of one scan say; nothing where they do not.
struct ScanTiming {
  double tr_s = 0;
  fs::path tr_file;     // where it was read; empty: in the header
  bool beside = false;  // that file is the one that `anbn bold` finds by itself
  double start_s = 0;   // StartTime: where in a volume its slices lie
  std::optional<double> onset_s, duration_s, audio_start_s;
  std::string stimulus;     // stim_file
  std::string trouble;      // why the scan cannot be used
  std::size_t volumes = 0;  // of the scan
};

// Two times are the same for all that volumes can tell where they are within a tenth of one.
constexpr double kSameVolume = 0.1;

bool close(double a, double b, double tr_s) { return std::abs(a - b) <= kSameVolume * tr_s; }
bool close(const std::optional<double>& a, const std::optional<double>& b, double tr_s) {
  return a.has_value() == b.has_value() && (!a || close(*a, *b, tr_s));
}

/// The same of repetition times, whose difference adds up over a scan.
bool close_over(std::size_t volumes, double a_s, double b_s) {
  const double n = static_cast<double>(volumes);
  return close(a_s * n, b_s * n, b_s);
}

bool alike(const ScanTiming& a, const ScanTiming& b) {
  return close_over(std::max(a.volumes, b.volumes), a.tr_s, b.tr_s) &&
         close(a.start_s, b.start_s, b.tr_s) && close(a.onset_s, b.onset_s, b.tr_s) &&
         close(a.duration_s, b.duration_s, b.tr_s) &&
         close(a.audio_start_s, b.audio_start_s, b.tr_s);
}

class TimingReader {
 public:
  TimingReader(const InitSource& source, const InitOptions& options, InitTask& task)
      : options_(options),
        task_(task),
        derived_(source.derivatives.of("bold", ".json")),
        raw_(source.raw.of("bold", ".json")),
        events_(source.raw.of("events", ".tsv")) {}

  ScanTiming read(const InitScan& scan) {
    ScanTiming timing;
    timing.volumes = scan.header.volumes;
    find_tr(scan, timing);
    if (!timing.trouble.empty()) return timing;
    if (options_.onset_s.empty()) {
      find_story(scan, timing);
    } else {  // another stimulus is another story, whatever times are given
      ScanTiming told = timing;
      find_story(scan, told);
      timing.stimulus = told.stimulus;
    }
    return timing;
  }

 private:
  void find_tr(const InitScan& scan, ScanTiming& timing) {
    const std::string stem = nifti_stem(scan.file->path);
    std::vector<const BidsFile*> sidecars = inherited(derived_, scan.file->name);
    for (const BidsFile* file : inherited(raw_, raw_name(scan.file->name)))
      sidecars.push_back(file);
    for (const BidsFile* file : sidecars) {
      const bool beside = file->path == scan.file->path.parent_path() / (stem + ".json");
      try {
        timing.tr_s = sidecar_tr_s(file->path);
        if (const double start_s = sidecar_start_s(file->path); timing.start_s == 0)
          timing.start_s = start_s;
      } catch (const Error& e) {
        // Of all sidecars, and no other file knows better: milliseconds, volumes at any distance.
        for (const char* all : {"milliseconds", "VolumeTiming"})
          if (std::string_view(e.what()).find(all) != std::string_view::npos) throw;
        // `anbn bold` reads that one too, and would stop.
        if (beside) timing.trouble = std::string("its sidecar is damaged: ") + e.what();
        if (beside) return;
        warn_once(file->path, e.what());
      }
      if (timing.tr_s <= 0) continue;
      timing.tr_file = file->path;
      timing.beside = beside;
      return;
    }
    timing.tr_s = scan.header.tr_s;
    if (timing.tr_s <= 0) timing.trouble = "neither a sidecar nor its header tells its TR";
  }

  void find_story(const InitScan& scan, ScanTiming& timing) {
    const auto files = inherited(events_, raw_name(scan.file->name));
    if (files.empty()) return;
    try {
      read_events(read_tsv(files[0]->path), timing);
    } catch (const Error& e) {
      timing.trouble = std::string("its events cannot be read: ") + e.what();
    }
  }

  void read_events(const Table& table, ScanTiming& timing) {
    const std::size_t onset = table.column("onset"), duration = table.column("duration");
    const auto type = table.optional_column("trial_type"),
               file = table.optional_column("stim_file");
    std::vector<std::size_t> stories = rows_of_stories(table, type);
    const std::set<std::string> stimuli = stimuli_of(table, stories, file);
    if (stimuli.size() > 1 && !stimuli.contains(options_.stimulus)) {
      timing.trouble = fmt::format(
          "its events.tsv tells of several stories by stim_file ({}): choose one with --stimulus, "
          "and make a study of each",
          listed(stimuli));
      return;
    }
    if (stimuli.contains(options_.stimulus))
      std::erase_if(stories,
                    [&](std::size_t row) { return table.rows[row][*file] != options_.stimulus; });
    if (stories.size() != 1) return note_types(table, type, stories.size());
    const std::vector<std::string>& story = table.rows[stories[0]];
    timing.onset_s = table.number(stories[0], onset);
    timing.duration_s = table.optional_number(stories[0], duration);
    if (timing.duration_s && !(*timing.duration_s > 0)) timing.duration_s.reset();
    if (!file || is_missing(story[*file])) return;
    timing.stimulus = story[*file];
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      if (table.rows[row][*file] == timing.stimulus)
        timing.audio_start_s =
            std::min(timing.audio_start_s.value_or(HUGE_VAL), table.number(row, onset));
  }

  /// The rows of the trial type that is asked for; all where the table tells no types, or has one
  /// row.
  std::vector<std::size_t> rows_of_stories(const Table& table,
                                           std::optional<std::size_t> type) const {
    std::vector<std::size_t> stories;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      if (!type || table.rows[row][*type] == options_.trial_type) stories.push_back(row);
    if (stories.empty() && table.rows.size() == 1) stories = {0};
    return stories;
  }

  static std::set<std::string> stimuli_of(const Table& table, const std::vector<std::size_t>& rows,
                                          std::optional<std::size_t> file) {
    std::set<std::string> names;
    if (!file) return names;
    for (const std::size_t row : rows)
      if (!is_missing(table.rows[row][*file])) names.insert(table.rows[row][*file]);
    return names;
  }

  static std::string listed(const std::set<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
  }

  void note_types(const Table& table, std::optional<std::size_t> type, std::size_t stories) {
    if (!options_.onset_s.empty()) return;
    std::set<std::string> types;
    if (type)
      for (const auto& row : table.rows) types.insert(row[*type]);
    const std::string list = listed(types);
    if (stories > 1)
      warn_once("events",
                fmt::format("{}: {} rows{}; give --onset-s and --duration-s of the part that is "
                            "meant",
                            table.file, stories,
                            type ? " of trial_type " + options_.trial_type : std::string()));
    else
      warn_once("events",
                fmt::format("{}: no row of trial_type {} (found: {}); choose one with --trial-type",
                            table.file, options_.trial_type, list.empty() ? "none" : list));
  }

  void warn_once(const fs::path& about, const std::string& text) {
    if (told_.insert(about).second) task_.warnings.push_back(text);
  }

  const InitOptions& options_;
  InitTask& task_;
  std::vector<const BidsFile*> derived_, raw_, events_;
  std::set<fs::path> told_;
};

std::string words_of(const ScanTiming& t) {
  const auto text = [](const std::optional<double>& value) {
    return value ? fmt::format("{} s", *value) : std::string("unknown");
  };
  return fmt::format("TR {} s, story at {} for {}, audio at {}", t.tr_s, text(t.onset_s),
                     text(t.duration_s), text(t.audio_start_s));
}

/// Throws Error where the scans of one task are of several stimuli: they are several stories.
void check_one_stimulus(const std::map<std::string, std::vector<const InitScan*>>& stimuli,
                        const std::string& task) {
  if (stimuli.size() < 2) return;
  std::string found;
  for (const auto& [stimulus, scans] : stimuli)
    found += fmt::format("{}'{}' ({} scans, {})", found.empty() ? "" : ", ", stimulus, scans.size(),
                         scans[0]->name());
  fail(
      "task {}: events.tsv name several stim_file: {}; expected one, since another stimulus is "
      "another story. Choose one with --stimulus, --run or --subject, and make a study of each",
      task, found);
}

/// The timing of most scans; those of another are left out.
ScanTiming usual_timing(InitTask& task, TimingReader& reader, const std::string& stimulus) {
  std::vector<std::pair<ScanTiming, std::vector<InitScan*>>> groups;
  std::map<std::string, std::vector<const InitScan*>> stimuli;
  for (InitScan* scan : task.used()) {
    ScanTiming timing = reader.read(*scan);
    if (timing.trouble.empty() && !stimulus.empty() && timing.stimulus != stimulus)
      timing.trouble = fmt::format("its stim_file is '{}'", timing.stimulus);
    if (!timing.trouble.empty()) {
      scan->left_out = timing.trouble;
      continue;
    }
    if (!timing.stimulus.empty()) stimuli[timing.stimulus].push_back(scan);
    const auto same = std::find_if(groups.begin(), groups.end(),
                                   [&](const auto& group) { return alike(timing, group.first); });
    if (same == groups.end())
      groups.push_back({std::move(timing), {scan}});
    else
      same->second.push_back(scan);
  }
  check_one_stimulus(stimuli, task.name);
  if (groups.empty()) return {};
  auto most = groups.begin();
  for (auto group = groups.begin(); group != groups.end(); ++group)
    if (group->second.size() > most->second.size()) most = group;
  for (const auto& [timing, scans] : groups) {
    if (&timing == &most->first) continue;
    if (scans.size() == most->second.size())
      fail(
          "task {}: {} scans have {}, as many as have {} ({}); expected one timing for a story. "
          "Correct the events, or give --onset-s, --duration-s and --audio-start-s",
          task.name, scans.size(), words_of(timing), words_of(most->first), scans[0]->name());
    for (InitScan* scan : scans)
      scan->left_out = fmt::format("other times ({}) than most scans", words_of(timing));
  }
  return most->first;
}

/// The number of volumes of most scans.
std::size_t usual_volumes(InitTask& task) {
  std::map<std::size_t, std::size_t> counts;
  for (const InitScan* scan : task.used()) ++counts[scan->header.volumes];
  std::size_t usual = 0;
  for (const auto& [volumes, count] : counts)
    if (usual == 0 || count >= counts[usual]) usual = volumes;
  return usual;
}

/// A scan or two often end some volumes early: better a story that is so much shorter for all.
void cut_to_shortest(InitTask& task) {
  constexpr std::size_t kMostLost = 3;
  const std::size_t needed = task.first_volume + task.volumes;
  std::size_t shortest = needed;
  const InitScan* which = nullptr;
  for (const InitScan* scan : task.used())
    if (const std::size_t has = scan->header.volumes;
        has < shortest && has + kMostLost >= needed && has > task.first_volume + 1) {
      shortest = has;
      which = scan;
    }
  if (which == nullptr) return;
  task.volumes = shortest - task.first_volume;
  task.warnings.push_back(
      fmt::format("the story lasts to volume {}, but {} ends at {}; the volumes up to there are "
                  "used of all",
                  needed - 1, which->name(), shortest - 1));
}

void set_volumes(const ScanTiming& timing, InitTask& task) {
  if (!timing.onset_s || !timing.duration_s) {
    const char* why = timing.onset_s ? "events.tsv gives no duration of the story"
                                     : "no events.tsv tells when the story begins";
    task.to_fill_in.emplace_back("first_volume", fmt::format("{} (or give --onset-s)", why));
    task.to_fill_in.emplace_back("volumes", fmt::format("{} (or give --duration-s)", why));
    return;
  }
  // An onset in the midst of a volume belongs to it; 14.99 s / 1.5 s must not come out as 9, nor
  // 30.01 s as 21 volumes.
  constexpr double kMostVolumes = 1e6;
  // Of a story that began before the scan only the rest was heard in it.
  const double begin_s = std::max(0.0, *timing.onset_s);
  const double heard_s = *timing.duration_s + std::min(0.0, *timing.onset_s);
  if (!(heard_s > 0))
    fail(
        "task {}: the story begins at {} s and lasts {} s, and so ends before the scan begins; "
        "expected a part of it in the scan. Correct the events, or --onset-s and --duration-s",
        task.name, *timing.onset_s, *timing.duration_s);
  const double first = std::floor(begin_s / task.tr_s + kSameVolume);
  const double volumes = std::max(1.0, std::ceil(heard_s / task.tr_s - kSameVolume));
  if (!(first + volumes <= kMostVolumes))
    fail(
        "task {}: the story begins at {} s and lasts {} s, of volumes of {} s; expected at most {} "
        "volumes. Correct the events, the TR, or --onset-s and --duration-s",
        task.name, *timing.onset_s, *timing.duration_s, task.tr_s, kMostVolumes);
  task.first_volume = static_cast<std::size_t>(first);
  task.volumes = static_cast<std::size_t>(volumes);
  const std::size_t there = usual_volumes(task), needed = task.first_volume + task.volumes;
  if (there > task.first_volume && there < needed) {
    task.warnings.push_back(fmt::format(
        "the story lasts to volume {}, but the scans end at {}; the volumes up to there "
        "are used",
        needed - 1, there - 1));
    task.volumes = there - task.first_volume;
  }
  cut_to_shortest(task);
  for (InitScan* scan : task.used())
    if (scan->header.volumes < task.first_volume + task.volumes)
      scan->left_out = fmt::format("has {} volumes; the story needs {}", scan->header.volumes,
                                   task.first_volume + task.volumes);
  task.lines.emplace_back(
      "story", fmt::format("at {} s for {} s: volumes {} to {} ({} of {})", *timing.onset_s,
                           *timing.duration_s, task.first_volume,
                           task.first_volume + task.volumes - 1, task.volumes, there));
}

void set_audio(const ScanTiming& timing, InitTask& task) {
  if (!timing.audio_start_s) {
    task.to_fill_in.emplace_back(
        "audio_start_s",
        "events.tsv names no stim_file, so nothing tells when the audio began that the word times "
        "count from (or give --audio-start-s)");
    return;
  }
  // A volume whose slices were brought to a later moment tells of that moment.
  task.audio_start_s = *timing.audio_start_s - timing.start_s;
  task.lines.emplace_back(
      "audio",
      fmt::format("begins {} s after the first volume{}{}", task.audio_start_s,
                  timing.stimulus.empty() ? "" : " (" + timing.stimulus + ")",
                  timing.start_s == 0 ? ""
                                      : fmt::format(", {} s less than in events.tsv, by StartTime",
                                                    timing.start_s)));
}

/// `anbn bold` sees the sidecar beside a scan and the header. Where another file knows better than
/// the header, the study has to name it.
void set_tr(const ScanTiming& timing, InitTask& task) {
  task.tr_s = timing.tr_s;
  const auto used = task.used();
  const bool contradicted = std::any_of(used.begin(), used.end(), [&](const InitScan* scan) {
    return !close_over(scan->header.volumes, scan->header.tr_s, timing.tr_s);
  });
  if (!timing.tr_file.empty() && !timing.beside && contradicted) {
    task.sidecar = timing.tr_file;
    task.warnings.push_back(
        fmt::format("headers tell another TR than {}, which is believed", timing.tr_file.string()));
  }
  task.lines.emplace_back("TR", fmt::format("{} s, by the {}", timing.tr_s,
                                            timing.tr_file.empty() ? "headers" : "sidecars"));
}

}  // namespace

void find_timing(const InitSource& source, const InitOptions& o, std::size_t index,
                 InitTask& task) {
  TimingReader reader(source, o, task);
  ScanTiming timing = usual_timing(task, reader, o.stimulus);
  if (task.used().empty()) return;
  if (!o.onset_s.empty()) {
    timing.onset_s = o.onset_s[index];
    timing.duration_s = o.duration_s[index];
  }
  if (!o.audio_start_s.empty()) timing.audio_start_s = o.audio_start_s[index];
  set_tr(timing, task);
  set_volumes(timing, task);
  set_audio(timing, task);
  if (!timing.stimulus.empty()) task.stimulus = timing.stimulus;
}

}  // namespace anbn
