// SPDX-License-Identifier: Apache-2.0
// words + a causal model -> how surprising each word is, and the blood response to it: a low-level
// regressor that tells of expectation and of no layer.
#include "anbn/stages/surprisal.h"

#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/core/memory.h"
#include "anbn/model/encoder.h"
#include "anbn/neurons/neurons.h"
#include "anbn/results/surprisal.h"
#include "anbn/runner/make_stage.h"
#include "anbn/signal/hrf.h"
#include "anbn/text/surprisal_series.h"

namespace anbn {

TokensOptions tokens_of(const SurprisalOptions& o) {
  TokensOptions tokens;
  static_cast<WordsOptions&>(tokens) = o;
  static_cast<ContextOptions&>(tokens) = o;
  static_cast<VolumesOptions&>(tokens) = o;
  tokens.vocabulary = o.vocabulary;
  tokens.tagger = WordTagger::none;
  return tokens;
}

namespace {

namespace fs = std::filesystem;

/// [K] of each token, where it is read.
std::vector<float> nats_of(const fs::path& model, const TokenTable& table, const Machine& machine) {
  const ModelConfig config = read_model_config(model);
  neurons_of(find_neuron_kind("surprisal"), config, model.string());
  const std::vector<Segment> sequences = sequences_of(table);
  require_memory(encoder_bytes(config, sequences),
                 fmt::format("{}: a model of {} dimensions", model.string(), config.hidden),
                 available_memory());
  const Weights weights = weights_of(config, WeightSource::pretrained, model, 1);
  std::vector<float> nats;
  const Tap taps[] = {Tap::surprisal};
  encode(config, weights, sequences, taps, machine,
         [&](std::size_t, std::size_t sequence, Tap, ConstView values) {
           const ReadRows rows = read_rows(table, sequence);
           for (std::size_t i = 0; i < rows.count; ++i)
             nats.push_back(values.data[(rows.first + i) * values.stride]);
         });
  return nats;
}

void run(const SurprisalOptions& o, const fs::path& out, RunContext& context) {
  const StoryTokens story = read_story_tokens(tokens_of(o), context.notes);
  const TokenTable& table = story.table;
  SurprisalResults results;
  for (const WordPlace& word : story.story.transcript.words) results.words.push_back(word.surface);
  results.volumes = table.word_volumes;
  results.nats = surprisal_of_words(table, nats_of(o.surprisal_model.path, table, context.machine));
  const Matrix response = response_to(
      [&](std::int64_t first, std::size_t count) {
        return surprisal_series(table, results.nats, first, count);
      },
      static_cast<std::size_t>(o.volumes), double_gamma_hrf(o.tr_s), context.machine.threads);
  results.response.name = "surprisal";
  results.response.values.assign(response.values.begin(), response.values.end());
  write(results, out);
}

Cost cost(const SurprisalOptions& o, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  Cost cost{0.1, kProgramBytes, 40 * real(s.tokens)};
  try {
    const ModelConfig c = read_model_config(o.surprisal_model.path);
    const double layers = real(c.layers) * c.layer_weights(), head = real(c.vocabulary * c.hidden);
    cost.seconds += 3 * real(s.read) * (layers + head) / in.rates.flops;
    cost.memory += kFloatBytes * (3 * c.layer_weights() + 20 * real(s.read * c.hidden));
  } catch (const Error&) {  // told where the study is checked
  }
  return cost;
}

}  // namespace

extern const Stage kSurprisalStage = make_stage<SurprisalOptions, run, cost>(
    "surprisal", "words and a causal model -> how surprising each word is, as a regressor",
    "anbn surprisal --words align.csv --surprisal-model gpt2 --vocabulary gpt2/vocab.json "
    "--tr-s 1.5 --first-volume 10 --volumes 282 --out surprisal",
    1, {.only_if_asked = true, .filled_in = kVocabulary, .settings_of = "tokens"});

}  // namespace anbn
