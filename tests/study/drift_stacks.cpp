// SPDX-License-Identifier: Apache-2.0
// Tests a stack of small stories, or compares one of sets of stories or of listeners, as the stages
// `significance`, `between-stories` and `listeners` would: for shared_drift.py, which needs
// thousands of analyses.
//
// usage: drift_stacks story|stories|listeners NEURONS.npy NETWORKS.npy OUT.npy COUNT SET DRAWS
// FIRST_SEED TR_S
//
// COUNT stories, or one: NEURONS [A x COUNT T x N], NETWORKS [A x COUNT T x M], story after story.
// COUNT listeners: NEURONS [A x T x N], NETWORKS [A x COUNT T x M], listener after listener.
// Analysis a has the seed FIRST_SEED + a. SET is a cutoff [s] or a file, as of nuisance_of(). OUT
// [A x F] has the p of each figure of the whole story or of the first two; their names are printed,
// one a line.
#include "anbn/analysis/between_stories.h"
#include "anbn/analysis/listeners.h"
#include "anbn/analysis/significance.h"
#include "anbn/core/error.h"
#include "anbn/stats/draws/null_range.h"
#include "tests/study/stacks.h"
#include "tests/support/machine.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Called {
  std::string name;
  double p;
};

struct Stacks {
  anbn::NpyArray neurons, networks;
  std::size_t count = 0;
  anbn::Nuisance nuisance;
  std::size_t draws = 0, first_seed = 0;

  std::size_t volumes() const { return networks.shape[1] / count; }
};

/// The calibrated test, and the mean of the largest correlations beside that of noise, of which the
/// page shows the range.
std::vector<Called> of_story(const Stacks& in, std::size_t a, const anbn::Machine& machine) {
  const anbn::Matrix neurons = anbn::slice(in.neurons, a, 0, in.volumes());
  const anbn::Matrix networks = anbn::slice(in.networks, a, 0, in.volumes());
  const anbn::Anchoring anchoring = anbn::anchors_of(
      anbn::correlation_matrix(neurons, networks, machine), anbn::Delta::signed_value);
  const std::uint64_t seed = in.first_seed + a;
  const anbn::NullTests tests = anbn::test_against_null(
      neurons, networks, anchoring, in.nuisance, {.permutations = in.draws, .seed = seed}, machine);
  std::vector<Called> called = {{"largest of all", tests.global.p},
                                {"a neuron's largest", tests.neurons.max_p.at(0)},
                                {"a network's largest", tests.networks.max_p.at(0)}};
  const anbn::NoiseDraws noise = anbn::noise_of({{"", neurons, networks, in.nuisance}}, in.draws,
                                                seed, anbn::Delta::signed_value, machine);
  const auto add_mean = [&](const std::string& side, const std::vector<anbn::Anchor>& best,
                            const anbn::Matrix& drawn) {
    double observed = 0;
    for (const anbn::Anchor& anchor : best) observed += anchor.correlation;
    std::vector<double> means;
    for (std::size_t d = 0; d < drawn.rows; ++d) {
      const auto row = drawn.row(d);
      means.push_back(std::accumulate(row.begin(), row.end(), 0.0) /
                      static_cast<double>(best.size()));
    }
    called.push_back(
        {"mean largest of " + side,
         anbn::null_range(observed / static_cast<double>(best.size()), means, anbn::Tail::upper)
             .p});
  };
  add_mean("neurons", tests.neurons.best, noise.neuron_correlation);
  add_mean("networks", tests.networks.best, noise.network_correlation);
  return called;
}

std::vector<Called> of_stories(const Stacks& in, std::size_t a, const anbn::Machine& machine) {
  std::vector<anbn::StorySeries> stories;
  for (std::size_t s = 0; s < in.count; ++s)
    stories.push_back({fmt::format("story {}", s),
                       anbn::slice(in.neurons, a, s * in.volumes(), in.volumes()),
                       anbn::slice(in.networks, a, s * in.volumes(), in.volumes()), in.nuisance});
  const std::vector<int> layers(stories.front().neurons.cols, 1);
  const anbn::StoryPair pair =
      anbn::compare_stories(stories, layers, {.draws = in.draws, .seed = in.first_seed + a},
                            machine)
          .pairs.at(0);
  std::vector<Called> called;
  for (const auto& f : pair.agreement) called.push_back({"agreement, " + f.name, f.noise.p});
  for (const auto& f : pair.differences)
    if (!f.layer) called.push_back({"difference, " + f.side + " " + f.name, f.noise.p});
  return called;
}

std::vector<Called> of_listeners(const Stacks& in, std::size_t a, const anbn::Machine& machine) {
  std::vector<anbn::Matrix> listeners;
  for (std::size_t l = 0; l < in.count; ++l)
    listeners.push_back(anbn::slice(in.networks, a, l * in.volumes(), in.volumes()));
  const anbn::ListenerPlan plan{
      .draws = in.draws, .splits = 5, .flips = 64, .seed = in.first_seed + a};
  std::vector<Called> called;
  for (const auto& f : anbn::compare_listeners(anbn::slice(in.neurons, a, 0, in.volumes()),
                                               {listeners.begin(), listeners.end()}, in.nuisance,
                                               plan, machine)
                           .figures)
    if (!std::isnan(f.noise.p)) called.push_back({f.side + " " + f.name, f.noise.p});
  return called;
}

void run(char** argv) {
  Stacks in;
  in.neurons = anbn::read_npy(argv[2]);
  in.networks = anbn::read_npy(argv[3]);
  in.count = std::strtoull(argv[5], nullptr, 10);
  in.nuisance = anbn::nuisance_of(in.volumes(), std::strtod(argv[9], nullptr), argv[6]);
  in.draws = std::strtoull(argv[7], nullptr, 10);
  in.first_seed = std::strtoull(argv[8], nullptr, 10);
  const std::string_view kind = argv[1];
  const auto called_in = kind == "story" ? of_story : kind == "stories" ? of_stories : of_listeners;
  const std::size_t analyses = in.neurons.shape[0];
  anbn::OwnMachine machine("cpu", 1);
  anbn::NpyArray out;
  for (std::size_t a = 0; a < analyses; ++a) {
    const std::vector<Called> called = called_in(in, a, machine);
    out.shape = {analyses, called.size()};
    for (const Called& figure : called) {
      out.values.push_back(static_cast<float>(figure.p));
      if (a == 0) std::printf("%s\n", figure.name.c_str());
    }
  }
  anbn::write_npy(argv[4], out);
}

}  // namespace

int main(int argc, char** argv) { return anbn::exit_code_of(run, 10, argc, argv); }
