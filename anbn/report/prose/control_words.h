// SPDX-License-Identifier: Apache-2.0
// What each control asks and how its answer is to be read.
#pragma once

#include <string_view>

namespace anbn {

struct ControlWords {
  std::string_view name, title;
  std::string_view question, how, reading;  // sentences
  std::string_view should_find;             // if main's coupling is what it seems to be
};

/// The words for the control called `name` in study files, or null.
const ControlWords* control_words(std::string_view name);

}  // namespace anbn
