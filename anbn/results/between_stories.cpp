// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/between_stories.h"

#include "anbn/results/fields.h"
#include "anbn/results/null_ranges.h"
#include "anbn/results/tag_classes.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// Rows of all pairs of stories, one pair after another.
template <class Row>
struct StoryPairRows {
  std::vector<std::string> first, second;  // stories
  std::vector<Row> rows;

  template <class V>
  void pair_columns(V&& column) {
    column("first", first);
    column("second", second);
  }
};

struct DifferenceRows : StoryPairRows<StoryFigure> {
  template <class V>
  void columns(V&& column) {
    pair_columns(column);
    column("side", members(rows, &StoryFigure::side));
    column("figure", members(rows, &StoryFigure::name));
    column("layer", members(rows, &StoryFigure::layer));
    column("value_first", members(rows, &StoryFigure::first));
    column("value_second", members(rows, &StoryFigure::second));
    column("difference", members(rows, &StoryFigure::observed));
    range_columns(column, "", members(rows, &StoryFigure::noise));
  }
};

struct AgreementRows : StoryPairRows<StoryFigure> {
  template <class V>
  void columns(V&& column) {
    pair_columns(column);
    column("side", members(rows, &StoryFigure::side));
    column("figure", members(rows, &StoryFigure::name));
    column("observed", members(rows, &StoryFigure::observed));
    range_columns(column, "", members(rows, &StoryFigure::noise));
  }
};

/// Series of one side, numbered anew in each pair of stories.
struct SeriesRows : StoryPairRows<StoryDifference> {
  std::vector<std::size_t> number;

  template <class V>
  void difference_columns(V&& column) {
    column("difference", members(rows, &StoryDifference::difference));
    range_columns(column, "", members(rows, &StoryDifference::noise));
  }
};

struct DifferingNeuronRows : SeriesRows {
  std::vector<std::string> label;

  template <class V>
  void columns(V&& column) {
    const auto in_first = members(rows, &StoryDifference::first);
    const auto in_second = members(rows, &StoryDifference::second);
    pair_columns(column);
    column("neuron", ordinals(Entries<std::size_t>{&number}));
    column("label", label);
    column("network_first", ordinals(members(in_first, &Anchor::index)));
    column("correlation_first", members(in_first, &Anchor::correlation));
    column("network_second", ordinals(members(in_second, &Anchor::index)));
    column("correlation_second", members(in_second, &Anchor::correlation));
    difference_columns(column);
  }
};

struct DifferingNetworkRows : SeriesRows {
  std::vector<std::string> label_first, label_second;  // of their neurons

  template <class V>
  void columns(V&& column) {
    pair_columns(column);
    column("network", ordinals(Entries<std::size_t>{&number}));
    column("label_first", texts(label_first));
    column("correlation_first",
           members(members(rows, &StoryDifference::first), &Anchor::correlation));
    column("label_second", texts(label_second));
    column("correlation_second",
           members(members(rows, &StoryDifference::second), &Anchor::correlation));
    difference_columns(column);
  }
};

struct DifferingTagRows : StoryPairRows<TagDifference> {
  std::string tagged_by;  // the column
  std::vector<std::string> query, key;
  std::vector<std::size_t> partitions;

  template <class V>
  void columns(V&& column) {
    pair_columns(column);
    column("query_" + tagged_by, query);
    column("key_" + tagged_by, key);
    column("neurons_first", members(rows, &TagDifference::first_neurons));
    column("share_first", members(rows, &TagDifference::first));
    column("neurons_second", members(rows, &TagDifference::second_neurons));
    column("share_second", members(rows, &TagDifference::second));
    column("difference", members(rows, &TagDifference::difference));
    column("expected_difference", members(rows, &TagDifference::expected));
    column("partitions", partitions);
    column("p", members(rows, &TagDifference::p));
    column("p_family", members(rows, &TagDifference::p_family));
  }
};

struct BetweenSummary {
  BetweenStoriesResults& results;

  template <class V>
  void fields(V&& field) {
    field("stories", results.stories);
    field("draws", results.draws);
    field("neurons", results.comparison.neurons);
    field("networks", results.comparison.networks);
    TagClassesFields classes{results.classes};
    field("tags", classes);
  }
};

template <class Rows, class Row>
Rows joined(const BetweenStoriesResults& results, std::vector<Row> StoryPair::*part) {
  Rows out;
  for (const StoryPair& pair : results.comparison.pairs)
    for (std::size_t i = 0; i < (pair.*part).size(); ++i) {
      out.first.push_back(results.stories[pair.first]);
      out.second.push_back(results.stories[pair.second]);
      out.rows.push_back((pair.*part)[i]);
      if constexpr (std::is_base_of_v<SeriesRows, Rows>) out.number.push_back(i);
    }
  return out;
}

