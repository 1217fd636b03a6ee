// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/relations.h"

#include "anbn/interpret/profiles.h"
#include "tests/support/error_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

TEST(RelationsNamed, AreTwoPartsOfSpeechEach) {
  const auto relations = relations_named({"DET-NOUN", "PRON-VERB", "NOUN-NOUN"});
  ASSERT_EQ(relations.size(), 3u);
  EXPECT_EQ(relations[0].name, "DET-NOUN");
  EXPECT_EQ(pos_categories()[relations[0].first], "DET");
  EXPECT_EQ(pos_categories()[relations[0].second], "NOUN");
  EXPECT_EQ(relations[2].first, relations[2].second);
  EXPECT_TRUE(relations_named({"none"}).empty());
  EXPECT_TRUE(relations_named({}).empty());
  for (const char* wrong : {"DET", "DET-", "-NOUN", "det-noun", "DET-NOUN-VERB", "[CLS]-NOUN", "",
                            "<script>", "DET-\"x\""})
    EXPECT_NE(error_of([&] { relations_named({wrong}); }), "") << wrong;
  EXPECT_NE(error_of([&] { relations_named({"none", "DET-NOUN"}); }), "");
  EXPECT_EQ(error_of([&] {
              relations_named({"DET-NOUN", "NOUN-DET"});
            }),
            "--relations has NOUN-DET twice, in either direction; expected each relation once");
}

/// Two segments, "[CLS] the dog [SEP]" and "[CLS] the dog ran , [SEP]", and three neurons with up
/// to two pairs of each.
class RelationResponses : public testing::Test {
 protected:
  RelationResponse response_to(const std::string& relation) const {
    return relation_response(relations_named({relation}).at(0), found_, categories_, sizes_, 2);
  }

  std::vector<std::size_t> sizes_ = {4, 6};
  TokenCategories categories_ = token_categories(std::vector<std::string>{
      "[CLS]", "DET", "NOUN", "[SEP]", "[CLS]", "DET", "NOUN", "VERB", "PUNCT", "[SEP]"});
  Interpretation found_ = [this] {
    Interpretation found;
    found.pairs.neurons = 3;
    found.pairs.width = 4;
    found.pairs.query = {2, 3, 6, 1,  //
                         3, 3, 7, 7,  //
                         2, 0, 8, 0};
    found.pairs.key = {3, 2, 7, 2,  //
                       3, 3, 8, 6,  //
                       3, 0, 7, 0};
    found.profiles.resize(3 * kProfileCells);
    for (std::size_t n = 0; n < 3; ++n)
      count_classes({std::span(found.pairs.query).subspan(4 * n, 4),
                     std::span(found.pairs.key).subspan(4 * n, 4)},
                    categories_.category,
                    std::span(found.profiles).subspan(n * kProfileCells, kProfileCells));
    found.neurons.resize(3);
    found.neurons[0].tag = PosTag{5, 7, 0.5};
    found.neurons[1].tag = PosTag{7, 7, 0.5};
    return found;
  }();
};

TEST_F(RelationResponses, AreSharesOfPairsInEitherDirection) {
  // Neuron 1: DET-NOUN, NOUN-DET, DET-NOUN, [CLS]-DET. 2: NOUN-NOUN twice, NOUN-VERB, NOUN-DET.
  // 3: DET-NOUN and VERB-NOUN.
  const RelationResponse x = response_to("NOUN-DET");
  EXPECT_EQ(x.share, (std::vector<double>{0.75, 0.25, 0.5}));
  EXPECT_EQ(x.is_tag, (std::vector<char>{1, 0, 0}));
  EXPECT_EQ(response_to("NOUN-NOUN").share, (std::vector<double>{0, 0.5, 0}));
  EXPECT_EQ(response_to("NOUN-NOUN").is_tag, (std::vector<char>{0, 1, 0}));
}

TEST_F(RelationResponses, StandBesideWhatFrequenciesGive) {
  // Of 16 ordered pairs 2 are of the two classes, of 36 again 2; both segments keep two pairs.
  EXPECT_DOUBLE_EQ(response_to("DET-NOUN").by_frequency, (2.0 / 16 + 2.0 / 36) / 2);
  EXPECT_DOUBLE_EQ(response_to("NOUN-NOUN").by_frequency, (1.0 / 16 + 1.0 / 36) / 2);
  EXPECT_DOUBLE_EQ(response_to("NOUN-VERB").by_frequency, (0 + 2.0 / 36) / 2);
  // Of a segment of one token one pair is kept, however many are asked for.
  const TokenCategories few = token_categories(std::vector<std::string>{"NOUN", "NOUN", "VERB"});
  Interpretation none;
  const std::vector<std::size_t> sizes = {1, 2};
  EXPECT_DOUBLE_EQ(
      relation_response(relations_named({"NOUN-NOUN"})[0], none, few, sizes, 3).by_frequency,
      (1 * 1.0 + 3 * 0.25) / 4);
}

TEST(RespondingNeurons, DoSoInEveryStoryAndTheBestComesFirst) {
  const RelationResponse first{{0.5, 0.3, 0.9, 0.6, 0.3, 0.04}, {1, 1, 1, 1, 1, 1}, 0.05},
      second{{0.2, 0.4, 0.8, 0.6, 0.3, 0.90}, {1, 1, 0, 1, 1, 1}, 0.10};
  // 2 has another tag in the second story, 5 fewer pairs in the first one than frequencies give.
  // The smallest shares of the others: 0.2, 0.3, 0.6, 0.3.
  EXPECT_EQ(responding_neurons(std::vector{first, second}), (std::vector<std::size_t>{3, 1, 4, 0}));
  EXPECT_EQ(responding_neurons(std::vector{first}), (std::vector<std::size_t>{2, 3, 0, 1, 4}));
  EXPECT_TRUE(responding_neurons({}).empty());
}

}  // namespace
}  // namespace anbn
