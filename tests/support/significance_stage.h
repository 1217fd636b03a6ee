// SPDX-License-Identifier: Apache-2.0
// The stage `significance` on a small story with one planted pair.
#pragma once

#include "anbn/runner/stage.h"
#include "tests/support/coupled_story.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

namespace anbn {

extern const Stage kCouplingStage;
extern const Stage kSignificanceStage;

class SignificanceStage : public testing::Test {
 protected:
  void SetUp() override {
    story.make_nuisance(R"("nuisance": "drift")", workshop.context);
    couple("signed");
  }
  void couple(const std::string& delta) {
    kCouplingStage.run(story.options({"timecourses", "tokens", "networks", "nuisance"},
                                     R"("lag_draws": 0, "delta": ")" + delta + "\""),
                       story.folder / "coupling", workshop.context);
    write_file(story.folder / "coupling/stage.json",
               R"({"stage": "coupling", "options": {"delta": ")" + delta + R"("}})");
    write_file(story.folder / "coupling/run.json", "{}");
  }
  void run(const std::string& more) {
    kSignificanceStage.run(
        story.options({"timecourses", "tokens", "networks", "coupling", "nuisance"}, more),
        story.folder / "significance", workshop.context);
  }
  Table table(const char* name) const { return read_tsv(story.folder / "significance" / name); }
  nlohmann::json summary() const {
    return nlohmann::json::parse(read_text(story.folder / "significance/summary.json"));
  }
  static double number(const Table& t, std::size_t row, const char* column) {
    return t.optional_number(row, t.column(column)).value_or(std::nan(""));
  }

  CoupledStory story;
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

}  // namespace anbn
