// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace anbn {

/// Where sentences end in `text`: the bytes after a full stop, exclamation or question mark or
/// ellipsis and its closing quotes and brackets, if white space (or nothing) follows; and at
/// blank lines, if there is an end of the first kind at all. No end is: the full stop of an
/// abbreviation ("Mr.", "p.m.") or initial, and any mark after which the text goes on with a lower
/// case letter (unless it has no capitals at all).
std::vector<std::size_t> sentence_ends(std::string_view text);

/// Whether a full stop after `token` (lower case, without it) may belong to it: "mr", "p.m", an
/// initial.
bool is_abbreviation(std::string_view token);

}  // namespace anbn
