// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/config.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/model/architectures/architecture.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <map>

namespace anbn {
namespace {

/// Puts a config.json into `folder`, right unless `changed` says otherwise.
const std::filesystem::path& write_config(const std::filesystem::path& folder,
                                          const std::map<std::string, std::string>& changed) {
  std::map<std::string, std::string> members = {{"model_type", "\"bert\""},
                                                {"vocab_size", "30522"},
                                                {"hidden_size", "384"},
                                                {"num_hidden_layers", "6"},
                                                {"num_attention_heads", "12"},
                                                {"intermediate_size", "1536"},
                                                {"max_position_embeddings", "512"}};
  for (const auto& [key, value] : changed) members[key] = value;
  std::string text;
  for (const auto& [key, value] : members)
    if (!value.empty()) text += (text.empty() ? "{\"" : ", \"") + key + "\": " + value;
  write_file(folder / "config.json", text + "}");
  return folder;
}

std::string message_for(const std::map<std::string, std::string>& changed) {
  const ScratchFolder folder;
  try {
    read_model_config(write_config(folder.path(), changed));
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(ReadModelConfig, SaysWhatToAddToAnOldFileAndRunsNoCode) {
  EXPECT_NE(message_for({{"model_type", ""}}).find("add the line \"model_type\": \"bert\""),
            std::string::npos);
  EXPECT_NE(message_for({{"auto_map", "{\"AutoModel\": \"x--modeling_x.X\"}"}})
                .find("auto_map says that the model is computed by code of its own"),
            std::string::npos);
}

TEST(ReadModelConfig, KnowsTheShape) {
  const ScratchFolder folder;
  const ModelConfig c = read_model_config(write_config(folder.path(), {}));
  EXPECT_EQ(c.architecture->name, "bert");
  EXPECT_EQ(c.layers, 6u);
  EXPECT_EQ(c.heads, 12u);
  EXPECT_EQ(c.head_size(), 32u);
  EXPECT_EQ(c.hidden, 384u);
  EXPECT_EQ(c.intermediate, 1536u);
  EXPECT_EQ(c.vocabulary, 30522u);
  EXPECT_EQ(c.positions, 512u);
  EXPECT_EQ(c.token_types, 2u);
  EXPECT_EQ(c.layer_norm_epsilon, 1e-12);
  EXPECT_EQ(c.initializer_range, 0.02);
}

TEST(ReadModelConfig, RefusesWhatIsNotComputed) {
  EXPECT_NE(message_for({{"model_type", "\"gpt2\""}})
                .find("model_type is 'gpt2'; expected one of: "
                      "bert"),
            std::string::npos);
  EXPECT_NE(message_for({{"hidden_act", "\"relu\""}}).find("hidden_act is 'relu'"),
            std::string::npos);
  EXPECT_NE(message_for({{"position_embedding_type", "\"relative_key\""}})
                .find("position_embedding_type is 'relative_key'"),
            std::string::npos);
  EXPECT_NE(message_for({{"is_decoder", "true"}}).find("is_decoder is true"), std::string::npos);
}

TEST(ReadModelConfig, RefusesImpossibleShapes) {
  EXPECT_NE(message_for({{"hidden_size", "385"}}).find("hidden_size 385 cannot be shared out"),
            std::string::npos);
  for (const char* value : {"0", "-1", "1e300", "99999999999", "1.5", "\"many\""})
    EXPECT_NE(message_for({{"num_hidden_layers", value}}).find("num_hidden_layers"),
              std::string::npos)
        << value;
  EXPECT_NE(message_for({{"vocab_size", ""}}).find("vocab_size"), std::string::npos);
  EXPECT_NE(message_for({{"layer_norm_eps", "0"}}).find("layer_norm_eps is 0"), std::string::npos);
}

TEST(ReadModelConfig, NamesAMissingFile) {
  try {
    read_model_config("/nowhere");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("/nowhere/config.json"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace anbn
