// SPDX-License-Identifier: Apache-2.0
// The jobs of a study that concern one scan each, run beside each other.
#pragma once

#include "anbn/study/study.h"

#include <cstddef>

namespace anbn {

struct FinishedJob {
  Ran ran = Ran::already_done;
  double seconds = 0;
  Notes notes;
};

/// Runs one job; its notes are those of an earlier run where it is up to date. Throws Error as
/// run_stage does, naming the story and the scan.
FinishedJob run_job(const Study& study, const Job& job, HashMemory& hashes, RunContext& context,
                    Arrays arrays = Arrays::needed);

/// Tells the listener, and adds warnings to those of the study.
void tell_end(const Job& job, const FinishedJob& done, Notes& study_notes, StudyListener& listener);

/// Some jobs of a study, one after another.
struct JobRange {
  const Study& study;
  std::size_t first, count;
  std::size_t number, total;  // of the first among those that run (from 1), and how many these are
};

/// How many jobs from `first` on concern one scan each, and nothing of each other's.
std::size_t scans_beside_each_other(const Study& study, std::size_t first);

/// How many of these jobs may run at a time: as many as there are threads and as memory holds; 1
/// where that cannot be told.
std::size_t workers_for(const JobRange& scans, int threads);

/// Runs jobs of scans, `workers` at a time; the listener hears of them in their order. Results do
/// not depend on how many run at a time. Throws what the first of those that failed threw; what was
/// finished before is kept.
void run_scans(const JobRange& scans, std::size_t workers, HashMemory& hashes, RunContext& context,
               StudyListener& listener);

}  // namespace anbn
