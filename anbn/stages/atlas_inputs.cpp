// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/atlas_inputs.h"

#include "anbn/core/error.h"
#include "anbn/io/nifti.h"
#include "anbn/io/region_names.h"

#include <set>

namespace anbn {

void AtlasOptions::check() const {
  const std::size_t count = labels.paths.size();
  if (!names.paths.empty() && names.paths.size() != count)
    fail("names has {} files; expected one for each of the {} atlases, \"\" for one without names",
         names.paths.size(), count);
  if (!titles.empty() && titles.size() != count)
    fail("titles has {} words; expected one for each of the {} atlases", titles.size(), count);
  if (reference_names.given() && !reference.given())
    fail("reference_names without reference; expected the maps that have these names");
  std::set<std::string> distinct;
  for (const AtlasFiles& atlas : atlases())
    if (!distinct.insert(atlas.title).second)
      fail("two atlases are called {}; set titles so that they can be told apart", atlas.title);
}

std::vector<AtlasFiles> AtlasOptions::atlases() const {
  std::vector<AtlasFiles> files;
  for (std::size_t a = 0; a < labels.paths.size(); ++a)
    files.push_back({labels.paths[a], names.paths.empty() ? "" : names.paths[a],
                     titles.empty() ? nifti_stem(labels.paths[a]) : titles[a]});
  return files;
}

std::vector<std::string> reference_names(const AtlasOptions& options, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(fmt::format("map {}", i));
  if (!options.reference_names.given()) return names;
  const RegionNames given = read_region_names(options.reference_names.path);
  if (given.names.size() != count || given.names.begin()->first != 1 ||
      given.names.rbegin()->first != static_cast<std::int64_t>(count))
    fail(
        "{}: found {} names; expected one for each of the {} maps of {}, numbered from 1 or not "
        "at all",
        options.reference_names.path.string(), given.names.size(), count,
        options.reference.path.string());
  for (const auto& [number, name] : given.names) names[static_cast<std::size_t>(number - 1)] = name;
  return names;
}

}  // namespace anbn
