// SPDX-License-Identifier: Apache-2.0
// anbn simulate: a study whose truth is known, in the formats of a real one. The networks follow
// what anbn itself predicts for a neuron; that anbn predicts the right thing is tested against an
// independent program (tests/outsider).
#include "anbn/commands/command.h"
#include "anbn/commands/simulate/networks.h"
#include "anbn/commands/simulate/study.h"
#include "anbn/commands/simulate/volumes.h"
#include "anbn/core/random.h"
#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/results/timecourses.h"
#include "anbn/signal/nuisance.h"
#include "anbn/signal/standardize.h"
#include "anbn/stages/list.h"

#include <algorithm>
#include <cmath>
#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

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

/// What the stages predict for every neuron from the first used volume to the end of the scan.
struct Prediction {
  Matrix response;              // [volumes x N] with SPM's response: neurons are chosen by it
  Matrix activity;              // [volumes x N] without: it drives networks
  std::vector<Neuron> neurons;  // [N]
};

Prediction predicted(const SimulateOptions& o, const StoryPlan& plan, const fs::path& scratch,
                     CommandContext& context) {
  fs::create_directories(scratch);
  write_words(scratch / "words.tsv", plan);
  Notes notes;
  RunContext run{context.machine, notes};
  const auto stage = [&](const char* name, const json& options) {
    run_stage(find_stage(name), options.dump(), scratch / name, context.hashes, run);
    return (scratch / name).string();
  };
  const std::string model = o.model.path.string();
  const std::string tokens = stage("tokens", {{"words", (scratch / "words.tsv").string()},
                                              {"vocabulary", (o.model.path / "vocab.txt").string()},
                                              {"tr_s", o.tr_s},
                                              {"first_volume", plan.first_volume},
                                              {"volumes", plan.scan_volumes - plan.first_volume},
                                              {"audio_start_s", plan.audio_start_s}});
  const std::string activations =
      stage("activations", {{"tokens", tokens}, {"model", model}, {"weights", name_of(o.weights)}});
  json timecourses = {{"tokens", tokens}, {"activations", activations}};
  TimecoursesResults response = read_timecourses(stage("timecourses", timecourses));
  timecourses["hrf"] = name_of(Hrf::none);
  return {std::move(response.timecourses),
          read_timecourses(stage("timecourses", timecourses)).timecourses,
          std::move(response.neurons)};
}

/// The activity of each driven network's neuron.
Drive drive_of(const StoryPlan& plan, const Prediction& prediction, const Drivers& drivers) {
  Drive drive{Matrix(plan.scan_volumes, drivers.size()), plan.first_volume, plan.volumes};
  for (std::size_t m = 0; m < drivers.size(); ++m) {
    if (!drivers[m]) continue;
    const auto neuron = static_cast<std::size_t>(drivers[m]->neuron - 1);
    for (std::size_t t = 0; t < prediction.activity.rows; ++t)
      drive.activity(plan.first_volume + t, m) = prediction.activity(t, neuron);
  }
  return drive;
}

/// Random networks, each driven by a random neuron; the same ones in all stories.
Drivers draw_drivers(const SimulateOptions& o, const std::vector<StoryPlan>& plans,
                     const std::vector<Prediction>& predictions) {
  const auto seed = static_cast<std::uint64_t>(o.seed);
  const auto driven = static_cast<std::size_t>(o.driven);
  Drivers drivers(static_cast<std::size_t>(o.networks));
  if (driven == 0) return drivers;
  std::vector<Matrix> used;
  for (std::size_t s = 0; s < plans.size(); ++s) {
    const Matrix& x = predictions[s].response;
    Matrix& cut = used.emplace_back(plans[s].volumes, x.cols);
    std::copy_n(x.values.begin(), cut.values.size(), cut.values.begin());
  }
  const std::vector<std::size_t> neurons = driving_neurons(used, driven, seed);
  const std::vector<std::size_t> networks =
      random_permutation(random_key(seed, "simulate/networks"), drivers.size());
  for (std::size_t i = 0; i < driven; ++i)
    drivers[networks[i]] = Driver{static_cast<std::int64_t>(neurons[i] + 1),
                                  predictions[0].neurons.at(neurons[i]).label};
  return drivers;
}

