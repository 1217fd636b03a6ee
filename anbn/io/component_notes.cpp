// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/component_notes.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/file.h"

#include <nlohmann/json.hpp>

namespace anbn {
namespace {

constexpr std::size_t kLargestNotes = std::size_t{16} << 20;

/// Follows {"COLUMN": {"Mask": "CSF", "CumulativeVarianceExplained": 0.2, ...}, ...}; what lies
/// elsewhere is passed over. Events instead of a document: nothing recurses.
class Reader : public nlohmann::json_sax<nlohmann::json> {
 public:
  Reader(ComponentNotes& out, const std::string& file) : out_(out), file_(file) {}

  bool null() override { return true; }
  bool boolean(bool) override { return value("true or false"); }
  bool number_integer(number_integer_t x) override { return number(static_cast<double>(x)); }
  bool number_unsigned(number_unsigned_t x) override { return number(static_cast<double>(x)); }
  bool number_float(number_float_t x, const string_t&) override { return number(x); }
  bool binary(binary_t&) override { return false; }
  bool string(string_t& text) override {
    if (!is("Mask")) return value("a text");
    out_[column_].mask = text;
    return true;
  }
  bool start_object(std::size_t) override { return ++depth_, true; }
  bool start_array(std::size_t) override { return ++depth_, true; }
  bool end_object() override { return --depth_, true; }
  bool end_array() override { return --depth_, true; }
  bool key(string_t& name) override {
    if (depth_ == 1) column_ = name;
    key_ = name;
    return true;
  }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::json::exception&) override {
    fail("{}: is no JSON at byte {}; expected the sidecar of a table of confounds", file_, at);
  }

 private:
  bool is(std::string_view name) const { return depth_ == 2 && key_ == name; }
  bool number(double x) {
    if (!is("CumulativeVarianceExplained")) return value("a number");
    out_[column_].variance = x;
    return true;
  }
  bool value(std::string_view kind) {
    if (is("Mask") || is("CumulativeVarianceExplained"))
      fail("{}: {} of '{}' is {}; expected a {}", file_, key_, excerpt(column_), kind,
           key_ == "Mask" ? "text" : "number");
    return true;
  }

  ComponentNotes& out_;
  const std::string& file_;
  std::string column_, key_;
  std::size_t depth_ = 0;
};

}  // namespace

ComponentNotes read_component_notes(const std::filesystem::path& json_file) {
  const std::string text = read_text(json_file, kLargestNotes);
  const std::string name = json_file.string();
  ComponentNotes out;
  Reader reader(out, name);
  nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  return out;
}

}  // namespace anbn
