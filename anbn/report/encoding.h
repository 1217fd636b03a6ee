// SPDX-License-Identifier: Apache-2.0
// How well all neurons of a layer together predict networks, as the report shows it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace anbn {

/// A group of neurons: what it reaches in held-out volumes, over the networks. NaN where a group
/// could not be tested.
struct EncodingGroup {
  std::string label;  // "L3"
  std::size_t neurons = 0;
  double mean = 0, mean_noise = 0, mean_low = 0, mean_high = 0, mean_p = 0;
  int network = 0;  // the one predicted best; 0: none
  double correlation = 0, noise = 0, noise_95 = 0, p = 0;
};

struct Encoding {
  std::string features;  // "layer", "head", "all"
  std::vector<EncodingGroup> groups;
  std::string null;
  std::size_t permutations = 0, gap_volumes = 0, folds = 0;
  std::size_t networks_tested = 0, networks_found = 0;     // q <= 0.05, the largest over the groups
  double observed = 0, p = 0, null_mean = 0, null_95 = 0;  // the largest over all pairs; NaN
};

struct Session;
struct Report;
struct Figure;

/// The mean over the networks of each group's held-out correlations, beside noise and the untrained
/// model. The session must have an encoding.
Figure encoding_figure(const Report& report, const Session& session);

/// Figure and table of one session's encoding; empty if it has none.
std::string encoding_cards(const Report& report, const Session& session,
                           const std::vector<Figure>& figures);

/// One line for the summary: what was predicted best, and what noise gives.
std::string encoding_words(const Encoding& encoding);

}  // namespace anbn
