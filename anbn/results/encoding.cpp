// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/encoding.h"

#include "anbn/io/npy.h"
#include "anbn/results/columns.h"
#include "anbn/results/fields.h"
#include "anbn/stats/corrections.h"

#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct GroupRows {
  std::vector<EncodedGroup>& rows;
  std::string figure;

  template <class V>
  void columns(V&& column) {
    const auto mean = [&](double AgainstDraws::*field) {
      return members(rows, &EncodedGroup::mean, field);
    };
    const auto largest = [&](double AgainstDraws::*field) {
      return members(rows, &EncodedGroup::largest, field);
    };
    column.numbered("group", rows.size());
    column("label", members(rows, &EncodedGroup::label));
    column("neurons", members(rows, &EncodedGroup::neurons));
    column("tested", members(rows, &EncodedGroup::tested));
    column("mean", mean(&AgainstDraws::observed));
    column("mean_noise", mean(&AgainstDraws::null_mean));
    column("mean_noise_low", mean(&AgainstDraws::null_low));
    column("mean_noise_high", mean(&AgainstDraws::null_high));
    column("mean_p", mean(&AgainstDraws::p));
    column("network", ordinals(members(rows, &EncodedGroup::best)));
    column(figure, largest(&AgainstDraws::observed));
    column("noise", largest(&AgainstDraws::null_mean));
    column("noise_95", largest(&AgainstDraws::null_95));
    column("p", largest(&AgainstDraws::p));
  }
};

/// The columns of one figure against noise.
template <class V, class Row>
void draws_columns(V& column, std::vector<Row>& rows, AgainstDraws Row::*of,
                   const std::string& figure) {
  column(figure, members(rows, of, &AgainstDraws::observed));
  column("noise", members(rows, of, &AgainstDraws::null_mean));
  column("noise_95", members(rows, of, &AgainstDraws::null_95));
  column("p", members(rows, of, &AgainstDraws::p));
}

struct EncodedNetworkRows {
  std::vector<EncodedNetwork>& rows;
  std::string figure;
  std::size_t groups;
  std::vector<std::string> labels;  // of their groups

  template <class V>
  void columns(V&& column) {
    column.numbered("network", rows.size());
    column("group", ordinals(members(rows, &EncodedNetwork::best), groups));
    column("label", texts(labels));
    draws_columns(column, rows, &EncodedNetwork::largest, figure);
    column("q", members(rows, &EncodedNetwork::q));
    column("p_fwe", members(rows, &EncodedNetwork::p_fwe));
  }
};

struct EncodedPairRows {
  std::vector<EncodedPair>& rows;
  std::string figure;
  std::vector<std::size_t> group = {}, network = {};
  std::vector<std::string> labels = {};  // of the groups

  template <class V>
  void columns(V&& column) {
    column("group", ordinals(group));
    column("label", labels);
    column("network", ordinals(network));
    draws_columns(column, rows, &EncodedPair::held_out, figure);
    column("q", members(rows, &EncodedPair::q));
    column("p_fwe", members(rows, &EncodedPair::p_fwe));
  }
};

struct FoldRows {
  std::vector<EncodedFold>& rows;

  template <class V>
  void columns(V&& column) {
    column.numbered("fold", rows.size());
    column("first_volume", members(rows, &EncodedFold::first_volume));
    column("volumes", members(rows, &EncodedFold::volumes));
    column("training_volumes", members(rows, &EncodedFold::training_volumes));
  }
};

EncodingSummary summary_of(const Encoding& encoding, const std::vector<EncodedPair>& pairs,
                           const std::string& story) {
  const RidgeTests& tests = encoding.tests;
  std::vector<double> pair_q, pair_fwe;
  for (const EncodedPair& pair : pairs) {
    pair_q.push_back(pair.q);
    pair_fwe.push_back(pair.p_fwe);
  }
  EncodingSummary out;
  for (const AgainstDraws& network : tests.networks)
    out.networks.tested += std::isnan(network.p) ? 0 : 1;
  out.networks.significant_q_05 = count_at_most(tests.q, 0.05);
  out.networks.significant_fwe_05 = count_at_most(tests.p_fwe, 0.05);
  out.pairs.tested = tests.tested;
  out.pairs.significant_q_05 = count_at_most(pair_q, 0.05);
  out.pairs.significant_fwe_05 = count_at_most(pair_fwe, 0.05);
  out.permutations = tests.permutations;
  out.gap_volumes = encoding.plan.gap;
  out.family = fmt::format(
      "{}{} pairs of a group of neurons and a network are one family, {} networks another",
      story.empty() ? "" : story + ": ", tests.tested, out.networks.tested);
  out.smallest_q = smallest_q(out.networks.tested, tests.permutations);
  out.global = tests.global;
  return out;
}

}  // namespace

