// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_session.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
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

void expect_rows(const Table& table, std::size_t rows, std::string_view what) {
  if (table.rows.size() != rows)
    fail("{}: found {} rows; expected one for each of the {} {}. Run the stage again", table.file,
         table.rows.size(), rows, what);
}

std::vector<Anchors> read_noise(const fs::path& folder, std::size_t neurons, std::size_t networks) {
  const auto read = [&](const char* name, std::size_t cols) {
    const fs::path file = folder / name;
    Matrix x = read_npy_matrix(file);
    if (x.cols != cols)
      fail("{}: found {} columns; expected {}. Run the stage again", file.string(), x.cols, cols);
    return x;
  };
  const Matrix neuron_r = read("noise_neuron_correlation.npy", neurons);
  const Matrix neuron_at = read("noise_neuron_network.npy", neurons);
  const Matrix network_r = read("noise_network_correlation.npy", networks);
  const Matrix network_at = read("noise_network_neuron.npy", networks);
  const std::size_t draws = neuron_r.rows;
  if (neuron_at.rows != draws || network_r.rows != draws || network_at.rows != draws)
    fail("{}: the noise_*.npy files hold different numbers of draws; run the stage again",
         folder.string());

  const auto fill = [&](const Matrix& r, const Matrix& at, std::size_t draw, std::size_t largest,
                        std::vector<double>& correlation, std::vector<int>& anchor) {
    correlation.assign(r.row(draw).begin(), r.row(draw).end());
    for (std::size_t i = 0; i < correlation.size(); ++i) {
      const float v = at(draw, i);
      const bool there = v >= 1 && v <= static_cast<float>(largest);
      if (!there && !std::isnan(correlation[i]))
        fail("{}: found anchor {} in the noise draws; expected 1 to {}. Run the stage again",
             folder.string(), v, largest);
      anchor.push_back(there ? static_cast<int>(v) : 0);
    }
  };
  std::vector<Anchors> noise(draws);
  for (std::size_t d = 0; d < draws; ++d) {
    fill(neuron_r, neuron_at, d, networks, noise[d].neuron_correlation, noise[d].neuron_network);
    fill(network_r, network_at, d, neurons, noise[d].network_correlation, noise[d].network_neuron);
  }
  return noise;
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

TestCounts read_counts(const json& side, std::size_t series) {
  const json& significant = side.at("significant");
  TestCounts counts;
  counts.series = series;
  counts.tested = side.at("tested");
  counts.shuffle_pair_q = significant.at("shuffle_pair_q");
  counts.calibrated = side.value("tested_phase", counts.tested);
  counts.phase_max_q_05 = significant.at("phase_max_q_05");
  counts.phase_max_p_01 = significant.at("phase_max_p_01");
  return counts;
}

double number_or_none(const json& value) { return value.is_number() ? value.get<double>() : kNone; }

GlobalResult read_global(const json& global) {
  return {number_or_none(global.at("observed")), number_or_none(global.at("p")),
          number_or_none(global.at("null_mean")), number_or_none(global.at("null_95")),
          global.at("pair").is_string() ? global.at("pair").get<std::string>() : "n/a"};
}

NullResult read_null(const json& null) {
  NullResult r;
  r.name = null.at("null");
  r.draw = null.at("draw");
  r.statistic = null.at("statistic");
  r.remark = null.value("remark", "");
  r.family = null.at("family");
  r.draws = null.at("draws");
  r.smallest_p = null.at("smallest_p");
  r.global = read_global(null.at("global"));
  const json &neurons = null.at("neurons"), &networks = null.at("networks");
  r.neurons = neurons.at("tested");
  r.networks = networks.at("tested");
  r.neurons_q_05 = neurons.at("max_q_05");
  r.networks_q_05 = networks.at("max_q_05");
  r.neurons_pair_q = neurons.at("pair_q");
  r.networks_pair_q = networks.at("pair_q");
  return r;
}

void read_summary(const fs::path& file, Session& s) {
  const json summary = read_json(file);
  s.permutations = summary.at("permutations");
  s.alpha = summary.at("alpha");
  s.family = summary.at("family");
  s.nuisance = summary.at("nuisance").get<std::vector<std::string>>();
  s.neurons = read_counts(summary.at("neurons"), s.input.neuron_layer.size());
  s.networks = read_counts(summary.at("networks"), s.input.observed.network_correlation.size());
  s.global = read_global(summary.at("global"));
  if (summary.value("correction", "bh") == "by") s.correction = Correction::benjamini_yekutieli;
  for (const json& null : summary.value("nulls", json::array())) s.nulls.push_back(read_null(null));
}

// The columns that both sides' tables of tests share.
std::vector<PairResult> read_pairs(const Table& table) {
  std::vector<PairResult> pairs(table.rows.size());
  const auto fill = [&](std::string_view name, double PairResult::*field) {
    const auto values = numbers(table, name);
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i].*field = values[i];
  };
  fill("correlation", &PairResult::correlation);
  fill("expected", &PairResult::expected);
  fill("expected_95", &PairResult::expected_95);
  fill("shuffle_pair_p", &PairResult::shuffle_pair_p);
  fill("shuffle_pair_q", &PairResult::shuffle_pair_q);
  fill("phase_correlation", &PairResult::phase_correlation);
  fill("phase_max_p", &PairResult::phase_max_p);
  fill("phase_max_q", &PairResult::phase_max_q);
  fill("phase_p_fwe", &PairResult::phase_p_fwe);
  const auto labels = texts(table, "label");
  const auto networks = ordinals(table, "network", std::numeric_limits<int>::max());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i].label = labels[i];
    pairs[i].network = networks[i];
  }
  return pairs;
}

