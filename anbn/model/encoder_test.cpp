// SPDX-License-Identifier: Apache-2.0
// Against transformers (make_golden.py in tests/golden/encoder and in tests/golden/architectures
// say what the files hold), and against itself for other threads, backends and company.
#include "anbn/model/encoder.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"
#include "anbn/model/architectures/architecture.h"
#include "tests/support/error_of.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <tuple>

namespace anbn {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = source_dir() / "tests" / "golden" / "encoder";
const fs::path kArchitectures = source_dir() / "tests" / "golden" / "architectures";

fs::path real_model() {
  if (const char* folder = std::getenv("ANBN_MODEL_DIR")) return folder;
  return source_dir() / "build" / "models" / "all-minilm-l6-v2";
}

Segment golden_ids(const fs::path& file) {
  const Table table = parse_csv(read_text(file), file.string(), CsvHeader::none);
  Segment ids;
  for (std::size_t j = 0; j < table.columns.size(); ++j)
    ids.push_back(static_cast<std::int32_t>(table.integer(0, j)));
  return ids;
}

/// What encode() shows, by layer, segment and tap.
using Shown = std::map<std::tuple<std::size_t, std::size_t, Tap>, Matrix>;

constexpr std::array kAllTaps = {Tap::query, Tap::key, Tap::value,
                                 Tap::head,  Tap::ffn, Tap::hidden};

Shown encode_all(const ModelConfig& config, const Weights& weights,
                 const std::vector<Segment>& segments, const Backend& backend, int thread_count = 2,
                 std::span<const Tap> taps = kAllTaps) {
  Shown shown;
  Threads threads(thread_count);
  SilentProgress silent;
  encode(config, weights, segments, taps, {backend, threads, silent},
         [&](std::size_t layer, std::size_t segment, Tap tap, ConstView values) {
           EXPECT_FALSE(shown.contains({layer, segment, tap}));
           Matrix& copy = shown[{layer, segment, tap}] = Matrix(values.rows, values.cols);
           for (std::size_t i = 0; i < values.rows; ++i)
             std::copy_n(values.data + i * values.stride, values.cols, copy.row(i).data());
         });
  return shown;
}

void expect_golden(const fs::path& folder, const std::string& ids, const std::string& values,
                   double tolerance) {
  const ModelConfig config = read_model_config(folder);
  const Weights weights = Weights::pretrained(folder, config.architecture->prefix);
  const auto backend = make_backend("cpu", "auto");
  const Shown shown = encode_all(config, weights, {golden_ids(kGolden / (ids + ".ids"))}, *backend);
  EXPECT_EQ(shown.size(), kAllTaps.size() * config.layers);
  const Table golden = read_tsv(kGolden / (values + ".tsv"));
  ASSERT_GE(golden.rows.size(), 400u);
  for (std::size_t i = 0; i < golden.rows.size(); ++i) {
    const auto layer = static_cast<std::size_t>(golden.integer(i, golden.column("layer")));
    const Tap tap = value_named<Tap>(golden.rows[i][golden.column("part")], "tap");
    const auto token = static_cast<std::size_t>(golden.integer(i, golden.column("token")));
    const auto column = static_cast<std::size_t>(golden.integer(i, golden.column("column")));
    ASSERT_NEAR(shown.at({layer, 0, tap})(token - 1, column - 1),
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
  if (!fs::exists(real_model()))
    GTEST_SKIP() << "no pretrained weights in " << real_model() << "; scripts/demo fetches them";
  expect_golden(real_model(), "sentence", "sentence", 2e-4);
  expect_golden(real_model(), "long", "long", 2e-4);
}

/// The folders of tests/golden/architectures.
std::vector<std::string> architecture_cases() {
  std::vector<std::string> cases;
  for (const auto& entry : fs::directory_iterator(kArchitectures))
    if (entry.is_directory()) cases.push_back(entry.path().filename().string());
  std::sort(cases.begin(), cases.end());
  return cases;
}

class EveryArchitecture : public testing::TestWithParam<std::string> {
 protected:
  const fs::path folder = kArchitectures / GetParam();
  const ModelConfig config = read_model_config(folder);
  const Weights weights = Weights::pretrained(folder, config.architecture->prefix);
  const Segment ids = golden_ids(kArchitectures / (GetParam() + ".ids"));
};

TEST_P(EveryArchitecture, AgreesWithTransformersAtAllTaps) {
  const Table golden = read_tsv(kArchitectures / (GetParam() + ".tsv"));
  for (const char* name : {"cpu", "reference"}) {
    const Shown shown = encode_all(config, weights, {ids}, *make_backend(name, "auto"));
    std::set<std::pair<std::size_t, Tap>> seen;
    for (std::size_t i = 0; i < golden.rows.size(); ++i) {
      const auto layer = static_cast<std::size_t>(golden.integer(i, golden.column("layer")));
      const Tap tap = value_named<Tap>(golden.rows[i][golden.column("tap")], "tap");
      const auto token = static_cast<std::size_t>(golden.integer(i, golden.column("token")));
      const auto column = static_cast<std::size_t>(golden.integer(i, golden.column("column")));
      seen.emplace(layer, tap);
      const Matrix& got = shown.at({layer, 0, tap});
      ASSERT_EQ(got.cols, config.width(tap)) << name_of(tap);
      ASSERT_NEAR(got(token - 1, column - 1), golden.number(i, golden.column("value")), 5e-5)
          << name << ", line " << i + 2;
    }
    EXPECT_EQ(seen.size(), kAllTaps.size() * config.layers);
  }
}

/// The surprisals of one segment, with weights as they are or not.
Matrix surprisal_of(const ModelConfig& config, const Weights& weights, const Segment& ids,
                    const Backend& backend, int threads = 2) {
  constexpr Tap kNext[] = {Tap::surprisal};
  return encode_all(config, weights, {ids}, backend, threads, kNext).at({1, 0, Tap::surprisal});
}

TEST_P(EveryArchitecture, IsSurprisedAsTransformersIs) {
  const fs::path file = kArchitectures / (GetParam() + ".surprisal.tsv");
  const bool has_head = fs::exists(file);
  // The cases of make_surprisal.py, which has all that have a head.
  EXPECT_EQ(has_head,
            config.sight == Sight::before && (config.ties_head || weights.has("lm_head.weight")));
  const auto backend = make_backend("cpu", "auto");
  if (!has_head) {
    const std::string error = error_of([&] { surprisal_of(config, weights, ids, *backend); });
    EXPECT_NE(
        error.find(config.sight == Sight::before ? "holds no lm_head.weight" : "has no surprisal"),
        std::string::npos)
        << error;
    return;
  }
  const Table golden = read_tsv(file);
  ASSERT_EQ(golden.rows.size(), ids.size() - 1);
  for (const char* name : {"cpu", "reference"}) {
    const Matrix got = surprisal_of(config, weights, ids, *make_backend(name, "auto"));
    ASSERT_EQ(got.rows, ids.size());
    EXPECT_TRUE(std::isnan(got.values[0]));
    for (std::size_t i = 0; i < golden.rows.size(); ++i)
      ASSERT_NEAR(got.values[i + 1], golden.number(i, golden.column("nats")), 1e-4)
          << name << ", token " << i + 2;
  }
}

TEST_P(EveryArchitecture, ShowsTheSameToThoseWhoAskForLess) {
  const auto backend = make_backend("cpu", "auto");
  const Shown all = encode_all(config, weights, {ids}, *backend);
  for (const Tap tap : kAllTaps) {
    const Shown one = encode_all(config, weights, {ids}, *backend, 2, {&tap, 1});
    EXPECT_EQ(one.size(), config.layers);
    for (const auto& [place, values] : one) EXPECT_EQ(values, all.at(place)) << name_of(tap);
  }
}

TEST_P(EveryArchitecture, SeesWhatComesLaterOnlyIfItsMaskLetsIt) {
  const auto backend = make_backend("cpu", "auto");
  Segment other = ids;
  other.back() = other.back() == 7 ? 8 : 7;
  const std::tuple place{config.layers, std::size_t{0}, Tap::hidden};
  const Matrix first = encode_all(config, weights, {ids}, *backend).at(place);
  const Matrix second = encode_all(config, weights, {other}, *backend).at(place);
  const auto a = first.row(0), b = second.row(0);
  EXPECT_EQ(std::equal(a.begin(), a.end(), b.begin()), config.sight == Sight::before);
}

// A norm whose gains were drawn, or 0, would shrink everything behind it.
TEST_P(EveryArchitecture, KeepsItsScaleWithRandomWeights) {
  const Shown shown = encode_all(config, Weights::random(4, 0.02), {ids},  //
                                 *make_backend("cpu", "auto"), 2);
  const Matrix& query = shown.at({config.layers, 0, Tap::query});
  double squares = 0;
  for (const double v : query.values) squares += v * v;
  // Of normalized inputs: a row's square is the deviation's times `hidden`, and 1 of a norm.
  const double expected =
      config.normalizes_heads ? 1 : 0.02 * 0.02 * static_cast<double>(config.hidden);
  EXPECT_NEAR(squares / static_cast<double>(query.values.size()) / expected, 1, 0.3);
}

INSTANTIATE_TEST_SUITE_P(, EveryArchitecture, testing::ValuesIn(architecture_cases()),
                         [](const auto& name) { return name.param; });

TEST(Architectures, HaveGoldensEach) {
  std::set<std::string_view> seen;
  for (const std::string& name : architecture_cases())
    seen.insert(read_model_config(kArchitectures / name).architecture->name);
  for (const Architecture& kind : architectures())
    EXPECT_TRUE(seen.contains(kind.name)) << kind.name;
}

// More tokens of the vocabulary than are computed at a time.
TEST(Surprisal, IsTheSameForAnyNumberOfThreadsAndTakesAllOfTheVocabulary) {
  ModelConfig config = read_model_config(kArchitectures / "gpt2");
  config.vocabulary = 9000;
  const Weights weights = Weights::random(3, 1.0);
  const Segment ids = {5, 8999, 4096, 4095, 8192, 0, 17};
  const auto backend = make_backend("cpu", "auto");
  const Matrix got = surprisal_of(config, weights, ids, *backend, 1);
  const Matrix three = surprisal_of(config, weights, ids, *backend, 3);
  EXPECT_TRUE(std::equal(got.values.begin() + 1, got.values.end(), three.values.begin() + 1));

  const Matrix hidden =
      encode_all(config, weights, {ids}, *backend).at({config.layers, 0, Tap::hidden});
  for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
    double mean = 0, square = 0, sum = 0, wanted = 0;
    for (const double v : hidden.row(i)) mean += v / static_cast<double>(config.hidden);
    for (const double v : hidden.row(i))
      square += (v - mean) * (v - mean) / static_cast<double>(config.hidden);
    std::vector<float> row(config.hidden);
    for (std::size_t word = 0; word < config.vocabulary; ++word) {
      weights.copy_row("wte.weight", config.vocabulary, word, row);
      double product = 0;
      for (std::size_t j = 0; j < config.hidden; ++j)
        product += row[j] * (hidden(i, j) - mean) / std::sqrt(square + config.norm_epsilon);
      sum += std::exp(product);
      if (word == static_cast<std::size_t>(ids[i + 1])) wanted = product;
    }
    EXPECT_NEAR(got.values[i + 1], std::log(sum) - wanted, 1e-4);
  }
}

TEST(Surprisal, OfATokenAloneIsNone) {
  const ModelConfig config = read_model_config(kArchitectures / "gpt2");
  const auto backend = make_backend("cpu", "auto");
  const Matrix got = surprisal_of(config, Weights::random(3, 0.1), {7}, *backend);
  ASSERT_EQ(got.rows, 1u);
  EXPECT_TRUE(std::isnan(got.values[0]));
}

// Longer than a block of rows, so that windows begin before it, in it and behind it.
TEST(Encode, LooksThroughWindowsOfLongSegments) {
  ModelConfig config = read_model_config(kArchitectures / "mistral_window");
  config.positions = 600;
  config.windows.assign(config.layers, 300);
  const Weights weights = Weights::random(3, 0.3);
  Segment ids;
  for (std::size_t i = 0; i < 560; ++i) ids.push_back(static_cast<std::int32_t>(i * 7 % 40));
  const auto backend = make_backend("cpu", "auto");
  const Shown cpu = encode_all(config, weights, {ids}, *backend, 1);
  EXPECT_EQ(cpu, encode_all(config, weights, {ids}, *backend, 3));
  const Shown reference = encode_all(config, weights, {ids}, *make_backend("reference", "auto"));
  for (const auto& [place, want] : reference)
    for (std::size_t i = 0; i < want.values.size(); ++i)
      ASSERT_NEAR(cpu.at(place).values[i], want.values[i], 1e-4 + 1e-4 * std::abs(want.values[i]));
  config.layers = 1;
  Segment other = ids;
  other[100] = 39;
  const std::tuple place{std::size_t{1}, std::size_t{0}, Tap::head};
  const Matrix here = encode_all(config, weights, {ids}, *backend).at(place);
  const Matrix there = encode_all(config, weights, {other}, *backend).at(place);
  const auto is_same = [&](std::size_t token) {
    const auto a = here.row(token), b = there.row(token);
    return std::equal(a.begin(), a.end(), b.begin());
  };
  EXPECT_TRUE(is_same(99));
  EXPECT_FALSE(is_same(100));
  EXPECT_FALSE(is_same(399));
  EXPECT_TRUE(is_same(400));
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
    for (const Tap tap : kAllTaps) EXPECT_EQ(alone.at({layer, 0, tap}), second.at({layer, 1, tap}));
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
