// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/config.h"

#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/io/json.h"
#include "anbn/model/architectures/architecture.h"

#include <fmt/ranges.h>

namespace anbn {
namespace {

void check_is_of_a_kind(const JsonScalars& json) {
  if (!json.values.contains("model_type"))
    fail(
        "{}: has no model_type; expected it, as newer versions of transformers write it. Is the "
        "model a BERT, add the line \"model_type\": \"bert\",",
        json.file);
  if (json.values.contains("auto_map"))
    fail(
        "{}: auto_map says that the model is computed by code of its own, which anbn never "
        "executes; expected an architecture of Hugging Face's own. Is this one, take auto_map out",
        json.file);
  if (json.values.contains("quantization_config"))
    fail(
        "{}: quantization_config says that weights are stored in few bits, which anbn does not "
        "read; expected float32, float16, bfloat16 or float64. Get the model as it was before "
        "that",
        json.file);
}

[[noreturn]] void fail_unknown_type(const JsonScalars& json, const std::string& type) {
  const std::vector<std::string> known = names_of_kinds(architectures());
  fail(
      "{}: model_type is '{}'; expected one of: {}{}. Choose a model of one of these "
      "architectures, or write another: one file in anbn/model/architectures (docs/adding.md)",
      json.file, type, fmt::join(known, ", "), did_you_mean(type, known));
}

}  // namespace

std::optional<std::vector<std::size_t>> ModelConfig::windows_before() const {
  if (sight != Sight::before) return std::nullopt;
  std::vector<std::size_t> all;
  for (std::size_t layer = 1; layer <= layers; ++layer) all.push_back(mask(layer).window);
  return all;
}

std::size_t ModelConfig::width(Tap tap) const {
  if (tap == Tap::hidden) return hidden;
  if (tap == Tap::ffn) return intermediate;
  if (tap == Tap::surprisal) return 1;
  const bool of_keys = tap == Tap::key || tap == Tap::value || tap == Tap::rotated_key;
  return heads.size * (of_keys ? heads.key_count : heads.count);
}

double ModelConfig::layer_weights() const {
  const std::size_t attention = 2 * (width(Tap::query) + width(Tap::key));
  const std::size_t block = (feed_forward == FeedForward::gated ? 3 : 2) * intermediate;
  return static_cast<double>(hidden) * static_cast<double>(attention + block);
}

ModelConfig read_model_config(const std::filesystem::path& folder) {
  const JsonScalars json = read_json_scalars(folder / "config.json");
  check_is_of_a_kind(json);
  const std::string type = json.text("model_type");
  for (const Architecture& kind : architectures()) {
    if (kind.name != type) continue;
    ModelConfig config = kind.read_config(json);
    config.architecture = &kind;
    return config;
  }
  fail_unknown_type(json, type);
}

}  // namespace anbn
