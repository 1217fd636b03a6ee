// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/json.h"

#include "anbn/core/error.h"
#include "anbn/core/names.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/file.h"
#include "anbn/io/json_error.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace anbn {
namespace {

constexpr std::size_t kLargestJson = std::size_t{16} << 20;
constexpr std::size_t kDeepest = 64;

/// Keeps the scalars at depth 1, and those of its objects and lists; passes over the rest. Events
/// instead of a document: nothing recurses, whatever the depth of the file.
class ScalarCollector : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit ScalarCollector(JsonScalars& out) : out_(out) {}

  bool null() override {
    if (depth_ == 1) out_.nulls.insert(key_);
    if (depth_ == 2 && inside_ == Inside::list) out_.lists.erase(key_);
    return depth_ > 0 || fail_no_object();
  }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return put(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Inside::object); }
  bool start_array(std::size_t) override {
    return (depth_ > 0 || fail_no_object()) && open(Inside::list);
  }
  bool end_object() override { return --depth_, true; }
  bool end_array() override { return --depth_, true; }

  bool key(string_t& name) override {
    if (depth_ == 1) {
      key_ = name;
      if (!seen_.insert(name).second)
        fail("{}: has two members '{}'; expected different names", out_.file, excerpt(name));
    } else if (depth_ == 2) {
      inner_key_ = name;
      if (!inner_seen_.insert(name).second)
        fail("{}: has two members '{}'; expected different names", out_.objects.back().file,
             excerpt(name));
    }
    return true;
  }

  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::json::exception& error) override {
    fail_no_json(out_.file, error.what());
  }

 protected:
  std::size_t depth() const { return depth_; }

 private:
  enum class Inside { object, list };

  [[noreturn]] bool fail_no_object() const {
    fail("{}: holds no JSON object; expected {{...}}. Is it the right file?", out_.file);
  }

  template <class Value>
  bool put(Value&& value) {
    if (depth_ == 0) fail_no_object();
    if (depth_ == 1) out_.values[key_] = value;
    if (depth_ == 2 && inside_ == Inside::object) out_.objects.back().values[inner_key_] = value;
    if (depth_ == 2 && inside_ == Inside::list) put_in_list(value);
    return true;
  }

  void put_in_list(const std::string& text) {
    const auto list = out_.lists.find(key_);
    if (list != out_.lists.end()) list->second.push_back(text);
  }
  void put_in_list(double) { out_.lists.erase(key_); }
  void put_in_list(bool) { out_.lists.erase(key_); }

  bool open(Inside inside) {
    if (depth_ == 1) {
      out_.values[key_] = JsonScalars::Composite{};
      inside_ = inside;
      inner_seen_.clear();
      if (inside == Inside::list) {
        out_.lists[key_];
      } else {
        out_.objects.emplace_back();
        out_.objects.back().file = out_.file + ": " + excerpt(key_);
        out_.objects.back().member = key_;
      }
    }
    if (depth_ == 2 && inside_ == Inside::object)
      out_.objects.back().values[inner_key_] = JsonScalars::Composite{};
    if (depth_ == 2 && inside_ == Inside::list) out_.lists.erase(key_);
    if (++depth_ > kDeepest)
      fail("{}: nests deeper than {} levels; expected a plain object", out_.file, kDeepest);
    return true;
  }

  JsonScalars& out_;
  std::string key_, inner_key_;
  std::set<std::string> seen_, inner_seen_;
  Inside inside_ = Inside::object;
  std::size_t depth_ = 0;
};

/// Keeps the texts under one name: its own, those of its list, and what is called "content" inside.
class TextCollector : public ScalarCollector {
 public:
  TextCollector(JsonScalars& scalars, std::string_view member)
      : ScalarCollector(scalars), member_(member) {}

  bool key(string_t& name) override {
    if (depth() <= outside_) outside_ = kNowhere;
    wanted_ = name == member_ || (outside_ != kNowhere && name == "content");
    if (name == member_ && outside_ == kNowhere) outside_ = depth();
    return ScalarCollector::key(name);
  }
  bool string(string_t& value) override {
    if (wanted_) texts.push_back(value);
    return ScalarCollector::string(value);
  }

  std::vector<std::string> texts;

 private:
  static constexpr std::size_t kNowhere = std::size_t{0} - 1;
  std::string_view member_;
  std::size_t outside_ = kNowhere;  // depth of the member that the next texts are inside of
  bool wanted_ = false;
};

