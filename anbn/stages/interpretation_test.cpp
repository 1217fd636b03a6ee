// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/random.h"
#include "anbn/interpret/pos_profile.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/results/activations.h"
#include "anbn/results/coupling.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

#include <numeric>
#include <span>

namespace anbn {

extern const Stage kInterpretationStage;

namespace {

/// Two segments of 3 and 2 tokens; two layers of two neurons.
class InterpretationStage : public testing::Test {
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
    coupling.coupling.anchoring.neurons = {{}, {1, 0.3f}, {1, 0.2f}, {}};
    coupling.coupling.anchoring.networks = {{2, 0.5f}, {0, 0.4f}, {2, 0.2f}, {}};
    write(coupling, folder / "coupling");
  }
  void write_tokens(const std::vector<std::string>& upos) {
    TokensResults tokens = example_tokens({0, 0, 0, 1, 1}, 3);
    for (std::size_t i = 0; i < 5; ++i) tokens.table.tokens[i].upos = upos[i];
    write(tokens, folder / "tokens");
  }
  /// With two columns of the words.
  void write_columns_of_words() {
    TokensResults tokens = example_tokens({0, 0, 0, 1, 1}, 3);
    const std::vector<std::string> upos = {"[CLS]", "DET", "NOUN", "VERB", "[SEP]"};
    for (std::size_t i = 0; i < 5; ++i) tokens.table.tokens[i].upos = upos[i];
    for (std::size_t i : {0, 4}) tokens.table.tokens[i].word = tokens.table.tokens[i].volume = {};
    tokens.columns = {{"entity", {"", "person", "thing", "person", ""}},
                      {"frequency", {"", "2", "4", "7", ""}}};
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

TEST_F(InterpretationStage, PairsAreThoseThatAttentionForms) {
  write_windows({0, 2}, folder / "activations");  // tokens see those before them
  const auto first_of = [&](const char* name) {
    const NpyIntegers x = read_npy_int32(folder / "out" / name);
    return std::vector<std::int32_t>(x.values.begin(), x.values.begin() + 4);
  };
  const std::vector<std::int32_t> third_by_itself = {3, 3, 5, 0}, keys = {3, 2, 5, 0};
  // Neuron 1 without the first token of each segment: 3*5, 3*1, 2*1; 1*2.
  run(R"("top": 2)");
  EXPECT_EQ(first_of("pair_query.npy"), third_by_itself);
  EXPECT_EQ(first_of("pair_key.npy"), keys);
  // With it: 3*5, and 3*1 with the keys 1 and 2; -4*-1, 1*2 and 1*-1.
  run(R"("top": 2, "first_token": "kept")");
  EXPECT_EQ(first_of("pair_query.npy"), (std::vector<std::int32_t>{3, 3, 4, 5}));
  EXPECT_EQ(first_of("pair_key.npy"), (std::vector<std::int32_t>{3, 1, 4, 5}));
  run(R"("top": 2, "first_token": "kept", "pairs": "all")");
  EXPECT_EQ(first_of("pair_query.npy"), (std::vector<std::int32_t>{3, 2, 4, 5}));
  EXPECT_EQ(first_of("pair_key.npy"), (std::vector<std::int32_t>{3, 3, 4, 5}));
}

TEST_F(InterpretationStage, PairsNeedAModelThatSeesWhatCameBefore) {
  EXPECT_NE(error_of([&] { run(R"("pairs": "attended")"); }).find("--pairs is attended"),
            std::string::npos);
}

TEST_F(InterpretationStage, PairsCountTokensOverAllSegments) {
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

TEST_F(InterpretationStage, ZeroMeansFewerPairsThanAsked) {
  run(R"("top": 6)");
  const NpyIntegers query = read_npy_int32(folder / "out/pair_query.npy");
  EXPECT_EQ(query.values[6 + 3], 4);  // the second segment has 2 x 2 pairs; -4 * 2 is the last
  EXPECT_EQ(query.values[6 + 4], 0);
  EXPECT_EQ(query.values[6 + 5], 0);
}

TEST_F(InterpretationStage, TagsNeuronsByTheirPairs) {
  run(R"("top": 2)");
  // Neuron 1: NOUN-NOUN, DET-NOUN, VERB-VERB, [SEP]-[SEP]: a tie that DET, the lowest, wins.
  const Table neurons = table("neurons.tsv");
  const auto cell = [&](std::size_t row, const char* column) {
    return neurons.rows[row][neurons.column(column)];
  };
  EXPECT_EQ(cell(0, "label"), "L1H1D1");
  EXPECT_EQ(cell(0, "query_upos"), "DET");
  EXPECT_EQ(cell(0, "key_upos"), "NOUN");
  EXPECT_EQ(cell(0, "share"), "0.25");
  // The first segment's words DET, NOUN move by 0 or 1: token 2 with token 3 is DET-NOUN in one of
  // two, and so is none of the other pairs.
  EXPECT_EQ(cell(0, "expected"), "0.125");
  EXPECT_EQ(cell(0, "query_tokens"), "4");
  EXPECT_EQ(cell(0, "query_words"), "4");
  // Neuron 4: [CLS]-[CLS], [CLS]-DET, VERB-VERB, VERB-[SEP]. No shift changes its queries.
  EXPECT_EQ(cell(3, "key_word"), "w2");
  EXPECT_EQ(cell(3, "query_word"), "n/a");
}

TEST_F(InterpretationStage, ProfilesStandBesideWhatShiftedTextsGive) {
  run(R"("top": 2)");
  const NpyIntegers profiles = read_npy_int32(folder / "out/profiles.npy");
  const Matrix expected = read_npy_matrix(folder / "out/profiles_expected.npy");
  ASSERT_EQ(profiles.rows, 4u);
  ASSERT_EQ(profiles.cols, kProfileCells);
  ASSERT_EQ(expected.rows, 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto row = std::span(profiles.values).subspan(i * kProfileCells, kProfileCells);
    EXPECT_EQ(std::accumulate(row.begin(), row.end(), 0), 4);
    EXPECT_NEAR(std::accumulate(expected.row(i).begin(), expected.row(i).end(), 0.0), 4, 1e-6);
  }
  EXPECT_EQ(profiles.values[5 * kPosCategories + 7], 1);   // DET-NOUN
  EXPECT_EQ(expected(0, 16 * kPosCategories + 16), 1.0f);  // [SEP]-[SEP] moves nowhere
}

TEST_F(InterpretationStage, CountsTags) {
  run(R"("top": 2)");
  const Table tags = table("tags.tsv");
  double directed = 0, folded = 0, expected = 0;
  for (const auto& row : tags.rows) {
    (row[tags.column("counted")] == "folded" ? folded : directed) +=
        std::stod(row[tags.column("neurons")]);
    if (row[tags.column("counted")] == "folded")
      expected += std::stod(row[tags.column("expected")]);
  }
  EXPECT_EQ(directed, 4);
  EXPECT_EQ(folded, 4);
  EXPECT_NEAR(expected, 4, 1e-9);
}

TEST_F(InterpretationStage, WithoutPartsOfSpeechThereAreNoTags) {
  write_tokens({"[CLS]", "n/a", "n/a", "n/a", "[SEP]"});
  run(R"("top": 2)");
  const Table neurons = table("neurons.tsv");
  for (const char* column : {"query_upos", "key_upos", "share", "expected", "log_odds",
                             "query_class", "query_p", "key_p", "key_q", "key_word"})
    EXPECT_EQ(neurons.rows[3][neurons.column(column)], "n/a") << column;
  EXPECT_EQ(table("tags.tsv").rows.size(), 0u);
}

TEST_F(InterpretationStage, TakesAnotherColumnInThePlaceOfPartsOfSpeech) {
  write_columns_of_words();
  run(R"("top": 2, "category": "entity")");
  // Neuron 1: thing-thing, person-thing, person-person, [SEP]-[SEP].
  const Table neurons = table("neurons.tsv"), pairs = table("pairs.tsv");
  EXPECT_EQ(neurons.rows[0][neurons.column("query_entity")], "person");
  EXPECT_EQ(neurons.rows[0][neurons.column("key_entity")], "person");
  EXPECT_FALSE(neurons.optional_column("query_upos"));
  EXPECT_EQ(pairs.rows[1][pairs.column("query_entity")], "person");
  EXPECT_EQ(pairs.rows[1][pairs.column("query_upos")], "DET");
  EXPECT_TRUE(table("tags.tsv").optional_column("key_entity"));
  EXPECT_EQ(workshop.notes.facts[0].first, "tokens without entity");
  EXPECT_NE(error_of([&] { run(R"("top": 2, "category": "entities")"); }).find("entity"),
            std::string::npos);
}

TEST_F(InterpretationStage, ComparesNumbersOfPairsWithTheStory) {
  write_columns_of_words();
  run(R"("top": 2, "numbers": ["frequency"], "draws": 99)");
  const Table numbers = table("numbers.tsv");
  ASSERT_EQ(numbers.rows.size(), 2 * 4u);
  // Queries of neuron 1: NOUN 4 and DET 2 in the first segment (mean 3), VERB 7 in the second (7).
  EXPECT_EQ(numbers.rows[0][numbers.column("pairs")], "3");
  EXPECT_EQ(numbers.number(0, numbers.column("mean")), 13 / 3.);
  EXPECT_EQ(numbers.number(0, numbers.column("difference")), 0);
  // Its keys: NOUN twice, VERB.
  EXPECT_EQ(numbers.rows[4][numbers.column("side")], "key");
  EXPECT_EQ(numbers.number(4, numbers.column("difference")), 2 / 3.);
  EXPECT_EQ(numbers.number(4, numbers.column("p")), 1);  // one of two shifts, two-sided
  run(R"("top": 2)");
  EXPECT_NE(error_of([&] { run(R"("top": 2, "numbers": ["entity"])"); }).find("entity"),
            std::string::npos);
}

TEST_F(InterpretationStage, WritesAnchoredNeuronsReadably) {
  run(R"("top": 2)");
  const Table pairs = table("pairs.tsv");
  ASSERT_EQ(pairs.rows.size(), 8u);  // neurons 1 and 3, each once
  EXPECT_EQ(pairs.rows[2], (std::vector<std::string>{"1", "L1H1D1", "2", "1", "4", "4", "w4", "w4",
                                                     "VERB", "VERB", "4"}));
  EXPECT_EQ(pairs.rows[4][0], "3");
}

TEST_F(InterpretationStage, IsTheSameBytesForAnyNumberOfThreads) {
  run(R"("top": 3)");
  const auto written = [&] {
    std::string all;
    for (const char* name :
         {"pair_query.npy", "profiles.npy", "profiles_expected.npy", "neurons.tsv", "tags.tsv"})
      all += read_text(folder / "out" / name);
    return all;
  };
  const std::string one = written();
  Threads four(4);
  RunContext context{{*workshop.backend, four, workshop.progress}, workshop.notes};
  workshop.context.notes.facts.clear();
  std::string options = "{";
  for (const std::string name : {"activations", "tokens", "coupling"})
    options += "\"" + name + "\": \"" + (folder / name).string() + "\", ";
  kInterpretationStage.run(options + R"("top": 3})", folder / "out", context);
  EXPECT_EQ(written(), one);
}

TEST_F(InterpretationStage, WrongInputsAreErrors) {
  EXPECT_NE(error_of([&] { run(R"("top": 0)"); }).find("--top is 0"), std::string::npos);
  for (const char* taken : {"class", "word", "layer"})
    EXPECT_NE(error_of([&] {
                run(R"("category": ")" + std::string(taken) + "\"");
              }).find("as a column of the results is called"),
              std::string::npos);
  EXPECT_NE(error_of([&] { run(R"("numbers": ["a", "b", "a"])"); }).find("numbers has a twice"),
            std::string::npos);
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
