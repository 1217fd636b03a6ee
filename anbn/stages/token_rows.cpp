// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/token_rows.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"
#include "anbn/runner/stage.h"

#include <nlohmann/json.hpp>

namespace anbn {

TokenRows read_token_rows(const std::filesystem::path& folder) {
  const auto option = [&](const char* name) {
    return nlohmann::json::parse(option_of_stage(folder, "tokens", name));
  };
  TokenRows rows;
  rows.tr_s = option("tr_s").get<double>();
  rows.volumes = option("volumes").get<std::size_t>();

  const Table table = read_tsv(folder / "tokens.tsv");
  const std::size_t id = table.column("id"), segment = table.column("segment"),
                    volume = table.column("volume");
  if (table.rows.empty()) fail("{}: no tokens; expected at least one row", table.file);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto in = [&](std::size_t column, std::size_t least, std::size_t most) {
      const std::int64_t value = table.integer(i, column), low = static_cast<std::int64_t>(least);
      if (value < low || value > static_cast<std::int64_t>(most))
        fail("{}, line {}: {} is {}; expected {} to {}", table.file, table.lines[i],
             table.columns[column], value, least, most);
      return value;
    };
    rows.id.push_back(static_cast<std::int32_t>(in(id, 0, INT32_MAX)));
    const std::size_t before = rows.segment.empty() ? 0 : rows.segment.back();
    rows.segment.push_back(static_cast<std::size_t>(in(segment, before, before + 1)));
    const bool outside = table.rows[i][volume] == "-1";
    rows.volume.push_back(outside || rows.volumes == 0 ? -1 : in(volume, 0, rows.volumes - 1));
  }
  if (rows.segment.front() != 1) fail("{}: the first segment is 0; expected 1", table.file);
  return rows;
}

}  // namespace anbn
