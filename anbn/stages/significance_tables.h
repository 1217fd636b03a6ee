// SPDX-License-Identifier: Apache-2.0
// What the stage `significance` reads of a coupling and writes about it.
#pragma once

#include "anbn/analysis/significance.h"

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// The anchors of a coupling, and their rows as they were written.
struct CouplingTables {
  Anchoring anchoring;
  Delta delta = Delta::signed_value;
  std::vector<std::vector<std::string>> neurons;   // [N] neuron, label, network, correlation
  std::vector<std::vector<std::string>> networks;  // [M] network, neuron, label, correlation
};

/// Reads a folder of the stage `coupling`. Throws Error if it is not finished or has not N neurons
/// and M networks.
CouplingTables read_coupling_tables(const std::filesystem::path& folder, std::size_t neurons,
                                    std::size_t networks);

/// One null model with what came of it.
struct TestedNull {
  const NullModel* model;
  bool partial;  // whether its statistic is the partial correlation given the nuisance set
  NullTests tests;
};

/// All that the tables of significance/ are made from.
struct SignificanceTables {
  std::string story;
  std::size_t permutations = 0;
  double alpha = 0.01;
  std::vector<std::string> labels;    // [N]
  std::vector<std::string> nuisance;  // names of the regressors
  Correction correction = Correction::benjamini_hochberg;
  std::vector<TestedNull> nulls;  // in the order of their table
  Expected expected_neurons, expected_networks;

  /// The first null model with that role, which must be there.
  const TestedNull& of(NullRole role) const;
};

/// Writes neurons.tsv, networks.tsv and summary.json to `out` as docs/formats.md describes them.
void write_significance(const SignificanceTables& tables, const CouplingTables& coupling,
                        const std::filesystem::path& out);

}  // namespace anbn
