// SPDX-License-Identifier: Apache-2.0
// Python's keywords as the options of a stage, command or function. Names, defaults, ranges and the
// text of every error come from the same visit() as the command line's.
#pragma once

#include "anbn/runner/options_json.h"

#include <nanobind/nanobind.h>

#include <string>
#include <string_view>
#include <utility>

namespace anbn::python {

namespace nb = nanobind;

/// A value as the options read it: numbers, texts, paths, True and False as yes and no, and
/// sequences of these. Throws Error for anything else.
nlohmann::json json_of(nb::handle value);

/// The keywords that are not None, as a JSON object. Throws Error naming the one that is wrong.
nlohmann::json json_of_keywords(const nb::dict& keywords);

/// An option as a dict: name, type, default (None where there is none), help, allowed, range, ...
nb::dict told_of(const OptionInfo& option);
nb::list told_of(const std::vector<OptionInfo>& options);

/// Throws Error as read_options does.
template <class Options>
Options options_of(const nb::dict& keywords) {
  return read_options<Options>(json_of_keywords(keywords));
}

/// Those of some options whose names `Wanted` takes: what the program finds in folders is given to
/// Python's functions, and the other way round.
template <class Options, class Wanted>
struct Some {
  Options options;

  template <class V>
  void visit(V&& option) {
    options.visit([&](std::string_view name, auto& value, auto&&... rest) {
      if (Wanted()(name)) option(name, value, std::forward<decltype(rest)>(rest)...);
    });
  }
};

/// The repetition time in `value`, as the stage `tokens` takes it. Throws Error as read_options
/// does.
double tr_of(nb::handle value);

}  // namespace anbn::python
