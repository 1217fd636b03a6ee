// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `activations`: layer_LL_PART.npy ("query", "key") of each layer LL (01,
// 02, ...), neurons.tsv, and of models whose tokens see only those before them attention.tsv.
// Layers are written and read one by one: together they are large.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/io/npy.h"
#include "anbn/results/neurons.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Writes what the tokens of a model see that see only themselves and those before them: of each
/// layer the most keys of a query, or 0 where that has no bounds. Throws Error if the disk is full.
void write_windows(const std::vector<std::size_t>& windows, const std::filesystem::path& folder);

/// Writes layers as they are computed.
class ActivationsWriter {
 public:
  /// Writes the table of neurons. Throws Error if the disk is full.
  ActivationsWriter(std::filesystem::path folder, const std::vector<Neuron>& neurons,
                    std::size_t tokens);

  /// Appends the rows of some tokens to a part of the layer `layer` (from 1): all of its K tokens
  /// come before the next layer. Throws Error if the disk is full.
  void append(std::size_t layer, std::string_view part, const Matrix& rows);

 private:
  std::filesystem::path folder_;
  std::size_t tokens_;
  struct Growing {
    NpyRows file;
    std::size_t rows = 0;
  };
  std::map<std::string, Growing, std::less<>> parts_;  // those that lack rows
};

/// Reads one layer after another.
class ActivationsReader {
 public:
  /// Throws Error if the table of neurons is missing or damaged, or layers have different numbers
  /// of neurons.
  explicit ActivationsReader(std::filesystem::path folder);

  const std::vector<Neuron>& neurons() const { return neurons_; }
  std::size_t layers() const { return layers_; }
  /// [layers] what write_windows() wrote, or nothing of a model whose tokens see all others. Throws
  /// Error if the table is damaged or of another number of layers.
  std::optional<std::vector<std::size_t>> windows() const;

  /// A part ("query", "key") of the layer `layer` (from 1), [K x columns], as many for each of its
  /// neurons. Throws Error if the file is missing or damaged, or has not `tokens` rows.
  Matrix read(std::size_t layer, std::string_view part, std::size_t tokens) const;

 private:
  std::filesystem::path folder_;
  std::vector<Neuron> neurons_;
  std::size_t layers_ = 0;
};

}  // namespace anbn
