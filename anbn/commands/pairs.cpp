// SPDX-License-Identifier: Apache-2.0
// anbn pairs: the words that make one neuron active, in context, from what a finished study holds.
#include "anbn/commands/make_command.h"
#include "anbn/core/error.h"
#include "anbn/interpret/ranked_pairs.h"
#include "anbn/results/activations.h"
#include "anbn/results/interpretation.h"
#include "anbn/results/neuron_pairs.h"
#include "anbn/results/tokens.h"
#include "anbn/runner/finished.h"
#include "anbn/runner/options_json.h"
#include "anbn/stages/heard_story.h"
#include "anbn/text/text_units.h"
#include "anbn/text/unicode.h"

#include <algorithm>
#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kContextWidth = 26;  // characters on each side

struct PairsOptions {
  Input session = {InputKind::results};
  std::string neuron;
  std::int64_t top = 20;
  YesNo magnitude = YesNo::no;
  std::int64_t context = 4;

  static constexpr std::string_view kRequired[] = {"neuron"};

  template <class V>
  void visit(V&& option) {
    option("session", session,
           "folder of one story in a study's results, such as results/main/pieman");
    option("neuron", neuron, "its label, such as L8H2D51 (or that of a pair: L8H2D51-BN126)");
    option("top", top, "how many pairs are printed", between(1, 1000000));
    option("magnitude", magnitude,
           "the largest by |product|, negative ones among them, from all pairs that count");
    option("context", context, "words on each side of the query's and the key's", between(0, 20));
  }
};

/// A story's words, and where its tokens lie in them.
struct StoryWords {
  TokensResults tokens;
  std::vector<TextUnit> units;
  std::vector<std::size_t> unit_of;  // [K]

  explicit StoryWords(const fs::path& folder)
      : tokens(read_tokens(folder)),
        units(text_units(tokens.table, tokens.pieces, tokens.words)),
        unit_of(unit_of_tokens(units)) {}
};

/// What the interpretation says of one neuron.
struct FoundNeuron {
  std::size_t number = 0;  // from 0
  std::string label, tag;  // "NOUN -> VERB, 30 %"; empty without parts of speech
};

FoundNeuron find_neuron(const fs::path& folder, const std::string& given) {
  const InterpretationResults told = read_tags(folder);
  const std::string label = given.substr(0, given.find("-BN"));
  const std::vector<std::string>& known = told.labels;
  const auto found = std::find(known.begin(), known.end(), label);
  if (found == known.end())
    fail("{}: no neuron is called {}; expected one of {} labels, {} to {}{}",
         (folder / "neurons.tsv").string(), given, known.size(),
         known.empty() ? "none" : known.front(), known.empty() ? "none" : known.back(),
         did_you_mean(label, known));
  const auto number = static_cast<std::size_t>(found - known.begin());
  const std::optional<PosTag>& tag = told.interpretation.neurons[number].tag;
  return {number, label, tag ? tag_text(*tag, told.classes, "->") : ""};
}

/// Throws Error unless `folder` is a finished result that was made from these tokens.
void check_made_from(const fs::path& folder, std::string_view stage, const fs::path& tokens) {
  if (input_of_stage(folder, stage, "tokens") != hash_of_stage(tokens, "tokens"))
    fail("{}: made from other tokens than those in {}; run the study again", folder.string(),
         tokens.string());
}

std::vector<NeuronPair> stored_pairs(const fs::path& session, const StoryWords& story,
                                     const FoundNeuron& neuron, std::size_t top) {
  const fs::path folder = session / "interpretation";
  const NeuronPairsReader reader(folder, story.tokens.table.tokens.size());
  const std::size_t segments = story.tokens.table.segment_sizes.size();
  if (reader.width() % segments != 0)
    fail(
        "{}: found {} pairs a neuron; expected as many of each of the {} segments. Run the stage "
        "again",
        folder.string(), reader.width(), segments);
  const std::size_t kept = reader.width() / segments;
  if (top > kept)
    fail(
        "--top is {}; {} pairs of each segment are stored, so {} is the most. Run the study with "
        "[interpretation] top = {}, or give --magnitude, which computes them",
        top, kept, kept, top);
  return largest_pairs(reader.read(neuron.number), segments, top);
}

std::vector<NeuronPair> pairs_by_magnitude(const fs::path& session, const StoryWords& story,
                                           const FoundNeuron& neuron, std::size_t top) {
  const fs::path folder = session / "activations";
  check_made_from(folder, "activations", session / "tokens");
  require_arrays(folder);
  const ActivationsReader activations(folder);
  const std::size_t columns = activations.neurons().size() / activations.layers();
  if (neuron.number >= activations.neurons().size() ||
      activations.neurons()[neuron.number].label != neuron.label)
    fail("{}: has no neuron {} where the interpretation has it; run the study again",
         folder.string(), neuron.label);
  const auto series = [&](std::string_view part) {
    const Matrix x =
        activations.read(neuron.number / columns + 1, part, story.tokens.table.tokens.size());
    std::vector<float> of;
    for (std::size_t token = 0; token < x.rows; ++token)
      of.push_back(x(token, neuron.number % columns));
    return of;
  };
  const fs::path pairs = session / "interpretation";
  const auto met = met_keys(story.tokens.table, activations.windows(),
                            choice_of_stage<PairsChoice>(pairs, "interpretation", "pairs"),
                            choice_of_stage<FirstToken>(pairs, "interpretation", "first_token"));
  return largest_pairs_by_magnitude(
      series("query"), series("key"), story.tokens.table.segment_sizes, top,
      met ? met(neuron.number / columns + 1) : std::vector<KeyRange>());
}

