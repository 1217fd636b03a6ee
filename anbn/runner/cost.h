// SPDX-License-Identifier: Apache-2.0
// What the cost of a stage is reckoned from.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/cost.h"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace anbn {

struct Mask;

/// Counts that say how much work a part of a study is.
struct Sizes {
  std::size_t tokens = 0, segments = 0, volumes = 0;  // K, S, T
  // Tokens that the model reads, those in several windows each time; and in how many sequences.
  std::size_t read = 0, sequences = 0;
  std::size_t listeners = 0, scans = 0, networks = 0;                       // -, -, M
  std::size_t layers = 0, heads = 0, hidden = 0, neurons = 0, weights = 0;  // ..., N, bytes
  std::size_t activations = 0;  // numbers of a token in all layers, from which neurons are made
  double layer_weights = 0;     // numbers in the matrices of one layer
  double head_weights = 0;      // in the matrix of the language-model head, where it is asked for
};

/// Seconds that kinds of work took for a moment, each measured once.
class Measurements {
 public:
  double once(const std::string& work, const std::function<double()>& measure) {
    const auto found = seconds_.find(work);
    return found != seconds_.end() ? found->second : seconds_[work] = measure();
  }

 private:
  std::map<std::string, double> seconds_;
};

struct CostInputs {
  /// Of the job's story; of all stories where a stage runs once a variant or once a study; of all
  /// stories of all variants and controls where it comes after all.
  std::vector<Sizes> sizes;
  std::string story;  // of the job; may be empty
  const Mask& mask;   // of the study; empty where it has no scans
  const MachineRates& rates;
  Measurements& measured;
  const Machine& machine;

  double threads() const { return machine.threads.count(); }
};

}  // namespace anbn
