// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/scans.h"

#include "anbn/brain/space/grid.h"
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/runner/options_json.h"
#include "anbn/stages/bold.h"
#include "anbn/stages/networks.h"
#include "anbn/study/study_words.h"

#include <algorithm>
#include <map>
#include <set>

namespace anbn {
namespace {

using nlohmann::json;

/// What the scans of a story have in common, or not.
struct Seen {
  std::set<std::size_t> volumes;
  std::set<std::string> grids;
  std::set<double> freedom;  // degrees left of the volumes used, where something is regressed out
};

void check_scan(const Job& job, Seen& seen, Findings& findings) {
  try {
    const auto options = read_options<BoldOptions>(json::parse(job.options_json));
    const ScanHeader scan = read_scan_header(options.scan.path);
    seen.volumes.insert(scan.header.volumes);
    seen.grids.insert(by_axis(scan.header.grid.size));
    Notes notes;
    const BoldSettings settings = bold_settings(options, scan.header, notes);
    if (settings.nuisance.volumes > 0)
      seen.freedom.insert(freedom_left(settings.nuisance, settings.first_volume, settings.volumes));
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

/// Files that cannot be read, which is told of the scan itself, are the same as no other.
bool same_bytes(const std::filesystem::path& a, const std::filesystem::path& b) {
  try {
    const MappedFile x(a), y(b);
    return std::equal(x.bytes().begin(), x.bytes().end(), y.bytes().begin(), y.bytes().end());
  } catch (const Error&) {
    return false;
  }
}

/// A scan, and how it is read: of two stories that read one alike, both would have one result.
struct ReadScan {
  std::string story;
  std::filesystem::path file;
  std::string options;
};

std::vector<ReadScan> read_scans(const Study& study) {
  std::vector<ReadScan> scans;
  for (const Job& job : study.jobs) {
    if (job.stage->facts.runs != Runs::once_a_scan) continue;
    json options = json::parse(job.options_json);
    const std::string file = options.at("scan");
    for (const char* name : {"scan", "sidecar"}) options.erase(name);
    scans.push_back({job.story, nifti_files(file).back(), options.dump()});
  }
  return scans;
}

}  // namespace

Findings check_same_scans(const Study& study) {
  Findings findings;
  std::map<std::uintmax_t, std::vector<ReadScan>> by_size;
  for (ReadScan& scan : read_scans(study)) {
    std::error_code missing;
    const std::uintmax_t size = std::filesystem::file_size(scan.file, missing);
    if (missing) continue;
    std::vector<ReadScan>& before = by_size[size];
    const auto same = std::find_if(before.begin(), before.end(), [&](const ReadScan& other) {
      return (other.story == scan.story || other.options == scan.options) &&
             same_bytes(other.file, scan.file);
    });
    if (same != before.end())
      add(findings, Weight::fatal,
          fmt::format("{} and {} hold the same scan; expected each scan once, as it would count as "
                      "two listeners. Leave one of them out",
                      same->file.string(), scan.file.string()));
    else
      before.push_back(std::move(scan));
  }
  return findings;
}

Findings check_scans(const Study& study, const StudyStory& story) {
  Findings findings;
  if (story.scans.empty()) return findings;
  Seen seen;
  for (const Job& job : study.jobs)
    if (job.stage->facts.runs == Runs::once_a_scan && job.story == story.name)
      check_scan(job, seen, findings);
  findings.lines.emplace_back("scans",
                              fmt::format("{}, of {} volumes of {} voxels", story.scans.size(),
                                          joined(seen.volumes), joined(seen.grids)));
  if (!seen.freedom.empty())
    findings.lines.emplace_back(
        "regressed out", fmt::format("leaves {:.3g} degrees of freedom or more of the volumes used",
                                     *seen.freedom.begin()));
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

Findings check_maps(const Study& study, const Mask& mask, const Machine& machine) {
  Findings findings;
  const Job* job = study.find_job("networks", "", "");
  if (job == nullptr || mask.size() == 0) return findings;
  attempt(findings, *job->stage, [&] {
    Notes notes;
    check_imported_maps(job->options_json, mask, machine, notes);
    findings.lines = std::move(notes.facts);
    for (const std::string& warning : notes.warnings)
      add(findings, Weight::dubious, in_study_words(warning, *job->stage));
  });
  return findings;
}

}  // namespace anbn
