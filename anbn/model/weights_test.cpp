// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/weights.h"

#include "anbn/core/error.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace anbn {
namespace {

/// A model folder whose weights are float32 vectors: name -> (shape as text, values).
class ModelFolder {
 public:
  void write(const std::map<std::string, std::pair<std::string, std::vector<float>>>& tensors) {
    std::string header, data;
    for (const auto& [name, tensor] : tensors) {
      const auto bytes = std::as_bytes(std::span(tensor.second));
      header += (header.empty() ? "{\"" : ", \"") + name + R"(": {"dtype": "F32", "shape": [)" +
                tensor.first + R"(], "data_offsets": [)" + std::to_string(data.size()) + ", " +
                std::to_string(data.size() + bytes.size()) + "]}";
      data.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    header += "}";
    std::string file(8, '\0');
    file[0] = static_cast<char>(header.size() % 256);
    file[1] = static_cast<char>(header.size() / 256);
    write_file(path / "model.safetensors", file + header + data);
  }

 private:
  ScratchFolder scratch_;

 public:
  const std::filesystem::path path = scratch_.path();
};

std::vector<float> copy_of(std::span<const float> values) { return {values.begin(), values.end()}; }

TEST(PretrainedWeights, AreFoundWithAndWithoutPrefixAndByOldNames) {
  ModelFolder folder;
  for (const std::string prefix : {"", "bert.", "0.auto_model."}) {
    folder.write({{prefix + "a.weight", {"2, 3", {1, 2, 3, 4, 5, 6}}},
                  {prefix + "a.bias", {"2", {7, 8}}},
                  {prefix + "b.LayerNorm.gamma", {"1", {9}}},
                  {prefix + "b.LayerNorm.bias", {"1", {10}}},
                  {"cls.dense.bias", {"1", {11}}}});
    const Weights w = Weights::pretrained(folder.path, "bert.");
    Threads threads(2);
    EXPECT_EQ(copy_of(w.matrix("a.weight", 2, 3, threads).values()),
              (std::vector<float>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(copy_of(w.bias("a.bias", 2).values()), (std::vector<float>{7, 8}));
    EXPECT_EQ(w.gain("b.LayerNorm.weight", 1).values()[0], 9.0f);
    EXPECT_EQ(w.bias("b.LayerNorm.bias", 1).values()[0], 10.0f);
  }
}

TEST(PretrainedWeights, AreNotMixedFromTwoModelsInOneFile) {
  ModelFolder folder;
  folder.write({{"bert.encoder.a.weight", {"1", {1}}}, {"encoder.a.weight", {"1", {2}}}});
  const auto error = [&] { return error_of([&] { Weights::pretrained(folder.path, "bert."); }); };
  EXPECT_NE(error().find("found 'bert.encoder.a.weight' and 'encoder.a.weight'"), std::string::npos)
      << error();
  folder.write({{"bert.encoder.a.weight", {"1", {1}}}, {"encoder.b.weight", {"1", {2}}}});
  EXPECT_NE(error().find("named alike"), std::string::npos) << error();
}

TEST(PretrainedWeights, MustBeFinite) {
  ModelFolder folder;
  std::vector<float> large(70000, 1);
  folder.write({{"a.weight", {"2, 2", {1, 2, NAN, 4}}},
                {"b.bias", {"2", {7, INFINITY}}},
                {"c.weight", {"70000, 1", [&] {
                                large.back() = -INFINITY;
                                return large;
                              }()}}});
  const Weights w = Weights::pretrained(folder.path, "bert.");
  Threads threads(2);
  std::vector<float> row(2);
  w.copy_row("a.weight", 2, 0, row);
  for (const std::string& message : {error_of([&] { w.copy_row("a.weight", 2, 1, row); }),
                                     error_of([&] { w.matrix("a.weight", 2, 2, threads); }),
                                     error_of([&] { w.matrix("c.weight", 70000, 1, threads); }),
                                     error_of([&] { w.bias("b.bias", 2); })})
    EXPECT_NE(message.find("holds values that are not finite"), std::string::npos) << message;
}

TEST(PretrainedWeights, GiveSingleRows) {
  ModelFolder folder;
  folder.write({{"a.weight", {"2, 3", {1, 2, 3, 4, 5, 6}}}});
  std::vector<float> row(3);
  Weights::pretrained(folder.path, "bert.").copy_row("a.weight", 2, 1, row);
  EXPECT_EQ(row, (std::vector<float>{4, 5, 6}));
}

TEST(PretrainedWeights, SayWhichTensorIsMissingAndWhatThereIs) {
  ModelFolder folder;
  folder.write({{"a.weight", {"1", {1}}}, {"c.weight", {"1", {1}}}});
  const std::string message =
      error_of([&] { Weights::pretrained(folder.path, "bert.").bias("pooler.dense.bias", 4); });
  EXPECT_NE(message.find("model.safetensors: found 2 tensors (a.weight, c.weight); expected also "
                         "'pooler.dense.bias' (or 'bert.pooler.dense.bias')"),
            std::string::npos)
      << message;
}

TEST(PretrainedWeights, SayBothShapes) {
  ModelFolder folder;
  folder.write({{"a.weight", {"2, 1", {1, 2}}}});
  Threads threads(1);
  const std::string message = error_of(
      [&] { Weights::pretrained(folder.path, "bert.").matrix("a.weight", 1, 2, threads); });
  EXPECT_NE(message.find("'a.weight' is [2 x 1]; expected [1 x 2]"), std::string::npos) << message;
}

TEST(PretrainedWeights, SayHowToConvertTensorFlowFilesAndFollowLinks) {
  ModelFolder folder;
  const auto error = [&] { return error_of([&] { Weights::pretrained(folder.path, "bert."); }); };
  write_file(folder.path / "tf_model.h5", "HDF");
  EXPECT_NE(error().find("found tf_model.h5"), std::string::npos);
  EXPECT_NE(error().find("from_tf=True"), std::string::npos);
  std::filesystem::create_symlink("absent", folder.path / "model.safetensors");
  EXPECT_EQ(error().find("tf_model"), std::string::npos) << error();
  EXPECT_NE(error().find("model.safetensors"), std::string::npos) << error();
}

TEST(PretrainedWeights, SayHowToConvertPyTorchFiles) {
  ModelFolder folder;
  write_file(folder.path / "pytorch_model.bin", "PK");
  const std::string message = error_of([&] { Weights::pretrained(folder.path, "bert."); });
  EXPECT_NE(message.find("found pytorch_model.bin, expected model.safetensors; convert it once "
                         "with: python3"),
            std::string::npos)
      << message;
}

TEST(PretrainedWeights, SayWhatAModelFolderHolds) {
  ModelFolder folder;
  EXPECT_NE(error_of([&] {
              Weights::pretrained(folder.path, "bert.");
            }).find("found no model.safetensors; expected a model folder"),
            std::string::npos);
}

TEST(RandomWeights, AreNormalWithTheirDeviation) {
  Threads threads(2);
  const Tensor tensor = Weights::random(3, 0.02).matrix("a.weight", 100, 200, threads);
  double sum = 0, square = 0;
  for (double v : tensor.values()) {
    sum += v;
    square += v * v;
  }
  EXPECT_NEAR(sum / 20000, 0, 4 * 0.02 / std::sqrt(20000.0));
  EXPECT_NEAR(std::sqrt(square / 20000), 0.02, 4 * 0.02 / std::sqrt(40000.0));
}

TEST(RandomWeights, DependOnSeedAndNameAndOnNothingElse) {
  Threads one(1), three(3);
  const auto values = [](std::uint64_t seed, const char* name, Threads& threads) {
    return copy_of(Weights::random(seed, 0.02).matrix(name, 3, 5, threads).values());
  };
  const auto first = values(1, "a.weight", one);
  EXPECT_EQ(first, values(1, "a.weight", three));
  EXPECT_NE(first, values(2, "a.weight", one));
  EXPECT_NE(first, values(1, "b.weight", one));
  std::vector<float> row(5);
  Weights::random(1, 0.02).copy_row("a.weight", 3, 2, row);
  EXPECT_EQ(row, std::vector<float>(first.begin() + 10, first.end()));
}

TEST(RandomWeights, StartWithoutBiasAndWithUnitNorms) {
  const Weights w = Weights::random(1, 0.02);
  EXPECT_EQ(copy_of(w.bias("a.bias", 2).values()), (std::vector<float>{0, 0}));
  EXPECT_EQ(copy_of(w.gain("ln_1.weight", 2).values()), (std::vector<float>{1, 1}));
  EXPECT_EQ(copy_of(w.bias("ln_1.bias", 2).values()), (std::vector<float>{0, 0}));
}

TEST(PermutedWeights, HaveTheEntriesOfEachMatrixInAnotherOrder) {
  ModelFolder folder;
  std::vector<float> entries(600), sorted;
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = static_cast<float>(i);
  folder.write({{"bert.a.weight", {"20, 30", entries}},
                {"bert.b.weight", {"20, 30", entries}},
                {"bert.a.bias", {"3", {7, 8, 9}}},
                {"bert.a.LayerNorm.weight", {"2", {1, 2}}}});
  Threads one(1), three(3);
  const auto of = [&](std::uint64_t seed, const char* name, Threads& threads) {
    return copy_of(
        Weights::permuted(folder.path, "bert.", seed).matrix(name, 20, 30, threads).values());
  };
  const auto first = sorted = of(1, "a.weight", one);
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, entries);
  EXPECT_NE(first, entries);
  EXPECT_EQ(first, of(1, "a.weight", three));
  EXPECT_NE(first, of(2, "a.weight", one));
  EXPECT_NE(first, of(1, "b.weight", one));
  const Weights w = Weights::permuted(folder.path, "bert.", 1);
  std::vector<float> row(30);
  w.copy_row("a.weight", 20, 19, row);
  EXPECT_EQ(row, std::vector<float>(first.end() - 30, first.end()));
  EXPECT_EQ(copy_of(w.bias("a.bias", 3).values()), (std::vector<float>{7, 8, 9}));
  EXPECT_EQ(copy_of(w.gain("a.LayerNorm.weight", 2).values()), (std::vector<float>{1, 2}));
}

TEST(PermutedWeights, MustBeFinite) {
  ModelFolder folder;
  folder.write({{"a.weight", {"2, 2", {1, 2, NAN, 4}}}});
  Threads threads(2);
  const Weights w = Weights::permuted(folder.path, "bert.", 1);
  EXPECT_NE(error_of([&] { w.matrix("a.weight", 2, 2, threads); }).find("not finite"),
            std::string::npos);
}

TEST(Weights, HaveSomeRowsAsTheWholeMatrixHasThemAndStayWhenForgotten) {
  ModelFolder folder;
  folder.write(
      {{"model.a.weight", {"3, 2", {1, 2, 3, 4, 5, 6}}}, {"lm_head.weight", {"1, 2", {7, 8}}}});
  Threads threads(2);
  const Weights read = Weights::pretrained(folder.path, "model.");
  const Weights drawn = Weights::random(1, 0.5);
  const Weights permuted = Weights::permuted(folder.path, "model.", 1);
  for (const Weights* w : {&read, &drawn, &permuted}) {
    const std::vector<float> all = copy_of(w->matrix("a.weight", 3, 2, threads).values());
    EXPECT_EQ(copy_of(w->rows("a.weight", 3, 2, {1, 2}, threads).values()),
              std::vector<float>(all.begin() + 2, all.end()));
    w->forget();
    EXPECT_EQ(copy_of(w->matrix("a.weight", 3, 2, threads).values()), all);
  }
  // A head stands beside the model, without its prefix; random weights have no file to have it.
  EXPECT_TRUE(read.has("lm_head.weight"));
  EXPECT_FALSE(read.has("b.weight"));
  EXPECT_EQ(read.matrix("lm_head.weight", 1, 2, threads).values()[1], 8.0f);
  EXPECT_TRUE(drawn.are_drawn());
  EXPECT_FALSE(drawn.has("lm_head.weight"));
}

TEST(WeightSources, AreUntrainedButForTheFilesOwn) {
  EXPECT_TRUE(is_untrained("random") && is_untrained("permuted"));
  EXPECT_FALSE(is_untrained("pretrained") || is_untrained("") || is_untrained("trained"));
}

}  // namespace
}  // namespace anbn
