// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/safetensors_header.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"

#include <nlohmann/json.hpp>

#include <set>
#include <utility>

namespace anbn {
namespace {

/// Follows the one form that a header may have:
///   {"__metadata__": {"k": "v"}, "NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0,
///   24]}}
/// Events instead of a document: a document would hide names that come twice.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  HeaderReader(SafetensorsHeader& out, const std::string& file) : out_(out), file_(file) {}

  bool null() override {
    // The reference reader takes it for no metadata.
    if (place_ == Place::top && name_ == "__metadata__") return true;
    fail_here("null");
  }
  bool boolean(bool) override { fail_here("true or false"); }
  bool number_integer(number_integer_t) override { fail_here("a negative number"); }
  bool number_float(number_float_t, const string_t&) override { fail_here("a fraction"); }
  bool binary(binary_t&) override { fail_here("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ != Place::list) fail_here("a number");
    (field_ == "shape" ? entry_.shape : offsets_).push_back(static_cast<std::size_t>(value));
    if (entry_.shape.size() > kLargestRank || offsets_.size() > 2) fail_here("a long list");
    return true;
  }

  bool string(string_t& value) override {
    if (place_ == Place::metadata)
      out_.metadata[field_] = value;
    else if (place_ == Place::tensor && field_ == "dtype")
      entry_.dtype = value;
    else
      fail_here("a text");
    return true;
  }

  bool start_object(std::size_t) override {
    if (place_ == Place::outside) {
      place_ = Place::top;
    } else if (place_ == Place::top) {
      place_ = name_ == "__metadata__" ? Place::metadata : Place::tensor;
      entry_ = {name_, {}, {}, 0, 0};
      offsets_.clear();
      fields_.clear();
    } else {
      fail_here("an object");
    }
    return true;
  }

  bool end_object() override {
    if (place_ == Place::tensor) {
      if (fields_.size() != 3 || offsets_.size() != 2) fail_here("too few members");
      entry_.begin = offsets_[0];
      entry_.end = offsets_[1];
      out_.tensors.push_back(std::exchange(entry_, {}));
    }
    place_ = place_ == Place::top ? Place::outside : Place::top;
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::tensor || field_ == "dtype") fail_here("a list");
    place_ = Place::list;
    return true;
  }

  bool end_array() override {
    place_ = Place::tensor;
    return true;
  }

  bool key(string_t& name) override {
    if (place_ == Place::top) {
      if (!names_.insert(name).second)
        fail("{}: names the tensor '{}' twice; expected different names. Is the file damaged?",
             file_, excerpt(name));
      name_ = name;
      return true;
    }
    field_ = name;
    if (!fields_.insert(name).second) fail_here("a member twice");
    if (place_ == Place::tensor && name != "dtype" && name != "shape" && name != "data_offsets")
      fail_here("the member '" + excerpt(name) + "'");
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception&) override {
    fail(
        "{}: its header is no JSON at byte {} of it; expected the header of a safetensors file. Is "
        "the file damaged?",
        file_, position);
  }

 private:
  static constexpr std::size_t kLargestRank = 64;
  enum class Place { outside, top, metadata, tensor, list };

  [[noreturn]] void fail_here(const std::string& found) const {
    fail(
        "{}: the header has {} under '{}'; expected dtype (text), shape and data_offsets (lists of "
        "whole numbers), or texts under __metadata__. Is the file damaged?",
        file_, found, excerpt(name_));
  }

  SafetensorsHeader& out_;
  const std::string& file_;
  Place place_ = Place::outside;
  std::string name_, field_;
  std::set<std::string> names_, fields_;
  TensorEntry entry_;
  std::vector<std::size_t> offsets_;
};

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view text, const std::string& file) {
  SafetensorsHeader header;
  HeaderReader reader(header, file);
  nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  return header;
}

}  // namespace anbn
