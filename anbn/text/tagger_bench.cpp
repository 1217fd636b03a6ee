// SPDX-License-Identifier: Apache-2.0
// The parts of speech of a story of 1,500 words.
#include "anbn/text/tagged_text.h"

#include <benchmark/benchmark.h>

namespace anbn {
namespace {

void tagged_story(benchmark::State& state) {
  Transcript transcript;
  constexpr std::size_t kWords = 1500;
  constexpr const char* kSome[] = {"she",    "opened", "the", "old",     "door",  "and",
                                   "didn't", "answer", "him", "quickly", "enough"};
  for (std::size_t i = 0; i < kWords; ++i)
    transcript.text.append(i == 0 ? "" : " ").append(kSome[i % std::size(kSome)]);
  english_tagger();  // read once a run
  for (auto _ : state) benchmark::DoNotOptimize(tagged_spans(transcript, english_tagger()));
}

BENCHMARK(tagged_story)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anbn
