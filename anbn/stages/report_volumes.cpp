// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_volumes.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/nifti.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/report/numbers/shown_networks.h"
#include "anbn/stages/report_session.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double number_at(const Table& table, std::size_t row, std::string_view column) {
  return table.optional_number(row, table.column(column)).value_or(kNone);
}

std::vector<ScanRecord> read_scans(const fs::path& out, const std::vector<std::string>& stories) {
  std::vector<ScanRecord> scans;
  for (const std::string& story : stories) {
    const fs::path list = out / "networks" / story / "scans.tsv";
    if (!fs::exists(list)) continue;
    const Table table = read_tsv(list);
    for (const auto& row : table.rows) {
      ScanRecord& scan = scans.emplace_back();
      scan.story = story;
      scan.scan = row[table.column("scan")];
      const fs::path folder = out / "bold" / story / scan.scan;
      if (!fs::exists(folder)) continue;  // networks may have been made from scans elsewhere
      scan.stage = read_stage_record(folder);
      const Table bad = read_tsv(folder / "bad_voxels.tsv");
      for (const auto& voxel : bad.rows)
        ++(voxel[bad.column("problem")] == "constant" ? scan.constant : scan.not_finite);
    }
  }
  return scans;
}

std::size_t read_held_out(const json& health) {
  const json held_out = health.value("held_out", json());
  if (held_out.is_number_unsigned()) return held_out.get<std::size_t>();
  return held_out.is_array() ? held_out.size() : 0;
}

void read_health(const fs::path& networks, VolumeNetworks& volumes) {
  if (!fs::exists(networks / "health.tsv")) return;
  const fs::path file = networks / "health.json";
  const json health = json::parse(read_text(file), nullptr, false);
  if (health.is_discarded() || !health.contains("layers"))
    fail("{}: no health of layers in it; run the networks stage again", file.string());
  for (const json& layer : health["layers"])
    volumes.health.push_back({layer.at("layer").get<std::size_t>(),
                              layer.at("units").get<std::size_t>(),
                              layer.at("learned").get<bool>(),
                              layer.at("verdict").get<std::string>(),
                              {}});
  volumes.held_out = read_held_out(health);
  volumes.held_out_listeners = health.value("held_out_listeners", "unknown");
  const Table table = read_tsv(networks / "health.tsv");
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto layer = table.integer(i, table.column("layer"));
    const auto found = std::find_if(
        volumes.health.begin(), volumes.health.end(),
        [&](const LayerHealth& h) { return static_cast<std::int64_t>(h.layer) == layer; });
    if (found == volumes.health.end())
      fail("{}: found layer {}, which health.json does not have; run the networks stage again",
           table.file, layer);
    const auto at = [&](std::string_view column) { return number_at(table, i, column); };
    found->epochs.push_back({at("epoch"), at("error"), at("explained"), at("held_out_error"),
                             at("held_out_explained"), at("mean_weight"), at("l1_step"), at("dead"),
                             at("saturated"), at("free_energy_gap")});
  }
}

void read_stability(const fs::path& networks, VolumeNetworks& volumes) {
  if (!fs::exists(networks / "stability.tsv")) return;
  const Table table = read_tsv(networks / "stability.tsv");
  const Table names = read_tsv(networks / "networks.tsv");
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto network = table.integer(i, table.column("network"));
    if (network < 1 || static_cast<std::size_t>(network) > names.rows.size())
      fail("{}: found network {}; expected 1 to {}. Run the networks stage again", table.file,
           network, names.rows.size());
    volumes.stability.push_back(
        {names.rows[static_cast<std::size_t>(network - 1)][names.column("name")],
         number_at(table, i, "stability"), number_at(table, i, "variance")});
  }
}

void read_reproducibility(const fs::path& networks, VolumeNetworks& volumes) {
  const Table table = read_tsv(networks / "networks.tsv");
  const auto column = std::find(table.columns.begin(), table.columns.end(), "reproducibility");
  if (column == table.columns.end()) return;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    volumes.reproducibility.push_back(
        {table.rows[i][table.column("name")], number_at(table, i, "reproducibility")});
}

/// Which networks have nearly the map of an earlier one.
void read_alike(const fs::path& file, Report& report) {
  const Table table = read_tsv(file);
  const auto column = std::find(table.columns.begin(), table.columns.end(), "alike");
  if (column == table.columns.end()) return;
  const auto alike = static_cast<std::size_t>(column - table.columns.begin());
  for (Session& session : report.sessions)
    for (PairResult& pair : session.pairs)
      if (const auto row = static_cast<std::size_t>(pair.network - 1); row < table.rows.size())
        pair.alike = static_cast<int>(table.optional_number(row, alike).value_or(0));
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
  NiftiReader maps(out / "networks" / "maps.nii.gz");
  const NiftiHeader& header = maps.header();
  volumes.grid = grid_words(header);
  const auto mean = read_volume(out / "networks" / "mean.nii.gz", header.grid);
  const fs::path mask = out / "mask" / "mask.nii.gz";
  const auto inside = fs::exists(mask) ? read_volume(mask, header.grid) : mean;
  volumes.voxels = static_cast<std::size_t>(
      std::count_if(inside.begin(), inside.end(), [](float v) { return v != 0; }));
  if (!networks.empty() && static_cast<std::size_t>(*networks.rbegin()) > header.volumes)
    fail(
        "{}: found {} maps; expected one for each network, {} at least. Run the networks stage "
        "again",
        (out / "networks" / "maps.nii.gz").string(), header.volumes, *networks.rbegin());
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

void read_courses(const fs::path& out, const BrainVolumes& brain, Session& session) {
  const Matrix networks = read_npy_matrix(out / "networks" / (session.story + ".npy"));
  const fs::path file = out / session.variant / session.story / "timecourses/timecourses.npy";
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
    shown.course = shown_course(network, brain.maps.at(shown.network).sign);
    shown.neuron_course = shown_course(neuron, 1);
  }
}

}  // namespace

void read_volumes(const fs::path& out, const std::vector<std::string>& stories, Report& report) {
  if (!fs::exists(out / "networks" / "maps.nii.gz")) return;
  VolumeNetworks& volumes = report.volumes.emplace();
  if (fs::exists(out / "mask")) {
    volumes.mask = read_stage_record(out / "mask");
    const Table scans = read_tsv(out / "mask" / "scans.tsv");
    for (const auto& row : scans.rows)
      volumes.resampled += row[scans.column("grid")] == "resampled";
  }
  volumes.scans = read_scans(out, stories);
  read_health(out / "networks", volumes);
  read_stability(out / "networks", volumes);
  read_reproducibility(out / "networks", volumes);

  read_alike(out / "networks" / "networks.tsv", report);

  std::set<int> networks;
  for (Session& session : report.sessions) {
    if (session.variant != report.sessions.front().variant) continue;
    session.shown = choose_networks(session);
    for (const ShownNetwork& shown : session.shown) networks.insert(shown.network);
  }
  volumes.brain = read_brain(out, networks, volumes);
  for (Session& session : report.sessions)
    if (!session.shown.empty()) read_courses(out, *volumes.brain, session);
}

}  // namespace anbn
