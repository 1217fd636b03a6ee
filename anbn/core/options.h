// SPDX-License-Identifier: Apache-2.0
// What an option may be. A stage or command keeps its options in a struct with one function
//
//   template <class V> void visit(V&& option) {
//     option("tr_s", tr_s, "repetition time", more_than(0).at_most(16).measured_in("s"));
//     ...
//   }
//
// and the command line, the study file, the help, the manifest and the manual are readers of it.
// It may have `void complete()`, which fills in what follows from other options (a preset's values,
// a file that lies beside another), and `void check() const`, which throws Error where options do
// not go together; both run before anything is computed. Lists of names may say more of its
// options: `kRequired` (those without which help and command line refuse, beside inputs),
// `kUncompared` (those that change no result), `kExtended` (an earlier result that differs in
// nothing but these is offered to the stage, which may go on from it). A field is a double,
// std::int64_t, std::string, an enumeration with words (core/names.h), std::optional of one where
// another option decides, Input, InputList or a vector of numbers or strings. The value that a
// field has in a fresh struct is its default.
#pragma once

#include "anbn/core/names.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace anbn {

/// What stands behind an input, and so what its content hash covers: a file; a finished stage
/// folder (its manifest); a model folder (config, weights, vocabulary); all results of a study; the
/// name and header of a NIfTI file, whose data are not read; a file and what describes it beside it
/// (settings_beside in runner/run_stage.cpp).
enum class InputKind { file, stage, model, results, header, described };
enum class Presence { required, optional };

/// A file or folder that a stage reads. An optional one may have an empty path.
struct Input {
  InputKind kind = InputKind::file;
  Presence presence = Presence::required;
  std::filesystem::path path = {};

  bool given() const { return !path.empty(); }
};

/// Several files, or finished folders of one stage, in an order that matters.
struct InputList {
  InputKind kind = InputKind::file;
  Presence presence = Presence::required;
  std::vector<std::filesystem::path> paths = {};
};

enum class YesNo { no, yes };
constexpr auto names_of(YesNo) { return named("no", "yes"); }

/// What the values of an option may be, beside what its type says. NaN is never allowed where there
/// is an end.
struct Allowed {
  enum class End { in, out };  // whether the number itself is allowed

  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  End lower = End::in, upper = End::in;
  std::optional<double> special = {};  // a number with a meaning of its own, in the range or not
  std::string_view meaning_of_special = {};  // "none"
  std::string_view unit = {};                // "s"
  std::string_view decided_by = {};          // "preset": where a value comes from that is not given
  std::vector<std::string> words = {};       // of a text: all that are allowed

  Allowed at_most(double number) &&;
  Allowed less_than(double number) &&;
  Allowed measured_in(std::string_view name) &&;
  Allowed meaning(double number, std::string_view words) &&;
  Allowed by(std::string_view decider) &&;

  bool has(double number) const;
  bool has(std::string_view word) const;
  /// "0 (none) to 16 s", "more than 0 and less than 1", "one of a b"; empty if all is allowed.
  std::string in_words() const;
};

Allowed at_least(double number);
Allowed more_than(double number);
Allowed between(double least, double most);  // both may be taken
Allowed measured_in(std::string_view unit);
Allowed one_of(std::vector<std::string> words);
/// An option that `decider` ("preset") decides where it is not given: a list that is empty, an
/// enumeration that is absent ("by-preset" in files), a number that is -1.
Allowed by(std::string_view decider);

/// An option as a reader of help sees it.
struct OptionInfo {
  std::string name;           // "tr_s"; on the command line --tr-s
  std::string type;           // number, integer, text, choice, file, stage, model, results, ...
  std::string default_value;  // as text; empty if there is none
  std::string help;
  std::vector<std::string> allowed;  // of a choice
  std::string range;                 // of a number: "0 to 16 s"; the unit alone: "[s]"
  bool is_input = false, is_list = false, is_required = false;
  bool is_compared = true;   // whether another value is a reason to compute again
  bool is_extended = false;  // whether results with other values are offered to the stage
};

/// "--tr-s" for "tr_s": how an option is called in messages and on the command line.
std::string flag_of(std::string_view name);

/// Throws Error if `value` is not allowed to the option `name`, which `help` explains.
void check_value(std::string_view name, double value, const Allowed& allowed,
                 std::string_view help);
void check_value(std::string_view name, const std::string& value, const Allowed& allowed,
                 std::string_view help);
template <class T>
void check_value(std::string_view name, const T& value, const Allowed& allowed,
                 std::string_view help) {
  if constexpr (std::is_arithmetic_v<T>)
    check_value(name, static_cast<double>(value), allowed, help);
}
template <class T>
void check_value(std::string_view name, const std::vector<T>& values, const Allowed& allowed,
                 std::string_view help) {
  Allowed one = allowed;
  one.decided_by = {};  // of a list as a whole
  for (const T& value : values) check_value(name, value, one, help);
}

/// Fills in what follows from other options and checks all. Throws Error naming an option whose
/// value is not allowed, or that does not go with the others.
template <class Options>
void settle(Options& o) {
  o.visit([](std::string_view name, const auto& value, std::string_view help,
             const Allowed& allowed = {}) { check_value(name, value, allowed, help); });
  if constexpr (requires { o.complete(); }) o.complete();
  if constexpr (requires(const Options& options) { options.check(); }) o.check();
}

}  // namespace anbn
