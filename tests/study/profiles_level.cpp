// SPDX-License-Identifier: Apache-2.0
// How often the stage `interpretation` says that a neuron prefers a part of speech, and the stage
// `layers` that the neurons of a network do, where there is no relation; and how often they find
// one that was planted.
//
// usage: profiles_level CONLLU NEURONS DRAWS SEED
//
// Two texts of five segments of 400 tokens are taken from CONLLU: its beginning as it is written,
// and its end without punctuation. Neurons' queries and keys are made over their tokens. A line a
// text, kind of neuron and figure: how many tests, shares of p <= .05, of p <= .01 and of q <= .05,
// and of planted relations the share that is found (p <= .05, the planted class, queries) and
// q <= .05 of the same. For networks a test is a story of them: neurons have the same pairs and
// choose their networks at random, in groups that stay together, in kStories stories.
#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/core/random.h"
#include "anbn/interpret/interpretation.h"
#include "anbn/interpret/network_tags.h"
#include "anbn/text/pos.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace {

using namespace anbn;

constexpr std::size_t kSegments = 5, kWords = 400, kNetworks = 20;

struct Text {
  std::string name;
  std::vector<std::string> pieces;
  TokenCategories categories;
  std::vector<std::size_t> segment_sizes;
};

Text text_of(std::string name, std::span<const PosToken> tokens) {
  Text text{std::move(name), {}, {}, {}};
  std::vector<std::string> upos;
  const auto add = [&](std::string piece, std::string tag) {
    for (char& c : piece) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    text.pieces.push_back(std::move(piece));
    upos.push_back(std::move(tag));
  };
  for (std::size_t s = 0; s < kSegments; ++s) {
    add("[CLS]", "[CLS]");
    for (const PosToken& token : tokens.subspan(s * kWords, kWords)) add(token.form, token.upos);
    add("[SEP]", "[SEP]");
    text.segment_sizes.push_back(kWords + 2);
  }
  text.categories = token_categories(upos);
  return text;
}

std::vector<Text> two_texts(const char* file) {
  const PosTokens all = read_conllu(file);
  std::vector<PosToken> spoken;
  for (const PosToken& token : all.tokens)
    if (token.upos != "PUNCT" && token.upos != "SYM" && token.upos != "X") spoken.push_back(token);
  if (spoken.size() < kSegments * kWords)
    fail("{}: found {} words; expected {}", file, spoken.size(), kSegments * kWords);
  return {text_of("written", all.tokens),
          text_of("spoken", std::span(spoken).last(kSegments * kWords))};
}

/// Series [K] over the tokens of a text, by the number of the neuron; unlike for queries and keys.
using Make = std::function<std::vector<double>(RandomKey, const Text&)>;

std::vector<double> white(RandomKey key, const Text& text) {
  std::vector<double> x(text.pieces.size());
  for (std::size_t t = 0; t < x.size(); ++t) x[t] = normal(key, t);
  return x;
}

std::vector<double> autoregressive(RandomKey key, const Text& text) {
  std::vector<double> x = white(key, text);
  for (std::size_t t = 1; t < x.size(); ++t) x[t] = 0.9 * x[t - 1] + std::sqrt(0.19) * x[t];
  return x;
}

std::vector<double> heavy_tailed(RandomKey key, const Text& text) {
  std::vector<double> x = white(key, text);
  for (double& v : x) v = v * v * v;
  return x;
}

/// Of the place in the segment, up or down, and noise.
std::vector<double> by_place(RandomKey key, const Text& text) {
  std::vector<double> x = white(key, text);
  const double slope = 3 * normal(key, x.size()), bend = 3 * normal(key, x.size() + 1);
  for (std::size_t t = 0; t < x.size(); ++t) {
    const double p = static_cast<double>(t % (kWords + 2)) / kWords;
    x[t] += slope * p + bend * std::exp(-20 * p);
  }
  return x;
}

