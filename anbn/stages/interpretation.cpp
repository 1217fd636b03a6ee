// SPDX-License-Identifier: Apache-2.0
// Queries and keys -> which pairs of tokens make each neuron active, and of what kind they are.
#include "anbn/core/error.h"
#include "anbn/interpret/pos_profile.h"
#include "anbn/interpret/top_pairs.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/rates.h"

#include <algorithm>
#include <memory>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct InterpretationOptions {
  Input activations{InputKind::stage};
  Input tokens{InputKind::stage};
  Input coupling{InputKind::stage};
  std::int64_t top = 500;

  template <class V>
  void visit(V&& option) {
    option("activations", activations, "result of `anbn activations`");
    option("tokens", tokens, "result of `anbn tokens` that they were made from");
    option("coupling", coupling, "result of `anbn coupling`: whose pairs to write as text");
    option("top", top, "how many query-key pairs of each neuron and segment are kept",
           between(1, 1000000));
  }
};

/// One segment's rows of tokens.tsv.
struct Segment {
  std::size_t first = 0, count = 0;
};

struct StoryTokens {
  std::vector<std::string> piece, upos;
  std::vector<Segment> segments;
};

StoryTokens read_tokens(const fs::path& file) {
  const Table table = read_tsv(file);
  const std::size_t piece = table.column("piece"), upos = table.column("upos"),
                    segment = table.column("segment");
  StoryTokens out;
  std::int64_t last = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::int64_t number = table.integer(i, segment);
    if (number != last && number != last + 1)
      fail("{}:{}: segment {} after {}; expected 1, 2, ... in order", table.file, table.lines[i],
           number, last);
    if (number != last) out.segments.push_back({i, 0});
    last = number;
    if (out.segments.empty()) fail("{}: the first segment is 0; expected 1", table.file);
    ++out.segments.back().count;
    out.piece.push_back(table.rows[i][piece]);
    out.upos.push_back(table.rows[i][upos]);
  }
  if (out.piece.empty()) fail("{}: no tokens; expected at least one row", table.file);
  return out;
}

/// The pairs of all neurons [N x S top], as they are written: tokens count from 1, 0 is none.
struct PairTables {
  std::size_t neurons = 0, width = 0;  // width: segments times top
  std::vector<std::int32_t> query, key;
  Matrix product;

  PairTables(std::size_t neuron_count, std::size_t pair_count)
      : neurons(neuron_count),
        width(pair_count),
        query(neuron_count * pair_count),
        key(neuron_count * pair_count),
        product(neuron_count, pair_count) {}
};

/// Queries and keys of one layer as [columns x K], so that a neuron's tokens lie together.
struct Layer {
  Matrix query, key;
};

Layer read_layer(const fs::path& folder, std::size_t layer, std::size_t tokens,
                 std::size_t columns) {
  const auto read = [&](const char* part) {
    const fs::path file = folder / fmt::format("layer_{:02}_{}.npy", layer, part);
    const Matrix x = read_npy_matrix(file);
    if (x.rows != tokens || x.cols != columns)
      fail(
          "{}: a matrix [{} x {}]; expected [{} x {}] for the tokens and neurons given. Were the "
          "activations made from these tokens?",
          file.string(), x.rows, x.cols, tokens, columns);
    return transposed(x);
  };
  return {read("query"), read("key")};
}

/// Finds the pairs of neurons first .. first + columns - 1, those of one layer.
void find_pairs(const Layer& layer, const std::vector<Segment>& segments, std::size_t top,
                std::size_t first, Threads& threads, PairTables& pairs) {
  constexpr std::size_t kNeuronsPerBlock = 16;
  const std::size_t columns = layer.query.rows;
  std::vector<TopPairs> finders(static_cast<std::size_t>(threads.count()));
  threads.for_each_block(
      (columns + kNeuronsPerBlock - 1) / kNeuronsPerBlock,
      [&](std::size_t block, std::size_t worker) {
        const std::size_t end = std::min(columns, (block + 1) * kNeuronsPerBlock);
        for (std::size_t c = block * kNeuronsPerBlock; c < end; ++c)
          for (std::size_t s = 0; s < segments.size(); ++s) {
            const Segment& segment = segments[s];
            const auto found =
                finders[worker].find(layer.query.row(c).subspan(segment.first, segment.count),
                                     layer.key.row(c).subspan(segment.first, segment.count), top);
            const std::size_t place = (first + c) * pairs.width + s * top;
            for (std::size_t i = 0; i < found.size(); ++i) {
              pairs.query[place + i] =
                  static_cast<std::int32_t>(segment.first + found[i].query + 1);
              pairs.key[place + i] = static_cast<std::int32_t>(segment.first + found[i].key + 1);
              pairs.product.values[place + i] = found[i].product;
            }
          }
      });
}

/// Labels of all neurons, and how many layers they lie in.
struct NeuronTable {
  std::vector<std::string> labels;
  std::size_t layers = 0;
};

NeuronTable read_neurons(const fs::path& file) {
  const Table table = read_tsv(file);
  NeuronTable out;
  const std::size_t label = table.column("label"), layer = table.column("layer");
  std::int64_t layers = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    out.labels.push_back(table.rows[i][label]);
    layers = std::max(layers, table.integer(i, layer));
  }
  if (layers < 1 || out.labels.size() % static_cast<std::size_t>(layers) != 0)
    fail("{}: {} neurons in {} layers; expected the same number in each layer", table.file,
         out.labels.size(), layers);
  out.layers = static_cast<std::size_t>(layers);
  return out;
}

