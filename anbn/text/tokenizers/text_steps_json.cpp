// SPDX-License-Identifier: Apache-2.0
// The steps of a tokenizer.json before pieces are looked for: normalizers and pre-tokenizers.
#include "anbn/core/error.h"
#include "anbn/text/tokenizers/charsmap.h"
#include "anbn/text/tokenizers/normalizers.h"
#include "anbn/text/tokenizers/splitters.h"
#include "anbn/text/tokenizers/step_kinds.h"
#include "anbn/text/tokenizers/tokenizer_json.h"

#include <algorithm>

namespace anbn {
namespace {

using Truth = JsonNode::Truth;

bool is_on(const JsonNode& node, std::string_view member, Truth otherwise) {
  return node.truth_or(member, otherwise) == Truth::yes;
}

void read_bert_normalizer(const JsonNode& node, TokenizerParts& parts) {
  if (!is_on(node, "clean_text", Truth::yes))
    fail("{}: clean_text is false; expected true, as BERT's tokenizers have it", node.where());
  TokenizerSettings settings;
  settings.split_ideographs = is_on(node, "handle_chinese_chars", Truth::yes);
  settings.lower_case = is_on(node, "lowercase", Truth::yes);
  settings.strip_accents =
      is_on(node, "strip_accents", settings.lower_case ? Truth::yes : Truth::no);
  parts.normalizers.push_back(bert_normalizer(std::move(settings)));
}

template <UnicodeForm form>
void read_form(const JsonNode&, TokenizerParts& parts) {
  parts.normalizers.push_back(form_normalizer(form));
}

void read_lower_case(const JsonNode&, TokenizerParts& parts) {
  parts.normalizers.push_back(lower_case_normalizer());
}

void read_strip_accents(const JsonNode&, TokenizerParts& parts) {
  parts.normalizers.push_back(unmarked_normalizer());
}

void read_strip(const JsonNode& node, TokenizerParts& parts) {
  const bool left = is_on(node, "strip_left", Truth::yes),
             right = is_on(node, "strip_right", Truth::yes);
  if (left || right)
    parts.normalizers.push_back(strip_normalizer(
        left && right ? TextSide::both : (left ? TextSide::left : TextSide::right)));
}

// What files ask for: a few steps, each of which puts a few characters there. Hostile ones could
// make a text of gigabytes of a word.
constexpr std::size_t kMostSteps = 64, kMostCharacters = 16;

std::u32string few_code_points(const JsonNode& node) {
  std::u32string out = code_points(node.text());
  if (out.size() > kMostCharacters)
    fail("{} has {} characters; expected at most {}", node.where(), out.size(), kMostCharacters);
  return out;
}

template <class Step>
void check_few(const std::vector<Step>& steps, const JsonNode& node) {
  if (steps.size() > kMostSteps)
    fail("{}: more than {} steps; expected fewer", node.where(), kMostSteps);
}

void read_prepend(const JsonNode& node, TokenizerParts& parts) {
  parts.normalizers.push_back(prepend_normalizer(few_code_points(node.at("prepend"))));
}

/// The text of `{"String": "..."}`; nothing of `{"Regex": "..."}`.
std::optional<std::u32string> plain_pattern(const JsonNode& pattern) {
  const auto text = pattern.find("String");
  if (!text) return {};
  if (text->text().empty())
    fail("{} is an empty text; expected one that can be found", text->where());
  return code_points(text->text());
}

const Pattern& known_pattern(const JsonNode& pattern) {
  const JsonNode regex = pattern.at("Regex");
  return pattern_of(regex.text(), regex.where());
}

void read_replace(const JsonNode& node, TokenizerParts& parts) {
  const JsonNode pattern = node.at("pattern");
  std::u32string replacement = few_code_points(node.at("content"));
  if (const auto text = plain_pattern(pattern)) {
    parts.normalizers.push_back(replace_normalizer(*text, std::move(replacement)));
    return;
  }
  const Pattern& known = known_pattern(pattern);
  parts.normalizers.push_back([&known, replacement](const AlignedText& text) {
    AlignedText out;
    for (const Stretch& s : stretches(known, text)) {
      if (s.is == Stretch::Is::match)
        for (const char32_t c : replacement)
          out.push_back({c, text[s.end - 1].begin, text[s.end - 1].end});
      else
        for (std::size_t i = s.begin; i < s.end; ++i) out.push_back(text[i]);
    }
    return out;
  });
}

std::string from_base64(const JsonNode& node) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : node.text()) {
    if (c == '=') break;
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos)
      fail("{} is no base64; expected letters, digits, + and /", node.where());
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  return out;
}

void read_charsmap(const JsonNode& node, TokenizerParts& parts) {
  const auto map = node.find("precompiled_charsmap");
  if (!map || map->text().empty()) return;
  parts.normalizers.push_back(Charsmap(from_base64(*map), parts.name));
}

void read_normalizers(const JsonNode& node, TokenizerParts& parts) {
  for (const JsonNode step : node.at("normalizers")) read_normalizer(step, parts);
}

constexpr StepKind kNormalizers[] = {{"BertNormalizer", read_bert_normalizer},
                                     {"NFC", read_form<UnicodeForm::nfc>},
                                     {"NFD", read_form<UnicodeForm::nfd>},
                                     {"NFKC", read_form<UnicodeForm::nfkc>},
                                     {"NFKD", read_form<UnicodeForm::nfkd>},
                                     {"Lowercase", read_lower_case},
                                     {"StripAccents", read_strip_accents},
                                     {"Strip", read_strip},
                                     {"Prepend", read_prepend},
                                     {"Replace", read_replace},
                                     {"Precompiled", read_charsmap},
                                     {"Sequence", read_normalizers}};

