// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/plan.h"

#include "anbn/brain/dbn/dbn_training.h"
#include "anbn/brain/ica/group_pca.h"
#include "anbn/brain/scans/bold.h"
#include "anbn/commands/check/rates.h"
#include "anbn/runner/finished.h"
#include "anbn/stages/bold.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kFloat = sizeof(float);
constexpr double kProgram = 60e6;  // bytes of the program itself
// Iterations that a start of FastICA takes until it stands still, as seen in simulated studies.
constexpr double kIcaIterations = 120;

double number(std::size_t n) { return static_cast<double>(n); }

struct Cost {
  double seconds = 0, memory = 0, disk = 0;
};

/// The options of one part of a stage's options.
template <class Options>
Options part_of(const json& all) {
  Options part;
  part.visit(
      [&](std::string_view name, auto& value, std::string_view, const Allowed& allowed = {}) {
        if (const auto found = all.find(std::string(name)); found != all.end())
          options_json::from_value(*found, value, allowed);
      });
  return part;
}

class Planner {
 public:
  Planner(const Study& study, const StudySizes& sizes, const Mask& mask, CommandContext& context)
      : study_(study), sizes_(sizes), mask_(mask), context_(context) {
    fs::path folder = fs::absolute(study.out);
    while (!fs::exists(folder) && folder.has_relative_path()) folder = folder.parent_path();
    rates_ = machine_rates(folder, context.machine);
  }

  Cost cost(const Job& job) {
    const json options = json::parse(job.options_json);
    const std::string_view stage = job.stage->name;
    if (stage == "mask")
      return {
          0.005 * number(options.at("scans").size()) + 0.02 * number(options.at("masks").size()),
          kProgram + 20e6, number(mask_.size())};
    if (stage == "bold") return bold(options, job.story);
    if (stage == "networks") return networks(options);
    if (stage == "report") return report();
    if (stage == "stories") return stories(options, job.variant);
    const Sizes& s = sizes_.at({job.variant, job.story});
    if (stage == "tokens") return {0.03, kProgram, 100 * number(s.tokens)};
    if (stage == "activations") return activations(s);
    if (stage == "timecourses") return timecourses(s);
    if (stage == "coupling") return coupling(s);
    if (stage == "significance") return significance(options, s);
    if (stage == "encoding") return encoding(options, s);
    if (stage == "listeners") return listeners(options, s);
    if (stage == "interpretation") return interpretation(s);
    return {};
  }

 private:
  double threads() const { return context_.machine.threads.count(); }

  Cost bold(const json& options, const std::string& story) {
    const auto o = read_options<BoldOptions>(options);
    const NiftiHeader header = read_nifti_header(o.scan.path);
    if (!volume_s_.contains(story))
      volume_s_[story] = seconds_of_volume(o.scan.path, mask_, o.fwhm_mm);
    Notes notes;
    const BoldSettings settings = bold_settings(o, header, notes);
    const double used = number(used_volumes("scan", header.volumes, settings));
    const double voxels = number(mask_.size()), volumes = number(header.volumes);
    Cost cost;
    const double value = options.value("storage", "") == "bfloat16" ? kFloat / 2 : kFloat;
    cost.disk = value * used * voxels;
    // Each basis vector is met twice with every voxel of every volume, in double.
    const double regression = 4 * voxels * volumes * number(settings.nuisance.rank()) / 2e9;
    cost.seconds =
        (volume_s_[story] * volumes + regression) / threads() + cost.disk / rates_.write_bytes;
    cost.memory = kProgram + threads() * bold_memory(header, mask_, settings, 1);
    return cost;
  }

  /// Volumes of all scans of the study that are used.
  double all_volumes() const {
    double volumes = 0;
    for (const StudyStory& story : study_.stories)
      volumes += number(story.scans.size()) * number(story_sizes(story).volumes);
    return volumes;
  }

  const Sizes& story_sizes(const StudyStory& story) const {
    return sizes_.at({study_.variants[0].name, story.name});
  }

