// SPDX-License-Identifier: Apache-2.0
// Studies whose stories give scans, read with the stages as they are.
#include "anbn/io/file.h"
#include "anbn/runner/options_json.h"
#include "anbn/study/study.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct StudyOfScans : testing::Test {
  ScratchFolder folder;
  fs::path file = folder / "study.toml";

  StudyOfScans() {
    for (const char* name : {"model", "sub-1", "sub-2"}) fs::create_directory(folder / name);
    for (const char* name :
         {"model/config.json", "model/vocab.txt", "words.tsv", "a.npy", "brain.nii.gz",
          "sub-1/bold.nii.gz", "sub-2/bold.nii.gz", "sub-2/bold.json", "one.tsv", "two.tsv"})
      write_file(folder / name, std::string_view("x"));
  }
  Study read(const std::string& text) {
    write_file(file, "[study]\nmodel = 'model'\ntr_s = 2\n[networks]\nmethod = 'ica'\n" + text);
    return read_study(file);
  }
  std::string error(const std::string& text) {
    const std::string message = error_of([&] { read(text); });
    const std::string start = file.string() + ": ";
    return message.starts_with(start) ? message.substr(start.size()) : message;
  }
  std::string at(const char* name) { return (folder / name).string(); }
  static json options(const Study& study, const std::string& label) {
    for (const Job& job : study.jobs)
      if (job.label() == label) return json::parse(job.options_json);
    ADD_FAILURE() << "no job " << label;
    return {};
  }
};

const std::string kPie =
    "[[story]]\nname = 'pie'\nwords = 'words.tsv'\nfirst_volume = 3\nvolumes = 9\n";
const std::string kScans = "scans = ['sub-1/bold.nii.gz', 'sub-2/bold.nii.gz']\n";
const std::string kMasks = "masks = 'brain.nii.gz'\n";

TEST_F(StudyOfScans, MakesMaskAndBoldBeforeTheNetworks) {
  const Study study = read(kPie + kScans + kMasks);
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < 5; ++i) labels.push_back(study.jobs.at(i).label());
  EXPECT_EQ(labels, (std::vector<std::string>{"mask", "bold/pie/sub-1_bold", "bold/pie/sub-2_bold",
                                              "networks", "main/pie/tokens"}));
  EXPECT_EQ(study.jobs[1].out, folder / "results/bold/pie/sub-1_bold");
  const json mask = options(study, "mask"), networks = options(study, "networks");
  EXPECT_EQ(mask["scans"], (json{at("sub-1/bold.nii.gz"), at("sub-2/bold.nii.gz")}));
  EXPECT_EQ(mask["masks"], json{at("brain.nii.gz")});
  EXPECT_EQ(networks["bold"],
            (json{at("results/bold/pie/sub-1_bold"), at("results/bold/pie/sub-2_bold")}));
  EXPECT_EQ(networks["stories"], (json{"pie", "pie"}));
  EXPECT_EQ(networks["mask"], at("results/mask"));
  EXPECT_EQ(networks["files"], json::array());
}

TEST_F(StudyOfScans, CutsEachScanAsItsStorySays) {
  const Study study = read("[bold]\nfwhm_mm = 6\n" + kPie + kScans + kMasks +
                           "confounds = ['one.tsv', 'two.tsv']\nregress = 'motion6'\n"
                           "[[story]]\nname = 'shapes'\nwords = 'words.tsv'\nvolumes = 8\n"
                           "tr_s = 1.5\nfwhm_mm = 4\nscans = 'sub-1/bold.nii.gz'\n");
  const json first = options(study, "bold/pie/sub-1_bold");
  const json second = options(study, "bold/pie/sub-2_bold");
  const json shapes = options(study, "bold/shapes/bold");
  EXPECT_EQ(first["first_volume"], 3);
  EXPECT_EQ(first["volumes"], 9);
  EXPECT_EQ(first["tr_s"], 2);
  EXPECT_EQ(first["fwhm_mm"], 6);
  EXPECT_EQ(first["regress"], json{"motion6"});
  EXPECT_EQ(first["confounds"], at("one.tsv"));
  EXPECT_EQ(first["mask"], at("results/mask"));
  EXPECT_EQ(first["sidecar"], "");
  EXPECT_EQ(second["confounds"], at("two.tsv"));
  EXPECT_EQ(second["sidecar"], at("sub-2/bold.json"));
  EXPECT_EQ(shapes["volumes"], 8);
  EXPECT_EQ(shapes["tr_s"], 1.5);
  EXPECT_EQ(shapes["fwhm_mm"], 4);
  EXPECT_EQ(options(study, "mask")["scans"].size(), 2u);  // a scan of two stories counts once
}

