// SPDX-License-Identifier: Apache-2.0
// A neuron is one dimension of the queries and keys of one head of one layer: q = x Wq^T + bq and
// k likewise, behind norms of their own, before any rotation and any 1/sqrt(d). Where query heads
// share a key head, each has neurons of its own. While the m tokens of a volume are heard, its
// matrix of element-wise products is EP(a, b) = q(a) k(b) [m x m]; its activity is one number made
// of EP:
//   mean   mean(q) mean(k)
//   max    the largest, min the smallest of qmax kmax, qmax kmin, qmin kmax, qmin kmin
//   rms    sqrt(mean EP^2) = sqrt(mean(q^2) mean(k^2))
// Where a token sees only itself and those before it, the pairs that attention never forms do not
// count: each query then meets what is known so far of the keys that it sees.
// Source: Liu et al., AAAI 2023; no m x m matrix is needed.
#include "anbn/neurons/attention_qk.h"

#include "anbn/neurons/extents.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

double activity_of(const Extent& q, const Extent& k, double tokens, Aggregate aggregate) {
  if (aggregate == Aggregate::mean) return (q.sum / tokens) * (k.sum / tokens);
  if (aggregate == Aggregate::rms) return std::sqrt((q.squares / tokens) * (k.squares / tokens));
  const std::array ends = {q.most * k.most, q.most * k.least, q.least * k.most, q.least * k.least};
  return aggregate == Aggregate::max ? *std::max_element(ends.begin(), ends.end())
                                     : *std::min_element(ends.begin(), ends.end());
}

/// The activity of every column in a volume with these tokens, over all their pairs.
void activity_of_all(const Matrix& query, const Matrix& key, std::span<const std::size_t> tokens,
                     Aggregate aggregate, std::span<float> out) {
  std::vector<Extent> q(query.cols), k(query.cols);
  measure(query, tokens, q);
  measure(key, tokens, k);
  const double count = static_cast<double>(tokens.size());
  for (std::size_t j = 0; j < query.cols; ++j)
    out[j] = static_cast<float>(activity_of(q[j], k[j], count, aggregate));
}

/// The same over the pairs that attention forms.
void activity_of_attended(const Matrix& query, const Matrix& key,
                          std::span<const std::size_t> tokens, const HeardTokens& heard,
                          Aggregate aggregate, std::span<float> out) {
  std::vector<Extent> products(query.cols), keys(query.cols);
  double pairs = 0;
  for (std::size_t first = 0, last = 0; last < tokens.size(); ++last) {
    const std::size_t seen = first_seen(tokens, heard, first, last);
    if (seen == first) {
      const std::span<const float> row = key.row(tokens[last]);
      for (std::size_t j = 0; j < row.size(); ++j) keys[j].take(row[j]);
    } else {  // another segment, or a window that moves on: rare within a volume
      first = seen;
      measure(key, tokens.subspan(first, last + 1 - first), keys);
    }
    pairs += static_cast<double>(last + 1 - first);
    const std::span<const float> row = query.row(tokens[last]);
    for (std::size_t j = 0; j < row.size(); ++j) {
      const double q = row[j], most = q * keys[j].most, least = q * keys[j].least;
      Extent& e = products[j];
      e.sum += q * keys[j].sum;
      e.squares += q * q * keys[j].squares;
      e.most = std::max({e.most, most, least});
      e.least = std::min({e.least, most, least});
    }
  }
  for (std::size_t j = 0; j < query.cols; ++j) out[j] = aggregate_of(products[j], pairs, aggregate);
}

std::vector<Neuron> neurons(const ModelConfig& config) {
  return head_columns(config, config.heads.count);
}

constexpr Part kParts[] = {{Tap::query}, {Tap::key, Part::Columns::of_query_heads}};

}  // namespace

Matrix attention_qk_activity(std::span<const Matrix> parts, const HeardTokens& heard,
                             Aggregate aggregate, Threads& threads) {
  assert(parts.size() == 2 && parts[0].rows == heard.volumes.size());
  assert(parts[1].rows == parts[0].rows && parts[1].cols == parts[0].cols);
  const Matrix &query = parts[0], &key = parts[1];
  Matrix out(heard.count, query.cols);
  for_each_volume(heard, threads, [&](std::size_t volume, std::span<const std::size_t> tokens) {
    if (heard.pairs == Pairs::all)
      activity_of_all(query, key, tokens, aggregate, out.row(volume));
    else
      activity_of_attended(query, key, tokens, heard, aggregate, out.row(volume));
  });
  return out;
}

extern const NeuronKind kAttentionQk;
const NeuronKind kAttentionQk = {
    "attention_qk",
    "one dimension of the queries and keys of one attention head",
    "One dimension of the query and key vectors of one attention head of the language model. "
    "L8H2D51 is dimension 51 of head 2 of layer 8. Its time course is the mean product of queries "
    "and keys over the words of each volume, as blood would respond to it.",
    neurons,
    kParts,
    attention_qk_activity,
    Explained::by_pairs};

}  // namespace anbn
