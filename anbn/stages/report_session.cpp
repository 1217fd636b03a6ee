// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_session.h"

#include "anbn/core/error.h"
#include "anbn/neurons/neurons.h"
#include "anbn/report/numbers/tested_pairs.h"
#include "anbn/report/prose/profile_words.h"
#include "anbn/results/coupling.h"
#include "anbn/results/false_discoveries.h"
#include "anbn/results/interpretation.h"
#include "anbn/results/listeners.h"
#include "anbn/results/networks.h"
#include "anbn/results/neurons.h"
#include "anbn/results/omnibus.h"
#include "anbn/results/significance_draws.h"
#include "anbn/stages/report_layers.h"

#include <cmath>
#include <map>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

StoryData data_of(const TokensResults& tokens, std::size_t listeners) {
  StoryData data;
  data.volumes = tokens.time_s.size();
  // Differences of rounded times: the TR is a number of at most microseconds.
  if (data.volumes > 1) data.tr_s = std::round((tokens.time_s[1] - tokens.time_s[0]) * 1e6) / 1e6;
  data.silent_volumes = tokens.table.silent_volumes();
  data.words = tokens.words.size();
  for (const Word& word : tokens.words) data.words_untimed += word.timing != Timing::aligned;
  data.words_before = tokens.table.words_before();
  data.words_after = tokens.table.words_after();
  if (data.volumes > 1) data.history = history_of(tokens.table, tokens.time_s[0], data.tr_s);
  data.tokens = tokens.table.tokens.size();
  data.segments = sequence_count(tokens.table);
  data.listeners = listeners;
  return data;
}

void tell_of_neurons(const InterpretationResults& results, const TokensResults& tokens,
                     Session& s) {
  const Interpretation& found = results.interpretation;
  std::map<std::string, const NeuronProfile*> profile_of;
  for (std::size_t i = 0; i < found.neurons.size(); ++i)
    profile_of[results.labels[i]] = &found.neurons[i];
  std::map<std::string, std::vector<std::string>> strongest_of;
  for (const NeuronPair& pair : found.readable)
    if (pair.rank == 0)
      strongest_of[results.labels[pair.neuron]].push_back(tokens.pieces[pair.query] + " \u2192 " +
                                                          tokens.pieces[pair.key]);
  for (std::vector<PairResult>* list : {&s.pairs, &s.found})
    for (PairResult& pair : *list) {
      if (const auto profile = profile_of.find(pair.label); profile != profile_of.end()) {
        pair.category = tag_words(*profile->second, results.classes);
        pair.queries = side_words(profile->second->query, results.classes);
        pair.keys = side_words(profile->second->key, results.classes);
      }
      if (strongest_of.contains(pair.label)) pair.strongest = strongest_of[pair.label];
    }
}

std::vector<NumberShown> numbers_of(const InterpretationResults& told) {
  std::vector<NumberShown> out;
  for (const std::string& column : told.numbers) out.push_back({.column = column});
  for (const NumberDifference& row : told.interpretation.numbers) {
    NumberShown& n = out[row.number];
    const bool is_query = row.side == TagSide::query;
    (is_query ? n.queries_tested : n.keys_tested) += !std::isnan(row.q);
    if (!(row.q <= kToldQ)) continue;
    const bool is_more = row.difference > 0;
    ++(is_query ? (is_more ? n.queries_more : n.queries_less)
                : (is_more ? n.keys_more : n.keys_less));
  }
  return out;
}

ProfilesShown profiles_of(InterpretationResults&& told) {
  ProfilesShown out;
  out.classes = told.classes;
  out.numbers = numbers_of(told);
  Interpretation& found = told.interpretation;
  out.queries = told_neurons(found.neurons, &NeuronProfile::query);
  out.keys = told_neurons(found.neurons, &NeuronProfile::key);
  out.tags = std::move(found.tags);
  return out;
}

/// What pairs of tokens say of a story of a variant.
void tell_of_pairs(const fs::path& own, const TokensResults& tokens, Session& s) {
  const fs::path interpretation = own / "interpretation";
  InterpretationResults told = read_interpretation_tables(interpretation, tokens);
  tell_of_neurons(told, tokens, s);
  s.profiles = profiles_of(std::move(told));
  if (const std::string draws(read_stage_record(interpretation).option("draws")); !draws.empty())
    s.profiles.draws = std::stoul(draws);
  s.layer_pairs = read_shown_layers(own / "layers", tokens, s.network_name);
  s.shared_regions = read_shared_of(own / "layers");
}

std::vector<LayerExcess> layer_excesses(const std::vector<LayerFigures>& layers) {
  std::vector<LayerExcess> out;
  for (const auto& [layer, neurons, square] : layers) {
    const NullRange& noise = square.noise;
    const double deviation = (square.observed - noise.mean) / square.excess;
    out.push_back({layer, square.excess, (noise.low - noise.mean) / deviation,
                   (noise.high - noise.mean) / deviation});
  }
  return out;
}

