// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/activations.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

fs::path layer_file(const fs::path& folder, std::size_t layer, std::string_view part) {
  return folder / fmt::format("layer_{:02}_{}.npy", layer, part);
}

}  // namespace

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

Matrix ActivationsReader::read(std::size_t layer, std::string_view part, std::size_t tokens) const {
  const fs::path file = layer_file(folder_, layer, part);
  const std::size_t columns = neurons_.size() / layers_;
  Matrix x = read_npy_matrix(file);
  if (x.rows != tokens || x.cols != columns)
    fail(
        "{}: a matrix [{} x {}]; expected [{} x {}] for the tokens and neurons given. Were the "
        "activations made from these tokens?",
        file.string(), x.rows, x.cols, tokens, columns);
  return x;
}

}  // namespace anbn
