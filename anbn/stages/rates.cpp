// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/rates.h"

#include "anbn/analysis/significance.h"
#include "anbn/backend/bfloat16.h"
#include "anbn/brain/rbm/rbm_training.h"
#include "anbn/brain/scans/bold.h"
#include "anbn/core/error.h"
#include "anbn/core/random.h"
#include "anbn/interpret/top_pairs.h"
#include "anbn/io/file.h"
#include "anbn/io/nifti.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// More visible units than this cost in proportion: they are as many blocks of the same size, and
/// their weights fit no cache.
constexpr std::size_t kLayerUnits = kRbmLargeLayer;

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Seconds of one call of `work`: the mean over calls that take `enough_s` together.
template <class Work>
double seconds_of(double enough_s, Work&& work) {
  work();  // what is done once only: memory, kernels made at run time
  const Stopwatch watch;
  std::size_t calls = 0;
  do {
    work();
    ++calls;
  } while (watch.seconds() < enough_s);
  return watch.seconds() / static_cast<double>(calls);
}

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

/// Uniform numbers with mean 0 and variance 1.
Matrix noise(std::size_t rows, std::size_t cols, double sd = 1) {
  Matrix x(rows, cols);
  const RandomKey key = random_key(1, "check/noise");
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(sd * 3.4641016 * (uniform(key, i % 65536) - 0.5));
  return x;
}

double gemm_flops(const Machine& machine) {
  constexpr std::size_t kRows = 256, kInner = 384, kCols = 512;
  const auto count = static_cast<std::size_t>(machine.threads.count());
  const Matrix a = noise(kRows, kInner), b = noise(kInner, kCols);
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
  const Matrix x = noise(1, format.grid.voxels());
  const Stopwatch watch;
  NiftiWriter writer(file.path(), format);
  for (std::size_t t = 0; t < format.volumes; ++t) writer.append(x.values);
  writer.finish();
  return static_cast<double>(format.volumes * x.values.size() * sizeof(float)) / watch.seconds();
}

/// A layer with all that a step of training reads, whatever its numbers.
RbmState some_layer(const DbnOptions& o, std::size_t layer, std::size_t visible) {
  const auto hidden = static_cast<std::size_t>(o.units[layer]);
  RbmState state;
  state.rbm.weights = noise(visible, hidden, 0.01);
  state.rbm.visible_bias.resize(visible);
  state.rbm.hidden_bias.resize(hidden);
  const auto moments = [](std::size_t units) {
    Matrix m(2, units);
    std::fill(m.values.begin() + static_cast<std::ptrdiff_t>(units), m.values.end(), 1.0f);
    return m;
  };
  if (o.batch_normalization == BatchNormalization::hidden) {
    state.rbm.normalization = BatchNormalization::hidden;
    state.rbm.moments = moments(hidden);
  } else if (o.batch_normalization == BatchNormalization::visible) {
    state.rbm.normalization = BatchNormalization::visible;
    state.rbm.moments = moments(visible);
  }
  if (o.momentum > 0 || o.final_momentum > 0) {
    state.velocity = Matrix(visible, hidden);
    state.visible_velocity.resize(visible);
    state.hidden_velocity.resize(hidden);
  }
  if (o.sampling == Sampling::persistent)
    state.chains = Matrix(static_cast<std::size_t>(o.batch[layer]), hidden);
  if (o.centering == Centering::both) {
    state.visible_center.resize(visible);
    state.hidden_center.assign(hidden, 0.5f);
  }
  return state;
}

RbmRule some_rule(const DbnOptions& o, std::size_t layer) {
  RbmRule rule;
  rule.learning_rate = 1e-4;
  rule.l1 = o.l1[layer];
  rule.l1_method = o.l1_method.value();
  rule.momentum = std::max(o.momentum, o.final_momentum);
  rule.cd_steps = static_cast<std::size_t>(o.cd_steps);
  rule.sampling = o.sampling.value();
  rule.centering = o.centering.value();
  rule.visible_noise = o.visible_noise;
  return rule;
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

LayerSeconds seconds_of_layer(const DbnOptions& o, std::size_t layer, std::size_t visible,
                              const Machine& machine) {
  const std::size_t units = std::min(visible, kLayerUnits);
  const auto batch = static_cast<std::size_t>(o.batch[layer]);
  const Matrix data = noise(std::max<std::size_t>(batch, 32), units);
  std::vector<const float*> rows;
  for (std::size_t i = 0; i < data.rows; ++i) rows.push_back(data.row(i).data());
  const Rows all(rows), some = all.first(batch);
  const RbmRule rule = some_rule(o, layer);
  const auto rounding = o.precision == Precision::bfloat16 ? with_bfloat16_products(machine.backend)
                                                           : std::unique_ptr<Backend>();
  RbmTrainer trainer(some_layer(o, layer, units), batch,
                     {rounding ? *rounding : machine.backend, machine.threads, machine.progress});
  LayerSeconds seconds;
  std::uint64_t step = 0;
  seconds.step = seconds_of(0.2, [&] {
    const RbmDraws draws{random_key(1, "check/hidden", step), random_key(1, "check/noise", step)};
    ++step;
    trainer.step(some, some, rule, draws);
  });
  const std::vector<float> mean(units);
  seconds.look = seconds_of(0.05, [&] { fit_of(trainer.state().rbm, all, mean, machine); }) /
                 static_cast<double>(data.rows);
  const double scale = static_cast<double>(visible) / static_cast<double>(units);
  return {seconds.step * scale, seconds.look * scale};
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
  const Matrix x = noise(volumes, some);
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

double seconds_of_pairs(std::size_t tokens) {
  if (tokens == 0) return 0;
  const Matrix x = noise(2, tokens);
  TopPairs pairs;
  return seconds_of(0.02, [&] { pairs.find(x.row(0), x.row(1), 500); });
}

}  // namespace anbn
