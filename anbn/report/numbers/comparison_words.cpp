// SPDX-License-Identifier: Apache-2.0
// The paper's figures 7 to 10: what words neurons pair.
#include "anbn/core/nan.h"
#include "anbn/report/numbers/comparison_rows.h"
#include "anbn/report/numbers/figures/measure.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace anbn {
namespace {

constexpr std::size_t kShownTags = 3;  // as many as the paper names

std::string joined(const std::vector<std::string>& texts) {
  return texts.empty() ? "n/a" : fmt::format("{}", fmt::join(texts, "; "));
}

std::string tag_name(const TagClasses& classes, std::size_t query, std::size_t key) {
  return fmt::format("{}\u2013{}", classes.names.at(query), classes.names.at(key));
}

/// Those that any neuron has.
std::vector<TagCount> most_frequent_tags(const ProfilesShown& shown) {
  std::vector<TagCount> tags = most_frequent_folded(shown.tags, kShownTags);
  std::erase_if(tags, [](const TagCount& tag) { return tag.neurons == 0; });
  return tags;
}

std::string tags_text(const ProfilesShown& shown) {
  std::vector<std::string> texts;
  for (const TagCount& tag : most_frequent_tags(shown))
    texts.push_back(fmt::format("{} {} = {}", tag_name(shown.classes, tag.query, tag.key),
                                tag.neurons, percent_text(tag.share)));
  return joined(texts);
}

/// What shifted texts give of the same tags.
std::string shifted_tags_text(const ProfilesShown& shown) {
  std::vector<std::string> texts;
  for (const TagCount& tag : most_frequent_tags(shown))
    if (!std::isnan(tag.expected))
      texts.push_back(fmt::format("{} {:.0f} ({:.0f} to {:.0f})",
                                  tag_name(shown.classes, tag.query, tag.key), tag.expected,
                                  tag.low, tag.high));
  return joined(texts);
}

ComparisonRow tags_row(const Session& s, const Session* untrained) {
  ComparisonRow row;
  row.here = tags_text(s.profiles);
  row.partial = "n/a";
  row.noise = shifted_tags_text(s.profiles);
  row.untrained = untrained ? tags_text(untrained->profiles) : "n/a";
  const TagClasses& classes = s.profiles.classes;
  return with(row, "7a\u2013b",
              classes == TagClasses{} ? "most frequent tags of all neurons"
                                      : "most frequent tags of all neurons, by " + classes.column,
              "Det\u2013Noun, Verb\u2013Noun, Verb\u2013Verb",
              "Pron\u2013Pron, Punct\u2013Punct, Pron\u2013Verb");
}

std::string points(double difference) { return fmt::format("{:+.1f}", 100 * difference); }

ComparisonRow differences_row(const StoriesShown& stories, const StoryPairTags& pair) {
  const TagClasses& classes = stories.results.classes;
  std::vector<TagDifference> tags = pair.comparison.tags;
  std::stable_sort(tags.begin(), tags.end(), [](const TagDifference& a, const TagDifference& b) {
    return std::abs(a.difference) > std::abs(b.difference);
  });
  tags.resize(std::min(tags.size(), kShownTags));
  std::vector<std::string> here, texts;
  for (const TagDifference& tag : tags) {
    const std::string name = tag_name(classes, tag.query, tag.key);
    here.push_back(fmt::format(
        "{} {} points{}", name, points(tag.difference),
        std::isnan(tag.p_family) ? "" : fmt::format(" (p {}, family)", p_text(tag.p_family))));
    if (!std::isnan(tag.expected))
      texts.push_back(fmt::format("{} {}", name, points(tag.expected)));
  }
  ComparisonRow row;
  row.here = joined(here);
  row.partial = "n/a";
  row.noise = joined(texts);
  row.untrained = "n/a";
  return with(row, "7c",
              fmt::format("largest differences of tags, {} minus {}", stories.titles[pair.first],
                          stories.titles[pair.second]),
              "also Pron\u2013Punct", "also Pron\u2013Punct");
}

/// The neuron of each layer with the largest correlation, from 0; kNoIndex where none varies.
std::vector<std::size_t> best_of_layers(const FigureInput& input, const Anchors& anchors) {
  std::vector<std::size_t> best(layer_count(input), kNoIndex);
  for (std::size_t i = 0; i < anchors.neuron_correlation.size(); ++i) {
    std::size_t& of = best[static_cast<std::size_t>(input.neuron_layer[i] - 1)];
    const double r = anchors.neuron_correlation[i];
    if (!std::isnan(r) && (of == kNoIndex || r > anchors.neuron_correlation[of])) of = i;
  }
  return best;
}

struct CommonNetwork {
  int network = 0;         // from 1; the lowest of equals
  std::size_t layers = 0;  // whose best pair has it
};

CommonNetwork common_network(const FigureInput& input, const Anchors& anchors) {
  std::map<int, std::size_t> layers;
  for (const std::size_t neuron : best_of_layers(input, anchors))
    if (neuron != kNoIndex) ++layers[anchors.neuron_network[neuron]];
  CommonNetwork most;
  for (const auto& [network, count] : layers)
    if (count > most.layers) most = {network, count};
  return most;
}

ComparisonRow common_network_row(const Session& s, const Session* untrained) {
  const std::size_t layers = layer_count(s.input);
  const auto text = [&](const Anchors& anchors) {
    const CommonNetwork most = common_network(s.input, anchors);
    return most.layers == 0 ? std::string("n/a")
                            : fmt::format("BN {} in {} of {}", most.network, most.layers, layers);
  };
  ComparisonRow row = row_of(
      s, untrained,
      [&](const Anchors& anchors) {
        return static_cast<double>(common_network(s.input, anchors).layers);
      },
      whole_text);
  row.here = text(s.input.observed);
  if (s.input.partial) row.partial = text(*s.input.partial);
  if (s.input.untrained) row.untrained = text(*s.input.untrained);
  return with(row, "8, 9", "layers whose best pairs have the same network", "n/a",
              "BN 57 in 6 of 12");
}

ComparisonRow layer_pairs_row(const Session& s) {
  const auto text = [&](const Anchors& anchors) {
    std::vector<std::string> pairs;
    for (const std::size_t neuron : best_of_layers(s.input, anchors))
      if (neuron != kNoIndex && neuron < s.neuron_label.size())
        pairs.push_back(fmt::format("{}-BN{} {}", s.neuron_label[neuron],
                                    anchors.neuron_network[neuron],
                                    r_text(anchors.neuron_correlation[neuron])));
    return joined(pairs);
  };
  ComparisonRow row;
  row.here = text(s.input.observed);
  row.partial = s.input.partial ? text(*s.input.partial) : "n/a";
  row.noise = "n/a";
  row.untrained = s.input.untrained ? text(*s.input.untrained) : "n/a";
  return with(row, "8, 9", "best pair of each layer",
              "L1H8D59-BN121; L3H9D43-BN121; L8H2D51-BN126; \u2026", "n/a");
}

ComparisonRow best_pair(const Session& s, const Session* untrained) {
  const auto largest = [](const Anchors& anchors) {
    double best = kNan;
    for (double r : anchors.network_correlation)
      if (!std::isnan(r) && !(r <= best)) best = r;
    return best;
  };
  ComparisonRow row = row_of(s, untrained, largest, r_text);
  const PairResult* best = nullptr;
  for (const PairResult& pair : s.pairs)
    if (!std::isnan(pair.correlation) &&
        (!best || std::abs(pair.correlation) > std::abs(best->correlation)))
      best = &pair;
  if (best) row.here = fmt::format("{}-BN{}: {}", best->label, best->network, row.here);
  return with(row, "8, 9", "best pair over all layers", "L8H2D51-BN126", "with BN 57");
}

/// The layer whose best pair is the best of all; null without pairs.
const BestOfLayer* best_layer(const Session& s) {
  const BestOfLayer* best = nullptr;
  if (!s.layer_pairs) return best;
  const bool by_size = s.input.pcc == kAbsolutePcc;
  const auto size = [&](const BestOfLayer& of) {
    const double r = of.pair.anchor.correlation;
    return by_size ? std::abs(r) : r;
  };
  for (const BestOfLayer& of : s.layer_pairs->results.layers)
    if (of.pair.neuron != kNoIndex && (!best || size(of) > size(*best))) best = &of;
  return best;
}

ComparisonRow profile_row(const Session& s) {
  ComparisonRow row;
  row.here = row.partial = row.noise = row.untrained = "n/a";
  std::string quantity = "profile of the best pair\u2019s neuron: largest class";
  if (const BestOfLayer* best = best_layer(s)) {
    const LayersResults& results = s.layer_pairs->results;
    const ProfileShare *query = nullptr, *key = nullptr;
    for (const ProfileShare& share : results.profiles) {
      if (share.layer != best->pair.layer) continue;
      if (!query || share.query.share > query->query.share) query = &share;
      if (!key || share.key.share > key->key.share) key = &share;
    }
    quantity = fmt::format("profile of {}: largest class", best->label);
    if (query) {
      const std::string &of_query = results.classes.names.at(query->category),
                        &of_key = results.classes.names.at(key->category);
      const auto text = [&](double SideShare::*of) {
        return fmt::format("queries {} {}; keys {} {}", of_query, percent_text(query->query.*of),
                           of_key, percent_text(key->key.*of));
      };
      row.here = text(&SideShare::share);
      row.noise = text(&SideShare::expected);
    }
  }
  return with(row, "10", quantity,
              "L8H2D51: queries Noun 30.20 %, Verb 20.27 %; keys Pron 23.07 %, Punct 21.53 %",
              "n/a");
}

}  // namespace

std::vector<ComparisonRow> compare_tags_with_paper(const Session& s, const Session* untrained,
                                                   const StoriesShown* stories) {
  std::vector<ComparisonRow> rows = {tags_row(s, untrained)};
  if (!stories) return rows;
  for (const StoryPairTags& pair : stories->results.tags)
    if (stories->results.stories[pair.first] == s.story ||
        stories->results.stories[pair.second] == s.story)
      rows.push_back(differences_row(*stories, pair));
  return rows;
}

std::vector<ComparisonRow> compare_pairs_with_paper(const Session& s, const Session* untrained) {
  return {layer_pairs_row(s), common_network_row(s, untrained), best_pair(s, untrained),
          profile_row(s)};
}

}  // namespace anbn
