// SPDX-License-Identifier: Apache-2.0
// The figures of all pairs together: omnibus.tsv, and their part of summary.json.
#pragma once

#include "anbn/analysis/story_significance.h"
#include "anbn/core/nan.h"

#include <filesystem>
#include <vector>

namespace anbn {

/// An OmnibusFigure as a member of summary.json.
struct FigureSummary : OmnibusFigure {
  template <class V>
  void fields(V&& field) {
    field("observed", observed);
    field("noise", noise.mean);
    field("low", noise.low);
    field("high", noise.high);
    field("p", noise.p);
    field("p_adjusted", p_adjusted);
    field("excess", excess);
  }
};

/// OmnibusTests without its layers.
struct OmnibusSummary {
  double p = kNan;
  FigureSummary largest, neurons, networks, square;
  double layers_p = kNan;

  template <class V>
  void fields(V&& field) {
    field("p", p);
    field("largest", largest);
    field("mean_neurons", neurons);
    field("mean_networks", networks);
    field("mean_r2", square);
    field("layers_p", layers_p);
  }
};

OmnibusSummary omnibus_summary(const OmnibusTests& tests);

/// Writes omnibus.tsv, the figures of every null model, into the existing folder. Throws Error if
/// the disk is full.
void write_omnibus(const std::vector<TestedNull>& nulls, const std::filesystem::path& folder);

/// Fills the `omnibus` of all `nulls` with what write_omnibus wrote of the same null models. Throws
/// Error naming the file if it is missing, or has other null models or figures.
void read_omnibus(const std::filesystem::path& folder, std::vector<TestedNull>& nulls);

}  // namespace anbn
