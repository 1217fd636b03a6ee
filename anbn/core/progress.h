// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace anbn {

/// Who wants to know how far a long computation is. The library tells; only the program prints.
class Progress {
 public:
  virtual ~Progress() = default;
  /// A piece of work of `total` steps begins; `what` names it for a reader ("permutations").
  virtual void begin(std::string_view what, std::size_t total) = 0;
  /// `done` of the steps are finished. Called by one thread at a time.
  virtual void advance(std::size_t done) = 0;
  /// A few words on how it goes ("epoch 3 of 100, error 0.98"), shown beside the progress until
  /// the next ones come or another piece of work begins.
  virtual void note(std::string_view) {}
};

/// Listens to nothing.
class SilentProgress : public Progress {
 public:
  void begin(std::string_view, std::size_t) override {}
  void advance(std::size_t) override {}
};

}  // namespace anbn