TEST_F(StudyOfScans, MayGiveMasksOnceForAllStories) {
  const Study study = read("[mask]\nmasks = ['brain.nii.gz']\nvoxel_mm = 3\n" + kPie + kScans);
  EXPECT_EQ(options(study, "mask")["masks"], json{at("brain.nii.gz")});
  EXPECT_EQ(options(study, "mask")["voxel_mm"], json{3.0});
}

TEST_F(StudyOfScans, WithoutScansHasNoMaskAndRefusesItsOptions) {
  write_file(file, "[study]\nmodel = 'model'\n" + kPie + "networks = 'a.npy'\n");
  const Study study = read_study(file);
  EXPECT_EQ(study.jobs[0].label(), "networks");
  EXPECT_EQ(options(study, "networks")["mask"], "");
  EXPECT_EQ(error("[bold]\nfwhm_mm = 4\n" + kPie + "networks = 'a.npy'\n"),
            "[bold] is about scans, and the stories have none; leave it out, or give scans instead "
            "of networks (1 more: `anbn check` tells all errors)");
}

TEST_F(StudyOfScans, SaysWhatDoesNotGoTogether) {
  EXPECT_EQ(error(kPie + kScans + kMasks + "networks = 'a.npy'\n"),
            "[[story]] pie has both networks and scans; expected one of them: networks to import, "
            "or scans to find them in");
  EXPECT_EQ(error(kPie + kScans + kMasks +
                  "[[story]]\nname = 'shapes'\nwords = 'words.tsv'\nvolumes = 8\n"
                  "networks = 'a.npy'\n"),
            "pie has scans and shapes has networks; expected the same of all stories, which share "
            "their networks");
  EXPECT_EQ(error(kPie + "networks = 'a.npy'\n" + kMasks),
            "[[story]] pie has masks without scans; expected scans = [\"FILE\", ...] beside them");
  EXPECT_EQ(error(kPie + kScans + kMasks + "confounds = 'one.tsv'\n"),
            "[[story]] pie has 1 confounds for 2 scans; expected one for each scan, in the same "
            "order");
  EXPECT_NE(
      error(kPie + kScans + kMasks + "regress = 'motion6'\n")
          .find(
              "[[story]] pie, [bold], scan sub-1_bold: regress asks for motion6, and confounds is "
              "missing"),
      std::string::npos);
  EXPECT_NE(
      error(kPie + kScans + kMasks + "confounds = ['one.tsv', 'two.tsv']\n")
          .find("[[story]] pie, [bold], scan sub-1_bold: confounds is given, and regress names "
                "nothing"),
      std::string::npos);
  EXPECT_NE(error(kPie + kScans).find("[mask]: masks is missing: no brain masks"),
            std::string::npos);
  EXPECT_NE(error(kPie + kMasks + "scans = 'sub-3/bold.nii.gz'\n").find("no such file (key scans)"),
            std::string::npos);
}

TEST_F(StudyOfScans, KnowsWhatTheNetworksCannotBeFoundWith) {
  const std::string rest = kPie + kScans + kMasks;
  EXPECT_EQ(
      error("time_course = 'sigmoid'\n" + rest),
      "[networks]: time_course is sigmoid; method ica has them from dual regression, expected "
      "time_course dual");
  EXPECT_EQ(error("units = [4, 2]\n" + rest),
            "[networks]: units is an option of method dbn, and the method is ica; leave it out, or "
            "take method dbn");
  write_file(file,
             "[study]\nmodel = 'model'\ntr_s = 2\n[networks]\nmethod = 'dbn'\n"
             "held_out = 2\n" +
                 rest);
  EXPECT_EQ(error_of([&] { read_study(file); }),
            file.string() +
                ": [networks]: held_out is 2; story pie has 2 scans, and at least one "
                "must be left to train on");
}

TEST_F(StudyOfScans, KnowsWhereAKeyIsRead) {
  EXPECT_NE(error("[[variant]]\nname = 'main'\nfwhm_mm = 3\n" + kPie + kScans + kMasks)
                .find("unknown key fwhm_mm in [[variant]] main"),
            std::string::npos);
  EXPECT_EQ(error("[bold]\nfirst_volume = 3\n" + kPie + kScans + kMasks),
            "unknown key first_volume in [bold]");
  EXPECT_NE(error("[[variant]]\nname = 'main'\n[[variant]]\nname = 'slow'\ntr_s = 3\n" + kPie +
                  kScans + kMasks)
                .find("variant slow has another tr_s of pie (3.0) than main (2.0)"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
