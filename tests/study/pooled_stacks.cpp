// SPDX-License-Identifier: Apache-2.0
// Tests a stack of small studies of several stories, as the stage `pooled` would: for
// calibration_pooled.py.
//
// usage: pooled_stacks NEURONS.npy NETWORKS.npy OUT.npy VOLUMES CUTOFF_S PERMUTATIONS FIRST_SEED
// TR_S
//
// VOLUMES are those of each story ("120,160,240"); NEURONS [A x sum of them x N], NETWORKS [A x sum
// x M], story after story. Study a has the seed FIRST_SEED + a; CUTOFF_S is that of the cosines
// that are regressed out. OUT [A x 5] has the p of the verdict, of the largest pair, of the mean
// largest of neurons and of networks, and of the mean of r^2.
#include "anbn/analysis/pooled.h"
#include "anbn/analysis/story_views.h"
#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/results/significance.h"
#include "tests/study/stacks.h"
#include "tests/support/machine.h"

#include <cstdlib>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kFigures = 5;

/// What the page calls the answer: of the summary that the stage writes.
std::vector<double> figures_of(const std::vector<anbn::StorySeries>& stories,
                               const anbn::SignificanceOptions& options,
                               const anbn::Machine& machine) {
  std::vector<anbn::StoryFacts> facts;
  for (const anbn::StorySeries& story : stories)
    facts.push_back({story.name, story.neurons.rows, 1, {}});
  const anbn::Pooled pooled =
      anbn::pool_stories(anbn::views_of(stories), anbn::other_stories(facts), {},
                         anbn::Delta::signed_value, options, {}, machine);
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < stories.front().neurons.cols; ++i)
    labels.push_back("neuron " + std::to_string(i));
  const anbn::OmnibusSummary found =
      anbn::summary_of(pooled.tests, labels, stories.front().nuisance, options, "all stories")
          .omnibus;
  return {found.p, found.largest.noise.p, found.neurons.noise.p, found.networks.noise.p,
          found.square.noise.p};
}

void run(char** argv) {
  const anbn::NpyArray neurons = anbn::read_npy(argv[1]), networks = anbn::read_npy(argv[2]);
  const std::vector<std::size_t> volumes = anbn::numbers_in(argv[4]);
  const std::size_t all = std::accumulate(volumes.begin(), volumes.end(), std::size_t{0});
  if (neurons.shape.size() != 3 || networks.shape.size() != 3 || neurons.shape[1] != all ||
      networks.shape[1] != all)
    anbn::fail("{}, {}: expected two stacks [A x {} x series]", argv[1], argv[2], all);
  const double tr_s = std::strtod(argv[8], nullptr);
  anbn::SignificanceOptions options;
  options.permutations = std::strtoll(argv[6], nullptr, 10);
  options.noise_draws = 0;
  anbn::OwnMachine machine("cpu", 1);
  anbn::NpyArray out{{neurons.shape[0], kFigures}, {}};
  for (std::size_t a = 0; a < neurons.shape[0]; ++a) {
    std::vector<anbn::StorySeries> stories;
    std::size_t first = 0;
    for (std::size_t s = 0; s < volumes.size(); first += volumes[s], ++s)
      stories.push_back({"story " + std::to_string(s), anbn::slice(neurons, a, first, volumes[s]),
                         anbn::slice(networks, a, first, volumes[s]),
                         anbn::nuisance_of(volumes[s], tr_s, argv[5])});
    options.seed = std::strtoll(argv[7], nullptr, 10) + static_cast<std::int64_t>(a);
    for (const double p : figures_of(stories, options, machine))
      out.values.push_back(static_cast<float>(p));
  }
  anbn::write_npy(argv[3], out);
}

}  // namespace

int main(int argc, char** argv) { return anbn::exit_code_of(run, 9, argc, argv); }
