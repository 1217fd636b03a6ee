// SPDX-License-Identifier: Apache-2.0
// The pieces that a tokenizer knows, by their numbers and by their texts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace anbn {

class Vocabulary {
 public:
  /// Adds a piece as `id`. Throws Error naming `where` if the number is below 0 or above
  /// kLargestId, or has another piece, or the piece has another number.
  void add(std::string_view piece, std::int64_t id, std::string_view where);
  /// Adds a piece with the next number; of two equal ones the later is found.
  void add_next(std::string_view piece);

  std::optional<std::int32_t> find(std::string_view piece) const;
  /// Throws Error naming `where` if there is none.
  std::int32_t at(std::string_view piece, std::string_view where) const;
  /// The piece with number `id`. Throws Error if there is none.
  const std::string& piece(std::int32_t id) const;
  std::size_t size() const { return piece_of_.size(); }

  /// Throws Error naming `where` and the first number without a piece, if there is one.
  void check_whole(std::string_view where) const;

  static constexpr std::int64_t kLargestId = (std::int64_t{1} << 22) - 1;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::vector<std::string> piece_of_;
  std::vector<bool> is_there_;
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> id_of_;
};

}  // namespace anbn
