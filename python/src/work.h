// SPDX-License-Identifier: Apache-2.0
// Long computations on behalf of Python: without its lock, stopped by Ctrl-C.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/study/study.h"

#include <nanobind/nanobind.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace anbn::python {

namespace nb = nanobind;

/// Hears of the work in its own threads and keeps what there is to tell until Python asks; ends the
/// work, at the next piece that is told, once stop() was called.
class Listener : public Progress, public StudyListener {
 public:
  // of Progress
  void begin(std::string_view what, std::size_t total) override;
  void advance(std::size_t done) override;

  // of StudyListener
  void warn(std::string_view text) override;
  void begin(const Job& job, std::size_t number, std::size_t total) override;
  void end(const Job& job, Ran ran, double seconds, const Notes& notes) override;

  void stop() { stopped_ = true; }
  /// Calls progress(what, done, total) for what is new: of every piece of work its last step at
  /// least. Needs Python's lock.
  void tell(const nb::object& progress);
  /// What is dubious, for warnings.warn. Needs nothing running.
  std::vector<std::string> warnings() const;

 private:
  struct News {
    std::string what;
    std::size_t done = 0, total = 0;
    bool is_new = false;
  };
  /// Of those alike (the same but for numbers and names) the first is kept, and how many came
  /// after.
  struct Warned {
    std::string gist, text;
    std::size_t more = 0;
  };
  void end_if_stopped() const;
  void add_warning(const std::string& gist, std::string text);

  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;        // of what follows
  std::vector<News> news_;  // of pieces of work: what was not told yet, and the last
  std::string job_;         // "main/pieman/tokens"; empty outside of studies
  std::vector<Warned> warned_;
};

/// The keywords of every function that computes: threads (0: all available processors), backend,
/// isa, progress (None or a function of what, done and total).
struct Settings {
  int threads = 0;
  std::string backend = "cpu", isa = "auto";
  nb::object progress;

  explicit Settings(const nb::dict& keywords);
};

/// Runs `work` in a thread of its own while this one minds Ctrl-C, with Python's lock released, and
/// then warns of what was dubious. Throws what `work` throws, or what a signal or `progress`
/// raised.
void compute(const Settings& settings, const std::function<void(const Machine&, Listener&)>& work);

}  // namespace anbn::python
