// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/options.h"

#include "tests/support/error_of.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

const std::vector<std::string> kKnown = {"tr_s", "first_volume", "volumes", "segments"};

TEST(NearestWord, ForgivesSlips) {
  EXPECT_EQ(nearest_word("volume", kKnown), "volumes");
  EXPECT_EQ(nearest_word("frist_volume", kKnown), "first_volume");
  EXPECT_EQ(nearest_word("tr", kKnown), "tr_s");
  EXPECT_EQ(nearest_word("segments", kKnown), "segments");
}

TEST(NearestWord, DoesNotGuessWildly) {
  EXPECT_EQ(nearest_word("permutations", kKnown), "");
  EXPECT_EQ(nearest_word("xyz", kKnown), "");
  EXPECT_EQ(nearest_word("volume", {}), "");
}

TEST(NearestWord, TakesTheFirstOfEquallyNearOnes) {
  EXPECT_EQ(nearest_word("cat", {"car", "cap"}), "car");
}

TEST(DidYouMean, EndsAMessage) {
  EXPECT_EQ(did_you_mean("volume", kKnown), "; did you mean 'volumes'?");
  EXPECT_EQ(did_you_mean("permutations", kKnown), "");
}

enum class Colour { red, dark_blue };
constexpr auto names_of(Colour) { return named("red", "dark-blue"); }

TEST(Names, AreReadAndWritten) {
  EXPECT_EQ(name_of(Colour::dark_blue), "dark-blue");
  EXPECT_EQ(value_named<Colour>("dark-blue", "colour"), Colour::dark_blue);
  EXPECT_EQ(error_of([] { value_named<Colour>("rad", "colour"); }),
            "there is no colour 'rad'; expected one of red, dark-blue; did you mean 'red'?");
}

TEST(Allowed, IsToldInWords) {
  EXPECT_EQ(Allowed{}.in_words(), "");
  EXPECT_EQ(measured_in("s").in_words(), "");
  EXPECT_EQ(between(1, 1000000).in_words(), "1 to 1000000");
  EXPECT_EQ(between(0, 16).measured_in("s").meaning(0, "the scan's").in_words(),
            "0 (the scan's) to 16 s");
  EXPECT_EQ(at_least(0).measured_in("s").meaning(0, "none").in_words(), "0 s (none) or more");
  EXPECT_EQ(at_least(0).meaning(-1, "some").in_words(), "-1 (some), or 0 or more");
  EXPECT_EQ(at_least(0).less_than(1).in_words(), "0 or more and less than 1");
  EXPECT_EQ(more_than(0).at_most(16).measured_in("s").in_words(), "more than 0 and at most 16 s");
  EXPECT_EQ(more_than(0).measured_in("mm").in_words(), "more than 0 mm");
  EXPECT_EQ(one_of({"a", "b"}).in_words(), "one of a b");
}

TEST(Allowed, KnowsItsEnds) {
  EXPECT_TRUE(between(0, 1).has(0));
  EXPECT_TRUE(between(0, 1).has(1));
  EXPECT_FALSE(between(0, 1).has(1.001));
  EXPECT_FALSE(between(0, 1).has(NAN));
  EXPECT_FALSE(more_than(0).less_than(1).has(0.0));
  EXPECT_FALSE(more_than(0).less_than(1).has(1));
  EXPECT_TRUE(at_least(0).meaning(-1, "some").has(-1));
  EXPECT_FALSE(at_least(0).has(-1));
  EXPECT_TRUE(at_least(0).by("preset").has(-1));
  EXPECT_TRUE(one_of({"a"}).has("a"));
  EXPECT_FALSE(one_of({"a"}).has("b"));
}

struct Tested {
  double tr_s = 1.5;
  std::vector<std::int64_t> units = {1};
  std::vector<std::string> nulls = {"phase"};
  Colour colour = Colour::red;

  template <class V>
  void visit(V&& option) {
    option("tr_s", tr_s, "repetition time", more_than(0).at_most(16).measured_in("s"));
    option("units", units, "of each layer", at_least(1));
    option("nulls", nulls, "null models", one_of({"phase", "shuffle"}));
    option("colour", colour, "of all");
  }
};

std::string complaint(Tested o) {
  return error_of([&] { settle(o); });
}

TEST(Settle, NamesWhatIsNotAllowed) {
  EXPECT_EQ(complaint({}), "");
  EXPECT_EQ(complaint({.tr_s = -2}),
            "--tr-s is -2 s; expected more than 0 and at most 16 s (repetition time)");
  EXPECT_EQ(complaint({.tr_s = 1500}),
            "--tr-s is 1500 s; expected more than 0 and at most 16 s (repetition time). Is it in "
            "milliseconds?");
  EXPECT_EQ(complaint({.units = {3, 0}}), "--units is 0; expected 1 or more (of each layer)");
  EXPECT_EQ(complaint({.nulls = {"phase", "shufle"}}),
            "--nulls is \"shufle\"; expected one of phase shuffle (null models); did you mean "
            "'shuffle'?");
}

TEST(Input, IsGivenOnceItHasAPath) {
  EXPECT_FALSE(Input{}.given());
  EXPECT_TRUE((Input{InputKind::file, Presence::optional, "x.npy"}.given()));
}

}  // namespace
}  // namespace anbn
