// SPDX-License-Identifier: Apache-2.0
// The types of voxels in NIfTI files, and how they become float32.
#pragma once

#include <bit>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace anbn {

/// Turns packed values into float32: out = float(slope * value + intercept), in double; without
/// scaling (slope 1, intercept 0) the value itself, rounded once.
using NiftiWiden = void (*)(std::span<const std::byte> in, std::endian order, double slope,
                            double intercept, float* out);

struct NiftiKind {
  int code;  // `datatype` of the header
  std::string_view name;
  std::size_t bytes;
  NiftiWiden widen;
};

/// The type that a header's `datatype` means. Throws Error, naming the type, if anbn does not read
/// it.
const NiftiKind& nifti_kind(int code, const std::string& name);

}  // namespace anbn
