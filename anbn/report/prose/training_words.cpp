// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/training_words.h"

#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>

namespace anbn {
namespace {

/// "excess of mean r2 8.1 against 1.2, -0.3 to 3.1; rank 1 of 100, p = 0.01; by noise p = 0.01"
std::string numbers_of(const TrainingRow& row, std::string_view what) {
  const std::size_t models = row.seeds.size();
  std::string text =
      fmt::format("{} {} against {}", what, excess_text(row.trained.excess), excess_text(row.mean));
  if (models > 1)
    text += fmt::format(" on average, {} to {}", excess_text(row.lowest), excess_text(row.highest));
  text += fmt::format("; rank {} of {}", row.rank, models + 1);
  if (models >= kSeedsForAP) text += fmt::format(", p = {}", p_text(row.p));
  return text + fmt::format("; by noise p = {}", p_text(row.noise_p));
}

/// `claim` is what both small p allow to say.
std::string claim_of(const TrainingRow& row, std::string_view claim, std::string_view numbers) {
  const bool beyond_noise = row.noise_p <= kNamedP;
  const std::size_t models = row.seeds.size();
  if (models >= kSeedsForAP) {
    if (row.p <= kNamedP && beyond_noise) return fmt::format("{} ({})", claim, numbers);
    return fmt::format("that {} is not shown ({}{})", claim, numbers,
                       row.p <= kNamedP ? ": noise alone sets them as far apart" : "");
  }
  const std::string untrained =
      models == 1 ? "the one untrained model" : fmt::format("all {} untrained models", models);
  const std::string where = fmt::format("{} {}", row.rank == 1 ? "above" : "not above", untrained);
  if (row.rank > 1) return fmt::format("{} ({}; no test of so few)", where, numbers);
  return fmt::format(
      "{}, {} ({}; no test of so few)", where,
      beyond_noise ? "further than noise sets them apart" : "no further than noise sets them apart",
      numbers);
}

std::string words_of_figure(const Training& training, TrainingFigure figure, std::string_view claim,
                            std::string_view what) {
  const std::vector<TrainingRow> rows = training_rows(training);
  const TrainingRow* row = told_row(rows, figure);
  return row == nullptr ? "" : claim_of(*row, claim, numbers_of(*row, what));
}

}  // namespace

std::string excess_text(double excess) {
  return std::isnan(excess) ? "n/a" : fmt::format("{:.1f}", excess);
}

std::string rank_words(const Training& training) {
  return words_of_figure(training, TrainingFigure::mean_r2, "trained couples more than untrained",
                         "excess of mean r\u00b2");
}

std::string rank_slope_words(const Training& training) {
  return words_of_figure(training, TrainingFigure::mean_r2_slope,
                         "excess rises more with depth in the trained model than in untrained ones",
                         "excess of mean r\u00b2 a layer");
}

std::string training_answer(const Session& s) {
  if (!s.training) return "";
  std::string text;
  for (std::string words : {rank_words(*s.training), rank_slope_words(*s.training)}) {
    if (words.empty()) continue;
    words.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words.front())));
    text += (text.empty() ? "" : " ") + words + ".";
  }
  return text;
}

}  // namespace anbn