  Cost networks(const json& options) {
    const std::string method = options.value("method", "");
    Cost cost = method == "dbn"   ? dbn(part_of<DbnOptions>(options))
                : method == "ica" ? ica(part_of<IcaOptions>(options))
                                  : Cost{0.02, kProgram, 0};
    for (const StudyStory& story : study_.stories) {
      const Sizes& s = story_sizes(story);
      const double series = kFloat * number(s.volumes) * number(s.networks);
      cost.disk += series * (1 + number(s.listeners));
      cost.memory += 2 * series * number(s.listeners);
    }
    // Dual regression, or the trained chain's first layer, is one product with all volumes.
    const double networks = number(story_sizes(study_.stories[0]).networks);
    cost.seconds += 4 * all_volumes() * number(mask_.size()) * networks / rates_.flops +
                    cost.disk / rates_.write_bytes;
    return cost;
  }

  /// Training and held-out volumes.
  std::pair<double, double> split_volumes(const DbnOptions& o) const {
    double training = 0, held_out = 0;
    for (const StudyStory& story : study_.stories) {
      const std::size_t scans = story.scans.size();
      const std::size_t out = o.held_out >= 0 ? static_cast<std::size_t>(o.held_out)
                              : scans >= 5    ? 1
                                              : 0;
      const double volumes = number(story_sizes(story).volumes);
      held_out += volumes * number(std::min(out, scans));
      training += volumes * number(scans - std::min(out, scans));
    }
    return {training, held_out};
  }

  Cost dbn(DbnOptions o) {
    const auto [training, held_out] = split_volumes(o);
    // No batch has more volumes than there are.
    const auto most = static_cast<std::int64_t>(std::max(1.0, training));
    for (std::int64_t& batch : o.batch) batch = std::min(batch, most);
    const double looked =
        std::min(training, number(kHealthVolumes)) + std::min(held_out, number(kHealthVolumes));
    Cost cost;
    std::size_t below = mask_.size();
    for (std::size_t layer = 0; layer < o.units.size(); ++layer) {
      const auto units = static_cast<std::size_t>(o.units[layer]);
      const LayerSeconds s = seconds_of_layer(o, layer, below, context_.machine);
      const auto epochs = static_cast<double>(o.epochs[layer]);
      const double epoch = std::ceil(training / static_cast<double>(o.batch[layer])) * s.step;
      const double weights = kFloat * number(below) * number(units);
      cost.seconds += epochs * epoch + (epochs + 1) * looked * s.look;
      if (epoch > 1) cost.seconds += epochs * weights / rates_.write_bytes;  // checkpoints
      cost.seconds += 2 * training * number(below) * number(units) / rates_.flops;
      cost.disk += 2 * weights;  // and a checkpoint of it
      const double maps = kFloat * number(mask_.size()) * number(units);
      cost.disk += maps;
      cost.seconds += maps / rates_.packed_bytes;
      // What the next layer is given, in a file; where it is standardized, once before and once
      // after.
      if (layer + 1 < o.units.size())
        cost.disk +=
            (o.layer_input == LayerInput::standardized ? 2 : 1) * kFloat * training * number(units);
      below = units;
    }
    // Each further seed is trained after the other, and leaves its maps until all are compared.
    cost.seconds *= static_cast<double>(o.seeds);
    cost.disk += static_cast<double>(o.seeds - 1) * kFloat * number(mask_.size()) * number(below);
    cost.memory = kProgram + dbn_bytes(o, mask_.size());
    return cost;
  }

  Cost ica(const IcaOptions& o) {
    const double voxels = number(mask_.size()), wanted = static_cast<double>(o.components);
    const double kept =
        o.scan_components == 0 ? 3 * wanted : static_cast<double>(o.scan_components);
    double flops = 0, rows = 0, longest = 0;
    for (const StudyStory& story : study_.stories) {
      const double volumes = number(story_sizes(story).volumes);
      const double of_scan = std::min(kept, volumes - 1);
      longest = std::max(longest, volumes);
      rows += of_scan * number(story.scans.size());
      flops += number(story.scans.size()) *
               (2 * volumes * voxels * (volumes + of_scan) + 30 * volumes * volumes * volumes);
    }
    flops += 2 * rows * voxels * (rows + wanted) + 30 * rows * rows * rows;
    const double iterations = std::min(kIcaIterations, static_cast<double>(o.iterations));
    flops += static_cast<double>(o.restarts) * iterations * voxels * wanted * (4 * wanted + 100);
    Cost cost;
    cost.seconds = flops / rates_.flops + kFloat * voxels * wanted / rates_.packed_bytes;
    cost.memory =
        kProgram + group_pca_bytes(mask_.size(), static_cast<std::size_t>(wanted),
                                   static_cast<std::size_t>(kept), static_cast<std::size_t>(rows),
                                   static_cast<std::size_t>(longest));
    cost.disk = 2 * kFloat * voxels * wanted;
    return cost;
  }

