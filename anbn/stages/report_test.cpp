// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/stages/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

namespace anbn {

extern const Stage kReportStage;

namespace {

namespace fs = std::filesystem;

const char* const kStudy = R"({"name": "Tiny", "variants": [{"name": "main", "weights": "trained"},
  {"name": "untrained", "weights": "random"}], "stories": [{"name": "fox", "title": "The <Fox>"}]})";
const char* const kSummary =
    R"({"permutations": 99, "alpha": 0.01, "family": "neurons of one story",
  "nuisance": ["intercept"], "global": {"observed": 0.5, "p": 0.4, "null_mean": 0.5, "null_95": 0.7, "pair": "L1H1D1-BN2"},
  "neurons": {"tested": 2, "significant": {"shuffle_pair_q": 1, "phase_max_q": 0, "phase_max_q_05": 0, "phase_max_p_01": 0}},
  "networks": {"tested": 2, "significant": {"shuffle_pair_q": 2, "phase_max_q": 0, "phase_max_q_05": 0, "phase_max_p_01": 0}}})";
const std::string kTests =
    "correlation\texpected\texpected_95\tshuffle_pair_p\tshuffle_pair_q\tphase_correlation\tphase_"
    "max_p\tphase_max_q\t"
    "phase_p_fwe";

/// Two neurons in two layers, two networks, two draws; the third neuron is constant.
class ReportStage : public testing::Test {
 protected:
  void SetUp() override {
    write_file(results / "study.json", kStudy);
    write_stage("networks", "networks");
    write_file(results / "networks/networks.tsv", "network\tname\n1\tBN 1\n2\tBN 2\n");
    fs::create_directories(results / "networks/fox");
    write_npy(results / "networks/fox/listener_01.npy", Matrix(3, 2));
    for (const std::string variant : {"main", "untrained"}) write_variant(variant + "/fox");
  }
  void write_stage(const fs::path& folder, const std::string& stage) {
    fs::create_directories(results / folder);
    write_file(
        results / folder / "stage.json",
        R"({"stage": ")" + stage +
            R"(", "version": 1, "isa": "reference", "options": {"tr_s": 1.5}, "inputs": {"a": "00ff"}})");
    write_file(
        results / folder / "run.json",
        R"({"anbn": "0.1.0", "seconds": 9, "threads": 7, "warnings": ["mind the gap"], "facts": {"gaps": "1"}})");
  }
  void write_matrix(const fs::path& file, std::vector<float> values, std::size_t cols) {
    Matrix x(values.size() / cols, cols);
    x.values = std::move(values);
    write_npy(file, x);
  }
  void write_variant(const fs::path& folder) {
    for (const char* stage :
         {"tokens", "activations", "timecourses", "coupling", "significance", "interpretation"})
      write_stage(folder / stage, stage);
    const fs::path at = results / folder;
    write_file(at / "tokens/volumes.tsv",
               "volume\ttime_s\ttokens\twords\n0\t0\t2\t1\n1\t1.5\t0\t0\n2\t3\t1\t1\n");
    write_file(at / "tokens/words.tsv",
               "word\ttext\ttimed\tvolume\n1\tfox\taligned\t0\n2\tden\tinterpolated\t-1\n");
    write_file(at / "tokens/tokens.tsv", "token\tsegment\n1\t1\n2\t1\n3\t2\n");
    write_file(at / "timecourses/neurons.tsv",
               "neuron\tlabel\tlayer\n1\tL1H1D1\t1\n2\tL1H1D2\t1\n3\tL2H1D1\t2\n");
    write_file(at / "coupling/neurons.tsv",
               "neuron\tlabel\tnetwork\tcorrelation\n1\tL1H1D1\t2\t0.5\n2\tL1H1D2\t1\t0."
               "2\n3\tL2H1D1\tn/a\tn/a\n");
    write_file(at / "coupling/networks.tsv",
               "network\tneuron\tlabel\tcorrelation\n1\t2\tL1H1D2\t0.2\n2\t1\tL1H1D1\t0.5\n");
    write_file(at / "coupling/lags.tsv",
               "lag_volumes\tnetwork\tcorrelation\tnoise_mean\tnoise_95\tnoise_95_any\n0\t1\t0."
               "4\t0.1\t0.2\t0.3\n");
    write_file(at / "significance/summary.json", kSummary);
    const std::string tests = "\t0.5\t0.3\t0.4\t0.01\t0.01\t0.4\t0.3\t0.3\t0.4\n";
    const std::string none = "\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\n";
    write_file(at / "significance/neurons.tsv",
               "neuron\tlabel\tnetwork\tphase_network\t" + kTests + "\n1\tL1H1D1\t2\t2" + tests +
                   "2\tL1H1D2\t1\t1" + tests + "3\tL2H1D1\tn/a\tn/a" + none);
    write_file(at / "significance/networks.tsv",
               "network\tneuron\tlabel\tphase_neuron\tphase_label\t" + kTests +
                   "\n1\t2\tL1H1D2\t2\tL1H1D2" + tests + "2\t1\tL1H1D1\t1\tL1H1D1" + tests);
    constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
    const fs::path noise = at / "significance";
    write_matrix(noise / "noise_neuron_correlation.npy", {0.25f, 0.5f, kNaN, 0.5f, 0.5f, kNaN}, 3);
    write_matrix(noise / "noise_neuron_network.npy", {1, 1, 0, 2, 2, 0}, 3);
    write_matrix(noise / "noise_network_correlation.npy", {0.5f, 0.25f, 0.25f, 0.5f}, 2);
    write_matrix(noise / "noise_network_neuron.npy", {1, 2, 1, 1}, 2);
    write_file(at / "interpretation/neurons.tsv",
               "neuron\tlabel\tquery_upos\tkey_upos\tshare\n1\tL1H1D1\tNOUN\tVERB\t0."
               "5\n2\tL1H1D2\tn/a\tn/a\tn/a\n");
    write_file(at / "interpretation/pairs.tsv",
               "neuron\tlabel\tsegment\trank\tquery_piece\tkey_"
               "piece\n1\tL1H1D1\t1\t1\tfox\tden\n1\tL1H1D1\t1\t2\ta\tb\n");
  }
  std::string error() {
    return error_of([&] { run(); });
  }
  Ran run() {
    return run_stage(kReportStage, R"({"results": ")" + results.path().string() + R"("})",
                     results / "report", workshop.hashes, workshop.context);
  }
  ScratchFolder results;
  TinyWorkshop workshop{results / "hashes.tsv"};
};

