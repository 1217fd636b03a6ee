// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scans/bold.h"

#include "anbn/brain/space/resample.h"
#include "anbn/brain/space/smooth.h"
#include "anbn/brain/space/study_mask.h"
#include "anbn/core/error.h"
#include "anbn/core/memory.h"
#include "anbn/core/read_ahead.h"
#include "anbn/signal/detrend.h"
#include "anbn/signal/standardize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

constexpr std::size_t kVoxels = 2048;  // of a block
constexpr std::size_t kVolumesAhead = 3;
// What a least-squares fit leaves of a series that it explains is rounding of the series as stored.
constexpr double kExplained = 1e-6;
constexpr double kRoundingOfDoubles = 4 * 2.220446049250313e-16;  // as kRoundingShare of float32

struct Block {
  std::size_t begin, end;
};

template <class Work>
void for_each_voxel_block(std::size_t voxels, Threads& threads, Work&& work) {
  threads.for_each_block((voxels + kVoxels - 1) / kVoxels, [&](std::size_t b, std::size_t) {
    work(Block{b * kVoxels, std::min(voxels, (b + 1) * kVoxels)});
  });
}

/// Volumes [first, first + count) of a scan.
struct Window {
  std::size_t first, count;
};

/// Series of voxels as differences from an origin, so that float32 keeps what changes and is not
/// used up by a large mean.
struct Series {
  Matrix values;                       // [volumes x V]
  std::vector<double> origin;          // [V]
  std::vector<VoxelProblem> problems;  // [V]
};

class Scan {
 public:
  Scan(const Mask& mask, Threads& threads) : mask_(mask), threads_(threads) {}

  /// The volumes `kept` of the file, which is read to its end.
  void read(NiftiReader& reader, const std::string& name, Window kept, Progress& progress) {
    const NiftiHeader& header = reader.header();
    const Resampling place(mask_.grid, header.grid, name);
    x_.values = Matrix(kept.count, mask_.size());
    x_.origin.resize(mask_.size());
    x_.problems.assign(mask_.size(), VoxelProblem::none);
    bad_voxels_.assign(kept.count, 0);
    // What float32 rounds by changes with the stored type, and so does what is constant.
    const bool in_floats = header.fits_float || header.datatype == "float32";
    rounding_ = in_floats ? kRoundingShare : kRoundingOfDoubles;
    progress.begin("volumes", header.volumes);
    const auto act = [&](auto volume, std::size_t t) {
      if (t >= kept.first && t - kept.first < kept.count) keep(volume, place, t - kept.first);
      progress.advance(t + 1);
    };
    if (header.fits_float)
      for_each_volume<float>(reader, act);
    else
      for_each_volume<double>(reader, act);
  }

  void mark_constant(Window used) {
    for_each_voxel_block(mask_.size(), threads_, [&](Block b) {
      std::vector<char> changes(b.end - b.begin);
      for (std::size_t t = used.first; t < used.first + used.count; ++t)
        for (std::size_t v = b.begin; v < b.end; ++v)
          changes[v - b.begin] |= x_.values(t, v) != x_.values(used.first, v);
      for (std::size_t v = b.begin; v < b.end; ++v)
        if (x_.problems[v] == VoxelProblem::none && changes[v - b.begin] == 0)
          set_aside(v, VoxelProblem::constant, x_.values(used.first, v));
    });
    clear_set_aside();
  }

  /// A volume without numbers that no story uses would take all voxels with it: the fit is over the
  /// whole scan. Throws Error naming it.
  void check_unused(Window used, const std::string& name) const {
    for (std::size_t t = 0; t < bad_voxels_.size(); ++t) {
      if (t >= used.first && t < used.first + used.count) continue;
      if (2 * bad_voxels_[t] > mask_.size())
        fail(
            "{}: volume {} (from 0), which is not among those used, has no number in {} of {} "
            "voxels of the mask; expected numbers, since what is regressed out is fitted to the "
            "whole scan. Mend or cut off the volume, with its row of the confounds",
            name, t, bad_voxels_[t], mask_.size());
    }
  }

