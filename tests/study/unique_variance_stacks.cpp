// SPDX-License-Identifier: Apache-2.0
// Tests a stack of small studies of several stories, as the stage `unique-variance` would: for
// unique_variance_level.py.
//
// usage: unique_variance_stacks NEURONS.npy NETWORKS.npy LOW_LEVEL.npy OUT.npy VOLUMES GROUPS
// CUTOFF_S PERMUTATIONS FIRST_SEED TR_S
//
// VOLUMES are those of each story ("120,160,240"); NEURONS [A x sum of them x N], NETWORKS [A x sum
// x M] and LOW_LEVEL [A x sum x k], story after story; neurons are cut into GROUPS equal groups.
// Study a has the seed FIRST_SEED + a; CUTOFF_S is that of the cosines that are regressed out.
// OUT [A x 1 + 2 M] has the p of the largest gain, and of each network its own p and its
// family-wise one.
#include "anbn/analysis/story_views.h"
#include "anbn/analysis/unique_variance.h"
#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "tests/study/stacks.h"
#include "tests/support/machine.h"

#include <cstdlib>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

namespace {

using anbn::Matrix;

anbn::LowLevel regressors_of_columns(const Matrix& columns) {
  anbn::LowLevel out;
  for (std::size_t j = 0; j < columns.cols; ++j) {
    anbn::Regressor regressor{"low level " + std::to_string(j), {}};
    for (std::size_t t = 0; t < columns.rows; ++t) regressor.values.push_back(columns(t, j));
    out.push_back(std::move(regressor));
  }
  return out;
}

std::vector<anbn::NeuronGroup> equal_groups(std::size_t neurons, std::size_t count) {
  std::vector<anbn::NeuronGroup> groups(count);
  for (std::size_t i = 0; i < neurons; ++i) {
    anbn::NeuronGroup& group = groups[i * count / neurons];
    group.label = "L" + std::to_string(i * count / neurons + 1);
    group.neurons.push_back(i);
  }
  return groups;
}

void run(char** argv) {
  const anbn::NpyArray neurons = anbn::read_npy(argv[1]), networks = anbn::read_npy(argv[2]),
                       low_level = anbn::read_npy(argv[3]);
  const std::vector<std::size_t> volumes = anbn::numbers_in(argv[5]);
  const std::size_t all = std::accumulate(volumes.begin(), volumes.end(), std::size_t{0});
  for (const anbn::NpyArray* stack : {&neurons, &networks, &low_level})
    if (stack->shape.size() != 3 || stack->shape[1] != all)
      anbn::fail("{}, {}, {}: expected three stacks [A x {} x series]", argv[1], argv[2], argv[3],
                 all);
  const double tr_s = std::strtod(argv[10], nullptr);
  anbn::UniqueVarianceOptions options;
  options.permutations = std::strtoll(argv[8], nullptr, 10);
  options.penalties = {1, 10, 100, 1000};
  anbn::OwnMachine machine("cpu", 1);
  const std::size_t width = networks.shape[2];
  anbn::NpyArray out{{neurons.shape[0], 1 + 2 * width}, {}};
  for (std::size_t a = 0; a < neurons.shape[0]; ++a) {
    std::vector<anbn::StorySeries> stories;
    std::vector<anbn::LowLevel> low;
    std::size_t first = 0;
    for (std::size_t s = 0; s < volumes.size(); first += volumes[s], ++s) {
      stories.push_back({"story " + std::to_string(s), anbn::slice(neurons, a, first, volumes[s]),
                         anbn::slice(networks, a, first, volumes[s]),
                         anbn::nuisance_of(volumes[s], tr_s, argv[7])});
      low.push_back(regressors_of_columns(anbn::slice(low_level, a, first, volumes[s])));
    }
    options.seed = std::strtoll(argv[9], nullptr, 10) + static_cast<std::int64_t>(a);
    const anbn::RidgeTests tests =
        anbn::unique_variance(anbn::views_of(stories), low,
                              equal_groups(neurons.shape[2], std::stoul(argv[6])), options, tr_s,
                              machine)
            .encoding.tests;
    out.values.push_back(static_cast<float>(tests.global.p));
    for (std::size_t j = 0; j < width; ++j) {
      out.values.push_back(static_cast<float>(tests.networks[j].p));
      out.values.push_back(static_cast<float>(tests.p_fwe[j]));
    }
  }
  anbn::write_npy(argv[4], out);
}

}  // namespace

int main(int argc, char** argv) { return anbn::exit_code_of(run, 11, argc, argv); }
