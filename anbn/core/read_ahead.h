// SPDX-License-Identifier: Apache-2.0
// Things that are needed one after another, got ready by a thread that runs ahead.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace anbn {

/// Calls that fill slots in the order of their steps, a few steps ahead of whoever needs them.
class ReadAhead {
 public:
  struct Plan {
    std::size_t first_step = 0, end_step = 0;
    std::size_t slots = 3;  // how many steps are held at once, >= 2 + kept
    std::size_t kept = 0;   // steps before the one asked for whose slots stay as they are
  };

  /// Begins. `fill` is called once a step, in order, by one other thread. Throws Error if the
  /// system has no thread to give.
  ReadAhead(const Plan& plan, std::function<void(std::size_t step, std::size_t slot)> fill);
  /// Waits for the call in hand, and makes no further one.
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// The slot of `step`, as soon as it is filled. It stays as it is until the slot of step + kept +
  /// 1 or a later one is asked for. What `fill` threw at this step or an earlier one is thrown
  /// again.
  std::size_t slot_of(std::size_t step);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace anbn
