// SPDX-License-Identifier: Apache-2.0
// The table of results: what is written is what is read, to the bit, and gives the same files
// again.
#include "anbn/core/nan.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/results/column_words.h"
#include "tests/support/coupling_cases.h"
#include "tests/support/encoding_cases.h"
#include "tests/support/example_tokens.h"
#include "tests/support/odd_values.h"
#include "tests/support/results_parts.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <map>

namespace anbn {

namespace fs = std::filesystem;

namespace {

constexpr float kNanf = kFloatNan;

/// A result of each type: as large as tests need, with one row of everything, and empty. Those of
/// couplings, of encodings and their tests: tests/support/coupling_cases.h, encoding_cases.h.
struct MaskCase {
  static constexpr const char* stage = "mask";
  static constexpr auto read = read_mask_results;
  static MaskResults result(std::size_t rows) {
    MaskResults x;
    x.mask = {{{2, 3, 1}, {{{3, 0, 0, -4.5}, {0, 3, 0, 1}, {0, 0, 4, 0}}}}, {0, 3, 5}};
    for (std::size_t i = 0; i < rows; ++i)
      x.scans.push_back({"sub-0" + std::to_string(i), 100 + i, "2x3x1", "3x3x4",
                         i == 1 ? kNan : 1 / 3., i == 2 ? "resampled" : "same"});
    return x;
  }
};

/// The tables of a story with one special more than words; all but the first without times.
struct TokensCase {
  static constexpr const char* stage = "tokens";
  static constexpr auto read = read_tokens;
  static TokensResults result(std::size_t rows) {
    TokensResults x = example_tokens(std::vector<std::size_t>(rows, 0), 2);
    for (Word& word : x.words) word.timing = Timing::interpolated, word.onset_s += 1 / 3.;
    if (rows > 0) {
      x.words[0].timing = Timing::aligned;
      x.table.tokens[0].upos = "NOUN";
      x.table.tokens[0].upos_from = TagSource::tagger;
    }
    if (rows > 0) x.table.tokens[0].volume = x.table.word_volumes[0] = -3;
    // Texts as stories have them, and those that a table must quote.
    const std::vector<std::string> hostile = {"\"", "nan", "\"Oh,", "n/a", "a\tb", "c\nd", "NA"};
    for (std::size_t i = 0; i < rows; ++i)
      x.pieces[i] = hostile[i % hostile.size()],
      x.words[i].text = hostile[(i + 4) % hostile.size()];
    x.columns = {{"frequency", {}}, {"a b", {}}};
    for (std::size_t i = 0; i < rows; ++i) {
      x.columns[0].values.push_back(i == 1 ? "" : "0.25");
      x.columns[1].values.push_back(hostile[(i + 1) % 3]);
    }
    x.table.tokens.push_back({7, {}, {}, rows == 0 ? 0u : 1u, "[SEP]"});
    x.pieces.push_back("[SEP]");
    x.table.segment_sizes = rows == 0 ? std::vector<std::size_t>{1} : std::vector{rows, 1ul};
    return x;
  }
};

/// The same read in windows that overlap, with a transcript of other words.
struct WindowsCase {
  static constexpr const char* stage = "tokens";
  static constexpr auto read = read_tokens;
  static TokensResults result(std::size_t rows) {
    TokensResults x = example_tokens(std::vector<std::size_t>(rows + 1, 0), 2);
    for (std::size_t i = 0; i <= rows; ++i)
      x.table.windows.push_back({i - std::min<std::size_t>(i, 2), i, i + 1});
    x.table.before_window = {101, 7};
    if (rows > 1) x.table.after_window = {102};
    for (std::size_t i = 0; i < rows; ++i)
      x.differences.push_back({i, i == 1 ? "" : "\"Oh,", 3 + i, i == 0 ? "" : "nan"});
    return x;
  }
};

struct SurprisalCase {
  static constexpr const char* stage = "surprisal";
  static constexpr auto read = read_surprisal;
  static SurprisalResults result(std::size_t rows) {
    SurprisalResults x;
    x.response.name = "surprisal";
    for (std::size_t i = 0; i < rows; ++i) {
      x.words.push_back(i == 1 ? "\"Oh,\"" : "nan");
      x.volumes.push_back(static_cast<std::int64_t>(i) - 1);
      x.nats.push_back(i == 0 ? kNan : 1 / 3.);
      x.response.values.push_back(1 / 7.);
    }
    return x;
  }
};

struct NetworksCase {
  static constexpr const char* stage = "networks";
  static constexpr auto read = read_networks;
  static NetworkResults result(std::size_t rows) {
    NetworkResults x;
    for (std::size_t i = 0; i < rows; ++i) {
      x.list.names.push_back("BN " + std::to_string(i + 1));
      x.list.alike.push_back(i == 2 ? 0 : kNoIndex);
      x.list.reproducibility.push_back(i == 1 ? kNan : 1 / 7.);
      StoryNetworks& story = x.stories.emplace_back();
      story.story = "story-" + std::to_string(i);
      story.mean = matrix_of(5, rows);
      if (i == 3) continue;
      story.listeners = {matrix_of(5, rows), matrix_of(5, rows)};
      if (i == 2) story.scans = {"sub-01", "sub-02"};
    }
    return x;
  }
};

struct TimecoursesCase {
  static constexpr const char* stage = "timecourses";
  static constexpr auto read = read_timecourses;
  static TimecoursesResults result(std::size_t rows) {
    return {matrix_of(rows, rows), example_neurons(rows)};
  }
};

/// With the tokens that its tables quote.
struct InterpretedTokens {
  InterpretationResults results;
};
auto parts_of(const InterpretedTokens& x) { return std::tie(x.results); }
TokensResults quoted_tokens() {
  TokensResults tokens = example_tokens({0, 0, 0, 1}, 1);
  tokens.pieces = {"\"", "nan", "\"", "a\tb"};
  return tokens;
}
void write(const InterpretedTokens& x, const fs::path& folder) {
  write(x.results, quoted_tokens(), folder);
}

struct InterpretationCase {
  static constexpr const char* stage = "interpretation";
  static InterpretedTokens read(const fs::path& folder) {
    return {read_interpretation(folder, quoted_tokens())};
  }
  static InterpretedTokens result(std::size_t rows) {
    InterpretationResults x;
    NeuronPairs& pairs = x.interpretation.pairs;
    pairs = {rows, 2, std::vector<std::int32_t>(2 * rows, 3), std::vector<std::int32_t>(2 * rows),
             matrix_of(rows, 2)};
    x.labels = labels_of(example_neurons(rows));
    if (rows > 1) x.numbers = {"frequency", "b"};
    if (rows == 4) x.classes = other_classes();
    x.interpretation.profiles.assign(rows * kProfileCells, 7);
    x.interpretation.expected = matrix_of(rows, kProfileCells);
    for (std::size_t i = 0; i < rows; ++i) {
      NeuronProfile& neuron = x.interpretation.neurons.emplace_back();
      if (i != 1) neuron.tag = PosTag{i, 16, 1 / 3.};
      neuron.tag_expected = 0.1 + 0.2;
      if (i != 2) neuron.query = {i, 1 / 3., 1e-7, -0.1, 0.001, 1, 58, 34, "\"", 0.91};
      neuron.key.word = i == 0 ? "a\tb" : "";
      x.interpretation.readable.push_back({i, i % 2, i, 3, 0, 0.1f});
      if (rows > 1)
        x.interpretation.numbers.push_back(
            {i, i % 2, i == 1 ? TagSide::key : TagSide::query, 7, 1 / 3., -0.1, 0.002, kNan});
      x.interpretation.tags.push_back(
          {i == 0 ? TagDirection::folded : TagDirection::directed, i, 12, 3, 1 / 7., kNan, 0, 4.5});
    }
    return {x};
  }
};

/// The second layer has no pair; the third neuron is the best of none.
struct LayersCase {
  static constexpr const char* stage = "layers";
  static constexpr auto read = read_layers;
  static LayersResults result(std::size_t rows) {
    LayersResults x;
    x.tokens = 3;
    if (rows == 4) x.classes = other_classes();
    for (std::size_t i = 0; i < rows; ++i) {
      BestOfLayer& best = x.layers.emplace_back();
      best.pair.layer = i + 1;
      const std::string label = "L" + std::to_string(i + 1) + "H1D1";
      if (i != 1) {
        best.pair = {i + 1, i,         {rows, -1 / 3.f}, 1 / 3.,    kNan, 1,     4,
                     7,     {2, 0.1f}, 1 / 9.,           0.1 + 0.2, 1e-9, 1 / 7.};
        best.label = label, best.tested_label = "L9H9D9";
        best.tag = PosTag{i, 16, 1 / 3.};
      }
      x.profiles.push_back({i + 1, i % kPosCategories, {1 / 3., 1e-9, -0.1}, {0, 1, kNan}});
      x.network_tags.push_back({i, 2, i == 1 ? TagSide::pair : TagSide::key, i == 1 ? 3 : kNoIndex,
                                4, 0.5, 1 / 3., -0.1, i == 1 ? kNan : 2.5, 0.002});
      const LayerThird third = i < 2 ? LayerThird::early : LayerThird::late;
      x.shared.push_back({"A, B",
                          static_cast<std::int64_t>(7 - i),
                          "a\tb",
                          third,
                          1 / 7.,
                          {static_cast<std::size_t>(third), i % 2, 4, 3, 1 / 3., 0.1 + 0.2, 1e-9, 0,
                           0.002, 1 / 9.}});
      x.neurons.push_back(
          {i, label, i == 2 ? std::nullopt : std::optional(i + 1), 2 * i, 1500, i, 1 / 9.});
      for (int k = 0; k < 6; ++k) x.weights.push_back(1 / static_cast<float>(k + 3));
    }
    return x;
  }
};

/// Of one listener, where there are no rows.
struct ListenersCase {
  static constexpr const char* stage = "listeners";
  static constexpr auto read = read_listeners;
  static ListenerSide side(std::size_t rows) {
    ListenerSide x;
    SideOfListeners& o = x.observed;
    for (std::size_t i = 0; i < rows; ++i) {
      o.anchors.push_back(i == 1 ? Anchor{} : Anchor{rows - 1 - i, -1 / 3.f});
      for (auto* list : {&x.listener_mean, &x.half_held_out, &x.rest_held_out})
        list->push_back(range_of(i));
      for (auto* list : {&o.listener_mean, &o.listener_sd, &o.flip_p, &o.half_selected,
                         &o.half_held_out, &o.half_same, &o.rest_selected, &o.rest_held_out})
        list->push_back(i == 2 ? kNanf : 1 / static_cast<float>(3 + i));
    }
    return x;
  }
  static ListenersResults result(std::size_t rows) {
    ListenersResults x;
    x.labels = labels_of(example_neurons(rows));
    ListenerResults& r = x.comparison;
    r.listeners = rows + 1;
    r.draws = 7, r.splits = 2, r.flips = 3, r.smallest_flip_p = 1 / 3.;
    r.neurons = r.networks = side(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      r.ceilings.push_back({1 / 3., kNan, range_of(i), 0, 1, 2, 0.7, range_of(i + 1)});
      r.figures.push_back({"best pair", "half_same", 1 / 7., range_of(i)});
    }
    for (std::size_t l = 0; rows > 0 && l < r.listeners; ++l) {
      r.missing.push_back(l);
      r.listener_isc.push_back(1 / 3.), r.listener_mean.push_back(kNan);
      r.listener_mean_noise.push_back(range_of(l));
    }
    return x;
  }
};

/// Two atlases and a reference; with rows a network each, of the last no part.
struct PlacesCase {
  static constexpr const char* stage = "atlas";
  static constexpr auto read = read_places;
  static PlacesResults result(std::size_t rows) {
    PlacesResults x;
    x.atlases = {"Yeo-7", "A, B"};
    x.draws = 7, x.threshold = 0.3;
    x.list = {{0, {1, "Visual", 3}, 1 / 3.}, {0, {4, "label 4", 1}, 0.1}, {1, {1, "L", 2}, 0.2}};
    if (rows > 0) x.references = {"Language"};
    for (std::size_t m = 0; m < rows; ++m) {
      x.networks.push_back(fmt::format("BN {}", m + 1));
      x.matches.push_back({m, 0, -1 / 7.});
      if (m + 1 == rows && m > 0) continue;
      for (const MapSign sign : kMapSigns) {
        x.places.parts.push_back(
            {m, sign, 5, 2, 1 / 3., m == 1 ? kNan : -0.1, 8, 0.2, 0.3, "left"});
        x.places.peaks.push_back({m, sign, 1, 4, 27, -1.5, 0, 3, 1 / 9., {"Visual", ""}});
      }
    }
    x.places.drawn = matrix_of(7 * rows, 3);
    for (std::size_t a = 0; a < 2 && rows > 0; ++a)
      for (std::size_t r = 0; r < 2 - a; ++r)
        x.places.regions.push_back({a, 0, r, MapSign::negative, 1 / 3., 2, 0.1, 0.05, 1});
    return x;
  }
};

/// Three pairs of stories, one, or none.
struct StoriesCase {
  static constexpr const char* stage = "between-stories";
  static constexpr auto read = read_between_stories;
  static BetweenStoriesResults result(std::size_t rows) {
    BetweenStoriesResults x{{"pie", "fox"}, labels_of(example_neurons(rows)), 9, {{}, rows, rows}};
    if (rows > 1) x.stories.emplace_back("den");
    for (std::size_t a = 0; rows > 0 && a < x.stories.size(); ++a)
      for (std::size_t b = a + 1; b < x.stories.size(); ++b) {
        StoryPair& pair = x.comparison.pairs.emplace_back();
        pair.first = a, pair.second = b;
        pair.differences = {{"neurons", "correlation", {}, 0.1, 1 / 3., 0.3, range_of(a)},
                            {"neurons", "correlation", 2, 0.1, kNan, 0.3, range_of(b)}};
        pair.agreement.emplace_back();
        pair.agreement[0].observed = 1 / 9.;
        for (std::size_t i = 0; i < rows; ++i)
          pair.neurons.push_back({{i, 0.1f}, {}, 1 / 3., range_of(i)});
        pair.networks = pair.neurons;
        x.tags.push_back({a, b, {20 + b, {{2, 7, 3, 4, 0.3, 0.4, -0.1, kNan}}}});
        if (a == 0)
          x.tags.back().comparison.tags.push_back({7, 7, 3, 4, 1 / 3., 0, 1, 0.1, 0.02, 1});
      }
    if (rows > 1) x.classes = other_classes();
    return x;
  }
};

template <class Case>
class RoundTrip : public testing::Test {};
using Cases =
    testing::Types<CouplingCase, SignificanceCase, PooledCase, SelfCalibrationCase, ConsistencyCase,
                   TrainingCase, EncodingCase, PooledEncodingCase, UniqueVarianceCase, MaskCase,
                   NetworksCase, TokensCase, WindowsCase, SurprisalCase, TimecoursesCase,
                   InterpretationCase, LayersCase, ListenersCase, StoriesCase, PlacesCase>;
TYPED_TEST_SUITE(RoundTrip, Cases);

std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(folder)] = read_text(entry.path());
  return files;
}

