// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/init/files.h"

#include "anbn/brain/scans/confounds.h"
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/text/transcript.h"
#include "anbn/text/words.h"

#include <algorithm>
#include <map>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

bool is_brain_mask(const BidsFile& file) {
  return file.name.suffix == "mask" && file.name.label("desc") == "brain" &&
         (file.name.extension == ".nii.gz" || file.name.extension == ".nii");
}

/// The file of `files` that has the scan's entities but for `desc`, and is beside it.
const BidsFile* beside(const InitScan& scan, const std::vector<const BidsFile*>& files,
                       const BidsName& wanted) {
  for (const BidsFile* file : files) {
    BidsName own = file->name;
    std::erase_if(own.entities, [](const auto& entity) { return entity.first == "desc"; });
    if (file->folder == scan.file->folder && own.entities == wanted.entities) return file;
  }
  return nullptr;
}

BidsName without_desc(BidsName name) {
  std::erase_if(name.entities, [](const auto& entity) { return entity.first == "desc"; });
  return name;
}

/// Each scan's own mask; empty if no scan has one.
std::vector<fs::path> own_masks(const std::vector<const BidsFile*>& all, InitTask& task) {
  std::vector<fs::path> masks;
  const std::vector<InitScan*> used = task.used();
  std::vector<const BidsFile*> found;
  for (const InitScan* scan : used)
    found.push_back(beside(*scan, all, without_desc(scan->file->name)));
  if (std::all_of(found.begin(), found.end(), [](const BidsFile* f) { return f == nullptr; }))
    return masks;
  for (std::size_t s = 0; s < used.size(); ++s) {
    if (found[s] == nullptr)
      used[s]->left_out = "has no brain mask, as other scans have";
    else if (data_state(found[s]->path) != DataState::here)
      used[s]->left_out = "its brain mask is not fetched";
    else
      masks.push_back(found[s]->path);
  }
  return masks;
}

/// Masks of the template that fit the task.
std::vector<fs::path> template_masks(const std::vector<const BidsFile*>& all, const ScanKind& kind,
                                     InitTask& task) {
  std::vector<const BidsFile*> of_space, named, on_grid;
  for (const BidsFile* file : all)
    if (!kind.space.empty() && space_of(file->name, "tpl") == kind.space) of_space.push_back(file);
  const Grid& grid = task.used()[0]->header.grid;
  for (const BidsFile* file : of_space) {
    if (file->name.label("res") == task.name || file->name.label("task") == task.name)
      named.push_back(file);
    if (data_state(file->path) != DataState::here) continue;
    try {
      const NiftiHeader header = read_nifti_header(file->path);
      if (header.grid.size == grid.size) on_grid.push_back(file);
    } catch (const Error& e) {
      task.warnings.push_back(e.what());
    }
  }
  std::vector<fs::path> masks;
  for (const BidsFile* file : !named.empty() ? named : on_grid) masks.push_back(file->path);
  return masks;
}

fs::path first_there(std::initializer_list<fs::path> candidates) {
  for (const fs::path& path : candidates)
    if (data_state(path) != DataState::missing) return path;
  return {};
}

/// The name of a stimulus without its ending: "pieman" of "pieman_audio.wav".
std::string stem_of(const std::string& stimulus) {
  const std::string stem = fs::path(stimulus).stem().string();
  return stem.ends_with("_audio") ? stem.substr(0, stem.size() - 6) : stem;
}

/// Words and text belong together, or the text is left out.
void check_words(InitTask& task) {
  try {
    const TimedWords words = read_words(task.words);
    if (task.transcript.empty()) return;
    try {
      match_transcript(read_text(task.transcript), task.transcript.string(), words);
    } catch (const Error& e) {
      task.warnings.push_back(std::string(e.what()) + "; the transcript is left out");
      task.transcript.clear();
    }
  } catch (const Error& e) {
    task.warnings.push_back(e.what());
  }
}

}  // namespace

void find_masks(const InitSource& source, const InitOptions& o, const ScanKind& kind,
                InitTask& task) {
  if (task.used().empty()) return;
  std::string origin = "given";
  task.masks = o.masks.paths;
  if (task.masks.empty()) {
    std::vector<const BidsFile*> all;
    for (const BidsFile& file : source.derivatives.files)
      if (is_brain_mask(file)) all.push_back(&file);
    task.masks = own_masks(all, task);
    origin = "one a scan";
    if (task.used().empty()) return;
    if (task.masks.empty()) {
      task.masks = template_masks(all, kind, task);
      origin = "of the template";
    }
  }
  if (task.masks.empty()) {
    task.to_fill_in.emplace_back("masks",
                                 "no desc-brain_mask of the scans or of their template with their "
                                 "grid (or give --masks)");
    return;
  }
  for (const fs::path& mask : task.masks)
    if (data_state(mask) == DataState::not_fetched)
      task.warnings.push_back(fmt::format(
          "{}: not fetched; get it with 'git annex get' or 'datalad get'", mask.string()));
  task.lines.emplace_back("masks", task.masks.size() == 1
                                       ? task.masks[0].filename().string()
                                       : fmt::format("{}, {}", task.masks.size(), origin));
}

