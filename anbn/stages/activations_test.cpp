// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/model/architectures/architecture.h"
#include "anbn/model/encoder.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/source_dir.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

#include <array>

namespace anbn {

extern const Stage kActivationsStage;

namespace {

const std::filesystem::path kTinyModel = source_dir() / "tests" / "golden" / "encoder" / "tiny";

class Activations : public testing::Test {
 protected:
  void SetUp() override { write_tokens("1 7 39 2 | 1 12 2"); }

  /// A finished `tokens` folder; `ids` of the segments are separated by a bar.
  void write_tokens(const std::string& ids) {
    std::filesystem::create_directories(folder / "tokens");
    write_file(folder / "tokens/stage.json",
               R"({"stage": "tokens", "options": {"tr_s": 1.5, "volumes": 4}})");
    write_file(folder / "tokens/run.json", "{}");
    TokensResults tokens = example_tokens({}, 4);
    std::istringstream words(ids);
    std::size_t segment = 0;
    for (std::string word; words >> word;)
      if (word == "|") {
        ++segment;
      } else {
        tokens.table.tokens.push_back({std::stoi(word), {}, {}, segment, ""});
        tokens.pieces.push_back(word);
      }
    write(tokens, folder / "tokens");
  }
  std::string options(const std::string& more = "") const {
    return R"({"tokens": ")" + (folder / "tokens").string() + R"(", "model": ")" +
           kTinyModel.string() + "\"" + more + "}";
  }
  void run(const std::string& options_json, const std::filesystem::path& out) {
    run_stage(kActivationsStage, options_json, out, workshop.hashes, workshop.context);
  }

  ScratchFolder folder;
  TinyWorkshop workshop{folder / "hashes.tsv"};
};

TEST_F(Activations, WritesTheQueriesAndKeysOfAllSegmentsInOrder) {
  run(options(), folder / "out");
  const ModelConfig config = read_model_config(kTinyModel);
  const std::vector<Segment> segments = {{1, 7, 39, 2}, {1, 12, 2}};
  std::size_t shown = 0;
  encode(config, Weights::pretrained(kTinyModel, "bert."), segments,
         std::array{Tap::query, Tap::key}, workshop.context.machine,
         [&](std::size_t layer, std::size_t segment, Tap tap, ConstView want) {
           const std::string part(name_of(tap));
           const Matrix got = read_npy_matrix(
               folder / "out" / ("layer_0" + std::to_string(layer) + "_" + part + ".npy"));
           ASSERT_EQ(got.rows, 7u);
           ASSERT_EQ(got.cols, 12u);
           for (std::size_t i = 0; i < want.rows; ++i)
             for (std::size_t j = 0; j < 12; ++j)
               ASSERT_EQ(got((segment == 0 ? 0 : 4) + i, j), want.data[i * want.stride + j]);
           ++shown;
         });
  EXPECT_EQ(shown, 8u);
}

TEST_F(Activations, NamesEveryNeuron) {
  run(options(), folder / "out");
  const Table neurons = read_tsv(folder / "out/neurons.tsv");
  ASSERT_EQ(neurons.rows.size(), 24u);
  EXPECT_EQ(neurons.columns,
            (std::vector<std::string>{"neuron", "label", "layer", "head", "dimension"}));
  EXPECT_FALSE(std::filesystem::exists(folder / "out/attention.tsv"));  // tokens see all others
  EXPECT_EQ(neurons.rows[17], (std::vector<std::string>{"18", "L2H2D2", "2", "2", "2"}));
}

TEST_F(Activations, RandomWeightsDependOnTheSeedAlone) {
  const auto key = [&](const char* name, const std::string& seed) {
    run(options(R"(, "weights": "random", "seed": )" + seed), folder / name);
    return read_npy_matrix(folder / name / "layer_02_key.npy");
  };
  const Matrix first = key("first", "1");
  EXPECT_EQ(first, key("again", "1"));
  EXPECT_NE(first, key("other", "2"));
}

// Tokens as they are: these models need no specials.
TEST_F(Activations, ReadsModelsThatSeeOnlyWhatCameBefore) {
  write_tokens("6 7 39 20 9 | 12 8 7");
  struct Case {
    const char* name;
    std::size_t neurons, columns, of_key;
    const char* window;  // of layer 1
  };
  for (const Case& model : {Case{"gpt2_with_head", 3 * 33, 33, 33, "n/a"},
                            Case{"qwen3_grouped_window", 2 * 4 * 16, 64, 32, "7"},
                            Case{"llama_biases_linear", 2 * 32, 32, 16, "n/a"}}) {
    const std::filesystem::path at =
        source_dir() / "tests" / "golden" / "architectures" / model.name;
    const auto out = folder / model.name;
    run(R"({"tokens": ")" + (folder / "tokens").string() + R"(", "model": ")" + at.string() + "\"}",
        out);
    EXPECT_EQ(read_tsv(out / "neurons.tsv").rows.size(), model.neurons);
    EXPECT_EQ(read_tsv(out / "attention.tsv").rows[0][1], model.window);
    const ModelConfig config = read_model_config(at);
    encode(config, Weights::pretrained(at, config.architecture->prefix),
           std::vector<Segment>{{6, 7, 39, 20, 9}, {12, 8, 7}}, std::array{Tap::query, Tap::key},
           workshop.context.machine,
           [&](std::size_t layer, std::size_t segment, Tap tap, ConstView want) {
             const Matrix got = read_npy_matrix(out / ("layer_0" + std::to_string(layer) + "_" +
                                                       std::string(name_of(tap)) + ".npy"));
             ASSERT_EQ(got.rows, 8u);
             ASSERT_EQ(got.cols, model.columns);
             ASSERT_EQ(want.cols, tap == Tap::key ? model.of_key : model.columns);
             const std::size_t size = config.heads.size;
             const std::size_t shared = model.columns / want.cols;
             for (std::size_t i = 0; i < want.rows; ++i)
               for (std::size_t j = 0; j < model.columns; ++j)
                 ASSERT_EQ(got((segment == 0 ? 0 : 5) + i, j),
                           want.data[i * want.stride + j / size / shared * size + j % size]);
           });
  }
}

TEST_F(Activations, SaysWhichTokenTheModelDoesNotKnow) {
  write_tokens("1 40 2");
  const std::string message = error_of([&] { run(options(), folder / "out"); });
  EXPECT_NE(message.find("tokens.tsv: segment 1 holds the token id 40; expected 0 to 39"),
            std::string::npos)
      << message;
  write_tokens("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17");
  EXPECT_NE(error_of([&] {
              run(options(), folder / "out");
            }).find("segment 1 has 17 tokens; expected 1 to 16"),
            std::string::npos);
}

TEST_F(Activations, RefusesDamagedTokens) {
  write_tokens("1 2 | | 3");
  EXPECT_NE(error_of([&] {
              run(options(), folder / "out");
            }).find("line 4: segment is 3; expected 1 to 2"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
