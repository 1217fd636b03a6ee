// SPDX-License-Identifier: Apache-2.0
// What an option may be. A stage or command keeps its options in a struct with one function
//
//   template <class V> void visit(V&& option) {
//     option("tr_s", tr_s, "repetition time of the scan [s]");
//     ...
//   }
//
// and the command line, the study file, the help, the manifest and the manual are readers of it.
// It may have `void complete()`, which fills in what follows from other options (a preset's values,
// a file that lies beside another), and `void check() const`, which throws Error where a value is
// out of range; both run before anything is computed. Lists of names may say more of its options:
// `kRequired` (those without which help and command line refuse, beside inputs), `kUncompared`
// (those that change no result), `kExtended` (an earlier result that differs in nothing but these
// is offered to the stage, which may go on from it); and `static std::string
// default_words(std::string_view name)` how a default is told that is no value ("by preset"; empty:
// its value is). A field is a double, std::int64_t, std::string, Choice, Input, InputList or a
// vector of numbers or strings. The value that a field has in a fresh struct is its default.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// What stands behind an input, and so what its content hash covers: a file; a finished stage
/// folder (its manifest); a model folder (config, weights, vocabulary); all results of a study; the
/// name and header of a NIfTI file, whose data are not read.
enum class InputKind { file, stage, model, results, header };
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

/// One of a few words.
struct Choice {
  std::vector<std::string_view> allowed;
  std::string value;

  friend bool operator==(const Choice& c, std::string_view word) { return c.value == word; }
};

/// An option as a reader of help sees it.
struct OptionInfo {
  std::string name;           // "tr_s"; on the command line --tr-s
  std::string type;           // number, integer, text, choice, file, stage, model, results, ...
  std::string default_value;  // as text; empty if there is none
  std::string help;
  std::vector<std::string> allowed;  // of a choice
  bool is_input = false, is_list = false, is_required = false;
  bool is_compared = true;   // whether another value is a reason to compute again
  bool is_extended = false;  // whether results with other values are offered to the stage
};

/// The known word nearest to `word` by edit distance, if one is near enough to be a slip.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

/// "; did you mean 'x'?" if a known word is near, else nothing. For the end of an error.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace anbn
