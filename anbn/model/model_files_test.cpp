// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/model_files.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

/// A model of the tensors a (in 1.safetensors), b and c (in 2.safetensors), one number each.
class ShardedModel : public testing::Test {
 protected:
  void SetUp() override {
    write_shard("1.safetensors", {"a"});
    write_shard("2.safetensors", {"b", "c"});
    write_index(R"("a": "1.safetensors", "b": "2.safetensors", "c": "2.safetensors")");
  }
  void write_shard(const std::string& file, const std::vector<std::string>& names) {
    std::string header;
    for (std::size_t i = 0; i < names.size(); ++i)
      header += (i == 0 ? "{\"" : ", \"") + names[i] +
                R"(": {"dtype": "F32", "shape": [1], "data_offsets": [)" + std::to_string(4 * i) +
                ", " + std::to_string(4 * i + 4) + "]}";
    header += "}";
    std::string length(8, '\0');
    length[0] = static_cast<char>(header.size());
    write_file(folder / file, length + header + std::string(4 * names.size(), '\0'));
  }
  void write_index(const std::string& map) {
    write_file(folder / "model.safetensors.index.json",
               R"({"metadata": {"total_size": 12}, "weight_map": {)" + map + "}}");
  }
  std::string error() {
    return error_of([&] { ModelFiles(folder.path()); });
  }

  ScratchFolder folder;
};

TEST_F(ShardedModel, IsReadAsOne) {
  const ModelFiles files(folder.path());
  EXPECT_EQ(files.tensors().size(), 3u);
  for (const char* name : {"a", "b", "c"}) EXPECT_NE(files.find(name), nullptr) << name;
  EXPECT_EQ(files.find("d"), nullptr);
  EXPECT_TRUE(files.name().ends_with("model.safetensors.index.json"));
  EXPECT_EQ(weight_files(folder.path()).size(), 3u);
  EXPECT_TRUE(has_weights(folder.path()));
}

TEST_F(ShardedModel, GivesWayToOneFile) {
  write_shard("model.safetensors", {"z"});
  EXPECT_EQ(weight_files(folder.path()).size(), 1u);
  EXPECT_NE(ModelFiles(folder.path()).find("z"), nullptr);
}

TEST_F(ShardedModel, MustHoldWhatItsIndexSays) {
  write_index(R"("a": "1.safetensors", "b": "2.safetensors", "c": "1.safetensors")");
  EXPECT_NE(error().find("2.safetensors: holds the tensor 'c', which model.safetensors.index.json "
                         "says is in 1.safetensors"),
            std::string::npos)
      << error();
  write_index(R"("a": "1.safetensors", "b": "2.safetensors")");
  EXPECT_NE(error().find("says is in none"), std::string::npos) << error();
  write_index(R"("a": "1.safetensors", "b": "2.safetensors", "c": "2.safetensors", "d":
                 "1.safetensors")");
  EXPECT_NE(error().find("1.safetensors: lacks the tensor 'd'"), std::string::npos) << error();
  write_index(R"("a": "3.safetensors")");
  EXPECT_NE(error().find("3.safetensors"), std::string::npos) << error();
}

TEST_F(ShardedModel, NeverLeavesItsFolder) {
  for (const char* name : {"../1.safetensors", "/etc/x.safetensors", "sub/1.safetensors",
                           "..\\\\1.safetensors", ".safetensors", "1.bin", ""}) {
    write_index(std::string(R"("a": ")") + name + "\"");
    EXPECT_NE(error().find("expected the name of a .safetensors file in this folder"),
              std::string::npos)
        << name << ": " << error();
  }
  write_index(R"("a": 1)");
  EXPECT_NE(error().find("it says no text"), std::string::npos) << error();
  for (const char* text : {"{}", R"({"weight_map": {}})", R"({"weight_map": []})"}) {
    write_file(folder / "model.safetensors.index.json", text);
    EXPECT_NE(error(), "") << text;
  }
}

}  // namespace
}  // namespace anbn
