// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_encoding.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/runner/finished.h"
#include "anbn/stages/report_session.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool is_of_these(const fs::path& encoding, const fs::path& input) {
  const std::string name = input.filename().string();
  return is_finished(input) &&
         input_of_stage(encoding, "encoding", name) == hash_of_stage(input, name);
}

std::vector<EncodingGroup> read_groups(const fs::path& file) {
  const Table table = read_tsv(file);
  const auto number = [&](std::size_t row, std::string_view column) {
    return table.optional_number(row, table.column(column)).value_or(kNone);
  };
  std::vector<EncodingGroup> groups;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    EncodingGroup g;
    g.label = table.rows[i][table.column("label")];
    g.neurons = static_cast<std::size_t>(table.integer(i, table.column("neurons")));
    g.mean = number(i, "mean");
    g.mean_noise = number(i, "mean_noise");
    g.mean_low = number(i, "mean_noise_low");
    g.mean_high = number(i, "mean_noise_high");
    g.mean_p = number(i, "mean_p");
    const std::size_t network = table.column("network");
    if (table.optional_number(i, network)) g.network = static_cast<int>(table.integer(i, network));
    g.correlation = number(i, "correlation");
    g.noise = number(i, "noise");
    g.noise_95 = number(i, "noise_95");
    g.p = number(i, "p");
    groups.push_back(std::move(g));
  }
  return groups;
}

double number_or_none(const json& value) { return value.is_number() ? value.get<double>() : kNone; }

}  // namespace

void add_encoding(const fs::path& out, Session& session, std::vector<std::string>& warnings) {
  const fs::path stories = out / session.variant / session.story, folder = stories / "encoding";
  if (!is_finished(folder)) return;
  if (!is_of_these(folder, stories / "timecourses") || !is_of_these(folder, out / "networks")) {
    warnings.push_back(fmt::format(
        "{}/{}: encoding was made from other time courses or networks and is not shown; "
        "ask for it in the study ([encoding]) or remove the folder",
        session.variant, session.story));
    return;
  }
  const json summary = json::parse(read_text(folder / "summary.json"), nullptr, false);
  if (summary.is_discarded())
    fail("{}: not JSON; run `anbn encoding` again", (folder / "summary.json").string());
  Encoding& e = session.encoding.emplace();
  e.features = json::parse(option_of_stage(folder, "encoding", "features")).get<std::string>();
  e.folds = json::parse(option_of_stage(folder, "encoding", "folds")).get<std::size_t>();
  e.groups = read_groups(folder / "groups.tsv");
  e.null = summary.at("null");
  e.permutations = summary.at("permutations");
  e.gap_volumes = summary.at("gap_volumes");
  e.networks_tested = summary.at("networks").at("tested");
  e.networks_found = summary.at("networks").at("significant_q_05");
  const json& global = summary.at("global");
  e.observed = number_or_none(global.at("observed"));
  e.p = number_or_none(global.at("p"));
  e.null_mean = number_or_none(global.at("null_mean"));
  e.null_95 = number_or_none(global.at("null_95"));
  session.stages.push_back(read_stage_record(folder));
}

}  // namespace anbn
