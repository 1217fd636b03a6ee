// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/false_discoveries.h"

#include "anbn/core/error.h"
#include "anbn/results/anchor_rows.h"

#include <algorithm>
#include <string>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct ThresholdRow {
  std::string null;
  Side side = Side::neurons;
  PassedThreshold row = {};
};

struct ThresholdRows {
  std::vector<ThresholdRow>& rows;

  template <class V>
  void columns(V&& column) {
    const auto of = [&](auto field) { return members(rows, &ThresholdRow::row, field); };
    column("null_model", members(rows, &ThresholdRow::null));
    column("side", members(rows, &ThresholdRow::side));
    column("threshold", of(&PassedThreshold::threshold));
    column("found", of(&PassedThreshold::found));
    column("expected", of(&PassedThreshold::expected));
    column("upper_95", of(&PassedThreshold::upper_95));
    column.derived("share", rows.size(), [&](std::size_t i) { return rows[i].row.share(); });
  }
};

}  // namespace

void write_false_discoveries(const std::vector<TestedNull>& nulls, const fs::path& folder) {
  std::vector<ThresholdRow> rows;
  for (const TestedNull& null : nulls) {
    const std::string name(null.model->name);
    for (const PassedThreshold& row : null.tests.false_discoveries.neurons)
      rows.push_back({name, Side::neurons, row});
    for (const PassedThreshold& row : null.tests.false_discoveries.networks)
      rows.push_back({name, Side::networks, row});
  }
  write_columns(folder / "false_discoveries.tsv", ThresholdRows{rows});
}

void read_false_discoveries(const fs::path& folder, std::vector<TestedNull>& nulls) {
  const fs::path file = folder / "false_discoveries.tsv";
  std::vector<ThresholdRow> rows;
  read_columns(file, ThresholdRows{rows});
  for (TestedNull& null : nulls) null.tests.false_discoveries = {};
  for (const ThresholdRow& row : rows) {
    const auto null = std::find_if(nulls.begin(), nulls.end(),
                                   [&](const TestedNull& n) { return n.model->name == row.null; });
    if (null == nulls.end())
      fail("{}: found null model {}, which summary.json has not. Run the stage again",
           file.string(), row.null);
    FalseDiscoveries& of = null->tests.false_discoveries;
    (row.side == Side::neurons ? of.neurons : of.networks).push_back(row.row);
  }
}

}  // namespace anbn
