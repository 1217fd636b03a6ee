// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/coupling_inputs.h"

#include "anbn/core/error.h"
#include "anbn/results/networks.h"
#include "anbn/results/timecourses.h"
#include "anbn/results/tokens.h"
#include "anbn/runner/options_json.h"
#include "anbn/signal/hrf.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

void keep_first(Matrix& x, std::size_t rows) {
  x.rows = rows;
  x.values.resize(rows * x.cols);
}

}  // namespace

CouplingInputs read_coupling_inputs(const fs::path& timecourses, const fs::path& networks,
                                    const std::string& story, Lengths lengths) {
  CouplingInputs in;
  TimecoursesResults predicted = read_timecourses(timecourses);
  in.neurons = std::move(predicted.timecourses);
  in.labels = labels_of(predicted.neurons);
  in.layers = layers_of(predicted.neurons);
  in.story = story_in(networks, story);
  in.networks = read_courses(networks, in.story);
  if (lengths == Lengths::shorter) {
    const std::size_t volumes = std::min(in.networks.rows, in.neurons.rows);
    keep_first(in.neurons, volumes);
    keep_first(in.networks, volumes);
  }
  if (in.networks.rows != in.neurons.rows)
    fail(
        "{}: {} volumes; the neurons' time courses have {}. Expected the same story: check "
        "first_volume and volumes of `anbn networks` and `anbn tokens`.",
        courses_file(networks, in.story).string(), in.networks.rows, in.neurons.rows);
  return in;
}

std::vector<Matrix> networks_of_other_stories(const fs::path& networks, const std::string& story) {
  std::vector<Matrix> others;
  for (const std::string& name : stories_in(networks))
    if (name != story) others.push_back(read_courses(networks, name));
  return others;
}

std::vector<float> predicted_word_rate(const fs::path& tokens, std::size_t volumes,
                                       Threads& threads, Lengths lengths) {
  const TokenTable table = read_tokens(tokens).table;
  const std::size_t found = table.words_in.size();
  if (lengths == Lengths::same ? found != volumes : found < volumes)
    fail("{}: {} volumes; the neurons' time courses have {}. Were they made from these tokens?",
         (tokens / "volumes.tsv").string(), found, volumes);
  const std::vector<double> hrf = double_gamma_hrf(tr_of_tokens(tokens));
  const auto history = static_cast<std::int64_t>(history_of(hrf));
  const std::vector<std::int64_t> counts =
      count_in_volumes(table.word_volumes, -history, history + static_cast<std::int64_t>(volumes));
  Matrix words(counts.size(), 1);
  std::copy(counts.begin(), counts.end(), words.values.begin());
  return convolve_then_cut(words, hrf, threads).values;
}

Delta delta_of_coupling(const fs::path& coupling) {
  return choice_of_stage<Delta>(coupling, "coupling", "delta");
}

double tr_of_tokens(const fs::path& tokens) {
  return nlohmann::json::parse(option_of_stage(tokens, "tokens", "tr_s")).get<double>();
}

std::vector<NeuronGroup> groups_of_neurons(const std::vector<Neuron>& neurons, Features features) {
  std::vector<NeuronPlace> places;
  for (const Neuron& neuron : neurons) {
    if (neuron.head == 0 && features == Features::head)
      fail("--features is head, but {} belongs to no head; expected layer or all", neuron.label);
    places.push_back({std::to_string(neuron.layer), std::to_string(neuron.head)});
  }
  return groups_of(places, features);
}

}  // namespace anbn
