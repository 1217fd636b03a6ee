// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/consistency_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>

namespace anbn {
namespace {

std::string product_text(double value) {
  return std::isnan(value) ? "n/a" : fmt::format("{:.2g}", value);
}

/// What a jackknife says of `of`, in brackets.
std::string beside(const Jackknifed& of) {
  const std::size_t stories = of.without.size();
  if (stories == 0) return "descriptive: two stories";
  if (stories >= kStoriesForAnError)
    return fmt::format("jackknife p {}, {} stories", p_text(of.p()), stories);
  return fmt::format("{} to {} without one of the {} stories; descriptive",
                     product_text(of.lowest()), product_text(of.highest()), stories);
}

/// Whether what is asked was found: beyond the error where there is one.
bool is_told(const Jackknifed& of) {
  return of.without.size() >= kStoriesForAnError && of.p() <= 0.05;
}

std::string compared(const Jackknifed& of, std::string_view more, std::string_view less,
                     std::string_view neither) {
  if (!is_told(of)) return std::string(neither);
  return std::string(of.estimate > 0 ? more : less);
}

/// That of the untrained model over the same stories; null where there is none.
const Consistency* beside_of(const Session& session, const Session* untrained) {
  if (!session.consistency || !untrained || !untrained->consistency) return nullptr;
  return are_comparable(*session.consistency, *untrained->consistency) ? &*untrained->consistency
                                                                       : nullptr;
}

std::string sentence_of(std::string words) {
  if (words.empty()) return words;
  words.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words.front())));
  return " " + words + ".";
}

}  // namespace

std::string consistency_words(const Consistency& results) {
  const Jackknifed& of = results.products;
  if (of.without.empty()) return product_text(of.estimate);
  return fmt::format("{} ({} to {} without one of the {} stories)", product_text(of.estimate),
                     product_text(of.lowest()), product_text(of.highest()), of.without.size());
}

std::string slope_words(const Consistency& results) {
  const Jackknifed& of = results.slope;
  if (std::isnan(of.estimate)) return "";
  return fmt::format("{} (slope {} a layer; {})",
                     compared(of, "deeper layers couple more", "deeper layers couple less",
                              "that deeper layers couple more, or less, is not shown"),
                     product_text(of.estimate), beside(of));
}

std::string training_words(const Consistency& trained, const Consistency& untrained) {
  const Jackknifed of = difference(trained.products, untrained.products);
  return fmt::format("{} ({} against {}; {})",
                     compared(of, "the trained model couples more than the untrained one",
                              "the trained model couples less than the untrained one",
                              "that training makes a difference is not shown"),
                     product_text(trained.products.estimate),
                     product_text(untrained.products.estimate), beside(of));
}

std::string depth_difference_words(const Consistency& trained, const Consistency& untrained) {
  const Jackknifed of = difference(trained.slope, untrained.slope);
  if (std::isnan(of.estimate)) return "";
  return fmt::format("{} (slope {} against {} a layer; {})",
                     compared(of, "it rises more with depth than the untrained one",
                              "it rises less with depth than the untrained one",
                              "that it rises more with depth than the untrained one is not shown"),
                     product_text(trained.slope.estimate), product_text(untrained.slope.estimate),
                     beside(of));
}

std::string depth_line(const Session& s) {
  return s.consistency ? slope_words(*s.consistency) : "";
}

std::string training_line(const Session& s, const Session* untrained) {
  const Consistency* other = beside_of(s, untrained);
  return other ? training_words(*s.consistency, *other) : "";
}

std::string beyond_stories_words(const Session& s, const Session* untrained) {
  if (!s.consistency) return "";
  const Consistency* other = beside_of(s, untrained);
  return fmt::format("Of r\u00b2, {} returns in other stories.",
                     consistency_words(*s.consistency)) +
         sentence_of(depth_line(s)) + sentence_of(training_line(s, untrained)) +
         sentence_of(other ? depth_difference_words(*s.consistency, *other) : "");
}

}  // namespace anbn