  /// " (volume 5 ...)": the first of the volumes used that has no number in most voxels; empty if
  /// none is so. `first_volume` is what the first of them is called.
  std::string emptiest(Window used, std::size_t first_volume) const {
    for (std::size_t t = 0; t < used.count; ++t)
      if (2 * bad_voxels_[used.first + t] > mask_.size())
        return fmt::format(" (volume {}, from 0, in {} voxels)", first_volume + t,
                           bad_voxels_[used.first + t]);
    return "";
  }

  void regress(const Nuisance& nuisance, Window used) {
    const std::vector<double> before = deviations(used);
    regress_out(x_.values, nuisance, threads_);
    const std::vector<double> after = deviations(used);
    for (std::size_t v = 0; v < mask_.size(); ++v)
      if (x_.problems[v] == VoxelProblem::none && !(after[v] > kExplained * before[v]))
        set_aside(v, VoxelProblem::constant, x_.values(used.first, v));
    clear_set_aside();
  }

  void cut(Window used) {
    std::vector<float>& all = x_.values.values;
    const std::size_t size = used.count * mask_.size();
    if (used.first > 0)
      std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(used.first * mask_.size()), size,
                  all.begin());
    all.resize(size);
    x_.values.rows = used.count;
  }

  void smooth(double fwhm_mm) {
    std::vector<char> good(mask_.size());
    for (std::size_t v = 0; v < good.size(); ++v) good[v] = x_.problems[v] == VoxelProblem::none;
    const Smoothing smoothing(mask_, good, fwhm_mm);
    std::vector<Smoothing::Scratch> scratch(static_cast<std::size_t>(threads_.count()));
    threads_.for_each_block(x_.values.rows, [&](std::size_t t, std::size_t worker) {
      smoothing.apply(x_.values.row(t), scratch[worker]);
    });
    std::vector<float> origin(x_.origin.begin(), x_.origin.end());
    smoothing.apply(origin, scratch[0]);
    for (std::size_t v = 0; v < good.size(); ++v)
      if (good[v] != 0) x_.origin[v] = origin[v];
  }

  Bold zscored() && {
    Bold out;
    out.mean.resize(mask_.size());
    for_each_voxel_block(mask_.size(), threads_, [&](Block b) { zscore(b, out.mean); });
    out.values = std::move(x_.values);
    out.problems = std::move(x_.problems);
    return out;
  }

 private:
  /// Calls act(volume, t) for all volumes of a file. Where there are several threads, another one
  /// unpacks the next volumes meanwhile: unpacking cannot be shared.
  template <class Number, class Act>
  void for_each_volume(NiftiReader& reader, Act&& act) const {
    const std::size_t volumes = reader.header().volumes, voxels = reader.header().grid.voxels();
    std::array<std::vector<Number>, kVolumesAhead> slots;
    if (threads_.count() == 1) {
      slots[0].resize(voxels);
      for (std::size_t t = 0; t < volumes; ++t) {
        reader.read(std::span(slots[0]));
        act(std::span<const Number>(slots[0]), t);
      }
      return;
    }
    for (std::vector<Number>& slot : slots) slot.resize(voxels);
    ReadAhead ahead({.first_step = 0, .end_step = volumes, .slots = kVolumesAhead, .kept = 0},
                    [&](std::size_t, std::size_t slot) { reader.read(std::span(slots[slot])); });
    for (std::size_t t = 0; t < volumes; ++t)
      act(std::span<const Number>(slots[ahead.slot_of(t)]), t);
  }

  template <class Number>
  void keep(std::span<const Number> volume, const Resampling& place, std::size_t row) {
    for_each_voxel_block(mask_.size(), threads_, [&](Block b) {
      std::vector<double> values(b.end - b.begin);
      place.trilinear(volume, std::span(mask_.voxels).subspan(b.begin, values.size()), values);
      for (std::size_t v = b.begin; v < b.end; ++v) {
        const double value = values[v - b.begin];
        if (row == 0) x_.origin[v] = std::isfinite(value) ? value : 0;
        x_.values(row, v) = static_cast<float>(value - x_.origin[v]);
        if (!std::isfinite(x_.values(row, v))) x_.problems[v] = VoxelProblem::not_finite;
      }
    });
    for (const float v : x_.values.row(row)) bad_voxels_[row] += std::isfinite(v) ? 0 : 1;
    if (row + 1 == x_.values.rows) clear_set_aside();
  }

  void set_aside(std::size_t v, VoxelProblem problem, float rest) {
    x_.problems[v] = problem;
    x_.origin[v] += rest;
  }

  /// A voxel with a problem is 0 from here on, so that no NaN goes further.
  void clear_set_aside() {
    for (std::size_t v = 0; v < mask_.size(); ++v)
      if (x_.problems[v] == VoxelProblem::not_finite) x_.origin[v] = 0;
    for (std::size_t t = 0; t < x_.values.rows; ++t) {
      const auto row = x_.values.row(t);
      for (std::size_t v = 0; v < row.size(); ++v)
        if (x_.problems[v] != VoxelProblem::none) row[v] = 0;
    }
  }

  /// Roots of the sums of squares around the mean of each voxel, over the used volumes.
  std::vector<double> deviations(Window used) const {
    std::vector<double> out(mask_.size());
    for_each_voxel_block(mask_.size(), threads_, [&](Block b) {
      std::vector<double> means(b.end - b.begin);
      for (std::size_t t = used.first; t < used.first + used.count; ++t)
        for (std::size_t v = b.begin; v < b.end; ++v) means[v - b.begin] += x_.values(t, v);
      for (double& mean : means) mean /= static_cast<double>(used.count);
      for (std::size_t t = used.first; t < used.first + used.count; ++t)
        for (std::size_t v = b.begin; v < b.end; ++v) {
          const double d = x_.values(t, v) - means[v - b.begin];
          out[v] += d * d;
        }
      for (std::size_t v = b.begin; v < b.end; ++v) out[v] = std::sqrt(out[v]);
    });
    return out;
  }

  void zscore(Block b, std::vector<float>& mean) {
    const double volumes = static_cast<double>(x_.values.rows);
    std::vector<double> means(b.end - b.begin), scale(b.end - b.begin);
    for (std::size_t t = 0; t < x_.values.rows; ++t)
      for (std::size_t v = b.begin; v < b.end; ++v) means[v - b.begin] += x_.values(t, v);
    for (double& m : means) m /= volumes;
    for (std::size_t t = 0; t < x_.values.rows; ++t)
      for (std::size_t v = b.begin; v < b.end; ++v) {
        const double d = x_.values(t, v) - means[v - b.begin];
        scale[v - b.begin] += d * d;
      }
    for (std::size_t v = b.begin; v < b.end; ++v) {
      double& s = scale[v - b.begin];
      mean[v] = static_cast<float>(x_.origin[v] + means[v - b.begin]);
      // Numbers of 10^30 have no squares, and numbers of 10^-200 none above 0.
      const bool changes = std::sqrt(s / volumes) > rounding_ * std::abs(x_.origin[v]);
      if (x_.problems[v] == VoxelProblem::none && !(changes && std::isfinite(s)))
        x_.problems[v] = std::isfinite(s) ? VoxelProblem::constant : VoxelProblem::not_finite;
      s = x_.problems[v] == VoxelProblem::none ? 1 / std::sqrt(s / volumes) : 0;
    }
    for (std::size_t t = 0; t < x_.values.rows; ++t)
      for (std::size_t v = b.begin; v < b.end; ++v) {
        float& x = x_.values(t, v);
        x = scale[v - b.begin] == 0
                ? 0.0f
                : static_cast<float>((x - means[v - b.begin]) * scale[v - b.begin]);
      }
  }

  const Mask& mask_;
  Threads& threads_;
  Series x_;
  double rounding_ = kRoundingShare;
  std::vector<std::size_t> bad_voxels_;  // of each volume, that are not finite
};

}  // namespace

