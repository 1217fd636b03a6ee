// SPDX-License-Identifier: Apache-2.0
// The header of an NPY file, on its own: the part that is text and may be anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Larger headers belong to structured arrays with hundreds of fields, which anbn does not read.
inline constexpr std::size_t kLargestNpyHeader = 65535;

/// "(3, 4)", "(3,)", "()": as Python writes a tuple.
std::string npy_shape_text(const std::vector<std::size_t>& shape);

/// The bytes before the data of an array in C order, the same as numpy.save's.
std::string npy_header_bytes(std::string_view dtype, const std::vector<std::size_t>& shape);

}  // namespace anbn
