// SPDX-License-Identifier: Apache-2.0
// anbn simulate: a study whose truth is known, in the formats of a real one. The networks follow
// what anbn itself predicts for a neuron; that anbn predicts the right thing is tested against an
// independent program (tests/outsider).
#include "anbn/commands/make_command.h"
#include "anbn/commands/simulate/drivers.h"
#include "anbn/commands/simulate/study.h"
#include "anbn/commands/simulate/volumes.h"
#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/signal/nuisance.h"
#include "anbn/signal/standardize.h"

#include <algorithm>
#include <cmath>
#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr double kCutoff_s = 128;

/// A folder that is gone when this object is.
class ScratchFolder {
 public:
  explicit ScratchFolder(fs::path path) : path_(std::move(path)) {
    std::error_code error;
    fs::remove_all(path_, error);
    if (!error) fs::create_directories(path_, error);
    if (error)
      fail("{}: cannot be made ({}); expected a place to write the study to", path_.string(),
           error.message());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

ListenerOptions listener_options(const SimulateOptions& o, const SimulatedStory& plan,
                                 std::size_t listener) {
  return {.snr = o.snr,
          .shared = o.shared,
          .hrf_sd_s = o.hrf_sd_s,
          .tr_s = o.tr_s,
          .seed = static_cast<std::uint64_t>(o.seed),
          .story = plan.story.name,
          .listener = listener};
}

/// What a listener's networks do in the scan [volumes x M]: their activity where scans are made of
/// it, else their time courses.
Matrix courses_of(const SimulateOptions& o, const SimulatedStory& plan, const Drive& drive,
                  std::size_t listener) {
  const ListenerOptions options = listener_options(o, plan, listener);
  const Matrix signals = listener_signals(drive, options);
  return o.as == SimulatedAs::volumes ? listener_activity(signals, options)
                                      : listener_networks(signals, options);
}

/// [listeners x volumes x M]
NpyArray listeners_networks(const SimulateOptions& o, const SimulatedStory& plan,
                            const Drive& drive, Threads& threads) {
  const auto listeners = static_cast<std::size_t>(o.listeners);
  NpyArray all{{listeners, drive.activity.rows, drive.activity.cols}, {}};
  all.values.resize(listeners * drive.activity.values.size());
  threads.for_each_block(listeners, [&](std::size_t listener, std::size_t) {
    const Matrix x = courses_of(o, plan, drive, listener);
    std::copy(x.values.begin(), x.values.end(),
              all.values.begin() + static_cast<std::ptrdiff_t>(listener * x.values.size()));
  });
  return all;
}

/// Rows of the used volumes.
Matrix used_rows(const SimulatedStory& plan, const Matrix& scan) {
  Matrix used(plan.volumes, scan.cols);
  std::copy_n(scan.row(plan.first_volume).data(), used.values.size(), used.values.begin());
  return used;
}

/// The listeners' mean activity in the used volumes [T x M]: what the networks found should follow.
Matrix mean_activity(const SimulateOptions& o, const SimulatedStory& plan, const Drive& drive) {
  Matrix mean(plan.volumes, drive.activity.cols);
  for (std::size_t listener = 0; listener < static_cast<std::size_t>(o.listeners); ++listener) {
    const Matrix x = used_rows(plan, courses_of(o, plan, drive, listener));
    for (std::size_t i = 0; i < x.values.size(); ++i)
      mean.values[i] += x.values[i] / static_cast<float>(o.listeners);
  }
  return mean;
}

/// How much listeners have in common, slow drift taken out as the calibrated test does.
SharedActivity shared_activity(const SimulateOptions& o, const SimulatedStory& plan,
                               const Drive& drive, const Drivers& drivers) {
  const Nuisance drift =
      make_nuisance(plan.volumes, cosine_regressors(plan.volumes, o.tr_s, kCutoff_s));
  const auto listeners = static_cast<double>(o.listeners);
  Matrix sum(plan.volumes, drivers.size());
  for (std::size_t listener = 0; listener < static_cast<std::size_t>(o.listeners); ++listener) {
    const Matrix x = used_rows(plan, courses_of(o, plan, drive, listener));
    const Residuals clean = unit_residuals(unit_columns(x).values, drift);
    for (std::size_t i = 0; i < sum.values.size(); ++i) sum.values[i] += clean.values.values[i];
  }
  double of_kind[2] = {}, networks[2] = {};
  for (std::size_t m = 0; m < drivers.size(); ++m) {
    double power = 0;
    for (std::size_t t = 0; t < sum.rows; ++t) power += std::pow(sum(t, m), 2);
    // The pairs of L unit vectors: |sum|^2 is L plus twice all their products.
    of_kind[drivers[m].has_value()] += (power - listeners) / (listeners * (listeners - 1));
    networks[drivers[m].has_value()] += 1;
  }
  return {of_kind[1] / networks[1], of_kind[0] / networks[0]};
}

/// A brain with networks in it, and the scans of those who have one.
class Scanner {
 public:
  Scanner(const SimulateOptions& o, const NetworkRegions& regions)
      : brain_(simulated_brain()), smooth_(brain_.mask, kNoiseFwhm_mm) {
    std::vector<std::optional<PlantedMap>> given;
    for (const std::optional<PlantedRegion>& region : regions)
      given.push_back(region ? std::optional(region->map) : std::nullopt);
    maps_ = planted_maps(brain_, static_cast<std::size_t>(o.networks),
                         static_cast<std::uint64_t>(o.seed), given);
  }

  void write_brain(const fs::path& study) const {
    Matrix weights(maps_.size(), brain_.mask.size());
    for (std::size_t m = 0; m < maps_.size(); ++m) {
      const std::vector<float> map = map_weights(brain_, maps_[m]);
      std::copy(map.begin(), map.end(), weights.row(m).begin());
    }
    write_mask(study / "mask.nii.gz", brain_.mask);
    write_maps(study / "truth_maps.nii.gz", brain_.mask, weights);
  }

  void write_story(const fs::path& study, const SimulateOptions& o, const SimulatedStory& plan,
                   const Drive& drive, CommandContext& context) const {
    const auto listeners = static_cast<std::size_t>(o.listeners);
    fs::create_directories(study / "bold");
    fs::create_directories(study / "truth");
    context.machine.threads.for_each_block(listeners, [&](std::size_t listener, std::size_t) {
      const ListenerOptions options = listener_options(o, plan, listener);
      ListenerScan scan(brain_, smooth_, maps_, listener_signals(drive, options), options);
      write_scan(study / scan_name(plan, listener), brain_, scan, options);
    });
    write_npy(study / "truth" / (std::string(plan.story.name) + ".npy"),
              mean_activity(o, plan, drive));
  }

 private:
  SimulatedBrain brain_;
  SmoothNoise smooth_;
  std::vector<PlantedMap> maps_;
};

/// How strong the planted coupling is, on the scale of real data (docs/recovery.md).
std::string shared_words(const SimulateOptions& o, const SharedActivity& shared) {
  if (std::isnan(shared.driven)) return "";
  std::string text = fmt::format(
      "  inter-subject correlation of driven networks (mean of pairs of listeners): {:.2f}",
      shared.driven);
  if (o.as == SimulatedAs::volumes)
    text += fmt::format(" of their activity, {:.2f} in their peak voxels",
                        shared.driven * o.snr * o.snr / (1 + o.snr * o.snr));
  return text + "; real networks of Pie Man's 18 listeners: 0.05 on average, 0.20 at most\n";
}

/// How study.toml names a file: as given if absolute, else relative to the study.
std::string seen_from(const fs::path& study, const fs::path& file) {
  if (file.empty() || file.is_absolute()) return file.string();
  return fs::relative(file, study).string();
}

/// The regions in which networks will lie; what is dubious in the atlas is told.
std::vector<PlantedRegion> regions_asked_for(const SimulateOptions& o, CommandContext& context) {
  if (!o.atlas.given()) return {};
  const SimulatedBrain brain = simulated_brain();
  const Atlas atlas = read_atlas({o.atlas.path, o.atlas_names.path, ""}, brain.mask);
  for (const std::string& warning : atlas.warnings) context.listener.warn(warning);
  return planted_regions(brain, atlas, regions_needed(o), static_cast<std::uint64_t>(o.seed));
}

/// What is planted beside time courses: one line for each relation and region.
std::string meaning_words(const std::vector<SimulatedStory>& plans,
                          std::span<const Relation> relations, const Truth& truth) {
  std::string text;
  for (const Relation& relation : relations) {
    const auto chosen =
        std::find_if(truth.drivers.begin(), truth.drivers.end(), [&](const auto& driver) {
          return driver && driver->relation && driver->relation->name == relation.name;
        });
    if (chosen == truth.drivers.end()) {
      text += fmt::format(
          "relation {}: planted in no network, for no neuron that could drive one pairs these more "
          "often than anything else, and than the stories have them\n",
          relation.name);
      continue;
    }
    text += fmt::format("relation {}: {} drives network {};", relation.name, (*chosen)->label,
                        chosen - truth.drivers.begin() + 1);
    for (std::size_t s = 0; s < plans.size(); ++s)
      text += fmt::format("{} {:.0f} % of its pairs in {} (by frequency {:.1f} %)",
                          s == 0 ? "" : ",", 100 * (*chosen)->relation->share[s],
                          plans[s].story.name, 100 * (*chosen)->relation->by_frequency[s]);
    text += '\n';
  }
  for (std::size_t m = 0; m < truth.regions.size(); ++m)
    if (const auto& planted = truth.regions[m])
      text += fmt::format("region {} ({}): network {} fills its {} voxels\n", planted->region.name,
                          planted->atlas, m + 1, planted->region.voxels);
  return text;
}

/// Writes the study's files but for study.toml, and says what each story is.
void write_study(const SimulateOptions& o, const std::vector<SimulatedStory>& plans,
                 const Truth& truth, const std::vector<Drive>& drives, CommandContext& context) {
  const fs::path study = o.out;
  std::optional<Scanner> scanner;
  if (o.as == SimulatedAs::volumes) {
    scanner.emplace(o, truth.regions);
    scanner->write_brain(study);
  } else {
    fs::create_directories(study / "networks");
  }
  for (std::size_t s = 0; s < plans.size(); ++s) {
    const std::string name(plans[s].story.name);
    fs::create_directories(study / name);
    write_words(study / name / "words.tsv", plans[s]);
    if (scanner)
      scanner->write_story(study, o, plans[s], drives[s], context);
    else
      write_npy(study / "networks" / (name + ".npy"),
                listeners_networks(o, plans[s], drives[s], context.machine.threads));
    context.answer << fmt::format(
        "{}: {} words, {} of {} volumes, {} listeners, {} of {} networks driven by a neuron\n",
        name, plans[s].words.size(), plans[s].volumes, plans[s].scan_volumes, o.listeners, o.driven,
        o.networks);
    context.answer << shared_words(o, truth.shared[s]);
  }
}

Outcome run(const SimulateOptions& o, CommandContext& context) {
  const std::vector<SimulatedStory> plans = plan_stories(o);
  const std::vector<Relation> relations = relations_named(o.relations);
  const fs::path study = o.out;
  if (!fs::is_directory(o.model.path))
    fail(
        "{}: no such folder; expected a model folder with config.json, model.safetensors and "
        "its tokenizer",
        o.model.path.string());
  check_study_folder(study);
  const std::vector<PlantedRegion> regions = regions_asked_for(o, context);
  std::vector<Prediction> predictions(plans.size());  // empty where nothing is driven
  {
    const ScratchFolder scratch(study / ".scratch");
    if (o.driven > 0)
      for (std::size_t s = 0; s < plans.size(); ++s)
        predictions[s] =
            predicted(o, plans[s], relations, scratch.path() / plans[s].story.name, context);
  }
  Truth truth;
  truth.drivers = draw_drivers(o, plans, relations, predictions);
  truth.regions = regions_of_networks(truth.drivers, regions);
  std::vector<Drive> drives;
  for (std::size_t s = 0; s < plans.size(); ++s) {
    drives.push_back(drive_of(plans[s], predictions[s], truth.drivers));
    truth.shared.push_back(shared_activity(o, plans[s], drives[s], truth.drivers));
  }

  // The truth goes first: by it, a study that was cut short is known as one that may be replaced.
  // study.toml goes last: a study that was cut short cannot be run. An old one, which was not
  // edited, must not be taken for an edited new one.
  fs::remove(study / "study.toml");
  const std::string study_toml =
      study_text(o, plans,
                 {seen_from(study, o.model.path), seen_from(study, o.atlas.path),
                  seen_from(study, o.atlas_names.path)});
  write_file(study / "truth.json", truth_text(o, plans, truth, study_toml));
  remove_old_scans(study);
  write_study(o, plans, truth, drives, context);
  context.answer << meaning_words(plans, relations, truth);
  write_file(study / "study.toml", study_toml);
  context.answer << fmt::format("Next: anbn run {}\n", (study / "study.toml").string());
  return Outcome::good;
}

}  // namespace

extern const Command kSimulateCommand = make_command<SimulateOptions, run>(
    "simulate", "a study whose truth is known: stories, and scans of brains with driven networks",
    "anbn simulate --model models/all-minilm-l6-v2 --out simulated", "");

}  // namespace anbn
