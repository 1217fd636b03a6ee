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
  EXPECT_EQ(c.heads.count, 12u);
  EXPECT_EQ(c.heads.key_count, 12u);
  EXPECT_EQ(c.heads.size, 32u);
  EXPECT_EQ(c.hidden, 384u);
  EXPECT_EQ(c.intermediate, 1536u);
  EXPECT_EQ(c.vocabulary, 30522u);
  EXPECT_EQ(c.positions, 512u);
  EXPECT_EQ(c.token_types, 2u);
  EXPECT_EQ(c.norm_epsilon, 1e-12);
  EXPECT_EQ(c.initializer_range, 0.02);
}

TEST(ReadModelConfig, RefusesWhatIsNotComputed) {
  const std::string unknown = message_for({{"model_type", "\"gpt_2\""}});
  EXPECT_NE(unknown.find("model_type is 'gpt_2'; expected one of: bert, roberta,"),
            std::string::npos)
      << unknown;
  EXPECT_NE(unknown.find("did you mean 'gpt2'?"), std::string::npos) << unknown;
  EXPECT_NE(message_for({{"quantization_config", "{\"bits\": 4}"}}).find("stored in few bits"),
            std::string::npos);
  EXPECT_NE(message_for({{"hidden_act", "\"relu\""}}).find("hidden_act is 'relu'"),
            std::string::npos);
  EXPECT_NE(message_for({{"position_embedding_type", "\"relative_key\""}})
                .find("position_embedding_type is 'relative_key'"),
            std::string::npos);
  EXPECT_NE(message_for({{"is_decoder", "true"}}).find("is_decoder is true"), std::string::npos);
}

/// A Llama's, right unless `changed` says otherwise.
std::map<std::string, std::string> llama_members(std::map<std::string, std::string> changed) {
  std::map<std::string, std::string> members = {{"model_type", "\"llama\""},
                                                {"num_key_value_heads", "4"},
                                                {"hidden_act", "\"silu\""},
                                                {"rms_norm_eps", "1e-6"}};
  for (auto& [key, value] : changed) members[key] = value;
  return members;
}

TEST(ReadModelConfig, KnowsTheShapesOfLlamaAndItsKin) {
  const ScratchFolder folder;
  const auto read = [&](std::map<std::string, std::string> changed) {
    return read_model_config(write_config(folder.path(), llama_members(std::move(changed))));
  };
  const ModelConfig llama = read({{"head_dim", "64"}});
  EXPECT_EQ(llama.width(Tap::query), 12u * 64);
  EXPECT_EQ(llama.width(Tap::key), 4u * 64);
  EXPECT_EQ(llama.rotation.frequencies.size(), 32u);
  EXPECT_EQ(llama.sight, Sight::before);
  EXPECT_EQ(llama.mask(6).window, 0u);
  EXPECT_EQ(llama.layer_weights(), 384. * (2 * 12 * 64 + 2 * 4 * 64 + 3 * 1536));
  // Null says that there is none, and nothing that it is the usual one.
  const auto mistral = [&](const char* window) {
    return read({{"model_type", "\"mistral\""}, {"sliding_window", window}}).mask(1).window;
  };
  EXPECT_EQ(mistral("128"), 128u);
  EXPECT_EQ(mistral("null"), 0u);
  EXPECT_EQ(mistral(""), 4096u);
  const auto qwen = [&](const char* use, const char* types) {
    return read({{"model_type", "\"qwen2\""},
                 {"use_sliding_window", use},
                 {"sliding_window", "9"},
                 {"max_window_layers", "4"},
                 {"layer_types", types}})
        .windows;
  };
  EXPECT_EQ(qwen("true", ""), (std::vector<std::size_t>{0, 0, 0, 0, 9, 9}));
  EXPECT_EQ(qwen("false", ""), (std::vector<std::size_t>(6)));
  EXPECT_EQ(qwen("true", R"(["sliding_attention", "full_attention", "full_attention",
                             "full_attention", "full_attention", "full_attention"])"),
            (std::vector<std::size_t>{9, 0, 0, 0, 0, 0}));
  EXPECT_EQ(read({{"model_type", "\"qwen3\""}}).heads.size, 128u);
}

TEST(ReadModelConfig, RefusesWhatLlamaAndItsKinDoNotCompute) {
  const auto refusal = [](std::map<std::string, std::string> changed) {
    return message_for(llama_members(std::move(changed)));
  };
  const auto expect = [](const std::string& message, const char* words) {
    EXPECT_NE(message.find(words), std::string::npos) << message;
  };
  expect(refusal({{"hidden_act", "\"relu\""}}), "hidden_act is 'relu'");
  expect(refusal({{"num_key_value_heads", "5"}}), "12 num_attention_heads cannot share 5");
  expect(refusal({{"num_local_experts", "8"}}), "num_local_experts says that the model is a mix");
  expect(refusal({{"rope_scaling", "{\"type\": \"longrope\"}"}}), "rope_type is 'longrope'");
  expect(refusal({{"model_type", "\"mistral\""}, {"layer_types", "[\"full_attention\"]"}}),
         "layer_types says");
  expect(refusal({{"model_type", "\"qwen3\""}, {"layer_types", "[\"full_attention\"]"}}),
         "layer_types has 1 entries; expected 6");
  expect(
      refusal({{"model_type", "\"qwen3\""}, {"layer_types", R"(["a", "a", "a", "a", "a", "a"])"}}),
      "layer_types names 'a'");
  expect(refusal({{"model_type", "\"mixtral\""}}), "did you mean 'mistral'?");
}

TEST(ReadModelConfig, LeavesTheRowsOfPaddingToRoberta) {
  const ScratchFolder folder;
  const ModelConfig c = read_model_config(write_config(
      folder.path(), {{"model_type", "\"roberta\""}, {"max_position_embeddings", "514"}}));
  EXPECT_EQ(c.positions, 512u);
  EXPECT_EQ(c.positions_before, 2u);
  EXPECT_NE(message_for({{"model_type", "\"roberta\""}, {"pad_token_id", "511"}})
                .find("pad_token_id is 511"),
            std::string::npos);
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
