// SPDX-License-Identifier: Apache-2.0
// Independent components over the voxels of all scans together: the baseline that every reader
// knows. Principal components of each scan and of the group, FastICA from several random starts,
// time courses by dual regression.
#include "anbn/brain/ica/fast_ica.h"
#include "anbn/brain/ica/group_pca.h"
#include "anbn/brain/networks/dual_regression.h"
#include "anbn/brain/networks/network_settings.h"
#include "anbn/brain/networks/scan_courses.h"
#include "anbn/core/error.h"
#include "anbn/core/memory.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace anbn {
namespace {

// Below this a component is a different one in most restarts.
constexpr double kUnstable = 0.8;
constexpr std::size_t kNamed = 8;  // networks that a warning names
// Iterations that a start of FastICA takes until it stands still, as seen in simulated studies.
constexpr double kUsualIterations = 120;

// Where networks are weak in single scans two times as many lose some of them and more than three
// gain nothing (docs/methods.md, section 3).
std::size_t kept_of_scan(const IcaOptions& o) {
  return static_cast<std::size_t>(o.scan_components == 0 ? 3 * o.components : o.scan_components);
}

WhiteComponents group_components(const NetworkInputs& inputs, const IcaOptions& o,
                                 NetworkWork& work) {
  const auto components = static_cast<std::size_t>(o.components);
  const std::size_t kept = kept_of_scan(o);
  std::size_t volumes = 0, rows = 0, longest = 0;
  for (const StoryScans& story : inputs.stories)
    for (const BoldScan& scan : story.bold) {
      const std::size_t count = NpyRowReader(scan.file).rows();
      volumes += count;
      longest = std::max(longest, count);
      rows += std::min(kept, count - 1);
    }
  const std::size_t patterns = std::min(rows, inputs.mask->size() - 1);
  if (components > patterns)
    fail(
        "--components is {}; {} volumes of {} voxels, reduced to {} components a scan, have at "
        "most {}. Ask for fewer.",
        components, volumes, inputs.mask->size(), kept, patterns);

  // Later there are the components, their maps, and what dual regression makes of these.
  const std::size_t voxels = inputs.mask->size();
  require_memory(
      std::max(group_pca_bytes(voxels, components, kept, rows, longest) +
                   sizeof(float) * static_cast<double>(voxels) * static_cast<double>(longest),
               3 * sizeof(float) * static_cast<double>(voxels) * static_cast<double>(components)),
      fmt::format("ica of {} voxels and {} components", voxels, components), available_memory());
  GroupPca pca(inputs.mask->size(), components, kept, rows, work.machine);
  std::size_t done = 0;
  work.machine.progress.begin("scans (principal components)", scan_count(inputs));
  for (const StoryScans& story : inputs.stories)
    for (const BoldScan& scan : story.bold) {
      const NpyRowReader file(scan.file);
      const Matrix bold = file.read(0, file.rows());
      pca.add(view_of(bold));
      work.machine.progress.advance(++done);
    }
  WhiteComponents out = pca.finish();
  if (out.independent < components)
    fail("the scans hold {} independent patterns; expected at least --components, {}",
         out.independent, components);
  return out;
}

/// Brings `map` to mean 0 and standard deviation 1, with the larger tail positive.
void standardize(std::span<float> map) {
  const auto count = static_cast<double>(map.size());
  double sum = 0, squares = 0, cubes = 0;
  for (float v : map) sum += v;
  const double mean = sum / count;
  for (float v : map) {
    const double x = v - mean;
    squares += x * x;
    cubes += x * x * x;
  }
  const double scale = (cubes < 0 ? -1 : 1) / std::sqrt(squares / count);
  for (float& v : map) v = static_cast<float>((v - mean) * scale);
}

struct Components {
  Matrix maps;  // [M x V]
  std::vector<std::optional<double>> stability;
  std::vector<double> variance;
};

/// The components of one run, those that explain most first.
Components components_of(const WhiteComponents& group, const std::vector<FastIcaRun>& runs,
                         std::size_t best, const Backend& backend) {
  const std::size_t count = group.white.rows;
  const std::vector<double>& rotation = runs[best].rotation;
  // The mixing matrix is the rotation's transpose times the components' sizes, and sources are
  // uncorrelated: the shares add up to the group's.
  std::vector<double> variance(count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t c = 0; c < count; ++c)
      variance[i] += group.variance[c] * rotation[i * count + c] * rotation[i * count + c];
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return variance[a] > variance[b]; });

  Matrix ordered(count, count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t c = 0; c < count; ++c)
      ordered(i, c) = static_cast<float>(rotation[order[i] * count + c]);
  const std::vector<double> stable = stability(runs, best);
  Components out{Matrix(count, group.white.cols), {}, {}};
  backend.gemm(1, view_of(ordered), Transpose::no, view_of(group.white), Transpose::no, 0,
               view_of(out.maps));
  for (std::size_t i = 0; i < count; ++i) {
    standardize(out.maps.row(i));
    out.variance.push_back(variance[order[i]]);
    out.stability.push_back(stable.empty() ? std::nullopt : std::optional(stable[order[i]]));
  }
  return out;
}

void write_stability(const Components& components, const std::filesystem::path& file) {
  TsvWriter table(file, {"network", "stability", "variance"});
  for (std::size_t j = 0; j < components.variance.size(); ++j)
    table.row({j + 1, components.stability[j], components.variance[j]});
  table.finish();
}

