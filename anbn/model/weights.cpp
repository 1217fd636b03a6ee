// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/weights.h"

#include "anbn/core/error.h"
#include "anbn/core/random.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cassert>
#include <map>
#include <mutex>
#include <set>

namespace anbn {
namespace {

/// The names that `name` goes by in files: its own, and as TensorFlow called those of norms. Heads
/// stand beside the model, without its prefix.
std::vector<std::string> names_of(const std::string& name, const std::string& prefix) {
  if (name.starts_with("lm_head.")) return {name};
  std::vector<std::string> names = {prefix + name};
  for (auto [now, then] :
       {std::pair{"LayerNorm.weight", "gamma"}, std::pair{"LayerNorm.bias", "beta"}})
    if (name.ends_with(now)) names.push_back(prefix + name.substr(0, name.rfind('.') + 1) + then);
  return names;
}

std::string_view first_part(std::string_view name) { return name.substr(0, name.find('.')); }

/// `prefix` if the model's tensors have it, or "". Heads beside the model ("cls.", "classifier.")
/// never have it.
std::string prefix_in(const ModelFiles& file, std::string_view prefix) {
  std::set<std::string_view> parts;  // "embeddings", "encoder"
  const SafeTensor* with = nullptr;
  for (const SafeTensor* tensor : file.tensors())
    if (tensor->name.starts_with(prefix)) {
      parts.insert(first_part(std::string_view(tensor->name).substr(prefix.size())));
      if (!with) with = tensor;
    }
  if (!with) return "";
  for (const SafeTensor* tensor : file.tensors())
    if (parts.contains(first_part(tensor->name)))
      fail(
          "{}: found '{}' and '{}', one with and one without '{}'; expected all tensors of the "
          "model named alike. Are there two models in the file? Save one of them anew",
          file.name(), with->name, tensor->name, prefix);
  return std::string(prefix);
}

/// Before all names of the model inside of a sentence transformer that was saved as one.
constexpr std::string_view kSentenceTransformer = "0.auto_model.";

constexpr std::size_t kCheckedAtOnce = std::size_t{1} << 16;

bool are_finite(std::span<const float> values) {
  constexpr std::uint32_t kExponent = 0x7F800000;
  std::uint32_t bad = 0;
  for (const float v : values) bad |= (std::bit_cast<std::uint32_t>(v) & kExponent) == kExponent;
  return bad == 0;
}

[[noreturn]] void fail_not_finite(const ModelFiles& file, const SafeTensor& tensor) {
  fail(
      "{}: the tensor '{}' holds values that are not finite (NaN or infinity); expected numbers. "
      "Did its training diverge, or was it converted to too narrow a type?",
      file.name(), tensor.name);
}

/// The first few names in a file, so that a reader of the error sees what it is.
std::string some_names(const ModelFiles& file) {
  constexpr std::size_t kShown = 4;
  std::vector<std::string_view> names;
  for (const SafeTensor* tensor : file.tensors()) names.push_back(tensor->name);
  std::sort(names.begin(), names.end());
  if (names.empty()) return "no tensors";
  std::string text = fmt::format("{} tensors (", names.size());
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
    text.append(i == 0 ? "" : ", ").append(names[i]);
  return text.append(names.size() > kShown ? ", ...)" : ")");
}

/// "384 x 1536"
std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text;
  for (std::size_t size : shape)
    text.append(text.empty() ? "" : " x ").append(std::to_string(size));
  return text;
}

/// `count` values of `tensor` from `first` on.
SafeTensor part_of(const SafeTensor& tensor, std::size_t first, std::size_t count) {
  const std::size_t width = tensor.bytes.size() / std::max<std::size_t>(tensor.count(), 1);
  return {tensor.name, tensor.dtype, {count}, tensor.bytes.subspan(first * width, count * width)};
}

/// out.size() values of `tensor` from `first` on.
void copy_values(const ModelFiles& file, const SafeTensor& tensor, std::size_t first,
                 std::span<float> out) {
  const SafeTensor part = part_of(tensor, first, out.size());
  if (const auto view = view_f32(part)) {
    std::copy(view->begin(), view->end(), out.begin());
  } else {
    const std::vector<float> values = to_float(part);
    std::copy(values.begin(), values.end(), out.begin());
  }
  if (!are_finite(out)) fail_not_finite(file, tensor);
}

}  // namespace

/// Encoders may ask from several threads.
struct Weights::Made {
  std::mutex mutex;
  std::map<std::string, KeyedPermutation> orders;  // of matrices that are shuffled
  std::map<std::string, std::vector<std::vector<float>>>
      rows;  // of random matrices; empty: not yet
};

Weights Weights::pretrained(const std::filesystem::path& folder, std::string_view prefix) {
  Weights w;
  w.file_ = std::make_unique<ModelFiles>(folder);
  w.prefix_ = prefix;
  w.prefix_in_file_ = prefix_in(*w.file_, kSentenceTransformer);
  if (w.prefix_in_file_.empty()) w.prefix_in_file_ = prefix_in(*w.file_, prefix);
  return w;
}

bool is_untrained(std::string_view source) {
  constexpr auto names = names_of(WeightSource{});
  const auto found = std::find(names.begin(), names.end(), source);
  return found != names.end() && is_untrained(static_cast<WeightSource>(found - names.begin()));
}

Weights Weights::random(std::uint64_t seed, double deviation) {
  Weights w;
  w.made_ = std::make_shared<Made>();
  w.seed_ = seed;
  w.deviation_ = deviation;
  return w;
}

