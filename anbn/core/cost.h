// SPDX-License-Identifier: Apache-2.0
// What a piece of work takes on this machine, before it is done.
#pragma once

#include <cstddef>

namespace anbn {

struct Cost {
  double seconds = 0;  // wall
  double memory = 0;   // bytes, the most at a time
  double disk = 0;     // bytes
};

/// How fast this machine is at what most work takes.
struct MachineRates {
  double flops = 0;         // of matrix products, all threads [1/s]
  double write_bytes = 0;   // written and synced where results go [bytes/s]
  double packed_bytes = 0;  // of float32 maps written as .nii.gz [bytes/s]
};

inline constexpr double kFloatBytes = sizeof(float);
inline constexpr double kProgramBytes = 60e6;  // of the program itself

/// A count to reckon with.
inline double real(std::size_t count) { return static_cast<double>(count); }

}  // namespace anbn
