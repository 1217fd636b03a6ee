// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/backend/machine.h"

#include <memory>
#include <string_view>

namespace anbn {

namespace detail {
struct MachineParts {
  std::unique_ptr<Backend> backend;
  Threads threads;
  SilentProgress progress;
};
}  // namespace detail

/// A machine of its own, which nobody watches.
class OwnMachine : detail::MachineParts, public Machine {
 public:
  explicit OwnMachine(std::string_view backend_name = "cpu", int thread_count = 2)
      : MachineParts{make_backend(backend_name, "auto"), Threads(thread_count), {}},
        Machine{*MachineParts::backend, MachineParts::threads, MachineParts::progress} {}

  using Machine::backend, Machine::threads, Machine::progress;
};

}  // namespace anbn
