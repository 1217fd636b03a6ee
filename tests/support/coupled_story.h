// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/core/nan.h"
#include "anbn/io/file.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/results/timecourses.h"
#include "anbn/runner/stage.h"
#include "tests/support/example_tokens.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/smooth_noise.h"

#include <fmt/core.h>

#include <initializer_list>
#include <string>

namespace anbn {

extern const Stage kNuisanceStage;

/// Folders as the stages tokens, timecourses and networks leave them: one story of smooth noise in
/// which network 3 follows neuron 5, neuron 2 is constant and network 1 has a missing value. Up to
/// four words, of one token each, lie in a volume.
class CoupledStory {
 public:
  static constexpr std::size_t kVolumes = 80, kNeurons = 9, kNetworks = 4;
  static constexpr std::size_t kSegment = 50;  // tokens in each but the last

  CoupledStory()
      : neurons(smooth_noise(kVolumes, kNeurons, {1, 9})),
        networks(smooth_noise(kVolumes, kNetworks, {2, 9})) {
    for (std::size_t t = 0; t < kVolumes; ++t) {
      networks(t, 2) = 0.4f * networks(t, 2) + neurons(t, 4);
      neurons(t, 1) = 3;
    }
    networks(7, 0) = kFloatNan;
    for (const char* name :
         {"tokens", "timecourses", "networks", "nuisance", "coupling", "significance"})
      std::filesystem::create_directories(folder / name);
    write_file(folder / "tokens/stage.json", R"({"stage": "tokens", "options": {"tr_s": 1.5}})");
    write_file(folder / "tokens/run.json", "{}");
    std::vector<std::size_t> segments;
    for (std::size_t t = 0; t < kVolumes; ++t)
      for (std::size_t word = 0; word < random_bits({5, 5}, t) % 5; ++word) {
        segments.push_back(word_volumes.size() / kSegment);
        word_volumes.push_back(static_cast<std::int64_t>(t));
      }
    tokens = example_tokens(segments, kVolumes);
    tokens.table.word_volumes = word_volumes;
    tokens.table.words_in = tokens.table.tokens_in = count_in_volumes(word_volumes, 0, kVolumes);
    for (std::size_t i = 0; i < word_volumes.size(); ++i)
      tokens.table.tokens[i].volume = word_volumes[i];
    write(tokens, folder / "tokens");
    write(TimecoursesResults{neurons, example_neurons(kNeurons)}, folder / "timecourses");
    write_npy(folder / "networks/pieman.npy", networks);
  }

  /// Options of a stage: the inputs named in `inputs` ("tokens networks"), then `more`.
  std::string options(std::initializer_list<const char*> inputs, const std::string& more) const {
    std::string text = "{";
    for (const std::string name : inputs)
      text += (text.size() > 1 ? ", \"" : "\"") + name + "\": \"" + (folder / name).string() + "\"";
    return text + (more.empty() ? "}" : ", " + more + "}");
  }

  /// Runs the stage `nuisance` on what `tokens` holds, with the options `more`.
  void make_nuisance(const std::string& more, RunContext& context) const {
    write(tokens, folder / "tokens");
    kNuisanceStage.run(kNuisanceStage.resolve(options({"tokens"}, more)), folder / "nuisance",
                       context);
  }

  ScratchFolder folder;
  Matrix neurons, networks;
  TokensResults tokens;
  std::vector<std::int64_t> word_volumes;  // of each word
};

}  // namespace anbn
