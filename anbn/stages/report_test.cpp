// SPDX-License-Identifier: Apache-2.0
#include "tests/support/report_stage.h"

#include "anbn/io/table.h"
#include "anbn/runner/finished.h"

#include <nlohmann/json.hpp>

namespace anbn {
namespace {

namespace fs = std::filesystem;

TEST_F(ReportStage, WritesPageFiguresAndSummary) {
  run();
  const std::string html = read_text(results / "report/report.html");
  EXPECT_NE(html.find("The &lt;Fox&gt;"), std::string::npos);
  EXPECT_NE(html.find("fox \u2192 den"), std::string::npos);
  EXPECT_NE(html.find("mind the gap"), std::string::npos);
  EXPECT_NE(html.find("NOUN \u2192 VERB, 50 % (the text gives 20 %)"), std::string::npos);
  EXPECT_NE(html.find("DET 62 %, 3.1 \u00d7 the text\u2019s 20 % (q 0.01); 91 % of these "
                      "\u201cthe\u201d; 34 different pieces among all"),
            std::string::npos);
  EXPECT_NE(html.find("Of 1 neuron the queries lie on one class, or on words of it, more often"),
            std::string::npos);
  EXPECT_NE(html.find("95.0 % !"), std::string::npos);  // mostly nuisance
  EXPECT_NE(html.find("word_rate left it, since a network is that very series"), std::string::npos);
  const std::string summary = read_text(results / "report/summary.txt");
  EXPECT_NE(summary.find("neurons 0.350 (untrained 0.350)"), std::string::npos) << summary;
  EXPECT_NE(summary.find("neurons 0.400 (noise 0.438)"), std::string::npos) << summary;
  EXPECT_NE(summary.find("The <Fox> (main): Nothing found: neither a single pair"),
            std::string::npos)
      << summary;
  EXPECT_NE(summary.find("3 volumes of 1.5 s (1 silent), 1 listener, 1 of 2 words without times"),
            std::string::npos)
      << summary;
  EXPECT_NE(
      summary.find(
          "The <Fox> (untrained): 0 neurons and 0 networks named; excess of mean r\u00b2 1.2"),
      std::string::npos)
      << summary;
}

TEST_F(ReportStage, WritesASummaryForPrograms) {
  run();
  const auto summary = nlohmann::json::parse(read_text(results / "report/summary.json"));
  EXPECT_EQ(summary["study"], "Tiny");
  ASSERT_EQ(summary["sessions"].size(), 2u);
  const auto& main = summary["sessions"][0];
  EXPECT_EQ(main["variant"], "main");
  EXPECT_EQ(main["story"], "fox");
  EXPECT_EQ(main["verdict"], "nothing");
  EXPECT_EQ(main["p"], 0.5);
  EXPECT_EQ(main["p_largest"], 0.4);
  EXPECT_EQ(main["volumes"], 3);
  EXPECT_EQ(main["tests"]["neurons"]["named"], 0);
  EXPECT_EQ(main["tests"]["nulls"][0]["null"], "shuffle");
  EXPECT_EQ(summary["sessions"][1]["role"], "untrained");
}

TEST_F(ReportStage, WritesThePapersNumbersBesideTheStudys) {
  run();
  const Table paper = read_tsv(results / "report/paper.main.fox.tsv");
  const auto cell = [&](std::string_view quantity, const char* column) {
    for (const auto& row : paper.rows)
      if (row[1] == quantity) return row[paper.column(column)];
    return std::string("no such row");
  };
  EXPECT_EQ(cell("best pair of each layer", "here"), "L1H1D1-BN2 0.500");
  EXPECT_EQ(cell("most frequent tags of all neurons", "here"), "NOUN\u2013VERB 1 = 100.0 %");
  EXPECT_EQ(cell("most frequent tags of all neurons", "noise"), "NOUN\u2013VERB 0 (0 to 1)");
  EXPECT_EQ(cell("most frequent tags of all neurons", "untrained"), "NOUN\u2013VERB 1 = 100.0 %");
  EXPECT_EQ(cell("most frequent tags of all neurons", "partial"), "n/a");
}

TEST_F(ReportStage, WritesTheNumbersOfEachFigure) {
  run();
  EXPECT_EQ(read_text(results / "report/figures/4b_layer_means.main.fox.tsv"),
            "series\tlayer\tcorrelation\tlow\thigh\nobserved\t1\t0.35\tn/a\tn/a\nobserved\t2\tn/"
            "a\tn/a\tn/a\n"
            "partial\t1\t0.4\tn/a\tn/a\npartial\t2\tn/a\tn/a\tn/a\n"
            "noise\t1\t0.4375\t0.378125\t0.496875\nnoise\t2\tn/a\tn/a\tn/a\n"
            "untrained\t1\t0.35\tn/a\tn/a\nuntrained\t2\tn/a\tn/a\tn/a\n");
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(results / "report/figures"))
    files += entry.is_regular_file();
  EXPECT_EQ(files, 8u);  // the untrained model is a series of the others, not figures of its own
}

TEST_F(ReportStage, ShowsMapsAndHealthOfNetworksFoundInVolumes) {
  write_volumes();
  run();
  const fs::path figures = results / "report/figures";
  const Table maps = read_tsv(figures / "6bc_networks.main.fox.tsv");
  const auto cell = [&](std::size_t row, std::string_view column) {
    return maps.rows.at(row)[maps.column(column)];
  };
  // Network 2 has the anchor above 0.25; its peak is the file's last voxel, the leftmost.
  EXPECT_EQ(cell(0, "network"), "2");
  EXPECT_EQ(cell(0, "x_mm"), "-3");
  EXPECT_EQ(cell(0, "voxels"), "1");
  // Network 1 is negative: flipped, with the sign of its PCC.
  EXPECT_EQ(cell(1, "network"), "1");
  EXPECT_EQ(cell(1, "flipped"), "yes");
  EXPECT_EQ(cell(1, "correlation"), "-0.5");
  EXPECT_EQ(cell(1, "x_mm"), "3");
  EXPECT_EQ(cell(1, "peak"), "1");
  EXPECT_EQ(read_text(figures / "health_layer_1.tsv"),
            "series\tepoch\texplained\theld_out_explained\nobserved\t0\t0\tn/a\n");
  const Table course = read_tsv(figures / "6bc_course_1.main.fox.tsv");
  ASSERT_EQ(course.rows.size(), 3u);
  EXPECT_EQ(course.rows[0][course.column("network")], "1.2247");  // of 0, 2, 4, flipped
  EXPECT_EQ(course.rows[0][course.column("flipped")], "1");
  const std::string html = read_text(results / "report/report.html");
  EXPECT_NE(html.find("Layer 1 learned nothing.</b> Nothing came."), std::string::npos);
  EXPECT_NE(html.find("The most has fox/sub-01_bold: 2 of 3 voxels."), std::string::npos);
  EXPECT_NE(html.find("one scan was resampled to it"), std::string::npos);
  EXPECT_NE(html.find("2 scans were held out from training, but other scans of the same"),
            std::string::npos);
  EXPECT_NE(read_text(results / "report/summary.txt").find("LEARNED NOTHING: layer 1 of 1"),
            std::string::npos);
}

TEST_F(ReportStage, RefusesAMeanOfAnotherSizeThanTheMaps) {
  write_volumes();
  NiftiWriter writer(results / "networks/mean.nii.gz", {.grid = {{2, 1, 1}, {}}});
  writer.append(std::vector<float>{1, 2});
  writer.finish();
  EXPECT_NE(error().find("mean.nii.gz: found 2x1x1 voxels; expected 4x1x1"), std::string::npos)
      << error();
}

TEST_F(ReportStage, RefusesFewerMapsThanNetworks) {
  write_volumes();
  NiftiWriter writer(results / "networks/maps.nii.gz",
                     {.grid = {{4, 1, 1}, {{{-3, 0, 0, 6}, {0, 3, 0, 0}, {0, 0, 3, 0}}}}});
  writer.append(std::vector<float>{0, 1, 0, 0});
  writer.finish();
  EXPECT_NE(error().find("maps.nii.gz: found 1 maps; expected one for each network"),
            std::string::npos)
      << error();
}

TEST_F(ReportStage, ShowsAnEncodingOnlyOfTheseTimeCoursesAndNetworks) {
  const fs::path at = results / "main/fox";
  write_stage("main/fox/encoding", "encoding");
  const auto write_manifest = [&](const std::string& networks) {
    write_file(
        at / "encoding/stage.json",
        R"({"stage": "encoding", "version": 1, "isa": "reference", "options": {"features": "layer", "folds": 5},
  "inputs": {"timecourses": ")" +
            hash_of_stage(at / "timecourses", "timecourses") + R"(", "networks": ")" + networks +
            "\"}}");
  };
  write_manifest(hash_of_stage(results / "networks", "networks"));
  write_file(at / "encoding/summary.json",
             R"({"null": "phase", "permutations": 99, "gap_volumes": 11, "family": "one family",
  "pairs": {"tested": 2, "significant_q_05": 1, "significant_fwe_05": 1}, "smallest_q": 0.02, "nuisance": [], "networks": {"tested": 2, "significant_q_05": 1, "significant_fwe_05": 1},
  "global": {"observed": 0.5, "p": 0.01, "null_mean": 0.2, "null_95": 0.4}})");
  write_file(
      at / "encoding/groups.tsv",
      "group\tlabel\tneurons\ttested\tmean\tmean_noise\tmean_noise_low\tmean_noise_high\tmean_p\t"
      "network\tcorrelation\tnoise\tnoise_95\tp\n"
      "1\tL1\t2\t2\t0.25\t0\t-0.1\t0.1\t0.01\t2\t0.5\t0.2\t0.4\t0.01\n"
      "2\tL2\t1\t0\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\n");
  run();
  EXPECT_EQ(read_text(results / "report/figures/encoding.main.fox.tsv"),
            "series\tgroup\tcorrelation\tlow\thigh\nobserved\t1\t0.25\tn/a\tn/a\n"
            "observed\t2\tn/a\tn/a\tn/a\nnoise\t1\t0\t-0.1\t0.1\nnoise\t2\tn/a\tn/a\tn/a\n");
  EXPECT_NE(read_text(results / "report/summary.txt").find("1 of 2"), std::string::npos);
  write_manifest("of something else");
  run();
  EXPECT_FALSE(fs::exists(results / "report/figures/encoding.main.fox.tsv"));
  EXPECT_NE(read_text(results / "report/report.html").find("encoding was made from other"),
            std::string::npos);
}

TEST_F(ReportStage, TellsNothingThatDiffersBetweenRuns) {
  run();
  const std::string html = read_text(results / "report/report.html");
  write_file(
      results / "main/fox/tokens/run.json",
      R"({"anbn": "0.1.0", "seconds": 1, "threads": 1, "warnings": ["mind the gap"], "facts": {"gaps": "1"}})");
  fs::remove_all(results / "report");
  run();
  EXPECT_EQ(read_text(results / "report/report.html"), html);
}

TEST_F(ReportStage, IsUpToDateUntilAResultChanges) {
  EXPECT_EQ(run(), Ran::yes);
  EXPECT_EQ(run(), Ran::already_done);
  write_file(
      results / "main/fox/coupling/stage.json",
      R"({"stage": "coupling", "version": 2, "isa": "reference", "options": {}, "inputs": {}})");
  EXPECT_EQ(run(), Ran::yes);
}

TEST_F(ReportStage, LeavesOutAnUntrainedModelOfAnotherShapeAndSaysSo) {
  write_neurons(example_neurons(3, 3), results / "untrained/fox/timecourses");
  run();
  ASSERT_FALSE(workshop.notes.warnings.empty());
  EXPECT_NE(workshop.notes.warnings[0].find("untrained has other neurons"), std::string::npos);
  const Table table = read_tsv(results / "report/figures/4b_layer_means.main.fox.tsv");
  for (const auto& row : table.rows) EXPECT_NE(row[0], "untrained");
}

TEST_F(ReportStage, NamesTheFileThatDisagrees) {
  write_file(results / "main/fox/coupling/networks.tsv",
             "network\tneuron\tlabel\tcorrelation\n1\t2\tL1H1D2\t0.2\n");
  EXPECT_NE(
      error().find("coupling/networks.tsv: found 1 rows; expected one for each of the 2 networks"),
      std::string::npos)
      << error();
}

TEST_F(ReportStage, RefusesAnchorsThatDoNotExist) {
  write_file(results / "main/fox/coupling/networks.tsv",
             "network\tneuron\tlabel\tcorrelation\n1\t2\tL1H1D2\t0.2\n2\t4\tL9H1D1\t0.5\n");
  EXPECT_NE(error().find("the column 'neuron' holds '4'; expected a whole number from 1 to 3"),
            std::string::npos)
      << error();
}

TEST_F(ReportStage, RefusesNoiseOfAnotherShape) {
  write_matrix(results / "main/fox/significance/noise_network_neuron.npy", {1, 2, 1, 1}, 4);
  EXPECT_NE(error().find("noise_network_neuron.npy: found 4 columns; expected 2"),
            std::string::npos)
      << error();
}

}  // namespace
}  // namespace anbn
