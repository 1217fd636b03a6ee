// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/rates.h"

#include "anbn/analysis/significance.h"
#include "anbn/brain/scans/bold.h"
#include "anbn/core/error.h"
#include "anbn/core/measure.h"
#include "anbn/core/random.h"
#include "anbn/interpret/interpretation.h"
#include "anbn/io/file.h"
#include "anbn/io/nifti.h"

#include <unistd.h>

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// A file that is gone when this object is.
class ScratchFile {
 public:
  ScratchFile(const fs::path& folder, const std::string& ending)
      : path_(folder / fmt::format(".anbn-check-{}{}", ::getpid(), ending)) {}
  ~ScratchFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

double gemm_flops(const Machine& machine) {
  constexpr std::size_t kRows = 256, kInner = 384, kCols = 512;
  const auto count = static_cast<std::size_t>(machine.threads.count());
  const Matrix a = sample_matrix(kRows, kInner), b = sample_matrix(kInner, kCols);
  std::vector<Matrix> c(count, Matrix(kRows, kCols));
  const double seconds = seconds_of(0.1, [&] {
    machine.threads.for_each_block(count, [&](std::size_t block, std::size_t) {
      machine.backend.gemm(1, view_of(a), Transpose::no, view_of(b), Transpose::no, 0,
                           view_of(c[block]));
    });
  });
  return 2.0 * kRows * kInner * kCols * static_cast<double>(count) / seconds;
}

double write_rate(const fs::path& folder) {
  const std::vector<std::byte> bytes(std::size_t{1} << 25, std::byte{1});
  const ScratchFile file(folder, "");
  const Stopwatch watch;
  write_file(file.path(), bytes);
  return static_cast<double>(bytes.size()) / watch.seconds();
}

double packing_rate() {
  const ScratchFile file(fs::temp_directory_path(), ".nii.gz");
  NiftiFormat format;
  format.grid.size = {32, 32, 32};
  format.grid.affine = {{{3, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 3, 0}}};
  format.volumes = 8;
  const Matrix x = sample_matrix(1, format.grid.voxels());
  const Stopwatch watch;
  NiftiWriter writer(file.path(), format);
  for (std::size_t t = 0; t < format.volumes; ++t) writer.append(x.values);
  writer.finish();
  return static_cast<double>(format.volumes * x.values.size() * sizeof(float)) / watch.seconds();
}

}  // namespace

MachineRates machine_rates(const fs::path& folder, const Machine& machine) {
  MachineRates rates;
  rates.flops = gemm_flops(machine);
  try {
    rates.write_bytes = write_rate(folder);
  } catch (const Error&) {
    rates.write_bytes = write_rate(fs::temp_directory_path());
  }
  rates.packed_bytes = packing_rate();
  return rates;
}

double seconds_of_volume(const fs::path& scan, const Mask& mask, double fwhm_mm) {
  NiftiReader reader(scan);
  const NiftiHeader& header = reader.header();
  const std::size_t voxels = header.grid.voxels();
  const std::size_t count = std::min(
      header.volumes, std::clamp<std::size_t>(4000000 / std::max<std::size_t>(voxels, 1), 3, 24));
  if (count < 2) return 0;
  Matrix volumes(count, voxels);
  const Stopwatch reading;
  for (std::size_t t = 0; t < count; ++t) reader.read(volumes.row(t));
  const double read_s = reading.seconds() / static_cast<double>(count);

  const ScratchFile file(fs::temp_directory_path(), ".nii");
  NiftiFormat format;
  format.grid = header.grid;
  format.volumes = count;
  NiftiWriter writer(file.path(), format);
  for (std::size_t t = 0; t < count; ++t) writer.append(volumes.row(t));
  writer.finish();
  BoldSettings settings;
  settings.fwhm_mm = fwhm_mm;
  Threads one(1);
  SilentProgress silent;
  const Stopwatch working;
  read_bold(file.path(), mask, settings, one, silent);
  return read_s + working.seconds() / static_cast<double>(count);
}

double seconds_of_draw(std::size_t volumes, std::size_t neurons, std::size_t networks,
                       const Machine& machine) {
  constexpr std::size_t kNeurons = 1024, kFew = 64, kMany = 320;
  if (volumes < 8 || neurons == 0 || networks == 0) return 0;
  const std::size_t some = std::min(neurons, kNeurons);
  const Matrix x = sample_matrix(volumes, some);
  Matrix y(volumes, networks);
  const RandomKey key = random_key(1, "check/networks");
  for (std::size_t i = 0; i < y.values.size(); ++i)
    y.values[i] = static_cast<float>(uniform(key, i));
  const Anchoring anchoring = anchors_of(correlation_matrix(x, y, machine), Delta::signed_value);
  SilentProgress silent;
  const auto timed = [&](std::size_t permutations) {
    TestPlan plan;
    plan.permutations = permutations;
    const Stopwatch watch;
    test_against_null(x, y, anchoring, make_nuisance(volumes, {}), plan,
                      {machine.backend, machine.threads, silent});
    return watch.seconds();
  };
  timed(kFew);
  const double seconds = (timed(kMany) - timed(kFew)) / static_cast<double>(kMany - kFew);
  return std::max(seconds, 1e-6) * static_cast<double>(neurons) / static_cast<double>(some);
}

double seconds_of_pairs(std::size_t tokens, std::size_t top, std::size_t draws) {
  if (tokens == 0) return 0;
  std::vector<std::string> upos, pieces;
  for (std::size_t t = 0; t < tokens; ++t) {
    upos.emplace_back(pos_categories()[t * 7 % kFirstSpecial]);
    pieces.push_back(std::to_string(t % 97));
  }
  const TokenCategories categories = token_categories(upos);
  const std::size_t sizes[] = {tokens};
  Threads one(1);
  SilentProgress silent;
  const auto seconds = [&](std::size_t neurons) {
    return seconds_of(0.02, [&] {
      interpret(
          {.layers = 1,
           .columns = neurons,
           .read = [&](std::size_t, std::string_view) { return sample_matrix(tokens, neurons); },
           .segment_sizes = sizes,
           .categories = categories,
           .pieces = pieces,
           .readable = {}},
          {.top = top, .draws = draws}, one, silent);
    });
  };
  // What is made once, whatever the number of neurons, is in both.
  constexpr std::size_t kFew = 4, kMore = 36;
  return std::max(0.0, seconds(kMore) - seconds(kFew)) / (kMore - kFew);
}

}  // namespace anbn
