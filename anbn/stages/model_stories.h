// SPDX-License-Identifier: Apache-2.0
// All stories of a variant read by another model of the same shape, without writing anything down
// but the time courses of its neurons.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/model/encoder.h"
#include "anbn/neurons/timecourses.h"
#include "anbn/runner/stage.h"
#include "anbn/text/token_table.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

class ModelStories {
 public:
  /// @param tokens       folders of the stage `tokens`, one a story
  /// @param timecourses  of the stage `timecourses` of the same stories: all is done as they did it
  /// Throws Error if the model's neurons are not those of the time courses, or it cannot read the
  /// tokens.
  ModelStories(const std::filesystem::path& model, const NeuronKind& kind,
               const std::vector<std::filesystem::path>& tokens,
               const std::vector<std::filesystem::path>& timecourses);

  const ModelConfig& config() const { return config_; }

  /// [T x N] of each story: the bytes that the stages `activations` and `timecourses` would give
  /// for these weights.
  std::vector<Matrix> timecourses(const Weights& weights, const Machine& machine) const;

 private:
  ModelConfig config_;
  std::size_t layers_ = 0;  // that have neurons
  const NeuronKind& kind_;
  std::vector<Segment> segments_;    // of all stories, one after the other
  std::vector<ReadRows> read_;       // of each segment: its rows that are tokens
  std::vector<std::size_t> story_;   // of each segment
  std::vector<std::size_t> tokens_;  // K of each story
  std::vector<HeardVolumes> heard_;  // of each story
};

}  // namespace anbn
