// SPDX-License-Identifier: Apache-2.0
// What each control asks and how its answer is to be read.
#pragma once

#include "anbn/report/report.h"

#include <string_view>

namespace anbn {

struct ControlWords {
  std::string_view name, title;
  std::string_view question, how, reading;  // sentences
  std::string_view should_find;             // if main's coupling is what it seems to be
  // What is said where it finds more than main, and what no longer holds; may be empty.
  std::string_view more = {}, fails = {};
};

/// The words for the control called `name` in study files, or null.
const ControlWords* control_words(std::string_view name);

/// The words for a session that is a control; untrained sessions are one whatever their variant is
/// called. Null if it is none.
const ControlWords* control_words_of(const Report& report, const Session& session);

}  // namespace anbn
