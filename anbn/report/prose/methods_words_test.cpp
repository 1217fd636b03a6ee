// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/methods_words.h"

#include "anbn/report/example_report.h"

#include <gtest/gtest.h>

#include <set>

namespace anbn {
namespace {

StageRecord record(std::string stage, std::vector<std::pair<std::string, std::string>> options,
                   std::vector<std::pair<std::string, std::string>> facts) {
  StageRecord out;
  out.stage = std::move(stage);
  out.options = std::move(options);
  out.facts = std::move(facts);
  return out;
}

Report told_report() {
  Report report;
  Session s = example_session();
  s.model = "tiny";
  s.weights = "pretrained";
  s.neuron_kind = "attention_qk";
  s.network_name = {"1", "2", "3"};
  s.stages = {
      record("activations", {}, {{"architecture", "bert"}, {"layers", "2"}, {"neurons", "4"}}),
      record("timecourses", {{"aggregate", "mean"}, {"hrf", "spm"}}, {})};
  report.sessions = {s};
  report.networks = record("networks", {{"method", "ica"}, {"restarts", "10"}}, {});
  return report;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(MethodsWords, SayWhatWasRunAndCiteIt) {
  const auto [text, bibtex] = methods_words(told_report());
  for (const char* part :
       {"One story with 957 words and 282 volumes (TR 1.5 s) went in, heard by up to 18 listeners.",
        "The language model tiny (bert (Devlin et al. 2019); 2 layers, pretrained weights)",
        "It has 4 such neurons", "by its mean and convolved with SPM's double-gamma response",
        "3 brain networks were found in the volumes of all listeners by group independent",
        "given intercept, word rate and 2 slow cosines", "5000 surrogates",
        "All options were those by default."})
    EXPECT_TRUE(has(text, part)) << part << "\nin: " << text;
  for (const char* key : {"liu2023coupling", "devlin2019bert", "hyvarinen1999fast",
                          "westfall1993resampling", "phipson2010permutation"})
    EXPECT_TRUE(has(bibtex, key)) << key;
  EXPECT_FALSE(has(bibtex, "hinton2006fast"));  // no deep belief network
  EXPECT_FALSE(has(bibtex, "freedman1983"));    // no unique variance
  EXPECT_FALSE(has(text, "pooled") || has(text, "untrained"));
}

TEST(MethodsWords, TellChangedOptionsAndOtherWays) {
  Report report = told_report();
  report.networks = record("networks", {{"method", "dbn"}}, {});
  report.changed = {{"significance", "permutations", "500", "5000"},
                    {"timecourses", "aggregate", "max", "mean"}};
  report.untrained = {report.sessions.front()};
  report.untrained.front().weights = "random";
  report.sessions.front().unique_variance.emplace();
  const auto [text, bibtex] = methods_words(report);
  EXPECT_TRUE(has(text,
                  "Options that were not as by default: significance permutations = 500 (default "
                  "5000); timecourses aggregate = max (default mean)."))
      << text;
  EXPECT_TRUE(has(text, "untrained weights (random)"));
  EXPECT_TRUE(has(bibtex, "hinton2006fast") && has(bibtex, "freedman1983"));
  report.networks = record("networks", {{"method", "import"}}, {});
  EXPECT_TRUE(has(methods_words(report).paragraph, "3 brain networks were given."));
}

TEST(MethodsWords, HaveEachReferenceOnce) {
  Report report = told_report();
  report.sessions.front().unique_variance.emplace();
  const std::string bibtex = methods_words(report).bibtex;
  std::set<std::string> keys;
  for (std::size_t at = bibtex.find('@'); at != std::string::npos; at = bibtex.find('@', at + 1)) {
    const std::size_t open = bibtex.find('{', at);
    const std::string key = bibtex.substr(open + 1, bibtex.find(',', open) - open - 1);
    EXPECT_TRUE(keys.insert(key).second) << key;
  }
  EXPECT_EQ(keys.size(), 11u);
}

}  // namespace
}  // namespace anbn
