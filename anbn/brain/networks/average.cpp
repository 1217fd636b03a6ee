// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/network_method.h"
#include "anbn/signal/standardize.h"

#include <fmt/format.h>

namespace anbn {
namespace {

/// One listener's series as they enter the mean; those that cannot be used are 0 and counted.
Matrix as_averaged(Matrix series, ListenerAverage average, StoryNetworks& counts) {
  Standardized standardized = zscored_columns(series);
  counts.constant_series += standardized.constant.size();
  counts.not_finite_series += standardized.not_finite.size();
  if (average == ListenerAverage::zscore) return std::move(standardized.values);
  for (std::size_t j : standardized.not_finite)
    for (std::size_t t = 0; t < series.rows; ++t) series(t, j) = 0;
  return series;
}

Matrix mean_of_listeners(const std::vector<Matrix>& listeners) {
  Matrix mean(listeners[0].rows, listeners[0].cols);
  for (std::size_t i = 0; i < mean.values.size(); ++i) {
    double sum = 0;
    for (const Matrix& x : listeners) sum += x.values[i];
    mean.values[i] = static_cast<float>(sum / static_cast<double>(listeners.size()));
  }
  return mean;
}

}  // namespace

std::vector<std::string> numbered_networks(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t j = 1; j <= count; ++j) names.push_back(fmt::format("BN {}", j));
  return names;
}

StoryNetworks averaged(std::string story, std::vector<Matrix> scans, ListenerAverage average) {
  StoryNetworks networks;
  networks.story = std::move(story);
  for (Matrix& scan : scans)
    networks.listeners.push_back(as_averaged(std::move(scan), average, networks));
  networks.mean = mean_of_listeners(networks.listeners);
  return networks;
}

}  // namespace anbn
