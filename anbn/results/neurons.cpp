// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/neurons.h"

#include "anbn/core/error.h"
#include "anbn/results/columns.h"

namespace anbn {
namespace {

struct NeuronRows {
  std::vector<Neuron>& neurons;

  template <class V>
  void columns(V&& column) {
    column.numbered("neuron", neurons.size());
    column("label", members(neurons, &Neuron::label));
    column("layer", members(neurons, &Neuron::layer));
    column("head", members(neurons, &Neuron::head));
    column("dimension", members(neurons, &Neuron::dimension));
  }
};

}  // namespace

void write_neurons(const std::vector<Neuron>& neurons, const std::filesystem::path& folder) {
  write_columns(folder / "neurons.tsv", NeuronRows{visited(neurons)});
}

std::vector<Neuron> read_neurons(const std::filesystem::path& folder) {
  std::vector<Neuron> neurons;
  const std::filesystem::path file = folder / "neurons.tsv";
  read_columns(file, NeuronRows{neurons});
  for (const Neuron& neuron : neurons)
    if (neuron.layer < 1 || neuron.layer > neurons.size())
      fail("{}: {} is in layer {}; expected 1 to {}. Run the stage again", file.string(),
           neuron.label, neuron.layer, neurons.size());
  return neurons;
}

std::vector<std::string> labels_of(const std::vector<Neuron>& neurons) {
  std::vector<std::string> labels;
  for (const Neuron& neuron : neurons) labels.push_back(neuron.label);
  return labels;
}

std::vector<int> layers_of(const std::vector<Neuron>& neurons) {
  std::vector<int> layers;
  for (const Neuron& neuron : neurons) layers.push_back(static_cast<int>(neuron.layer));
  return layers;
}

}  // namespace anbn