EncodingResults results_of(const Encoding& encoding, const std::string& null,
                           const Nuisance& nuisance, const std::string& story) {
  const RidgeTests& tests = encoding.tests;
  const std::size_t groups = encoding.groups.size(), networks = tests.networks.size();
  const std::size_t folds = encoding.folds.size();
  EncodingResults out;
  out.correlation = Matrix(groups, networks);
  out.penalty = Matrix(groups * folds, networks);
  for (std::size_t g = 0; g < groups; ++g) {
    const GroupTests& t = tests.groups[g];
    out.groups.push_back({encoding.groups[g].label, encoding.groups[g].neurons.size(), t.usable,
                          t.mean, t.largest, t.best});
    for (std::size_t j = 0; j < networks; ++j) {
      out.pairs.push_back({t.networks[j], t.q[j], t.p_fwe[j]});
      out.correlation(g, j) = static_cast<float>(t.networks[j].observed);
    }
    for (std::size_t f = 0; f < folds; ++f)
      for (std::size_t j = 0; j < networks; ++j)
        out.penalty(g * folds + f, j) = static_cast<float>(t.penalty[f * networks + j]);
  }
  for (std::size_t j = 0; j < networks; ++j)
    out.networks.push_back({tests.networks[j], tests.best[j], tests.q[j], tests.p_fwe[j]});
  for (const Fold& fold : encoding.folds)
    out.folds.push_back({fold.held_out.front(), fold.held_out.size(), fold.training.size()});
  out.summary = summary_of(encoding, out.pairs, story);
  out.summary.null = null;
  out.summary.nuisance = nuisance.names;
  return out;
}

void write(const EncodingResults& results, const fs::path& folder, std::string_view named) {
  EncodingResults& r = visited(results);
  const std::string figure(named);
  write_columns(folder / "groups.tsv", GroupRows{r.groups, figure});
  EncodedNetworkRows networks{r.networks, figure, r.groups.size(), {}};
  for (const EncodedNetwork& network : r.networks)
    networks.labels.push_back(network.best == kNoIndex ? "" : r.groups[network.best].label);
  write_columns(folder / "networks.tsv", networks);
  EncodedPairRows pairs{r.pairs, figure};
  for (std::size_t g = 0; g < r.groups.size(); ++g)
    for (std::size_t j = 0; j < r.networks.size(); ++j) {
      pairs.group.push_back(g);
      pairs.network.push_back(j);
      pairs.labels.push_back(r.groups[g].label);
    }
  write_columns(folder / "pairs.tsv", pairs);
  write_columns(folder / "folds.tsv", FoldRows{r.folds});
  write_npy(folder / (figure + ".npy"), r.correlation);
  write_npy(folder / "penalty.npy", r.penalty);
  write_fields(folder / "summary.json", r.summary);
}

std::vector<EncodedGroup> read_encoded_groups(const fs::path& folder, std::string_view figure) {
  std::vector<EncodedGroup> groups;
  read_columns(folder / "groups.tsv", GroupRows{groups, std::string(figure)});
  return groups;
}

EncodingSummary read_encoding_summary(const fs::path& folder) {
  return read_fields<EncodingSummary>(folder / "summary.json");
}

EncodingResults read_encoding(const fs::path& folder, std::string_view named) {
  const std::string figure(named);
  EncodingResults out;
  out.summary = read_encoding_summary(folder);
  out.groups = read_encoded_groups(folder, figure);
  out.correlation = read_npy_matrix(folder / (figure + ".npy"));
  out.penalty = read_npy_matrix(folder / "penalty.npy");
  const std::size_t networks = out.correlation.cols;
  read_columns(folder / "networks.tsv",
               EncodedNetworkRows{out.networks, figure, out.groups.size(), {}}, networks,
               "networks");
  read_columns(folder / "pairs.tsv", EncodedPairRows{out.pairs, figure},
               out.groups.size() * networks, "pairs");
  read_columns(folder / "folds.tsv", FoldRows{out.folds});
  return out;
}

}  // namespace anbn