/// The neurons that networks anchor (Eq. 2), from 0, each once and rising.
std::vector<std::size_t> anchored_neurons(const fs::path& file, std::size_t neurons) {
  const Table table = read_tsv(file);
  const std::size_t column = table.column("neuron");
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (!table.optional_number(i, column)) continue;
    const std::int64_t number = table.integer(i, column);
    if (number < 1 || number > static_cast<std::int64_t>(neurons))
      fail("{}:{}: neuron is {}; expected 1 to {}. Was it made from these activations?", table.file,
           table.lines[i], number, neurons);
    out.push_back(static_cast<std::size_t>(number - 1));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void write_tags(const PairTables& pairs, const TokenCategories& tokens,
                const std::vector<std::string>& labels, const fs::path& out) {
  TsvWriter file(out / "neurons.tsv", {"neuron", "label", "query_upos", "key_upos", "share"});
  for (std::size_t n = 0; n < pairs.neurons; ++n) {
    PosProfile profile;
    for (std::size_t i = n * pairs.width; i < (n + 1) * pairs.width; ++i)
      if (pairs.query[i] > 0)
        profile.add(tokens, static_cast<std::size_t>(pairs.query[i] - 1),
                    static_cast<std::size_t>(pairs.key[i] - 1));
    // Specials have a tag in every story; alone they are no parts of speech.
    const auto tag = tokens.words > 0 ? profile.tag() : std::nullopt;
    if (tag)
      file.row(
          {n + 1, labels[n], pos_categories()[tag->query], pos_categories()[tag->key], tag->share});
    else
      file.row({n + 1, labels[n], "n/a", "n/a", "n/a"});
  }
  file.finish();
}

void write_readable(const PairTables& pairs, const std::vector<std::size_t>& neurons,
                    std::size_t top, const StoryTokens& tokens,
                    const std::vector<std::string>& labels, const fs::path& out) {
  TsvWriter file(out / "pairs.tsv",
                 {"neuron", "label", "segment", "rank", "query_token", "key_token", "query_piece",
                  "key_piece", "query_upos", "key_upos", "product"});
  for (std::size_t n : neurons)
    for (std::size_t i = 0; i < pairs.width; ++i) {
      const std::size_t place = n * pairs.width + i;
      if (pairs.query[place] == 0) continue;
      const auto query = static_cast<std::size_t>(pairs.query[place] - 1);
      const auto key = static_cast<std::size_t>(pairs.key[place] - 1);
      file.row({n + 1, labels[n], i / top + 1, i % top + 1, query + 1, key + 1, tokens.piece[query],
                tokens.piece[key], tokens.upos[query], tokens.upos[key],
                pairs.product.values[place]});
    }
  file.finish();
}

TokenCategories categories_of(const StoryTokens& tokens, const fs::path& file, Notes& notes) {
  try {
    TokenCategories categories = token_categories(tokens.upos);
    notes.facts.emplace_back("tokens without part of speech", std::to_string(categories.unknown));
    notes.facts.emplace_back("symbols, others and spaces counted as punctuation",
                             std::to_string(categories.folded));
    return categories;
  } catch (Error& e) {
    e.add_context(file.string());
    throw;
  }
}

void run(const InterpretationOptions& o, const fs::path& out, RunContext& context) {
  const fs::path tokens_file = o.tokens.path / "tokens.tsv";
  const StoryTokens tokens = read_tokens(tokens_file);
  const TokenCategories categories = categories_of(tokens, tokens_file, context.notes);
  const NeuronTable neurons = read_neurons(o.activations.path / "neurons.tsv");
  const auto top = static_cast<std::size_t>(o.top);
  const std::size_t columns = neurons.labels.size() / neurons.layers;

  PairTables pairs(neurons.labels.size(), tokens.segments.size() * top);
  context.machine.progress.begin("layers", neurons.layers);
  for (std::size_t layer = 0; layer < neurons.layers; ++layer) {
    find_pairs(read_layer(o.activations.path, layer + 1, tokens.piece.size(), columns),
               tokens.segments, top, layer * columns, context.machine.threads, pairs);
    context.machine.progress.advance(layer + 1);
  }
  write_npy_int32(out / "pair_query.npy", pairs.query, pairs.neurons, pairs.width);
  write_npy_int32(out / "pair_key.npy", pairs.key, pairs.neurons, pairs.width);
  write_npy(out / "pair_product.npy", pairs.product);
  write_tags(pairs, categories, neurons.labels, out);
  write_readable(pairs, anchored_neurons(o.coupling.path / "networks.tsv", neurons.labels.size()),
                 top, tokens, neurons.labels, out);
}

Cost cost(const InterpretationOptions&, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double segments = real(s.segments), neurons = real(s.neurons);
  const std::size_t tokens = s.segments == 0 ? 0 : s.tokens / s.segments;
  const double pairs_s = in.measured.once(fmt::format("pairs of {}", tokens),
                                          [&] { return seconds_of_pairs(tokens); });
  Cost cost;
  cost.disk = 3 * kFloatBytes * neurons * segments * 500 + 300 * neurons;
  cost.seconds =
      0.05 + neurons * segments * pairs_s / in.threads() + cost.disk / in.rates.write_bytes;
  cost.memory = kProgramBytes + cost.disk + 2 * kFloatBytes * real(s.tokens) * real(s.hidden);
  return cost;
}

}  // namespace

extern const Stage kInterpretationStage = make_stage<InterpretationOptions, run, cost>(
    "interpretation", "queries and keys -> the pairs of tokens that make each neuron active",
    "anbn interpretation --activations activations --tokens tokens --coupling coupling "
    "--out interpretation",
    1);

}  // namespace anbn
