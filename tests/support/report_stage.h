// SPDX-License-Identifier: Apache-2.0
// The results of a finished study of one story, as the report reads them.
#pragma once

#include "anbn/core/nan.h"
#include "anbn/io/nifti.h"
#include "anbn/io/npy.h"
#include "anbn/results/interpretation.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/tiny_stages.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

extern const Stage kReportStage;

inline const char* const kStudy =
    R"({"name": "Tiny", "variants": [{"name": "main", "weights": "trained"},
  {"name": "untrained", "weights": "random"}], "stories": [{"name": "fox", "title": "The <Fox>"}]})";
inline const std::string kGlobal =
    R"({"observed": 0.5, "p": 0.4, "null_mean": 0.5, "null_95": 0.7, "pair": "L1H1D1-BN2"})";
inline const std::string kFigure =
    R"({"observed": 0.5, "noise": 0.4, "low": 0.3, "high": 0.6, "p": 0.4, "p_adjusted": 0.5, "excess": 1.2})";
inline const std::string kOmnibus =
    R"({"p": 0.5, "largest": )" + kFigure + R"(, "mean_neurons": )" + kFigure +
    R"(, "mean_networks": )" + kFigure + R"(, "mean_r2": )" + kFigure + R"(, "layers_p": 0.6})";
inline const std::string kNoCounts =
    R"("tested": 2, "pair_q": 0, "max_q": 0, "max_q_05": 0, "max_p_01": 0, "p_fwe_05": 0)";

inline std::string null_summary(const std::string& name, const std::string& statistic) {
  return R"({"null": ")" + name + R"(", "draw": "a draw", "statistic": ")" + statistic +
         R"(", "draws": 99, "smallest_p": 0.01, "family": "neurons of one story", "global": )" +
         kGlobal + R"(, "omnibus": )" + kOmnibus + R"(, "neurons": {)" + kNoCounts +
         R"(}, "networks": {)" + kNoCounts + "}}";
}
inline std::string side_summary(int shuffle_pair_q) {
  return R"({"tested": 2, "tested_phase": 2, "named": 0, "named_groups": 0, "called": 0,
  "called_groups": 0, "significant": {"shuffle_pair_q": )" +
         std::to_string(shuffle_pair_q) +
         R"(, "shuffle_max_q": 0, "phase_pair_q": 0, "phase_max_q": 0, "phase_max_q_05": 0,
  "phase_max_p_01": 0, "shuffle_pair_p_01": 0},
  "nuisance_r2": {"median": 0.1, "above_90": 0}, "kurtosis": {"largest": 0.5, "above_3": 0},
  "noise_accepted": {"mean": 0.25, "low": 0.2, "high": 0.3}})";
}
inline const std::string kSummary =
    R"({"permutations": 99, "alpha": 0.01, "correction": "bh", "family": "neurons of one story",
  "nuisance": ["intercept"], "nuisance_tested": ["word_rate"], "smallest_q": 0.02, "neurons_for_q_01": null, "left_out": {
  "neurons": {"constant": ["L2H1D1"], "explained": []}, "networks": {"constant": [], "explained": []}},
  "omnibus": )" +
    kOmnibus + R"(, "global": )" + kGlobal + R"(, "shuffle_global": )" + kGlobal +
    R"(, "neurons": )" + side_summary(1) + R"(, "networks": )" + side_summary(2) +
    R"(, "nulls": [)" + null_summary("shuffle", "correlation") + ", " +
    null_summary("phase", "partial correlation given the nuisance set") + "]}";
inline const std::string kTests =
    "correlation\tpartial_correlation\tnuisance_r2\tkurtosis\texpected\texpected_95\tshuffle_pair_"
    "p\tshuffle_"
    "pair_q\tphase_correlation\tphase_"
    "max_p\tphase_max_q\tphase_p_fwe\tshuffle_max_p\tshuffle_max_q\tshuffle_p_fwe\tphase_pair_p\t"
    "phase_pair_q\tphase_alike";

