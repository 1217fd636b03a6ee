// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/ridge_significance.h"

#include "anbn/core/error.h"
#include "anbn/stats/draws/draw_loop.h"
#include "anbn/stats/draws/target_panel.h"
#include "anbn/stats/tested_columns.h"

#include <algorithm>
#include <utility>

namespace anbn {
namespace {

/// What a thread needs to predict draws.
struct Predictor {
  TargetPanel targets;
  RidgeScratch scratch = {};
};

class Tester {
 public:
  Tester(const TargetSource& source, const DrawStream& stream, const Machine& machine)
      : source_(source),
        stream_(stream),
        machine_(machine),
        loop_(machine, draws_together(source.networks.cols),
              [this] { return Predictor{TargetPanel(source_, machine_.backend)}; }) {}

  void begin(std::size_t draws) { loop_.begin("surrogates", draws); }

  HeldOut observed(const RidgeModel& model) {
    Predictor p{TargetPanel(source_, machine_.backend)};
    return held_out_correlations(model, p.targets.observed(), machine_.backend, p.scratch);
  }

  DrawnFigures draws(const RidgeModel& model, std::size_t permutations) {
    const std::size_t width = source_.networks.cols;
    DrawnFigures out(permutations, width);
    loop_.run(0, permutations, [&](Predictor& p, const DrawBlock& block) {
      const HeldOut held_out = held_out_correlations(model, p.targets.draws(stream_, block.first),
                                                     machine_.backend, p.scratch);
      for (std::size_t s = block.begin; s < block.end; ++s)
        for (std::size_t j = 0; j < width; ++j)
          out(block.first + s, j) = held_out.correlation[s * width + j];
    });
    return out;
  }

 private:
  const TargetSource& source_;
  DrawStream stream_;
  Machine machine_;
  DrawLoop<Predictor> loop_;
};

GroupFigures figures_of(const RidgeModel& model, HeldOut observed) {
  GroupFigures out{model.features, std::move(observed.correlation), {}};
  for (const std::size_t place : observed.penalty) out.penalties.push_back(model.penalties[place]);
  return out;
}

void check(MatrixView neurons, MatrixView networks, const RidgeTestPlan& plan) {
  check_volumes(neurons, networks);
  if (plan.permutations == 0 || plan.permutations > 100000000)
    fail("permutations is {}; expected 1 to 100000000", plan.permutations);
}

}  // namespace

RidgeTests test_ridge(MatrixView neurons, MatrixView networks,
                      const std::vector<NeuronGroup>& groups, const Nuisance& nuisance,
                      const RidgeTestPlan& plan, const Machine& machine) {
  check(neurons, networks, plan);
  const NullModel& null = null_model_named(plan.null);
  const TestedColumns left = tested_columns(neurons, nuisance, machine.threads);
  const TestedColumns right = tested_columns(networks, nuisance, machine.threads);
  const Matrix clean = unit_residuals(left.unit, nuisance).values;
  const NullDraws null_draws =
      null.draws(sources_of_columns(plan.sources, right.column, networks.cols));
  const std::size_t permutations = std::min(plan.permutations, null_draws.count(networks.rows));
  if (permutations == 0) fail("null model {}: {}", null.name, null_draws.why_none(networks.rows));
  const TargetSource source(right.unit, nuisance, null.basis, machine.backend);
  Tester tester(source, {null_draws, null.name, plan.seed}, machine);
  HeldOutTests tests(right.column, networks.cols, plan.ridge.folds, permutations);
  tester.begin(groups.size() * permutations);
  for (const NeuronGroup& group : groups) {
    const Matrix features = features_of(group, left, clean);
    if (features.cols == 0 || right.column.empty()) {
      tests.add_untested();
      continue;
    }
    const RidgeModel model = ridge_model(features, plan.ridge, machine);
    const AgainstDraws& best =
        tests.add(figures_of(model, tester.observed(model)), tester.draws(model, permutations))
            .largest;
    machine.progress.note(fmt::format("{}: largest r {:.3f}, noise {:.3f}, p {:.3g}", group.label,
                                      best.observed, best.null_mean, best.p));
  }
  return tests.finished();
}

}  // namespace anbn
