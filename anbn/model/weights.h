// SPDX-License-Identifier: Apache-2.0
// The tensors of a model by their Hugging Face names: pretrained ones where they lie in
// memory-mapped files, random and shuffled ones made when they are asked for.
#pragma once

#include "anbn/core/keyed_permutation.h"
#include "anbn/core/names.h"
#include "anbn/core/parallel.h"
#include "anbn/model/model_files.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Values of a tensor, row-major; either their own or a view into a mapped file, which must
/// outlive them.
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(std::vector<float> values) : owned_(std::move(values)) {}
  explicit Tensor(std::span<const float> view) : view_(view) {}

  std::span<const float> values() const {
    return owned_.empty() ? view_ : std::span<const float>(owned_);
  }

 private:
  std::vector<float> owned_;
  std::span<const float> view_;
};

/// Where a model's weights come from: its file, random numbers, or its file with the entries of
/// each matrix in random order (untrained controls).
enum class WeightSource { pretrained, random, permuted };
constexpr auto names_of(WeightSource) { return named("pretrained", "random", "permuted"); }

/// Whether weights of this source know nothing of language.
constexpr bool is_untrained(WeightSource source) { return source != WeightSource::pretrained; }
/// The same of its name; no where the word is none.
bool is_untrained(std::string_view source);

class Weights {
 public:
  /// The weights in the safetensors files of `folder` (float32, float16, bfloat16 or float64),
  /// mapped, not read. All tensors of the model may have `prefix` ("bert.") or "0.auto_model."
  /// before their names; those of a norm are also found as gamma and beta instead of weight and
  /// bias. Throws Error as ModelFiles, or if some of the model's tensors have the prefix and others
  /// not.
  static Weights pretrained(const std::filesystem::path& folder, std::string_view prefix);

  /// Untrained weights: normal(0, deviation), biases 0, gains of norms 1. A pure function of (seed,
  /// tensor name, place in the tensor).
  static Weights random(std::uint64_t seed, double deviation);

  /// Those of pretrained(), but the entries of each matrix in random order within it; vectors
  /// (biases and gains), which have no entries that belong to each other,
  /// as they are. So every matrix keeps its scale and its outliers, and loses what it knows. A pure
  /// function of (seed, tensor name, place in the tensor). Throws Error as pretrained() does.
  static Weights permuted(const std::filesystem::path& folder, std::string_view prefix,
                          std::uint64_t seed);

  /// The matrix `name` [rows x cols]. The Weights must outlive it.
  /// Throws Error if the file has no such tensor, or one of another shape or type, or with values
  /// that are not finite.
  Tensor matrix(const std::string& name, std::size_t rows, std::size_t cols,
                Threads& threads) const;
  /// The rows first .. first + count - 1 of the matrix `name` [rows x cols], [count x cols].
  struct Rows {
    std::size_t first = 0, count = 0;
  };
  Tensor rows(const std::string& name, std::size_t rows, std::size_t cols, Rows wanted,
              Threads& threads) const;
  /// Whether a file has the tensor `name`.
  bool has(const std::string& name) const;
  /// Gives back the memory of all that was read of mapped files: what is needed again is read
  /// again.
  void forget() const;
  /// Whether there is no file: what is asked for is drawn.
  bool are_drawn() const { return !file_; }
  /// The file with the weights, for errors; "random weights".
  std::string name() const;
  /// The gains `name` [size] of a norm, untrained 1, and biases, untrained 0. Throw Error as
  /// matrix() does.
  Tensor gain(const std::string& name, std::size_t size) const;
  Tensor bias(const std::string& name, std::size_t size) const;

  /// Copies one row of the matrix `name` [rows x out.size()], without making the others.
  /// Throws Error as matrix() does.
  void copy_row(const std::string& name, std::size_t rows, std::size_t row,
                std::span<float> out) const;

 private:
  Weights() = default;

  const SafeTensor* find(const std::string& name) const;
  const SafeTensor& tensor_in_file(const std::string& name,
                                   const std::vector<std::size_t>& shape) const;
  void check_finite(const SafeTensor& tensor, std::span<const float> values,
                    Threads& threads) const;
  /// Random values first .. first + out.size() - 1 of the tensor `name`.
  void make_random(const std::string& name, std::size_t first, std::span<float> out) const;

  /// The vector `name` in the file, or `untrained` everywhere.
  Tensor vector(const std::string& name, std::size_t size, float untrained) const;

  /// What untrained weights keep of what they made, since it is asked for again and again.
  struct Made;
  const KeyedPermutation& order_of(const std::string& name, std::size_t count) const;
  /// Entries first .. first + out.size() - 1 of the shuffled matrix.
  void copy_permuted(const SafeTensor& tensor, const KeyedPermutation& order, std::size_t first,
                     std::span<float> out) const;

  std::unique_ptr<ModelFiles> file_;     // null: random weights
  std::shared_ptr<Made> made_;           // null: pretrained weights
  std::string prefix_, prefix_in_file_;  // the latter is empty where tensors have none
  std::uint64_t seed_ = 0;
  double deviation_ = 0;
};

}  // namespace anbn
