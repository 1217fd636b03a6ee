// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/pooled_encoding.h"

#include <fmt/format.h>

#include <utility>

namespace anbn {
namespace {

constexpr std::string_view kPhase = "phase";

double held_out_r(const BandedHeldOut& held_out, std::size_t c) { return held_out.r(c); }

GroupFigures held_out_figures(const BandedModel& model, const BandedHeldOut& held_out,
                              std::size_t usable) {
  GroupFigures out{usable, {}, {}};
  for (std::size_t j = 0; j < held_out.targets; ++j) out.figures.push_back(held_out.r(j));
  for (const std::size_t place : held_out.penalty)
    out.penalties.push_back(model.plan.penalties[place]);
  return out;
}

/// A figure of each fold and network, in the rows of its group and the columns of the networks.
void put_folds(const BandedHeldOut& held_out, const std::vector<std::size_t>& columns,
               std::size_t group, double (BandedHeldOut::*figure)(std::size_t, std::size_t) const,
               Matrix& out) {
  for (std::size_t f = 0; f < held_out.folds(); ++f)
    for (std::size_t j = 0; j < columns.size(); ++j)
      out(group * held_out.folds() + f, columns[j]) = static_cast<float>((held_out.*figure)(f, j));
}

}  // namespace

PooledEncoding encode_stories(const StoryViews& views, std::vector<NeuronGroup> groups,
                              const StoryRidgeOptions& options, double tr_s,
                              const Machine& machine) {
  const RidgeStories stories(views, options, tr_s, machine);
  const std::vector<std::size_t>& columns = stories.tested_networks();
  const std::size_t networks = views.front().networks.cols, folds = stories.folds.folds.size();
  PooledEncoding out;
  out.encoding = untested_encoding(stories, std::move(groups), options);
  const std::vector<NeuronGroup>& all = out.encoding.groups;
  out.stories = stories.stories;
  out.r2 = all_nan(all.size(), networks);
  out.fold_correlation = out.fold_r2 = all_nan(all.size() * folds, networks);
  const NullModel& null = null_model_named(kPhase);
  StoryDraws draws(targets_of(stories, null, machine.backend), stories.stories, null, kPhase,
                   options, machine);
  HeldOutTests tests(columns, networks, folds, draws.permutations());
  draws.begin(all.size());
  for (std::size_t g = 0; g < all.size(); ++g) {
    const Matrix features = features_of(all[g], stories.tested.neurons.front(), stories.neurons);
    if (features.cols == 0 || columns.empty()) {
      tests.add_untested();
      continue;
    }
    const BandedModel model =
        banded_model(features, {}, stories.folds, {options.penalties, {}}, machine);
    const BandedHeldOut observed = draws.observed(model);
    const AgainstDraws& best =
        tests.add(held_out_figures(model, observed, features.cols), draws.drawn(model, held_out_r))
            .largest;
    for (std::size_t j = 0; j < columns.size(); ++j)
      out.r2(g, columns[j]) = static_cast<float>(observed.r2(j));
    put_folds(observed, columns, g, &BandedHeldOut::r, out.fold_correlation);
    put_folds(observed, columns, g, &BandedHeldOut::r2, out.fold_r2);
    machine.progress.note(fmt::format("{}: largest r {:.3f}, noise {:.3f}, p {:.3g}", all[g].label,
                                      best.observed, best.null_mean, best.p));
  }
  out.encoding.tests = tests.finished();
  return out;
}

}  // namespace anbn
