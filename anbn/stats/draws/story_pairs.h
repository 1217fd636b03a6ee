// SPDX-License-Identifier: Apache-2.0
// The words of every story beside the brain of every other: what arrangements of stories are made
// of. All products of a pair of stories are made once a block of neurons; an arrangement is then a
// sum over its stories.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/signal/nuisance.h"
#include "anbn/stats/draws/length_classes.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// Both sides of a story over all its volumes, and what is regressed out.
struct PairedStory {
  const Matrix& neurons;     // [T x N]
  const Matrix& networks;    // [T x M]
  const Nuisance& nuisance;  // may be empty
  double weight = 1;         // goes with its brain, whatever words that stands beside
};

/// Stories of one class, ready for products.
struct ClassPairs {
  std::size_t first = 0;        // place of its first story among those of all classes
  std::vector<double> shares;   // [n] of each brain; of all classes together 1
  std::vector<Matrix> neurons;  // [n] words: [N x L] rows of norm 1 without the story's set
  Matrix networks;              // [L x n M] brains: columns of norm 1 with the set still in them
  /// [n n M] words by brains by networks: what turns a product into a partial correlation given the
  /// set of the words, times the brain's share; 0 where the set leaves nothing.
  std::vector<float> scale;

  std::size_t stories() const { return neurons.size(); }
};

/// Every pair of words and brain within a class, over the class's volumes. The brain loses the
/// nuisance set of the words that it stands beside, its own or others, so that each pair has as
/// many dimensions left as the own one.
struct StoryPairs {
  /// Throws Error as make_nuisance does. `stories` must outlive the call alone.
  StoryPairs(const std::vector<PairedStory>& stories, const std::vector<LengthClass>& classes,
             const Machine& machine);

  std::size_t neurons = 0, networks = 0;
  std::size_t stories = 0;  // in all classes
  std::size_t pairs = 0;    // n^2 of each class
  std::vector<ClassPairs> classes;

  /// Turns each brain's place in its class, in the order of Arrangements, into its pair's number.
  void number(std::span<std::size_t> brains) const;
};

/// The products of a block of neurons with all pairs. Belongs to one thread.
class PairPanel {
 public:
  /// `pairs` and `backend` must outlive the panel.
  PairPanel(const StoryPairs& pairs, const Backend& backend);

  /// How many neurons one block has: as many as keep the products of a thread within 32 MiB, at
  /// least one. It depends on the problem alone: shapes decide the last bit.
  static std::size_t neurons_together(const StoryPairs& pairs);

  /// Makes the products of neurons first .. first+count-1. What the set leaves nothing of has
  /// correlation 1 beside another story's and 0 beside its own, which counts against a finding.
  void set(std::size_t first, std::size_t count);
  /// Writes the correlations [M] of neuron `i` of the block over all stories.
  /// @param numbers  [stories] of the pairs
  void write(std::size_t i, std::span<const std::size_t> numbers, std::span<float> out) const;

 private:
  void put_lost(std::size_t first, std::size_t count);

  const StoryPairs& pairs_;
  const Backend& backend_;
  Matrix products_;  // [block x pairs M]
};

}  // namespace anbn
