// SPDX-License-Identifier: Apache-2.0
// Maps of networks and atlases -> where the networks lie.
#include "anbn/stages/atlas_inputs.h"

#include "anbn/brain/import/import_maps.h"
#include "anbn/core/error.h"
#include "anbn/results/mask.h"
#include "anbn/results/networks.h"
#include "anbn/results/places.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/rates.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/correlation.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

Matrix maps_in(const fs::path& networks, const Mask& mask) {
  const fs::path file = maps_file(networks);
  if (!fs::exists(file))
    fail("{}: these networks came without maps; expected maps, to see where they lie",
         networks.string());
  return read_maps(file, mask).maps;
}

/// Adds the reference maps, if there are any.
void add_references(const AtlasOptions& o, const Matrix& maps, const Mask& mask,
                    const Machine& machine, PlacesResults& results, Notes& notes) {
  if (!o.reference.given()) return;
  const ImportedMaps reference = read_maps(o.reference.path, mask);
  results.references = reference_names(o, reference.maps.rows);
  if (reference.not_finite > 0)
    notes.warnings.push_back(fmt::format(
        "{} of {} values of the reference maps in the mask are missing or infinite, or outside "
        "their field of view; they are taken as 0",
        reference.not_finite, reference.maps.values.size()));
  const Matrix r = correlation_matrix(transposed(maps), transposed(reference.maps), machine);
  for (std::size_t m = 0; m < r.rows; ++m)
    for (std::size_t n = 0; n < r.cols; ++n) results.matches.push_back({m, n, double{r(m, n)}});
}

void note(const std::vector<Atlas>& atlases, const PlacesResults& results, Notes& notes) {
  for (std::size_t a = 0; a < atlases.size(); ++a) {
    for (const auto& [name, value] : atlases[a].facts)
      notes.facts.emplace_back(atlases[a].title + ": " + name, value);
    notes.warnings.insert(notes.warnings.end(), atlases[a].warnings.begin(),
                          atlases[a].warnings.end());
    std::size_t tests = 0, named = 0;
    for (const RegionShare& share : results.places.regions) {
      tests += share.atlas == a;
      named += share.atlas == a && share.q <= kNamedUpTo;
    }
    notes.facts.emplace_back(
        atlases[a].title + ": enriched",
        fmt::format("{} of {} parts of maps in regions (q <= {})", named, tests, kNamedUpTo));
    const auto needed = tests_needed_for_q(tests, results.draws, kNamedUpTo);
    if (named == 0 && needed.value_or(tests) > 1)
      notes.warnings.push_back(fmt::format(
          "{}: with {} draws no q <= {} exists unless {} of the {} tests have the smallest p; more "
          "place_draws can tell more",
          atlases[a].title, results.draws, kNamedUpTo,
          needed ? std::to_string(*needed) : "more than all", tests));
  }
  std::vector<char> placed(results.networks.size());
  for (const PlacedPart& part : results.places.parts) placed[part.network] = 1;
  if (const auto empty = std::count(placed.begin(), placed.end(), 0); empty > 0)
    notes.warnings.push_back(
        fmt::format("{} of {} maps are 0 everywhere and lie nowhere", empty, placed.size()));
}

void run(const AtlasOptions& o, const fs::path& out, RunContext& context) {
  const Mask mask = read_mask_of(o.mask.path);
  const Matrix maps = maps_in(o.networks.path, mask);
  PlacesResults results;
  std::vector<Atlas> atlases;
  for (const AtlasFiles& files : o.atlases()) {
    const Atlas& atlas = atlases.emplace_back(read_atlas(files, mask));
    for (std::size_t r = 0; r < atlas.regions.size(); ++r)
      results.list.push_back({results.atlases.size(), atlas.regions[r], atlas.base(r)});
    results.atlases.push_back(atlas.title);
  }
  results.networks = read_network_list(o.networks.path).names;
  if (results.networks.size() != maps.rows)
    fail("{}: {} maps and {} networks; run `anbn networks` again", o.networks.path.string(),
         maps.rows, results.networks.size());
  results.draws =
      o.place_draws > 0 ? static_cast<std::size_t>(o.place_draws) : draws_asked_for(atlases);
  results.threshold = o.map_threshold;
  results.places = places_of_maps(
      maps, mask, atlases, {o.map_threshold, {results.draws, static_cast<std::uint64_t>(o.seed)}},
      context.machine.threads, context.machine.progress);
  add_references(o, maps, mask, context.machine, results, context.notes);
  write(results, out);
  note(atlases, results, context.notes);
}

// Measured at 51,537 voxels: one draw of 128 maps in three atlases takes 0.13 s, and it takes 0.22
// s to find what noise is like a map.
constexpr double kSecondsAVoxel = 2.5e-6, kSecondsAMapVoxel = 4.3e-6;
constexpr double kUsualDraws = 5000;  // where the atlas decides

Cost cost(const AtlasOptions& o, const CostInputs& in) {
  std::size_t networks = 0;
  for (const Sizes& s : in.sizes) networks = std::max(networks, s.networks);
  const double voxels = real(in.mask.size()), atlases = real(o.labels.paths.size()),
               maps = real(networks),
               draws = o.place_draws > 0 ? static_cast<double>(o.place_draws) : kUsualDraws;
  Cost cost;
  cost.seconds =
      0.5 * atlases + voxels * (draws * kSecondsAVoxel + maps * kSecondsAMapVoxel) / in.threads();
  // Of an atlas with 100 regions.
  cost.disk = (200 + kFloatBytes * static_cast<double>(kKeptDraws)) * 100 * atlases * maps;
  cost.memory = kProgramBytes + kFloatBytes * voxels * (maps + 500) + 1e8 + cost.disk;
  return cost;
}

}  // namespace

extern const Stage kAtlasStage = make_stage<AtlasOptions, run, cost>(
    "atlas", "maps of networks and atlases -> where the networks lie",
    "anbn atlas --networks networks --mask mask --labels atlas.nii.gz --names atlas.txt "
    "--out atlas",
    2, {.runs = Runs::once_a_study, .only_if_asked = true, .needs_scans = true});

}  // namespace anbn
