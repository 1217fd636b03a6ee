// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/byte_pair_files.h"

#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/file.h"
#include "anbn/io/json.h"
#include "anbn/io/json_tree.h"
#include "anbn/text/tokenizer_settings.h"
#include "anbn/text/tokenizers/splitters.h"

#include <algorithm>
#include <iterator>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// Whose tokenizer has these two files.
struct BytePairOwner {
  std::string_view name;  // `model_type`
  std::string_view tokenizer_class;
  std::string_view prefix, suffix;  // pieces around a text
  std::string_view added;           // pieces that are one wherever they stand, blanks between them
};

constexpr BytePairOwner kOwners[] = {
    {"gpt2", "GPT2Tokenizer", "", "", "<|endoftext|>"},
    {"roberta", "RobertaTokenizer", "<s>", "</s>", "<s> </s> <unk> <pad> <mask>"}};

std::string_view without_fast(std::string_view name) {
  if (name.ends_with("Fast")) name.remove_suffix(4);
  return name;
}

const BytePairOwner& owner_of(const fs::path& folder) {
  if (const fs::path file = folder / "tokenizer_config.json"; fs::exists(file)) {
    const JsonScalars json = read_json_scalars(file);
    refuse_own_code(json);
    if (json.truth_or("add_prefix_space", JsonScalars::Truth::no) == JsonScalars::Truth::yes)
      fail("{}: add_prefix_space is true; expected tokenizer.json, which has its pre-tokenizer",
           json.file);
    if (const std::string name = json.text_or("tokenizer_class", ""); !name.empty()) {
      for (const BytePairOwner& owner : kOwners)
        if (without_fast(name) == owner.tokenizer_class) return owner;
      fail(
          "{}: tokenizer_class is '{}'; expected GPT2Tokenizer or RobertaTokenizer for vocab.json "
          "and merges.txt. Another one is read from tokenizer.json, which save_pretrained of its "
          "fast tokenizer writes",
          json.file, name);
    }
  }
  const fs::path config = folder / "config.json";
  if (!fs::exists(config)) return kOwners[0];
  return kind_named(std::span<const BytePairOwner>(kOwners),
                    read_json_scalars(config).text_or("model_type", kOwners[0].name),
                    "model with vocab.json and merges.txt");
}

std::vector<std::pair<std::string, std::string>> merges_in(std::string_view text,
                                                           const std::string& name) {
  std::vector<std::pair<std::string, std::string>> out;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with("#version")) continue;
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || line.find(' ', blank + 1) != std::string_view::npos)
      fail("{}, line {}: '{}' is no merge; expected two pieces with a blank between them", name,
           number, excerpt(line));
    out.emplace_back(line.substr(0, blank), line.substr(blank + 1));
  }
  return out;
}

}  // namespace

TokenizerParts byte_pair_parts(std::string_view vocabulary, const std::string& vocabulary_name,
                               std::string_view merges, const std::string& merges_name) {
  TokenizerParts parts;
  parts.name = vocabulary_name;
  const JsonTree tree(vocabulary, vocabulary_name);
  if (!tree.root().is_object())
    fail("{}: holds no object; expected pieces with their numbers", vocabulary_name);
  for (const JsonNode piece : tree.root())
    parts.vocabulary->add(piece.key(), piece.integer(0, Vocabulary::kLargestId), vocabulary_name);
  for (unsigned byte = 0; byte < 256; ++byte)
    parts.vocabulary->at(utf8(letter_of_byte(static_cast<unsigned char>(byte))),
                         fmt::format("{}, byte {}", vocabulary_name, byte));
  BytePairParts model;
  model.merges = merges_in(merges, merges_name);
  parts.splitters.push_back(byte_splitter(PrefixBlank::no, ByteWords::gpt2));
  parts.model = byte_pair_model(parts.vocabulary, std::move(model), merges_name);
  return parts;
}

Tokenizer read_byte_pair_files(const fs::path& vocabulary) {
  const fs::path merges = vocabulary.parent_path() / "merges.txt";
  if (!fs::exists(merges))
    fail("{}: no such file; expected it beside {}, whose pieces it joins", merges.string(),
         vocabulary.filename().string());
  const BytePairOwner& owner = owner_of(vocabulary.parent_path());
  TokenizerParts parts = byte_pair_parts(read_text(vocabulary), vocabulary.string(),
                                         read_text(merges), merges.string());
  const std::string where = fmt::format("{} (of {})", vocabulary.string(), owner.name);
  if (!owner.prefix.empty()) parts.prefix = {parts.vocabulary->at(owner.prefix, where)};
  if (!owner.suffix.empty()) parts.suffix = {parts.vocabulary->at(owner.suffix, where)};
  for (std::string_view rest = owner.added; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    AddedToken token;
    token.content = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto id = parts.vocabulary->find(token.content);
    if (!id) continue;
    token.id = *id;
    if (token.content == "<mask>") token.before = AddedToken::Blanks::taken;
    parts.added.push_back(std::move(token));
  }
  return Tokenizer(std::move(parts));
}

}  // namespace anbn
