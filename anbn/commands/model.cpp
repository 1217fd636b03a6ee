// SPDX-License-Identifier: Apache-2.0
// anbn model: what a model folder holds, which neurons it has, and what reading takes here.
#include "anbn/commands/make_command.h"
#include "anbn/core/error.h"
#include "anbn/model/architectures/architecture.h"
#include "anbn/model/encoder.h"
#include "anbn/model/model_files.h"
#include "anbn/neurons/neurons.h"
#include "anbn/report/prose/answers.h"
#include "anbn/stages/rates.h"
#include "anbn/text/tokenizers/tokenizer_files.h"

#include <algorithm>
#include <ostream>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWords = 1000;
constexpr double kTokensAWord = 1.3;  // of English in the vocabularies at hand

struct ModelOptions {
  Input model{InputKind::model};

  static constexpr std::string_view kRequired[] = {"model"};

  template <class V>
  void visit(V&& option) {
    option("model", model, "folder with config.json, weights and a tokenizer");
  }
};

void line(std::ostream& answer, std::string_view name, const std::string& words) {
  answer << fmt::format("  {:<14} {}\n", name, words);
}

std::string shape_words(const ModelConfig& c) {
  return fmt::format(
      "{} of {} heads{} of {} dimensions; hidden {}, {}feed-forward {}", c.layers, c.heads.count,
      c.heads.key_count < c.heads.count ? fmt::format(" (sharing {} key heads)", c.heads.key_count)
                                        : "",
      c.heads.size, c.hidden, c.feed_forward == ModelConfig::FeedForward::gated ? "gated " : "",
      c.intermediate);
}

std::string sight_words(const ModelConfig& c) {
  const auto windows = c.windows_before();
  if (!windows) return fmt::format("a token sees all of its segment, at most {}", c.positions);
  const std::size_t widest = *std::max_element(windows->begin(), windows->end());
  const bool bounded = std::find(windows->begin(), windows->end(), 0) == windows->end();
  return fmt::format("a token sees itself and those before it{}; a segment has at most {}",
                     bounded ? fmt::format(" (at most {})", widest) : "", c.positions);
}

std::string weights_words(const fs::path& folder) {
  if (!has_weights(folder))
    return "none here: expected model.safetensors; untrained weights (weights = \"random\") need "
           "none";
  const ModelFiles files(folder);
  double parameters = 0, bytes = 0;
  std::set<std::string> types;
  for (const SafeTensor* tensor : files.tensors()) {
    parameters += real(tensor->count());
    bytes += real(tensor->bytes.size());
    types.insert(tensor->dtype);
  }
  const std::vector<fs::path> parts = weight_files(folder);  // and what lists them
  const auto count = std::count_if(parts.begin(), parts.end(), [](const fs::path& part) {
    return part.extension() == ".safetensors";
  });
  std::string names;
  for (const std::string& type : types) names += (names.empty() ? "" : ", ") + type;
  return fmt::format("{:.1f} million numbers ({}), {:.0f} MB in {}", parameters / 1e6, names,
                     bytes / 1e6, counted(static_cast<std::size_t>(count), "file"));
}

std::string tokenizer_words(const fs::path& folder) {
  const fs::path file = tokenizer_file(folder);
  if (!fs::exists(file)) return "none here: expected " + tokenizer_file_names();
  const Tokenizer tokenizer = read_tokenizer(file);
  return fmt::format("{}: {} pieces, {} put before and {} behind each segment",
                     file.filename().string(), tokenizer.size(), tokenizer.prefix().size(),
                     tokenizer.suffix().size());
}

std::string neurons_words(const ModelConfig& config) {
  std::string text;
  for (const NeuronKind& kind : neuron_kinds())
    if (const std::size_t count = kind.neurons(config).size(); count > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", kind.name, count);
  return text;
}

/// Every layer reads all tokens; each token meets those of its segment.
std::string reading_words(const ModelConfig& c, const Machine& machine) {
  const auto tokens = static_cast<std::size_t>(kTokensAWord * real(kWords));
  const std::size_t longest = std::min(tokens, c.positions);
  std::vector<Segment> segments((tokens + longest - 1) / longest, Segment(longest));
  const double flops = 2 * real(tokens) * real(c.layers) *
                       (c.layer_weights() + 2 * real(longest) * real(c.width(Tap::query)));
  const MachineRates rates = machine_rates(fs::temp_directory_path(), machine);
  return fmt::format("about {:.1f} s and {:.0f} MB beside the mapped weights, with {}",
                     1.5 * flops / rates.flops, (kProgramBytes + encoder_bytes(c, segments)) / 1e6,
                     counted(static_cast<std::size_t>(machine.threads.count()), "thread"));
}

Outcome run(const ModelOptions& o, CommandContext& context) {
  const fs::path& folder = o.model.path;
  if (!fs::is_directory(folder))
    fail("{}: no such folder; expected one with config.json, as Hugging Face writes it",
         folder.string());
  const ModelConfig config = read_model_config(folder);
  context.answer << fmt::format("{}\n", folder.string());
  line(context.answer, "architecture",
       fmt::format("{}: {}", config.architecture->name, config.architecture->summary));
  line(context.answer, "layers", shape_words(config));
  line(context.answer, "tokens", sight_words(config));
  line(context.answer, "weights", weights_words(folder));
  line(context.answer, "tokenizer", tokenizer_words(folder));
  line(context.answer, "neurons", neurons_words(config));
  line(context.answer, "1,000 words", reading_words(config, context.machine));
  return Outcome::good;
}

}  // namespace

extern const Command kModelCommand = make_command<ModelOptions, run>(
    "model", "what a model folder holds: its shape, neurons, tokenizer, and what reading takes",
    "anbn model models/all-minilm-l6-v2", "model");

}  // namespace anbn
