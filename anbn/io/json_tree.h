// SPDX-License-Identifier: Apache-2.0
// A JSON file as a tree: for files whose lists and objects matter, such as a tokenizer.json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

class JsonTree;

/// A value in a JsonTree, which must outlive it. What is read and is not there, or is of another
/// kind, is an Error that names the file and the place ("model.vocab").
class JsonNode {
 public:
  bool is_null() const;
  bool is_object() const;
  bool is_list() const;
  bool is_text() const;
  bool is_number() const;

  /// What a member of an object is called; empty for an item of a list.
  std::string_view key() const;
  std::string_view text() const;
  double number() const;
  /// A number as it is written; that of a whole number without fraction or exponent is empty.
  std::string_view digits() const;
  /// A whole number from `least` to `most`.
  std::int64_t integer(std::int64_t least, std::int64_t most) const;
  enum class Truth { no, yes };
  Truth truth() const;

  /// The member of an object; `find` has nothing where it is absent or null.
  JsonNode at(std::string_view member) const;
  std::optional<JsonNode> find(std::string_view member) const;
  /// Whether a member is there and true; `otherwise` where it is absent or null.
  Truth truth_or(std::string_view member, Truth otherwise) const;
  std::string_view text_or(std::string_view member, std::string_view otherwise) const;

  /// The items of a list, or the members of an object, in the file's order.
  std::size_t size() const;
  class Iterator;
  Iterator begin() const;
  Iterator end() const;

  /// "FILE: 'model.vocab'", for errors.
  std::string where() const;

 private:
  friend class JsonTree;
  JsonNode(const JsonTree& tree, std::uint32_t at) : tree_(&tree), at_(at) {}
  const JsonTree* tree_;
  std::uint32_t at_;
};

class JsonNode::Iterator {
 public:
  Iterator(const JsonTree& tree, std::uint32_t at) : tree_(&tree), at_(at) {}
  JsonNode operator*() const { return {*tree_, at_}; }
  Iterator& operator++();
  bool operator!=(const Iterator& other) const { return at_ != other.at_; }

 private:
  const JsonTree* tree_;
  std::uint32_t at_;
};

class JsonTree {
 public:
  /// Throws Error naming `name` (the file's) and the place if `text` is no JSON, has more than
  /// 64 MiB or 4 million values, nests deeper than 64 levels, or an object names a member twice.
  JsonTree(std::string_view text, const std::string& name);

  JsonNode root() const { return {*this, 0}; }
  const std::string& file() const { return file_; }

 private:
  friend class JsonNode;
  friend class JsonTreeBuilder;
  enum class Kind : std::uint8_t { null, truth, number, text, list, object };
  struct Range {
    std::uint32_t begin = 0, size = 0;  // bytes of texts_
  };
  /// Values lie in the file's order, each before what it holds.
  struct Value {
    Kind kind = Kind::null;
    std::uint32_t parent = 0, next = 0;  // the next is that behind all that it holds
    std::uint32_t count = 0;             // of what it holds
    Range key, text;
    double number = 0;
  };
  std::string_view string_at(Range range) const {
    return std::string_view(texts_).substr(range.begin, range.size);
  }

  std::string file_, texts_;
  std::vector<Value> values_;
};

}  // namespace anbn
