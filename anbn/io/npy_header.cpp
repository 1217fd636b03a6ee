// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/npy_header.h"

#include "anbn/core/error.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/npy.h"

#include <cassert>
#include <charconv>
#include <cstdint>
#include <string>

namespace anbn {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

/// Reads the Python literal {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.
class LiteralReader {
 public:
  LiteralReader(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  NpyHeader read() {
    NpyHeader header;
    bool has_dtype = false, has_order = false, has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr" && !has_dtype) {
        if (peek() == '[')
          fail(
              "{}: holds a structured array (its type is a list of fields); expected plain "
              "numbers. Save one field of it, array['FIELD']",
              name_);
        header.dtype = quoted();
        has_dtype = true;
      } else if (key == "fortran_order" && !has_order) {
        header.fortran_order = truth();
        has_order = true;
      } else if (key == "shape" && !has_shape) {
        header.shape = tuple();
        has_shape = true;
      } else {
        fail_here("the key '" + excerpt(key) + "'", "descr, fortran_order and shape, each once");
      }
      if (!accept(',') && peek() != '}') fail_here(found(), "',' or '}'");
    }
    if (!has_dtype || !has_order || !has_shape)
      fail_here("the end", "descr, fortran_order and shape before it");
    if (peek() != '\0' || at_ < text_.size()) fail_here(found(), "the end of the header");
    if (header.dtype == "|O" || header.dtype == "O")
      fail(
          "{}: holds Python objects; expected plain numbers. Save the array with "
          ".astype('float32')",
          name_);
    header.dtype = excerpt(header.dtype);  // it will stand in messages
    return header;
  }

 private:
  std::string found() {
    return peek() == '\0' ? "the end" : fmt::format("'{}'", excerpt(text_.substr(at_, 1)));
  }

  [[noreturn]] void fail_here(const std::string& what, const std::string& expected) const {
    fail("{}: its NPY header has {} at character {}; expected {}. Is the file damaged?", name_,
         what, at_ + 1, expected);
  }

  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail_here(found(), std::string("'") + c + "'");
  }

  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail_here(found(), "a text in quotes");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail_here("a quote that is not closed", "another quote");
    const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return std::string(inside);
  }

  bool truth() {
    peek();
    for (const auto& [word, value] : {std::pair{"True", true}, std::pair{"False", false}})
      if (text_.substr(at_).starts_with(word)) {
        at_ += std::string_view(word).size();
        return value;
      }
    fail_here(found(), "True or False");
  }

  std::vector<std::size_t> tuple() {
    constexpr std::size_t kLargestNumpyRank = 64;
    std::vector<std::size_t> extents;
    expect('(');
    while (!accept(')')) {
      peek();
      std::size_t extent = 0;
      const char* const begin = text_.data() + at_;
      const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), extent);
      if (error != std::errc()) fail_here(found(), "a whole number that a size can be");
      at_ += static_cast<std::size_t>(end - begin);
      accept('L');  // Python 2 wrote long integers so
      extents.push_back(extent);
      if (extents.size() > kLargestNumpyRank) fail_here("a long shape", "at most 64 dimensions");
      if (!accept(',') && peek() != ')') fail_here(found(), "',' or ')'");
    }
    return extents;
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
};

}  // namespace

std::string npy_shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i)
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

std::string npy_header_bytes(std::string_view dtype, const std::vector<std::size_t>& shape) {
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}",
                                   dtype, npy_shape_text(shape));
  // numpy leaves room for the first extent to grow to 21 digits in place.
  if (!shape.empty()) header.append(21 - std::to_string(shape[0]).size(), ' ');
  const std::size_t preamble = kMagic.size() + 4;
  header.append(64 - (preamble + header.size() + 1) % 64, ' ');  // 1 to 64: numpy's rule
  header += '\n';
  assert(header.size() <= kLargestNpyHeader);
  std::string bytes(kMagic);
  bytes += {'\x01', '\x00', static_cast<char>(header.size() & 0xFF),
            static_cast<char>(header.size() >> 8)};
  return bytes + header;
}

NpyHeader parse_npy_header(std::span<const std::byte> bytes, const std::string& name) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!text.starts_with(kMagic))
    fail("{}: is no NPY file; expected \\x93NUMPY at its start. Save the array with numpy.save",
         name);
  const auto byte = [&](std::size_t i) {
    return i < bytes.size() ? std::to_integer<std::size_t>(bytes[i]) : 0;
  };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3 || byte(7) != 0)
    fail("{}: has NPY version {}.{}; expected 1.0, 2.0 or 3.0. Save the array with numpy.save",
         name, version, byte(7));
  const std::size_t preamble = version == 1 ? 10 : 12;
  std::size_t length = byte(8) | byte(9) << 8;
  if (version > 1) length |= byte(10) << 16 | byte(11) << 24;
  if (bytes.size() < preamble || length > bytes.size() - preamble || length > kLargestNpyHeader)
    fail(
        "{}: declares an NPY header of {} bytes; expected at most {}, and the whole of it in the "
        "file. Is the file damaged?",
        name, length, kLargestNpyHeader);
  NpyHeader header = LiteralReader(text.substr(preamble, length), name).read();
  header.data_offset = preamble + length;
  return header;
}

}  // namespace anbn
