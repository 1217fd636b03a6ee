// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/results/timecourses.h"
#include "tests/support/example_tokens.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/smooth_noise.h"

#include <fmt/core.h>

#include <initializer_list>
#include <limits>
#include <string>

namespace anbn {

/// Folders as the stages tokens, timecourses and networks leave them: one story of smooth noise in
/// which network 3 follows neuron 5, neuron 2 is constant and network 1 has a missing value.
class CoupledStory {
 public:
  static constexpr std::size_t kVolumes = 80, kNeurons = 9, kNetworks = 4;

  CoupledStory()
      : neurons(smooth_noise(kVolumes, kNeurons, {1, 9})),
        networks(smooth_noise(kVolumes, kNetworks, {2, 9})) {
    for (std::size_t t = 0; t < kVolumes; ++t) {
      networks(t, 2) = 0.4f * networks(t, 2) + neurons(t, 4);
      neurons(t, 1) = 3;
    }
    networks(7, 0) = std::numeric_limits<float>::quiet_NaN();
    for (const char* name : {"tokens", "timecourses", "networks", "coupling", "significance"})
      std::filesystem::create_directories(folder / name);
    write_file(folder / "tokens/stage.json", R"({"stage": "tokens", "options": {"tr_s": 1.5}})");
    write_file(folder / "tokens/run.json", "{}");
    TokensResults tokens = example_tokens({0}, kVolumes);
    for (std::size_t t = 0; t < kVolumes; ++t)
      tokens.table.words_in[t] = static_cast<std::int64_t>(random_bits({5, 5}, t) % 5);
    write(tokens, folder / "tokens");
    write(TimecoursesResults{neurons, example_neurons(kNeurons)}, folder / "timecourses");
    write_npy(folder / "networks/pieman.npy", networks);
  }

  /// Options of a stage: the inputs named in `inputs` ("tokens networks"), then `more`.
  std::string options(std::initializer_list<const char*> inputs, const std::string& more) const {
    std::string text = "{";
    for (const std::string name : inputs)
      text += "\"" + name + "\": \"" + (folder / name).string() + "\", ";
    return text + more + "}";
  }

  ScratchFolder folder;
  Matrix neurons, networks;
};

}  // namespace anbn
