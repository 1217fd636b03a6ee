// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizer_settings.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/json.h"

#include <algorithm>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using Truth = JsonScalars::Truth;

// Those that do what BertTokenizer does, under names of other models.
constexpr std::string_view kKnownClasses[] = {"BertTokenizer", "BertTokenizerFast",
                                              "DistilBertTokenizer", "DistilBertTokenizerFast"};

bool is_true(const JsonScalars& json, std::string_view name, Truth otherwise) {
  return json.truth_or(name, otherwise) == Truth::yes;
}

void check_kind(const JsonScalars& json) {
  refuse_own_code(json);
  const std::string kind = json.text_or("tokenizer_class", kKnownClasses[0]);
  if (std::find(std::begin(kKnownClasses), std::end(kKnownClasses), kind) ==
      std::end(kKnownClasses))
    fail("{}: tokenizer_class is '{}'; expected BertTokenizer or DistilBertTokenizer", json.file,
         kind);
  if (!is_true(json, "do_basic_tokenize", Truth::yes))
    fail(
        "{}: do_basic_tokenize is false; expected true: anbn always splits words and punctuation "
        "before it looks for pieces",
        json.file);
}

/// anbn calls its specials as BERT does.
void check_specials(const fs::path& file) {
  for (const auto& [name, expected] :
       {std::pair{"unk_token", "[UNK]"}, {"cls_token", "[CLS]"}, {"sep_token", "[SEP]"}})
    for (const std::string& found : json_texts_called(file, name))
      if (found != expected)
        fail("{}: {} is '{}'; expected '{}', the only one that anbn puts there", file.string(),
             name, excerpt(found), expected);
}

/// Texts that the tokenizer leaves whole wherever they stand.
void gather_whole(const fs::path& file, std::vector<std::string>& out) {
  for (const char* member : {"content", "never_split", "additional_special_tokens"})
    for (std::string& text : json_texts_called(file, member)) out.push_back(std::move(text));
}

}  // namespace

void refuse_own_code(const JsonScalars& json) {
  if (json.values.contains("auto_map"))
    fail(
        "{}: auto_map names a tokenizer in the model's own code, which anbn never executes; "
        "expected one of Hugging Face's own",
        json.file);
}

TokenizerSettings read_tokenizer_settings(const fs::path& folder) {
  TokenizerSettings out;
  if (const fs::path file = folder / "tokenizer_config.json"; fs::exists(file)) {
    const JsonScalars json = read_json_scalars(file);
    check_kind(json);
    out.case_told = json.has("do_lower_case");
    out.lower_case = is_true(json, "do_lower_case", Truth::yes);
    out.strip_accents = is_true(json, "strip_accents", out.lower_case ? Truth::yes : Truth::no);
    out.split_ideographs = is_true(json, "tokenize_chinese_chars", Truth::yes);
  }
  for (const char* name : {"tokenizer_config.json", "special_tokens_map.json"})
    if (const fs::path file = folder / name; fs::exists(file)) {
      check_specials(file);
      gather_whole(file, out.added);
    }
  if (const fs::path file = folder / "tokenizer.json"; fs::exists(file))
    for (std::string& text : json_texts_called(file, "added_tokens"))
      out.added.push_back(std::move(text));
  if (const fs::path file = folder / "added_tokens.json"; fs::exists(file))
    for (const auto& [token, id] : read_json_scalars(file).values) out.added.push_back(token);
  std::sort(out.added.begin(), out.added.end());
  out.added.erase(std::unique(out.added.begin(), out.added.end()), out.added.end());
  std::erase(out.added, "");
  return out;
}

}  // namespace anbn