/// What derivatives call scans that are cleaned already.
bool is_cleaned(std::string_view desc) {
  constexpr std::string_view kCleaned[] = {"clean", "denoised", "denoisedSmoothed",
                                           "optcomDenoised", "smoothAROMAnonaggr"};
  return std::find(std::begin(kCleaned), std::end(kCleaned), desc) != std::end(kCleaned);
}

/// Which terms for regress the tables have. What some have and others lack is left to nobody's
/// guess.
class CommonTerms {
 public:
  void take(const fs::path& file) {
    const Table table = read_number_table(file);
    const ComponentNotes notes = notes_beside(file);
    for (const char* term : {"motion6", "acompcor:5", "cosine"}) {
      std::string missing;
      try {
        confound_regressors(table, {term}, notes);
        if (here_.emplace(term, file); absent_.contains(term)) missing = absent_.at(term);
      } catch (const Error& e) {
        absent_.emplace(term, e.what());
        if (here_.contains(term)) missing = e.what();
      }
      if (!missing.empty())
        fail("{}; {} has what \"{}\" needs. Expected the same terms for every scan", missing,
             here_.at(term).string(), term);
    }
  }

  std::vector<std::string> words() const {
    std::vector<std::string> out;
    for (const char* term : {"motion6", "acompcor:5", "cosine"})
      if (here_.contains(term)) out.emplace_back(term);
    return out;
  }

 private:
  std::map<std::string, fs::path> here_;
  std::map<std::string, std::string> absent_;  // why
};

void find_confounds(const InitSource& source, const ScanKind& kind, InitTask& task) {
  const std::vector<InitScan*> used = task.used();
  if (is_cleaned(kind.desc) || used.empty()) return;
  std::vector<const BidsFile*> tables = source.derivatives.of("timeseries", ".tsv");
  for (const BidsFile* file : source.derivatives.of("regressors", ".tsv")) tables.push_back(file);
  std::erase_if(tables, [](const BidsFile* f) { return f->name.label("desc") != "confounds"; });
  std::string trouble;
  CommonTerms terms;
  for (const InitScan* scan : used) {
    const BidsFile* file = beside(*scan, tables, raw_name(scan->file->name));
    if (file == nullptr || data_state(file->path) != DataState::here) {
      trouble = fmt::format("{} has no table of confounds{}", scan->name(),
                            file == nullptr ? "" : " that is fetched");
      break;
    }
    terms.take(file->path);
    task.confounds.push_back(file->path);
  }
  if (trouble.empty()) task.regress = terms.words();
  if (task.regress.empty()) {
    task.confounds.clear();
    task.warnings.push_back(fmt::format(
        "the scans are not cleaned (desc-{}) and nothing will be regressed out: {}", kind.desc,
        trouble.empty() ? "their confounds have no motion, aCompCor or cosine columns" : trouble));
    return;
  }
  std::string words;
  for (const std::string& word : task.regress) words += (words.empty() ? "" : ", ") + word;
  task.lines.emplace_back("confounds", fmt::format("one table a scan; regressed out: {}", words));
}

void find_words(const InitSource& source, const InitOptions& o, std::size_t index, InitTask& task) {
  const fs::path stimuli = source.raw.root / "stimuli";
  const std::string stem = task.stimulus.empty() ? task.name : stem_of(task.stimulus);
  const fs::path gentle = stimuli / "gentle", texts = stimuli / "transcripts";
  task.words = !o.words.paths.empty()
                   ? o.words.paths[index]
                   : first_there({gentle / task.name / "align.csv", gentle / stem / "align.csv"});
  if (!o.transcript.paths.empty())
    task.transcript = o.transcript.paths[index];
  else if (o.words.paths.empty() && !task.words.empty())
    task.transcript =
        first_there({task.words.parent_path() / "transcript.txt",
                     texts / (task.name + "_transcript.txt"), texts / (stem + "_transcript.txt")});
  if (task.words.empty()) {
    task.to_fill_in.emplace_back(
        "words", fmt::format("no {} (or give --words: an align.csv of Gentle, or a TSV of word, "
                             "onset_s, duration_s)",
                             (gentle / task.name / "align.csv").string()));
    return;
  }
  check_words(task);
  task.lines.emplace_back("words", task.words.string());
  if (!task.transcript.empty()) task.lines.emplace_back("transcript", task.transcript.string());
}

}  // namespace anbn