// With `delta` "absolute" anchors are the largest |r|, and figures show that.
void take_signs_off(FigureInput& input) {
  input.pcc = "|PCC|";
  const auto take_off = [](Anchors& anchors) {
    for (auto* correlations : {&anchors.neuron_correlation, &anchors.network_correlation})
      for (double& r : *correlations) r = std::abs(r);
  };
  take_off(input.observed);
  for (Anchors& draw : input.noise) take_off(draw);
}

// The smallest |r| is the smallest r where anchors are signed: those are positive.
double weakest(const std::vector<PairResult>& pairs, double alpha) {
  double least = kNone;
  for (const PairResult& pair : pairs)
    if (pair.shuffle_pair_q <= alpha && !(std::abs(pair.correlation) >= least))
      least = std::abs(pair.correlation);
  return least;
}

void name_networks(std::vector<PairResult>& pairs, const std::vector<std::string>& names) {
  for (PairResult& pair : pairs)
    if (pair.network >= 1 && static_cast<std::size_t>(pair.network) <= names.size())
      pair.network_name = names[static_cast<std::size_t>(pair.network - 1)];
}

void read_tests(const fs::path& folder, const std::vector<std::string>& network_names, Session& s) {
  const Table neurons = read_tsv(folder / "neurons.tsv"),
              networks = read_tsv(folder / "networks.tsv");
  expect_rows(neurons, s.neuron_label.size(), "neurons");
  expect_rows(networks, network_names.size(), "networks");
  s.pairs = read_pairs(networks);
  const auto partial_neuron = texts(networks, "phase_label");
  for (std::size_t j = 0; j < s.pairs.size(); ++j) s.pairs[j].phase_anchor = partial_neuron[j];
  name_networks(s.pairs, network_names);
  s.weakest_network = weakest(s.pairs, s.alpha);

  std::vector<PairResult> all = read_pairs(neurons);
  const auto partial_network = ordinals(neurons, "phase_network", network_names.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    if (partial_network[i] > 0)
      all[i].phase_anchor = network_names[static_cast<std::size_t>(partial_network[i] - 1)];
  name_networks(all, network_names);
  s.weakest_neuron = weakest(all, s.alpha);
  std::copy_if(all.begin(), all.end(), std::back_inserter(s.found),
               [](const PairResult& pair) { return pair.phase_max_q <= 0.05; });
  std::stable_sort(s.found.begin(), s.found.end(), [](const PairResult& a, const PairResult& b) {
    return a.phase_max_p < b.phase_max_p;
  });
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

std::vector<LagRow> read_lags(const fs::path& file) {
  const Table table = read_tsv(file);
  const auto lag = numbers(table, "lag_volumes"), r = numbers(table, "correlation"),
             mean = numbers(table, "noise_mean"), high = numbers(table, "noise_95"),
             any = numbers(table, "noise_95_any");
  std::vector<LagRow> lags;
  for (std::size_t i = 0; i < lag.size(); ++i)
    lags.push_back({static_cast<int>(lag[i]), r[i], mean[i], high[i], any[i]});
  return lags;
}

Anchors read_anchors(const fs::path& folder, std::size_t neuron_count, std::size_t network_count) {
  const Table neurons = read_tsv(folder / "neurons.tsv"),
              networks = read_tsv(folder / "networks.tsv");
  expect_rows(neurons, neuron_count, "neurons");
  expect_rows(networks, network_count, "networks");
  return {numbers(neurons, "correlation"), ordinals(neurons, "network", network_count),
          numbers(networks, "correlation"), ordinals(networks, "neuron", neuron_count)};
}

}  // namespace

StageRecord read_stage_record(const fs::path& folder) {
  const ordered_json manifest = read_json(folder / "stage.json"),
                     run = read_json(folder / "run.json");
  const auto text = [](const ordered_json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  StageRecord record;
  record.stage = manifest.at("stage");
  record.version = text(manifest.at("version"));
  record.isa = text(manifest.at("isa"));
  record.anbn = text(run.at("anbn"));
  for (const auto& [name, value] : manifest.at("options").items())
    record.options.emplace_back(name, text(value));
  for (const auto& [name, value] : manifest.at("inputs").items()) {
    std::string hashes;
    for (const auto& hash : value.is_array() ? value : ordered_json::array({value}))
      hashes += (hashes.empty() ? "" : " ") + text(hash);
    record.inputs.emplace_back(name, hashes);
  }
  for (const auto& [name, value] : run.at("facts").items())
    record.facts.emplace_back(name, text(value));
  for (const auto& warning : run.at("warnings")) record.warnings.push_back(text(warning));
  return record;
}

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
  s.input.observed = read_anchors(folder("coupling"), s.neuron_label.size(), network_names.size());
  s.data = read_data(folder("tokens"),
                     out / "networks" / (name.networks.empty() ? name.story : name.networks));
  s.input.tr_s = s.data.tr_s;
  read_summary(folder("significance") / "summary.json", s);
  const json coupling = read_json(folder("coupling") / "stage.json");
  const bool absolute = coupling.at("options").value("delta", "signed") == "absolute";
  s.input.noise = read_noise(folder("significance"), s.neuron_label.size(), network_names.size());
  if (absolute) take_signs_off(s.input);
  s.layers = layer_means_of(s.input);
  if (reading == Reading::control) {
    s.input.noise = {};  // as large as all else together, and no figure shows it
    return s;
  }
  s.input.lags = read_lags(folder("coupling") / "lags.tsv");
  read_tests(folder("significance"), network_names, s);
  read_interpretation(folder("interpretation"), s);
  if (fs::exists(own / "listeners" / "stage.json"))
    s.listeners = read_listeners_shown(own / "listeners", network_names);
  return s;
}

}  // namespace anbn