template <class Value>
constexpr std::string_view kExpected;
template <>
constexpr std::string_view kExpected<double> = "a number";
template <>
constexpr std::string_view kExpected<std::string> = "a text";
template <>
constexpr std::string_view kExpected<bool> = "true or false";

/// The member `name` if it is there.
template <class Value>
const Value* find(const JsonScalars& scalars, std::string_view name) {
  const auto found = scalars.values.find(name);
  if (found == scalars.values.end()) return nullptr;
  if (const Value* value = std::get_if<Value>(&found->second)) return value;
  constexpr const char* kKinds[] = {"a number", "a text", "true or false", "a list or an object"};
  fail("{}: '{}' is {}; expected {}", scalars.file, name, kKinds[found->second.index()],
       kExpected<Value>);
}

template <class Value>
const Value& get(const JsonScalars& scalars, std::string_view name) {
  if (const Value* value = find<Value>(scalars, name)) return *value;
  std::vector<std::string> known;
  for (const auto& [key, value] : scalars.values) known.push_back(key);
  fail("{}: has no '{}'; expected {} of that name{}", scalars.file, name, kExpected<Value>,
       did_you_mean(name, known));
}

std::int64_t whole(const JsonScalars& scalars, std::string_view name, double value) {
  constexpr double kLargestExact = 9007199254740992.0;  // 2^53
  if (std::trunc(value) != value || !(std::abs(value) <= kLargestExact))
    fail("{}: '{}' is {}; expected a whole number", scalars.file, name, value);
  return static_cast<std::int64_t>(value);
}

}  // namespace

bool JsonScalars::has(std::string_view name) const {
  const auto found = values.find(name);
  return found != values.end() && !std::holds_alternative<Composite>(found->second);
}

double JsonScalars::number(std::string_view name) const { return get<double>(*this, name); }

double JsonScalars::number_or(std::string_view name, double otherwise) const {
  const double* value = find<double>(*this, name);
  return value != nullptr ? *value : otherwise;
}

std::int64_t JsonScalars::integer(std::string_view name) const {
  return whole(*this, name, get<double>(*this, name));
}

std::int64_t JsonScalars::integer_or(std::string_view name, std::int64_t otherwise) const {
  const double* value = find<double>(*this, name);
  return value != nullptr ? whole(*this, name, *value) : otherwise;
}

std::string JsonScalars::text(std::string_view name) const { return get<std::string>(*this, name); }

std::string JsonScalars::text_or(std::string_view name, std::string_view otherwise) const {
  const std::string* value = find<std::string>(*this, name);
  return value != nullptr ? *value : std::string(otherwise);
}

JsonScalars::Truth JsonScalars::truth_or(std::string_view name, Truth otherwise) const {
  const bool* value = find<bool>(*this, name);
  if (value == nullptr) return otherwise;
  return *value ? Truth::yes : Truth::no;
}

const std::vector<std::string>* JsonScalars::texts(std::string_view wanted) const {
  const auto found = lists.find(wanted);
  if (found != lists.end()) return &found->second;
  if (values.find(wanted) != values.end())
    fail("{}: '{}' is no list of texts; expected one", file, wanted);
  return nullptr;
}

const JsonScalars* JsonScalars::object(std::string_view wanted) const {
  for (const JsonScalars& inner : objects)
    if (inner.member == wanted) return &inner;
  if (values.find(wanted) != values.end())
    fail("{}: '{}' is no object; expected {{...}}", file, wanted);
  return nullptr;
}

JsonScalars parse_json_scalars(std::string_view text, const std::string& name) {
  if (text.size() > kLargestJson)
    fail("{}: has {} bytes; expected at most {}. Is it the right file?", name, text.size(),
         kLargestJson);
  JsonScalars scalars;
  scalars.file = name;
  ScalarCollector collector(scalars);
  nlohmann::json::sax_parse(text.begin(), text.end(), &collector);
  return scalars;
}

std::vector<std::string> json_texts_called(const std::filesystem::path& path,
                                           std::string_view member) {
  const std::string text = read_text(path, kLargestJson);
  JsonScalars scalars;
  scalars.file = path.string();
  TextCollector collector(scalars, member);
  nlohmann::json::sax_parse(text.begin(), text.end(), &collector);
  return collector.texts;
}

JsonScalars read_json_scalars(const std::filesystem::path& path) {
  return parse_json_scalars(read_text(path, kLargestJson), path.string());
}

}  // namespace anbn
