// SPDX-License-Identifier: Apache-2.0
// What the stages `coupling` and `significance` both read.
#pragma once

#include "anbn/analysis/encoding.h"
#include "anbn/core/matrix.h"
#include "anbn/core/options.h"
#include "anbn/core/parallel.h"
#include "anbn/neurons/neurons.h"
#include "anbn/stats/correlation.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// What becomes of two sides of different length: a mistake in a story of its own, to be expected
/// where the words of one story are coupled with the brains of another (a control).
enum class Lengths { same, shorter };
constexpr auto names_of(Lengths) { return named("same", "shorter"); }

/// Both sides of one story over its T volumes.
struct CouplingInputs {
  Matrix neurons;                   // [T x N]
  std::vector<std::string> labels;  // [N]
  std::vector<int> layers;          // [N]
  Matrix networks;                  // [T x M]
  std::string story;                // its name, whether it was given or the only one
};

/// The groups of neurons that predict together. Throws Error where heads are asked for of neurons
/// that belong to none.
std::vector<NeuronGroup> groups_of_neurons(const std::vector<Neuron>& neurons, Features features);

/// Reads `timecourses` (its stage's folder) and the mean time courses of `story` in `networks`; an
/// empty `story` means the only one there is. Throws Error if there is none or several, or the two
/// sides differ in length and `lengths` says that they must not.
CouplingInputs read_coupling_inputs(const std::filesystem::path& timecourses,
                                    const std::filesystem::path& networks, const std::string& story,
                                    Lengths lengths = Lengths::same);

/// The mean time courses [T' x M] of all stories in `networks` but `story`, in the order of their
/// names.
std::vector<Matrix> networks_of_other_stories(const std::filesystem::path& networks,
                                              const std::string& story);

/// The HRF-convolved number of words a volume [T], from a folder of the stage `tokens`; words
/// before the first volume used belong to it as far as the response reaches. Throws Error if it has
/// not `volumes` volumes (has fewer, where only the first ones are used).
std::vector<float> predicted_word_rate(const std::filesystem::path& tokens, std::size_t volumes,
                                       Threads& threads, Lengths lengths = Lengths::same);

/// The delta that a folder of the stage `coupling` was made with.
Delta delta_of_coupling(const std::filesystem::path& coupling);

/// The repetition time that a folder of the stage `tokens` was made with [s].
double tr_of_tokens(const std::filesystem::path& tokens);

}  // namespace anbn
