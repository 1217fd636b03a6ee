// SPDX-License-Identifier: Apache-2.0
#include "anbn/cli/terminal.h"

#include "anbn/core/alike.h"
#include "anbn/io/mapped_files.h"

#include <fmt/core.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace anbn {
namespace {

using Seconds = std::chrono::duration<double>;
constexpr Seconds kLong{2}, kBetweenLiveLines{0.2}, kBetweenPlainLines{10};

std::string duration_text(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 7200) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

void write_words(std::string_view words) {
  const ssize_t ignored = ::write(STDERR_FILENO, words.data(), words.size());
  (void)ignored;
}

extern "C" void handle_interrupt(int) {
  // Only what is allowed in a signal handler. The kernel lets go of the locks.
  constexpr std::string_view kWords =
      "\nanbn: stopped; what is finished is kept, and the same command goes on from there\n";
  write_words(kWords);
  ::_exit(130);
}

extern "C" void handle_bus_error(int, siginfo_t* info, void*) {
  const char* file = info->si_code > 0 ? mapped_file_at(info->si_addr) : nullptr;
  write_words("\nanbn: error: ");
  write_words(file == nullptr ? "a file" : file);
  write_words(
      " ended before it was read to its end; expected as many bytes as when it was opened. Was it "
      "cut short or replaced meanwhile, or is a disk or the network failing? What is finished is "
      "kept\n");
  ::_exit(1);
}

}  // namespace

Terminal::Terminal(Talk talk)
    : talk_(talk), live_(::isatty(STDERR_FILENO) == 1), begun_(Clock::now()), last_shown_(begun_) {}

Terminal::~Terminal() {
  warn_of_the_rest();
  clear();
}

void Terminal::clear() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

void Terminal::show(const std::string& line) {
  last_shown_ = Clock::now();
  if (talk_ == Talk::quiet) return;
  if (live_)
    fmt::print(stderr, "\r\033[K{}", line);
  else
    fmt::print(stderr, "{}\n", line);
  std::fflush(stderr);
  shown_ = live_;
}

void Terminal::say(std::string_view line) {
  clear();
  if (talk_ == Talk::normal) fmt::print(stderr, "{}\n", line);
}

void Terminal::warn(std::string_view line) {
  clear();
  fmt::print(stderr, "anbn: warning: {}\n", line);
}

void Terminal::begin(std::string_view what, std::size_t total) {
  what_ = what;
  note_.clear();
  total_ = total;
  begun_ = last_shown_ = Clock::now();
}

void Terminal::advance(std::size_t done) {
  const Clock::time_point now = Clock::now();
  if (done == 0 || done >= total_ || now - begun_ < kLong) return;
  if (now - last_shown_ < (live_ ? kBetweenLiveLines : kBetweenPlainLines)) return;
  const double taken = Seconds(now - begun_).count();
  const double share = static_cast<double>(done) / static_cast<double>(total_);
  show(fmt::format("{}{}: {} {:.0f} %{}, {} left", counter_, job_, what_, 100 * share, note_,
                   duration_text(taken * (1 - share) / share)));
}

void Terminal::note(std::string_view words) { note_ = fmt::format(", {}", words); }

void Terminal::begin(const Job& job, std::size_t number, std::size_t total) {
  counter_ = fmt::format("[{:>{}}/{}] ", number, std::to_string(total).size(), total);
  job_ = job.label();
  if (number == total) warn_of_the_rest();
  if (live_) show(counter_ + job_);
}

void Terminal::end(const Job& job, Ran ran, double seconds, const Notes& notes) {
  say(fmt::format(
      "{}{:<36} {}", counter_, job.label(),
      ran == Ran::already_done ? "up to date" : "written in " + duration_text(seconds)));
  for (const std::string& warning : folded(notes.warnings)) warn_of(job, warning);
  job_.clear();
}

void Terminal::warn_of(const Job& job, const std::string& warning) {
  const std::string line = job.label() + ": " + warning;
  const auto [found, is_first] =
      alike_.try_emplace(std::string(job.stage->name) + gist_of(warning), Alike{job.label(), line});
  if (is_first) return warn(line);
  found->second.last = line;
  ++found->second.more;
}

void Terminal::warn_of_the_rest() {
  for (auto& [gist, alike] : alike_) {
    if (alike.more == 1) warn(alike.last);
    if (alike.more > 1)
      warn(fmt::format("{} more like that of {}, the last of them {}", alike.more, alike.first_job,
                       alike.last));
    alike.more = 0;
  }
}

void Terminal::end_of_stage(const Stage& stage, const std::string& out, Ran ran, double seconds,
                            const Notes& notes) {
  say(ran == Ran::already_done
          ? fmt::format("{}: {} is up to date", stage.name, out)
          : fmt::format("{}: {} written in {}", stage.name, out, duration_text(seconds)));
  for (const auto& [name, value] : notes.facts) say(fmt::format("  {}: {}", name, value));
  for (const std::string& warning : folded(notes.warnings)) warn(warning);
}

void say_goodbye_when_interrupted() {
  struct sigaction action {
  }, before{};
  ::sigaction(SIGINT, nullptr, &before);
  if (before.sa_handler == SIG_IGN) return;  // a job in the background is not meant
  action.sa_handler = handle_interrupt;
  ::sigaction(SIGINT, &action, nullptr);
}

void say_when_a_mapped_file_ends_early() {
  struct sigaction action {};
  action.sa_sigaction = handle_bus_error;
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace anbn
