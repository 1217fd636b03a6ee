// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/omnibus.h"

#include "anbn/core/error.h"
#include "anbn/results/null_ranges.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace anbn {
namespace {

namespace fs = std::filesystem;

enum class FigureOf { largest, neurons, networks, square };
constexpr auto names_of(FigureOf) {
  return named("largest", "mean_neurons", "mean_networks", "mean_r2");
}

struct FigureRow {
  std::string null;
  FigureOf name = FigureOf::largest;
  std::optional<int> layer;  // of all layers together: none
  OmnibusFigure figure;
};

struct FigureRows {
  std::vector<FigureRow>& rows;

  template <class V>
  void columns(V&& column) {
    column("null_model", members(rows, &FigureRow::null));
    column("figure", members(rows, &FigureRow::name));
    column("layer", members(rows, &FigureRow::layer));
    column("observed", members(rows, &FigureRow::figure, &OmnibusFigure::observed));
    range_columns(column, "", members(rows, &FigureRow::figure, &OmnibusFigure::noise));
    column("p_adjusted", members(rows, &FigureRow::figure, &OmnibusFigure::p_adjusted));
    column("excess", members(rows, &FigureRow::figure, &OmnibusFigure::excess));
  }
};

constexpr OmnibusFigure OmnibusTests::*kFour[] = {&OmnibusTests::largest, &OmnibusTests::neurons,
                                                  &OmnibusTests::networks, &OmnibusTests::square};

/// Puts the figures of one null model, from `row` on, where they belong; returns the next row.
std::size_t put_figures(const std::vector<FigureRow>& rows, std::size_t row, const fs::path& file,
                        TestedNull& null) {
  OmnibusTests& tests = null.tests.omnibus;
  tests = {};
  const auto next = [&](FigureOf name, bool by_layer) -> const FigureRow& {
    if (row >= rows.size() || rows[row].null != null.model->name || rows[row].name != name ||
        rows[row].layer.has_value() != by_layer)
      fail("{}: row {} is not the figure '{}' of null model {}; run the stage again", file.string(),
           row + 1, name_of(name), null.model->name);
    return rows[row++];
  };
  for (std::size_t n = 0; n < std::size(kFour); ++n)
    tests.*kFour[n] = next(static_cast<FigureOf>(n), false).figure;
  while (row < rows.size() && rows[row].null == null.model->name) {
    LayerFigures& layer = tests.layers.emplace_back();
    const FigureRow& neurons = next(FigureOf::neurons, true);
    layer = {*neurons.layer, neurons.figure, next(FigureOf::square, true).figure};
  }
  return row;
}

}  // namespace

OmnibusSummary omnibus_summary(const OmnibusTests& tests) {
  return {tests.p(),        {tests.largest}, {tests.neurons},
          {tests.networks}, {tests.square},  tests.layers_p()};
}

void write_omnibus(const std::vector<TestedNull>& nulls, const fs::path& folder) {
  std::vector<FigureRow> rows;
  for (const TestedNull& null : nulls) {
    const OmnibusTests& tests = null.tests.omnibus;
    const std::string name(null.model->name);
    for (std::size_t n = 0; n < std::size(kFour); ++n)
      rows.push_back({name, static_cast<FigureOf>(n), {}, tests.*kFour[n]});
    for (const LayerFigures& layer : tests.layers) {
      rows.push_back({name, FigureOf::neurons, layer.layer, layer.neurons});
      rows.push_back({name, FigureOf::square, layer.layer, layer.square});
    }
  }
  write_columns(folder / "omnibus.tsv", FigureRows{rows});
}

void read_omnibus(const fs::path& folder, std::vector<TestedNull>& nulls) {
  const fs::path file = folder / "omnibus.tsv";
  std::vector<FigureRow> rows;
  read_columns(file, FigureRows{rows});
  std::size_t row = 0;
  for (TestedNull& null : nulls) row = put_figures(rows, row, file, null);
  if (row != rows.size())
    fail("{}: found {} rows; expected {}. Run the stage again", file.string(), rows.size(), row);
}

}  // namespace anbn
