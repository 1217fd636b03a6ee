// SPDX-License-Identifier: Apache-2.0
// The lag check: do the networks follow the words when they should?
#include "anbn/core/nan.h"
#include "anbn/report/numbers/figures/figure.h"

#include <fmt/format.h>

namespace anbn {

FigureTable lags(const FigureInput& input) {
  FigureTable table;
  table.title = "Lag check: word rate against the networks";
  table.x_title = fmt::format("lag of the brain [volumes of {} s]", input.tr_s);
  table.y_title = "largest |partial r|";
  table.columns = {"lag_volumes", "correlation", "low", "high"};
  for (const LagTrace& lag : input.lags.traces)
    table.rows.push_back(
        {Series::observed, {static_cast<double>(lag.lag_volumes), lag.correlation, kNan, kNan}});
  for (const LagTrace& lag : input.lags.traces)
    table.rows.push_back(
        {Series::noise,
         {static_cast<double>(lag.lag_volumes), lag.noise_mean, kNan, lag.noise_95}});
  if (!input.lags.traces.empty())
    table.references = {{'y', input.lags.noise_95_any, "95 % of noise, best of all lags"}};
  table.caption =
      "The predicted response to the number of words in each volume, against the networks moved by "
      "each lag: the network that follows best. A peak above the dotted line and away from 0 means "
      "that the audio began earlier or later than the study says. Slow drift is taken out of both; "
      "the word rate is what is looked for here, so it is not, nor is anything else made from "
      "words. "
      "An untrained model would have the same curve.";
  return table;
}

}  // namespace anbn
