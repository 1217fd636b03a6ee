// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_pooled.h"

#include "tests/support/report_stage.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

class ReportOfStories : public ReportStage {
 protected:
  /// stories.tsv of fox and `other`, neither of which changes places.
  static std::string stories_with(const std::string& other) {
    const std::string out = "\t0\tn/a\t0\tn/a\n";
    return kHeader + "fox\t3\t0.5\t0.5" + out + other + "\t3\t0.5\t0.25" + out;
  }
  inline static const std::string kHeader =
      "story\tvolumes\tshare\tlargest_pair\tother_stories_volumes\tother_stories_class\t"
      "other_stories_share\tsame_text_as\n";
  /// A second story as the first, and both together in both variants.
  void write_pooled() {
    std::string study = kStudy;
    study.replace(study.rfind("]}"), 2, R"(, {"name": "den"}]})");
    write_file(results / "study.json", study);
    fs::create_directories(results / "networks/den");
    write_npy(results / "networks/den/listener_01.npy", Matrix(3, 2));
    for (const std::string variant : {"main", "untrained"}) {
      write_variant(variant + "/den");
      fs::copy(results / variant / "fox/significance", results / variant / "pooled");
      write_stage(variant + "/pooled", "pooled");
      write_file(results / variant / "pooled/stories.tsv", stories_with("den"));
    }
  }
};

TEST_F(ReportOfStories, BeginsWithAllStoriesTogether) {
  write_pooled();
  run();
  const std::string summary = read_text(results / "report/summary.txt");
  EXPECT_TRUE(summary.starts_with("Tiny\n\nAll 2 stories together (main): Nothing found: neither"))
      << summary;
  EXPECT_NE(summary.find("that pair's r     The <Fox> 0.500, den 0.250"), std::string::npos)
      << summary;
  EXPECT_NE(summary.find("6 volumes, 2 stories (0.1 min)"), std::string::npos) << summary;
  EXPECT_NE(summary.find("All 2 stories together (untrained): 0 neurons and 0 networks named"),
            std::string::npos)
      << summary;
  const std::string html = read_text(results / "report/report.html");
  EXPECT_LT(html.find("<h2>All 2 stories together"), html.find("<h2>The &lt;Fox&gt;"));
  // The figures are of the anchors and the noise in its own folder, beside the untrained model's.
  std::string of_fox = read_text(results / "report/figures/4b_layer_means.main.fox.tsv");
  of_fox.replace(of_fox.find("observed\t1\t0.35"), 15, "observed\t1\t0.5");
  of_fox.replace(of_fox.find("untrained\t1\t0.35"), 16, "untrained\t1\t0.5");
  EXPECT_EQ(read_text(results / "report/figures/4b_layer_means.main.pooled.tsv"), of_fox);
  EXPECT_FALSE(fs::exists(results / "report/figures/lags.main.pooled.tsv"));
  EXPECT_TRUE(fs::exists(results / "report/figures/lags.main.den.tsv"));
  EXPECT_EQ(run(), Ran::already_done);
  write_file(
      results / "main/pooled/stage.json",
      R"({"stage": "pooled", "version": 2, "isa": "reference", "options": {}, "inputs": {}})");
  EXPECT_EQ(run(), Ran::yes);
}

TEST_F(ReportOfStories, RefusesPooledStoriesThatTheStudyHasNot) {
  write_pooled();
  write_file(results / "main/pooled/stories.tsv", stories_with("hen"));
  EXPECT_NE(error().find("stories.tsv: found the story hen, which the study has not"),
            std::string::npos)
      << error();
  write_file(results / "main/pooled/stories.tsv", kHeader);
  EXPECT_NE(error().find("stories.tsv: found 0 stories; expected two or more"), std::string::npos);
}

}  // namespace
}  // namespace anbn
