// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/coupled_story.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// CoupledStory, and beside it a story `other` that has the same series in the other order in time:
/// all correlations of the two are the same. Nuisance and coupling are the first one's.
class TwoStories : public CoupledStory {
 public:
  TwoStories() {
    write_file(folder / "coupling/stage.json",
               R"({"stage": "coupling", "options": {"delta": "signed"}})");
    write_file(folder / "coupling/run.json", "{}");
    std::filesystem::copy(folder / "timecourses", folder / "other");
    write_npy(folder / "other/timecourses.npy", backwards(neurons));
    write_npy(folder / "networks/other.npy", backwards(networks));
    std::vector<Neuron> names;
    for (std::size_t i = 1; i <= kNeurons; ++i) {
      const std::size_t layer = i < 4 ? 1 : 2;
      names.push_back({layer, 1, i, fmt::format("L{}H1D{}", layer, i)});
    }
    for (const char* name : {"timecourses", "other"}) write_neurons(names, folder / name);
  }

  /// Options of a stage that takes both stories, then `more`.
  std::string options_of_both(const std::string& more) const {
    const auto path = [&](const char* name) { return "\"" + (folder / name).string() + "\""; };
    const auto twice = [&](const char* one, const char* other) {
      return "[" + path(one) + ", " + path(other) + "]";
    };
    return R"({"stories": ["pieman", "other"], "timecourses": )" + twice("timecourses", "other") +
           R"(, "coupling": )" + twice("coupling", "coupling") + R"(, "nuisance": )" +
           twice("nuisance", "nuisance") + R"(, "networks": )" + path("networks") + ", " + more +
           "}";
  }

 private:
  static Matrix backwards(Matrix x) {
    const Matrix forwards = x;
    for (std::size_t t = 0; t < x.rows; ++t)
      std::copy_n(forwards.row(x.rows - 1 - t).data(), x.cols, x.row(t).data());
    return x;
  }
};

}  // namespace anbn
