// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tokenizers/vocabulary.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"

#include <algorithm>

namespace anbn {

void Vocabulary::add(std::string_view piece, std::int64_t id, std::string_view where) {
  if (id < 0 || id > kLargestId)
    fail("{}: the piece '{}' has the number {}; expected 0 to {}", where, excerpt(piece), id,
         kLargestId);
  const auto at = static_cast<std::size_t>(id);
  if (at >= piece_of_.size()) {
    piece_of_.resize(at + 1);
    is_there_.resize(at + 1);
  }
  if (is_there_[at] && piece_of_[at] != piece)
    fail("{}: the pieces '{}' and '{}' both have the number {}; expected different numbers", where,
         excerpt(piece_of_[at]), excerpt(piece), id);
  const auto [known, is_new] = id_of_.emplace(piece, static_cast<std::int32_t>(id));
  if (!is_new && known->second != id)
    fail("{}: the piece '{}' has the numbers {} and {}; expected one", where, excerpt(piece),
         known->second, id);
  is_there_[at] = true;
  piece_of_[at] = piece;
}

void Vocabulary::add_next(std::string_view piece) {
  piece_of_.emplace_back(piece);
  is_there_.push_back(true);
  id_of_.insert_or_assign(piece_of_.back(), static_cast<std::int32_t>(piece_of_.size() - 1));
}

std::optional<std::int32_t> Vocabulary::find(std::string_view piece) const {
  const auto found = id_of_.find(piece);
  return found == id_of_.end() ? std::nullopt : std::optional(found->second);
}

std::int32_t Vocabulary::at(std::string_view piece, std::string_view where) const {
  if (const auto id = find(piece)) return *id;
  fail("{}: '{}' is no piece of the vocabulary ({} pieces); expected one", where, excerpt(piece),
       size());
}

const std::string& Vocabulary::piece(std::int32_t id) const {
  if (id < 0 || static_cast<std::size_t>(id) >= piece_of_.size())
    fail("piece {} is not in the vocabulary; expected 0 .. {}", id, piece_of_.size() - 1);
  return piece_of_[static_cast<std::size_t>(id)];
}

void Vocabulary::check_whole(std::string_view where) const {
  const auto hole = std::find(is_there_.begin(), is_there_.end(), false);
  if (hole != is_there_.end())
    fail("{}: no piece has the number {}, but one has {}; expected a vocabulary without holes",
         where, hole - is_there_.begin(), piece_of_.size() - 1);
  if (piece_of_.empty()) fail("{}: has no piece; expected a vocabulary", where);
}

}  // namespace anbn
