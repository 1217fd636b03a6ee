// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/run_events.h"

#include "anbn/core/this_run.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::duration<double> kBetweenShares{1};

/// A number of seconds with as many digits as are of use.
double rounded(double seconds) { return std::round(1000 * seconds) / 1000; }

}  // namespace

struct RunEvents::Told {
  nlohmann::ordered_json members;

  Told(std::string_view event, const Job* job) {
    members["event"] = event;
    if (job == nullptr) return;
    members["stage"] = job->stage->name;
    for (const auto& [key, name] :
         {std::pair("variant", &job->variant), {"story", &job->story}, {"scan", &job->scan}})
      if (!name->empty()) members[key] = *name;
  }
  template <class Value>
  Told& with(const char* key, const Value& value) {
    members[key] = value;
    return *this;
  }
};

RunEvents::RunEvents(fs::path results, std::ostream& json, CommandContext& next)
    : results_(std::move(results)), json_(json), next_(next) {}

RunEvents::~RunEvents() {
  if (log_ >= 0) ::close(log_);
}

void RunEvents::tell(const Told& event) {
  using Json = nlohmann::ordered_json;
  json_ << event.members.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

void RunEvents::log(std::string_view words) {
  if (log_ < 0) {
    std::error_code ignored;
    fs::create_directories(results_, ignored);
    log_ = ::open((results_ / "run.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  }
  if (log_ < 0) return;
  // One write a line, so that lines of several processes do not mix.
  const std::string line =
      fmt::format("{} {} {} {}\n", date_and_time(), host_name(), ::getpid(), words);
  const ssize_t ignored = ::write(log_, line.data(), line.size());
  (void)ignored;
}

void RunEvents::begin(std::string_view what, std::size_t total) {
  next_.machine.progress.begin(what, total);
  what_ = what;
  total_ = total;
  begun_ = told_ = Clock::now();
}

void RunEvents::advance(std::size_t done) {
  next_.machine.progress.advance(done);
  const Clock::time_point now = Clock::now();
  if (done == 0 || done >= total_ || now - told_ < kBetweenShares) return;
  told_ = now;
  const double share = static_cast<double>(done) / static_cast<double>(total_);
  const double taken = std::chrono::duration<double>(now - begun_).count();
  tell(Told("progress", job_)
           .with("what", what_)
           .with("share", rounded(share))
           .with("seconds_left", rounded(taken * (1 - share) / share)));
}

void RunEvents::note(std::string_view words) { next_.machine.progress.note(words); }

void RunEvents::warn(std::string_view text) {
  next_.listener.warn(text);
  tell(Told("warning", nullptr).with("text", text));
  log(fmt::format("warning: {}", text));
}

void RunEvents::begin(const Job& job, std::size_t number, std::size_t total) {
  next_.listener.begin(job, number, total);
  job_ = &job;
  tell(Told("begun", job_).with("number", number).with("of", total));
}

void RunEvents::end(const Job& job, Ran ran, double seconds, const Notes& notes) {
  next_.listener.end(job, ran, seconds, notes);
  job_ = nullptr;
  const bool is_new = ran == Ran::yes;
  tell(Told(is_new ? "finished" : "up to date", &job)
           .with("seconds", rounded(seconds))
           .with("warnings", notes.warnings));
  log(is_new ? fmt::format("{} written in {:.1f} s", job.label(), seconds)
             : job.label() + " up to date");
  for (const std::string& warning : notes.warnings)
    if (is_new) log(fmt::format("{} warning: {}", job.label(), warning));
}

void RunEvents::failed(std::string_view reason, std::string_view error) {
  // Of scans that are read beside each other the error tells which one it is of.
  const bool knows_job = job_ != nullptr && job_->scan.empty();
  tell(Told("failed", knows_job ? job_ : nullptr).with("reason", reason).with("error", error));
  log(fmt::format("failed: {}", error));
}

void RunEvents::done() { tell(Told("done", nullptr).with("results", results_.string())); }

}  // namespace anbn
