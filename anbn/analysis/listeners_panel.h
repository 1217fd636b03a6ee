// SPDX-License-Identifier: Apache-2.0
// What single listeners say of the anchored pairs in one arrangement of the networks: as they were
// observed, or with random phases. The nuisance set is taken out of each arrangement: what is left
// of a listener's series, and how large it is, differs from draw to draw.
//
// The covariances of all neurons with all networks of all listeners are one product a block of
// neurons. A group of listeners has the sum of its listeners' covariances, so that every half and
// every leave-one-out group costs sums of what is in cache, and no product of its own.
#pragma once

#include "anbn/analysis/listeners_cuts.h"
#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/core/random.h"
#include "anbn/stats/correlation.h"
#include "anbn/stats/draws/permutation.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// Both sides without series that cannot be tested, in the Fourier basis.
struct ListenerSeries {
  /// Its networks are [T x L M], listener by listener, of the norms that they were given with; a
  /// series that is missing is 0.
  DrawableSeries series;
  std::size_t count = 0;     // L
  std::size_t networks = 0;  // M
};

/// `neurons` [T x N], each of `listeners` [T x M] are centred columns, those of neurons of norm 1.
ListenerSeries listener_series(const Matrix& neurons, const std::vector<Matrix>& listeners,
                               const Nuisance& nuisance, const Machine& machine);

/// All networks of all listeners in one arrangement, without the nuisance set.
struct ArrangedListeners {
  Matrix networks;               // [T x L M]
  std::vector<double> products;  // [M x L x L] inner products of a network's listeners
};

/// Takes the nuisance set out of `arranged.networks` and fills the products.
/// @param projections  [K x L M] for what is taken out
void clean(const ListenerSeries& series, ArrangedListeners& arranged, Matrix& projections,
           const Backend& backend);

/// A cut with what turns sums of covariances into correlations.
struct ScaledCut {
  ListenerCut cut;
  std::vector<float> first, second;  // [M] 1 / norm of a group's summed series; 0: it has none
  enum class Anchored { in_both, in_second } anchored;
};

/// Of one side's anchored pairs; an entry a series. Correlations are turned by the sign that the
/// anchored one has, so that held-out ones below 0 speak against it; NaN where there are none.
struct SideOfListeners {
  std::vector<Anchor> anchors;  // in the sum of all listeners
  Matrix by_listener;           // [C x L] the anchored pair's correlation in each; NaN: missing
  std::vector<float> listener_mean, listener_sd, flip_p;
  std::vector<float> half_selected, half_held_out, half_same;  // mean over halves; same: share
  std::vector<float> rest_selected, rest_held_out;             // one left out; mean over listeners
};

/// Of the pair that is the largest of all in the group in which it is chosen.
struct BestPairOfListeners {
  double half_selected = 0, half_held_out = 0, rest_selected = 0, rest_held_out = 0;
};

struct ListenerFigures {
  SideOfListeners neurons, networks;
  BestPairOfListeners best;
};

/// Computes the figures of arrangements one after another. Belongs to one thread.
class ListenerPanel {
 public:
  /// All arguments must outlive the panel.
  ListenerPanel(const ListenerSeries& series, const std::vector<ListenerCut>& halves,
                const SignFlips& flips, Delta delta, const Backend& backend);

  ListenerFigures observed();
  /// With one set of random phases for all networks of all listeners: their dependence stays.
  ListenerFigures drawn(RandomKey key);

 private:
  // The largest correlation of a network so far, in one group; with its other group's.
  struct Best {
    float statistic = -2, selected = 0, held_out = 0;
    std::size_t neuron = kNoIndex;
  };
  struct Group {
    const Matrix* correlations;
    const std::vector<float>* scale;
  };
  // What is gathered over cuts for one neuron.
  struct Tally {
    std::vector<double> selected, held_out, count;
  };

  ListenerFigures measure();
  void scale();
  void add_block(std::size_t first, std::size_t count);
  void sum_all(std::size_t count);
  void anchor_in_all(std::size_t first, std::size_t count);
  void correlate(const ScaledCut& cut, std::size_t count);
  const Matrix& statistics(const Group& group, std::size_t count);
  void choose(const Group& chosen, const Group& other, std::size_t first, std::size_t count,
              Tally& tally, std::vector<Best>& best, std::vector<std::size_t>& anchors);
  void finish_networks();
  void finish_pairs(SideOfListeners& side);
  void finish_tally(const Tally& tally, std::vector<float>& selected,
                    std::vector<float>& held_out) const;
  MutableView listener_block(std::size_t listener, std::size_t count);

  const ListenerSeries& series_;
  const SignFlips& flips_;
  Delta delta_;
  const Backend& backend_;
  std::vector<ScaledCut> cuts_;               // with the scales of the arrangement
  std::vector<float> all_scale_, one_scale_;  // [M], [L x M]
  std::size_t block_;
  ArrangedListeners arranged_;
  Matrix projections_, products_, sums_, first_, second_, statistics_, flipped_;
  std::vector<float> maxima_;
  ListenerFigures figures_;
  Tally half_, rest_;
  std::vector<float> same_;
  std::vector<std::size_t> anchors_[2];
  std::vector<std::vector<Best>> best_[2];  // [cuts][M], chosen in the first and the second group
  std::vector<Best> best_of_all_;
};

}  // namespace anbn