TEST_F(ReportStage, WritesPageFiguresAndSummary) {
  run();
  const std::string html = read_text(results / "report/report.html");
  EXPECT_NE(html.find("The &lt;Fox&gt;"), std::string::npos);
  EXPECT_NE(html.find("fox \u2192 den"), std::string::npos);
  EXPECT_NE(html.find("mind the gap"), std::string::npos);
  EXPECT_NE(html.find("NOUN \u2192 VERB, 50 %"), std::string::npos);
  const std::string summary = read_text(results / "report/summary.txt");
  EXPECT_NE(summary.find("The <Fox> (main): Nothing here is more than noise gives."),
            std::string::npos)
      << summary;
  EXPECT_NE(
      summary.find("3 volumes of 1.5 s, 1 listener, 1 of 2 words without times, 1 silent volume"),
      std::string::npos)
      << summary;
  EXPECT_NE(summary.find("The <Fox> (untrained): p = 0.4"), std::string::npos) << summary;
}

TEST_F(ReportStage, WritesTheNumbersOfEachFigure) {
  run();
  EXPECT_EQ(read_text(results / "report/figures/4b_layer_means.main.fox.tsv"),
            "series\tlayer\tcorrelation\tlow\thigh\nobserved\t1\t0.35\tn/a\tn/a\nobserved\t2\tn/"
            "a\tn/a\tn/a\n"
            "noise\t1\t0.4375\t0.378125\t0.496875\nnoise\t2\tn/a\tn/a\tn/a\n"
            "untrained\t1\t0.35\tn/a\tn/a\nuntrained\t2\tn/a\tn/a\tn/a\n");
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(results / "report/figures"))
    files += entry.is_regular_file();
  EXPECT_EQ(files, 7u);  // the untrained model is a series of the others, not figures of its own
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
  write_file(results / "untrained/fox/timecourses/neurons.tsv",
             "neuron\tlabel\tlayer\n1\tL1H1D1\t1\n2\tL2H1D1\t2\n3\tL3H1D1\t3\n");
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
  EXPECT_NE(error().find("found 4 in column neuron; expected whole numbers from 1 to 3"),
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
