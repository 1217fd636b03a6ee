// SPDX-License-Identifier: Apache-2.0
// Words for values: an enumeration lists its words once, beside itself and in its order, for
// options, manifests and tables:
//
//   enum class Delta { signed_value, absolute };
//   constexpr auto names_of(Delta) { return named("signed", "absolute"); }
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace anbn {

/// The words of an enumeration without gaps, in its order.
template <class... Words>
constexpr std::array<std::string_view, sizeof...(Words)> named(Words... words) {
  return {words...};
}

/// An enumeration that has words.
template <class Enum>
concept NamedEnum = std::is_enum_v<Enum> && requires(Enum value) {
  names_of(value);
};

/// The word for `value`.
template <NamedEnum Enum>
constexpr std::string_view name_of(Enum value) {
  return names_of(value)[static_cast<std::size_t>(value)];
}

/// The known word nearest to `word` by edit distance, if one is near enough to be a slip.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

/// "; did you mean 'x'?" if a known word is near, else nothing. For the end of an error.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

/// Throws Error: there is no `what` called `word`; names all that there are and the nearest.
[[noreturn]] void fail_unknown(std::string_view what, std::string_view word,
                               const std::vector<std::string>& known);

/// The value called `word`; `what` is the enumeration in words ("delta").
/// Throws Error naming all and the nearest if there is none.
template <NamedEnum Enum>
Enum value_named(std::string_view word, std::string_view what) {
  constexpr auto names = names_of(Enum{});
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == word) return static_cast<Enum>(i);
  fail_unknown(what, word, {names.begin(), names.end()});
}

}  // namespace anbn
