// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/results/study_record.h"
#include "anbn/runner/finished.h"
#include "anbn/study/job_inputs.h"
#include "anbn/study/run_scans.h"
#include "anbn/study/study.h"

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

void write_description(const Study& study) {
  const fs::path file = study.out / "study.json";
  const std::string text = text_of(record_of(study));
  std::error_code error;
  fs::create_directories(study.out, error);
  if (error) fail("{}: cannot be made ({})", study.out.string(), error.message());
  const fs::path fresh = file.string() + ".partial";
  if (fs::exists(file) && read_text(file) == text) {
    fs::remove(fresh, error);  // what a killed run with another study may have left
    return;
  }
  write_file(fresh, text);
  fs::rename(fresh, file, error);
  if (error) fail("{}: cannot be written ({})", file.string(), error.message());
  sync_folder(study.out);
}

class StudyRun {
 public:
  StudyRun(const Study& study, HashMemory& hashes, RunContext& context, StudyListener& listener)
      : study_(study), hashes_(hashes), context_(context), listener_(listener), inputs_(study) {}

  void run() {
    for (std::size_t i = 0; i < study_.jobs.size();) {
      const std::size_t scans = scans_beside_each_other(study_, i);
      if (const std::size_t workers =
              workers_for({study_, i, scans}, context_.machine.threads.count());
          workers > 1) {
        run_scans({study_, i, scans}, workers, hashes_, context_, listener_);
        i += scans;
        continue;
      }
      // Not earlier: a run that fails leaves earlier results with the description that they had.
      if (study_.jobs[i].stage->facts.runs == Runs::after_all) write_description(study_);
      run_in_turn(i);
      drop_what_was_read(i, i);
      ++i;
    }
  }

 private:
  void run_in_turn(std::size_t i) {
    const Job& job = study_.jobs[i];
    const Arrays arrays = arrays_stay(study_, job) ? Arrays::needed : Arrays::may_be_gone;
    if (reads_what_is_gone(i) && !is_done(job, arrays)) make_inputs_again(i, i);
    run(i, arrays);
  }

  void run(std::size_t i, Arrays arrays) {
    const Job& job = study_.jobs[i];
    listener_.begin(job, i + 1, study_.jobs.size());
    Notes notes;
    RunContext own{context_.machine, notes};
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

  /// Removes what job `i` has read, and no job after `turn` will, unless it is to stay.
  void drop_what_was_read(std::size_t i, std::size_t turn) {
    const auto drop = [&](std::size_t job) {
      if (inputs_.last_reader(job) <= turn && !arrays_stay(study_, study_.jobs[job]))
        drop_arrays(study_.jobs[job].out);
    };
    for (const std::size_t input : inputs_.of(i)) drop(input);
    if (inputs_.last_reader(i) == i) drop(i);
  }

  const Study& study_;
  HashMemory& hashes_;
  RunContext& context_;
  StudyListener& listener_;
  const JobInputs inputs_;
};

}  // namespace

void run_study(const Study& study, HashMemory& hashes, RunContext& context,
               StudyListener& listener) {
  for (const std::string& warning : study.warnings) listener.warn(warning);
  StudyRun(study, hashes, context, listener).run();
}

}  // namespace anbn
