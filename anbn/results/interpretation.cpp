// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/interpretation.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/results/columns.h"
#include "anbn/results/fields.h"
#include "anbn/results/tag_classes.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct Classes {
  InterpretationResults& results;

  template <class V>
  void fields(V&& field) {
    field("column", results.classes.column);
    field("classes", results.classes.names);
    field("numbers", results.numbers);
  }
};

struct ExplainedRows {
  std::vector<std::string>& labels;
  std::vector<NeuronProfile>& neurons;
  std::string tagged_by;  // the column
  std::vector<std::string> query = {}, key = {}, query_class = {}, key_class = {};
  std::vector<std::optional<double>> share = {};

  template <class V>
  void columns(V&& column) {
    column.numbered("neuron", labels.size());
    column("label", labels);
    column("query_" + tagged_by, texts(query));
    column("key_" + tagged_by, texts(key));
    column("share", share);
    column("expected", members(neurons, &NeuronProfile::tag_expected));
    column("log_odds", members(neurons, &NeuronProfile::tag_log_odds));
    side("query_", query_class, &NeuronProfile::query, column);
    side("key_", key_class, &NeuronProfile::key, column);
  }

  template <class V>
  void side(const std::string& prefix, std::vector<std::string>& names,
            Enrichment NeuronProfile::*of, V& column) {
    column(prefix + "class", texts(names));
    column(prefix + "share", members(neurons, of, &Enrichment::share));
    column(prefix + "expected", members(neurons, of, &Enrichment::expected));
    column(prefix + "log_odds", members(neurons, of, &Enrichment::log_odds));
    column(prefix + "p", members(neurons, of, &Enrichment::p));
    column(prefix + "q", members(neurons, of, &Enrichment::q));
    column(prefix + "tokens", members(neurons, of, &Enrichment::tokens));
    column(prefix + "words", members(neurons, of, &Enrichment::words));
    column(prefix + "word", texts(members(neurons, of, &Enrichment::word)));
    column(prefix + "word_share", members(neurons, of, &Enrichment::word_share));
  }
};

struct TagRows {
  std::vector<TagCount>& tags;
  std::string tagged_by;
  std::vector<std::string> query = {}, key = {};

  template <class V>
  void columns(V&& column) {
    column("counted", members(tags, &TagCount::counted));
    column("query_" + tagged_by, query);
    column("key_" + tagged_by, key);
    column("neurons", members(tags, &TagCount::neurons));
    column("share", members(tags, &TagCount::share));
    column("expected", members(tags, &TagCount::expected));
    column("low", members(tags, &TagCount::low));
    column("high", members(tags, &TagCount::high));
  }
};

struct NumberRows {
  InterpretationResults& results;
  std::vector<std::string> number = {};

  template <class V>
  void columns(V&& column) {
    std::vector<NumberDifference>& rows = results.interpretation.numbers;
    column("neuron", ordinals(members(rows, &NumberDifference::neuron), results.labels.size()));
    column.derived("label", rows.size(),
                   [&](std::size_t i) { return results.labels[rows[i].neuron]; });
    column("number", number);
    column("side", members(rows, &NumberDifference::side));
    column("pairs", members(rows, &NumberDifference::pairs));
    column("mean", members(rows, &NumberDifference::mean));
    column("difference", members(rows, &NumberDifference::difference));
    column("p", members(rows, &NumberDifference::p));
    column("q", members(rows, &NumberDifference::q));
  }
};

struct TokenPairRows {
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
    for (const NamedColumn& of : tokens.columns)
      if (of.name == results.classes.column) {
        column.derived("query_" + of.name, pairs.size(),
                       [&](std::size_t i) { return word_value(tokens, of, pairs[i].query); });
        column.derived("key_" + of.name, pairs.size(),
                       [&](std::size_t i) { return word_value(tokens, of, pairs[i].key); });
      }
    column("product", members(pairs, &NeuronPair::product));
  }

  std::optional<std::string> upos(std::size_t token) const {
    const std::string& tag = tokens.table.tokens[token].upos;
    return tag.empty() ? std::nullopt : std::optional(tag);
  }
};

void read_neurons_of(const fs::path& file, InterpretationResults& results) {
  std::vector<NeuronProfile>& neurons = results.interpretation.neurons;
  ExplainedRows rows{results.labels, neurons, results.classes.column};
  read_columns(file, rows);
  for (std::size_t i = 0; i < neurons.size(); ++i) {
    const std::size_t query = class_named(results.classes, rows.query[i], file),
                      key = class_named(results.classes, rows.key[i], file);
    if (rows.share[i]) {
      expect_class(results.classes, std::max(query, key), file);
      neurons[i].tag = {query, key, *rows.share[i]};
    }
    neurons[i].query.category = class_named(results.classes, rows.query_class[i], file);
    neurons[i].key.category = class_named(results.classes, rows.key_class[i], file);
  }
}

