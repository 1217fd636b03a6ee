// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/read_ahead.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace anbn {

struct ReadAhead::State {
  const Plan plan;
  const std::function<void(std::size_t, std::size_t)> fill;
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t filled_end, room_end;  // steps that are filled, and that there are slots for
  std::exception_ptr failure;        // of step filled_end
  bool stopping = false;
  std::jthread thread;  // last: it must end before what it uses

  State(const Plan& steps, std::function<void(std::size_t, std::size_t)> work)
      : plan(steps),
        fill(std::move(work)),
        filled_end(steps.first_step),
        room_end(steps.first_step + steps.slots) {}

  void run() {
    for (std::size_t step = plan.first_step; step < plan.end_step; ++step) {
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return stopping || step < room_end; });
        if (stopping) return;
      }
      std::exception_ptr thrown;
      try {
        fill(step, step % plan.slots);
      } catch (...) {
        thrown = std::current_exception();
      }
      const std::lock_guard lock(mutex);
      failure = thrown;
      if (!thrown) filled_end = step + 1;
      changed.notify_all();
      if (thrown) return;
    }
  }
};

ReadAhead::ReadAhead(const Plan& plan, std::function<void(std::size_t, std::size_t)> fill)
    : state_(std::make_unique<State>(plan, std::move(fill))) {
  assert(plan.slots >= 2 + plan.kept);
  try {
    state_->thread = std::jthread([s = state_.get()] { s->run(); });
  } catch (const std::system_error& e) {
    fail("the system gives no thread to read ahead with ({}); expected one more", e.what());
  }
}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
}

std::size_t ReadAhead::slot_of(std::size_t step) {
  State& s = *state_;
  assert(step >= s.plan.first_step && step < s.plan.end_step);
  std::unique_lock lock(s.mutex);
  const std::size_t first_kept = step - std::min(s.plan.kept, step - s.plan.first_step);
  if (first_kept + s.plan.slots > s.room_end) {
    s.room_end = first_kept + s.plan.slots;
    s.changed.notify_all();
  }
  s.changed.wait(lock, [&] { return s.filled_end > step || s.failure; });
  if (s.filled_end <= step) std::rethrow_exception(s.failure);
  return step % s.plan.slots;
}

}  // namespace anbn
