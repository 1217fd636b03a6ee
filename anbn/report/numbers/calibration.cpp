// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/calibration.h"

#include "anbn/io/table.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {

std::vector<Calibration> calibration_of(std::string_view tsv) {
  const Table table = parse_tsv(tsv, "docs/calibration.tsv");
  const std::size_t series = table.column("series"), listeners = table.column("listeners"),
                    null = table.column("null"), cutoff = table.column("cutoff_s"),
                    analyses = table.column("analyses"), global = table.column("global"),
                    spread = table.column("spread");
  std::vector<Calibration> out;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::vector<std::string>& row = table.rows[i];
    // Rows with listeners have something planted in them; those with `spread` are of all pairs.
    if (row[null] != "phase" || row[cutoff] != "128" || row[listeners] != "n/a" ||
        row[spread] != "n/a")
      continue;
    if (std::any_of(out.begin(), out.end(),
                    [&](const Calibration& c) { return c.series == row[series]; }))
      continue;
    out.push_back({row[series], static_cast<std::size_t>(table.integer(i, analyses)),
                   table.number(i, global)});
  }
  return out;
}

std::string calibration_words(const std::vector<Calibration>& rows) {
  std::string text;
  for (const Calibration& c : rows)
    text += fmt::format("{}{} {:.1f} %", text.empty() ? "" : ", ", c.series, 100 * c.global);
  return text;
}

}  // namespace anbn
