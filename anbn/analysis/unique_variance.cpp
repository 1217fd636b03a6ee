// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/unique_variance.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace anbn {
namespace {

/// The low-level regressors of all stories, of variance 1 in each without its nuisance set.
struct LowLevelBand {
  std::vector<std::string> names;
  Matrix values;  // [T x k]
};

LowLevelBand band_of(const RidgeStories& stories, const std::vector<LowLevel>& low_level) {
  LowLevelBand band;
  for (const LowLevel& story : low_level)
    for (const Regressor& regressor : story)
      if (std::find(band.names.begin(), band.names.end(), regressor.name) == band.names.end())
        band.names.push_back(regressor.name);
  Matrix all(stories.volumes(), band.names.size());
  std::size_t first = 0;
  for (std::size_t s = 0; s < low_level.size(); ++s) {
    const std::size_t volumes = stories.stories[s].volumes;
    Matrix own(volumes, band.names.size());
    for (const Regressor& regressor : low_level[s]) {
      if (regressor.values.size() != volumes)
        fail("{}: low-level regressor {} has {} values; expected one for each of the {} volumes",
             stories.stories[s].name, regressor.name, regressor.values.size(), volumes);
      const auto place = std::find(band.names.begin(), band.names.end(), regressor.name);
      for (std::size_t t = 0; t < volumes; ++t)
        own(t, static_cast<std::size_t>(place - band.names.begin())) =
            static_cast<float>(regressor.values[t]);
    }
    put_standardized(unit_residuals(unit_columns(own).values, stories.tested.nuisance[s]).values,
                     first, all);
    first += volumes;
  }
  std::vector<char> usable(band.names.size());
  for (std::size_t t = 0; t < all.rows; ++t)
    for (std::size_t j = 0; j < all.cols; ++j) usable[j] = usable[j] || all(t, j) != 0;
  const std::vector<std::size_t> kept = indices_of(usable);
  band.values = columns_kept(all, kept);
  std::vector<std::string> names;
  for (const std::size_t j : kept) names.push_back(band.names[j]);
  band.names = std::move(names);
  return band;
}

/// What least squares on the band explain of `y` [T x M].
Matrix explained(const LowLevelBand& band, const Matrix& y) {
  std::vector<Regressor> regressors;
  for (std::size_t j = 0; j < band.names.size(); ++j) {
    Regressor regressor{band.names[j], {}};
    for (std::size_t t = 0; t < y.rows; ++t) regressor.values.push_back(band.values(t, j));
    regressors.push_back(std::move(regressor));
  }
  const Nuisance basis = make_nuisance(y.rows, regressors);
  std::vector<double> fit(y.values.size()), weights(y.cols);
  for (std::size_t k = 0; k < basis.rank(); ++k) {
    const double* row = basis.basis.data() + k * y.rows;
    std::fill(weights.begin(), weights.end(), 0);
    for (std::size_t t = 0; t < y.rows; ++t)
      for (std::size_t j = 0; j < y.cols; ++j) weights[j] += row[t] * y(t, j);
    for (std::size_t t = 0; t < y.rows; ++t)
      for (std::size_t j = 0; j < y.cols; ++j) fit[t * y.cols + j] += row[t] * weights[j];
  }
  Matrix out(y.rows, y.cols);
  std::copy(fit.begin(), fit.end(), out.values.begin());
  return out;
}

/// The part of story `s`, whose volumes begin at `first`, of norm 1 where it was of variance 1.
Matrix story_part(const Matrix& all, std::size_t first, std::size_t volumes) {
  Matrix out(volumes, all.cols);
  const auto scale = static_cast<float>(1 / std::sqrt(static_cast<double>(volumes)));
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t j = 0; j < all.cols; ++j) out(t, j) = scale * all(first + t, j);
  return out;
}

/// Networks as their low-level part and the rest, of which phases are drawn. Drawn is the raw
/// series less that part: drift leaves draws as it leaves the networks.
std::vector<StoryTarget> fit_and_rest(const RidgeStories& stories, const Matrix& networks,
                                      const Matrix& fit, const NullModel& null,
                                      const Backend& backend) {
  std::vector<StoryTarget> out;
  std::size_t first = 0;
  for (std::size_t s = 0; s < stories.stories.size(); ++s) {
    const Matrix& raw = stories.tested.networks[s].unit;
    const Matrix own = story_part(fit, first, raw.rows),
                 clean = story_part(networks, first, raw.rows);
    Matrix rest(raw.rows, raw.cols);
    std::vector<float> norms(raw.cols);
    for (std::size_t j = 0; j < raw.cols; ++j) {
      // Of the raw series: what of it is left without the set has norm 1 in `clean`.
      double left = 0, norm = 0;
      for (std::size_t t = 0; t < raw.rows; ++t) left += double{raw(t, j)} * clean(t, j);
      for (std::size_t t = 0; t < raw.rows; ++t) {
        const double e = double{clean(t, j)} - own(t, j);
        norm += e * e;
        rest(t, j) = static_cast<float>(raw(t, j) / left - own(t, j));
      }
      norms[j] = static_cast<float>(std::sqrt(norm));
    }
    out.push_back(
        {TargetSource(unit_columns(rest).values, stories.tested.nuisance[s], null.basis, backend),
         own, std::move(norms)});
    first += raw.rows;
  }
  return out;
}

double held_out_r2(const BandedHeldOut& held_out, std::size_t c) { return held_out.r2(c); }

