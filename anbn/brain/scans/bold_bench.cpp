// SPDX-License-Identifier: Apache-2.0
// One scan of 300 volumes of 61 x 73 x 43 voxels as int16 .nii.gz: 282 of them, masked and
// z-scored.
#include "anbn/brain/scans/bold.h"
#include "anbn/core/random.h"
#include "anbn/signal/detrend.h"

#include <benchmark/benchmark.h>
#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>

namespace {

using namespace anbn;

constexpr std::size_t kVolumes = 300;

/// An ellipsoid that fills most of the grid.
Mask brain() {
  Mask mask{{{61, 73, 43}, {{{3, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 4, 0}}}}, {}};
  const auto centred = [](std::size_t n, std::size_t size) {
    return 2 * static_cast<double>(n) / (static_cast<double>(size) - 1) - 1;
  };
  const auto [ni, nj, nk] = mask.grid.size;
  for (std::size_t v = 0; v < mask.grid.voxels(); ++v) {
    const double x = centred(v % ni, ni), y = centred(v / ni % nj, nj),
                 z = centred(v / ni / nj, nk);
    if (x * x + y * y + z * z < 0.85) mask.voxels.push_back(v);
  }
  return mask;
}

/// The scan as a file that is removed at the end.
class ScanFile {
 public:
  explicit ScanFile(const Mask& mask) {
    NiftiWriter writer(path, {.grid = mask.grid,
                              .volumes = kVolumes,
                              .tr_s = 1.5,
                              .type = NiftiType::int16,
                              .slope = 1});
    std::vector<float> values(mask.size()), volume(mask.grid.voxels());
    for (std::size_t t = 0; t < kVolumes; ++t) {
      for (std::size_t v = 0; v < values.size(); ++v)
        values[v] = static_cast<float>(1000 + 20 * normal({1, 1}, t * values.size() + v));
      scatter(mask, values, volume);
      writer.append(volume);
    }
    writer.finish();
  }
  ~ScanFile() { std::filesystem::remove(path); }
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / fmt::format("anbn-bold-bench-{}.nii.gz", ::getpid());
};

enum class Extras { none, all };

void bold(benchmark::State& state, Extras extras) {
  const Mask mask = brain();
  const ScanFile file(mask);
  BoldSettings settings{.first_volume = 10, .volumes = 282};
  if (extras == Extras::all) {
    std::vector<Regressor> set = cosine_regressors(kVolumes, 1.5, 128);
    for (Regressor& trend : trend_regressors(kVolumes, 2)) set.push_back(std::move(trend));
    settings.nuisance = make_nuisance(kVolumes, set);
    settings.fwhm_mm = 6;
  }
  Threads threads(available_processors());
  SilentProgress progress;
  for (auto _ : state)
    benchmark::DoNotOptimize(read_bold(file.path, mask, settings, threads, progress));
}

BENCHMARK_CAPTURE(bold, masked_and_zscored, Extras::none)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(bold, filtered_and_smoothed_too, Extras::all)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
