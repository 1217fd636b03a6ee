// SPDX-License-Identifier: Apache-2.0
// The loop over random draws. Draws come in blocks of a fixed number, which are shared among
// threads; each thread has a panel of its own, with what it needs to make and measure draws (of one
// story or several) and, if it likes, what it counted in them.
#pragma once

#include "anbn/backend/machine.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace anbn {

/// Draws that are made together. Draws before `begin` and from `end` on are not asked for; a panel
/// whose shape decides the last bit makes them all the same.
struct DrawBlock {
  std::size_t first = 0;           // draw in the first place of the block
  std::size_t begin = 0, end = 0;  // places that are asked for
};

template <class Panel>
class DrawLoop {
 public:
  /// `together` draws are one block; `make` makes a panel when a thread needs its first one.
  DrawLoop(const Machine& machine, std::size_t together, std::function<Panel()> make)
      : machine_(machine),
        together_(together),
        make_(std::move(make)),
        panels_(static_cast<std::size_t>(machine.threads.count())) {}

  /// Says that a piece of work of `total` draws begins, `done` of which need not be made.
  void begin(std::string_view what, std::size_t total, std::size_t done = 0) {
    machine_.progress.begin(what, total);
    done_ = done;
  }

  /// Calls `work(panel, block)` for the blocks of draws from .. to-1, in any order and several at a
  /// time, each with the panel of its thread; and tells the progress. `work` puts what it finds to
  /// places that belong to the draws, or into its panel.
  template <class Work>
  void run(std::size_t from, std::size_t to, const Work& work) {
    if (from >= to) return;
    const std::size_t first_block = from / together_, last_block = (to - 1) / together_;
    machine_.threads.for_each_block(last_block - first_block + 1, [&](std::size_t i,
                                                                      std::size_t worker) {
      if (!panels_[worker]) panels_[worker].reset(new Panel(make_()));
      const std::size_t first = (first_block + i) * together_;
      const DrawBlock block{first, std::max(from, first) - first, std::min(to - first, together_)};
      work(*panels_[worker], block);
      const std::lock_guard lock(mutex_);
      machine_.progress.advance(done_ += block.end - block.begin);
    });
  }

  /// Calls `work(panel)` for each panel that was made.
  template <class Work>
  void for_each_panel(const Work& work) {
    for (const std::unique_ptr<Panel>& panel : panels_)
      if (panel) work(*panel);
  }

 private:
  Machine machine_;
  std::size_t together_;
  std::function<Panel()> make_;
  std::vector<std::unique_ptr<Panel>> panels_;  // one a thread
  std::mutex mutex_;
  std::size_t done_ = 0;
};

}  // namespace anbn