/// A value for each word, whatever its part of speech, and noise.
std::vector<double> by_word(RandomKey key, const Text& text) {
  std::map<std::string, std::size_t> first;
  std::vector<double> x = white(key, text);
  for (std::size_t t = 0; t < x.size(); ++t)
    x[t] = normal(key, x.size() + first.emplace(text.pieces[t], t).first->second) + 0.3 * x[t];
  return x;
}

/// Which neurons have a planted relation: every one, or every other, or those of one network.
enum class Planted { all, half, one_network };

/// How neurons are made.
struct Kind {
  std::string name;
  Make make;
  std::string planted = {};  // a class whose tokens have larger queries
  double height = 0;         // by so many standard deviations of the noise
  double in_common = 0;      // share of the variance that neurons of one group have in common
  Planted who = Planted::all;
};

bool is_planted(const Kind& kind, std::size_t neuron) {
  if (kind.planted.empty()) return false;
  return kind.who == Planted::all || (kind.who == Planted::half && neuron % kNetworks % 2 == 0) ||
         (kind.who == Planted::one_network && neuron % kNetworks == 0);
}

Matrix series_of(const Kind& kind, const Text& text, std::size_t neurons, std::uint64_t seed,
                 bool queries) {
  Matrix out(text.pieces.size(), neurons);
  const std::string what = kind.name + text.name + (queries ? "/query" : "/key");
  for (std::size_t i = 0; i < neurons; ++i) {
    std::vector<double> x = kind.make(random_key(seed, what, i), text);
    if (kind.in_common > 0) {
      const auto common = kind.make(random_key(seed, what + "/network", i % kNetworks), text);
      for (std::size_t t = 0; t < x.size(); ++t)
        x[t] = std::sqrt(kind.in_common) * common[t] + std::sqrt(1 - kind.in_common) * x[t];
    }
    for (std::size_t t = 0; t < x.size(); ++t) {
      const bool is_higher = queries && is_planted(kind, i) &&
                             text.categories.category[t] == *pos_category(kind.planted);
      out(t, i) = static_cast<float>(x[t] + (is_higher ? kind.height : 0));
    }
  }
  return out;
}

void print(const Text& text, const Kind& kind, const char* of,
           const std::vector<std::pair<double, double>>& p_and_q, const std::string& found) {
  double tests = 0, p_05 = 0, p_01 = 0, q_05 = 0;
  for (const auto& [p, q] : p_and_q) {
    tests += !std::isnan(p);
    p_05 += p <= 0.05;
    p_01 += p <= 0.01;
    q_05 += q <= 0.05;
  }
  std::printf("%s\t%s\t%s\t%.0f\t%.4f\t%.4f\t%.4f\t%s\n", text.name.c_str(), kind.name.c_str(), of,
              tests, p_05 / tests, p_01 / tests, q_05 / tests, found.c_str());
  std::fflush(stdout);
}

/// The networks of a story of noise and its draws: neurons choose at random, those of a group of
/// five together. Of the story alone those with a planted relation are the neurons of network 1.
std::vector<NetworkTag> network_rows(const Interpretation& found, const Kind& kind,
                                     std::uint64_t seed) {
  constexpr std::size_t kDraws = 199, kGroup = 5;
  const std::size_t neurons = found.pairs.neurons;
  std::vector<Anchor> observed(neurons);
  Matrix drawn(kDraws, neurons);
  for (std::size_t d = 0; d <= kDraws; ++d) {
    const RandomKey key = random_key(seed, "networks", d);
    for (std::size_t i = 0; i < neurons; ++i) {
      const auto network =
          static_cast<std::size_t>(uniform(key, i / kGroup) * static_cast<double>(kNetworks));
      if (d < kDraws)
        drawn(d, i) = static_cast<float>(network + 1);
      else
        observed[i] = {network, 0.3f};
      if (d == kDraws && kind.who == Planted::one_network && is_planted(kind, i))
        observed[i].index = 0;
    }
  }
  return network_tags(found.profiles, {kNetworks, observed, drawn});
}

