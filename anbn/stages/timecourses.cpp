// SPDX-License-Identifier: Apache-2.0
// activations -> the blood response that each neuron predicts.
#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/neurons/neurons.h"
#include "anbn/runner/make_stage.h"
#include "anbn/signal/hrf.h"
#include "anbn/stages/token_rows.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

struct TimecoursesOptions {
  Input activations{InputKind::stage};
  Input tokens{InputKind::stage};
  Aggregate aggregate = Aggregate::mean;
  EmptyVolumes empty = EmptyVolumes::zero;
  Hrf hrf = Hrf::spm;

  template <class V>
  void visit(V&& option) {
    option("activations", activations, "result of `anbn activations`");
    option("tokens", tokens, "result of `anbn tokens` that they were made from");
    option("aggregate", aggregate, "what is kept of a volume's query-key products");
    option("empty", empty, "activity of a volume without tokens");
    option("hrf", hrf, "haemodynamic response: SPM's double gamma, or none");
  }
};

/// How many tokens each volume has [T].
std::vector<std::size_t> tokens_in_volumes(const TokenRows& tokens) {
  std::vector<std::size_t> counts(tokens.volumes);
  for (std::int64_t volume : tokens.volume)
    if (volume >= 0) ++counts[static_cast<std::size_t>(volume)];
  return counts;
}

std::size_t count_layers(const Table& neurons) {
  std::int64_t layers = 0;
  const std::size_t column = neurons.column("layer");
  for (std::size_t i = 0; i < neurons.rows.size(); ++i)
    layers = std::max(layers, neurons.integer(i, column));
  if (layers < 1 || neurons.rows.size() % static_cast<std::size_t>(layers) != 0)
    fail("{}: {} neurons in {} layers; expected the same number in each layer", neurons.file,
         neurons.rows.size(), layers);
  return static_cast<std::size_t>(layers);
}

/// The parts of one layer [K x columns], checked against the tokens and the neurons.
std::vector<Matrix> read_layer(const std::filesystem::path& folder, const NeuronKind& kind,
                               std::size_t layer, std::size_t tokens, std::size_t columns) {
  std::vector<Matrix> parts;
  for (std::string_view part : kind.parts) {
    const auto path = folder / fmt::format("layer_{:02}_{}.npy", layer, part);
    Matrix x = read_npy_matrix(path);
    if (x.rows != tokens || x.cols != columns)
      fail(
          "{}: a matrix [{} x {}]; expected [{} x {}] for the tokens and neurons given. Were the "
          "activations made from these tokens?",
          path.string(), x.rows, x.cols, tokens, columns);
    parts.push_back(std::move(x));
  }
  return parts;
}

/// Columns whose values are all the same, or not all finite.
std::size_t count_constant(const Matrix& x) {
  std::vector<char> varies(x.cols), broken(x.cols);
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t j = 0; j < x.cols; ++j) {
      varies[j] |= x(t, j) != x(0, j);
      broken[j] |= !std::isfinite(x(t, j));
    }
  std::size_t constant = 0;
  for (std::size_t j = 0; j < x.cols; ++j) constant += !varies[j] || broken[j];
  return constant;
}

void run(const TimecoursesOptions& o, const std::filesystem::path& out, RunContext& context) {
  const TokenRows tokens = read_token_rows(o.tokens.path);
  const std::vector<std::size_t> tokens_in = tokens_in_volumes(tokens);
  const auto silent = static_cast<std::size_t>(std::count(tokens_in.begin(), tokens_in.end(), 0u));
  if (silent == tokens.volumes)
    fail(
        "{}: no token lies in the {} volumes used; expected the story to overlap them. Check "
        "--tr-s, --first-volume and --audio-start-s of `anbn tokens`.",
        (o.tokens.path / "tokens.tsv").string(), tokens.volumes);
  const Table neurons = read_tsv(o.activations.path / "neurons.tsv");
  const std::size_t layers = count_layers(neurons), columns = neurons.rows.size() / layers;
  const NeuronKind& kind = find_neuron_kind(
      nlohmann::json::parse(option_of_stage(o.activations.path, "activations", "neurons"))
          .get<std::string>());
  const std::vector<double> kernel =
      o.hrf == Hrf::spm ? double_gamma_hrf(tokens.tr_s) : std::vector<double>{1};

  Matrix timecourses(tokens.volumes, layers * columns);
  context.machine.progress.begin("layers", layers);
  for (std::size_t layer = 1; layer <= layers; ++layer) {
    const auto parts = read_layer(o.activations.path, kind, layer, tokens.id.size(), columns);
    Matrix activity =
        kind.activity(parts, tokens.volume, tokens.volumes, o.aggregate, context.machine.threads);
    fill_empty_volumes(activity, tokens_in, o.empty);
    const Matrix response = convolve_columns(activity, kernel, context.machine.threads);
    for (std::size_t t = 0; t < tokens.volumes; ++t)
      std::copy_n(response.row(t).begin(), columns,
                  timecourses.row(t).begin() + static_cast<std::ptrdiff_t>((layer - 1) * columns));
    context.machine.progress.advance(layer);
  }
  write_npy(out / "timecourses.npy", timecourses);
  write_tsv(out / "neurons.tsv", neurons);

  const std::size_t constant = count_constant(timecourses);
  context.notes.facts.emplace_back("volumes", std::to_string(tokens.volumes));
  context.notes.facts.emplace_back("silent volumes", std::to_string(silent));
  context.notes.facts.emplace_back("neurons", std::to_string(timecourses.cols));
  context.notes.facts.emplace_back("constant neurons", std::to_string(constant));
  if (constant > 0)
    context.notes.warnings.push_back(
        fmt::format("{} of {} neurons have a constant time course (or one that is not finite) and "
                    "couple with nothing",
                    constant, timecourses.cols));
}

Cost cost(const TimecoursesOptions&, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  Cost cost;
  cost.disk = kFloatBytes * real(s.volumes) * real(s.neurons);
  cost.seconds = 0.01 + 50 * real(s.volumes) * real(s.neurons) / 2e9 / in.threads() +
                 cost.disk / in.rates.write_bytes;
  cost.memory = kProgramBytes + 2 * cost.disk + 2 * kFloatBytes * real(s.tokens) * real(s.hidden);
  return cost;
}

}  // namespace

extern const Stage kTimecoursesStage = make_stage<TimecoursesOptions, run, cost>(
    "timecourses", "neuron activity -> the blood response that it predicts",
    "anbn timecourses --activations activations --tokens tokens --out timecourses", 1,
    {.in_controls = true});

}  // namespace anbn
