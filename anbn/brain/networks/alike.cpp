// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/alike.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace anbn {
namespace {

/// Mean 0 and length 1; 0 throughout where the map is constant or not finite.
void make_unit(std::span<float> map) {
  double mean = 0, squares = 0;
  for (float v : map) mean += v / static_cast<double>(map.size());
  for (float v : map) squares += (v - mean) * (v - mean);
  const double length = std::sqrt(squares);
  const bool varies = std::isfinite(length) && length > 1e-30;
  for (float& v : map) v = varies ? static_cast<float>((v - mean) / length) : 0.0f;
}

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t v = 0; v < a.size(); ++v) sum += static_cast<double>(a[v]) * b[v];
  return sum;
}

Matrix unit_maps(Matrix maps, Threads& threads) {
  threads.for_each_block(maps.rows, [&](std::size_t i, std::size_t) { make_unit(maps.row(i)); });
  return maps;
}

/// For each row of square `gains` its column, one to one, so that the sum of gains is the largest:
/// rows are placed one after another along the cheapest path of exchanges.
std::vector<std::size_t> best_matching(const std::vector<std::vector<double>>& gains) {
  const std::size_t count = gains.size(), none = count;
  // Prices of rows and columns: gains[i][j] <= row_price[i] + column_price[j], equal where matched.
  std::vector<double> row_price(count), column_price(count + 1);
  std::vector<std::size_t> row_of(count + 1, none);  // the last column is a place to start from
  for (std::size_t added = 0; added < count; ++added) {
    std::vector<double> least(count, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> before(count, none);
    std::vector<char> done(count + 1);
    std::size_t column = none;
    row_of[none] = added;
    do {
      done[column] = 1;
      const std::size_t row = row_of[column];
      double step = std::numeric_limits<double>::infinity();
      std::size_t next = none;
      for (std::size_t j = 0; j < count; ++j) {
        if (done[j] != 0) continue;
        const double loss = row_price[row] + column_price[j] - gains[row][j];
        if (loss < least[j]) {
          least[j] = loss;
          before[j] = column;
        }
        if (least[j] < step) {
          step = least[j];
          next = j;
        }
      }
      for (std::size_t j = 0; j <= count; ++j) {
        if (done[j] != 0) {
          row_price[row_of[j]] -= step;
          column_price[j] += step;
        } else if (j < count) {
          least[j] -= step;
        }
      }
      column = next;
    } while (row_of[column] != none);
    for (std::size_t j = column; j != none; j = before[j]) row_of[j] = row_of[before[j]];
  }
  std::vector<std::size_t> column_of(count);
  for (std::size_t j = 0; j < count; ++j) column_of[row_of[j]] = j;
  return column_of;
}

}  // namespace

std::vector<double> matched_correlations(const Matrix& maps, Matrix others, Threads& threads) {
  assert(maps.rows == others.rows && maps.cols == others.cols);
  const Matrix unit = unit_maps(maps, threads), other = unit_maps(std::move(others), threads);
  std::vector<std::vector<double>> size(unit.rows, std::vector<double>(unit.rows));
  threads.for_each_block(unit.rows, [&](std::size_t i, std::size_t) {
    for (std::size_t j = 0; j < other.rows; ++j)
      size[i][j] = std::abs(dot(unit.row(i), other.row(j)));
  });
  const std::vector<std::size_t> match = best_matching(size);
  std::vector<double> out(unit.rows);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = size[i][match[i]];
  return out;
}

std::vector<std::size_t> first_alike(const Matrix& rows, double least, Threads& threads) {
  const std::size_t count = rows.rows;
  const Matrix unit = unit_maps(rows, threads);
  std::vector<std::size_t> first(count);
  std::iota(first.begin(), first.end(), std::size_t{0});
  // All that resemble one row are found at once: rows may be thousands, their correlations are not
  // kept.
  for (std::size_t j = 0; j < count; ++j)
    if (first[j] == j)
      threads.for_each_block(count - j - 1, [&](std::size_t after, std::size_t) {
        const std::size_t i = j + 1 + after;
        if (first[i] != i) return;
        const auto r = static_cast<float>(dot(unit.row(i), unit.row(j)));
        if (std::abs(static_cast<double>(r)) >= least) first[i] = j;
      });
  return first;
}

}  // namespace anbn
