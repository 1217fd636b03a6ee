// SPDX-License-Identifier: Apache-2.0
// The shapes of real stages, with a few of their options, for tests of studies.
#pragma once

#include "anbn/io/file.h"
#include "anbn/model/weights.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/results_hash.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn::study_stages {

struct Tokens {
  Input words, vocabulary;
  double tr_s = 1.5;
  std::int64_t first_volume = 0, volumes = 0, seed = 1;
  template <class V>
  void visit(V&& option) {
    option("words", words, "timed words");
    option("vocabulary", vocabulary, "vocab.txt");
    option("tr_s", tr_s, "repetition time [s]");
    option("first_volume", first_volume, "the first one used");
    option("volumes", volumes, "how many are used");
    option("seed", seed, "of random numbers");
  }
};

struct Activations {
  Input tokens = {InputKind::stage};
  Input model = {InputKind::model};
  WeightSource weights = WeightSource::pretrained;
  std::int64_t seed = 1;
  template <class V>
  void visit(V&& option) {
    option("tokens", tokens, "folder from `anbn tokens`");
    option("model", model, "model folder");
    option("weights", weights, "whose weights");
    option("seed", seed, "of random weights");
  }
};

struct Networks {
  InputList files;
  std::vector<std::string> stories;
  std::vector<std::int64_t> first_volumes, volumes;
  template <class V>
  void visit(V&& option) {
    option("files", files, "time courses");
    option("stories", stories, "whose they are");
    option("first_volumes", first_volumes, "first one used");
    option("volumes", volumes, "how many");
  }
};

struct Coupling {
  Input networks = {InputKind::stage};
  std::string story;
  template <class V>
  void visit(V&& option) {
    option("networks", networks, "folder from `anbn networks`");
    option("story", story, "whose networks");
  }
};

struct Page {
  Input results = {InputKind::results};
  std::string title;
  template <class V>
  void visit(V&& option) {
    option("results", results, "results of `anbn run`");
    option("title", title, "of the page");
  }
};

/// Writes the options that it was run with.
template <class Options>
void echo(const Options& o, const std::filesystem::path& out, RunContext&) {
  write_file(out / "echo.json", write_options(o).dump());
}

inline constexpr FilledIn kVocabulary[] = {{"vocabulary", From::vocabulary, Given::instead}};
inline constexpr FilledIn kOfAllFiles[] = {{"files", From::network_files},
                                           {"stories", From::network_stories},
                                           {"first_volumes", From::network_first_volumes},
                                           {"volumes", From::network_volumes}};

inline constexpr std::array<Stage, 5> kStages = {
    make_stage<Tokens, echo<Tokens>>("tokens", "", "", 1, {.filled_in = kVocabulary}),
    make_stage<Activations, echo<Activations>>("activations", "", "", 1),
    make_stage<Networks, echo<Networks>>("networks", "", "", 1,
                                         {.runs = Runs::once_a_study, .filled_in = kOfAllFiles}),
    make_stage<Coupling, echo<Coupling>>("coupling", "", "", 1, {.filled_in = kNetworksStory}),
    make_stage<Page, echo<Page>>("report", "", "", 1,
                                 {.runs = Runs::after_all, .hash_of_results = hash_of_results})};

}  // namespace anbn::study_stages