void measure_networks(const Text& text, const Kind& kind, const Interpretation& found,
                      std::uint64_t seed) {
  constexpr std::size_t kStories = 200;
  const bool is_one = kind.who == Planted::one_network;
  std::vector<std::pair<double, double>> tests;
  double right = 0;
  for (std::size_t story = 0; story < kStories; ++story) {
    double least = 1;
    for (const NetworkTag& row : network_rows(found, kind, seed + story)) {
      if (!std::isnan(row.p_fwe)) least = std::min(least, row.p_fwe);
      right += is_one && row.network == 0 && row.side == TagSide::query &&
               row.query == *pos_category(kind.planted) && row.p_fwe <= 0.05;
    }
    tests.emplace_back(least, kNan);
  }
  print(text, kind, "networks", tests,
        is_one ? fmt::format("{:.4f}\tn/a", right / kStories) : "n/a\tn/a");
}

void measure(const Text& text, const Kind& kind, std::size_t neurons,
             const InterpretationPlan& plan) {
  const InterpretedStory story{.layers = 1,
                               .columns = neurons,
                               .read =
                                   [&](std::size_t, std::string_view part) {
                                     return series_of(kind, text, neurons, plan.seed,
                                                      part == "query");
                                   },
                               .segment_sizes = text.segment_sizes,
                               .categories = text.categories,
                               .pieces = text.pieces,
                               .readable = {}};
  Threads threads(available_processors());
  SilentProgress silent;
  const Interpretation found = interpret(story, plan, threads, silent);
  const std::size_t planted = pos_category(kind.planted).value_or(kNoIndex);
  for (const auto& [name, side] :
       {std::pair("queries", &NeuronProfile::query), std::pair("keys", &NeuronProfile::key)}) {
    std::vector<std::pair<double, double>> tests;
    double right = 0, right_q = 0;
    for (const NeuronProfile& neuron : found.neurons) {
      const Enrichment& of = neuron.*side;
      tests.emplace_back(of.p, of.q);
      right += planted != kNoIndex && of.category == planted && of.p <= 0.05;
      right_q += planted != kNoIndex && of.category == planted && of.q <= 0.05;
    }
    const bool has_planted =
        side == &NeuronProfile::query && planted != kNoIndex && kind.who == Planted::all;
    const auto all = static_cast<double>(neurons);
    print(text, kind, name, tests,
          has_planted ? fmt::format("{:.4f}\t{:.4f}", right / all, right_q / all) : "n/a\tn/a");
  }
  measure_networks(text, kind, found, plan.seed);
}

void run(char** argv) {
  const std::vector<Text> texts = two_texts(argv[1]);
  const std::size_t neurons = std::strtoull(argv[2], nullptr, 10);
  const InterpretationPlan plan{.draws = std::strtoull(argv[3], nullptr, 10),
                                .seed = std::strtoull(argv[4], nullptr, 10)};
  std::vector<Kind> kinds = {{"white noise", white},
                             {"AR(1) 0.9", autoregressive},
                             {"heavy tails", heavy_tailed},
                             {"place in the segment", by_place},
                             {"half in common", white, "", 0, 0.5},
                             {"a value a word", by_word}};
  for (const char* planted : {"NOUN", "DET", "VERB", "NUM"})
    for (const double height : {0.5, 1.0, 2.0})
      kinds.push_back({fmt::format("{} + {}", planted, height), white, planted, height});
  kinds.push_back({"DET + 2 in every other", white, "DET", 2, 0, Planted::half});
  for (const double height : {0.5, 1.0, 2.0})
    kinds.push_back({fmt::format("DET + {} in one network", height), white, "DET", height, 0.5,
                     Planted::one_network});
  std::printf("text\tneurons\tof\ttests\tp_05\tp_01\tq_05\tfound_p\tfound_q\n");
  for (const Text& text : texts)
    for (const Kind& kind : kinds) measure(text, kind, neurons, plan);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: profiles_level CONLLU NEURONS DRAWS SEED\n");
    return 2;
  }
  try {
    run(argv);
  } catch (const anbn::Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
