// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/volumes.h"

#include "anbn/core/error.h"
#include "anbn/core/random.h"
#include "anbn/io/file.h"
#include "anbn/io/nifti.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <string>

namespace anbn {
namespace {

constexpr float kPhi = 0.4f;
constexpr double kNoise = 0.01;  // of the mean
constexpr double kShiftSd_mm = 2, kStrengthSd = 0.2, kGainRange = 0.1;
constexpr double kStep = 0.25;  // of the values that are stored
constexpr Millimetres kMiddle = {0, -17, 10}, kHalfBrain = {67, 87, 66};

RandomKey network_key(const ListenerOptions& o, std::size_t network, const char* part) {
  return random_key(o.seed, part, static_cast<std::uint64_t>(o.listener) << 32 | network);
}

bool is_driven(const Matrix& signals, std::size_t network) {
  for (std::size_t t = 0; t < signals.rows; ++t)
    if (signals(t, network) != 0) return true;
  return false;
}

}  // namespace

Matrix listener_activity(const Matrix& signals, const ListenerOptions& o) {
  Matrix x(signals.rows, signals.cols);
  for (std::size_t m = 0; m < signals.cols; ++m) {
    const std::vector<double> own = own_activity(x.rows, m, o);
    const double share = is_driven(signals, m) ? o.shared : 0;
    for (std::size_t t = 0; t < x.rows; ++t)
      x(t, m) =
          static_cast<float>(std::sqrt(share) * signals(t, m) + std::sqrt(1 - share) * own[t]);
  }
  return x;
}

ListenerScan::ListenerScan(const SimulatedBrain& brain, const SmoothNoise& smooth,
                           std::span<const PlantedMap> maps, const Matrix& signals,
                           const ListenerOptions& options)
    : brain_(brain),
      smooth_(smooth),
      options_(options),
      activity_(listener_activity(signals, options)),
      weights_(maps.size()),
      gain_(1 + kGainRange * (2 * uniform(random_key(options.seed,
                                                     std::string("simulate/gain/") +
                                                         std::string(options.story),
                                                     options.listener),
                                          0) -
                              1)),
      noise_(brain.mask.size()),
      fresh_(brain.mask.size()) {
  assert(maps.size() == signals.cols);
  for (std::size_t m = 0; m < maps.size(); ++m) {
    const RandomKey place = network_key(options, m, "simulate/shift");
    const double strength =
        std::exp(kStrengthSd * normal(network_key(options, m, "simulate/strength"), 0));
    Millimetres shift;
    for (std::size_t a = 0; a < 3; ++a) shift[a] = kShiftSd_mm * normal(place, a);
    const std::vector<float> map = map_weights(brain, maps[m], shift);
    for (std::size_t v = 0; v < map.size(); ++v)
      if (map[v] != 0)
        weights_[m].push_back({v, static_cast<float>(options.snr * strength * map[v])});
  }
  for (std::size_t part = 0; part < drifts_.size(); ++part)
    drifts_[part] = listener_drift(activity_.rows, part, options);
}

void ListenerScan::next(std::span<float> values) {
  assert(volume_ < volumes() && values.size() == noise_.size());
  const std::size_t voxels = noise_.size();
  const RandomKey key =
      random_key(options_.seed, std::string("simulate/voxels/") + std::string(options_.story),
                 options_.listener);
  for (std::size_t v = 0; v < voxels; ++v)
    fresh_[v] = static_cast<float>(normal(key, volume_ * voxels + v));
  smooth_.smooth(fresh_, room_);
  const float kept = volume_ == 0 ? 0 : kPhi;
  const float added = std::sqrt(1 - kept * kept);
  for (std::size_t v = 0; v < voxels; ++v) {
    values[v] = noise_[v] = kept * noise_[v] + added * fresh_[v];
    double drift = drifts_[0][volume_];
    for (std::size_t a = 0; a < 3; ++a)
      drift += drifts_[a + 1][volume_] * (brain_.places[v][a] - kMiddle[a]) / kHalfBrain[a];
    values[v] += static_cast<float>(drift);
  }
  for (std::size_t m = 0; m < weights_.size(); ++m)
    for (const Weight& w : weights_[m]) values[w.voxel] += w.weight * activity_(volume_, m);
  for (std::size_t v = 0; v < voxels; ++v)
    values[v] = static_cast<float>(gain_ * brain_.mean[v] * (1 + kNoise * values[v]));
  ++volume_;
}

void write_scan(const std::filesystem::path& file, const SimulatedBrain& brain, ListenerScan& scan,
                const ListenerOptions& o) {
  std::vector<float> values(brain.mask.size()), volume(brain.mask.grid.voxels());
  NiftiWriter writer(file, {.grid = brain.mask.grid,
                            .volumes = scan.volumes(),
                            .tr_s = o.tr_s,
                            .type = NiftiType::int16,
                            .slope = kStep});
  for (std::size_t t = 0; t < scan.volumes(); ++t) {
    scan.next(values);
    for (const float value : values)
      if (!(std::abs(value) <= kStep * INT16_MAX))
        fail(
            "{}: a voxel of {:.0f}; expected {} at most, for which there is room. Take a smaller "
            "--snr",
            file.string(), value, kStep * INT16_MAX);
    scatter(brain.mask, values, volume);
    writer.append(volume);
  }
  writer.finish();
  const nlohmann::ordered_json sidecar = {{"RepetitionTime", o.tr_s}, {"TaskName", o.story}};
  write_file(file.parent_path() / (nifti_stem(file) + ".json"), sidecar.dump(1) + "\n");
}

}  // namespace anbn
