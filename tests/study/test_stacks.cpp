// SPDX-License-Identifier: Apache-2.0
// Tests a stack of small analyses against one null model, as the stage `significance` would: for
// calibration.py, which needs tens of thousands of tests and cannot start a program for each.
//
// usage: test_stacks NEURONS.npy NETWORKS.npy OUT.npy NULL SET PERMUTATIONS FIRST_SEED TR_S
// MIN_SHIFT_S
//
// SET is a cut-off period of cosines [s] (0: no nuisance set), or a table of regressors as the
// stage `nuisance` writes it, of which the first T rows are taken.
//
// NEURONS [A x T x N], NETWORKS [A x T x M]; analysis a is tested with the seed FIRST_SEED + a. OUT
// [A x 13 x (N + M)] has the rows pair_p, pair_q, max_p, max_q, p_fwe, partner (from 0), p of the
// global test, 95th percentile of its null distribution; p of any coupling, of the mean over
// neurons, over networks and of r^2 alone, and of the figures by layer, of which the neurons have
// four in turn (from the global test on the same in all columns).
#include "anbn/analysis/significance.h"
#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/signal/hrf.h"
#include "tests/study/stacks.h"
#include "tests/support/machine.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kRows = 13, kLayers = 4;

void write_rows(const anbn::NullTests& tests, float* out) {
  const std::size_t neurons = tests.neurons.best.size();
  const std::size_t columns = neurons + tests.networks.best.size();
  for (std::size_t c = 0; c < columns; ++c) {
    const anbn::SideTests& side = c < neurons ? tests.neurons : tests.networks;
    const std::size_t i = c < neurons ? c : c - neurons;
    const double rows[kRows] = {side.pair_p[i],
                                side.pair_q[i],
                                side.max_p[i],
                                side.max_q[i],
                                side.p_fwe[i],
                                static_cast<double>(side.best[i].index),
                                tests.global.p,
                                tests.global.null_95,
                                tests.omnibus.p(),
                                tests.omnibus.neurons.noise.p,
                                tests.omnibus.networks.noise.p,
                                tests.omnibus.square.noise.p,
                                tests.omnibus.layers_p()};
    for (std::size_t r = 0; r < kRows; ++r) out[r * columns + c] = static_cast<float>(rows[r]);
  }
}

void run(char** argv) {
  const anbn::NpyArray neurons = anbn::read_npy(argv[1]), networks = anbn::read_npy(argv[2]);
  if (neurons.shape.size() != 3 || networks.shape.size() != 3 ||
      neurons.shape[0] != networks.shape[0])
    anbn::fail("{}, {}: expected two stacks [A x T x series] of as many analyses", argv[1],
               argv[2]);
  const double tr_s = std::strtod(argv[8], nullptr);
  const std::uint64_t first_seed = std::strtoull(argv[7], nullptr, 10);
  anbn::TestPlan plan;
  plan.null = argv[4];
  plan.permutations = std::strtoull(argv[6], nullptr, 10);
  plan.sources.tr_s = tr_s;
  plan.sources.min_shift_s = std::strtod(argv[9], nullptr);
  plan.sources.hrf = [tr_s] { return anbn::double_gamma_hrf(tr_s); };
  for (std::size_t i = 0; i < neurons.shape[2]; ++i)
    plan.layers.push_back(static_cast<int>(i * kLayers / neurons.shape[2]));
  anbn::OwnMachine machine("cpu", 1);
  const std::size_t columns = neurons.shape[2] + networks.shape[2];
  anbn::NpyArray out{{neurons.shape[0], kRows, columns}, {}};
  out.values.resize(neurons.shape[0] * kRows * columns);
  const std::size_t volumes = neurons.shape[1];
  const anbn::Nuisance nuisance = anbn::nuisance_of(volumes, tr_s, argv[5]);
  for (std::size_t a = 0; a < neurons.shape[0]; ++a) {
    const anbn::Matrix left = anbn::slice(neurons, a, 0, volumes);
    const anbn::Matrix right = anbn::slice(networks, a, 0, volumes);
    const anbn::Anchoring anchoring =
        anbn::anchors_of(anbn::correlation_matrix(left, right, machine), anbn::Delta::signed_value);
    plan.seed = first_seed + a;
    write_rows(anbn::test_against_null(left, right, anchoring, nuisance, plan, machine),
               out.values.data() + a * kRows * columns);
  }
  anbn::write_npy(argv[3], out);
}

}  // namespace

int main(int argc, char** argv) { return anbn::exit_code_of(run, 10, argc, argv); }
