// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/story_pairs.h"

#include "anbn/signal/standardize.h"
#include "anbn/stats/draws/draw_columns.h"

#include <algorithm>
#include <cassert>

namespace anbn {
namespace {

constexpr std::size_t kProducts = std::size_t{8} << 20;  // floats of a thread: 32 MiB
constexpr std::size_t kMostNeurons = 64;                 // more make no product faster

Matrix first_rows(const Matrix& x, std::size_t rows) {
  assert(rows <= x.rows);
  Matrix out(rows, x.cols);
  std::copy_n(x.values.begin(), out.values.size(), out.values.begin());
  return out;
}

/// What the first `volumes` of a set explain.
Nuisance cut(const Nuisance& nuisance, std::size_t volumes) {
  if (nuisance.rank() == 0 || nuisance.volumes == volumes) return nuisance;
  std::vector<Regressor> left;
  for (std::size_t k = 0; k < nuisance.rank(); ++k) {
    const auto row = nuisance.basis.begin() + static_cast<std::ptrdiff_t>(k * nuisance.volumes);
    left.push_back({"", {row, row + static_cast<std::ptrdiff_t>(volumes)}});
  }
  return make_nuisance(volumes, left);
}

Matrix rows_of_basis(const Nuisance& nuisance, std::size_t volumes) {
  Matrix rows(nuisance.rank(), volumes);
  std::transform(nuisance.basis.begin(), nuisance.basis.end(), rows.values.begin(),
                 [](double v) { return static_cast<float>(v); });
  return rows;
}

/// The brains of a class side by side.
Matrix side_by_side(const std::vector<PairedStory>& stories, const LengthClass& members) {
  const std::size_t networks = stories.front().networks.cols;
  Matrix out(members.volumes, members.stories.size() * networks);
  for (std::size_t b = 0; b < members.stories.size(); ++b) {
    const Matrix brain =
        unit_columns(first_rows(stories[members.stories[b]].networks, members.volumes)).values;
    for (std::size_t t = 0; t < brain.rows; ++t)
      std::ranges::copy(brain.row(t),
                        out.row(t).begin() + static_cast<std::ptrdiff_t>(b * networks));
  }
  return out;
}

/// The words of one story without their set, and the scale of all brains beside them.
void add_words(const PairedStory& story, std::size_t a, ClassPairs& to, const Backend& backend) {
  const std::size_t volumes = to.networks.rows;
  const Nuisance set = cut(story.nuisance, volumes);
  const Matrix unit = unit_columns(first_rows(story.neurons, volumes)).values;
  to.neurons[a] = transposed(unit_residuals(unit, set).values);
  Matrix brains = to.networks, projections(set.rank(), brains.cols);
  take_out(rows_of_basis(set, volumes), view_of(brains), view_of(projections), backend);
  const std::vector<double> norms = column_norms(view_of(brains));
  const std::size_t networks = norms.size() / to.shares.size();
  for (std::size_t k = 0; k < norms.size(); ++k)
    to.scale[a * norms.size() + k] =
        is_explained(norms[k]) ? 0 : static_cast<float>(to.shares[k / networks] / norms[k]);
}

}  // namespace

StoryPairs::StoryPairs(const std::vector<PairedStory>& all, const std::vector<LengthClass>& of,
                       const Machine& machine)
    : neurons(all.front().neurons.cols), networks(all.front().networks.cols) {
  std::vector<double> weights;
  for (const PairedStory& story : all) weights.push_back(story.weight);
  const std::vector<double> shares = shares_in(of, weights);
  for (const LengthClass& members : of) {
    const std::size_t n = members.stories.size();
    ClassPairs& next = classes.emplace_back();
    next.first = stories;
    for (const std::size_t s : members.stories) next.shares.push_back(shares[s]);
    next.neurons.resize(n);
    next.networks = side_by_side(all, members);
    next.scale.resize(n * n * networks);
    machine.threads.for_each_block(n, [&](std::size_t a, std::size_t) {
      add_words(all[members.stories[a]], a, next, machine.backend);
    });
    stories += n;
    pairs += n * n;
  }
}

void StoryPairs::number(std::span<std::size_t> brains) const {
  assert(brains.size() == stories);
  std::size_t before = 0;
  for (const ClassPairs& c : classes) {
    const std::size_t n = c.stories();
    for (std::size_t a = 0; a < n; ++a) brains[c.first + a] += before + a * n;
    before += n * n;
  }
}

PairPanel::PairPanel(const StoryPairs& pairs, const Backend& backend)
    : pairs_(pairs),
      backend_(backend),
      products_(neurons_together(pairs), pairs.pairs * pairs.networks) {}

std::size_t PairPanel::neurons_together(const StoryPairs& pairs) {
  return std::clamp<std::size_t>(kProducts / (pairs.pairs * pairs.networks), 1, kMostNeurons);
}

void PairPanel::set(std::size_t first, std::size_t count) {
  assert(count <= products_.rows);
  std::size_t at = 0;
  for (const ClassPairs& c : pairs_.classes) {
    const std::size_t columns = c.networks.cols;
    for (std::size_t a = 0; a < c.stories(); ++a, at += columns) {
      const MutableView out{products_.values.data() + at, count, columns, products_.cols};
      backend_.gemm(1, rows_of(c.neurons[a], first, count), Transpose::no, view_of(c.networks),
                    Transpose::no, 0, out);
      const float* scale = c.scale.data() + a * columns;
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = 0; k < columns; ++k) out.data[i * out.stride + k] *= scale[k];
    }
  }
  put_lost(first, count);
}

void PairPanel::put_lost(std::size_t first, std::size_t count) {
  const std::size_t networks = pairs_.networks;
  std::size_t at = 0;
  for (const ClassPairs& c : pairs_.classes)
    for (std::size_t a = 0; a < c.stories(); ++a)
      for (std::size_t b = 0; b < c.stories(); ++b, at += networks) {
        const auto scale = std::span(c.scale).subspan((a * c.stories() + b) * networks, networks);
        const bool some = std::ranges::find(scale, 0.0f) != scale.end();
        const float lost = a == b ? 0 : static_cast<float>(c.shares[b]);
        for (std::size_t i = 0; i < count; ++i) {
          const auto words = c.neurons[a].row(first + i);
          const bool all = std::ranges::all_of(words, [](float v) { return v == 0; });
          float* r = products_.row(i).data() + at;
          for (std::size_t j = 0; (all || some) && j < networks; ++j)
            if (all || scale[j] == 0) r[j] = lost;
        }
      }
}

void PairPanel::write(std::size_t i, std::span<const std::size_t> numbers,
                      std::span<float> out) const {
  const std::size_t networks = pairs_.networks;
  const float* products = products_.row(i).data();
  std::copy_n(products + numbers[0] * networks, networks, out.begin());
  for (std::size_t s = 1; s < numbers.size(); ++s) {
    const float* r = products + numbers[s] * networks;
    for (std::size_t j = 0; j < networks; ++j) out[j] += r[j];
  }
}

}  // namespace anbn