Weights Weights::permuted(const std::filesystem::path& folder, std::string_view prefix,
                          std::uint64_t seed) {
  Weights w = pretrained(folder, prefix);
  w.made_ = std::make_shared<Made>();
  w.seed_ = seed;
  return w;
}

const SafeTensor* Weights::find(const std::string& name) const {
  for (const std::string& candidate : names_of(name, prefix_in_file_))
    if (const SafeTensor* tensor = file_->find(candidate)) return tensor;
  return nullptr;
}

bool Weights::has(const std::string& name) const { return file_ && find(name) != nullptr; }

void Weights::forget() const {
  if (file_) file_->forget();
}

std::string Weights::name() const { return file_ ? file_->name() : "random weights"; }

const SafeTensor& Weights::tensor_in_file(const std::string& name,
                                          const std::vector<std::size_t>& shape) const {
  const SafeTensor* const tensor = find(name);
  if (!tensor)
    fail("{}: found {}; expected also '{}' (or '{}{}'). Is config.json of the same model?",
         file_->name(), some_names(*file_), name, prefix_, name);
  if (tensor->shape != shape)
    fail("{}: '{}' is [{}]; expected [{}]. Is config.json of the same model?", file_->name(),
         tensor->name, shape_text(tensor->shape), shape_text(shape));
  constexpr std::string_view kComputed[] = {"F32", "F16", "BF16", "F64"};
  if (std::find(std::begin(kComputed), std::end(kComputed), tensor->dtype) == std::end(kComputed))
    fail(
        "{}: the tensor '{}' is of type {}; expected F32, F16, BF16 or F64. Save the model without "
        "quantization",
        file_->name(), tensor->name, tensor->dtype);
  return *tensor;
}

void Weights::check_finite(const SafeTensor& tensor, std::span<const float> values,
                           Threads& threads) const {
  std::atomic<bool> finite = true;
  threads.for_each_block(
      (values.size() + kCheckedAtOnce - 1) / kCheckedAtOnce, [&](std::size_t block, std::size_t) {
        const std::size_t first = block * kCheckedAtOnce;
        const std::size_t count = std::min(kCheckedAtOnce, values.size() - first);
        if (!are_finite(values.subspan(first, count))) finite = false;
      });
  if (!finite) fail_not_finite(*file_, tensor);
}

void Weights::make_random(const std::string& name, std::size_t first, std::span<float> out) const {
  const RandomKey key = random_key(seed_, "weights " + name);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(deviation_ * normal(key, first + i));
}

const KeyedPermutation& Weights::order_of(const std::string& name, std::size_t count) const {
  const std::lock_guard lock(made_->mutex);
  return made_->orders.try_emplace(name, random_key(seed_, "permuted " + name), count)
      .first->second;
}

void Weights::copy_permuted(const SafeTensor& tensor, const KeyedPermutation& order,
                            std::size_t first, std::span<float> out) const {
  const auto view = view_f32(tensor);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (const std::uint64_t from = order(first + i); view)
      out[i] = (*view)[from];
    else
      copy_values(*file_, tensor, from, out.subspan(i, 1));
  if (!are_finite(out)) fail_not_finite(*file_, tensor);
}

Tensor Weights::matrix(const std::string& name, std::size_t rows, std::size_t cols,
                       Threads& threads) const {
  return this->rows(name, rows, cols, {0, rows}, threads);
}

Tensor Weights::rows(const std::string& name, std::size_t rows, std::size_t cols, Rows wanted,
                     Threads& threads) const {
  assert(wanted.first + wanted.count <= rows);
  if (file_ && !made_) {
    const SafeTensor part =
        part_of(tensor_in_file(name, {rows, cols}), wanted.first * cols, wanted.count * cols);
    const auto view = view_f32(part);
    Tensor out = view ? Tensor(*view) : Tensor(to_float(part));
    check_finite(part, out.values(), threads);
    return out;
  }
  std::vector<float> values(wanted.count * cols);
  threads.for_each_block(wanted.count, [&](std::size_t row, std::size_t) {
    const std::span<float> out{values.data() + row * cols, cols};
    if (file_)
      copy_row(name, rows, wanted.first + row, out);
    else
      make_random(name, (wanted.first + row) * cols, out);
  });
  return Tensor(std::move(values));
}

Tensor Weights::vector(const std::string& name, std::size_t size, float untrained) const {
  std::vector<float> values(size, untrained);
  if (file_) copy_values(*file_, tensor_in_file(name, {size}), 0, values);
  return Tensor(std::move(values));
}

Tensor Weights::gain(const std::string& name, std::size_t size) const {
  return vector(name, size, 1);
}

Tensor Weights::bias(const std::string& name, std::size_t size) const {
  return vector(name, size, 0);
}

void Weights::copy_row(const std::string& name, std::size_t rows, std::size_t row,
                       std::span<float> out) const {
  assert(row < rows);
  if (!file_) {
    const std::lock_guard lock(made_->mutex);
    auto& made = made_->rows[name];
    made.resize(rows);
    if (made[row].empty()) {
      made[row].resize(out.size());
      make_random(name, row * out.size(), made[row]);
    }
    std::copy(made[row].begin(), made[row].end(), out.begin());
    return;
  }
  const SafeTensor& tensor = tensor_in_file(name, {rows, out.size()});
  if (made_)
    copy_permuted(tensor, order_of(name, rows * out.size()), row * out.size(), out);
  else
    copy_values(*file_, tensor, row * out.size(), out);
}

}  // namespace anbn