  Cost activations(const Sizes& s) const {
    const double tokens = number(s.tokens), hidden = number(s.hidden);
    const double encoder = 24 * tokens * hidden * hidden * number(s.layers);
    Cost cost;
    cost.disk = 2 * kFloat * tokens * number(s.neurons);
    cost.seconds = 0.05 + 1.5 * encoder / rates_.flops + number(s.weights) / 2e9 +
                   cost.disk / rates_.write_bytes;
    cost.memory = kProgram + number(s.weights) + kFloat * 20 * tokens * hidden;
    return cost;
  }

  Cost timecourses(const Sizes& s) const {
    Cost cost;
    cost.disk = kFloat * number(s.volumes) * number(s.neurons);
    cost.seconds = 0.01 + 50 * number(s.volumes) * number(s.neurons) / 2e9 / threads() +
                   cost.disk / rates_.write_bytes;
    cost.memory = kProgram + 2 * cost.disk + 2 * kFloat * number(s.tokens) * number(s.hidden);
    return cost;
  }

  Cost coupling(const Sizes& s) const {
    const double pairs = number(s.neurons) * number(s.networks);
    Cost cost;
    cost.disk = kFloat * pairs + 100 * number(s.neurons);
    cost.seconds =
        0.07 + 2 * pairs * number(s.volumes) / rates_.flops + cost.disk / rates_.write_bytes;
    cost.memory =
        kProgram + 2 * cost.disk + 2 * kFloat * number(s.volumes) * number(s.neurons + s.networks);
    return cost;
  }

  Cost significance(const json& options, const Sizes& s) {
    const double permutations = options.value("permutations", 0.0);
    const double draws = options.value("noise_draws", 0.0);
    const double neurons = number(s.neurons), networks = number(s.networks);
    const std::vector<std::size_t> key = {s.volumes, s.neurons, s.networks};
    if (!draw_s_.contains(key))
      draw_s_[key] = seconds_of_draw(s.volumes, s.neurons, s.networks, context_.machine);
    Cost cost;
    cost.disk = 2 * kFloat * draws * (neurons + networks) + 300 * (neurons + networks);
    cost.seconds =
        0.05 + (2 * permutations + draws) * draw_s_[key] + cost.disk / rates_.write_bytes;
    cost.memory = kProgram +
                  kFloat * (3 * number(s.volumes) * (neurons + networks) +
                            neurons * networks * (2 + threads())) +
                  cost.disk;
    return cost;
  }

  Cost encoding(const json& options, const Sizes& s) {
    const std::string features = options.value("features", "");
    const double groups =
        features == "all" ? 1 : number(features == "head" ? s.layers * s.heads : s.layers);
    const double volumes = number(s.volumes), networks = number(s.networks);
    // In each fold, inner folds predict 0.74 T volumes in all from about 0.47 T for each penalty;
    // then the fold itself is predicted.
    const double flops = groups * networks * volumes * volumes *
                         options.value("permutations", 0.0) * options.value("folds", 0.0) *
                         (0.7 * number(options.at("penalties").size()) + 1.4);
    return {0.1 + flops / rates_.flops, kProgram + 8 * groups * volumes * volumes,
            300 * groups * networks};
  }

  /// In each draw one product a listener and one for all others, one a half, and one of the mean.
  Cost listeners(const json& options, const Sizes& s) {
    const double products = 1 + 2 * number(s.listeners) + 2 * options.value("splits", 0.0);
    const double pairs = number(s.neurons) * number(s.networks);
    const double flops =
        2 * pairs * number(s.volumes) * products * (1 + options.value("listener_draws", 0.0));
    const double series = kFloat * number(s.volumes) * number(s.networks) * number(s.listeners);
    return {0.1 + flops / rates_.flops,
            kProgram + 3 * series + kFloat * (2 * number(s.volumes) * number(s.neurons) + pairs),
            600 * (number(s.neurons) + number(s.networks))};
  }

