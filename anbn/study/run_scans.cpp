// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/run_scans.h"

#include "anbn/core/error_kinds.h"
#include "anbn/core/memory.h"
#include "anbn/runner/finished.h"
#include "anbn/study/study_words.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace anbn {
namespace {

constexpr double kShareOfMemory = 0.8;       // the rest is for what else goes on on the machine
constexpr std::size_t kStepsOfAScan = 1000;  // of progress

/// Hears how far one scan is, for all of them.
class ScanProgress : public Progress {
 public:
  explicit ScanProgress(std::function<void(std::size_t steps)> tell) : tell_(std::move(tell)) {}
  void begin(std::string_view, std::size_t total) override {
    total_ = std::max<std::size_t>(1, total);
  }
  void advance(std::size_t done) override {
    tell_(kStepsOfAScan * std::min(done, total_) / total_);
  }

 private:
  std::function<void(std::size_t)> tell_;
  std::size_t total_ = 1;
};

/// What is known of scans that run beside each other; told in their order.
class Scans {
 public:
  Scans(const JobRange& range, HashMemory& hashes, RunContext& context, StudyListener& listener)
      : range_(range),
        hashes_(hashes),
        context_(context),
        listener_(listener),
        finished_(range.count),
        steps_(range.count) {
    begin_next();
    context.machine.progress.begin("scans", kStepsOfAScan * range.count);
  }

  const Job& job(std::size_t i) const { return range_.study.jobs[range_.first + i]; }

  void advance(std::size_t i, std::size_t steps) {
    const std::lock_guard lock(mutex_);
    all_steps_ += steps - std::min(steps, steps_[i]);
    steps_[i] = std::max(steps_[i], steps);
    context_.machine.progress.advance(all_steps_);
  }

  void finish(std::size_t i, FinishedJob done) {
    advance(i, kStepsOfAScan);
    const std::lock_guard lock(mutex_);
    hashes_.save();
    finished_[i] = std::move(done);
    while (told_ < finished_.size() && finished_[told_]) {
      tell_end(job(told_), *finished_[told_], context_.notes, listener_);
      ++told_;
      begin_next();
    }
  }

 private:
  void begin_next() {
    if (told_ < finished_.size()) listener_.begin(job(told_), range_.number + told_, range_.total);
  }

  const JobRange range_;
  HashMemory& hashes_;
  RunContext& context_;
  StudyListener& listener_;
  std::mutex mutex_;  // of what follows, and of context and listener
  std::vector<std::optional<FinishedJob>> finished_;
  std::vector<std::size_t> steps_;
  std::size_t all_steps_ = 0, told_ = 0;
};

/// The name of the stage, which run_stage puts before, stands in the place as well.
std::string error_in_place(const Study& study, const Job& job, std::string_view what) {
  if (const std::string stage = std::string(job.stage->name) + ": "; what.starts_with(stage))
    what.remove_prefix(stage.size());
  return error_of_job(study, job, what);
}

}  // namespace

FinishedJob run_job(const Study& study, const Job& job, HashMemory& hashes, RunContext& context,
                    Arrays arrays) {
  const auto start = std::chrono::steady_clock::now();
  FinishedJob done;
  try {
    done.ran = run_stage(*job.stage, job.options_json, job.out, hashes, context, arrays);
  } catch (const LockedError& e) {
    throw LockedError(error_in_place(study, job, e.what()));
  } catch (const Error& e) {
    throw Error(error_in_place(study, job, e.what()));
  }
  done.notes = done.ran == Ran::already_done ? finished_notes(job.out) : context.notes;
  done.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return done;
}

void tell_end(const Job& job, const FinishedJob& done, Notes& study_notes,
              StudyListener& listener) {
  Notes notes = done.notes;
  for (std::string& warning : notes.warnings) {
    warning = in_study_words(warning, *job.stage);
    study_notes.warnings.push_back(job.label() + ": " + warning);
  }
  listener.end(job, done.ran, done.seconds, notes);
}

std::size_t scans_beside_each_other(const Study& study, std::size_t first) {
  std::size_t end = first;
  while (end < study.jobs.size() && study.jobs[end].stage->facts.runs == Runs::once_a_scan) ++end;
  return end - first;
}

std::size_t workers_for(const JobRange& scans, int threads) {
  if (scans.count < 2 || threads < 2) return 1;
  std::vector<std::string> options;
  for (std::size_t i = 0; i < scans.count; ++i)
    options.push_back(scans.study.jobs[scans.first + i].options_json);
  double most = 1;
  try {
    most = std::max(most, scans.study.jobs[scans.first].stage->facts.most_bytes(options, threads));
  } catch (const Error&) {  // the job itself will say what is wrong
    return 1;
  }
  const double room =
      std::max(1.0, kShareOfMemory * static_cast<double>(available_memory()) / most);
  return static_cast<std::size_t>(
      std::min({room, static_cast<double>(scans.count), static_cast<double>(threads)}));
}

void run_scans(const JobRange& scans, std::size_t workers, HashMemory& hashes, RunContext& context,
               StudyListener& listener) {
  Scans all(scans, hashes, context, listener);
  Threads beside(static_cast<int>(workers));
  beside.for_each_block(scans.count, [&](std::size_t i, std::size_t) {
    Threads threads(std::max(1, context.machine.threads.count() / static_cast<int>(workers)));
    ScanProgress progress([&](std::size_t steps) { all.advance(i, steps); });
    Notes notes;
    RunContext own{{context.machine.backend, threads, progress}, notes, context.locking};
    all.finish(i, run_job(scans.study, all.job(i), hashes, own));
  });
}

}  // namespace anbn
