// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/coupling_inputs.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/results/networks.h"
#include "anbn/runner/stage.h"
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
  in.neurons = read_npy_matrix(timecourses / "timecourses.npy");
  const Table table = read_tsv(timecourses / "neurons.tsv");
  const std::size_t label = table.column("label");
  for (const auto& row : table.rows) in.labels.push_back(row[label]);
  if (in.labels.size() != in.neurons.cols)
    fail("{}: {} neurons; timecourses.npy beside it has {}. Run `anbn timecourses` again.",
         table.file, in.labels.size(), in.neurons.cols);
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
  const Table table = read_tsv(tokens / "volumes.tsv");
  if (lengths == Lengths::same ? table.rows.size() != volumes : table.rows.size() < volumes)
    fail("{}: {} volumes; the neurons' time courses have {}. Were they made from these tokens?",
         table.file, table.rows.size(), volumes);
  Matrix words(volumes, 1);
  const std::size_t column = table.column("words");
  for (std::size_t t = 0; t < volumes; ++t)
    words(t, 0) = static_cast<float>(table.number(t, column));
  return convolve_columns(words, double_gamma_hrf(tr_of_tokens(tokens)), threads).values;
}

Delta delta_of_coupling(const fs::path& coupling) {
  const auto delta = nlohmann::json::parse(option_of_stage(coupling, "coupling", "delta"));
  return value_named<Delta>(delta.get<std::string>(), "delta");
}

double tr_of_tokens(const fs::path& tokens) {
  return nlohmann::json::parse(option_of_stage(tokens, "tokens", "tr_s")).get<double>();
}

}  // namespace anbn
