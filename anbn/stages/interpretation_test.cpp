// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/random.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/results/coupling.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

namespace anbn {

extern const Stage kInterpretationStage;

namespace {

/// Two segments of 3 and 2 tokens; two layers of two neurons.
class Interpretation : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"tokens", "activations", "coupling", "out"})
      std::filesystem::create_directories(folder / name);
    write_tokens({"[CLS]", "DET", "NOUN", "VERB", "[SEP]"});
    const std::vector<Neuron> neurons = example_neurons(4, 2);
    write_neurons(neurons, folder / "activations");
    //                        neuron 1, neuron 2 of each token
    write_layer("01_query", {1, 0, 2, 0, 3, 0, -4, 0, 1, 0});
    write_layer("01_key", {1, 0, 1, 0, 5, 0, -1, 0, 2, 0});
    write_layer("02_query", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    write_layer("02_key", {1, 1, 2, 1, 3, 1, 4, 1, 5, 1});
    CouplingResults coupling{labels_of(neurons), {}};
    coupling.coupling.correlation = Matrix(4, 4);
    coupling.coupling.anchoring.neurons.resize(4);
    coupling.coupling.anchoring.networks = {{2, 0.5f}, {0, 0.4f}, {2, 0.2f}, {}};
    write(coupling, folder / "coupling");
  }
  void write_tokens(const std::vector<std::string>& upos) {
    TokensResults tokens = example_tokens({0, 0, 0, 1, 1}, 3);
    for (std::size_t i = 0; i < 5; ++i) tokens.table.tokens[i].upos = upos[i];
    write(tokens, folder / "tokens");
  }
  void write_layer(const std::string& name, std::vector<float> values) {
    Matrix x(5, 2);
    x.values = std::move(values);
    write_npy(folder / ("activations/layer_" + name + ".npy"), x);
  }
  void run(const std::string& more) {
    std::string options = "{";
    for (const std::string name : {"activations", "tokens", "coupling"})
      options += "\"" + name + "\": \"" + (folder / name).string() + "\", ";
    kInterpretationStage.run(options + more + "}", folder / "out", workshop.context);
  }
  Table table(const char* name) const { return read_tsv(folder / "out" / name); }

  ScratchFolder folder;
  TinyWorkshop workshop{folder / "hashes.tsv"};
};

TEST_F(Interpretation, PairsCountTokensOverAllSegments) {
  run(R"("top": 2)");
  const NpyIntegers query = read_npy_int32(folder / "out/pair_query.npy");
  const NpyIntegers key = read_npy_int32(folder / "out/pair_key.npy");
  const Matrix product = read_npy_matrix(folder / "out/pair_product.npy");
  ASSERT_EQ(query.rows, 4u);
  ASSERT_EQ(query.cols, 4u);
  // Neuron 1: 3*5 and 2*5 in the first segment; -4*-1 and 1*2 in the second.
  EXPECT_EQ(std::vector<std::int32_t>(query.values.begin(), query.values.begin() + 4),
            (std::vector<std::int32_t>{3, 2, 4, 5}));
  EXPECT_EQ(std::vector<std::int32_t>(key.values.begin(), key.values.begin() + 4),
            (std::vector<std::int32_t>{3, 3, 4, 5}));
  EXPECT_EQ(std::vector<float>(product.row(0).begin(), product.row(0).end()),
            (std::vector<float>{15, 10, 4, 2}));
}

TEST_F(Interpretation, ZeroMeansFewerPairsThanAsked) {
  run(R"("top": 6)");
  const NpyIntegers query = read_npy_int32(folder / "out/pair_query.npy");
  EXPECT_EQ(query.values[6 + 3], 4);  // the second segment has 2 x 2 pairs; -4 * 2 is the last
  EXPECT_EQ(query.values[6 + 4], 0);
  EXPECT_EQ(query.values[6 + 5], 0);
}

TEST_F(Interpretation, TagsNeuronsByTheirPairs) {
  run(R"("top": 2)");
  // Neuron 1: NOUN-NOUN, DET-NOUN, VERB-VERB, [SEP]-[SEP]: a tie that DET, the lowest, wins.
  EXPECT_EQ(table("neurons.tsv").rows[0],
            (std::vector<std::string>{"1", "L1H1D1", "DET", "NOUN", "0.25"}));
}

TEST_F(Interpretation, WithoutPartsOfSpeechThereAreNoTags) {
  write_tokens({"[CLS]", "n/a", "n/a", "n/a", "[SEP]"});
  run(R"("top": 2)");
  EXPECT_EQ(table("neurons.tsv").rows[3],
            (std::vector<std::string>{"4", "L2H1D2", "n/a", "n/a", "n/a"}));
}

TEST_F(Interpretation, WritesAnchoredNeuronsReadably) {
  run(R"("top": 2)");
  const Table pairs = table("pairs.tsv");
  ASSERT_EQ(pairs.rows.size(), 8u);  // neurons 1 and 3, each once
  EXPECT_EQ(pairs.rows[2], (std::vector<std::string>{"1", "L1H1D1", "2", "1", "4", "4", "w4", "w4",
                                                     "VERB", "VERB", "4"}));
  EXPECT_EQ(pairs.rows[4][0], "3");
}

TEST_F(Interpretation, IsTheSameBytesForAnyNumberOfThreads) {
  run(R"("top": 3)");
  const std::string one = read_text(folder / "out/pair_query.npy");
  Threads four(4);
  RunContext context{{*workshop.backend, four, workshop.progress}, workshop.notes};
  workshop.context.notes.facts.clear();
  std::string options = "{";
  for (const std::string name : {"activations", "tokens", "coupling"})
    options += "\"" + name + "\": \"" + (folder / name).string() + "\", ";
  kInterpretationStage.run(options + R"("top": 3})", folder / "out", context);
  EXPECT_EQ(read_text(folder / "out/pair_query.npy"), one);
}

TEST_F(Interpretation, WrongInputsAreErrors) {
  EXPECT_NE(error_of([&] { run(R"("top": 0)"); }).find("--top is 0"), std::string::npos);
  write_tokens({"[CLS]", "NN", "NOUN", "VERB", "[SEP]"});
  const std::string error = error_of([&] { run(R"("top": 2)"); });
  EXPECT_NE(error.find("tokens.tsv: token 2 has the part of speech 'NN'"), std::string::npos)
      << error;
  write_tokens({"[CLS]", "DET", "NOUN", "VERB", "[SEP]"});
  write_npy(folder / "activations/layer_02_key.npy", Matrix(4, 2));
  EXPECT_NE(error_of([&] { run(R"("top": 2)"); }).find("[4 x 2]; expected [5 x 2]"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
