// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/interpretation.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/results/columns.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct NeuronRows {
  std::vector<std::string>& labels;
  std::vector<std::string> query_upos = {}, key_upos = {};
  std::vector<std::optional<double>> share = {};

  template <class V>
  void columns(V&& column) {
    column.numbered("neuron", labels.size());
    column("label", labels);
    column("query_upos", texts(query_upos));
    column("key_upos", texts(key_upos));
    column("share", share);
  }
};

struct PairRows {
  InterpretationResults& results;
  const TokensResults& tokens;

  template <class V>
  void columns(V&& column) {
    std::vector<NeuronPair>& pairs = results.interpretation.readable;
    column("neuron", ordinals(members(pairs, &NeuronPair::neuron), results.labels.size()));
    column.derived("label", pairs.size(),
                   [&](std::size_t i) { return results.labels[pairs[i].neuron]; });
    column("segment", ordinals(members(pairs, &NeuronPair::segment)));
    column("rank", ordinals(members(pairs, &NeuronPair::rank)));
    column("query_token", ordinals(members(pairs, &NeuronPair::query), tokens.pieces.size()));
    column("key_token", ordinals(members(pairs, &NeuronPair::key), tokens.pieces.size()));
    column.derived("query_piece", pairs.size(),
                   [&](std::size_t i) { return tokens.pieces[pairs[i].query]; });
    column.derived("key_piece", pairs.size(),
                   [&](std::size_t i) { return tokens.pieces[pairs[i].key]; });
    column.derived("query_upos", pairs.size(), [&](std::size_t i) { return upos(pairs[i].query); });
    column.derived("key_upos", pairs.size(), [&](std::size_t i) { return upos(pairs[i].key); });
    column("product", members(pairs, &NeuronPair::product));
  }

  std::optional<std::string> upos(std::size_t token) const {
    const std::string& tag = tokens.table.tokens[token].upos;
    return tag.empty() ? std::nullopt : std::optional(tag);
  }
};

std::size_t category_named(const std::string& name, const fs::path& file) {
  const auto names = pos_categories();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    fail("{}: found '{}'; expected a part of speech. Run the stage again", file.string(), name);
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

void write(const InterpretationResults& given, const TokensResults& tokens,
           const fs::path& folder) {
  InterpretationResults& results = visited(given);
  const NeuronPairs& pairs = results.interpretation.pairs;
  write_npy_int32(folder / "pair_query.npy", pairs.query, pairs.neurons, pairs.width);
  write_npy_int32(folder / "pair_key.npy", pairs.key, pairs.neurons, pairs.width);
  write_npy(folder / "pair_product.npy", pairs.product);
  NeuronRows neurons{results.labels};
  for (const auto& tag : results.interpretation.tags) {
    neurons.query_upos.emplace_back(tag ? pos_categories()[tag->query] : "");
    neurons.key_upos.emplace_back(tag ? pos_categories()[tag->key] : "");
    neurons.share.push_back(tag ? std::optional(tag->share) : std::nullopt);
  }
  write_columns(folder / "neurons.tsv", neurons);
  write_columns(folder / "pairs.tsv", PairRows{results, tokens});
}

InterpretationResults read_interpretation_tables(const fs::path& folder,
                                                 const TokensResults& tokens) {
  InterpretationResults results;
  NeuronRows neurons{results.labels};
  const fs::path file = folder / "neurons.tsv";
  read_columns(file, neurons);
  for (std::size_t i = 0; i < neurons.share.size(); ++i) {
    auto& tag = results.interpretation.tags.emplace_back();
    if (neurons.share[i])
      tag = {category_named(neurons.query_upos[i], file), category_named(neurons.key_upos[i], file),
             *neurons.share[i]};
  }
  const fs::path pairs = folder / "pairs.tsv";
  read_columns(pairs, PairRows{results, tokens});
  for (const NeuronPair& pair : results.interpretation.readable)
    if (std::max({pair.neuron, pair.query, pair.key}) == kNoIndex)
      fail("{}: found n/a for a neuron or a token; expected their numbers. Run the stage again",
           pairs.string());
  return results;
}

InterpretationResults read_interpretation(const fs::path& folder, const TokensResults& tokens) {
  InterpretationResults results = read_interpretation_tables(folder, tokens);
  NpyIntegers query = read_npy_int32(folder / "pair_query.npy"),
              key = read_npy_int32(folder / "pair_key.npy");
  NeuronPairs& pairs = results.interpretation.pairs;
  pairs = {query.rows, query.cols, std::move(query.values), std::move(key.values),
           read_npy_matrix(folder / "pair_product.npy")};
  if (pairs.neurons != results.labels.size() || pairs.key.size() != pairs.query.size() ||
      pairs.product.values.size() != pairs.query.size())
    fail("{}: the pair_*.npy files and neurons.tsv hold different numbers; run the stage again",
         folder.string());
  return results;
}

}  // namespace anbn