void note(const std::vector<FastIcaRun>& runs, std::size_t best, const IcaOptions& o,
          const Components& components, Networks& out) {
  const auto converged =
      std::count_if(runs.begin(), runs.end(), [](const FastIcaRun& run) { return run.converged; });
  out.facts.emplace_back("ica: starts that converged",
                         fmt::format("{} of {}", converged, runs.size()));
  out.facts.emplace_back("ica: start kept",
                         fmt::format("{} (negentropy {:.6g}, {} iterations)", best + 1,
                                     runs[best].objective, runs[best].iterations));
  out.facts.emplace_back(
      "ica: variance in the networks",
      fmt::format("{:.1f} %", 100 * std::accumulate(components.variance.begin(),
                                                    components.variance.end(), 0.0)));
  if (static_cast<std::size_t>(converged) < runs.size())
    out.warnings.push_back(fmt::format(
        "{} of {} starts of ICA did not converge in {} iterations; the one that was kept {} (last "
        "turn {:.2g}, tolerance {:.2g}). Fewer --components or more --iterations may help.",
        runs.size() - static_cast<std::size_t>(converged), runs.size(), o.iterations,
        runs[best].converged ? "did" : "did not", runs[best].turn, o.tolerance));
  std::string unstable;
  std::size_t count = 0;
  for (std::size_t j = 0; j < components.stability.size(); ++j)
    if (components.stability[j].value_or(1) < kUnstable && ++count <= kNamed)
      unstable += fmt::format("{}BN {}", count == 1 ? "" : ", ", j + 1);
  if (count > 0)
    out.warnings.push_back(fmt::format(
        "other starts of ICA find other networks in place of {} of {} (stability below {}): {}{}",
        count, components.stability.size(), kUnstable, unstable, count > kNamed ? ", ..." : ""));
}

Networks ica_networks(const NetworkInputs& inputs, const NetworkSettings& settings,
                      NetworkWork& work) {
  IcaOptions o = settings.ica;
  settle(o);
  if (settings.course != NetworkCourse::dual)
    fail("the time courses of ica come by dual regression; expected --time-course dual");
  check_scans(inputs);
  const WhiteComponents group = group_components(inputs, o, work);
  const std::vector<FastIcaRun> runs =
      fast_ica(group.white,
               {.nonlinearity = o.nonlinearity,
                .restarts = static_cast<std::size_t>(o.restarts),
                .iterations = static_cast<std::size_t>(o.iterations),
                .tolerance = o.tolerance,
                .seed = settings.seed},
               work.machine);
  const auto best =
      static_cast<std::size_t>(std::max_element(runs.begin(), runs.end(),
                                                [](const FastIcaRun& a, const FastIcaRun& b) {
                                                  return a.objective < b.objective;
                                                }) -
                               runs.begin());
  Components components = components_of(group, runs, best, work.machine.backend);
  write_stability(components, work.out / "stability.tsv");

  Networks out;
  note(runs, best, o, components, out);
  out.names = numbered_networks(components.maps.rows);
  const DualRegression dual(components.maps, settings.dual_ridge, work.machine);
  out.stories = scan_courses(
      inputs, [&](ConstView bold) { return dual.courses(bold); }, settings.average, work);
  out.maps = std::move(components.maps);
  return out;
}

Cost ica_cost(const MethodOptions& methods, const NetworkCostInputs& in) {
  const IcaOptions& o = methods.ica;
  const double voxels = real(in.mask.size()), wanted = static_cast<double>(o.components);
  const double kept = real(kept_of_scan(o));
  double flops = 0, rows = 0, longest = 0;
  for (const StoryVolumes& story : in.stories) {
    const double volumes = real(story.volumes);
    const double of_scan = std::min(kept, volumes - 1);
    longest = std::max(longest, volumes);
    rows += of_scan * real(story.scans);
    flops += real(story.scans) *
             (2 * volumes * voxels * (volumes + of_scan) + 30 * volumes * volumes * volumes);
  }
  flops += 2 * rows * voxels * (rows + wanted) + 30 * rows * rows * rows;
  const double iterations = std::min(kUsualIterations, static_cast<double>(o.iterations));
  flops += static_cast<double>(o.restarts) * iterations * voxels * wanted * (4 * wanted + 100);
  Cost cost;
  cost.seconds = flops / in.rates.flops + kFloatBytes * voxels * wanted / in.rates.packed_bytes;
  cost.memory = kProgramBytes + group_pca_bytes(in.mask.size(), static_cast<std::size_t>(wanted),
                                                static_cast<std::size_t>(kept),
                                                static_cast<std::size_t>(rows),
                                                static_cast<std::size_t>(longest));
  cost.disk = 2 * kFloatBytes * voxels * wanted;
  return cost;
}

}  // namespace

extern const NetworkMethod kIcaMethod = {
    .name = "ica",
    .summary = "independent components, time courses by dual regression",
    .source = NetworkMethod::Source::volumes,
    .courses = NetworkMethod::Courses::dual,
    .defaults = [](const MethodOptions&) { return NetworkDefaults{}; },
    .check = nullptr,
    .find = ica_networks,
    .count = [](const MethodOptions& o) { return static_cast<std::size_t>(o.ica.components); },
    .cost = ica_cost};

}  // namespace anbn