void read_classes(const fs::path& file, InterpretationResults& results) {
  Classes fields{results};
  read_fields(file, fields);
  check_classes(results.classes, file);
}

void read_numbers(const fs::path& file, InterpretationResults& results) {
  NumberRows rows{results};
  read_columns(file, rows);
  std::vector<NumberDifference>& numbers = results.interpretation.numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto found = std::find(results.numbers.begin(), results.numbers.end(), rows.number[i]);
    if (found == results.numbers.end() || numbers[i].neuron == kNoIndex)
      fail("{}: row {} is of the number '{}' and of no known neuron or number. Run the stage again",
           file.string(), i + 1, rows.number[i]);
    numbers[i].number = static_cast<std::size_t>(found - results.numbers.begin());
  }
}

}  // namespace

void write(const InterpretationResults& given, const TokensResults& tokens,
           const fs::path& folder) {
  InterpretationResults& results = visited(given);
  Interpretation& found = results.interpretation;
  const NeuronPairs& pairs = found.pairs;
  write_npy_int32(folder / "pair_query.npy", pairs.query, pairs.neurons, pairs.width);
  write_npy_int32(folder / "pair_key.npy", pairs.key, pairs.neurons, pairs.width);
  write_npy(folder / "pair_product.npy", pairs.product);
  write_npy_int32(folder / "profiles.npy", found.profiles, found.profiles.size() / kProfileCells,
                  kProfileCells);
  write_npy(folder / "profiles_expected.npy", found.expected);
  const TagClasses& classes = results.classes;
  const auto name = [&](std::size_t index) { return name_of_class(classes, index); };
  write_fields(folder / "classes.json", Classes{results});
  ExplainedRows neurons{results.labels, found.neurons, classes.column};
  for (const NeuronProfile& neuron : found.neurons) {
    const auto& tag = neuron.tag;
    neurons.query.push_back(name(tag ? tag->query : kNoIndex));
    neurons.key.push_back(name(tag ? tag->key : kNoIndex));
    neurons.share.push_back(tag ? std::optional(tag->share) : std::nullopt);
    neurons.query_class.push_back(name(neuron.query.category));
    neurons.key_class.push_back(name(neuron.key.category));
  }
  write_columns(folder / "neurons.tsv", neurons);
  write_columns(
      folder / "tags.tsv",
      TagRows{found.tags, classes.column, names_of_members(classes, found.tags, &TagCount::query),
              names_of_members(classes, found.tags, &TagCount::key)});
  if (!results.numbers.empty()) {
    NumberRows numbers{results};
    for (const NumberDifference& row : found.numbers)
      numbers.number.push_back(results.numbers.at(row.number));
    write_columns(folder / "numbers.tsv", numbers);
  }
  write_columns(folder / "pairs.tsv", TokenPairRows{results, tokens});
}

InterpretationResults read_tags(const fs::path& folder) {
  InterpretationResults results;
  Interpretation& found = results.interpretation;
  read_classes(folder / "classes.json", results);
  const TagClasses& classes = results.classes;
  read_neurons_of(folder / "neurons.tsv", results);
  TagRows tags{found.tags, classes.column};
  const fs::path file = folder / "tags.tsv";
  read_columns(file, tags);
  set_classes(classes, tags.query, file, &TagCount::query, found.tags);
  set_classes(classes, tags.key, file, &TagCount::key, found.tags);
  for (const TagCount& tag : found.tags) expect_class(classes, std::max(tag.query, tag.key), file);
  return results;
}

InterpretationResults read_interpretation_tables(const fs::path& folder,
                                                 const TokensResults& tokens) {
  InterpretationResults results = read_tags(folder);
  if (!results.numbers.empty()) read_numbers(folder / "numbers.tsv", results);
  const fs::path pairs = folder / "pairs.tsv";
  read_columns(pairs, TokenPairRows{results, tokens});
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
  StoredProfiles profiles = read_profiles(folder, pairs.neurons);
  results.interpretation.profiles = std::move(profiles.counts);
  results.interpretation.expected = std::move(profiles.expected);
  return results;
}

StoredProfiles read_profiles(const fs::path& folder, std::size_t neurons) {
  NpyIntegers counts = read_npy_int32(folder / "profiles.npy");
  Matrix expected = read_npy_matrix(folder / "profiles_expected.npy");
  if (counts.rows != neurons || counts.cols != kProfileCells || expected.rows != neurons ||
      expected.cols != kProfileCells)
    fail("{}: profiles*.npy are [{} x {}] and [{} x {}]; expected [{} x {}]. Run the stage again",
         folder.string(), counts.rows, counts.cols, expected.rows, expected.cols, neurons,
         kProfileCells);
  for (const std::int32_t count : counts.values)
    if (count < 0)
      fail("{}: found {} pairs; run the stage again", (folder / "profiles.npy").string(), count);
  return {std::move(counts.values), std::move(expected)};
}

}  // namespace anbn
