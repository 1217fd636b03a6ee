// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/draw_columns.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

// Several draws share the cost of bringing the neurons into the form that the product wants. About
// this many columns keep a block of products [256 x 512] and the panel in the second-level cache.
constexpr std::size_t kColumns = 512;
// More draws than this make no product faster, and leave threads without work at the end.
constexpr std::size_t kMaxDraws = 64;
// Half of what a series needs to be tested at all (nuisance.cpp), so that rounding never makes the
// observed arrangement one of these.
constexpr double kExplained = 0.5e-4;

}  // namespace

std::size_t draws_together(std::size_t networks) {
  return std::clamp<std::size_t>(kColumns / std::max<std::size_t>(networks, 1), 1, kMaxDraws);
}

void put_draws(const Matrix& networks, const DrawStream& stream, std::size_t first,
               MutableView out) {
  for (std::size_t s = 0; s * networks.cols < out.cols; ++s)
    stream.null.draw(networks, {stream.seed, stream.name, first + s},
                     columns_of(out, s * networks.cols, networks.cols));
}

void put_observed(const Matrix& networks, MutableView out) {
  for (std::size_t t = 0; t < networks.rows; ++t)
    std::copy_n(networks.row(t).data(), networks.cols, out.data + t * out.stride);
}

void take_out(const Matrix& nuisance, MutableView x, MutableView projections,
              const Backend& backend) {
  if (nuisance.rows == 0) return;
  backend.gemm(1, view_of(nuisance), Transpose::no, x, Transpose::no, 0, projections);
  backend.gemm(-1, view_of(nuisance), Transpose::yes, projections, Transpose::no, 1, x);
}

std::vector<double> column_norms(ConstView x) {
  std::vector<double> norms(x.cols);
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t c = 0; c < x.cols; ++c) {
      const double v = x.data[t * x.stride + c];
      norms[c] += v * v;
    }
  for (double& norm : norms) norm = std::sqrt(norm);
  return norms;
}

bool is_explained(double norm) { return norm < kExplained; }

std::vector<double> shares_of(std::span<const std::size_t> volumes,
                              std::span<const double> weights) {
  // Over the largest weight, so that equal ones give the bytes of none.
  const double largest = *std::max_element(weights.begin(), weights.end());
  std::vector<double> shares;
  for (std::size_t s = 0; s < volumes.size(); ++s)
    shares.push_back(static_cast<double>(volumes[s]) * (weights[s] / largest));
  const double all = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= all;
  return shares;
}

float root_of_share(double share) { return static_cast<float>(std::sqrt(share)); }

void divide_columns(MutableView x, const std::vector<double>& norms) {
  std::vector<float> scale(x.cols);
  for (std::size_t c = 0; c < x.cols; ++c)
    scale[c] = is_explained(norms[c]) ? 0 : static_cast<float>(1 / norms[c]);
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t c = 0; c < x.cols; ++c) x.data[t * x.stride + c] *= scale[c];
}

}  // namespace anbn
