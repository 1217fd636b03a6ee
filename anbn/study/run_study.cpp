// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/results/study_record.h"
#include "anbn/runner/finished.h"
#include "anbn/study/job_inputs.h"
#include "anbn/study/run_scans.h"
#include "anbn/study/study.h"
#include "anbn/study/study_parts.h"
#include "anbn/study/study_words.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

StudyRecord record_of(const Study& study) {
  StudyRecord record{.name = study.title, .variants = {}, .stories = {}, .controls = {}};
  for (const StudyVariant& v : study.variants)
    record.variants.push_back({v.name, v.title, v.model, v.weights});
  for (const StudyStory& s : study.stories) record.stories.push_back({s.name, s.title});
  for (const StudyControl& control : study.controls) {
    StudyRecord::Control& entry = record.controls.emplace_back();
    entry.name = control.name;
    if (control.is == StudyControl::Is::elsewhere) entry.elsewhere = control.words;
    if (control.is == StudyControl::Is::impossible) entry.impossible = control.words;
    for (const StudyControlSession& s : control.sessions) {
      auto& session = entry.sessions.emplace_back(
          StudyRecord::ControlSession{s.story, s.words, s.networks, {}});
      for (const auto& [stage, folder] : s.stages)
        session.stages.emplace_back(stage, folder.generic_string());
    }
    for (const auto& [stage, folder] : control.together)
      entry.together.emplace_back(stage, folder.generic_string());
  }
  return record;
}

/// For those who find the results: what they are of, and the file that asked for them.
void write_description(const Study& study, Locking locking) {
  make_folder(study.out);
  replace_file(study.out / "study.json", text_of(record_of(study)), locking);
  replace_file(study.out / "run.toml", read_text(study.file), locking);
}

class StudyRun {
 public:
  StudyRun(const Study& study, const ChosenJobs& chosen, Needs needs, HashMemory& hashes,
           RunContext& context, StudyListener& listener)
      : study_(study),
        chosen_(chosen),
        needs_(needs),
        hashes_(hashes),
        context_(context),
        listener_(listener),
        inputs_(study),
        total_(static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), true))) {}

  void run() {
    for (std::size_t i = 0; i < study_.jobs.size();) {
      if (!chosen_[i]) {
        ++i;
        continue;
      }
      if (needs_ == Needs::there) require_needs(i);
      const JobRange scans{study_, i, scans_from(i), number_, total_};
      if (const std::size_t workers = workers_for(scans, context_.machine.threads.count());
          workers > 1) {
        run_scans(scans, workers, hashes_, context_, listener_);
        i += scans.count;
        number_ += scans.count;
        continue;
      }
      // Not earlier: a run that fails leaves earlier results with the description that they had.
      if (study_.jobs[i].stage->facts.runs == Runs::after_all)
        write_description(study_, context_.locking);
      run_in_turn(i);
      drop_what_was_read(i, i);
      ++i;
      ++number_;
    }
  }

 private:
  /// How many chosen jobs from `first` on concern one scan each.
  std::size_t scans_from(std::size_t first) const {
    const std::size_t most = scans_beside_each_other(study_, first);
    std::size_t count = 0;
    while (count < most && chosen_[first + count]) ++count;
    return count;
  }

  void require_needs(std::size_t i) {
    const Job& job = study_.jobs[i];
    for (const std::size_t needed : inputs_.needed_by(i)) {
      const Job& other = study_.jobs[needed];
      if (chosen_[needed] || is_done(other, Arrays::may_be_gone)) continue;
      fail(
          "{}: {}: {} is needed, and is {}; `{}` makes it, and --until in place of --only all that "
          "is needed",
          study_.file.string(), place_in_study(job), other.label(),
          is_finished(other.out) ? "not up to date" : "not there", command_of_job(study_, other));
    }
  }

  void run_in_turn(std::size_t i) {
    const Job& job = study_.jobs[i];
    const Arrays arrays = arrays_stay(study_.keep, job) ? Arrays::needed : Arrays::may_be_gone;
    if (reads_what_is_gone(i) && !is_done(job, arrays)) make_inputs_again(i, i);
    run(i, arrays);
  }

  void run(std::size_t i, Arrays arrays) {
    const Job& job = study_.jobs[i];
    listener_.begin(job, number_, total_);
    Notes notes;
    RunContext own{context_.machine, notes, context_.locking};
    const FinishedJob done = run_job(study_, job, hashes_, own, arrays);
    hashes_.save();  // hashes of large files outlive a run that is stopped later
    tell_end(job, done, context_.notes, listener_);
  }

  bool is_gone(std::size_t i) const { return !has_arrays(study_.jobs[i].out); }

  bool reads_what_is_gone(std::size_t i) const {
    const std::vector<std::size_t>& inputs = inputs_.of(i);
    return std::any_of(inputs.begin(), inputs.end(), [&](std::size_t in) { return is_gone(in); });
  }

  bool is_done(const Job& job, Arrays arrays) {
    return (arrays == Arrays::may_be_gone || has_arrays(job.out)) &&
           is_up_to_date(*job.stage, job.options_json, job.out, hashes_, context_.machine.backend);
  }

  /// For job `i`, in the turn of job `turn`.
  void make_inputs_again(std::size_t i, std::size_t turn) {
    for (const std::size_t input : inputs_.of(i)) {
      if (!is_gone(input)) continue;
      make_inputs_again(input, turn);
      run(input, Arrays::needed);
      drop_what_was_read(input, turn);
    }
  }

  /// Whether a job reads the results of this one after `turn`, in this run or another.
  bool is_read_later(std::size_t i, std::size_t turn) {
    const std::vector<std::size_t>& readers = inputs_.readers(i);
    return std::any_of(readers.begin(), readers.end(), [&](std::size_t reader) {
      return chosen_[reader] ? reader > turn : !is_done(study_.jobs[reader], Arrays::may_be_gone);
    });
  }

  /// Removes what job `i` has read, and no job after `turn` will, unless it is to stay.
  void drop_what_was_read(std::size_t i, std::size_t turn) {
    const auto drop = [&](std::size_t job) {
      if (!arrays_stay(study_.keep, study_.jobs[job]) && !is_read_later(job, turn))
        drop_arrays(study_.jobs[job].out, context_.locking);
    };
    for (const std::size_t input : inputs_.of(i)) drop(input);
    if (inputs_.readers(i).empty()) drop(i);
  }

  const Study& study_;
  const ChosenJobs& chosen_;
  Needs needs_;
  HashMemory& hashes_;
  RunContext& context_;
  StudyListener& listener_;
  const JobInputs inputs_;
  std::size_t number_ = 1, total_;  // of the chosen jobs: the one whose turn it is, and all
};

}  // namespace

void run_study(const Study& study, const ChosenJobs& chosen, Needs needs, HashMemory& hashes,
               RunContext& context, StudyListener& listener) {
  for (const std::string& warning : study.warnings) listener.warn(warning);
  StudyRun(study, chosen, needs, hashes, context, listener).run();
}

}  // namespace anbn
