// SPDX-License-Identifier: Apache-2.0
// JSON as text, piece by piece, with the white space that its reader wants.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The length of the UTF-8 sequence at the beginning of `text`, which is not empty; 0 if there is
/// none.
std::size_t utf8_length(std::string_view text);

/// `text` as a JSON string with its quotes; `<` becomes \u003c, so that nothing in it can end the
/// <script> element around it. Bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// A number with the fewest digits that read back equal; null for NaN and infinities.
std::string json_number(double value);

/// What stands in an object or array beside its values.
struct JsonLayout {
  std::string_view open = "", between = ",", close = "", colon = ":";
};

/// Collects JSON. Each value lies in the object or array that was begun last; in an object it
/// follows its key.
class JsonText {
 public:
  void begin_object(const JsonLayout& layout = {}) { begin('{', '}', layout); }
  void begin_array(const JsonLayout& layout = {}) { begin('[', ']', layout); }
  /// Ends what was begun last.
  void end();

  void key(std::string_view name);
  void add(std::string_view text) { value(json_string(text)); }
  void add(double number) { value(json_number(number)); }
  template <std::integral Number>
  void add(Number number) {
    value(std::to_string(number));
  }
  /// true, false or null.
  void word(std::string_view literal) { value(literal); }
  template <class T>
  void member(std::string_view name, const T& what) {
    key(name);
    add(what);
  }
  /// An array of texts or numbers.
  template <class List>
  void list(const List& values, const JsonLayout& layout = {}) {
    begin_array(layout);
    for (const auto& item : values) add(item);
    end();
  }

  const std::string& text() const { return text_; }

 private:
  struct Open {
    JsonLayout layout;
    char closing;
    std::size_t values = 0;
  };

  void begin(char opening, char closing, const JsonLayout& layout);
  void separate();
  void value(std::string_view json);

  std::string text_;
  std::vector<Open> open_;
  std::size_t keys_ = 0;  // that wait for their values: 0 or 1
};

}  // namespace anbn
