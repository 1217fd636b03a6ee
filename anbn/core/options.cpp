// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/options.h"

#include "anbn/core/error.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

// Stands for a number that another option decides.
constexpr double kDecidedElsewhere = -1;

/// "0", "0 s", "0 s (none)".
std::string told(double number, std::string_view unit, const Allowed& allowed) {
  std::string text = number < 1e9 ? fmt::format("{}", number) : fmt::format("{:g}", number);
  if (!unit.empty()) text += fmt::format(" {}", unit);
  if (number == allowed.special) text += fmt::format(" ({})", allowed.meaning_of_special);
  return text;
}

}  // namespace

Allowed at_least(double number) { return {.least = number}; }
Allowed more_than(double number) { return {.least = number, .lower = Allowed::End::out}; }
Allowed between(double least, double most) { return {.least = least, .most = most}; }
Allowed measured_in(std::string_view unit) { return {.unit = unit}; }
Allowed one_of(std::vector<std::string> words) { return {.words = std::move(words)}; }
Allowed by(std::string_view decider) { return {.decided_by = decider}; }

Allowed Allowed::at_most(double number) && {
  most = number;
  return std::move(*this);
}

Allowed Allowed::less_than(double number) && {
  most = number;
  upper = End::out;
  return std::move(*this);
}

Allowed Allowed::measured_in(std::string_view name) && {
  unit = name;
  return std::move(*this);
}

Allowed Allowed::meaning(double number, std::string_view meant) && {
  special = number;
  meaning_of_special = meant;
  return std::move(*this);
}

Allowed Allowed::by(std::string_view decider) && {
  decided_by = decider;
  return std::move(*this);
}

bool Allowed::has(double number) const {
  if (number == special || (!decided_by.empty() && number == kDecidedElsewhere)) return true;
  const bool is_above = lower == End::in ? number >= least : number > least;
  return is_above && (upper == End::in ? number <= most : number < most);
}

bool Allowed::has(std::string_view word) const {
  return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
}

std::string Allowed::in_words() const {
  if (!words.empty()) return fmt::format("one of {}", fmt::join(words, " "));
  const bool has_least = std::isfinite(least), has_most = std::isfinite(most);
  const bool is_plain = has_least && has_most && lower == End::in && upper == End::in;
  std::string text;
  if (has_least) {
    const std::string from = told(least, has_most ? "" : unit, *this);
    text = lower == End::in ? from : "more than " + from;
    if (lower == End::in && !is_plain) text += " or more";
  }
  if (has_most) {
    text += is_plain ? " to "
                     : fmt::format("{}{} ", has_least ? " and " : "",
                                   upper == End::in ? "at most" : "less than");
    text += told(most, unit, *this);
  }
  if (special && *special != least && !text.empty())
    text = fmt::format("{}, or {}", told(*special, "", *this), text);
  return text;
}

std::string flag_of(std::string_view name) {
  std::string flag = "--" + std::string(name);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

void check_value(std::string_view name, double value, const Allowed& allowed,
                 std::string_view help) {
  if (allowed.has(value)) return;
  const bool milliseconds = allowed.unit == "s" && allowed.has(value / 1000);
  fail("{} is {}{}{}; expected {} ({}){}", flag_of(name), value, allowed.unit.empty() ? "" : " ",
       allowed.unit, allowed.in_words(), help, milliseconds ? ". Is it in milliseconds?" : "");
}

void check_value(std::string_view name, const std::string& value, const Allowed& allowed,
                 std::string_view help) {
  if (!allowed.has(value))
    fail("{} is \"{}\"; expected {} ({}){}", flag_of(name), value, allowed.in_words(), help,
         did_you_mean(value, allowed.words));
}

}  // namespace anbn