ListenerOptions listener_options(const SimulateOptions& o, const StoryPlan& plan,
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
Matrix courses_of(const SimulateOptions& o, const StoryPlan& plan, const Drive& drive,
                  std::size_t listener) {
  const ListenerOptions options = listener_options(o, plan, listener);
  const Matrix signals = listener_signals(drive, options);
  return o.as == SimulatedAs::volumes ? listener_activity(signals, options)
                                      : listener_networks(signals, options);
}

/// [listeners x volumes x M]
NpyArray listeners_networks(const SimulateOptions& o, const StoryPlan& plan, const Drive& drive,
                            Threads& threads) {
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
Matrix used_rows(const StoryPlan& plan, const Matrix& scan) {
  Matrix used(plan.volumes, scan.cols);
  std::copy_n(scan.row(plan.first_volume).data(), used.values.size(), used.values.begin());
  return used;
}

/// The listeners' mean activity in the used volumes [T x M]: what the networks found should follow.
Matrix mean_activity(const SimulateOptions& o, const StoryPlan& plan, const Drive& drive) {
  Matrix mean(plan.volumes, drive.activity.cols);
  for (std::size_t listener = 0; listener < static_cast<std::size_t>(o.listeners); ++listener) {
    const Matrix x = used_rows(plan, courses_of(o, plan, drive, listener));
    for (std::size_t i = 0; i < x.values.size(); ++i)
      mean.values[i] += x.values[i] / static_cast<float>(o.listeners);
  }
  return mean;
}

/// How much listeners have in common, slow drift taken out as the calibrated test does.
SharedActivity shared_activity(const SimulateOptions& o, const StoryPlan& plan, const Drive& drive,
                               const Drivers& drivers) {
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
  explicit Scanner(const SimulateOptions& o)
      : brain_(simulated_brain()),
        smooth_(brain_.mask, kNoiseFwhm_mm),
        maps_(planted_maps(brain_, static_cast<std::size_t>(o.networks),
                           static_cast<std::uint64_t>(o.seed))) {}

  void write_brain(const fs::path& study) const {
    Matrix weights(maps_.size(), brain_.mask.size());
    for (std::size_t m = 0; m < maps_.size(); ++m) {
      const std::vector<float> map = map_weights(brain_, maps_[m]);
      std::copy(map.begin(), map.end(), weights.row(m).begin());
    }
    write_mask(study / "mask.nii.gz", brain_.mask);
    write_maps(study / "truth_maps.nii.gz", brain_.mask, weights);
  }

  void write_story(const fs::path& study, const SimulateOptions& o, const StoryPlan& plan,
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

/// How study.toml names the model: as given if absolute, else relative to the study.
std::string model_seen_from(const fs::path& study, const fs::path& model) {
  return model.is_absolute() ? model.string() : fs::relative(model, study).string();
}

Outcome run(const SimulateOptions& o, CommandContext& context) {
  const std::vector<StoryPlan> plans = plan_stories(o);
  const fs::path study = o.out;
  if (!fs::is_directory(o.model.path))
    fail(
        "{}: no such folder; expected a model folder with config.json, model.safetensors and "
        "vocab.txt",
        o.model.path.string());
  check_study_folder(study);
  std::vector<Prediction> predictions(plans.size());  // empty where nothing is driven
  {
    const ScratchFolder scratch(study / ".scratch");
    if (o.driven > 0)
      for (std::size_t s = 0; s < plans.size(); ++s)
        predictions[s] = predicted(o, plans[s], scratch.path() / plans[s].story.name, context);
  }
  const Drivers drivers = draw_drivers(o, plans, predictions);
  std::vector<Drive> drives;
  std::vector<SharedActivity> shared;
  for (std::size_t s = 0; s < plans.size(); ++s) {
    drives.push_back(drive_of(plans[s], predictions[s], drivers));
    shared.push_back(shared_activity(o, plans[s], drives[s], drivers));
  }

  // The truth goes first: by it, a study that was cut short is known as one that may be replaced.
  // study.toml goes last: a study that was cut short cannot be run. An old one, which was not
  // edited, must not be taken for an edited new one.
  fs::remove(study / "study.toml");
  const std::string study_toml = study_text(o, plans, model_seen_from(study, o.model.path));
  write_file(study / "truth.json", truth_text(o, plans, drivers, shared, study_toml));
  remove_old_scans(study);
  std::optional<Scanner> scanner;
  if (o.as == SimulatedAs::volumes) {
    scanner.emplace(o);
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
    context.answer << shared_words(o, shared[s]);
  }
  write_file(study / "study.toml", study_toml);
  context.answer << fmt::format("Next: anbn run {}\n", (study / "study.toml").string());
  return Outcome::good;
}

}  // namespace

extern const Command kSimulateCommand = make_command<SimulateOptions, run>(
    "simulate", "a study whose truth is known: stories, and scans of brains with driven networks",
    "anbn simulate --model models/all-minilm-l6-v2 --out simulated", "");

}  // namespace anbn
