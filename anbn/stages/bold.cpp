// SPDX-License-Identifier: Apache-2.0
// One scan -> its voxels inside the study's mask, cut to the story and z-scored.
#include "anbn/stages/bold.h"

#include "anbn/brain/scans/confounds.h"
#include "anbn/brain/scans/scan_time.h"
#include "anbn/brain/space/grid.h"
#include "anbn/core/error.h"
#include "anbn/io/table.h"
#include "anbn/results/bold.h"
#include "anbn/results/mask.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/rates.h"

#include <algorithm>
#include <optional>

namespace anbn {
namespace {

namespace fs = std::filesystem;

// More bad voxels than this share [%] are worth a word: the mask may not be this listener's.
constexpr double kManyBad = 1;

std::vector<Regressor> regressors(const BoldOptions& o, const NiftiHeader& header, double tr_s) {
  if (o.high_pass_s > 0 && !(tr_s > 0))
    fail(
        "{}: neither its header nor a sidecar says how long a volume takes, and --high-pass-s "
        "needs it; expected a sidecar with RepetitionTime, or --tr-s",
        o.scan.path.string());
  std::vector<Regressor> all = cosine_regressors(header.volumes, tr_s, o.high_pass_s);
  const auto degree = static_cast<std::size_t>(o.detrend);
  for (Regressor& trend : trend_regressors(header.volumes, degree)) all.push_back(std::move(trend));
  if (o.regress.empty()) return all;
  const Table table = read_number_table(o.confounds.path);
  if (table.rows.size() != header.volumes)
    fail(
        "{}: has {} rows, but {} has {} volumes; expected one row for each volume of the whole "
        "scan",
        o.confounds.path.string(), table.rows.size(), o.scan.path.string(), header.volumes);
  for (Regressor& confound : confound_regressors(table, o.regress, notes_beside(o.confounds.path)))
    all.push_back(std::move(confound));
  return all;
}

/// What the set leaves of the volumes used. Throws Error if that is nothing.
void note_freedom(const std::string& scan, const BoldSettings& settings, Notes& notes) {
  const Nuisance& set = settings.nuisance;
  const std::size_t regressors = set.rank() - 1;  // the mean apart
  const double left = freedom_left(set, settings.first_volume, settings.volumes);
  if (!(left >= 0.5))
    fail(
        "{}: {} independent regressors are to be taken out of {} volumes, and nothing would be "
        "left of the {} used; expected fewer. Shorten regress or raise high_pass_s",
        scan, regressors, set.volumes, settings.volumes);
  notes.facts.emplace_back("regressors", std::to_string(set.names.size() - 1));
  notes.facts.emplace_back("independent regressors", std::to_string(regressors));
  notes.facts.emplace_back(std::string(kFreedomLeft), fmt::format("{:.3g}", left));
  if (2 * left < static_cast<double>(settings.volumes))
    notes.warnings.push_back(fmt::format(
        "{}: {} regressors leave {:.3g} degrees of freedom of the {} volumes used, less "
        "than half; correlations of what is left are large by chance. Shorten regress "
        "or raise high_pass_s",
        scan, regressors, left, settings.volumes));
}

void note(const Bold& bold, Notes& notes) {
  const std::size_t voxels = bold.problems.size();
  notes.facts.emplace_back("volumes", std::to_string(bold.values.rows));
  notes.facts.emplace_back("voxels", std::to_string(voxels));
  const std::size_t constant = bold.count(VoxelProblem::constant);
  const std::size_t not_finite = bold.count(VoxelProblem::not_finite);
  notes.facts.emplace_back("constant voxels", std::to_string(constant));
  notes.facts.emplace_back("not finite voxels", std::to_string(not_finite));
  const double share =
      100 * static_cast<double>(constant + not_finite) / static_cast<double>(voxels);
  if (share > kManyBad)
    notes.warnings.push_back(fmt::format(
        "{} of {} voxels ({:.1f} %) carry nothing and are 0 ({} constant, {} not finite; "
        "bad_voxels.tsv lists them); does the mask fit this scan?",
        constant + not_finite, voxels, share, constant, not_finite));
}

void run(const BoldOptions& o, const fs::path& out, RunContext& context) {
  const Mask mask = read_mask_of(o.mask.path);
  const ScanHeader scan = read_scan_header(o.scan.path);
  const BoldSettings settings = bold_settings(o, scan.header, context.notes);
  const bool same = same_voxels(scan.header.grid, mask.grid);
  context.notes.facts.emplace_back("grid", same ? "same" : "resampled");
  const Bold bold =
      read_bold(o.scan.path, mask, settings, context.machine.threads, context.machine.progress);
  write(bold, mask, o.storage, out);
  note(bold, context.notes);
}

/// The mask of the first job is taken for that of all.
double most_bytes(std::span<const std::string> jobs, int threads) {
  std::optional<Mask> mask;
  double most = 0;
  for (const std::string& options_json : jobs) {
    const auto o = read_options<BoldOptions>(nlohmann::json::parse(options_json));
    if (!mask) mask = read_mask(o.mask.path / "mask.nii.gz");
    const ScanHeader scan = read_scan_header(o.scan.path);
    Notes ignored;
    most = std::max(
        most, bold_memory(scan.header, *mask, bold_settings(o, scan.header, ignored), threads));
  }
  return most;
}

constexpr FilledIn kOfAScan[] = {{"scan", From::scan},
                                 {"confounds", From::confounds},
                                 {"first_volume", From::first_volume},
                                 {"volumes", From::volumes},
                                 {"tr_s", From::tr_s}};

Cost cost(const BoldOptions& o, const CostInputs& in) {
  const NiftiHeader header = read_nifti_header(o.scan.path);
  const double volume_s = in.measured.once(
      "volume of " + in.story, [&] { return seconds_of_volume(o.scan.path, in.mask, o.fwhm_mm); });
  Notes notes;
  const BoldSettings settings = bold_settings(o, header, notes);
  const double used = real(volumes_used_of("scan", header.volumes, settings));
  const double voxels = real(in.mask.size()), volumes = real(header.volumes);
  Cost cost;
  cost.disk = (o.storage == Precision::bfloat16 ? kFloatBytes / 2 : kFloatBytes) * used * voxels;
  // Each basis vector is met twice with every voxel of every volume, in double.
  const double regression = 4 * voxels * volumes * real(settings.nuisance.rank()) / 2e9;
  cost.seconds =
      (volume_s * volumes + regression) / in.threads() + cost.disk / in.rates.write_bytes;
  cost.memory = kProgramBytes + in.threads() * bold_memory(header, in.mask, settings, 1);
  return cost;
}

}  // namespace

void BoldOptions::complete() {
  if (sidecar.given() || !scan.given()) return;
  const fs::path beside = scan.path.parent_path() / (nifti_stem(scan.path) + ".json");
  if (fs::exists(beside)) sidecar.path = beside;
}

void BoldOptions::check() const {
  if (!regress.empty() && !confounds.given())
    fail(
        "--regress asks for {}, and --confounds is missing; expected the scan's table of confounds",
        regress[0]);
  if (regress.empty() && confounds.given())
    fail(
        "--confounds is given, and --regress names nothing in it to take out; expected --regress "
        "motion6, say, or no --confounds");
}

BoldSettings bold_settings(const BoldOptions& o, const NiftiHeader& header, Notes& notes) {
  BoldSettings settings{.first_volume = static_cast<std::size_t>(o.first_volume),
                        .volumes = static_cast<std::size_t>(o.volumes),
                        .nuisance = {},
                        .fwhm_mm = o.fwhm_mm};
  settings.volumes = volumes_used_of(o.scan.path.string(), header.volumes, settings);
  const RepetitionTime time =
      repetition_time(o.scan.path.string(), {.header = header.tr_s,
                                             .sidecar = sidecar_tr_s(o.sidecar.path),
                                             .story = o.tr_s,
                                             .volumes = settings.first_volume + settings.volumes});
  notes.warnings.insert(notes.warnings.end(), time.warnings.begin(), time.warnings.end());
  if (time.tr_s > 0) notes.facts.emplace_back("TR [s]", fmt::format("{}", time.tr_s));
  if (o.regress.empty() && o.detrend == Trend::none && o.high_pass_s == 0) return settings;
  settings.nuisance = make_nuisance(header.volumes, regressors(o, header, time.tr_s));
  note_freedom(o.scan.path.string(), settings, notes);
  return settings;
}

extern const Stage kBoldStage = make_stage<BoldOptions, run, cost>(
    "bold", "one scan -> its voxels in the mask, cut to the story and z-scored",
    "anbn bold --scan sub-01_bold.nii.gz --mask mask --first-volume 10 --volumes 282 "
    "--out bold/sub-01",
    3,
    {.runs = Runs::once_a_scan,
     .needs_scans = true,
     .filled_in = kOfAScan,
     .most_bytes = most_bytes});

}  // namespace anbn
