// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/tokenizer_json.h"

#include "anbn/core/error.h"
#include "anbn/text/tokenizers/step_kinds.h"

#include <cmath>
#include <limits>
#include <set>

namespace anbn {
namespace {

using Truth = JsonNode::Truth;

void read_vocabulary(const JsonNode& vocab, Vocabulary& out) {
  if (!vocab.is_object())
    fail("{} is no object; expected pieces with their numbers", vocab.where());
  const std::string where = vocab.where();
  for (const JsonNode piece : vocab)
    out.add(piece.key(), piece.integer(0, Vocabulary::kLargestId), where);
}

void read_word_piece(const JsonNode& node, TokenizerParts& parts) {
  read_vocabulary(node.at("vocab"), *parts.vocabulary);
  WordPieceParts own;
  own.unknown =
      parts.vocabulary->at(node.text_or("unk_token", "[UNK]"), node.where() + ", unk_token");
  own.continuation = node.text_or("continuing_subword_prefix", "##");
  if (const auto longest = node.find("max_input_chars_per_word"))
    own.longest_word = static_cast<std::size_t>(longest->integer(1, 1'000'000));
  parts.shows = TokenizerParts::Shows::vocabulary;
  parts.model = word_piece_model(parts.vocabulary, std::move(own));
}

std::pair<std::string, std::string> merge_of(const JsonNode& node) {
  if (node.is_list()) {
    std::vector<std::string> both;
    for (const JsonNode piece : node) both.emplace_back(piece.text());
    if (both.size() == 2) return {both[0], both[1]};
  } else {
    const std::string_view text = node.text();
    const std::size_t blank = text.find(' ');
    if (blank != std::string_view::npos && text.find(' ', blank + 1) == std::string_view::npos)
      return {std::string(text.substr(0, blank)), std::string(text.substr(blank + 1))};
  }
  fail("{} is no merge; expected two pieces with a blank between them", node.where());
}

void read_byte_pairs(const JsonNode& node, TokenizerParts& parts) {
  if (const auto dropout = node.find("dropout"); dropout && dropout->number() != 0)
    fail("{} is {}; expected none: merges are never left out at random here", dropout->where(),
         dropout->number());
  read_vocabulary(node.at("vocab"), *parts.vocabulary);
  BytePairParts own;
  for (const JsonNode merge : node.at("merges")) own.merges.push_back(merge_of(merge));
  if (const auto unknown = node.find("unk_token"))
    own.unknown = parts.vocabulary->at(unknown->text(), unknown->where());
  own.continuation = node.text_or("continuing_subword_prefix", "");
  own.word_end = node.text_or("end_of_word_suffix", "");
  const auto is_set = [&](const char* name) {
    return node.truth_or(name, Truth::no) == Truth::yes;
  };
  if (is_set("fuse_unk")) own.unknowns = BytePairParts::Unknowns::fused;
  if (is_set("byte_fallback")) own.fallback = BytePairParts::Fallback::bytes;
  if (is_set("ignore_merges")) own.known_words = BytePairParts::KnownWords::whole;
  parts.model = byte_pair_model(parts.vocabulary, std::move(own), node.where());
}

/// A score as Hugging Face's reader of JSON (serde_json) has it: digits as a whole number, then a
/// power of ten. It rounds twice, and the last bit decides between ways of equal probability ("1",
/// "11" and "11", "1").
double score_of(const JsonNode& node) {
  const double exact = node.number();
  std::uint64_t digits = 0;
  int exponent = 0;
  bool is_fraction = false;
  for (const char c : node.digits()) {
    if (c == 'e' || c == 'E') return exact;
    if (c == '.') is_fraction = true;
    if (c < '0' || c > '9') continue;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (digits > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) {
      if (!is_fraction) return exact;
      break;
    }
    digits = digits * 10 + digit;
    exponent += is_fraction ? 1 : 0;
  }
  constexpr int kLargestPower = 308;
  if (!is_fraction || exponent > kLargestPower) return exact;
  const double value = static_cast<double>(digits) / std::pow(10.0, exponent);
  return std::signbit(exact) ? -value : value;
}

void read_unigram(const JsonNode& node, TokenizerParts& parts) {
  const JsonNode vocab = node.at("vocab");
  if (!vocab.is_list()) fail("{} is no list; expected pieces with their scores", vocab.where());
  UnigramParts own;
  const std::string where = vocab.where();
  for (const JsonNode entry : vocab) {
    if (!entry.is_list() || entry.size() != 2)
      fail("{} is no pair; expected a piece and its score", entry.where());
    JsonNode::Iterator member = entry.begin();
    parts.vocabulary->add((*member).text(), static_cast<std::int64_t>(own.scores.size()), where);
    ++member;
    own.scores.push_back(score_of(*member));
  }
  if (const auto unknown = node.find("unk_id"))
    own.unknown = static_cast<std::int32_t>(
        unknown->integer(0, static_cast<std::int64_t>(own.scores.size()) - 1));
  if (node.truth_or("byte_fallback", Truth::no) == Truth::yes)
    own.fallback = BytePairParts::Fallback::bytes;
  parts.model = unigram_model(parts.vocabulary, std::move(own), node.where());
}

constexpr StepKind kModels[] = {
    {"WordPiece", read_word_piece}, {"BPE", read_byte_pairs}, {"Unigram", read_unigram}};

/// Files of old versions say nothing of the type.
std::string_view model_type(const JsonNode& node) {
  if (const auto type = node.find("type")) return type->text();
  if (node.find("merges")) return "BPE";
  return node.at("vocab").is_list() ? "Unigram" : "WordPiece";
}

void read_added_tokens(const JsonNode& list, TokenizerParts& parts) {
  // The model does not know them: inside a word they are no pieces.
  parts.vocabulary = std::make_shared<Vocabulary>(*parts.vocabulary);
  std::set<std::string_view> seen;
  const std::string where = list.where();
  for (const JsonNode node : list) {
    AddedToken token;
    token.content = node.at("content").text();
    if (token.content.empty())
      fail("{} is an empty text; expected one that can be found", node.at("content").where());
    if (!seen.insert(node.at("content").text()).second)
      fail("{} is there before; expected different added tokens", node.at("content").where());
    const std::int64_t id = node.at("id").integer(0, Vocabulary::kLargestId);
    parts.vocabulary->add(token.content, id, where);
    token.id = static_cast<std::int32_t>(id);
    const auto is_set = [&](const char* name, Truth otherwise) {
      return node.truth_or(name, otherwise) == Truth::yes;
    };
    const Truth is_plain = is_set("special", Truth::no) ? Truth::no : Truth::yes;
    if (is_set("normalized", is_plain)) token.looks = AddedToken::Looks::after_normalizing;
    if (is_set("single_word", Truth::no)) token.within = AddedToken::Within::no_word;
    if (is_set("lstrip", Truth::no)) token.before = AddedToken::Blanks::taken;
    if (is_set("rstrip", Truth::no)) token.after = AddedToken::Blanks::taken;
    parts.added.push_back(std::move(token));
  }
}

// Specials.

std::int32_t special_id(const JsonNode& id, const TokenizerParts& parts) {
  return static_cast<std::int32_t>(
      id.integer(0, static_cast<std::int64_t>(parts.vocabulary->size()) - 1));
}

/// `"cls": ["[CLS]", 101]`
std::int32_t special_of_pair(const JsonNode& pair, const TokenizerParts& parts) {
  if (!pair.is_list() || pair.size() != 2)
    fail("{} is no pair; expected a special and its number", pair.where());
  JsonNode::Iterator id = pair.begin();
  ++id;
  return special_id(*id, parts);
}

/// More than any tokenizer puts around a text.
constexpr std::size_t kMostSpecials = 64;

void put_around(std::vector<std::int32_t> before, const std::vector<std::int32_t>& after,
                TokenizerParts& parts) {
  parts.prefix.insert(parts.prefix.begin(), before.begin(), before.end());
  parts.suffix.insert(parts.suffix.end(), after.begin(), after.end());
  if (parts.prefix.size() + parts.suffix.size() > kMostSpecials)
    fail("{}: puts {} specials around a text; expected at most {}", parts.name,
         parts.prefix.size() + parts.suffix.size(), kMostSpecials);
}

void read_cls_and_sep(const JsonNode& node, TokenizerParts& parts) {
  put_around({special_of_pair(node.at("cls"), parts)}, {special_of_pair(node.at("sep"), parts)},
             parts);
}

void read_template(const JsonNode& node, TokenizerParts& parts) {
  std::vector<std::int32_t> before, after;
  bool has_text = false;
  for (const JsonNode item : node.at("single")) {
    if (const auto text = item.find("Sequence")) {
      if (has_text || text->at("id").text() != "A")
        fail("{}: expected the text, $A, once", text->where());
      has_text = true;
      continue;
    }
    const JsonNode name = item.at("SpecialToken").at("id");
    for (const JsonNode id : node.at("special_tokens").at(name.text()).at("ids")) {
      (has_text ? after : before).push_back(special_id(id, parts));
      if (before.size() + after.size() > kMostSpecials)
        fail("{}: puts more than {} specials around a text; expected fewer", node.where(),
             kMostSpecials);
    }
  }
  if (!has_text) fail("{}: has no text, $A; expected it among the specials", node.where());
  put_around(std::move(before), after, parts);
}

void read_nothing(const JsonNode&, TokenizerParts&) {}

void read_post_sequence(const JsonNode& node, TokenizerParts& parts) {
  for (const JsonNode step : node.at("processors")) read_post_processor(step, parts);
}

constexpr StepKind kPostProcessors[] = {
    {"BertProcessing", read_cls_and_sep},
    {"RobertaProcessing", read_cls_and_sep},
    {"TemplateProcessing", read_template},
    {"ByteLevel", read_nothing},  // white space is no part of a word for anbn anyway
    {"Sequence", read_post_sequence}};

}  // namespace

void read_piece_model(const JsonNode& node, TokenizerParts& parts) {
  kind_of_step(kModels, model_type(node), "model", node).read(node, parts);
}

void read_post_processor(const JsonNode& node, TokenizerParts& parts) {
  kind_of_step(kPostProcessors, node.at("type").text(), "post-processor", node).read(node, parts);
}

Tokenizer tokenizer_of_json(const JsonTree& tree) {
  const JsonNode root = tree.root();
  TokenizerParts parts;
  parts.name = tree.file();
  read_piece_model(root.at("model"), parts);
  if (const auto added = root.find("added_tokens")) read_added_tokens(*added, parts);
  if (const auto step = root.find("normalizer")) read_normalizer(*step, parts);
  if (const auto step = root.find("pre_tokenizer")) read_pre_tokenizer(*step, parts);
  if (const auto step = root.find("post_processor")) read_post_processor(*step, parts);
  return Tokenizer(std::move(parts));
}

}  // namespace anbn
