// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/parallel.h"

#include "anbn/core/error.h"
#include "anbn/core/limits.h"

#include <sched.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace anbn {

struct Threads::Shared {
  std::mutex mutex;
  std::condition_variable work_ready, work_done;
  const std::function<void(std::size_t, std::size_t)>* work = nullptr;
  std::size_t blocks = 0, next = 0, busy = 0, generation = 0;
  std::size_t failed_block = std::numeric_limits<std::size_t>::max();
  std::exception_ptr failure;
  std::vector<std::jthread> helpers;
  bool stopping = false;

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    work_ready.notify_all();
    helpers.clear();  // joins before the mutex goes away
  }

  void take_blocks(std::size_t worker) {
    std::unique_lock lock(mutex);
    while (next < blocks) {
      const std::size_t block = next++;
      const auto* job = work;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        (*job)(block, worker);
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      if (thrown && block < failed_block) {
        failed_block = block;
        failure = thrown;
        next = blocks;  // blocks are handed out in order: all lower ones have begun already
      }
    }
  }

  void help(std::size_t worker) {
    std::size_t seen = 0;
    std::unique_lock lock(mutex);
    while (true) {
      work_ready.wait(lock, [&] { return stopping || generation != seen; });
      if (stopping) return;
      seen = generation;
      ++busy;
      lock.unlock();
      take_blocks(worker);
      lock.lock();
      if (--busy == 0) work_done.notify_all();
    }
  }
};

Threads::Threads(int count) : shared_(std::make_unique<Shared>()) {
  if (count < 1 || count > 4096)
    fail("the number of threads is {}; expected 1 to 4096. Set --threads.", count);
  try {
    for (int i = 1; i < count; ++i)
      shared_->helpers.emplace_back(
          [s = shared_.get(), i] { s->help(static_cast<std::size_t>(i)); });
  } catch (const std::system_error& e) {
    const std::size_t begun = shared_->helpers.size() + 1;
    shared_->stop();
    fail("{} threads were asked for and the system gives {} ({}). Set --threads.", count, begun,
         e.what());
  }
}

Threads::~Threads() { shared_->stop(); }

int Threads::count() const { return static_cast<int>(shared_->helpers.size()) + 1; }

void Threads::for_each_block(std::size_t blocks,
                             const std::function<void(std::size_t, std::size_t)>& work) {
  if (blocks == 0) return;
  Shared& s = *shared_;
  {
    const std::lock_guard lock(s.mutex);
    s.work = &work;
    s.blocks = blocks;
    s.next = 0;
    s.failed_block = std::numeric_limits<std::size_t>::max();
    s.failure = nullptr;
    ++s.generation;
  }
  s.work_ready.notify_all();
  s.take_blocks(0);
  std::unique_lock lock(s.mutex);
  s.work_done.wait(lock, [&] { return s.busy == 0; });
  s.blocks = s.next = 0;  // a helper that wakes late finds nothing of a finished loop
  if (s.failure) std::rethrow_exception(std::exchange(s.failure, nullptr));
}

int available_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  const int here = sched_getaffinity(0, sizeof set, &set) == 0
                       ? CPU_COUNT(&set)
                       : static_cast<int>(std::thread::hardware_concurrency());
  return std::max(1, static_cast<int>(std::min<double>(here, limits_of_this_process().processors)));
}

}  // namespace anbn