/// `text` without what would do something to a terminal.
std::string harmless(std::string_view text) {
  std::string out;
  for (const Character& c : characters(text))
    out += is_control(c.value) || c.value == '\t' || c.value == '\n' || c.value == '\r'
               ? "?"
               : utf8(c.value);
  return out;
}

/// `text` at one side of a word, cut and filled to the width of that side.
std::string left_side(const std::string& text) {
  const std::vector<Character> all = characters(text);
  if (all.size() > kContextWidth)
    return "\u2026" + text.substr(all[all.size() - kContextWidth + 1].begin);
  return std::string(kContextWidth - all.size(), ' ') + text;
}
std::string right_side(const std::string& text) {
  const std::vector<Character> all = characters(text);
  if (all.size() > kContextWidth) return text.substr(0, all[kContextWidth - 1].begin) + "\u2026";
  return text + std::string(kContextWidth - all.size(), ' ');
}

/// The units first .. last - 1 as text.
std::string text_of(const StoryWords& story, std::size_t first, std::size_t last) {
  std::string text;
  for (std::size_t u = first; u < last; ++u)
    text += (story.units[u].part_of < u || u == first ? "" : " ") + harmless(story.units[u].text);
  return text;
}

/// "  to the >store< where ...", with the piece where the word has several.
std::string in_context(const StoryWords& story, std::size_t token, std::size_t words) {
  const std::size_t at = story.unit_of[token];
  const TextUnit& unit = story.units[at];
  std::size_t first = at, last = at + 1;
  while (first > 0 && at - first < words && story.units[first - 1].segment == unit.segment) --first;
  while (last < story.units.size() && last - at <= words &&
         story.units[last].segment == unit.segment)
    ++last;
  const auto space_before = [&](std::size_t u) {
    return u < story.units.size() && story.units[u].part_of == u ? " " : "";
  };
  std::string marked = ">" + harmless(unit.text) + "<";
  if (unit.tokens > 1) marked += " (" + harmless(story.tokens.pieces[token]) + ")";
  return left_side(text_of(story, first, at) + space_before(at)) + marked +
         right_side(space_before(at + 1) + text_of(story, at + 1, last));
}

void tell(const NeuronPair& pair, const StoryWords& story, std::size_t words,
          std::ostream& answer) {
  const auto upos = [&](std::size_t token) {
    const std::string& tag = story.tokens.table.tokens[token].upos;
    return tag.empty() ? "n/a" : tag;
  };
  const bool several = story.tokens.table.segment_sizes.size() > 1;
  answer << fmt::format("{:>5} {:>10.4g}  query  {}  {}\n{:>16}  key    {}  {}{}\n", pair.rank + 1,
                        pair.product, in_context(story, pair.query, words), upos(pair.query), "",
                        in_context(story, pair.key, words), upos(pair.key),
                        several ? fmt::format("  segment {}", pair.segment + 1) : "");
}

Outcome run(const PairsOptions& o, CommandContext& context) {
  const fs::path& session = o.session.path;
  const fs::path interpretation = session / "interpretation";
  if (!is_finished(interpretation))
    fail(
        "{}: no finished result; expected the folder of one story in the results of `anbn run`, "
        "such as results/main/pieman",
        interpretation.string());
  const FoundNeuron neuron = find_neuron(interpretation, o.neuron);
  check_made_from(interpretation, "interpretation", session / "tokens");
  const StoryWords story(session / "tokens");
  const bool by_magnitude = o.magnitude == YesNo::yes;
  const auto top = static_cast<std::size_t>(o.top);
  const std::vector<NeuronPair> pairs = by_magnitude
                                            ? pairs_by_magnitude(session, story, neuron, top)
                                            : stored_pairs(session, story, neuron, top);
  context.answer << fmt::format(
      "{}: the {} {} of a query and a key{}\n\n{:>5} {:>10}\n", neuron.label, pairs.size(),
      by_magnitude ? "largest products by size, with their signs," : "largest products",
      neuron.tag.empty() ? "" : "; of its strongest pairs most are " + neuron.tag, "rank",
      "product");
  for (const NeuronPair& pair : pairs)
    tell(pair, story, static_cast<std::size_t>(o.context), context.answer);
  return Outcome::good;
}

}  // namespace

extern const Command kPairsCommand = make_command<PairsOptions, run>(
    "pairs", "the words that make one neuron active, in context, from a finished study",
    "anbn pairs results/main/pieman L8H2D51 --top 10", "session neuron");

}  // namespace anbn
