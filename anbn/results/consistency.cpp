// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/consistency.h"

#include "anbn/core/error.h"
#include "anbn/results/columns.h"
#include "anbn/results/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// What a figure is of.
enum class ConsistencyFigure { all_pairs, layer, slope };
constexpr auto names_of(ConsistencyFigure) { return named("all-pairs", "layer", "slope"); }

struct ConsistencyRow {
  ConsistencyFigure figure = ConsistencyFigure::all_pairs;
  std::optional<int> layer = {};
  double estimate = kNan;
  Jackknifed of = {};
};

struct ConsistencyRows {
  std::vector<ConsistencyRow>& rows;

  template <class V>
  void columns(V&& column) {
    column("figure", members(rows, &ConsistencyRow::figure));
    column("layer", members(rows, &ConsistencyRow::layer));
    column("mean_product", members(rows, &ConsistencyRow::estimate));
    const auto derived = [&](const char* name, double (Jackknifed::*value)() const) {
      column.derived(name, rows.size(),
                     [this, value](std::size_t i) { return (rows[i].of.*value)(); });
    };
    derived("lowest", &Jackknifed::lowest);
    derived("highest", &Jackknifed::highest);
    derived("error", &Jackknifed::error);
    derived("p", &Jackknifed::p);
  }
};

/// A row a story that is left out, a column a figure.
struct LeftOutRows {
  std::vector<std::string>& stories;
  std::vector<Jackknifed*> figures;
  std::vector<std::string> names;

  template <class V>
  void columns(V&& column) {
    column("without", stories);
    // Of two stories none can be left out.
    for (std::size_t i = 0; i < figures.size(); ++i)
      column.optional(names[i], Entries<double>{&figures[i]->without});
  }
};

/// Every figure of `results`, in the order of figures.tsv, with what it is called in left_out.tsv.
LeftOutRows left_out_of(Consistency& results) {
  LeftOutRows out{results.stories, {&results.products}, {"all_pairs"}};
  for (LayerConsistency& layer : results.layers) {
    out.figures.push_back(&layer.products);
    out.names.push_back(fmt::format("layer_{}", layer.layer));
  }
  out.figures.push_back(&results.slope);
  out.names.emplace_back("slope");
  return out;
}

struct ConsistencySummary {
  Consistency& results;

  template <class V>
  void fields(V&& field) {
    field("stories", results.stories);
    field("same_text", results.same_text);
    field("partial", results.partial);
    field("neurons", results.neurons);
    field("networks", results.networks);
  }
};

}  // namespace

void write(const Consistency& results, const fs::path& folder) {
  Consistency& r = visited(results);
  std::vector<ConsistencyRow> rows;
  const auto add = [&](ConsistencyFigure figure, std::optional<int> layer, const Jackknifed& of) {
    rows.push_back({figure, layer, of.estimate, of});
  };
  add(ConsistencyFigure::all_pairs, {}, r.products);
  for (const LayerConsistency& layer : r.layers)
    add(ConsistencyFigure::layer, layer.layer, layer.products);
  add(ConsistencyFigure::slope, {}, r.slope);
  write_columns(folder / "figures.tsv", ConsistencyRows{rows});
  write_columns(folder / "left_out.tsv", left_out_of(r));
  write_fields(folder / "summary.json", ConsistencySummary{r});
}

Consistency read_consistency(const fs::path& folder) {
  Consistency out;
  ConsistencySummary summary{out};
  read_fields(folder / "summary.json", summary);
  const fs::path file = folder / "figures.tsv";
  std::vector<ConsistencyRow> rows;
  read_columns(file, ConsistencyRows{rows});
  for (const ConsistencyRow& row : rows) {
    if ((row.figure == ConsistencyFigure::layer) != row.layer.has_value())
      fail("{}: found a layer without a number, or a number without a layer; run the stage again",
           file.string());
    const Jackknifed found{row.estimate, {}};
    if (row.figure == ConsistencyFigure::layer)
      out.layers.push_back({*row.layer, found});
    else
      (row.figure == ConsistencyFigure::slope ? out.slope : out.products) = found;
  }
  const std::size_t stories = out.stories.size();
  const fs::path left_out = folder / "left_out.tsv";
  LeftOutRows figures = left_out_of(out);
  read_columns(left_out, figures, stories, "stories");
  const auto jackknifed = static_cast<std::size_t>(
      std::count_if(figures.figures.begin(), figures.figures.end(),
                    [](const Jackknifed* figure) { return !figure->without.empty(); }));
  // All of them, but for a slope that there is not; or none, of two stories.
  if (jackknifed != 0 && jackknifed + 1 < figures.figures.size())
    fail("{}: some columns are missing; run the stage again", left_out.string());
  return out;
}

bool are_comparable(const Consistency& a, const Consistency& b) {
  return a.stories == b.stories && a.networks == b.networks && a.partial == b.partial &&
         std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), b.layers.end(),
                    [](const auto& one, const auto& other) { return one.layer == other.layer; });
}

}  // namespace anbn