/// Two neurons in two layers, two networks, two draws; the third neuron is constant.
class ReportStage : public testing::Test {
 protected:
  void SetUp() override {
    write_file(results / "study.json", kStudy);
    write_stage("networks", "networks");
    write_file(results / "networks/networks.tsv", "network\tname\n1\tBN 1\n2\tBN 2\n");
    std::filesystem::create_directories(results / "networks/fox");
    write_npy(results / "networks/fox/listener_01.npy", Matrix(3, 2));
    for (const std::string variant : {"main", "untrained"}) write_variant(variant + "/fox");
  }
  void write_stage(const std::filesystem::path& folder, const std::string& stage) {
    std::filesystem::create_directories(results / folder);
    write_file(
        results / folder / "stage.json",
        R"({"stage": ")" + stage +
            R"(", "version": 1, "isa": "reference", "options": {"tr_s": 1.5}, "inputs": {"a": "00ff"}})");
    write_file(
        results / folder / "run.json",
        R"({"anbn": "0.1.0", "seconds": 9, "threads": 7, "warnings": ["mind the gap"], "facts": {"gaps": "1"}})");
  }
  void write_matrix(const std::filesystem::path& file, std::vector<float> values,
                    std::size_t cols) {
    Matrix x(values.size() / cols, cols);
    x.values = std::move(values);
    write_npy(file, x);
  }
  /// The four figures of each null model, then two of each layer.
  static void write_omnibus_table(const std::filesystem::path& file) {
    std::string rows =
        "null_model\tfigure\tlayer\tobserved\tnoise\tlow\thigh\tp\tp_adjusted\texcess\n";
    const std::string numbers = "\t0.5\t0.4\t0.3\t0.6\t0.4\t0.5\t1.2\n";
    for (const std::string null : {"shuffle", "phase"}) {
      for (const char* figure : {"largest", "mean_neurons", "mean_networks", "mean_r2"})
        rows += null + "\t" + figure + "\tn/a" + numbers;
      for (const char* layer : {"1", "2"})
        for (const char* figure : {"mean_neurons", "mean_r2"})
          rows += null + "\t" + figure + "\t" + layer + numbers;
    }
    write_file(file, rows);
  }
  void write_variant(const std::filesystem::path& folder) {
    for (const char* stage : {"tokens", "activations", "timecourses", "nuisance", "coupling",
                              "significance", "interpretation"})
      write_stage(folder / stage, stage);
    const std::filesystem::path at = results / folder;
    TokensResults tokens = example_tokens({0, 0, 1}, 3);
    tokens.table.tokens[2].word.reset(), tokens.table.tokens[2].volume.reset();
    tokens.pieces = {"fox", "den", "b"};
    tokens.words.pop_back();
    tokens.words[1].timing = Timing::interpolated;
    tokens.table.word_volumes = {0, -1};
    tokens.table.tokens_in = {2, 0, 1};
    write(tokens, at / "tokens");
    write_neurons({{1, 1, 1, "L1H1D1"}, {1, 1, 2, "L1H1D2"}, {2, 1, 1, "L2H1D1"}},
                  at / "timecourses");
    write_file(at / "coupling/neurons.tsv",
               "neuron\tlabel\tnetwork\tcorrelation\n1\tL1H1D1\t2\t0.5\n2\tL1H1D2\t1\t0."
               "2\n3\tL2H1D1\tn/a\tn/a\n");
    write_file(at / "coupling/networks.tsv",
               "network\tneuron\tlabel\tcorrelation\n1\t2\tL1H1D2\t0.2\n2\t1\tL1H1D1\t0.5\n");
    write_file(at / "coupling/lags.tsv",
               "lag_volumes\tnetwork\tcorrelation\tnoise_mean\tnoise_95\tnoise_95_any\n0\t1\t0."
               "4\t0.1\t0.2\t0.3\n");
    write_file(at / "significance/summary.json", kSummary);
    write_omnibus_table(at / "significance/omnibus.tsv");
    const std::string tests =
        "\t0.5\t0.45\t0.95\t0.7\t0.3\t0.4\t0.01\t0.01\t0.4\t0.3\t0.3\t0.4\t0.3\t0.3\t0.3\t0.1\t0."
        "1\tn/"
        "a\n";
    std::string none;
    for (int column = 0; column < 18; ++column) none += "\tn/a";
    none += "\n";
    write_file(at / "significance/neurons.tsv",
               "neuron\tlabel\tnetwork\tphase_network\t" + kTests + "\n1\tL1H1D1\t2\t2" + tests +
                   "2\tL1H1D2\t1\t1" + tests + "3\tL2H1D1\tn/a\tn/a" + none);
    write_file(at / "significance/networks.tsv",
               "network\tneuron\tlabel\tphase_neuron\tphase_label\tphase_p_given_stronger\t" +
                   kTests + "\n1\t2\tL1H1D2\t2\tL1H1D2\tn/a" + tests +
                   "2\t1\tL1H1D1\t1\tL1H1D1\tn/a" + tests);
    write_file(at / "significance/false_discoveries.tsv",
               "null_model\tside\tthreshold\tfound\texpected\tupper_95\tshare\nphase\tneurons\t0."
               "4\t1\t0.25\t1\t0.25\n");
    const std::filesystem::path noise = at / "significance";
    write_matrix(noise / "noise_neuron_correlation.npy",
                 {0.25f, 0.5f, kFloatNan, 0.5f, 0.5f, kFloatNan}, 3);
    write_matrix(noise / "noise_neuron_network.npy", {1, 1, 0, 2, 2, 0}, 3);
    write_matrix(noise / "noise_network_correlation.npy", {0.5f, 0.25f, 0.25f, 0.5f}, 2);
    write_matrix(noise / "noise_network_neuron.npy", {1, 2, 1, 1}, 2);
    const PosTag noun_to_verb{7, 14, 0.5};
    InterpretationResults told{{"L1H1D1", "L1H1D2"}, {}};
    told.interpretation.neurons.resize(2);
    told.interpretation.neurons[0].tag = noun_to_verb;
    told.interpretation.neurons[0].tag_expected = 0.2;
    told.interpretation.neurons[0].query = {5, 0.62, 0.2, 1.9, 0.001, 0.01, 58, 34, "the", 0.91};
    told.interpretation.tags = {{TagDirection::folded, 7, 14, 1, 1, 0.5, 0, 1}};
    told.interpretation.readable = {{0, 0, 0, 0, 1, 2}, {0, 0, 1, 1, 2, 1}};
    write(told, tokens, at / "interpretation");
  }
  /// A row of four voxels from right to left, three of them in the mask.
  void write_volumes() {
    const Grid grid{{4, 1, 1}, {{{-3, 0, 0, 6}, {0, 3, 0, 0}, {0, 0, 3, 0}}}};
    const auto write = [&](const std::filesystem::path& file,
                           const std::vector<std::vector<float>>& volumes) {
      NiftiWriter writer(results / file, {.grid = grid, .volumes = volumes.size()});
      for (const auto& volume : volumes) writer.append(volume);
      writer.finish();
    };
    write_stage("mask", "mask");
    write_stage("bold/fox/sub-01_bold", "bold");
    write("mask/mask.nii.gz", {{0, 1, 1, 1}});
    write("networks/mean.nii.gz", {{0, 10, 20, 30}});
    write("networks/maps.nii.gz", {{0, -1, 0.25f, 0}, {0, 0, 0.5f, 2}});
    write_file(results / "mask/scans.tsv",
               "scan\tvolumes\tsize\tvoxel_mm\ttr_s\tgrid\n"
               "sub-01_bold.nii.gz\t3\t4x1x1\t3x3x3\tn/a\tresampled\n");
    write_file(results / "networks/fox/scans.tsv", "listener\tscan\n1\tsub-01_bold\n");
    write_file(results / "bold/fox/sub-01_bold/bad_voxels.tsv",
               "voxel\ti\tj\tk\tproblem\n2\t2\t0\t0\tconstant\n3\t3\t0\t0\tnot finite\n");
    write_matrix(results / "networks/fox.npy", {0, 1, 2, 5, 4, 0}, 2);
    write_matrix(results / "main/fox/timecourses/timecourses.npy", {1, 2, 3, 4, 5, 6, 7, 8, 0}, 3);
    write_file(
        results / "networks/health.json",
        R"({"layers": [{"layer": 1, "units": 2, "learned": false, "verdict": "Nothing came."}], "held_out": ["a", "b"], "held_out_listeners": "trained on"})");
    write_file(
        results / "networks/health.tsv",
        "layer\tepoch\terror\texplained\theld_out_error\theld_out_explained\tmean_weight\t"
        "l1_step\tdead\tsaturated\tfree_energy_gap\n1\t0\t1\t0\tn/a\tn/a\t0.01\t0\t0\t0\tn/a\n");
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

}  // namespace anbn
