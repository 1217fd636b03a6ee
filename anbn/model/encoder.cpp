// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/encoder.h"

#include "anbn/core/error.h"
#include "anbn/model/architectures/architecture.h"
#include "anbn/model/language_head.h"

#include <algorithm>
#include <optional>

namespace anbn {

void check_segments(const ModelConfig& config, std::span<const Segment> segments) {
  for (std::size_t s = 0; s < segments.size(); ++s) {
    if (segments[s].empty() || segments[s].size() > config.positions)
      fail(
          "segment {} has {} tokens; expected 1 to {}, the positions that the model has. Cut the "
          "text into shorter segments (--max-segment-tokens of `anbn tokens`).",
          s + 1, segments[s].size(), config.positions);
    for (std::int32_t id : segments[s])
      if (id < 0 || static_cast<std::size_t>(id) >= config.vocabulary)
        fail(
            "segment {} holds the token id {}; expected 0 to {}, the model's vocabulary. Were the "
            "tokens made with another model's vocabulary?",
            s + 1, id, config.vocabulary - 1);
  }
}

Weights weights_of(const ModelConfig& config, WeightSource source,
                   const std::filesystem::path& folder, std::uint64_t seed) {
  switch (source) {
    case WeightSource::random:
      return Weights::random(seed, config.initializer_range);
    case WeightSource::permuted:
      return Weights::permuted(folder, config.architecture->prefix, seed);
    case WeightSource::pretrained:
      break;
  }
  return Weights::pretrained(folder, config.architecture->prefix);
}

double encoder_bytes(const ModelConfig& config, std::span<const Segment> segments) {
  const auto real = [](std::size_t count) { return static_cast<double>(count); };
  double tokens = 0, longest = 0;
  for (const Segment& segment : segments) {
    tokens += real(segment.size());
    longest = std::max(longest, real(segment.size()));
  }
  const double inner =
      (config.feed_forward == ModelConfig::FeedForward::gated ? 2 : 1) * real(config.intermediate);
  const double attention = 2 * real(config.width(Tap::query)) + 2 * real(config.width(Tap::key));
  return sizeof(float) *
         (tokens * real(config.hidden) + longest * (real(config.hidden) + attention + inner) +
          config.layer_weights());
}

void encode(const ModelConfig& config, const Weights& weights, std::span<const Segment> segments,
            std::span<const Tap> taps, const Machine& machine, const TapObserver& observer) {
  check_segments(config, segments);
  const Architecture& architecture = *config.architecture;
  std::optional<LanguageHead> head;
  if (std::find(taps.begin(), taps.end(), Tap::surprisal) != taps.end())
    head.emplace(config, weights);
  Operations operations(machine);
  std::vector<Matrix> hidden;
  for (const Segment& ids : segments)
    hidden.push_back(architecture.embed(config, weights, ids, operations));
  for (std::size_t layer = 1; layer <= config.layers; ++layer) {
    const auto w = architecture.load_layer(config, weights, layer, machine.threads);
    const auto place = layer == config.layers ? Taps::Layer::last : Taps::Layer::inner;
    for (std::size_t s = 0; s < segments.size(); ++s)
      w->forward(operations, hidden[s], {taps, layer, place, s, observer});
    weights.forget();  // models may be larger than memory
  }
  if (!head) return;
  const std::vector<Matrix> surprisals =
      head->surprisals(segments, std::move(hidden), operations, machine.threads);
  for (std::size_t s = 0; s < segments.size(); ++s)
    observer(1, s, Tap::surprisal, view_of(surprisals[s]));
}

}  // namespace anbn
