// SPDX-License-Identifier: Apache-2.0
// Cells of tables in which every number stands beside what noise gives.
#pragma once

#include "anbn/report/page/html.h"
#include "anbn/stats/draws/null_range.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The values that a picture's left and right end stand for.
struct Scale {
  double low = 0, high = 1;

  double at(double value) const {
    constexpr double kMargin = 5, kWidth = 130;
    return kMargin + kWidth * std::clamp((value - low) / (high - low), 0.0, 1.0);
  }
};

using NumberText = std::string (*)(double);

/// "+0.123"; "+12.3 points" of a difference of shares. n/a of NaN.
std::string signed_text(double value);
std::string signed_points(double difference);

/// The observed value as a dot on the range of noise; the numbers stand beside it.
HtmlCell noise_picture(double observed, const NullRange& noise, const Scale& scale);

/// Adds the observed value, the mean and range of noise, a picture of them and p.
void add_noise_cells(double observed, const NullRange& noise, NumberText text, const Scale& scale,
                     std::vector<HtmlCell>& row);
/// The columns of these cells.
void add_noise_columns(std::vector<HtmlColumn>& columns);

/// Whether a figure of listeners or stories is a share.
bool is_share(std::string_view figure);

struct FigureWords {
  std::string_view name, words;
};

/// The words for a figure among those known; its name if there are none.
std::string words_of(std::string_view figure, std::initializer_list<FigureWords> known);

}  // namespace anbn
