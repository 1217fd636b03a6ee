// SPDX-License-Identifier: Apache-2.0
// A scan of 300 volumes of 61 x 73 x 43 voxels, int16: what nilearn's users have. Noise inside an
// ellipsoid, zeros outside. Inflating alone is the bound of reading.
#include "anbn/io/file.h"
#include "anbn/io/gzip.h"
#include "anbn/io/nifti.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kVolumes = 300;

NiftiFormat format() {
  return {{{61, 73, 43}, {{{3, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 4, 0}}}},
          kVolumes,
          1.5,
          NiftiType::int16,
          1};
}

std::vector<float> brain(std::uint32_t seed) {
  const auto [nx, ny, nz] = format().grid.size;
  std::vector<float> volume;
  std::uint32_t state = seed * 2654435761u + 1;
  const auto centred = [](std::size_t i, std::size_t n) {
    return 2.0 * static_cast<double>(i) / static_cast<double>(n - 1) - 1.0;
  };
  for (std::size_t k = 0; k < nz; ++k)
    for (std::size_t j = 0; j < ny; ++j)
      for (std::size_t i = 0; i < nx; ++i) {
        const double x = centred(i, nx), y = centred(j, ny), z = centred(k, nz);
        float noise = 0;  // the sum of four uniforms is normal enough
        for (int n = 0; n < 4; ++n) {
          state = state * 1664525u + 1013904223u;
          noise += static_cast<float>(state >> 8) * 0x1p-24f - 0.5f;
        }
        volume.push_back(x * x + y * y + z * z < 0.85 ? std::round(1000 + 35 * noise) : 0.0f);
      }
  return volume;
}

fs::path written(const std::string& name) {
  const fs::path path = fs::temp_directory_path() / name;
  NiftiWriter writer(path, format());
  for (std::uint32_t v = 0; v < kVolumes; ++v) writer.append(brain(v));
  writer.finish();
  return path;
}

void inflate_only(benchmark::State& state) {
  const fs::path path = written("anbn_bench.nii.gz");
  std::vector<std::byte> piece(std::size_t{1} << 16);
  for ([[maybe_unused]] auto _ : state) {
    const MappedFile file(path);
    GzipReader reader(file.bytes(), "bench");
    while (reader.read(piece) == piece.size()) benchmark::DoNotOptimize(piece.data());
  }
  fs::remove(path);
}
BENCHMARK(inflate_only)->Unit(benchmark::kMillisecond);

void read_scan(benchmark::State& state, const std::string& name) {
  const fs::path path = written(name);
  std::vector<float> volume(format().grid.voxels());
  for ([[maybe_unused]] auto _ : state) {
    NiftiReader reader(path);
    for (std::size_t v = 0; v < kVolumes; ++v) {
      reader.read(volume);
      benchmark::DoNotOptimize(volume.data());
    }
  }
  fs::remove(path);
}
BENCHMARK_CAPTURE(read_scan, packed, "anbn_bench.nii.gz")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_scan, plain, "anbn_bench.nii")->Unit(benchmark::kMillisecond);

void write_scan(benchmark::State& state) {
  const fs::path path = fs::temp_directory_path() / "anbn_bench.nii.gz";
  const std::vector<float> volume = brain(1);
  for ([[maybe_unused]] auto _ : state) {
    NiftiWriter writer(path, format());
    for (std::size_t v = 0; v < kVolumes; ++v) writer.append(volume);
    writer.finish();
  }
  fs::remove(path);
}
BENCHMARK(write_scan)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anbn
