// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/bids.h"

#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

namespace fs = std::filesystem;

BidsName named(std::string_view file) { return parse_bids_name(file).value(); }

void put(const fs::path& file, std::string_view text = "") {
  fs::create_directories(file.parent_path());
  write_file(file, text);
}

TEST(BidsNames, AreTakenApart) {
  const BidsName name = named("sub-001_task-pieman_run-1_space-MNI_desc-clean_bold.nii.gz");
  EXPECT_EQ(name.entities.size(), 5u);
  EXPECT_EQ(name.label("task"), "pieman");
  EXPECT_EQ(name.label("ses"), "");
  EXPECT_EQ(name.suffix, "bold");
  EXPECT_EQ(name.extension, ".nii.gz");
  EXPECT_EQ(named("participants.tsv").suffix, "participants");
}

TEST(BidsNames, OfOtherFilesAreNone) {
  for (const char* file : {"sub-01_bold_extra.nii", "sub-_bold.nii", "-01_bold.nii", ".nii", "",
                           "sub-01__bold.nii", "sub-01_task-a-b_bold.nii"})
    EXPECT_FALSE(parse_bids_name(file)) << file;
}

TEST(BidsNames, CompareNumbersAsNumbers) {
  EXPECT_TRUE(
      has_entities(named("sub-01_task-pie_run-01_bold.nii"), named("task-pie_run-1_x.json")));
  EXPECT_FALSE(has_entities(named("sub-01_task-pie_bold.nii"), named("task-pie_run-1_x.json")));
  EXPECT_TRUE(label_before("9", "10"));
  EXPECT_TRUE(label_before("2", "a"));
  EXPECT_FALSE(label_before("02", "2"));
}

TEST(BidsFolders, ListWhatIsBidsAndCountResourceForks) {
  const ScratchFolder folder;
  put(folder / "task-pie_bold.json");
  put(folder / "README");
  put(folder / "sub-01/func/sub-01_task-pie_bold.nii.gz");
  put(folder / "sub-01/func/._sub-01_task-pie_bold.nii.gz");
  put(folder / "sub-01/ses-a/func/sub-01_ses-a_task-pie_bold.nii.gz");
  put(folder / "sub-01/anat/sub-01_T1w.nii.gz");
  put(folder / "code/sub-02_bold.nii.gz");
  fs::create_symlink("../../.git/annex/objects/x",
                     folder / "sub-01/func/sub-01_task-b_bold.nii.gz");
  const BidsFolder found = list_bids(folder.path());
  EXPECT_EQ(found.forks, 1u);
  EXPECT_EQ(found.of("bold", ".nii.gz").size(), 3u);
  EXPECT_EQ(found.of("bold", ".json").size(), 1u);
  EXPECT_NE(error_of([&] { list_bids(folder / "absent"); }).find("no such folder"),
            std::string::npos);
}

TEST(BidsFolders, WithLinksThatLeadBackUpAreListedOnce) {
  const ScratchFolder folder;
  put(folder / "sub-01/func/sub-01_task-pie_bold.nii.gz");
  fs::create_directory_symlink("../../sub-01", folder / "sub-01/func/ses-a");
  fs::create_directory_symlink("../func", folder / "sub-01/func/func");
  EXPECT_EQ(list_bids(folder.path()).of("bold", ".nii.gz").size(), 1u);
}

TEST(BidsInheritance, TakesTheNearestFileThatApplies) {
  const ScratchFolder folder;
  put(folder / "task-pie_events.tsv");
  put(folder / "task-cake_events.tsv");
  put(folder / "sub-01/sub-01_task-pie_events.tsv");
  put(folder / "sub-01/func/sub-01_task-pie_run-2_events.tsv");
  put(folder / "sub-02/func/sub-02_task-pie_events.tsv");
  const BidsFolder all = list_bids(folder.path());
  const auto nearest = [&](std::string_view scan) {
    const auto found = inherited(all.of("events", ".tsv"), named(scan));
    return found.empty() ? "" : found[0]->path.lexically_relative(folder.path()).string();
  };
  EXPECT_EQ(nearest("sub-01_task-pie_run-2_bold.nii"),
            "sub-01/func/sub-01_task-pie_run-2_events.tsv");
  EXPECT_EQ(nearest("sub-01_task-pie_run-1_bold.nii"), "sub-01/sub-01_task-pie_events.tsv");
  EXPECT_EQ(nearest("sub-03_task-pie_bold.nii"), "task-pie_events.tsv");
  EXPECT_EQ(nearest("sub-03_task-tart_bold.nii"), "");
}

TEST(BidsData, ThatAreNotFetchedAreKnown) {
  const ScratchFolder folder;
  put(folder / "data", "data");
  put(folder / "pointer", "/annex/objects/MD5E-s1--abc\n");
  put(folder / "lfs", "version https://git-lfs.github.com/spec/v1\n");
  fs::create_symlink(".git/annex/objects/a/b", folder / "link");
  EXPECT_EQ(data_state(folder / "data"), DataState::here);
  EXPECT_EQ(data_state(folder / "pointer"), DataState::not_fetched);
  EXPECT_EQ(data_state(folder / "lfs"), DataState::not_fetched);
  EXPECT_EQ(data_state(folder / "link"), DataState::not_fetched);
  EXPECT_EQ(data_state(folder / "absent"), DataState::missing);
}

}  // namespace
}  // namespace anbn
