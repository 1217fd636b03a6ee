// SPDX-License-Identifier: Apache-2.0
#include "work.h"

#include "anbn/core/alike.h"
#include "anbn/core/error.h"

#include <nanobind/stl/string.h>

#include <chrono>
#include <exception>
#include <future>
#include <optional>
#include <thread>

namespace anbn::python {
namespace {

/// Ends a computation from inside; no std::exception, so that nobody takes it for a mistake.
struct Stopped {};

constexpr std::chrono::milliseconds kBetweenLooks{20};

void warn_of(const std::vector<std::string>& warnings) {
  for (const std::string& text : warnings)
    if (PyErr_WarnEx(PyExc_UserWarning, text.c_str(), 1) != 0) throw nb::python_error();
}

}  // namespace

void Listener::end_if_stopped() const {
  if (stopped_) throw Stopped();
}

void Listener::begin(std::string_view what, std::size_t total) {
  end_if_stopped();
  const std::lock_guard lock(mutex_);
  // What was heard of the piece before and not told yet is kept: its last step is told as well.
  if (!news_.empty() && !news_.back().is_new) news_.pop_back();
  news_.push_back(
      {job_.empty() ? std::string(what) : job_ + ": " + std::string(what), 0, total, true});
}

void Listener::advance(std::size_t done) {
  end_if_stopped();
  const std::lock_guard lock(mutex_);
  if (news_.empty()) return;
  news_.back().done = done;
  news_.back().is_new = true;
}

void Listener::warn(std::string_view text) {
  const std::lock_guard lock(mutex_);
  add_warning(gist_of(text), std::string(text));
}

void Listener::begin(const Job& job, std::size_t, std::size_t) {
  end_if_stopped();
  const std::lock_guard lock(mutex_);
  job_ = job.label();
}

void Listener::end(const Job& job, Ran, double, const Notes& notes) {
  const std::lock_guard lock(mutex_);
  for (const std::string& warning : notes.warnings)
    add_warning(std::string(job.stage->name) + gist_of(warning), job.label() + ": " + warning);
  job_.clear();
}

void Listener::add_warning(const std::string& gist, std::string text) {
  for (Warned& before : warned_)
    if (before.gist == gist) return void(++before.more);
  warned_.push_back({gist, std::move(text)});
}

std::vector<std::string> Listener::warnings() const {
  std::vector<std::string> texts;
  for (const Warned& warned : warned_)
    texts.push_back(warned.more == 0 ? warned.text : told_for(warned.text, warned.more));
  return texts;
}

void Listener::tell(const nb::object& progress) {
  std::vector<News> heard;
  {
    const std::lock_guard lock(mutex_);
    heard = news_;
    if (!news_.empty()) news_ = {news_.back()};
    for (News& news : news_) news.is_new = false;
  }
  if (progress.is_none()) return;
  for (const News& news : heard)
    if (news.is_new) progress(news.what, news.done, news.total);
}

Settings::Settings(const nb::dict& keywords) : progress(nb::none()) {
  for (const auto& [key, value] : keywords) {
    const std::string name = nb::cast<std::string>(key);
    if (value.is_none()) continue;
    const auto set = [&](auto& setting, const char* expected) {
      if (!nb::try_cast(value, setting))
        fail("{} is {}; expected {}", name, nb::cast<std::string>(nb::repr(value)), expected);
    };
    if (name == "threads") set(threads, "a whole number, 0 for all processors");
    if (name == "backend") set(backend, "its name");
    if (name == "isa") set(isa, "the name of an instruction set, or auto");
    if (name == "progress") progress = nb::borrow(value);
  }
}

void compute(const Settings& settings, const std::function<void(const Machine&, Listener&)>& work) {
  Listener listener;
  std::exception_ptr failure;
  std::promise<void> promise;
  std::future<void> done = promise.get_future();
  std::optional<nb::python_error> raised;
  {
    const nb::gil_scoped_release released;
    std::thread worker([&] {
      try {
        const auto backend = make_backend(settings.backend, settings.isa);
        Threads threads(settings.threads == 0 ? available_processors() : settings.threads);
        work({*backend, threads, listener}, listener);
      } catch (...) {
        failure = std::current_exception();
      }
      promise.set_value();
    });
    while (done.wait_for(kBetweenLooks) != std::future_status::ready) {
      if (raised) continue;
      const nb::gil_scoped_acquire held;
      try {
        if (PyErr_CheckSignals() != 0) throw nb::python_error();
        listener.tell(settings.progress);
      } catch (nb::python_error& e) {
        raised.emplace(std::move(e));
        listener.stop();
      }
    }
    worker.join();
  }
  if (raised) throw nb::python_error(std::move(*raised));
  if (failure) std::rethrow_exception(failure);
  listener.tell(settings.progress);
  warn_of(listener.warnings());
}

}  // namespace anbn::python
