// SPDX-License-Identifier: Apache-2.0
// A small study for tests of the method `dbn`.
#pragma once

#include "anbn/brain/networks/network_settings.h"
#include "anbn/core/random.h"
#include "anbn/io/npy.h"
#include "tests/support/scratch_folder.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <string>

namespace anbn {

inline constexpr std::size_t kVolumes = 40, kVoxels = 60;

/// Six z-scored scans of two stories in which voxels 0..9 and voxels 20..29 each move together.
class TwoPlantedNetworks {
 public:
  TwoPlantedNetworks() {
    inputs.mask = Mask{{{5, 4, 4}, {{{3, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 3, 0}}}}, {}};
    for (std::uint64_t v = 0; v < kVoxels; ++v) inputs.mask->voxels.push_back(v + 3);
    for (std::size_t s = 0; s < 6; ++s) {
      Matrix bold(kVolumes, kVoxels);
      for (std::size_t t = 0; t < kVolumes; ++t)
        for (std::size_t v = 0; v < kVoxels; ++v) {
          const std::size_t network = v < 10 ? 1 : (v >= 20 && v < 30 ? 2 : 0);
          const double signal = network > 0 ? 2 * normal({s, network}, t) : 0;
          bold(t, v) = static_cast<float>(signal + normal({s, 9}, t * kVoxels + v)) /
                       (network > 0 ? std::sqrt(5.0f) : 1.0f);
        }
      const std::filesystem::path file = scratch / fmt::format("scan_{}.npy", s);
      write_npy(file, bold);
      if (s % 5 == 0) inputs.stories.push_back({s == 0 ? "pieman" : "shapes", {}, 0, 0, {}});
      inputs.stories.back().bold.push_back({fmt::format("scan_{}", s), file});
    }
    settings.average = ListenerAverage::raw;
    settings.course = NetworkCourse::sigmoid;
    DbnOptions& o = settings.dbn;
    o.units = {8, 4};
    o.epochs = {20};
    o.learning_rate = {0.02};
    o.batch = {16};
    o.l1 = {0.02};
    o.batch_normalization = BatchNormalization::none;
    o.checkpoint_s = 1e6;
  }

  /// Trains in `folder`, which may hold the checkpoint of an earlier attempt.
  Networks find(const std::string& folder, int thread_count = 1,
                Progress* progress = nullptr) const {
    NetworkSettings completed = settings;
    settle(completed.dbn);
    Threads threads(thread_count);
    SilentProgress silent;
    const std::filesystem::path out = scratch / folder;
    std::filesystem::create_directories(out);
    NetworkWork work{{*backend, threads, progress ? *progress : silent}, out, out / "checkpoint"};
    return network_method_named("dbn").find(inputs, completed, work);
  }

  ScratchFolder scratch;
  NetworkInputs inputs;
  NetworkSettings settings;
  std::unique_ptr<Backend> backend = make_backend("cpu", "auto");
};

}  // namespace anbn
