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
  /// The last job that reads the results of this one; itself if none does.
  std::size_t last_reader(std::size_t job) const { return last_[job]; }

 private:
  std::vector<std::vector<std::size_t>> inputs_;
  std::vector<std::size_t> last_;
};

/// Whether the study keeps the arrays of the job's results.
inline bool arrays_stay(const Study& study, const Job& job) {
  return study.keep >= job.stage->facts.arrays_stay_from;
}

}  // namespace anbn
