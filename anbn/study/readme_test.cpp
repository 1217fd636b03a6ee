// SPDX-License-Identifier: Apache-2.0
// The study files of README.md are whole: whoever copies one needs to change nothing but names.
#include "anbn/io/file.h"
#include "anbn/study/study.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> study_files() {
  const std::string readme = read_text(source_dir() / "README.md");
  constexpr std::string_view begin = "```toml\n", end = "```\n";
  std::vector<std::string> found;
  for (std::size_t at = 0; (at = readme.find(begin, at)) != std::string::npos;) {
    at += begin.size();
    found.push_back(readme.substr(at, readme.find(end, at) - at));
  }
  return found;
}

TEST(Readme, HasTwoWholeStudyFiles) {
  const std::vector<std::string> files = study_files();
  ASSERT_EQ(files.size(), 2u);
  const char* const methods[] = {"dbn", "import"};
  for (std::size_t i = 0; i < 2; ++i) {
    const ScratchFolder folder;
    for (const char* name : {"bert-base-uncased/config.json", "bert-base-uncased/model.safetensors",
                             "bert-base-uncased/vocab.txt", "pieman/align.csv",
                             "pieman/transcript.txt", "pieman/networks.npy", "sub-001_bold.nii.gz",
                             "sub-002_bold.nii.gz", "sub-001_mask.nii.gz", "sub-002_mask.nii.gz"}) {
      fs::create_directories((folder / name).parent_path());
      write_file(folder / name, "");
    }
    write_file(folder / "study.toml", files[i]);
    const Study study = read_study(folder / "study.toml");
    EXPECT_EQ(study.title, "My study");
    EXPECT_EQ(study.variants.size(), 2u);
    ASSERT_EQ(study.stories.size(), 1u);
    EXPECT_NE(files[i].find(std::string("method = \"") + methods[i] + "\""), std::string::npos);
    EXPECT_NO_THROW(study.job("significance", "untrained", "pieman"));
    EXPECT_EQ(files[i].find("scans =") == std::string::npos, i == 1);
  }
}

}  // namespace
}  // namespace anbn