std::size_t Bold::count(VoxelProblem problem) const {
  return static_cast<std::size_t>(std::count(problems.begin(), problems.end(), problem));
}

std::size_t volumes_used_of(const std::string& scan, std::size_t available,
                            const BoldSettings& settings) {
  const std::size_t first = settings.first_volume;
  const std::size_t left = available > first ? available - first : 0;
  if (left < 2 || left < settings.volumes)
    fail(
        "{}: has {} volumes, but {} are used from volume {} on, which needs {}; expected a scan as "
        "long as the story. Is it another story's scan, or first_volume or volumes wrong?",
        scan, available, settings.volumes == 0 ? 2 : settings.volumes, first,
        first + std::max<std::size_t>(2, settings.volumes));
  return settings.volumes == 0 ? left : settings.volumes;
}

double bold_memory(const NiftiHeader& header, const Mask& mask, const BoldSettings& settings,
                   int threads) {
  const auto number = [](std::size_t n) { return static_cast<double>(n); };
  const std::size_t kept = settings.nuisance.volumes > 0 ? header.volumes
                           : settings.volumes > 0        ? settings.volumes
                                                         : header.volumes - settings.first_volume;
  // Volumes as they are read and one as it lies in the file, and of each voxel: origin, mean, sums.
  double bytes = sizeof(float) * number(kept) * number(mask.size()) +
                 ((header.fits_float ? sizeof(float) : sizeof(double)) * kVolumesAhead + 8) *
                     number(header.grid.voxels()) +
                 48 * number(mask.size());
  if (settings.fwhm_mm > 0) bytes += 2 * sizeof(float) * number(mask.grid.voxels()) * (threads + 1);
  return bytes;
}

