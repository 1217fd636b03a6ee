// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/language_head.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/model/architectures/parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace anbn {
namespace {

// Tokens of the vocabulary at a time: their products with a segment of 1024 fill 16 MB.
constexpr std::size_t kVocabularyRows = 4096;
// Tokens of the text whose products are added up by a thread at a time.
constexpr std::size_t kTokensAtOnce = 16;

constexpr const char* kOwnMatrix = "lm_head.weight";

/// The sum of e^x over values that come in parts, and the value of one of them.
struct SumOfExponentials {
  double most = -std::numeric_limits<double>::infinity(), sum = 0, wanted = 0;

  void take(std::span<const float> x) {
    const double largest = *std::max_element(x.begin(), x.end());
    if (largest > most) {
      sum *= std::exp(most - largest);
      most = largest;
    }
    for (const float v : x) sum += std::exp(v - most);
  }
  double surprisal() const { return most + std::log(sum) - wanted; }
};

std::string name_of_matrix(const ModelConfig& config, const Weights& weights) {
  const HeadNames& names = config.architecture->head;
  if (config.sight != Sight::before || names.norm == nullptr)
    fail(
        "{}: a model of the architecture {} has no surprisal; expected one whose tokens see only "
        "those before them, such as gpt2 or llama",
        weights.name(), config.architecture->name);
  if (weights.has(kOwnMatrix)) return kOwnMatrix;
  if (config.ties_head) return names.embeddings;
  if (weights.are_drawn()) return kOwnMatrix;
  fail(
      "{}: holds no {}, and config.json does not say that the token embeddings are the head "
      "(tie_word_embeddings); surprisal needs a language-model head. Save the model with it "
      "(AutoModelForCausalLM)",
      weights.name(), kOwnMatrix);
}

}  // namespace

LanguageHead::LanguageHead(const ModelConfig& config, const Weights& weights)
    : config_(config), weights_(weights), matrix_(name_of_matrix(config, weights)) {
  const HeadNames& names = config.architecture->head;
  norm_ = names.kind == Norm::Kind::layer
              ? layer_norm_of(weights, names.norm, config.hidden, config.norm_epsilon)
              : rms_norm_of(weights, names.norm, config.hidden, config.norm_epsilon);
  std::vector<float> row(config.hidden);
  weights.copy_row(matrix_, config.vocabulary, 0, row);
}

// All segments meet some rows of the matrix before the next ones are read.
std::vector<Matrix> LanguageHead::surprisals(std::span<const std::vector<std::int32_t>> segments,
                                             std::vector<Matrix> hidden, Operations& ops,
                                             Threads& threads) const {
  std::vector<std::vector<SumOfExponentials>> sums;
  for (Matrix& x : hidden) {
    sums.emplace_back(x.rows - 1);  // nothing comes behind the last token
    x.rows -= 1;
    x.values.resize(x.rows * x.cols);
    if (x.rows > 0) ops.normalize(norm_, x);
  }
  Matrix products;
  for (std::size_t first = 0; first < config_.vocabulary; first += kVocabularyRows) {
    const std::size_t count = std::min(kVocabularyRows, config_.vocabulary - first);
    const Dense some{
        weights_.rows(matrix_, config_.vocabulary, config_.hidden, {first, count}, threads),
        {},
        count};
    for (std::size_t s = 0; s < segments.size(); ++s) {
      if (sums[s].empty()) continue;
      ops.project(hidden[s], std::array{Operations::Projection{some, products}});
      const std::size_t blocks = (sums[s].size() + kTokensAtOnce - 1) / kTokensAtOnce;
      threads.for_each_block(blocks, [&](std::size_t block, std::size_t) {
        const std::size_t end = std::min(sums[s].size(), (block + 1) * kTokensAtOnce);
        for (std::size_t i = block * kTokensAtOnce; i < end; ++i) {
          sums[s][i].take(products.row(i));
          const std::size_t next = static_cast<std::size_t>(segments[s][i + 1]) - first;
          if (next < count) sums[s][i].wanted = products(i, next);
        }
      });
    }
    weights_.forget();
  }
  std::vector<Matrix> out;
  for (const std::vector<SumOfExponentials>& segment : sums) {
    Matrix& x = out.emplace_back(segment.size() + 1, 1);
    x.values[0] = static_cast<float>(kNan);
    for (std::size_t i = 0; i < segment.size(); ++i)
      x.values[i + 1] = static_cast<float>(segment[i].surprisal());
  }
  return out;
}

}  // namespace anbn