// Pre-tokenizers.

/// "merged_with_next" in old files, "MergedWithNext" in others.
OfMatches behavior_of(const JsonNode& node, OfMatches otherwise) {
  const auto given = node.find("behavior");
  if (!given) return otherwise;
  const auto plain = [](std::string_view text) {
    std::string out;
    for (const char c : text)
      if (c != '_') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  };
  for (const OfMatches of :
       {OfMatches::removed, OfMatches::isolated, OfMatches::merged_with_previous,
        OfMatches::merged_with_next, OfMatches::contiguous})
    if (plain(name_of(of)) == plain(given->text())) return of;
  fail("{} is '{}'; expected Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous",
       given->where(), given->text());
}

void read_bert_splitter(const JsonNode&, TokenizerParts& parts) {
  parts.splitters.push_back(bert_splitter());
}

void read_byte_level(const JsonNode& node, TokenizerParts& parts) {
  parts.splitters.push_back(byte_splitter(
      is_on(node, "add_prefix_space", Truth::yes) ? PrefixBlank::yes : PrefixBlank::no,
      is_on(node, "use_regex", Truth::yes) ? ByteWords::gpt2 : ByteWords::whole));
}

void read_split(const JsonNode& node, TokenizerParts& parts) {
  const JsonNode pattern = node.at("pattern");
  const bool is_inverted = is_on(node, "invert", Truth::no);
  const auto turned = [is_inverted](std::vector<Stretch> found) {
    for (Stretch& s : found)
      if (is_inverted)
        s.is = s.is == Stretch::Is::match ? Stretch::Is::between : Stretch::Is::match;
    return found;
  };
  const OfMatches of = behavior_of(node, OfMatches::isolated);
  if (const auto text = plain_pattern(pattern)) {
    parts.splitters.push_back(splitter_at(
        [turned, what = *text](const AlignedText& t) {
          return turned(stretches(std::u32string_view(what), t));
        },
        of));
    return;
  }
  const Pattern& known = known_pattern(pattern);
  parts.splitters.push_back(splitter_at(
      [turned, &known](const AlignedText& t) { return turned(stretches(known, t)); }, of));
}

void read_metaspace(const JsonNode& node, TokenizerParts& parts) {
  const std::u32string mark = code_points(node.text_or("replacement", "\u2581"));
  if (mark.size() != 1)
    fail("{}: replacement has {} characters; expected one", node.where(), mark.size());
  Prepend prepend = is_on(node, "add_prefix_space", Truth::yes) ? Prepend::always : Prepend::never;
  if (const auto scheme = node.find("prepend_scheme")) {
    const auto all = {Prepend::always, Prepend::first, Prepend::never};
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](Prepend one) { return name_of(one) == scheme->text(); });
    if (found == all.end())
      fail("{} is '{}'; expected always, first or never", scheme->where(), scheme->text());
    prepend = *found;
  }
  parts.splitters.push_back(metaspace_splitter(
      mark[0], prepend, is_on(node, "split", Truth::yes) ? MarkBegins::part : MarkBegins::nothing));
}

using CharacterTest = bool (*)(char32_t);

void add_character_splitter(CharacterTest test, OfMatches of, TokenizerParts& parts) {
  parts.splitters.push_back(
      splitter_at([test](const AlignedText& t) { return stretches(test, t); }, of));
}

void read_white_space_split(const JsonNode&, TokenizerParts& parts) {
  add_character_splitter(is_white_space, OfMatches::removed, parts);
}

/// Words, and what stands between them and is no white space.
void read_white_space(const JsonNode& node, TokenizerParts& parts) {
  const Pattern& words = pattern_of(R"(\w+|[^\w\s]+)", node.where());
  parts.splitters.push_back([&words](const TextPart& part) {
    std::vector<Stretch> found = stretches(words, part.text);
    std::erase_if(found, [](const Stretch& s) { return s.is == Stretch::Is::between; });
    return split(part, std::move(found), OfMatches::isolated);
  });
}

void read_punctuation(const JsonNode& node, TokenizerParts& parts) {
  add_character_splitter(is_punctuation, behavior_of(node, OfMatches::isolated), parts);
}

void read_digits(const JsonNode& node, TokenizerParts& parts) {
  add_character_splitter(
      is_number,
      is_on(node, "individual_digits", Truth::no) ? OfMatches::isolated : OfMatches::contiguous,
      parts);
}

void read_pre_tokenizers(const JsonNode& node, TokenizerParts& parts) {
  for (const JsonNode step : node.at("pretokenizers")) read_pre_tokenizer(step, parts);
}

constexpr StepKind kPreTokenizers[] = {{"BertPreTokenizer", read_bert_splitter},
                                       {"ByteLevel", read_byte_level},
                                       {"Split", read_split},
                                       {"Metaspace", read_metaspace},
                                       {"WhitespaceSplit", read_white_space_split},
                                       {"Whitespace", read_white_space},
                                       {"Punctuation", read_punctuation},
                                       {"Digits", read_digits},
                                       {"Sequence", read_pre_tokenizers}};

}  // namespace

void read_normalizer(const JsonNode& node, TokenizerParts& parts) {
  kind_of_step(kNormalizers, node.at("type").text(), "normalizer", node).read(node, parts);
  check_few(parts.normalizers, node);
}

void read_pre_tokenizer(const JsonNode& node, TokenizerParts& parts) {
  kind_of_step(kPreTokenizers, node.at("type").text(), "pre-tokenizer", node).read(node, parts);
  check_few(parts.splitters, node);
}

}  // namespace anbn
