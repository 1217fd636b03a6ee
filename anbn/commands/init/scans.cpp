// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/init/scans.h"

#include "anbn/brain/space/study_mask.h"
#include "anbn/core/error.h"
#include "anbn/io/file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kDeepest = 8;  // of lists in lists of excluded scans

/// All texts in a JSON value that is nested at most `depth` times. Returns whether it is no deeper.
bool gather_texts(const json& value, std::size_t depth, std::vector<std::string>& texts) {
  if (value.is_string()) texts.push_back(value.get<std::string>());
  if (!value.is_structured()) return true;
  return depth > 0 && std::all_of(value.begin(), value.end(), [&](const json& item) {
           return gather_texts(item, depth - 1, texts);
         });
}

fs::path exclusion_list(const InitSource& source, const InitOptions& o) {
  if (o.exclude.given()) return o.exclude.path;
  for (const fs::path& root : {source.raw.root, source.derivatives.root})
    for (const char* file : {"code/scan_exclude.json", "scan_exclude.json"})
      if (data_state(root / file) != DataState::missing) return root / file;
  return {};
}

/// The scans that a list ({task: {subject: [names]}}) excludes, as the entities that they have.
std::vector<BidsName> excluded_scans(const fs::path& file, const std::string& task) {
  std::vector<BidsName> names;
  if (file.empty()) return names;
  const json list = json::parse(read_text(file, std::size_t{1} << 24), nullptr, false);
  if (!list.is_object())
    fail(
        "{}: no JSON object; expected {{\"task\": {{\"sub-01\": [\"sub-01_task-...\"]}}}}. Mend "
        "it: without it scans would be taken that are to be left out",
        file.string());
  if (!list.contains(task)) return names;
  std::vector<std::string> texts;
  if (!gather_texts(list[task], kDeepest, texts))
    fail("{}: its lists under {} lie more than {} deep in each other; is it the right file?",
         file.string(), task, kDeepest);
  for (const std::string& text : texts) {
    auto name = parse_bids_name(text);
    if (name && name->label("sub").empty()) name.reset();
    // Without suffix, as in Narratives, the last entity stands where a suffix would.
    if (!name) name = parse_bids_name(text + "_bold");
    if (!name || name->label("sub").empty())
      fail("{}: '{}' under {} names no scan; expected the like of sub-01_task-{}_run-1",
           file.string(), text, task, task);
    names.push_back(std::move(*name));
  }
  return names;
}

bool before(const InitScan& a, const InitScan& b) {
  for (const char* entity : {"sub", "ses", "run"}) {
    const auto x = a.file->name.label(entity), y = b.file->name.label(entity);
    if (label_before(x, y) || label_before(y, x)) return label_before(x, y);
  }
  return a.file->path < b.file->path;
}

/// A name in short: two files with the same one are the same scan in two formats.
bool same_scan(const InitScan& a, const InitScan& b) {
  return a.file->name.entities == b.file->name.entities && a.file->folder == b.file->folder;
}

bool is_phase(const BidsName& name) {
  return !name.label("part").empty() && name.label("part") != "mag";
}

void gather(const InitSource& source, const ScanKind& kind, InitTask& task) {
  for (const BidsFile& file : source.derivatives.files) {
    const BidsName& name = file.name;
    if (name.suffix != "bold" || !(name.extension == ".nii" || name.extension == ".nii.gz") ||
        name.label("sub").empty() || name.label("task") != task.name || is_phase(name))
      continue;
    if (space_of(name, "space") == kind.space && name.label("res") == kind.resolution &&
        name.label("desc") == kind.desc)
      task.scans.push_back({&file, "", {}});
  }
  std::stable_sort(task.scans.begin(), task.scans.end(), before);
  for (InitScan& scan : task.scans)
    if (!scan.file->name.label("echo").empty()) scan.left_out = "a single echo";
  for (std::size_t i = 1; i < task.scans.size(); ++i)
    if (same_scan(task.scans[i - 1], task.scans[i]))
      task.scans[i].left_out = "the same scan is there in another format too, which is taken";
}

/// Leaves out what --subject, --session and --run do not name.
void keep_named(InitTask& task, const InitOptions& o) {
  const auto keep = [&](const char* entity, const std::vector<std::string>& labels) {
    if (labels.empty()) return;
    std::set<std::string> unseen(labels.begin(), labels.end());
    for (InitScan& scan : task.scans) {
      const auto named = std::find_if(labels.begin(), labels.end(), [&](const std::string& label) {
        return has_entities(scan.file->name, {{{entity, label}}, "", ""});
      });
      if (named != labels.end())
        unseen.erase(*named);
      else if (scan.left_out.empty())
        scan.left_out = fmt::format("another {} than asked for", entity);
    }
    if (!unseen.empty())
      fail("task {}: no scan has {}-{}; expected labels of its scans", task.name, entity,
           *unseen.begin());
  };
  keep("sub", o.subject);
  keep("ses", o.session);
  keep("run", o.run);
}

/// The run that most listeners have first.
std::string usual_first_run(const std::map<std::string_view, std::string_view>& first_runs) {
  std::map<std::string_view, std::size_t> counts;
  for (const auto& [subject, run] : first_runs) ++counts[run];
  std::string_view usual;
  for (const auto& [run, count] : counts)
    if (!counts.contains(usual) || count > counts[usual]) usual = run;
  return std::string(usual);
}

