// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/toml.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/file.h"

#include <toml++/toml.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <sstream>

namespace anbn {
namespace {

constexpr std::size_t kLargestToml = std::size_t{4} << 20;
constexpr std::size_t kDeepest = 32;

/// Goes over the text before toml++ 3.3 does, and refuses what that is not safe against: nesting of
/// keys (a.b.c...) and brackets, on which it recurses until the stack is used up; "[" without a
/// name, letters of Unicode outside quotes and odd times, which it takes for impossible. Sees only
/// strings, comments, dots, brackets, colons and "=".
class Precheck {
 public:
  Precheck(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  void run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = line_start_ = 3;  // a byte order mark
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '"' || c == '\'') {
        skip_string(c);
      } else {
        if (static_cast<unsigned char>(c) >= 0x80)
          fail(
              "{}:{}:{}: a character outside quotes is not ASCII; expected plain \"quotes\" around "
              "texts and unusual names",
              name_, line_, at_ - line_start_ + 1);
        if (c == '[' && brackets_ == 0 && !in_value_) check_table_header();
        count(c);
        ++at_;
      }
    }
  }

 private:
  void check_table_header() const {
    std::size_t name = at_ + (text_.substr(at_, 2) == "[[" ? 2 : 1);
    while (name < text_.size() && (text_[name] == ' ' || text_[name] == '\t')) ++name;
    const char c = name < text_.size() ? text_[name] : ']';  // [] is for toml++ to refuse
    const bool in_a_name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '"' || c == '\'';
    if (!in_a_name && c != ']')
      fail("{}:{}:{}: a table's bracket is followed by no name; expected [name] or [[name]]", name_,
           line_, at_ - line_start_ + 1);
  }

  void count(char c) {
    if (c == '\n') begin_line(at_ + 1);
    if (c == '=') in_value_ = true;
    if (c == ':')
      fail(
          "{}:{}:{}: found a colon outside quotes; expected name = value, and a date or time as a "
          "text in quotes",
          name_, line_, at_ - line_start_ + 1);
    if (c == '[' || c == '{') ++brackets_;
    if ((c == ']' || c == '}') && brackets_ > 0) --brackets_;
    if (c == '.')
      ++dots_;
    else if (c == '=' || c == ',' || c == '\n' || c == '[' || c == '{')
      dots_ = 0;
    if (dots_ > kDeepest || brackets_ > kDeepest)
      fail("{}:{}: nests deeper than {} levels; expected a plain study file", name_, line_,
           kDeepest);
  }

  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool many_lines = text_.substr(at_, 3) == three;
    at_ += many_lines ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        if (!many_lines) return;  // not closed: toml++ says so
        begin_line(at_ + 1);
      }
      if (quote == '"' && c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') {
        at_ += 2;
      } else if (many_lines ? text_.substr(at_, 3) == three : c == quote) {
        at_ += many_lines ? 3 : 1;
        return;
      } else {
        ++at_;
      }
    }
  }

  void begin_line(std::size_t at) {
    ++line_;
    line_start_ = at;
    in_value_ = false;
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0, line_ = 1, line_start_ = 0, dots_ = 0, brackets_ = 0;
  bool in_value_ = false;  // after the = of this line
};

/// The value of a TOML node with its type kept. Precheck bounds the depth of the recursion.
class Converter {
 public:
  explicit Converter(const std::string& name) : name_(name) {}

  nlohmann::json convert(const toml::node& node, std::size_t depth) const {
    if (depth > kDeepest) fail_at(node, "nests too deep", "at most 32 levels");
    if (const toml::table* table = node.as_table()) {
      nlohmann::json object = nlohmann::json::object();
      for (const auto& [key, value] : *table)
        object[std::string(key.str())] = convert(value, depth + 1);
      return object;
    }
    if (const toml::array* array = node.as_array()) {
      nlohmann::json list = nlohmann::json::array();
      for (const toml::node& value : *array) list.push_back(convert(value, depth + 1));
      return list;
    }
    if (const auto* value = node.as_string()) return value->get();
    if (const auto* value = node.as_integer()) return value->get();
    if (const auto* value = node.as_boolean()) return value->get();
    if (const auto* value = node.as_floating_point()) {
      if (!std::isfinite(value->get())) fail_at(node, "is nan or infinite", "a finite number");
      return value->get();
    }
    fail_at(node, "is a date or time", "a text in quotes, a number, true or false");
  }

 private:
  [[noreturn]] void fail_at(const toml::node& node, std::string_view found,
                            std::string_view expected) const {
    const auto place = node.source().begin;
    fail("{}:{}:{}: a value {}; expected {}", name_, place.line, place.column, found, expected);
  }

  const std::string& name_;
};

}  // namespace

std::string toml_text_to_json(std::string_view text, const std::string& name) {
  if (text.size() > kLargestToml)
    fail("{}: has {} bytes; expected at most {}. Is it the right file?", name, text.size(),
         kLargestToml);
  Precheck(text, name).run();
  try {
    const toml::table table = toml::parse(text, name);
    return Converter(name).convert(table, 0).dump();
  } catch (const toml::parse_error& error) {
    const auto place = error.source().begin;
    fail("{}:{}:{}: is no TOML here: {}", name, place.line, place.column,
         excerpt(error.description(), 200));
  }
}

std::string toml_to_json(const std::filesystem::path& path) {
  return toml_text_to_json(read_text(path, kLargestToml), path.string());
}

}  // namespace anbn
