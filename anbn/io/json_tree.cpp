// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/json_tree.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/json_error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kLargestTree = std::size_t{64} << 20;
constexpr std::size_t kMostValues = std::size_t{4} << 20;
constexpr std::size_t kDeepestTree = 64;

}  // namespace

/// Events become values; nothing recurses, whatever the depth of the file.
class JsonTreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit JsonTreeBuilder(JsonTree& tree) : tree_(tree) {}

  bool null() override { return add(Kind::null), true; }
  bool boolean(bool value) override { return add(Kind::truth).number = value ? 1 : 0, true; }
  bool number_integer(number_integer_t value) override { return put(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return put(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t& written) override {
    put(value);
    tree_.values_.back().text = keep(written);
    return true;
  }
  bool string(string_t& value) override { return add(Kind::text).text = keep(value), true; }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Kind::object); }
  bool start_array(std::size_t) override { return open(Kind::list); }
  bool end_object() override {
    check_keys(open_.back());
    return close();
  }
  bool end_array() override { return close(); }
  bool key(string_t& name) override { return key_ = keep(name), true; }
  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::json::exception& error) override {
    fail_no_json(tree_.file_, error.what());
  }

 private:
  using Kind = JsonTree::Kind;

  JsonTree::Range keep(const std::string& text) {
    const JsonTree::Range range{static_cast<std::uint32_t>(tree_.texts_.size()),
                                static_cast<std::uint32_t>(text.size())};
    tree_.texts_ += text;
    return range;
  }

  JsonTree::Value& add(Kind kind) {
    if (tree_.values_.size() >= kMostValues)
      fail("{}: holds more than {} values; expected fewer. Is it the right file?", tree_.file_,
           kMostValues);
    JsonTree::Value value;
    value.kind = kind;
    value.key = key_;
    key_ = {};
    value.next = static_cast<std::uint32_t>(tree_.values_.size() + 1);
    if (!open_.empty()) {
      value.parent = open_.back();
      ++tree_.values_[open_.back()].count;
    }
    return tree_.values_.emplace_back(value);
  }

  bool put(double value) { return add(Kind::number).number = value, true; }

  bool open(Kind kind) {
    add(kind);
    open_.push_back(static_cast<std::uint32_t>(tree_.values_.size() - 1));
    if (open_.size() > kDeepestTree)
      fail("{}: nests deeper than {} levels; expected a plainer file", tree_.file_, kDeepestTree);
    return true;
  }

  bool close() {
    tree_.values_[open_.back()].next = static_cast<std::uint32_t>(tree_.values_.size());
    open_.pop_back();
    return true;
  }

  void check_keys(std::uint32_t object) const {
    std::vector<std::string_view> keys;
    const std::vector<JsonTree::Value>& values = tree_.values_;
    for (std::uint32_t at = object + 1; at < values.size(); at = values[at].next)
      keys.push_back(tree_.string_at(values[at].key));
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice != keys.end())
      fail("{}: an object has two members '{}'; expected different names", tree_.file_,
           excerpt(*twice));
  }

  JsonTree& tree_;
  JsonTree::Range key_;
  std::vector<std::uint32_t> open_;
};

JsonTree::JsonTree(std::string_view text, const std::string& name) : file_(name) {
  if (text.size() > kLargestTree)
    fail("{}: has {} bytes; expected at most {}. Is it the right file?", name, text.size(),
         kLargestTree);
  JsonTreeBuilder builder(*this);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
}

bool JsonNode::is_null() const { return tree_->values_[at_].kind == JsonTree::Kind::null; }
bool JsonNode::is_object() const { return tree_->values_[at_].kind == JsonTree::Kind::object; }
bool JsonNode::is_list() const { return tree_->values_[at_].kind == JsonTree::Kind::list; }
bool JsonNode::is_text() const { return tree_->values_[at_].kind == JsonTree::Kind::text; }
bool JsonNode::is_number() const { return tree_->values_[at_].kind == JsonTree::Kind::number; }

std::string_view JsonNode::key() const { return tree_->string_at(tree_->values_[at_].key); }

std::string_view JsonNode::text() const {
  if (!is_text()) fail("{} is no text; expected one", where());
  return tree_->string_at(tree_->values_[at_].text);
}

double JsonNode::number() const {
  if (!is_number()) fail("{} is no number; expected one", where());
  return tree_->values_[at_].number;
}

std::string_view JsonNode::digits() const {
  if (!is_number()) fail("{} is no number; expected one", where());
  return tree_->string_at(tree_->values_[at_].text);
}

std::int64_t JsonNode::integer(std::int64_t least, std::int64_t most) const {
  const double value = number();
  if (std::trunc(value) != value || !(value >= static_cast<double>(least)) ||
      !(value <= static_cast<double>(most)))
    fail("{} is {}; expected a whole number from {} to {}", where(), value, least, most);
  return static_cast<std::int64_t>(value);
}

JsonNode::Truth JsonNode::truth() const {
  if (tree_->values_[at_].kind != JsonTree::Kind::truth)
    fail("{} is neither true nor false; expected one of them", where());
  return tree_->values_[at_].number != 0 ? Truth::yes : Truth::no;
}

std::optional<JsonNode> JsonNode::find(std::string_view member) const {
  if (!is_object()) fail("{} is no object; expected {{...}} with '{}'", where(), member);
  for (const JsonNode child : *this)
    if (child.key() == member) return child.is_null() ? std::nullopt : std::optional(child);
  return {};
}

JsonNode JsonNode::at(std::string_view member) const {
  if (const auto found = find(member)) return *found;
  fail("{} has no '{}'; expected a member of that name", where(), member);
}

JsonNode::Truth JsonNode::truth_or(std::string_view member, Truth otherwise) const {
  const auto found = find(member);
  return found ? found->truth() : otherwise;
}

std::string_view JsonNode::text_or(std::string_view member, std::string_view otherwise) const {
  const auto found = find(member);
  return found ? found->text() : otherwise;
}

std::size_t JsonNode::size() const { return tree_->values_[at_].count; }

JsonNode::Iterator& JsonNode::Iterator::operator++() {
  at_ = tree_->values_[at_].next;
  return *this;
}

JsonNode::Iterator JsonNode::begin() const { return {*tree_, at_ + 1}; }
JsonNode::Iterator JsonNode::end() const { return {*tree_, tree_->values_[at_].next}; }

std::string JsonNode::where() const {
  std::string path;
  for (std::uint32_t at = at_; at != 0; at = tree_->values_[at].parent) {
    const JsonTree::Value& value = tree_->values_[at];
    std::string step(tree_->string_at(value.key));
    if (tree_->values_[value.parent].kind == JsonTree::Kind::list) {
      std::size_t index = 0;
      for (std::uint32_t i = value.parent + 1; i != at; i = tree_->values_[i].next) ++index;
      step = fmt::format("{}", index);
    }
    path = path.empty() ? step : step + "." + path;
  }
  return path.empty() ? fmt::format("{}: the file's value", tree_->file_)
                      : fmt::format("{}: '{}'", tree_->file_, excerpt(path));
}

}  // namespace anbn
