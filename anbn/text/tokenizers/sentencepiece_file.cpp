// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/sentencepiece_file.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/json.h"
#include "anbn/text/tokenizer_settings.h"
#include "anbn/text/tokenizers/sentencepiece_model.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// Architectures whose token ids are the numbers of the file's pieces: XLM-RoBERTa's are not.
constexpr std::string_view kSameNumbers[] = {"llama", "mistral"};

void check_owner(const fs::path& file) {
  const fs::path config = file.parent_path() / "config.json";
  if (!fs::exists(config)) return;
  const std::string type = read_json_scalars(config).text_or("model_type", "");
  if (std::find(std::begin(kSameNumbers), std::end(kSameNumbers), type) == std::end(kSameNumbers))
    fail(
        "{}: model_type in config.json is '{}', whose token ids may be others "
        "than the file's "
        "numbers of pieces; expected llama or mistral. Use the model's "
        "tokenizer.json",
        file.string(), type);
}

bool is_wanted(const fs::path& folder, std::string_view setting, JsonScalars::Truth otherwise) {
  const fs::path file = folder / "tokenizer_config.json";
  if (!fs::exists(file)) return otherwise == JsonScalars::Truth::yes;
  const JsonScalars json = read_json_scalars(file);
  refuse_own_code(json);
  return json.truth_or(setting, otherwise) == JsonScalars::Truth::yes;
}

}  // namespace

Tokenizer read_sentencepiece_file(const fs::path& file) {
  check_owner(file);
  const auto proto = std::make_shared<const SentencePieceProto>(
      parse_sentencepiece(read_text(file), file.string()));
  TokenizerParts parts = sentencepiece_parts(proto, file.string());
  const auto add = [&](const std::string& piece, std::vector<std::int32_t>& specials) {
    const auto id = parts.vocabulary->find(piece);
    if (id &&
        proto->pieces[static_cast<std::size_t>(*id)].type == SentencePieceProto::Type::control)
      specials = {*id};
  };
  if (is_wanted(file.parent_path(), "add_bos_token", JsonScalars::Truth::yes))
    add(proto->first_piece, parts.prefix);
  if (is_wanted(file.parent_path(), "add_eos_token", JsonScalars::Truth::no))
    add(proto->last_piece, parts.suffix);
  return Tokenizer(std::move(parts));
}

}  // namespace anbn