Bold read_bold(const std::filesystem::path& path, const Mask& mask, const BoldSettings& settings,
               Threads& threads, Progress& progress) {
  const ScanHeader scan = read_scan_header(path);
  const std::string name = path.string();
  const std::size_t volumes = scan.header.volumes;
  Window used{settings.first_volume, volumes_used_of(name, volumes, settings)};
  const bool regresses = settings.nuisance.volumes > 0;
  if (regresses && settings.nuisance.volumes != volumes)
    fail("{}: has {} volumes, and what is to be regressed out {}; expected the same", name, volumes,
         settings.nuisance.volumes);
  require_memory(bold_memory(scan.header, mask, settings, threads.count()),
                 fmt::format("{}: {} volumes of {} voxels", name, regresses ? volumes : used.count,
                             mask.size()),
                 available_memory());
  NiftiReader reader(path);
  Scan series(mask, threads);
  series.read(reader, name, regresses ? Window{0, volumes} : used, progress);
  if (regresses) series.check_unused(used, name);
  if (!regresses) used.first = 0;
  const std::string worst = series.emptiest(used, settings.first_volume);
  series.mark_constant(used);
  if (regresses) series.regress(settings.nuisance, used);
  series.cut(used);
  if (settings.fwhm_mm > 0) series.smooth(settings.fwhm_mm);
  Bold bold = std::move(series).zscored();
  if (bold.count(VoxelProblem::none) == 0)
    fail(
        "{}: none of the {} voxels of the mask carries a signal over the volumes used: {} are "
        "constant, {} have no number in some volume{}; expected a scan that can be coupled. Mend "
        "it, or leave the listener out",
        name, mask.size(), bold.count(VoxelProblem::constant), bold.count(VoxelProblem::not_finite),
        worst);
  return bold;
}

}  // namespace anbn