/// What decides of a tested folder, to be laid beside that of other variants.
std::vector<FamilyDraws> family_draws(const fs::path& folder, const Significance& tests,
                                      const FigureInput& input) {
  std::vector<FamilyDraws> out;
  const auto add = [&](const TestedNull& null) {
    FamilyDraws& family = out.emplace_back();
    family.null = null.model->name;
    for (const Anchor& best : null.tests.neurons.best)
      family.largest.push_back(input.pcc == kAbsolutePcc ? std::abs(best.correlation)
                                                         : best.correlation);
    family.draws = read_global_null(folder / "draws", family.null);
  };
  add(tests.of(NullRole::calibrated));
  if (tests.others_decide()) add(tests.of(NullRole::together));
  return out;
}

ListenersResults read_listeners_of(const fs::path& folder, std::size_t networks) {
  ListenersResults results = read_listeners(folder);
  const std::size_t found = results.comparison.ceilings.size();
  if (results.comparison.listeners > 1 && found != networks)
    fail("{}: found {} rows; expected one for each of the {} networks. Run the stage again",
         (folder / "networks.tsv").string(), found, networks);
  return results;
}

}  // namespace

void read_tests(const TestedFolders& tested, Reading reading, Session& s) {
  const std::size_t neurons = s.neuron_label.size(), networks = s.network_name.size();
  s.input.observed = observed_anchors(read_anchoring(tested.anchors, neurons, networks));
  s.tests = read_significance_summary(tested.tests);
  SignificanceResults tables = read_significance_tables(tested.tests, neurons, networks, s.tests);
  read_false_discoveries(tested.tests, tables.tests.nulls);
  read_omnibus(tested.tests, tables.tests.nulls);
  const TestedNull& null = tables.tests.of(NullRole::calibrated);
  s.false_discoveries = null.tests.false_discoveries;
  s.layers = null.tests.omnibus.layers;
  s.input.layer_excess = layer_excesses(s.layers);
  if (null.partial)
    s.input.partial = observed_anchors({null.tests.neurons.best, null.tests.networks.best});
  s.input.noise = drawn_anchors(read_noise(tested.tests, neurons, networks));
  if (tested.absolute) take_signs_off(s.input);
  s.family_draws = family_draws(tested.tests, tables.tests, s.input);
  s.means = side_means_of(s.input);
  s.networks_seen = network_profile(s.input);
  const SideTests& networks_tested = tables.tests.decided().networks;
  for (std::size_t j = 0; j < networks; ++j)
    if (is_named(networks_tested, j)) s.networks_named.push_back(j);
  if (reading == Reading::control)
    s.input.noise = {};  // as large as all else together, and no figure shows it
  if (reading == Reading::whole) add_pairs(tables, s.network_name, s);
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
  // A variant has all stages, a control only what it does not share.
  if (name.stages.empty()) {
    s.neuron_kind = read_stage_record(own / "activations").option("neurons");
    if (s.neuron_kind.empty()) s.neuron_kind = neuron_kinds().front().name;  // of an earlier anbn
  }
  const bool has_pairs =
      name.stages.empty() && find_neuron_kind(s.neuron_kind).explained == Explained::by_pairs;
  for (const char* stage :
       {"tokens", "activations", "timecourses", "nuisance", "coupling", "significance"})
    // Of a control, what it does not share: the rest is told of the session that it is shared with.
    if (name.stages.empty() || (name.stages.contains(stage) && folder(stage) == own / stage))
      s.stages.push_back(read_stage_record(folder(stage)));
  // Of results of an earlier anbn there are none.
  for (const auto& [stage, is_told] :
       {std::pair("interpretation", has_pairs), std::pair("listeners", name.stages.empty()),
        std::pair("layers", has_pairs)})
    if (is_told && fs::exists(own / stage / "stage.json"))
      s.stages.push_back(read_stage_record(own / stage));

  const std::vector<Neuron> neurons = read_neurons(folder("timecourses"));
  s.neuron_label = labels_of(neurons);
  s.input.neuron_layer = layers_of(neurons);
  s.network_name = read_network_list(out / "networks").names;
  const TokensResults tokens = read_tokens(folder("tokens"));
  s.data = data_of(tokens, count_listeners(out / "networks",
                                           name.networks.empty() ? name.story : name.networks));
  s.input.tr_s = s.data.tr_s;
  const fs::path coupling = folder("coupling");
  const bool absolute = read_stage_record(coupling).option("delta") == "absolute";
  read_tests({coupling, folder("significance"), absolute}, reading, s);
  if (reading != Reading::whole) {
    if (has_pairs)
      s.profiles = profiles_of(read_interpretation_tables(folder("interpretation"), tokens));
    if (has_pairs) s.shared_regions = read_shared_of(own / "layers");
    return s;
  }
  s.input.lags = read_lags(coupling);
  if (!tokens.time_s.empty())
    for (const Word& word : tokens.words)
      s.heard.push_back({word.text, word.onset_s - tokens.time_s.front()});
  if (has_pairs) tell_of_pairs(own, tokens, s);
  if (fs::exists(own / "listeners" / "stage.json"))
    s.listeners = read_listeners_of(own / "listeners", s.network_name.size());
  return s;
}

}  // namespace anbn
