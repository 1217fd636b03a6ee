// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/scans.h"

#include "anbn/brain/space/grid.h"
#include "anbn/core/error.h"
#include "anbn/runner/options_json.h"
#include "anbn/stages/bold.h"
#include "anbn/stages/networks.h"
#include "anbn/study/study_words.h"

#include <algorithm>
#include <set>

namespace anbn {
namespace {

using nlohmann::json;

void check_scan(const Job& job, std::set<std::size_t>& volumes, std::set<std::string>& grids,
                Findings& findings) {
  try {
    const auto options = read_options<BoldOptions>(json::parse(job.options_json));
    const ScanHeader scan = read_scan_header(options.scan.path);
    volumes.insert(scan.header.volumes);
    grids.insert(by_axis(scan.header.grid.size));
    Notes notes;
    bold_settings(options, scan.header, notes);
    for (const std::string& warning : notes.warnings)
      findings.problems.push_back({Weight::dubious, options.scan.path.string() + ": " +
                                                        in_study_words(warning, *job.stage)});
  } catch (const Error& e) {
    findings.problems.push_back({Weight::fatal, in_study_words(e.what(), *job.stage)});
  }
}

template <class Items>
std::string joined(const Items& items) {
  std::string text;
  for (const auto& item : items) text += fmt::format("{}{}", text.empty() ? "" : ", ", item);
  return text;
}

}  // namespace

Findings check_scans(const Study& study, const StudyStory& story) {
  Findings findings;
  if (story.scans.empty()) return findings;
  std::set<std::size_t> volumes;
  std::set<std::string> grids;
  for (const Job& job : study.jobs)
    if (job.stage->facts.runs == Runs::once_a_scan && job.story == story.name)
      check_scan(job, volumes, grids, findings);
  findings.lines.emplace_back(
      "scans", fmt::format("{}, of {} volumes of {} voxels", story.scans.size(), joined(volumes),
                           joined(grids)));
  findings.sizes.listeners = findings.sizes.scans = story.scans.size();
  try {
    findings.sizes.networks = networks_asked_for(study.job("networks", "", "").options_json);
  } catch (const Error& e) {
    findings.problems.push_back({Weight::fatal, e.what()});
  }
  return findings;
}

MaskFindings check_mask(const Study& study) {
  MaskFindings out;
  if (study.stories[0].scans.empty()) return out;
  const json options = json::parse(study.job("mask", "", "").options_json);
  try {
    std::vector<ScanHeader> scans;
    for (const std::string file : options.at("scans")) scans.push_back(read_scan_header(file));
    const std::vector<std::string> files = options.at("masks");
    const std::vector<std::filesystem::path> masks(files.begin(), files.end());
    const std::vector<double> voxel_mm = options.at("voxel_mm");
    const Grid grid = study_grid(scans.at(0).header.grid, voxel_mm);
    StudyMask found = study_mask(grid, masks, scans, options.at("mask_threshold"));
    out.findings.lines.emplace_back(
        "mask", fmt::format("{} voxels (V) of {}, of {} mm", found.mask.size(), by_axis(grid.size),
                            by_axis(voxel_sizes(grid))));
    for (std::string& warning : found.warnings)
      out.findings.problems.push_back({Weight::dubious, std::move(warning)});
    out.mask = std::move(found.mask);
  } catch (const Error& e) {
    out.findings.problems.push_back({Weight::fatal, e.what()});
  }
  return out;
}

}  // namespace anbn