/// The low-level regressors alone: R^2 of networks and draws, which gains are over.
struct WithoutNeurons {
  std::optional<BandedHeldOut> observed;  // none where there is no regressor: nothing is explained
  DrawnFigures drawn;

  double r2(std::size_t j) const { return observed ? observed->r2(j) : 0; }
  double r2(std::size_t fold, std::size_t j) const { return observed ? observed->r2(fold, j) : 0; }
};

WithoutNeurons without_neurons(const RidgeStories& stories, const LowLevelBand& band,
                               const UniqueVarianceOptions& options, StoryDraws& draws,
                               const Machine& machine) {
  WithoutNeurons out{{}, DrawnFigures(draws.permutations(), stories.tested_networks().size())};
  if (band.names.empty()) return out;
  const BandedModel model =
      banded_model(band.values, {}, stories.folds, {options.low_level_penalties, {}}, machine);
  out.observed = draws.observed(model);
  out.drawn = draws.drawn(model, held_out_r2);
  return out;
}

/// Gains of one group of neurons.
class GainOfGroup {
 public:
  GainOfGroup(BandedModel model, const WithoutNeurons& without, StoryDraws& draws)
      : model_(std::move(model)),
        without_(without),
        observed_(draws.observed(model_)),
        drawn_(draws.drawn(model_, held_out_r2)) {
    for (std::size_t d = 0; d < drawn_.permutations(); ++d)
      for (std::size_t j = 0; j < drawn_.networks(); ++j) drawn_(d, j) -= without.drawn(d, j);
  }

  const DrawnFigures& drawn() const { return drawn_; }
  GroupFigures figures(std::size_t usable) const {
    GroupFigures out{usable, {}, {}};
    for (std::size_t j = 0; j < observed_.targets; ++j)
      out.figures.push_back(observed_.r2(j) - without_.r2(j));
    for (const std::size_t place : observed_.penalty)
      out.penalties.push_back(model_.plan.penalties[place]);
    return out;
  }
  void put(const std::vector<std::size_t>& columns, std::size_t group, UniqueVariance& out) const {
    const std::size_t folds = observed_.folds();
    for (std::size_t j = 0; j < columns.size(); ++j) {
      out.r2(group, columns[j]) = static_cast<float>(observed_.r2(j));
      for (std::size_t f = 0; f < folds; ++f) {
        const std::size_t row = group * folds + f;
        out.fold_gain(row, columns[j]) = static_cast<float>(observed_.r2(f, j) - without_.r2(f, j));
        out.low_level_penalty(row, columns[j]) = static_cast<float>(
            model_.plan.narrow_penalties[observed_.narrow_penalty[f * columns.size() + j]]);
      }
    }
  }

 private:
  BandedModel model_;
  const WithoutNeurons& without_;
  BandedHeldOut observed_;
  DrawnFigures drawn_;
};

}  // namespace

void UniqueVarianceOptions::check() const {
  StoryRidgeOptions::check();
  check_rising(low_level_penalties, "low-level-penalties");
}

UniqueVariance unique_variance(const StoryViews& views, const std::vector<LowLevel>& low_level,
                               std::vector<NeuronGroup> groups,
                               const UniqueVarianceOptions& options, double tr_s,
                               const Machine& machine) {
  const RidgeStories stories(views, options, tr_s, machine);
  const std::vector<std::size_t>& columns = stories.tested_networks();
  const std::size_t networks = views.front().networks.cols, folds = stories.folds.folds.size();
  UniqueVariance out;
  out.encoding = untested_encoding(stories, std::move(groups), options);
  out.stories = stories.stories;
  const std::vector<NeuronGroup>& all = out.encoding.groups;
  out.low_level_r2.assign(networks, kNan);
  out.r2 = all_nan(all.size(), networks);
  out.low_level_penalty = out.fold_gain = all_nan(all.size() * folds, networks);
  HeldOutTests tests(columns, networks, folds, static_cast<std::size_t>(options.permutations));
  const LowLevelBand band = band_of(stories, low_level);
  out.low_level = band.names;
  if (columns.empty()) {
    for (std::size_t g = 0; g < all.size(); ++g) tests.add_untested();
    out.encoding.tests = tests.finished();
    return out;
  }
  const NullModel& null = null_model_for(NullRole::calibrated);
  const Matrix observed = networks_of(targets_of(stories, null, machine.backend), machine.backend);
  StoryDraws draws(
      fit_and_rest(stories, observed, explained(band, observed), null, machine.backend),
      stories.stories, null, "unique-variance", options, machine);
  draws.begin(all.size() + (band.names.empty() ? 0 : 1));
  const WithoutNeurons without = without_neurons(stories, band, options, draws, machine);
  for (std::size_t j = 0; j < columns.size(); ++j) out.low_level_r2[columns[j]] = without.r2(j);
  for (std::size_t g = 0; g < all.size(); ++g) {
    const Matrix features = features_of(all[g], stories.tested.neurons.front(), stories.neurons);
    if (features.cols == 0) {
      tests.add_untested();
      continue;
    }
    const GainOfGroup gain(banded_model(features, band.values, stories.folds,
                                        {options.penalties, options.low_level_penalties}, machine),
                           without, draws);
    const AgainstDraws& best = tests.add(gain.figures(features.cols), gain.drawn()).largest;
    gain.put(columns, g, out);
    machine.progress.note(fmt::format("{}: largest gain {:.4f}, noise {:.4f}, p {:.3g}",
                                      all[g].label, best.observed, best.null_mean, best.p));
  }
  out.encoding.tests = tests.finished();
  return out;
}

}  // namespace anbn
