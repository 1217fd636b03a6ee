// SPDX-License-Identifier: Apache-2.0
// What the program says while it works: on standard error, live where that is a terminal.
#pragma once

#include "anbn/core/progress.h"
#include "anbn/study/study.h"

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace anbn {

enum class Talk { normal, quiet };

/// Prints how far the work is. Anything over two seconds gets a line with the time left: one that
/// renews itself on a terminal, a new one every ten seconds elsewhere.
class Terminal : public Progress, public StudyListener {
 public:
  explicit Terminal(Talk talk);
  ~Terminal() override;

  // of Progress
  void begin(std::string_view what, std::size_t total) override;
  void advance(std::size_t done) override;
  void note(std::string_view words) override;

  // of StudyListener
  void begin(const Job& job, std::size_t number, std::size_t total) override;
  void end(const Job& job, Ran ran, double seconds, const Notes& notes) override;
  /// One line in any case: "anbn: warning: ...".
  void warn(std::string_view line) override;

  /// Says how a single stage ended.
  void end_of_stage(const Stage& stage, const std::string& out, Ran ran, double seconds,
                    const Notes& notes);

  /// One line, unless quiet.
  void say(std::string_view line);
  /// Wipes the live line.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  void show(const std::string& line);
  void warn_of(const Job& job, const std::string& warning);
  void warn_of_the_rest();

  Talk talk_;
  bool live_;            // standard error is a terminal
  bool shown_ = false;   // a live line stands there
  std::string counter_;  // "[ 3/17] "
  std::string job_, what_, note_;
  std::size_t total_ = 0;
  /// Warnings of jobs by what they say: of those alike the first is told at once, the others
  /// together at the end.
  struct Alike {
    std::string first_job, last;
    std::size_t more = 0;
  };
  std::map<std::string, Alike> alike_;
  Clock::time_point begun_, last_shown_;
};

/// From now on Ctrl-C ends the program with exit code 130 and a word on what is kept.
void say_goodbye_when_interrupted();

/// From now on SIGBUS, which the system sends where a mapped file has been cut short, ends the
/// program with an error that names the file and exit code 1.
void say_when_a_mapped_file_ends_early();

}  // namespace anbn
