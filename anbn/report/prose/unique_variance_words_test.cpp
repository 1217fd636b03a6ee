// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/unique_variance_words.h"

#include "anbn/core/nan.h"
#include "anbn/report/example_report.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "tests/support/has.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

UniqueVarianceResults example_gains(std::size_t found) {
  UniqueVarianceResults x;
  x.encoding.groups = {{"L1", 2, 2, {}, {}, 1}};
  for (const double gain : {0.001, 0.02, kNan})
    x.encoding.networks.push_back({{gain, 0.01, 0.0005, 0, 0.004, 0}, 0, 0.02, 0.03});
  x.encoding.networks[2].best = kNoIndex;
  x.encoding.summary.networks = {2, 1, found};
  x.encoding.summary.global = {0.02, 0.03, 0.001, 0, 0.006, 0};
  x.low_level_r2 = {0.11, 0.012, kNan};
  return x;
}

TEST(UniqueVarianceWords, SayInHowManyNetworksNeuronsAdd) {
  EXPECT_TRUE(has(unique_variance_words(example_gains(1)),
                  "neurons add to rhythm in 1 of 2 networks (family-wise p <= 0.05); largest gain "
                  "in held-out R\u00b2 0.0200, p = 0.03; noise 0.0010, 5 % above 0.0060"));
}

TEST(UniqueVarianceWords, SayWhatWasFoundAndNoMoreWhereNothingIs) {
  const std::string words = unique_variance_words(example_gains(0));
  EXPECT_TRUE(has(words, "that neurons add to rhythm is not shown in any of 2 networks; largest "))
      << words;
  UniqueVarianceResults none = example_gains(0);
  none.encoding.summary.global.p = kNan;
  EXPECT_EQ(unique_variance_words(none), "nothing could be tested");
}

TEST(UniqueVarianceWords, StandOnThePageAndInTheSummaryWhereThereIsSuchAResult) {
  Report report = example_report();
  Session& session = report.sessions[0];
  EXPECT_EQ(unique_variance_part(session, nullptr), "");
  EXPECT_FALSE(has(summary_text(report), "beyond rhythm"));
  session.unique_variance = example_gains(1);
  const std::string html = unique_variance_part(session, nullptr);
  EXPECT_LT(html.find("0.0200"), html.find("0.1100")) << "the largest gain first";
  EXPECT_TRUE(has(html, "More than rhythm"));
  EXPECT_TRUE(has(summary_text(report), "beyond rhythm"));
  Session untrained = session;
  EXPECT_TRUE(has(unique_variance_part(session, &untrained), "The untrained model: neurons add"));
}

}  // namespace
}  // namespace anbn
