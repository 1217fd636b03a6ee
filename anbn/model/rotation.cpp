// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/rotation.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace anbn {
namespace {

/// A member of the rotation's settings that must be more than 0.
double above_zero(const JsonScalars& json, std::string_view key) {
  const double value = json.number(key);
  if (!(value > 0 && value < 1e12))
    fail("{}: {} is {}; expected more than 0", json.file, key, value);
  return value;
}

double above_zero_or(const JsonScalars& json, std::string_view key, double otherwise) {
  return json.has(key) ? above_zero(json, key) : otherwise;
}

/// theta^(-2j / d), j = 0 .. d/2 - 1
std::vector<double> plain_frequencies(double theta, std::size_t head_size) {
  std::vector<double> frequencies(head_size / 2);
  for (std::size_t j = 0; j < frequencies.size(); ++j)
    frequencies[j] = std::pow(theta, -2 * static_cast<double>(j) / static_cast<double>(head_size));
  return frequencies;
}

/// Slow turns are slowed down by `factor`, fast ones stay, those between are mixed by how often
/// they turn in the context that the model was first trained on.
void scale_as_llama3(const JsonScalars& json, double original, std::vector<double>& frequencies) {
  const double factor = above_zero(json, "factor"), low = above_zero(json, "low_freq_factor");
  const double high = above_zero(json, "high_freq_factor");
  if (!(high > low))
    fail("{}: high_freq_factor is {}, low_freq_factor {}; expected it to be larger", json.file,
         high, low);
  for (double& f : frequencies) {
    const double turns = original * f / (2 * std::numbers::pi);
    const double kept = std::clamp((turns - low) / (high - low), 0.0, 1.0);
    f *= kept + (1 - kept) / factor;
  }
}

/// The same along the dimensions instead of the turns, and attention is sharpened.
/// Source: Peng et al. 2023, arXiv:2309.00071
double scale_as_yarn(const JsonScalars& json, double theta, double original, std::size_t head_size,
                     std::vector<double>& frequencies) {
  const double factor = above_zero(json, "factor");
  const auto d = static_cast<double>(head_size);
  const auto dimension_of = [&](double turns) {
    return d * std::log(original / (turns * 2 * std::numbers::pi)) / (2 * std::log(theta));
  };
  double low = dimension_of(above_zero_or(json, "beta_fast", 32));
  double high = dimension_of(above_zero_or(json, "beta_slow", 1));
  if (json.truth_or("truncate", JsonScalars::Truth::yes) == JsonScalars::Truth::yes) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, d - 1);
  if (low == high) high += 0.001;
  for (std::size_t j = 0; j < frequencies.size(); ++j) {
    const double kept = 1 - std::clamp((static_cast<double>(j) - low) / (high - low), 0.0, 1.0);
    frequencies[j] *= kept + (1 - kept) / factor;
  }
  if (json.has("attention_factor")) return above_zero(json, "attention_factor");
  const auto sharpness = [&](double share) {
    return factor <= 1 ? 1 : 0.1 * share * std::log(factor) + 1;
  };
  const double share = json.number_or("mscale", 0), of_all = json.number_or("mscale_all_dim", 0);
  return share != 0 && of_all != 0 ? sharpness(share) / sharpness(of_all) : sharpness(1);
}

/// What speaks of the rotation: an object of its own, or the whole configuration.
const JsonScalars& settings_in(const JsonScalars& json) {
  for (const char* name : {"rope_parameters", "rope_scaling"}) {
    const JsonScalars* const settings = json.object(name);
    if (!settings) continue;
    const bool is_named = settings->has("rope_type") || settings->has("type");
    for (const auto& [key, value] : settings->values)
      if (!is_named && std::holds_alternative<JsonScalars::Composite>(value))
        fail("{}: '{}' is a list or an object; expected one rotation by numbers for all layers",
             settings->file, key);
    return *settings;
  }
  return json;
}

}  // namespace

void angles_at(const Rotation& rotation, std::size_t position, std::span<float> cosines,
               std::span<float> sines) {
  assert(cosines.size() == rotation.frequencies.size() && sines.size() == cosines.size());
  for (std::size_t j = 0; j < cosines.size(); ++j) {
    const double angle = rotation.frequencies[j] * static_cast<float>(position);
    cosines[j] = static_cast<float>(std::cos(angle) * rotation.scale);
    sines[j] = static_cast<float>(std::sin(angle) * rotation.scale);
  }
}

Rotation read_rotation(const JsonScalars& json, std::size_t head_size, std::size_t positions) {
  if (head_size % 2 != 0)
    fail("{}: heads have {} dimensions; expected an even number, as pairs of them are rotated",
         json.file, head_size);
  const JsonScalars& settings = settings_in(json);
  const double theta = above_zero_or(settings, "rope_theta",  //
                                     above_zero_or(json, "rope_theta", 10000));
  if (!(theta > 1)) fail("{}: rope_theta is {}; expected more than 1", settings.file, theta);
  for (const JsonScalars* of : {&settings, &json})
    if (of->number_or("partial_rotary_factor", 1) != 1)
      fail("{}: partial_rotary_factor is {}; expected 1, the only one that anbn computes", of->file,
           of->number("partial_rotary_factor"));
  const std::string type = &settings == &json
                               ? "default"
                               : settings.text_or("rope_type", settings.text_or("type", "default"));
  const double original = above_zero_or(
      json, "original_max_position_embeddings",
      above_zero_or(settings, "original_max_position_embeddings", static_cast<double>(positions)));
  std::vector<double> frequencies = plain_frequencies(theta, head_size);
  Rotation rotation;
  if (type == "linear")
    for (double& f : frequencies) f /= above_zero(settings, "factor");
  else if (type == "llama3")
    scale_as_llama3(settings, original, frequencies);
  else if (type == "yarn")
    rotation.scale = scale_as_yarn(settings, theta, original, head_size, frequencies);
  else if (type != "default" && type != "dynamic")
    fail(
        "{}: rope_type is '{}'; expected default, linear, dynamic, llama3 or yarn, which anbn "
        "computes",
        settings.file, type);
  const auto is_sane = [](double value) { return value >= 0 && value <= 1e6; };
  if (!std::all_of(frequencies.begin(), frequencies.end(), is_sane) || !is_sane(rotation.scale))
    fail(
        "{}: the rotation that it declares turns by more than 1e6 radians a token, or scales by "
        "more than 1e6 or less than 0; expected what a model can have been trained with",
        settings.file);
  rotation.frequencies.assign(frequencies.begin(), frequencies.end());
  return rotation;
}

}  // namespace anbn
