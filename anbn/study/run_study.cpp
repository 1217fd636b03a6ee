// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/results/study_record.h"
#include "anbn/runner/finished.h"
#include "anbn/study/run_scans.h"
#include "anbn/study/study.h"

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

}  // namespace

void run_study(const Study& study, HashMemory& hashes, RunContext& context,
               StudyListener& listener) {
  for (const std::string& warning : study.warnings) listener.warn(warning);
  for (std::size_t i = 0; i < study.jobs.size();) {
    const std::size_t scans = scans_beside_each_other(study, i);
    if (const std::size_t workers = workers_for({study, i, scans}, context.machine.threads.count());
        workers > 1) {
      run_scans({study, i, scans}, workers, hashes, context, listener);
      i += scans;
      continue;
    }
    const Job& job = study.jobs[i];
    listener.begin(job, i + 1, study.jobs.size());
    // Not earlier: a run that fails leaves earlier results with the description that they had.
    if (job.stage->facts.runs == Runs::after_all) write_description(study);
    Notes notes;
    RunContext own{context.machine, notes};
    const FinishedJob done = run_job(study, job, hashes, own);
    hashes.save();  // hashes of large files outlive a run that is stopped later
    tell_end(job, done, context.notes, listener);
    ++i;
  }
}

}  // namespace anbn
