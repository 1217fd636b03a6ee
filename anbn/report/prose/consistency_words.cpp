// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/consistency_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace anbn {
namespace {

constexpr double kLeastTold = 0.0001;

/// Two digits, without an exponent: "0.00014".
std::string product_text(double value) {
  if (std::isnan(value)) return "n/a";
  if (value == 0) return "0";
  const int digits =
      std::clamp(1 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, 9);
  return fmt::format("{:.{}f}", value, digits);
}

/// What a jackknife says of `of`, in brackets.
std::string beside(const Jackknifed& of) {
  const std::size_t stories = of.without.size();
  if (stories == 0) return "two stories have no error";
  if (stories >= kStoriesForAnError)
    return fmt::format("jackknife p {}{}, {} stories", of.p() < kLeastTold ? "" : "= ",
                       jackknife_p_text(of.p()), stories);
  return fmt::format("{} to {} without one of the {} stories", product_text(of.lowest()),
                     product_text(of.highest()), stories);
}

/// What is said of `of`: one of the first two where it is beyond its error, `neither` where it is
/// not, and that there is no test of too few stories.
std::string compared(const Jackknifed& of, std::string_view more, std::string_view less,
                     std::string_view neither) {
  if (of.without.size() < kStoriesForAnError)
    return fmt::format("not tested: fewer than {} stories", kStoriesForAnError);
  if (!(of.p() <= 0.05)) return std::string(neither);
  return std::string(of.estimate > 0 ? more : less);
}

std::string sentence_of(std::string words) {
  if (words.empty()) return words;
  words.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words.front())));
  return " " + words + ".";
}

}  // namespace

const Consistency* beside_of(const Session& session, const Session* untrained) {
  if (!session.consistency || !untrained || !untrained->consistency) return nullptr;
  return are_comparable(*session.consistency, *untrained->consistency) ? &*untrained->consistency
                                                                       : nullptr;
}

std::string jackknife_p_text(double p) { return p < kLeastTold ? "< 0.0001" : p_text(p); }

std::string consistency_words(const Consistency& results) {
  const Jackknifed& of = results.products;
  if (std::isnan(of.estimate)) return "";
  return fmt::format(
      "{} (mean product of two stories\u2019 correlations {}; {})",
      compared(of, "couplings return in other stories", "couplings turn round in other stories",
               "that couplings return in other stories is not shown"),
      product_text(of.estimate), beside(of));
}

std::string slope_words(const Consistency& results) {
  const Jackknifed& of = results.slope;
  if (std::isnan(of.estimate)) return "";
  return fmt::format("{} (linear trend: {} a layer; {})",
                     compared(of, "coupling rises with depth", "coupling falls with depth",
                              "that coupling changes with depth is not shown"),
                     product_text(of.estimate), beside(of));
}

std::string training_words(const Consistency& trained, const Consistency& untrained) {
  const Jackknifed of = difference(trained.products, untrained.products);
  if (std::isnan(of.estimate)) return "";
  return fmt::format("{} (mean product of two stories\u2019 correlations {} against {}; {})",
                     compared(of, "the trained model couples more than the untrained one",
                              "the trained model couples less than the untrained one",
                              "that training makes a difference is not shown"),
                     product_text(trained.products.estimate),
                     product_text(untrained.products.estimate), beside(of));
}

std::string depth_difference_words(const Consistency& trained, const Consistency& untrained) {
  const Jackknifed of = difference(trained.slope, untrained.slope);
  if (std::isnan(of.estimate)) return "";
  return fmt::format(
      "{} (linear trend: {} against {} a layer; {})",
      compared(of, "the trend over depth is larger in the trained model than in the untrained one",
               "the trend over depth is smaller in the trained model than in the untrained one",
               "that the two models differ in their trend over depth is not shown"),
      product_text(trained.slope.estimate), product_text(untrained.slope.estimate), beside(of));
}

std::string depth_line(const Session& s) {
  return s.consistency ? slope_words(*s.consistency) : "";
}

std::string training_line(const Session& s, const Session* untrained) {
  const Consistency* other = beside_of(s, untrained);
  return other ? training_words(*s.consistency, *other) : "";
}

bool is_training_tested(const Session& s, const Session* untrained) {
  const Consistency* other = beside_of(s, untrained);
  return other && !std::isnan(difference(s.consistency->products, other->products).p()) &&
         s.consistency->stories.size() >= kStoriesForAnError;
}

std::string beyond_stories_words(const Session& s, const Session* untrained) {
  if (!s.consistency) return "";
  const Consistency* other = beside_of(s, untrained);
  std::string text = sentence_of(consistency_words(*s.consistency)) + sentence_of(depth_line(s)) +
                     sentence_of(training_line(s, untrained)) +
                     sentence_of(other ? depth_difference_words(*s.consistency, *other) : "");
  if (!text.empty()) text.erase(0, 1);
  for (const std::string& story : s.consistency->same_text)
    text += fmt::format(" {} tells the text of a story before it and is left out.", story);
  return text;
}

}  // namespace anbn
