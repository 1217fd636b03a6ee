// SPDX-License-Identifier: Apache-2.0
// The one exception of anbn: what was found, what was expected, what to do.
#pragma once

#include <fmt/core.h>

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace anbn {

/// A wrong file, option or datum, described in one line for the person who can mend it.
class Error : public std::exception {
 public:
  explicit Error(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }

  /// Puts `context` and a colon before the message, as the error travels outwards.
  void add_context(std::string_view context) { message_ = std::string(context) + ": " + message_; }

 private:
  std::string message_;
};

/// Throws Error with a formatted message: found, expected, what to do.
template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> text, Args&&... args) {
  throw Error(fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace anbn
