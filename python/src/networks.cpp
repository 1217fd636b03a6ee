// SPDX-License-Identifier: Apache-2.0
// Networks found in volumes, and what they do in others.
#include "anbn/brain/networks/dual_regression.h"
#include "anbn/brain/networks/network_settings.h"
#include "arrays.h"
#include "keywords.h"
#include "parts.h"
#include "work.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <filesystem>

namespace anbn::python {
namespace {

namespace fs = std::filesystem;

/// As many voxels as columns, in one row.
Mask row_of(std::size_t voxels) {
  Mask mask;
  mask.grid.size = {voxels, 1, 1};
  for (std::size_t v = 0; v < voxels; ++v) mask.voxels.push_back(v);
  return mask;
}

/// What the stage `networks` takes for every method.
struct SharedOptions {
  double dual_ridge = 0;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option("dual_ridge", dual_ridge,
           "added to the diagonal of the maps' correlations in dual regression", between(0, 1e9));
    option("seed", seed, "of all that is random", at_least(0));
  }
};

/// @param stories  files NPY [T x V] of scans; those of a story are of one length
/// @param folder   where the method may put files of its own
nb::dict find_networks(const std::string& method,
                       const std::vector<std::vector<std::string>>& stories, std::size_t voxels,
                       const std::string& folder, const nb::dict& shared, const nb::dict& keywords,
                       const nb::dict& machine) {
  NetworkSettings settings;
  const auto [dual_ridge, seed] = options_of<SharedOptions>(shared);
  settings.for_each([&](std::string_view name, auto& options) {
    using Options = std::remove_reference_t<decltype(options)>;
    if (name == method) options = options_of<Options>(keywords);
  });
  settings.dual_ridge = shared.contains("dual_ridge")
                            ? dual_ridge
                            : network_method_named(method).defaults(settings).dual_ridge;
  settings.seed = static_cast<std::uint64_t>(seed);
  NetworkInputs inputs{{}, row_of(voxels), {}};
  for (std::size_t s = 0; s < stories.size(); ++s) {
    StoryScans& story = inputs.stories.emplace_back();
    story.story = "story-" + std::to_string(s + 1);
    for (const std::string& file : stories[s])
      story.bold.push_back({fs::path(file).stem().string(), file});
  }
  Networks found;
  compute(Settings(machine), [&](const Machine& m, Listener& listener) {
    NetworkWork work{m, folder, fs::path(folder) / "checkpoint"};
    found = network_method_named(method).find(inputs, settings, work);
    for (const std::string& warning : found.warnings) listener.warn(warning);
  });
  nb::dict told;
  told["names"] = found.names;
  told["dual_ridge"] = settings.dual_ridge;
  told["maps"] = array_of(std::move(found.maps));
  told["reproducibility"] = array_of(std::move(found.reproducibility));
  nb::list courses;
  for (StoryNetworks& story : found.stories)
    for (Matrix& listener : story.listeners) courses.append(array_of(std::move(listener)));
  told["courses"] = courses;
  return told;
}

nb::object courses_of(const Floats& maps, const Floats& bold, const nb::dict& shared,
                      const nb::dict& machine) {
  const double ridge = options_of<SharedOptions>(shared).dual_ridge;
  if (maps.shape(1) != bold.shape(1))
    fail("maps has {} voxels and scan {}; expected the same mask in both", maps.shape(1),
         bold.shape(1));
  Matrix courses;
  compute(Settings(machine), [&](const Machine& m, Listener&) {
    courses = DualRegression(seen(maps), ridge, m)
                  .courses({bold.data(), bold.shape(0), bold.shape(1), bold.shape(1)});
  });
  return array_of(std::move(courses));
}

}  // namespace

void add_networks(nb::module_& m) {
  m.def("find_networks", &find_networks);
  m.def("dual_regression", &courses_of);
}

nb::dict told_of_networks() {
  nb::dict told;
  MethodOptions().for_each([&](std::string_view name, auto& options) {
    using Options = std::remove_reference_t<decltype(options)>;
    told[nb::str(name.data(), name.size())] = told_of(describe_options<Options>());
  });
  return told;
}

}  // namespace anbn::python