std::size_t index_in(const std::vector<std::string>& names, const std::string& name,
                     const fs::path& file) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    fail("{}: '{}' stands in no other file of the folder; run the stage again", file.string(),
         name);
  return static_cast<std::size_t>(found - names.begin());
}

/// Reads a table that `joined` made, each row to its pair of stories.
template <class Rows, class Row>
Rows read_parts(const fs::path& file, std::vector<Row> StoryPair::*part,
                BetweenStoriesResults& results) {
  Rows in;
  read_columns(file, in);
  std::vector<StoryPair>& pairs = results.comparison.pairs;
  for (std::size_t i = 0; i < in.rows.size(); ++i) {
    const std::size_t first = index_in(results.stories, in.first[i], file),
                      second = index_in(results.stories, in.second[i], file);
    auto pair = std::find_if(pairs.begin(), pairs.end(), [&](const StoryPair& p) {
      return p.first == first && p.second == second;
    });
    if (pair == pairs.end()) {
      pair = pairs.emplace(pairs.end());
      pair->first = first, pair->second = second;
    }
    ((*pair).*part).push_back(std::move(in.rows[i]));
  }
  return in;
}

DifferingTagRows tag_rows(const BetweenStoriesResults& results) {
  DifferingTagRows out;
  out.tagged_by = results.classes.column;
  for (const StoryPairTags& pair : results.tags)
    for (const TagDifference& tag : pair.comparison.tags) {
      out.first.push_back(results.stories[pair.first]);
      out.second.push_back(results.stories[pair.second]);
      out.query.push_back(name_of_class(results.classes, tag.query));
      out.key.push_back(name_of_class(results.classes, tag.key));
      out.partitions.push_back(pair.comparison.partitions);
      out.rows.push_back(tag);
    }
  return out;
}

void read_tags(const fs::path& file, BetweenStoriesResults& results) {
  DifferingTagRows in;
  in.tagged_by = results.classes.column;
  read_columns(file, in);
  for (std::size_t i = 0; i < in.rows.size(); ++i) {
    const std::size_t first = index_in(results.stories, in.first[i], file),
                      second = index_in(results.stories, in.second[i], file);
    if (results.tags.empty() || results.tags.back().first != first ||
        results.tags.back().second != second)
      results.tags.push_back({first, second, {in.partitions[i], {}}});
    TagDifference& tag = results.tags.back().comparison.tags.emplace_back(in.rows[i]);
    tag.query = class_named(results.classes, in.query[i], file);
    tag.key = class_named(results.classes, in.key[i], file);
  }
}

}  // namespace

void write(const BetweenStoriesResults& results, const fs::path& folder) {
  const auto label = [&](std::size_t neuron) {
    return neuron == kNoIndex ? "" : results.labels[neuron];
  };
  write_columns(folder / "differences.tsv",
                joined<DifferenceRows>(results, &StoryPair::differences));
  write_columns(folder / "agreement.tsv", joined<AgreementRows>(results, &StoryPair::agreement));
  auto neurons = joined<DifferingNeuronRows>(results, &StoryPair::neurons);
  for (std::size_t i : neurons.number) neurons.label.push_back(label(i));
  write_columns(folder / "neurons.tsv", neurons);
  auto networks = joined<DifferingNetworkRows>(results, &StoryPair::networks);
  for (const StoryDifference& network : networks.rows) {
    networks.label_first.push_back(label(network.first.index));
    networks.label_second.push_back(label(network.second.index));
  }
  write_columns(folder / "networks.tsv", networks);
  write_columns(folder / "tags.tsv", tag_rows(results));
  write_fields(folder / "summary.json", BetweenSummary{visited(results)});
}

BetweenStoriesResults read_between_stories(const fs::path& folder) {
  BetweenStoriesResults results;
  BetweenSummary summary{results};
  read_fields(folder / "summary.json", summary);
  check_classes(results.classes, folder / "summary.json");
  read_parts<DifferenceRows>(folder / "differences.tsv", &StoryPair::differences, results);
  read_parts<AgreementRows>(folder / "agreement.tsv", &StoryPair::agreement, results);
  const auto neurons =
      read_parts<DifferingNeuronRows>(folder / "neurons.tsv", &StoryPair::neurons, results);
  for (std::size_t i = 0; i < neurons.label.size() && neurons.number[i] == i; ++i)
    results.labels.push_back(neurons.label[i]);
  const fs::path file = folder / "networks.tsv";
  const auto networks = read_parts<DifferingNetworkRows>(file, &StoryPair::networks, results);
  std::size_t row = 0;
  for (StoryPair& pair : results.comparison.pairs)
    for (StoryDifference& network : pair.networks) {
      const auto index = [&](const std::string& label) {
        return label.empty() ? kNoIndex : index_in(results.labels, label, file);
      };
      network.first.index = index(networks.label_first[row]);
      network.second.index = index(networks.label_second[row++]);
    }
  read_tags(folder / "tags.tsv", results);
  return results;
}

}  // namespace anbn
