// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study_words.h"

#include "anbn/stages/list.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace anbn {
namespace {

const Stage& stage_named(std::string_view name) {
  for (const Stage& stage : all_stages())
    if (stage.name == name) return stage;
  throw std::out_of_range(std::string(name));
}

TEST(StudyWords, CallOptionsByTheirKeys) {
  const Stage& tokens = stage_named("tokens");
  EXPECT_EQ(in_study_words("--tr-s is 1500 s. Is it --tr-s?", tokens),
            "tr_s is 1500 s. Is it tr_s?");
  EXPECT_EQ(in_study_words("set --first-volume, --volumes", tokens), "set first_volume, volumes");
  EXPECT_EQ(in_study_words("no options here", tokens), "no options here");
  EXPECT_EQ(in_study_words("use fewer --threads; -- ", tokens), "use fewer --threads; -- ");
}

TEST(StudyWords, CallWhatStoriesFillInAsStoriesDo) {
  const Stage& networks = stage_named("networks");
  EXPECT_EQ(in_study_words("--files holds time courses; expected --bold, --mask", networks),
            "networks holds time courses; expected scans, masks");
  EXPECT_EQ(in_study_words("--max-segment-tokens of another stage", networks),
            "max_segment_tokens of another stage");
}

TEST(StudyWords, SayWhereOptionsStand) {
  const Stage& tokens = stage_named("tokens");
  EXPECT_EQ(place_in_study({&tokens, "main", "pie", "", "", ""}), "[[story]] pie, [tokens]");
  EXPECT_EQ(place_in_study({&tokens, "late", "pie", "", "", ""}),
            "[[variant]] late, [[story]] pie, [tokens]");
  EXPECT_EQ(place_in_study({&stage_named("networks"), "", "", "", "", ""}), "[networks]");
  EXPECT_EQ(place_in_study({&stage_named("bold"), "", "pie", "sub-1", "", ""}),
            "[[story]] pie, [bold], scan sub-1");
}

}  // namespace
}  // namespace anbn