TYPED_TEST(RoundTrip, ReadsWhatItWroteAndWritesTheSameAgain) {
  for (const std::size_t rows : {0, 1, 4}) {
    const ScratchFolder first, second;
    const auto written = TypeParam::result(rows);
    write(written, first.path());
    const auto read = TypeParam::read(first.path());
    EXPECT_TRUE(same_bits(written, read)) << rows << " rows";
    write(read, second.path());
    EXPECT_EQ(files_in(first.path()), files_in(second.path())) << rows << " rows";
    EXPECT_FALSE(files_in(first.path()).empty());
  }
}

/// Each table with all columns that it may have, wherever it lies in the folder.
TYPED_TEST(RoundTrip, HasNoColumnWithoutWords) {
  const ScratchFolder folder;
  write(TypeParam::result(4), folder.path());
  for (const auto& [file, text] : files_in(folder.path())) {
    if (!file.ends_with(".tsv")) continue;
    const std::string table =
        fmt::format("{}/{}", TypeParam::stage, fs::path(file).filename().string());
    EXPECT_NO_THROW(words_of_table(table)) << table;
    for (const std::string& column : parse_tsv(text, file).columns)
      EXPECT_NO_THROW(words_of_column(table, column)) << table << " " << column;
  }
}

}  // namespace
}  // namespace anbn
