// SPDX-License-Identifier: Apache-2.0
// The folder of the stage `encoding`: groups.tsv, networks.tsv, pairs.tsv, folds.tsv,
// correlation.npy, penalty.npy, summary.json.
#pragma once

#include "anbn/analysis/encoding.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// A group of neurons over the networks. NaN where it could not be tested.
struct EncodedGroup {
  std::string label;                    // "L3"
  std::size_t neurons = 0, tested = 0;  // those that are neither constant nor explained
  AgainstDraws mean, largest;           // of the files: mean without 95, largest without low, high
  std::size_t best = kNoIndex;          // the network with the largest
};

/// A network over the groups.
struct EncodedNetwork {
  AgainstDraws largest;
  std::size_t best = kNoIndex;  // the group with the largest
  double q = 0, p_fwe = 0;
};

/// One group and one network.
struct EncodedPair {
  AgainstDraws held_out;
  double q = 0, p_fwe = 0;
};

struct EncodedFold {
  std::size_t first_volume = 0, volumes = 0, training_volumes = 0;
};

/// How many of a family were tested and found.
struct EncodingCounts {
  std::size_t tested = 0, significant_q_05 = 0, significant_fwe_05 = 0;

  template <class V>
  void fields(V&& field) {
    field("tested", tested);
    field("significant_q_05", significant_q_05);
    field("significant_fwe_05", significant_fwe_05);
  }
};

/// summary.json.
struct EncodingSummary {
  std::string null;
  std::size_t permutations = 0, gap_volumes = 0;
  std::string family;  // which pairs and networks belong to the tests
  EncodingCounts pairs, networks;
  double smallest_q = 0;              // of a network alone
  AgainstDraws global;                // the largest over all pairs, without low and high
  std::vector<std::string> nuisance;  // names of the regressors

  template <class V>
  void fields(V&& field) {
    field("null", null);
    field("permutations", permutations);
    field("gap_volumes", gap_volumes);
    field("family", family);
    field("pairs", pairs);
    field("networks", networks);
    field("smallest_q", smallest_q);
    Global named{global};
    field("global", named);
    field("nuisance", nuisance);
  }

 private:
  struct Global {
    AgainstDraws& g;
    template <class V>
    void fields(V&& field) {
      field("observed", g.observed);
      field("p", g.p);
      field("null_mean", g.null_mean);
      field("null_95", g.null_95);
    }
  };
};

struct EncodingResults {
  std::vector<EncodedGroup> groups;      // [G]
  std::vector<EncodedNetwork> networks;  // [M]
  std::vector<EncodedPair> pairs;        // [G*M], networks of a group together
  std::vector<EncodedFold> folds;
  Matrix correlation;  // [G x M]
  Matrix penalty;      // [G*folds x M], folds of a group together
  EncodingSummary summary;
};

/// What the figure of a test is called in files: those of gains differ in nothing else.
inline constexpr std::string_view kCorrelationFigure = "correlation";

/// What is kept of an encoding.
/// @param story  begins the family's words; may be empty
EncodingResults results_of(const Encoding& encoding, const std::string& null,
                           const Nuisance& nuisance, const std::string& story);

/// Writes all files into the existing folder. Throws Error if the disk is full.
void write(const EncodingResults& results, const std::filesystem::path& folder,
           std::string_view figure = kCorrelationFigure);

/// What write wrote. Throws Error naming the file if one is missing or they disagree.
EncodingResults read_encoding(const std::filesystem::path& folder,
                              std::string_view figure = kCorrelationFigure);

/// groups.tsv and summary.json alone. Throws Error as read_encoding does.
std::vector<EncodedGroup> read_encoded_groups(const std::filesystem::path& folder,
                                              std::string_view figure = kCorrelationFigure);
EncodingSummary read_encoding_summary(const std::filesystem::path& folder);

}  // namespace anbn
