// SPDX-License-Identifier: Apache-2.0
// How long a moment of real work takes: what costs are reckoned from.
#pragma once

#include "anbn/core/matrix.h"

#include <chrono>
#include <cstddef>

namespace anbn {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Seconds of one call of `work`: the mean over calls that take `enough_s` together.
template <class Work>
double seconds_of(double enough_s, Work&& work) {
  work();  // what is done once only: memory, kernels made at run time
  const Stopwatch watch;
  std::size_t calls = 0;
  do {
    work();
    ++calls;
  } while (watch.seconds() < enough_s);
  return watch.seconds() / static_cast<double>(calls);
}

/// Numbers [rows x cols] with mean 0 and standard deviation `sd` to do that work on.
Matrix sample_matrix(std::size_t rows, std::size_t cols, double sd = 1);

}  // namespace anbn
