// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_volumes.h"

#include "anbn/core/error.h"
#include "anbn/io/nifti.h"
#include "anbn/io/npy.h"
#include "anbn/report/numbers/shown_networks.h"
#include "anbn/results/bold.h"
#include "anbn/results/mask.h"
#include "anbn/results/network_health.h"
#include "anbn/results/networks.h"
#include "anbn/runner/finished.h"
#include "anbn/stats/correlation.h"

#include <algorithm>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;
std::vector<ScanRecord> read_scans(const fs::path& out, const std::vector<std::string>& stories) {
  std::vector<ScanRecord> scans;
  for (const std::string& story : stories)
    for (const std::string& name : read_listener_scans(out / "networks", story)) {
      ScanRecord& scan = scans.emplace_back();
      scan.story = story;
      scan.scan = name;
      const fs::path folder = out / "bold" / story / name;
      if (!fs::exists(folder)) continue;  // networks may have been made from scans elsewhere
      scan.stage = read_stage_record(folder);
      for (const BadVoxel& voxel : read_bad_voxels(folder))
        ++(voxel.problem == "constant" ? scan.constant : scan.not_finite);
    }
  return scans;
}

/// Which networks have nearly the map of an earlier one.
void tell_alike(const NetworkList& list, Report& report) {
  if (list.alike.empty()) return;
  for (Session& session : report.sessions)
    for (PairResult& pair : session.pairs)
      if (const auto j = static_cast<std::size_t>(pair.network - 1); j < list.alike.size())
        pair.alike = list.alike[j] == kNoIndex ? 0 : static_cast<int>(list.alike[j] + 1);
}

std::vector<float> read_volume(const fs::path& file, const Grid& grid) {
  NiftiReader reader(file);
  const auto& size = reader.header().grid.size;
  if (size != grid.size)
    fail(
        "{}: found {}x{}x{} voxels; expected {}x{}x{}, as in networks/maps.nii.gz. Run the stage "
        "again",
        file.string(), size[0], size[1], size[2], grid.size[0], grid.size[1], grid.size[2]);
  std::vector<float> volume(grid.voxels());
  reader.read(volume);
  return volume;
}

std::string grid_words(const NiftiHeader& header) {
  const auto& n = header.grid.size;
  const auto mm = TurnedGrid(header.grid, Orientation{}).voxel_mm();
  return fmt::format("{} \u00d7 {} \u00d7 {} voxels of {:.3g} \u00d7 {:.3g} \u00d7 {:.3g} mm", n[0],
                     n[1], n[2], mm[0], mm[1], mm[2]);
}

// The maps of `networks` (from 1), volume by volume: all of them may be gigabytes.
BrainVolumes read_brain(const fs::path& out, const std::set<int>& networks,
                        VolumeNetworks& volumes) {
  const fs::path folder = out / "networks";
  NiftiReader maps(maps_file(folder));
  const NiftiHeader& header = maps.header();
  volumes.grid = grid_words(header);
  const auto mean = read_volume(mean_file(folder), header.grid);
  const fs::path mask = mask_file(out / "mask");
  const auto inside = fs::exists(mask) ? read_volume(mask, header.grid) : mean;
  volumes.voxels = static_cast<std::size_t>(
      std::count_if(inside.begin(), inside.end(), [](float v) { return v != 0; }));
  if (!networks.empty() && static_cast<std::size_t>(*networks.rbegin()) > header.volumes)
    fail(
        "{}: found {} maps; expected one for each network, {} at least. Run the networks stage "
        "again",
        maps_file(folder).string(), header.volumes, *networks.rbegin());
  const TurnedGrid whole(header.grid, closest_orientation(header.grid.affine));
  BrainVolumes brain{whole.cropped_to(inside), {}, {}};
  brain.mean = greys(brain.grid.turned(mean), brain.grid.turned(inside));
  std::vector<float> volume(header.grid.voxels());
  for (int network = 1; !networks.empty() && network <= *networks.rbegin(); ++network) {
    maps.read(volume);
    if (networks.contains(network))
      brain.maps.emplace(network, brain_map(brain.grid, brain.grid.turned(volume)));
  }
  return brain;
}

void add_courses(const fs::path& out, const BrainVolumes& brain, Session& session) {
  const Matrix networks = read_courses(out / "networks", session.story);
  const fs::path folder = out / session.variant / session.story / "timecourses";
  require_arrays(folder);
  const fs::path file = folder / "timecourses.npy";
  const MappedMatrix neurons(file);
  if (neurons.rows() != networks.rows)
    fail("{}: found {} volumes; expected {}, as in networks/{}.npy. Run the stage again",
         file.string(), neurons.rows(), networks.rows, session.story);
  for (ShownNetwork& shown : session.shown) {
    const auto j = static_cast<std::size_t>(shown.network - 1);
    const auto i = static_cast<std::size_t>(session.input.observed.network_neuron.at(j) - 1);
    std::vector<float> network, neuron;
    for (std::size_t t = 0; t < networks.rows; ++t) {
      network.push_back(networks(t, j));
      neuron.push_back(neurons.row(t)[i]);
    }
    shown.sign = brain.maps.at(shown.network).sign;
    shown.course = shown_course(network, shown.sign);
    shown.neuron_course = shown_course(neuron, 1);
  }
}

}  // namespace

void read_volumes(const fs::path& out, const std::vector<std::string>& stories, Report& report) {
  const fs::path networks = out / "networks";
  if (!fs::exists(maps_file(networks))) return;
  VolumeNetworks& volumes = report.volumes.emplace();
  if (fs::exists(out / "mask")) {
    volumes.mask = read_stage_record(out / "mask");
    for (const MaskedScan& scan : read_masked_scans(out / "mask"))
      volumes.resampled += scan.grid == "resampled";
  }
  volumes.scans = read_scans(out, stories);
  volumes.list = read_network_list(networks);
  volumes.health = read_dbn_health(networks);
  volumes.stability = read_stability(networks, volumes.list.names.size());
  tell_alike(volumes.list, report);
  if (fs::exists(out / "atlas")) volumes.places = read_told_places(out / "atlas");

  std::set<int> shown_networks;  // all that the page can be asked for
  for (std::size_t j = 1; j <= volumes.list.names.size(); ++j)
    shown_networks.insert(static_cast<int>(j));
  for (Session& session : report.sessions) {
    if (session.variant != report.sessions.front().variant) continue;
    if (session.layer_pairs)
      for (const ShownNetwork& pair : session.layer_pairs->pairs)
        if (pair.network > 0) shown_networks.insert(pair.network);
    if (is_pooled(session)) continue;
    session.shown = choose_networks(session);
    for (const ShownNetwork& shown : session.shown) shown_networks.insert(shown.network);
  }
  volumes.brain = read_brain(out, shown_networks, volumes);
  for (Session& session : report.sessions)
    if (!session.shown.empty()) add_courses(out, *volumes.brain, session);
}

}  // namespace anbn
