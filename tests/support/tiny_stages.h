// SPDX-License-Identifier: Apache-2.0
// Two stages too small to fail by themselves, and what they run in.
#pragma once

#include "anbn/core/error.h"
#include "anbn/core/hash.h"
#include "anbn/io/file.h"
#include "anbn/runner/make_stage.h"

#include <memory>
#include <sstream>

namespace anbn {

struct CountOptions {
  Input words = {InputKind::file, Presence::required};
  std::int64_t factor = 1;
  std::string keep;
  double patience_s = 1;

  static constexpr std::string_view kUncompared[] = {"patience_s"};

  template <class V>
  void visit(V&& option) {
    option("words", words, "file of words");
    option("factor", factor, "what a word counts");
    option("keep", keep, "what to write into a checkpoint");
    option("patience_s", patience_s, "changes nothing");
  }
};

inline void run_count(const CountOptions& o, const std::filesystem::path& out, RunContext&) {
  if (!o.keep.empty()) {
    const auto state = out / "checkpoint" / "state.txt";
    const bool resumed = std::filesystem::exists(state);
    std::filesystem::create_directories(state.parent_path());
    write_file(state, o.keep + (resumed ? " again" : ""));
  }
  std::istringstream in(read_text(o.words.path));
  std::int64_t count = 0;
  for (std::string word; in >> word; ++count)
    if (word == "fail") fail("found the word {}", word);
  write_file(out / "count.txt", std::to_string(count * o.factor) + "\n");
}

inline constexpr Stage kCountStage =
    make_stage<CountOptions, run_count>("count", "counts words", "", 1);

struct TwiceOptions {
  Input count = {InputKind::stage, Presence::required};

  template <class V>
  void visit(V&& option) {
    option("count", count, "folder from `anbn count`");
  }
};

inline void run_twice(const TwiceOptions& o, const std::filesystem::path& out, RunContext&) {
  write_file(out / "twice.txt",
             std::to_string(2 * std::stoll(read_text(o.count.path / "count.txt"))) + "\n");
}

inline constexpr Stage kTwiceStage =
    make_stage<TwiceOptions, run_twice>("twice", "doubles a count", "", 1);

/// What a stage needs to run in a test.
struct TinyWorkshop {
  explicit TinyWorkshop(const std::filesystem::path& hash_store)
      : hashes(hash_store, HashTrust::remembered) {}

  std::unique_ptr<Backend> backend = make_backend("reference", "auto");
  Threads threads{1};
  SilentProgress progress;
  Notes notes;
  HashMemory hashes;
  RunContext context{{*backend, threads, progress}, notes};
};

}  // namespace anbn
