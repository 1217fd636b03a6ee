// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/consistency.h"

#include "anbn/core/error.h"
#include "anbn/results/columns.h"
#include "anbn/results/fields.h"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// What a figure is of.
enum class FigureOf { all_pairs, layer, slope };
constexpr auto names_of(FigureOf) { return named("all-pairs", "layer", "slope"); }

struct ConsistencyRow {
  FigureOf figure = FigureOf::all_pairs;
  std::optional<std::int64_t> layer = {};
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
    field("neurons", results.neurons);
    field("networks", results.networks);
  }
};

}  // namespace

void write(const Consistency& results, const fs::path& folder) {
  Consistency& r = visited(results);
  std::vector<ConsistencyRow> rows;
  const auto add = [&](FigureOf figure, std::optional<std::int64_t> layer, const Jackknifed& of) {
    rows.push_back({figure, layer, of.estimate, of});
  };
  add(FigureOf::all_pairs, {}, r.products);
  for (const LayerConsistency& layer : r.layers) add(FigureOf::layer, layer.layer, layer.products);
  add(FigureOf::slope, {}, r.slope);
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
    if ((row.figure == FigureOf::layer) != row.layer.has_value())
      fail("{}: found a layer without a number, or a number without a layer; run the stage again",
           file.string());
    const Jackknifed found{row.estimate, {}};
    if (row.figure == FigureOf::layer)
      out.layers.push_back({static_cast<int>(*row.layer), found});
    else
      (row.figure == FigureOf::slope ? out.slope : out.products) = found;
  }
  const std::size_t stories = out.stories.size();
  read_columns(folder / "left_out.tsv", left_out_of(out), stories, "stories");
  return out;
}

bool are_comparable(const Consistency& a, const Consistency& b) {
  return a.stories == b.stories && a.layers.size() == b.layers.size();
}

}  // namespace anbn
