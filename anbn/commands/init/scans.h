// SPDX-License-Identifier: Apache-2.0
// Which scans of a dataset a study is about, and why not the others.
#pragma once

#include "anbn/core/options.h"
#include "anbn/io/bids.h"
#include "anbn/io/nifti.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// Which scans of a listener a study takes.
enum class ScansTaken { first, all };
constexpr auto names_of(ScansTaken) { return named("first", "all"); }

struct InitOptions {
  // Folders to help and command line, which is all that a command makes of the kind.
  Input bids{InputKind::results};
  Input derivatives{InputKind::results, Presence::optional};
  std::vector<std::string> task;
  Input model{InputKind::model};
  std::string out = "study.toml";
  std::string stories;
  ScansTaken scans = ScansTaken::first;
  std::vector<std::string> subject, session, run;
  std::string stimulus;
  std::string space, resolution, desc;
  Input exclude{InputKind::file, Presence::optional};
  InputList words{InputKind::file, Presence::optional, {}};
  InputList transcript{InputKind::file, Presence::optional, {}};
  InputList masks{InputKind::file, Presence::optional, {}};
  std::string trial_type = "story";
  std::vector<double> onset_s, duration_s, audio_start_s;
  YesNo force = YesNo::no;

  static constexpr std::string_view kRequired[] = {"task"};

  template <class V>
  void visit(V&& option) {
    option("bids", bids, "BIDS dataset: raw data with sidecars, events and stimuli");
    option("derivatives", derivatives,
           "preprocessed scans (fMRIPrep, afni-smooth, ...); by default the one folder in "
           "DATASET/derivatives");
    option("task", task, "the story's task label, as in sub-01_task-LABEL_bold; again for more");
    option("model", model, "folder with config.json, model.safetensors, its tokenizer");
    option("out", out, "study file to write");
    option("stories", stories,
           "TSV to write the stories to, a row each, in place of tables [[story]]: for many tasks");
    option("scans", scans, "of each listener: the first scan that is not excluded, or all");
    option("subject", subject, "only these listeners (sub labels); again for more");
    option("session", session, "only these sessions (ses labels); again for more");
    option("run", run, "only these runs; again for more");
    option("stimulus", stimulus, "only scans whose events.tsv names this stim_file");
    option("space", space, "the scans' space, if there are several (none: that of the listener)");
    option("resolution", resolution, "the scans' res label, if there are several");
    option("desc", desc, "the scans' desc label; by default clean, else preproc");
    option("exclude", exclude,
           "JSON of scans to leave out, by task; code/scan_exclude.json is found by itself");
    option("words", words, "timed words, one file a task; stimuli/gentle/TASK is found by itself");
    option("transcript", transcript, "punctuated texts, one file a task");
    option("masks", masks, "brain masks for all tasks, in place of those found");
    option("trial_type", trial_type, "of the row of events.tsv that is the story");
    option("onset_s", onset_s,
           "one a task: when the story begins [s after the scan's first volume], where no "
           "events.tsv tells");
    option("duration_s", duration_s, "one a task: how long the story is [s]");
    option("audio_start_s", audio_start_s,
           "one a task: when the audio file begins [s after the scan's first volume]");
    option("force", force, "replace a study file that is there");
  }

  /// Throws Error if lists do not have one value a task, or a task comes twice.
  void check() const;
};

/// A dataset and what was made of it.
struct InitSource {
  BidsFolder raw, derivatives;
};

/// Both listings. Throws Error naming what there is if folders are missing or ambiguous.
InitSource open_source(const InitOptions& options);

/// One scan of a task, and why it is left out (empty: it is used).
struct InitScan {
  const BidsFile* file = nullptr;
  std::string left_out;
  NiftiHeader header;  // of scans that are used

  std::string name() const;  // "sub-001 run-1"
};

struct InitTask {
  std::string name;
  std::vector<InitScan> scans;  // by subject, session and run
  std::size_t subjects = 0, allowed = 0, excluded = 0;
  std::vector<std::pair<std::string, std::string>> lines;  // what was found: name, value
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> to_fill_in;  // key of the study file, and why

  // For the study file.
  double tr_s = 0, audio_start_s = 0;
  std::size_t first_volume = 0, volumes = 0;
  std::string stimulus;  // stim_file of events.tsv
  std::filesystem::path sidecar, words, transcript;
  std::vector<std::filesystem::path> masks, confounds;
  std::vector<std::string> regress;

  std::vector<InitScan*> used();
  bool lacks(std::string_view key) const;
};

/// Which of the versions of its scans a study takes.
struct ScanKind {
  std::string space, resolution, desc;
};

/// The only version of the tasks' scans, or the one that the options name. Throws Error if a task
/// is unknown or was not preprocessed, or there are several versions to choose from.
ScanKind choose_kind(const InitSource& source, const InitOptions& options);

/// The scans of a task: those excluded, further ones of a listener, those not fetched or unreadable
/// are left out, each with its reason.
InitTask find_scans(const InitSource& source, const std::string& task, const ScanKind& kind,
                    const InitOptions& options);

/// The label of `entity` (space, or tpl of a template), with the cohort where there are several, as
/// fMRIPrep names it: "MNIPediatricAsym:cohort-2".
std::string space_of(const BidsName& name, std::string_view entity);

/// `name` without what derivatives add (space, res, desc, ...): as the raw scan is called.
BidsName raw_name(const BidsName& name);

}  // namespace anbn
