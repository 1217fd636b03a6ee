// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/wordpiece.h"

#include "anbn/core/error.h"
#include "anbn/text/tokenizers/normalizers.h"
#include "anbn/text/tokenizers/splitters.h"

#include <algorithm>

namespace anbn {
namespace {

std::string_view without_line_end(std::string_view line) {
  const std::size_t last = line.find_last_not_of(" \t\r\v\f");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool is_cased(std::string_view piece) {
  return !piece.empty() && piece.front() != '[' &&
         std::any_of(piece.begin(), piece.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::int32_t special(const Vocabulary& pieces, std::string_view piece, std::string_view name) {
  const auto found = pieces.find(piece);
  if (!found)
    fail(
        "{}: no {} among {} lines; expected a BERT vocabulary, one piece a line. Take vocab.txt "
        "from the model's own folder",
        name, piece, pieces.size());
  return *found;
}

}  // namespace

Tokenizer wordpiece_tokenizer(std::string_view vocabulary, std::string_view name,
                              TokenizerSettings settings) {
  TokenizerParts parts;
  parts.name = name;
  Vocabulary& pieces = *parts.vocabulary;
  std::size_t cased = 0;
  for (std::size_t at = 0; at < vocabulary.size();) {
    const std::size_t line_end = std::min(vocabulary.find('\n', at), vocabulary.size());
    const std::string_view piece = without_line_end(vocabulary.substr(at, line_end - at));
    pieces.add_next(piece);
    if (is_cased(piece)) ++cased;
    at = line_end + 1;
  }
  WordPieceParts model;
  model.unknown = special(pieces, "[UNK]", name);
  parts.prefix = {special(pieces, "[CLS]", name)};
  parts.suffix = {special(pieces, "[SEP]", name)};
  if (settings.lower_case && !settings.case_told && cased > pieces.size() / 100)
    fail(
        "{}: {} of {} pieces have capital letters, and no tokenizer_config.json beside it says "
        "do_lower_case: false; expected that file, which comes with a cased model, or the "
        "vocabulary of an uncased one",
        name, cased, pieces.size());
  parts.refused = settings.added;
  parts.shows = TokenizerParts::Shows::vocabulary;
  parts.normalizers.push_back(bert_normalizer(std::move(settings)));
  parts.splitters.push_back(bert_splitter());
  parts.model = word_piece_model(parts.vocabulary, std::move(model));
  return Tokenizer(std::move(parts));
}

}  // namespace anbn
