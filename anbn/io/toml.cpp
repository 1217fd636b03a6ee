// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/toml.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/file.h"

#include <toml++/toml.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kLargestToml = std::size_t{4} << 20;
constexpr std::size_t kDeepestToml = 32;

/// Goes over the text before toml++ 3.3 does, and refuses what that is not safe against: nesting of
/// keys (a.b.c...) and brackets, on which it recurses until the stack is used up; and what it takes
/// for impossible, such as "[" without a name, "[}", odd times or certain letters outside quotes.
class Precheck {
 public:
  Precheck(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  void run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = line_start_ = 3;  // a byte order mark
    while (at_ < text_.size()) {
      const char c = text_[at_];
      check_one_word(c);
      if (c != ' ' && c != '\t') last_ = c;
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '"' || c == '\'') {
        check_begin(c);
        skip_string(c);
      } else {
        check_character(c);
        if (c == '[' && open_.empty() && !in_value_) check_table_header();
        count(c);
        ++at_;
      }
    }
  }

 private:
  [[noreturn]] void fail_here(std::string_view found, std::string_view expected) const {
    fail("{}:{}:{}: found {}; expected {}", name_, line_, at_ - line_start_ + 1, found, expected);
  }

  void check_character(char c) const {
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0x80)
      fail_here("a character outside quotes that is not ASCII",
                "plain \"quotes\" around texts and unusual names");
    if (code == 0x7F || (code < ' ' && c != '\t' && c != '\n' && c != '\r'))
      fail_here("a control character", "plain text");
    if (c == ':')
      fail_here("a colon outside quotes", "name = value, and a date or time as a text in quotes");
  }

  /// A quote or bracket in the middle of a number is part of it for toml++: this class would see
  /// other texts than it.
  void check_begin(char c) const {
    const char before = at_ == line_start_ ? '\n' : text_[at_ - 1];
    const bool in_dotted_name = before == '.' && !in_value_ && c != '[' && c != '{';
    if (std::string_view(" \t\n=[,{").find(before) == std::string_view::npos && !in_dotted_name)
      fail_here("a quote or bracket in the middle of a name or value",
                "a blank, '=' or ',' before it");
  }

  /// A number, true or false is one word: only a date may have a blank in it.
  void check_one_word(char c) const {
    const bool after_blank = at_ > 0 && (text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t');
    const bool in_word = std::isalnum(static_cast<unsigned char>(last_)) != 0 || last_ == '.' ||
                         last_ == '_' || last_ == '+' || last_ == '-';
    if (in_value_ && after_blank && in_word &&
        std::string_view(" \t\r\n,]}#").find(c) == std::string_view::npos)
      fail_here("two words in a value", "one number, true or false, or a text in quotes");
  }

  void check_escape() const {
    const std::size_t next = text_.find_first_not_of(" \t\r\n", at_ + 1);
    if (next != std::string_view::npos && static_cast<unsigned char>(text_[next]) >= 0x80)
      fail_here("a backslash before a character that is not ASCII",
                "\\n, \\t, \\\", \\\\ or \\uXXXX");
  }

  void check_table_header() const {
    std::size_t name = at_ + (text_.substr(at_, 2) == "[[" ? 2 : 1);
    while (name < text_.size() && (text_[name] == ' ' || text_[name] == '\t')) ++name;
    const char c = name < text_.size() ? text_[name] : ']';  // [] is for toml++ to refuse
    const bool in_a_name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '"' || c == '\'';
    if (!in_a_name && c != ']')
      fail_here("a table's bracket followed by no name", "[name] or [[name]]");
  }

  void count(char c) {
    if (c == '\n') {
      begin_line(at_ + 1);
      if (open_.empty()) in_value_ = false;
    } else if (c == '=') {
      if (in_value_) fail_here("'=' in a value", "one name = value a line");
      in_value_ = true;
    } else if (c == '[' || c == '{') {
      check_begin(c);
      open_ += c;
      if (c == '{') in_value_ = false;
    } else if (c == ']' || c == '}') {
      if (!open_.ends_with(c == ']' ? '[' : '{')) fail_here("a closing bracket", "its opening one");
      open_.pop_back();
      if (c == '}') in_value_ = true;
    } else if (c == ',' && open_.ends_with('{')) {
      in_value_ = false;
    }
    if (c == '.')
      ++dots_;
    else if (c == '=' || c == ',' || c == '\n' || c == '[' || c == '{')
      dots_ = 0;
    if (dots_ > kDeepestToml || open_.size() > kDeepestToml)
      fail("{}:{}: nests deeper than {} levels; expected a plain study file", name_, line_,
           kDeepestToml);
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
      if (quote == '"' && c == '\\') check_escape();
      if (quote == '"' && c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') {
        at_ += 2;
      } else if (many_lines && text_.substr(at_, 3) == three) {
        at_ += 3;
        // The text itself may end with up to two quotes.
        for (int i = 0; i < 2 && text_.substr(at_).starts_with(quote); ++i) ++at_;
        return;
      } else {
        ++at_;
        if (!many_lines && c == quote) return;
      }
    }
  }

  void begin_line(std::size_t at) {
    ++line_;
    line_start_ = at;
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0, line_ = 1, line_start_ = 0, dots_ = 0;
  std::string open_;       // brackets that are not closed yet
  char last_ = '\n';       // the last character that was no blank
  bool in_value_ = false;  // after the = of a line or of an inline table's member
};

/// The value of a TOML node with its type kept. Precheck bounds the depth of the recursion.
class Converter {
 public:
  explicit Converter(const std::string& name) : name_(name) {}

  nlohmann::json convert(const toml::node& node, std::size_t depth) const {
    if (depth > kDeepestToml) fail_at(node, "nests too deep", "at most 32 levels");
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
