// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/self_calibration_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

/// "5.1 %", never "5.0 %" of a number above .05, nor the other way round.
std::string lowest(double rate) { return percent_text(std::floor(rate * 1000 + 1e-9) / 1000); }
std::string highest(double rate) { return percent_text(std::ceil(rate * 1000 - 1e-9) / 1000); }

}  // namespace

const SelfCalibrationShown* self_calibration_of(const Report& report, const Session& session) {
  const auto& all = report.self_calibrations;
  const auto found = std::find_if(all.begin(), all.end(), [&](const SelfCalibrationShown& of_one) {
    return of_one.variant == session.variant;
  });
  return found == all.end() || !is_pooled(session) ? nullptr : &*found;
}

std::string called_words(const CalledPairings& called) {
  if (called.tested == 0) return "none tested";
  return fmt::format("{} of {}, worth about {:.0f} independent one{}; 95 % range {} to {}",
                     called.called, called.tested, called.effective,
                     called.effective < 1.5 ? "" : "s", lowest(called.rate.low),
                     highest(called.rate.high));
}

std::string self_calibration_words(const SelfCalibrationResults& results) {
  const CalledPairings& verdict = results.calibration.verdict;
  if (verdict.tested == 0)
    return "No wrong pairing of these stories could be tested: no two of them have other texts and "
           "one TR, or nothing varies.";
  std::string text =
      fmt::format("Tested as single stories: any coupling in {}.", called_words(verdict));
  if (results.stories.size() < kStoriesToConclude)
    return text + fmt::format(" Nothing follows from {} stories; {} are needed.",
                              results.stories.size(), kStoriesToConclude);
  if (verdict.rate.low > kPairingLevel)
    return text + " That is more than the 5.0 % that were promised.";
  return text + fmt::format(" Rates above {} are excluded, and no more than that is known.",
                            highest(verdict.rate.high));
}

std::string too_often_words(const SelfCalibrationResults& results) {
  if (!is_called_too_often(results)) return "";
  std::string text =
      "The test of single stories calls wrong pairings of this study\u2019s own stories too often";
  const auto add = [&](const CalledPairings& called, std::string_view what) {
    if (called.rate.low > kPairingLevel)
      text += fmt::format("{} {} in {}", text.ends_with("often") ? ":" : ";", what,
                          called_words(called));
  };
  add(results.calibration.verdict, "any coupling");
  add(results.calibration.largest, "the largest pair");
  text += ". 5 % was promised: a p just below 0.05 of a single story of this study is no evidence.";
  if (results.calibration.largest.rate.low > kPairingLevel) text += " Neither are names in it.";
  return text;
}

}  // namespace anbn
