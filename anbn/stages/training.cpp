// SPDX-License-Identifier: Apache-2.0
// All stories of a trained variant -> its figures among those of models with untrained weights,
// which read the same stories and are tested beside the same draws.
#include "anbn/results/training.h"

#include "anbn/analysis/story_views.h"
#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/report/prose/training_words.h"
#include "anbn/results/neurons.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/model_stories.h"
#include "anbn/stages/story_inputs.h"
#include "anbn/stages/tests_cost.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct TrainingOptions : WeightedStories {
  InputList tokens{InputKind::stage, Presence::required};
  Input model{InputKind::model};
  std::string neurons = "attention_qk";
  Untrained untrained = Untrained::random;
  std::int64_t seeds = 5;
  std::int64_t draws = 100;
  std::int64_t seed = 1;
  Partial partial = Partial::all_but_shuffle;

  // More untrained models are added to those of an earlier result.
  static constexpr std::string_view kExtended[] = {"seeds"};

  template <class V>
  void visit(V&& option) {
    WeightedStories::visit(option);
    option("tokens", tokens, "results of `anbn tokens`, one a story, which untrained models read");
    option("model", model, "folder of the trained model");
    option("neurons", neurons, "what counts as a neuron", one_of(names_of_kinds(neuron_kinds())));
    option("untrained", untrained,
           "weights of the untrained models: random, or the file's with the entries of each matrix "
           "in random order");
    option("seeds", seeds,
           "untrained models; from 19 on there is a p, of 99 down to 0.01; more of them are added "
           "to those of an earlier result",
           between(1, 100000));
    option("draws", draws, "random draws beside which each model is laid", between(2, 1000000));
    option("seed", seed, "of the draws, and of the first untrained model; the others follow");
    option("partial", partial,
           "null models whose statistic is the partial correlation given what is regressed out");
  }

  void check() const {
    WeightedStories::check(1);
    check_one_each("tokens", tokens);
  }
};

/// The figures of untrained models that are done, a file each: of this run before it was stopped,
/// and of an earlier one with other seeds.
class FinishedSeeds {
 public:
  FinishedSeeds(fs::path folder, const fs::path& earlier, const Training& wanted)
      : folder_(std::move(folder)), wanted_(wanted) {
    if (!earlier.empty()) earlier_ = read_training(earlier).seeds;
  }

  /// Those of model `number` (from 0); empty where it is not done.
  Matrix find(std::size_t number) const {
    if (number < earlier_.size()) return earlier_[number];
    if (!fs::exists(file(number))) return {};
    try {
      Matrix found = read_npy_matrix(file(number));
      if (found.rows == wanted_.trained.rows && found.cols == wanted_.trained.cols) return found;
    } catch (const Error&) {  // it is computed again, which loses time and nothing else
    }
    return {};
  }
  /// Throws Error if the disk is full.
  void keep(std::size_t number, const Matrix& figures) const {
    fs::create_directories(folder_);
    write_npy(folder_ / "fresh", figures);
    fs::rename(folder_ / "fresh", file(number));
    sync_folder(folder_);
  }

 private:
  fs::path file(std::size_t number) const {
    return folder_ / fmt::format("seed_{}.npy", wanted_.first_seed + number);
  }

  fs::path folder_;
  const Training& wanted_;
  std::vector<Matrix> earlier_;
};

/// "excess of mean r2 8.1; untrained so far -0.3 to 1.2": while it runs.
std::string so_far(const Training& results) {
  const std::vector<TrainingRow> rows = training_rows(results);
  const TrainingRow* row = told_row(rows, TrainingFigure::mean_r2);
  if (row == nullptr) return "";
  return fmt::format("excess of mean r2 {:.1f}; untrained so far {:.1f} to {:.1f}",
                     row->trained.excess, row->lowest, row->highest);
}