  /// Each story's draws once more for each pair of stories that it belongs to.
  Cost stories(const json& options, const std::string& variant) {
    Cost cost{0.1, kProgram, 0};
    const double others = number(study_.stories.size()) - 1;
    for (const StudyStory& story : study_.stories) {
      const Sizes& s = sizes_.at({variant, story.name});
      const double pairs = number(s.neurons) * number(s.networks);
      cost.seconds += others * 2 * pairs * number(s.volumes) *
                      (1 + options.value("story_draws", 0.0)) / rates_.flops;
      cost.memory += kFloat * (2 * number(s.volumes) * number(s.neurons) + 2 * pairs);
      cost.disk += 100 * others * number(s.neurons);
    }
    return cost;
  }

  Cost interpretation(const Sizes& s) {
    const double segments = number(s.segments), neurons = number(s.neurons);
    const std::size_t tokens = s.segments == 0 ? 0 : s.tokens / s.segments;
    if (!pairs_s_.contains(tokens)) pairs_s_[tokens] = seconds_of_pairs(tokens);
    Cost cost;
    cost.disk = 3 * kFloat * neurons * segments * 500 + 300 * neurons;
    cost.seconds =
        0.05 + neurons * segments * pairs_s_[tokens] / threads() + cost.disk / rates_.write_bytes;
    cost.memory = kProgram + cost.disk + 2 * kFloat * number(s.tokens) * number(s.hidden);
    return cost;
  }

  Cost report() const {
    Cost cost{0.1, 2 * kProgram, 5e6};
    for (const auto& [key, s] : sizes_) {
      cost.seconds += 3e-5 * number(s.neurons);
      cost.memory += 2 * kFloat * number(s.neurons) * number(s.networks);
      cost.disk += 200 * number(s.neurons);
    }
    return cost;
  }

  const Study& study_;
  const StudySizes& sizes_;
  const Mask& mask_;
  CommandContext& context_;
  MachineRates rates_;
  std::map<std::string, double> volume_s_;
  std::map<std::vector<std::size_t>, double> draw_s_;
  std::map<std::size_t, double> pairs_s_;
};

/// Which jobs are done: a result of these options and inputs is there, and so are those it reads.
class DoneJobs {
 public:
  explicit DoneJobs(CommandContext& context) : context_(context) {}

  /// Jobs must come in the order in which they run.
  bool is_done(const Job& job) {
    const bool done = !reads_stale(job) && is_up_to_date(*job.stage, job.options_json, job.out,
                                                         context_.hashes, context_.machine.backend);
    if (!done) stale_.insert(job.out.lexically_normal());
    return done;
  }

 private:
  bool reads_stale(const Job& job) const {
    const json options = json::parse(job.options_json);
    for (const OptionInfo& option : job.stage->options()) {
      if (option.type == "results folder" && !stale_.empty()) return true;
      if (option.type != "stage folder" && option.type != "stage folders") continue;
      const json& value = options.at(option.name);
      for (const json& item : value.is_array() ? value : json::array({value}))
        if (stale_.contains(fs::path(item.get<std::string>()).lexically_normal())) return true;
    }
    return false;
  }

  CommandContext& context_;
  std::set<fs::path> stale_;
};

}  // namespace

std::vector<StageNeeds> plan_of(const Study& study, const StudySizes& sizes, const Mask& mask,
                                CommandContext& context) {
  std::vector<StageNeeds> plan;
  DoneJobs done(context);
  std::optional<Planner> planner;
  for (const Job& job : study.jobs) {
    auto needs = std::find_if(plan.begin(), plan.end(),
                              [&](const StageNeeds& n) { return n.stage == job.stage->name; });
    if (needs == plan.end()) {
      plan.push_back({});
      needs = plan.end() - 1;
      needs->stage = job.stage->name;
    }
    ++needs->jobs;
    if (done.is_done(job)) {
      ++needs->done;
      continue;
    }
    if (!planner) planner.emplace(study, sizes, mask, context);  // a done study measures nothing
    const Cost cost = planner->cost(job);
    needs->seconds += cost.seconds;
    needs->disk_bytes += cost.disk;
    needs->memory_bytes = std::max(needs->memory_bytes, cost.memory);
  }
  return plan;
}

}  // namespace anbn