/// Another run may be another section of the story: of listeners without the run that the others
/// have first, none is taken in its place.
void leave_out_other_runs(InitTask& task) {
  std::map<std::string_view, std::string_view> first_runs;
  for (const InitScan& scan : task.scans)
    first_runs.emplace(scan.file->name.label("sub"), scan.file->name.label("run"));
  std::string usual = usual_first_run(first_runs);
  if (usual.empty()) usual = "1";
  for (InitScan& scan : task.scans) {
    const auto first = first_runs.at(scan.file->name.label("sub"));
    const auto own = scan.file->name.label("run");
    if (!scan.left_out.empty() || own.empty()) continue;
    if (label_before(usual, first))
      scan.left_out = fmt::format("the listener has no run-{}, and run-{} may be another section",
                                  usual, first);
    else if (label_before(own, usual))
      scan.left_out = fmt::format(
          "most listeners have run-{} first, and run-{} may be another section", usual, own);
  }
}

void choose_runs(InitTask& task, const InitOptions& o) {
  if (o.run.empty() && o.scans == ScansTaken::first) leave_out_other_runs(task);
  std::set<std::string_view> subjects, served;
  for (InitScan& scan : task.scans) {
    const std::string_view subject = scan.file->name.label("sub");
    subjects.insert(subject);
    if (!scan.left_out.empty()) continue;
    ++task.allowed;
    const bool further = !served.insert(subject).second;
    if (further && o.scans == ScansTaken::first)
      scan.left_out = "a further scan of a listener (--scans all takes it)";
  }
  task.subjects = subjects.size();
}

/// Headers of what would be used; those that cannot be read are left out.
void read_headers(InitTask& task) {
  for (InitScan* scan : task.used()) {
    const fs::path& path = scan->file->path;
    if (data_state(path) == DataState::not_fetched) {
      scan->left_out = "not fetched";
      continue;
    }
    try {
      scan->header = read_scan_header(path).header;
    } catch (const Error& e) {
      const std::string text = e.what(), own = path.string() + ": ";
      scan->left_out = text.starts_with(own) ? text.substr(own.size()) : text;
    }
  }
}

/// Raw scans of the task without a preprocessed one.
void note_missing(const InitSource& source, InitTask& task) {
  std::string absent;
  std::size_t count = 0;
  for (const BidsFile& file : source.raw.files) {
    if (file.name.suffix != "bold" || !file.name.extension.starts_with(".nii") ||
        file.name.label("task") != task.name || is_phase(file.name))
      continue;
    const BidsName raw = raw_name(file.name);
    const bool there = std::any_of(task.scans.begin(), task.scans.end(), [&](const InitScan& scan) {
      // run-01 is run-1, and echoes and magnitudes come together in one preprocessed scan.
      BidsName own = raw_name(scan.file->name), combined = raw;
      for (BidsName* name : {&own, &combined})
        std::erase_if(name->entities, [](const auto& entity) {
          return entity.first == "echo" || entity.first == "part";
        });
      return has_entities(own, combined) && has_entities(combined, own);
    });
    if (there) continue;
    if (++count <= 5) absent += (absent.empty() ? "" : ", ") + InitScan{&file, "", {}}.name();
  }
  if (count > 0)
    task.warnings.push_back(fmt::format("{} scans of the dataset were not preprocessed: {}{}",
                                        count, absent, count > 5 ? ", ..." : ""));
}

}  // namespace

std::string InitScan::name() const {
  std::string text = fmt::format("sub-{}", file->name.label("sub"));
  for (const char* entity : {"ses", "run"})
    if (const auto label = file->name.label(entity); !label.empty())
      text += fmt::format(" {}-{}", entity, label);
  return text;
}

std::vector<InitScan*> InitTask::used() {
  std::vector<InitScan*> list;
  for (InitScan& scan : scans)
    if (scan.left_out.empty()) list.push_back(&scan);
  return list;
}

bool InitTask::lacks(std::string_view key) const {
  return std::any_of(to_fill_in.begin(), to_fill_in.end(),
                     [&](const auto& item) { return item.first == key; });
}

std::string space_of(const BidsName& name, std::string_view entity) {
  const std::string_view cohort = name.label("cohort");
  return std::string(name.label(entity)) +
         (cohort.empty() ? "" : fmt::format(":cohort-{}", cohort));
}

BidsName raw_name(const BidsName& name) {
  BidsName raw = name;
  std::erase_if(raw.entities, [](const auto& entity) {
    for (const char* derived : {"space", "res", "desc", "den", "cohort", "label", "hemi"})
      if (entity.first == derived) return true;
    return false;
  });
  return raw;
}

InitTask find_scans(const InitSource& source, const std::string& name, const ScanKind& kind,
                    const InitOptions& o) {
  InitTask task;
  task.name = name;
  gather(source, kind, task);
  const fs::path list = exclusion_list(source, o);
  const std::vector<BidsName> excluded = excluded_scans(list, name);
  for (InitScan& scan : task.scans)
    for (const BidsName& one : excluded)
      if (scan.left_out.empty() && has_entities(scan.file->name, one)) {
        scan.left_out = "excluded by " + list.filename().string();
        ++task.excluded;
      }
  keep_named(task, o);
  choose_runs(task, o);
  read_headers(task);
  note_missing(source, task);
  return task;
}

}  // namespace anbn
