// SPDX-License-Identifier: Apache-2.0
// The types of voxels in NIfTI files, and how they become float32 or double.
#pragma once

#include <bit>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace anbn {

/// Turns packed values into numbers: out = slope * value + intercept, in double, rounded once;
/// without scaling (slope 1, intercept 0) the value itself.
template <class Number>
using NiftiWiden = void (*)(std::span<const std::byte> in, std::endian order, double slope,
                            double intercept, Number* out);

struct NiftiKind {
  int code;  // `datatype` of the header
  std::string_view name;
  std::size_t bytes;
  bool fits_float;  // float32 holds each value
  NiftiWiden<float> to_float;
  NiftiWiden<double> to_double;
};

/// The type that a header's `datatype` means. Throws Error, naming the type, if anbn does not read
/// it.
const NiftiKind& nifti_kind(int code, const std::string& name);

}  // namespace anbn
