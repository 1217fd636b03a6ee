// SPDX-License-Identifier: Apache-2.0
// How well all neurons of a layer together predict networks, as the report shows it.
#pragma once

#include "anbn/analysis/encoding_ceiling.h"
#include "anbn/results/encoding.h"

#include <cstddef>
#include <string>
#include <vector>

namespace anbn {

struct ShownEncoding {
  std::string features;  // "layer", "head", "all"
  std::size_t folds = 0;
  std::vector<EncodedGroup> groups;
  EncodingSummary summary;
  bool of_stories = false;                   // whole stories are held out, not volumes
  std::string folder = "encoding";           // its stage
  std::vector<CeilingReached> reached = {};  // [G], or none where listeners tell no ceiling
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
std::string encoding_words(const EncodingSummary& encoding);

}  // namespace anbn