/// The untrained models one after the other; each is kept as soon as it is done.
void add_untrained(const TrainingOptions& o, const std::vector<StorySeries>& stories,
                   const std::vector<int>& layers, const TrainingPlan& plan,
                   const FinishedSeeds& finished, const Machine& machine, Training& results) {
  const ModelStories read(o.model.path, find_neuron_kind(o.neurons), o.tokens.paths,
                          o.timecourses.paths);
  SilentProgress silent;  // what one model takes is short
  const Machine quiet{machine.backend, machine.threads, silent};
  const auto count = static_cast<std::size_t>(o.seeds);
  machine.progress.begin("untrained models", count);
  for (std::size_t n = 0; n < count; ++n) {
    Matrix figures = finished.find(n);
    if (figures.values.empty()) {
      const Weights weights =
          weights_of(read.config(), source_of(o.untrained), o.model.path, results.first_seed + n);
      const std::vector<Matrix> neurons = read.timecourses(weights, quiet);
      StoryViews views;
      for (std::size_t s = 0; s < stories.size(); ++s)
        views.push_back({stories[s].name, neurons[s], stories[s].networks, stories[s].nuisance,
                         NeuronsAre::raw, stories[s].reliability});
      figures = figures_of_model(views, layers, plan, quiet);
      finished.keep(n, figures);
    }
    results.seeds.push_back(std::move(figures));
    machine.progress.advance(n + 1);
    machine.progress.note(so_far(results));
  }
}

void run(const TrainingOptions& o, const fs::path& out, RunContext& context) {
  const std::vector<Neuron> neurons = read_neurons(o.timecourses.paths.front());
  const std::vector<int> layers = layers_of(neurons);
  const std::vector<StorySeries> stories = read_stories(o, labels_of(neurons));
  const TrainingPlan plan{static_cast<std::size_t>(o.draws), static_cast<std::uint64_t>(o.seed),
                          delta_of_couplings(o), o.partial};
  Training results;
  results.stories = o.stories;
  results.untrained = o.untrained;
  results.first_seed = static_cast<std::size_t>(o.seed);
  results.draws = plan.draws;
  results.partial = is_partial(o.partial, null_model_for(NullRole::calibrated));
  results.layers = layers;
  results.layers.erase(std::unique(results.layers.begin(), results.layers.end()),
                       results.layers.end());
  results.trained = figures_of_model(views_of(stories), layers, plan, context.machine);
  const FinishedSeeds finished(out / "checkpoint", context.earlier, results);
  add_untrained(o, stories, layers, plan, finished, context.machine, results);
  write(results, out);
  context.notes.facts.emplace_back("stories", std::to_string(results.stories.size()));
  context.notes.facts.emplace_back("untrained models", std::to_string(results.seeds.size()));
  for (const auto& [name, words] : {std::pair("training", rank_words(results)),
                                    std::pair("training and depth", rank_slope_words(results))})
    if (!words.empty()) context.notes.facts.emplace_back(name, words);
}

/// Each model reads all stories and is laid beside all draws.
Cost cost(const TrainingOptions& o, const CostInputs& in) {
  std::size_t volumes = 0;
  double tokens = 0, longest = 0;
  for (const Sizes& s : in.sizes) {
    volumes += s.volumes;
    tokens += real(s.read);
    longest = std::max(longest, real(s.tokens));
  }
  const Sizes& s = in.sizes.at(0);
  const double hidden = real(s.hidden), models = static_cast<double>(o.seeds);
  const double weights = 12 * hidden * hidden * real(s.layers);
  // As the stages `activations` and `pooled` reckon; a weight is made of a few random numbers.
  const double encoder =
      1.5 * 2 * weights * tokens / in.rates.flops + 6e-8 * weights / in.threads();
  Cost cost = cost_of_tests({volumes, s.neurons, s.networks, s.layers},
                            (models + 1) * static_cast<double>(o.draws), 0, in);
  cost.seconds += models * encoder;
  cost.memory += kFloatBytes * (20 * tokens * hidden + 2 * longest * hidden +
                                real(volumes) * real(s.neurons) + weights);
  cost.disk = 2 * kFloatBytes * (models + 1) * (static_cast<double>(o.draws) + 1) *
              real(training_columns(s.layers));
  return cost;
}

constexpr FilledIn kFilledIn[] = {kWeightedStories[0],
                                  kWeightedStories[1],
                                  kWeightedStories[2],
                                  {"neurons", From::neurons, Given::instead}};
static_assert(std::size(kWeightedStories) == 3);

}  // namespace

extern const Stage kTrainingStage = make_stage<TrainingOptions, run, cost>(
    "training", "all stories -> the trained model among untrained ones of many seeds",
    "anbn training --stories one --timecourses main/one/timecourses --coupling main/one/coupling "
    "--nuisance main/one/nuisance --networks networks --tokens main/one/tokens "
    "--model models/all-minilm-l6-v2 --seeds 99 --out main/training",
    1,
    {.runs = Runs::once_a_variant,
     .fewest_stories = 1,
     .beside_untrained = true,
     .filled_in = kFilledIn,
     .settings_of = "significance"});

}  // namespace anbn
