// SPDX-License-Identifier: Apache-2.0
// Against transformers (tests/golden/encoder/make_golden.py says what the files hold), and against
// itself for other threads, backends and company.
#include "anbn/model/encoder.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"
#include "tests/support/error_of.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

namespace anbn {
namespace {

const std::filesystem::path kGolden = source_dir() / "tests" / "golden" / "encoder";

std::filesystem::path real_model() {
  if (const char* folder = std::getenv("ANBN_MODEL_DIR")) return folder;
  return source_dir() / "build" / "models" / "all-minilm-l6-v2";
}

Segment golden_ids(const std::string& name) {
  const Table table = parse_csv(read_text(kGolden / (name + ".ids")), name, CsvHeader::none);
  Segment ids;
  for (std::size_t j = 0; j < table.columns.size(); ++j)
    ids.push_back(static_cast<std::int32_t>(table.integer(0, j)));
  return ids;
}

/// Everything that encode() shows, by layer, segment and part (query 0, key 1).
using Shown = std::map<std::array<std::size_t, 3>, Matrix>;

Shown encode_all(const ModelConfig& config, const Weights& weights,
                 const std::vector<Segment>& segments, const Backend& backend,
                 int thread_count = 2) {
  Shown shown;
  Threads threads(thread_count);
  SilentProgress silent;
  encode(config, weights, segments, {backend, threads, silent},
         [&](std::size_t layer, std::size_t segment, const Matrix& query, const Matrix& key) {
           shown[{layer, segment, 0}] = query;
           shown[{layer, segment, 1}] = key;
         });
  return shown;
}

void expect_golden(const std::filesystem::path& folder, const std::string& ids,
                   const std::string& values, double tolerance) {
  const ModelConfig config = read_model_config(folder);
  const Weights weights = Weights::pretrained(folder, config.architecture->prefix);
  const auto backend = make_backend("cpu", "auto");
  const Shown shown = encode_all(config, weights, {golden_ids(ids)}, *backend);
  EXPECT_EQ(shown.size(), 2 * config.layers);
  const Table golden = read_tsv(kGolden / (values + ".tsv"));
  ASSERT_GE(golden.rows.size(), 400u);
  for (std::size_t i = 0; i < golden.rows.size(); ++i) {
    const auto layer = static_cast<std::size_t>(golden.integer(i, golden.column("layer")));
    const std::size_t part = golden.rows[i][golden.column("part")] == "key";
    const auto token = static_cast<std::size_t>(golden.integer(i, golden.column("token")));
    const auto column = static_cast<std::size_t>(golden.integer(i, golden.column("column")));
    ASSERT_NEAR(shown.at({layer, 0, part})(token - 1, column - 1),
                golden.number(i, golden.column("value")), tolerance)
        << "line " << i + 2;
  }
}

TEST(Encode, AgreesWithTransformersOnATinyModel) {
  expect_golden(kGolden / "tiny", "tiny", "tiny", 1e-5);
}

TEST(Encode, AgreesWithTransformersOnBfloat16Weights) {
  expect_golden(kGolden / "tiny_bfloat16", "tiny", "tiny_bfloat16", 1e-5);
}

TEST(Encode, AgreesWithTransformersOnFloat16Weights) {
  expect_golden(kGolden / "tiny_float16", "tiny", "tiny_float16", 1e-5);
}

TEST(Encode, AgreesWithTransformersOnTheRealModel) {
  if (!std::filesystem::exists(real_model()))
    GTEST_SKIP() << "no pretrained weights in " << real_model() << "; scripts/demo fetches them";
  expect_golden(real_model(), "sentence", "sentence", 2e-4);
  expect_golden(real_model(), "long", "long", 2e-4);
}

/// Three heads, two layers, more tokens than one block of rows.
ModelConfig small_config() {
  ModelConfig config = read_model_config(kGolden / "tiny");
  config.positions = 700;
  return config;
}

Segment some_ids(std::size_t count) {
  Segment ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back(static_cast<std::int32_t>(i * 7 % 40));
  return ids;
}

TEST(Encode, GivesTheSameBytesForAnyNumberOfThreads) {
  const ModelConfig config = small_config();
  const Weights weights = Weights::random(5, 0.3);
  const auto backend = make_backend("cpu", "auto");
  const Shown one = encode_all(config, weights, {some_ids(600)}, *backend, 1);
  EXPECT_EQ(one, encode_all(config, weights, {some_ids(600)}, *backend, 2));
  EXPECT_EQ(one, encode_all(config, weights, {some_ids(600)}, *backend, 4));
}

TEST(Encode, IsNotChangedByOtherSegments) {
  const ModelConfig config = small_config();
  const Weights weights = Weights::random(5, 0.3);
  const auto backend = make_backend("cpu", "auto");
  const Shown alone = encode_all(config, weights, {some_ids(20)}, *backend);
  const Shown second = encode_all(config, weights, {some_ids(33), some_ids(20)}, *backend);
  for (std::size_t layer : {1u, 2u})
    for (std::size_t part : {0u, 1u})
      EXPECT_EQ(alone.at({layer, 0, part}), second.at({layer, 1, part}));
}

TEST(Encode, AgreesBetweenBackends) {
  const ModelConfig config = small_config();
  const Weights weights = Weights::random(6, 0.3);
  const Shown cpu = encode_all(config, weights, {some_ids(530)}, *make_backend("cpu", "auto"));
  const Shown reference =
      encode_all(config, weights, {some_ids(530)}, *make_backend("reference", "auto"));
  for (const auto& [place, want] : reference)
    for (std::size_t i = 0; i < want.values.size(); ++i)
      ASSERT_NEAR(cpu.at(place).values[i], want.values[i], 1e-5);
}

TEST(Encode, RefusesSegmentsThatTheModelCannotRead) {
  const ModelConfig config = small_config();
  const Weights weights = Weights::random(6, 0.3);
  const auto backend = make_backend("reference", "auto");
  const auto message_for = [&](const Segment& ids) -> std::string {
    try {
      encode_all(config, weights, {ids}, *backend);
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  };
  EXPECT_NE(message_for(some_ids(701)).find("segment 1 has 701 tokens; expected 1 to 700"),
            std::string::npos);
  EXPECT_NE(message_for({}).find("segment 1 has 0 tokens"), std::string::npos);
  EXPECT_NE(message_for({3, 40}).find("holds the token id 40; expected 0 to 39"),
            std::string::npos);
  EXPECT_NE(message_for({-1}).find("holds the token id -1"), std::string::npos);
}

}  // namespace
}  // namespace anbn
