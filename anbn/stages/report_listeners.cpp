// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_listeners.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Cells of a table by the names of their columns.
struct Cells {
  const Table& table;
  std::size_t row;

  double number(std::string_view name) const {
    return table.optional_number(row, table.column(name))
        .value_or(std::numeric_limits<double>::quiet_NaN());
  }
  const std::string& text(std::string_view name) const {
    return table.rows[row][table.column(name)];
  }
};

json read_summary(const fs::path& folder) {
  json summary = json::parse(read_text(folder / "summary.json"), nullptr, false);
  if (summary.is_discarded())
    fail("{}: not JSON; run the stage again", (folder / "summary.json").string());
  return summary;
}

CeilingRow ceiling_of(const Cells& cells, const std::string& name) {
  return {static_cast<int>(cells.row + 1),
          name,
          cells.text("label"),
          cells.number("correlation"),
          cells.number("isc"),
          cells.number("isc_p"),
          cells.number("ceiling"),
          {cells.number("reached"), cells.number("reached_noise"), cells.number("reached_low"),
           cells.number("reached_high"), cells.number("reached_p")}};
}

std::string title_of(const std::vector<std::pair<std::string, std::string>>& titles,
                     const std::string& name) {
  for (const auto& [known, title] : titles)
    if (known == name) return title;
  return name;
}

/// The pair of stories that a row is of; rows of one pair stand together.
StoryPairShown& pair_of(const Cells& cells, StoriesShown& shown) {
  for (StoryPairShown& pair : shown.pairs)
    if (pair.first == cells.text("first") && pair.second == cells.text("second")) return pair;
  return shown.pairs.emplace_back(
      StoryPairShown{cells.text("first"), cells.text("second"), {}, {}});
}

}  // namespace

ListenersShown read_listeners_shown(const fs::path& folder,
                                    const std::vector<std::string>& network_names) {
  const json summary = read_summary(folder);
  ListenersShown shown;
  shown.listeners = summary.at("listeners");
  shown.draws = summary.at("draws");
  shown.splits = summary.at("splits");
  shown.missing = summary.at("missing_series");
  shown.all_splits = summary.at("all_splits").get<bool>() ? "all" : "random";
  if (shown.listeners < 2) return shown;
  const Table figures = read_tsv(folder / "figures.tsv");
  for (std::size_t i = 0; i < figures.rows.size(); ++i) {
    const Cells cells{figures, i};
    shown.figures.push_back({cells.text("side"),
                             cells.text("figure"),
                             {cells.number("observed"), cells.number("noise"), cells.number("low"),
                              cells.number("high"), cells.number("p")}});
  }
  const Table networks = read_tsv(folder / "networks.tsv");
  if (networks.rows.size() != network_names.size())
    fail("{}: found {} rows; expected one for each of the {} networks. Run the stage again",
         networks.file, networks.rows.size(), network_names.size());
  for (std::size_t j = 0; j < networks.rows.size(); ++j)
    shown.ceilings.push_back(ceiling_of({networks, j}, network_names[j]));
  return shown;
}

StoriesShown read_stories_shown(const fs::path& folder,
                                const std::vector<std::pair<std::string, std::string>>& titles) {
  StoriesShown shown;
  shown.draws = read_summary(folder).at("draws");
  const Table differences = read_tsv(folder / "differences.tsv");
  for (std::size_t i = 0; i < differences.rows.size(); ++i) {
    const Cells cells{differences, i};
    const auto layer = differences.optional_number(i, differences.column("layer"));
    pair_of(cells, shown)
        .differences.push_back({cells.text("side"),
                                cells.text("figure"),
                                static_cast<int>(layer.value_or(0)),
                                cells.number("value_first"),
                                cells.number("value_second"),
                                {cells.number("difference"), cells.number("noise"),
                                 cells.number("low"), cells.number("high"), cells.number("p")}});
  }
  const Table agreement = read_tsv(folder / "agreement.tsv");
  for (std::size_t i = 0; i < agreement.rows.size(); ++i) {
    const Cells cells{agreement, i};
    pair_of(cells, shown)
        .agreement.push_back({cells.text("side"),
                              cells.text("figure"),
                              0,
                              0,
                              0,
                              {cells.number("observed"), cells.number("noise"), cells.number("low"),
                               cells.number("high"), cells.number("p")}});
  }
  for (StoryPairShown& pair : shown.pairs) {
    pair.first = title_of(titles, pair.first);
    pair.second = title_of(titles, pair.second);
  }
  return shown;
}

}  // namespace anbn
