// SPDX-License-Identifier: Apache-2.0
// What is wrong with a text that should be JSON, in words for people.
#pragma once

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"

#include <string_view>

namespace anbn {

/// Throws Error. `words` are those of nlohmann's parser:
/// "[json.exception.parse_error.101] parse error at line 1, column 2: ...".
[[noreturn]] inline void fail_no_json(std::string_view file, std::string_view words) {
  const std::size_t begin = words.find("] ");
  if (begin != std::string_view::npos) words.remove_prefix(begin + 2);
  const bool literal = words.find("invalid literal") != std::string_view::npos;
  fail("{}: is no JSON: {}{}", file, excerpt(words, 200),
       literal ? ". (JSON has no NaN or Infinity: null, or leave the member away)" : "");
}

}  // namespace anbn
