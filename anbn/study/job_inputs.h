// SPDX-License-Identifier: Apache-2.0
// Which jobs of a study read the results of which: what may be removed when, and what must be made
// again for a job that runs.
#pragma once

#include "anbn/study/study.h"

#include <cstddef>
#include <vector>

namespace anbn {

class JobInputs {
 public:
  explicit JobInputs(const Study& study);

  /// The jobs (by their number in the study) whose results the job reads.
  const std::vector<std::size_t>& of(std::size_t job) const { return inputs_[job]; }
  /// The jobs that must be done before the job can run: those whose results it reads, and of what
  /// takes all results all before it.
  std::vector<std::size_t> needed_by(std::size_t job) const;
  /// The jobs that read the results of this one, in their order.
  const std::vector<std::size_t>& readers(std::size_t job) const { return readers_[job]; }

 private:
  std::vector<std::vector<std::size_t>> inputs_, readers_;
  std::vector<bool> takes_all_;
};

/// Whether a study that keeps this much keeps the arrays of the job's results.
inline bool arrays_stay(Keep keep, const Job& job) {
  return keep >= job.stage->facts.arrays_stay_from;
}

}  // namespace anbn
