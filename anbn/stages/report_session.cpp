// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_session.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/report/numbers/tested_pairs.h"
#include "anbn/results/coupling.h"
#include "anbn/stages/report_listeners.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

ordered_json read_json(const fs::path& file) {
  ordered_json value = ordered_json::parse(read_text(file), nullptr, false);
  if (value.is_discarded()) fail("{}: not JSON; run the stage that wrote it again", file.string());
  return value;
}

std::vector<double> numbers(const Table& table, std::string_view name) {
  const std::size_t column = table.column(name);
  std::vector<double> values;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    values.push_back(table.optional_number(i, column).value_or(kNone));
  return values;
}

std::vector<std::string> texts(const Table& table, std::string_view name) {
  const std::size_t column = table.column(name);
  std::vector<std::string> values;
  for (const auto& row : table.rows) values.push_back(row[column]);
  return values;
}

// Numbers of neurons, networks or layers, from 1 to `largest`; 0 where there is none.
std::vector<int> ordinals(const Table& table, std::string_view name, std::size_t largest) {
  std::vector<int> values;
  for (double v : numbers(table, name)) {
    if (!std::isnan(v) && !(v >= 1 && v <= static_cast<double>(largest) && v == std::floor(v)))
      fail("{}: found {} in column {}; expected whole numbers from 1 to {}. Run the stage again",
           table.file, v, name, largest);
    values.push_back(std::isnan(v) ? 0 : static_cast<int>(v));
  }
  return values;
}

StoryData read_data(const fs::path& folder, const fs::path& listeners) {
  StoryData data;
  const Table volumes = read_tsv(folder / "volumes.tsv");
  data.volumes = volumes.rows.size();
  const auto times = numbers(volumes, "time_s");
  // Differences of rounded times: the TR is a number of at most microseconds.
  if (times.size() > 1) data.tr_s = std::round((times[1] - times[0]) * 1e6) / 1e6;
  for (double tokens : numbers(volumes, "tokens"))
    if (tokens == 0) ++data.silent_volumes;
  const Table words = read_tsv(folder / "words.tsv");
  data.words = words.rows.size();
  for (const std::string& timed : texts(words, "timed"))
    if (timed != "aligned") ++data.words_untimed;
  for (double volume : numbers(words, "volume"))
    if (!(volume >= 0)) ++data.words_outside;
  const Table tokens = read_tsv(folder / "tokens.tsv");
  data.tokens = tokens.rows.size();
  for (double segment : numbers(tokens, "segment"))
    data.segments = std::max(data.segments, static_cast<std::size_t>(segment));
  if (fs::is_directory(listeners))
    for (const auto& entry : fs::directory_iterator(listeners))
      if (entry.path().extension() == ".npy") ++data.listeners;
  return data;
}

void read_interpretation(const fs::path& folder, Session& s) {
  std::map<std::string, std::string> category_of;
  const Table neurons = read_tsv(folder / "neurons.tsv");
  const auto labels = texts(neurons, "label"), queries = texts(neurons, "query_upos"),
             keys = texts(neurons, "key_upos");
  const auto shares = numbers(neurons, "share");
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (queries[i] != "n/a" && !std::isnan(shares[i]))
      category_of[labels[i]] =
          fmt::format("{} \u2192 {}, {:.0f} %", queries[i], keys[i], 100 * shares[i]);

  std::map<std::string, std::vector<std::string>> strongest_of;
  const Table pairs = read_tsv(folder / "pairs.tsv");
  const std::size_t label = pairs.column("label"), rank = pairs.column("rank");
  const std::size_t query = pairs.column("query_piece"), key = pairs.column("key_piece");
  for (const auto& row : pairs.rows)
    if (row[rank] == "1") strongest_of[row[label]].push_back(row[query] + " \u2192 " + row[key]);

  const auto describe = [&](std::vector<PairResult>& results) {
    for (PairResult& pair : results) {
      if (category_of.contains(pair.label)) pair.category = category_of[pair.label];
      if (strongest_of.contains(pair.label)) pair.strongest = strongest_of[pair.label];
    }
  };
  describe(s.pairs);
  describe(s.found);
}

}  // namespace

Session read_session(const fs::path& out, const SessionName& name, Reading reading) {
  const fs::path own = out / name.variant / name.story;
  const auto folder = [&](const char* stage) {
    const auto found = name.stages.find(stage);
    return found == name.stages.end() ? own / stage : out / found->second;
  };
  Session s;
  s.variant = name.variant;
  s.story = name.story;
  s.title = name.title;
  for (const char* stage :
       {"tokens", "activations", "timecourses", "coupling", "significance", "interpretation"})
    // Of a control, what it does not share: the rest is told of the session that it is shared with.
    if (name.stages.empty() || (name.stages.contains(stage) && folder(stage) == own / stage))
      s.stages.push_back(read_stage_record(folder(stage)));
  // Of results of an earlier anbn there are none.
  if (name.stages.empty() && fs::exists(own / "listeners" / "stage.json"))
    s.stages.push_back(read_stage_record(own / "listeners"));

  const Table neurons = read_tsv(folder("timecourses") / "neurons.tsv");
  s.neuron_label = texts(neurons, "label");
  s.input.neuron_layer = ordinals(neurons, "layer", neurons.rows.size());
  if (std::count(s.input.neuron_layer.begin(), s.input.neuron_layer.end(), 0) > 0)
    fail("{}: a neuron has no layer; run the stage again", neurons.file);
  const auto network_names = texts(read_tsv(out / "networks" / "networks.tsv"), "name");
  s.input.observed = observed_anchors(
      read_anchoring(folder("coupling"), s.neuron_label.size(), network_names.size()));
  s.data = read_data(folder("tokens"),
                     out / "networks" / (name.networks.empty() ? name.story : name.networks));
  s.input.tr_s = s.data.tr_s;
  s.tests = read_significance_summary(folder("significance"));
  const json coupling = read_json(folder("coupling") / "stage.json");
  const bool absolute = coupling.at("options").value("delta", "signed") == "absolute";
  s.input.noise = drawn_anchors(
      read_noise(folder("significance"), s.neuron_label.size(), network_names.size()));
  if (absolute) take_signs_off(s.input);
  s.layers = layer_means_of(s.input);
  if (reading == Reading::control) {
    s.input.noise = {};  // as large as all else together, and no figure shows it
    return s;
  }
  s.input.lags = read_lags(folder("coupling"));
  add_pairs(read_significance_tables(folder("significance"), s.neuron_label.size(),
                                     network_names.size(), s.tests),
            network_names, s);
  read_interpretation(folder("interpretation"), s);
  if (fs::exists(own / "listeners" / "stage.json"))
    s.listeners = read_listeners_shown(own / "listeners", network_names);
  return s;
}

}  // namespace anbn
