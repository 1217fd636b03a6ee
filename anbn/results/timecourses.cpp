// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/timecourses.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"

namespace anbn {

void write(const TimecoursesResults& results, const std::filesystem::path& folder) {
  write_npy(folder / "timecourses.npy", results.timecourses);
  write_neurons(results.neurons, folder);
}

TimecoursesResults read_timecourses(const std::filesystem::path& folder) {
  TimecoursesResults results{read_npy_matrix(folder / "timecourses.npy"), read_neurons(folder)};
  if (results.neurons.size() != results.timecourses.cols)
    fail("{}: {} neurons; timecourses.npy beside it has {}. Run `anbn timecourses` again.",
         (folder / "neurons.tsv").string(), results.neurons.size(), results.timecourses.cols);
  return results;
}

}  // namespace anbn
