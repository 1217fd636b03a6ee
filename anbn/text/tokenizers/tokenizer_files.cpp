// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/tokenizer_files.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/json.h"
#include "anbn/text/tokenizers/byte_pair_files.h"
#include "anbn/text/tokenizers/sentencepiece_file.h"
#include "anbn/text/tokenizers/tokenizer_json.h"
#include "anbn/text/wordpiece.h"

#include <algorithm>
#include <optional>

namespace anbn {
namespace {

namespace fs = std::filesystem;

Tokenizer read_vocab_txt(const fs::path& file) {
  return wordpiece_tokenizer(read_text(file), file.string(),
                             read_tokenizer_settings(file.parent_path()));
}

/// Hugging Face lets tokenizer_config.json win over what tokenizer.json says. Where the two differ,
/// nobody knows which one the model was trained with.
void check_same(const JsonScalars& beside, std::string_view setting, const JsonNode& step,
                std::string_view member) {
  if (!beside.has(setting)) return;
  const bool there = beside.truth_or(setting, JsonScalars::Truth::no) == JsonScalars::Truth::yes;
  const bool here = step.truth_or(member, JsonNode::Truth::yes) == JsonNode::Truth::yes;
  if (there != here)
    fail("{}: {} is {}, but tokenizer.json has {} = {}; expected the same. Mend the wrong one",
         beside.file, setting, there, member, here);
}

void check_beside(const JsonNode& root, const fs::path& folder) {
  const fs::path file = folder / "tokenizer_config.json";
  if (!fs::exists(file)) return;
  const JsonScalars beside = read_json_scalars(file);
  refuse_own_code(beside);
  const auto step = [&](const char* name, std::string_view type) -> std::optional<JsonNode> {
    const auto found = root.find(name);
    return found && found->text_or("type", "") == type ? found : std::nullopt;
  };
  if (const auto bert = step("normalizer", "BertNormalizer"))
    check_same(beside, "do_lower_case", *bert, "lowercase");
  if (const auto bytes = step("pre_tokenizer", "ByteLevel"))
    check_same(beside, "add_prefix_space", *bytes, "add_prefix_space");
}

Tokenizer read_tokenizer_json(const fs::path& file) {
  const JsonTree tree(read_text(file), file.string());
  check_beside(tree.root(), file.parent_path());
  return tokenizer_of_json(tree);
}

struct TokenizerFile {
  std::string_view name;
  Tokenizer (*read)(const fs::path& file);
};

// In the order in which a model's folder is looked through.
constexpr TokenizerFile kFiles[] = {
    {"vocab.txt", read_vocab_txt},
    {"tokenizer.json", read_tokenizer_json},
    {"vocab.json", read_byte_pair_files},  // with merges.txt beside it
    {"tokenizer.model", read_sentencepiece_file}};

}  // namespace

std::string tokenizer_file_names() {
  std::string out;
  for (std::size_t i = 0; i < std::size(kFiles); ++i)
    out += fmt::format("{}{}", i == 0 ? "" : (i + 1 == std::size(kFiles) ? " or " : ", "),
                       kFiles[i].name);
  return out;
}

fs::path tokenizer_file(const fs::path& folder) {
  for (const TokenizerFile& kind : kFiles)
    if (fs::exists(folder / kind.name)) return folder / kind.name;
  return folder / kFiles[0].name;
}

Tokenizer read_tokenizer(const fs::path& file) {
  for (const TokenizerFile& kind : kFiles)
    if (file.filename() == kind.name) return kind.read(file);
  for (const TokenizerFile& kind : kFiles)
    if (file.extension() == fs::path(kind.name).extension()) return kind.read(file);
  fail("{}: is no tokenizer that anbn knows by its name; expected {}", file.string(),
       tokenizer_file_names());
}

}  // namespace anbn
