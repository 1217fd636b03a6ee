// SPDX-License-Identifier: Apache-2.0
// What a run does, for programs and for later: a line of JSON an event, and a log beside the
// results.
#pragma once

#include "anbn/commands/command.h"

#include <chrono>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

namespace anbn {

/// Tells each event to a stream (docs/formats.md, section 4) and, but for progress, to the log
/// RESULTS/run.log, and hands all on to who listens already. A log that cannot be written is no
/// error: it is no result.
class RunEvents : public Progress, public StudyListener {
 public:
  /// `json` and `next` must outlive this object.
  RunEvents(std::filesystem::path results, std::ostream& json, CommandContext& next);
  ~RunEvents() override;

  // of Progress
  void begin(std::string_view what, std::size_t total) override;
  void advance(std::size_t done) override;
  void note(std::string_view words) override;

  // of StudyListener
  void warn(std::string_view text) override;
  void begin(const Job& job, std::size_t number, std::size_t total) override;
  void end(const Job& job, Ran ran, double seconds, const Notes& notes) override;

  /// The run ends: `reason` is "error" or "locked".
  void failed(std::string_view reason, std::string_view error);
  void done();

 private:
  struct Told;
  using Clock = std::chrono::steady_clock;
  void tell(const Told& event);
  void log(std::string_view words);

  std::filesystem::path results_;
  std::ostream& json_;
  CommandContext& next_;
  const Job* job_ = nullptr;  // that runs
  std::string what_;          // of progress
  std::size_t total_ = 0;
  Clock::time_point begun_ = {}, told_ = {};
  int log_ = -1;  // descriptor
};

}  // namespace anbn
