// SPDX-License-Identifier: Apache-2.0
// The options of the stage `atlas`, and its files: what `anbn check` looks at too.
#pragma once

#include "anbn/brain/places/atlas.h"
#include "anbn/core/options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace anbn {

struct AtlasOptions {
  Input networks{InputKind::stage};
  Input mask{InputKind::stage};
  InputList labels{InputKind::file, Presence::required, {}};
  InputList names{InputKind::file, Presence::optional, {}};
  std::vector<std::string> titles;
  Input reference{InputKind::file, Presence::optional, {}};
  Input reference_names{InputKind::file, Presence::optional, {}};
  double map_threshold = 0.3;
  std::int64_t place_draws = 0;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("networks", networks, "result of `anbn networks`, whose maps are taken");
    option("mask", mask, "result of `anbn mask` that they were found in");
    option("labels", labels, "atlases: volumes of labels (NIfTI) in the space of the scans");
    option("names", names,
           "names of their regions, a file for each atlas in the same order, \"\" for one without");
    option("titles", titles, "what the atlases are called; by default their files' names");
    option("reference", reference, "reference maps (4-D NIfTI) to compare the maps with");
    option("reference_names", reference_names, "names of the reference maps, one a line");
    option("map_threshold", map_threshold,
           "share of a map's largest |value| from which on a voxel counts",
           more_than(0).at_most(1));
    option("place_draws", place_draws, "random maps that each share stands beside",
           between(0, 1000000).meaning(0, "as many as the largest atlas asks for"));
    option("seed", seed, "of the random numbers");
  }

  void check() const;

  /// Files and title of each atlas.
  std::vector<AtlasFiles> atlases() const;
};

/// Names of `count` reference maps: those in the file, or "map 1", "map 2", ...
/// Throws Error if the file has not as many.
std::vector<std::string> reference_names(const AtlasOptions& options, std::size_t count);

}  // namespace anbn
