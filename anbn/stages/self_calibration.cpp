// SPDX-License-Identifier: Apache-2.0
// Words of each story beside the brain of another -> how often the test of a single story calls
// that coupled.
#include "anbn/results/self_calibration.h"

#include "anbn/analysis/other_stories.h"
#include "anbn/report/prose/self_calibration_words.h"
#include "anbn/results/neurons.h"
#include "anbn/results/tokens.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"
#include "anbn/stages/story_inputs.h"
#include "anbn/stages/tests_cost.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct SelfCalibrationOptions : StoryInputs {
  InputList tokens{InputKind::stage, Presence::required};
  std::int64_t pairings = 60;
  std::int64_t pairing_draws = 199;
  std::int64_t seed = 1;
  Partial partial = Partial::all_but_shuffle;

  template <class V>
  void visit(V&& option) {
    StoryInputs::visit(option);
    option("tokens", tokens, "results of `anbn tokens`, one a story, for texts and TRs");
    option("pairings", pairings, "wrong pairings that are tested, of those that there are",
           between(1, 100000));
    option("pairing_draws", pairing_draws, "random draws of the calibrated null model for each",
           between(19, 1000000));
    option("seed", seed, "of the random numbers");
    option("partial", partial,
           "null models whose statistic is the partial correlation given what is regressed out");
  }

  void check() const {
    StoryInputs::check();
    check_one_each("tokens", tokens);
  }
};

/// What makes two stories fit for a wrong pairing.
struct Texts {
  std::vector<double> tr_s;
  std::vector<ToldText> texts;

  explicit Texts(const InputList& tokens) {
    for (const fs::path& folder : tokens.paths) {
      tr_s.push_back(tr_of_tokens(folder));
      texts.push_back(told_text(read_tokens(folder).words));
    }
  }
  bool may_pair(const Pairing& p) const {
    return is_same_tr(tr_s[p.words], tr_s[p.brain]) &&
           !is_same_text(texts[p.words], texts[p.brain]);
  }
};

StorySeries series_of(const SelfCalibrationOptions& o, const Pairing& who,
                      const std::vector<std::string>& labels, double tr_s) {
  const fs::path& timecourses = o.timecourses.paths[who.words];
  CouplingInputs in =
      read_coupling_inputs(timecourses, o.networks.path, o.stories[who.brain], Lengths::shorter);
  check_same_neurons(o, timecourses, in.labels, labels);
  Nuisance nuisance =
      pairing_set(o.nuisance.paths[who.words], o.nuisance.paths[who.brain], in.networks, tr_s);
  return {o.stories[who.words] + " " + o.stories[who.brain], std::move(in.neurons),
          std::move(in.networks), std::move(nuisance)};
}

void note(const SelfCalibrationResults& results, Notes& notes) {
  notes.facts.emplace_back("wrong pairings called", called_words(results.calibration.verdict));
  if (std::string words = too_often_words(results); !words.empty())
    notes.warnings.push_back(std::move(words));
}

void run(const SelfCalibrationOptions& o, const fs::path& out, RunContext& context) {
  const std::vector<std::string> labels = labels_of(read_neurons(o.timecourses.paths.front()));
  const PairingPlan plan{static_cast<std::size_t>(o.pairing_draws),
                         static_cast<std::uint64_t>(o.seed), delta_of_couplings(o), o.partial};
  const Texts texts(o.tokens);
  const auto may = [&](const Pairing& who) { return texts.may_pair(who); };
  std::vector<Pairing> chosen = choose_pairings(o.stories.size(), may, plan.seed);
  const std::size_t possible = chosen.size();
  chosen.resize(std::min(possible, static_cast<std::size_t>(o.pairings)));
  SilentProgress silent;  // a pairing is one step of this stage's own
  const Machine quiet{context.machine.backend, context.machine.threads, silent};
  context.machine.progress.begin("wrong pairings", chosen.size());
  std::vector<TestedPairing> tested;
  for (const Pairing& who : chosen) {
    tested.push_back(
        test_pairing(series_of(o, who, labels, texts.tr_s[who.words]), who, plan, quiet));
    context.machine.progress.advance(tested.size());
  }
  const SelfCalibrationResults results{o.stories, possible, plan.draws,
                                       self_calibration(std::move(tested), plan.draws)};
  write(results, out);
  note(results, context.notes);
}

/// Pairings of stories as long as they are on average.
Cost cost(const SelfCalibrationOptions& o, const CostInputs& in) {
  const std::size_t stories = in.sizes.size();
  std::size_t volumes = 0;
  for (const Sizes& s : in.sizes) volumes += s.volumes;
  const Sizes& s = in.sizes.at(0);
  const double pairings =
      std::min(static_cast<double>(o.pairings), real(stories) * (real(stories) - 1));
  Cost cost = cost_of_tests({volumes / stories, s.neurons, s.networks, 0},
                            static_cast<double>(o.pairing_draws), 0, in);
  cost.seconds *= pairings;
  cost.disk = 250 * pairings;
  return cost;
}

}  // namespace

extern const Stage kSelfCalibrationStage = make_stage<SelfCalibrationOptions, run, cost>(
    "self-calibration",
    "words of a story beside the brain of another -> how often the test calls what cannot be",
    "anbn self-calibration --stories one --stories two --timecourses main/one/timecourses "
    "--timecourses main/two/timecourses --coupling main/one/coupling --coupling main/two/coupling "
    "--nuisance main/one/nuisance --nuisance main/two/nuisance --networks networks "
    "--tokens main/one/tokens --tokens main/two/tokens --out main/self-calibration",
    2, {.runs = Runs::once_a_variant, .filled_in = kAllStories, .settings_of = "significance"});

}  // namespace anbn
