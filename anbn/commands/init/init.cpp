// SPDX-License-Identifier: Apache-2.0
// anbn init: a study file for a BIDS dataset and its derivatives. What it cannot find out is left
// to the user and never guessed.
#include "anbn/commands/init/files.h"
#include "anbn/commands/init/scans.h"
#include "anbn/commands/init/text.h"
#include "anbn/commands/init/timing.h"
#include "anbn/commands/make_command.h"
#include "anbn/io/file.h"

#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

void check_out(const InitOptions& o) {
  if (fs::is_directory(o.out))
    fail("{}: a folder; expected a file to write, such as {}", o.out,
         (fs::path(o.out) / "study.toml").string());
  for (const auto& [file, flag] : {std::pair(o.out, "--out"), std::pair(o.stories, "--stories")}) {
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(file, ignored)) && o.force == YesNo::no)
      fail(
          "{}: is there already and may have been edited; choose another {}, or give --force "
          "to replace it",
          file, flag);
  }
  if (!fs::is_directory(o.model.path))
    fail(
        "{}: no such folder; expected a model folder with config.json, model.safetensors and "
        "its tokenizer",
        o.model.path.string());
}

std::string label_text(std::string_view entity, const std::string& label) {
  return label.empty() ? "" : fmt::format(", {} {}", entity, label);
}

Outcome run(const InitOptions& o, CommandContext& context) {
  check_out(o);
  const InitSource source = open_source(o);
  const ScanKind kind = choose_kind(source, o);
  context.answer << fmt::format("{}: space {}{}{}\n", source.derivatives.root.string(),
                                kind.space.empty() ? "not named" : kind.space,
                                label_text("res", kind.resolution), label_text("desc", kind.desc));
  if (kind.space.empty() || kind.space == "T1w" || kind.space == "func")
    context.answer << "  warning     these scans may lie in each listener's own space; networks of "
                      "several listeners need a common one, such as MNI152NLin2009cAsym\n";
  if (const std::size_t forks = source.raw.forks + source.derivatives.forks; forks > 0)
    context.answer << fmt::format("  passed over {} files ._* that macOS leaves\n", forks);
  std::vector<InitTask> tasks;
  std::size_t to_fill_in = 0;
  for (std::size_t t = 0; t < o.task.size(); ++t) {
    InitTask& task = tasks.emplace_back(find_scans(source, o.task[t], kind, o));
    find_timing(source, o, t, task);
    find_masks(source, o, kind, task);
    find_confounds(source, kind, task);
    find_words(source, o, t, task);
    tell(task, source, context.answer);
    if (task.used().empty())
      fail("task {}: no scan can be used; {}", task.name, why_none(task, source));
    to_fill_in += task.to_fill_in.size();
  }
  if (!o.stories.empty()) write_stories(tasks, o);
  write_file(o.out, study_text(tasks, o));
  context.answer << fmt::format("\n{} is written.\n", o.out);
  if (to_fill_in > 0)
    context.answer << fmt::format("To be filled in first (FILL IN): {}; then: anbn check {}\n",
                                  to_fill_in, o.out);
  else
    context.answer << fmt::format("Next: anbn check {}\n", o.out);
  return to_fill_in > 0 ? Outcome::bad : Outcome::good;
}

}  // namespace

extern const Command kInitCommand = make_command<InitOptions, run>(
    "init", "a study file from a BIDS dataset and its preprocessed scans",
    "anbn init --bids narratives --derivatives narratives/derivatives/afni-smooth --task pieman "
    "--task shapessocial --model bert-base-uncased --out study.toml",
    "");

}  // namespace anbn
