// SPDX-License-Identifier: Apache-2.0
// Python's keywords as the options of a stage, command or function. Names, defaults, ranges and the
// text of every error come from the same visit() as the command line's.
#pragma once

#include "anbn/runner/options_json.h"

#include <nanobind/nanobind.h>

#include <string>

namespace anbn::python {

namespace nb = nanobind;

/// A value as the options read it: numbers, texts, paths, True and False as yes and no, and
/// sequences of these. Throws nb::type_error for anything else.
nlohmann::json json_of(nb::handle value);

/// The keywords that are not None, as a JSON object.
nlohmann::json json_of_keywords(const nb::dict& keywords);

/// An option as a dict: name, type, default (None where there is none), help, allowed, range, ...
nb::dict told_of(const OptionInfo& option);
nb::list told_of(const std::vector<OptionInfo>& options);

/// Throws Error as read_options does.
template <class Options>
Options options_of(const nb::dict& keywords) {
  return read_options<Options>(json_of_keywords(keywords));
}

}  // namespace anbn::python
