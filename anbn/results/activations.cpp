// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/activations.h"

#include "anbn/core/error.h"
#include "anbn/results/columns.h"

#include <algorithm>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

fs::path layer_file(const fs::path& folder, std::size_t layer, std::string_view part) {
  return folder / fmt::format("layer_{:02}_{}.npy", layer, part);
}

struct AttentionRows {
  std::vector<std::optional<std::size_t>>& windows;

  template <class V>
  void columns(V&& column) {
    column.numbered("layer", windows.size());
    column("window", windows);
  }
};

constexpr const char* kAttention = "attention.tsv";

}  // namespace

void write_windows(const std::vector<std::size_t>& windows, const fs::path& folder) {
  std::vector<std::optional<std::size_t>> bounds;
  for (const std::size_t window : windows)
    bounds.push_back(window == 0 ? std::nullopt : std::optional(window));
  write_columns(folder / kAttention, AttentionRows{bounds});
}

ActivationsWriter::ActivationsWriter(fs::path folder, const std::vector<Neuron>& neurons,
                                     std::size_t tokens)
    : folder_(std::move(folder)), tokens_(tokens) {
  write_neurons(neurons, folder_);
}

void ActivationsWriter::append(std::size_t layer, std::string_view part, const Matrix& rows) {
  auto growing = parts_.find(part);
  if (growing == parts_.end())
    growing = parts_
                  .emplace(std::string(part),
                           Growing{{layer_file(folder_, layer, part), tokens_, rows.cols}, 0})
                  .first;
  growing->second.file.append(rows.values);
  growing->second.rows += rows.rows;
  if (growing->second.rows < tokens_) return;
  growing->second.file.finish();
  parts_.erase(growing);
}

ActivationsReader::ActivationsReader(fs::path folder)
    : folder_(std::move(folder)), neurons_(read_neurons(folder_)) {
  for (const Neuron& neuron : neurons_) layers_ = std::max(layers_, neuron.layer);
  if (layers_ < 1 || neurons_.size() % layers_ != 0)
    fail("{}: {} neurons in {} layers; expected the same number in each layer",
         (folder_ / "neurons.tsv").string(), neurons_.size(), layers_);
}

std::optional<std::vector<std::size_t>> ActivationsReader::windows() const {
  const fs::path file = folder_ / kAttention;
  if (!fs::exists(file)) return std::nullopt;
  std::vector<std::optional<std::size_t>> bounds;
  read_columns(file, AttentionRows{bounds});
  if (bounds.size() != layers_)
    fail("{}: {} layers, neurons.tsv has {}; run the stage again", file.string(), bounds.size(),
         layers_);
  std::vector<std::size_t> windows;
  for (const auto& bound : bounds) windows.push_back(bound.value_or(0));
  return windows;
}

Matrix ActivationsReader::read(std::size_t layer, std::string_view part, std::size_t tokens) const {
  const fs::path file = layer_file(folder_, layer, part);
  const std::size_t columns = neurons_.size() / layers_;
  Matrix x = read_npy_matrix(file);
  if (x.rows != tokens || x.cols == 0 || x.cols % columns != 0)
    fail(
        "{}: a matrix [{} x {}]; expected [{} x {}], or several columns a neuron, for the tokens "
        "and neurons given. Were the activations made from these tokens?",
        file.string(), x.rows, x.cols, tokens, columns);
  return x;
}

}  // namespace anbn
