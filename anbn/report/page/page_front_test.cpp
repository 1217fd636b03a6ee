// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/example_report.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "tests/support/has.h"
#include "tests/support/page_of.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

std::size_t times(const std::string& html, std::string_view words) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = html.find(words, at)) != std::string::npos; ++at) ++found;
  return found;
}

/// What stands on the page before anything is opened.
std::string shown_at_once(std::string html) {
  constexpr std::string_view kBegin = "<noscript>", kEnd = "</noscript>";
  for (std::size_t from; (from = html.find(kBegin)) != std::string::npos;) {
    const std::size_t to = html.find(kEnd, from);
    EXPECT_LT(to, html.size());
    EXPECT_GE(html.find(kBegin, from + 1), to) << "held back inside of what is held back";
    html.erase(from, to + kEnd.size() - from);
  }
  return html.substr(0, html.find("<script"));
}

/// A study of which a neuron is named, with its words and its network's.
Report of_a_named_neuron() {
  Report report = only(coupled());
  Session& s = report.sessions[0];
  PairResult neuron = s.pairs[1];
  neuron.label = "L2H1D1";
  neuron.phase_anchor = "BN 2";
  neuron.phase_correlation = 0.432;
  neuron.phase_p_fwe = 0.0123;
  neuron.strongest = {"boy > dream", "he > <b>", "it > was", "the > end"};
  s.found = {neuron};
  s.pairs[1].phase_correlation = 0.432;
  return report;
}

TEST(FirstScreen, SaysWhatIsNamedWithItsWords) {
  const std::string html = summary_section(of_a_named_neuron(), nullptr);
  EXPECT_TRUE(has(html, "<td>neuron</td><td>L2H1D1</td><td>BN 2</td>")) << html;
  EXPECT_TRUE(has(html, ">0.432</td>"));
  EXPECT_TRUE(has(html, ">0.012</td>"));
  EXPECT_TRUE(has(html, "boy &gt; dream; he &gt; &lt;b&gt;; it &gt; was<"));
  // The network is named by the same pair, which stands there once.
  EXPECT_FALSE(has(html, "<td>network</td>"));
  Report report = of_a_named_neuron();
  report.sessions[0].pairs[1].phase_anchor = "L1H1D1";
  EXPECT_TRUE(
      has(summary_section(report, nullptr), "<td>network</td><td>L1H1D1</td><td>BN 2</td>"));
}

TEST(FirstScreen, SaysThatNothingIsNamed) {
  EXPECT_TRUE(
      has(summary_section(example_report(), nullptr), "No neuron and no network is named."));
}

TEST(FirstScreen, MarksAControlThatFindsMore) {
  Report report = of_a_named_neuron();
  EXPECT_FALSE(has(summary_section(report, nullptr), "What should find less"));
  report.untrained = {example_session()};
  report.untrained[0].variant = "untrained";
  EXPECT_TRUE(has(summary_section(report, nullptr), "<td>does not couple</td>"));
  report.untrained[0].tests.omnibus.p = 0.001;
  report.untrained[0].tests.omnibus.largest.excess = -9;
  report.untrained[0].tests.omnibus.neurons.excess = -9;
  EXPECT_TRUE(has(summary_section(report, nullptr), "couples, but does not find more"));
  report.untrained[0].tests.omnibus.largest.excess = 9;
  EXPECT_TRUE(has(summary_section(report, nullptr), "<b class=\"failed\">finds more: failed</b>"));
}

TEST(FirstScreen, PutsTheUntrainedModelBesideTheTrainedOne) {
  Report report = example_report();
  EXPECT_TRUE(has(summary_section(report, nullptr), "<b>1.1, not known</b>"));
  report.untrained = {example_session()};
  report.untrained[0].variant = "untrained";
  report.untrained[0].tests.omnibus.square.excess = -0.25;
  EXPECT_TRUE(has(summary_section(report, nullptr), "<b>1.1, -0.2</b>"))
      << summary_section(report, nullptr);
}

TEST(FirstScreen, HasTheWarningOfWordsThatAreOutOfTime) {
  Report report = example_report();
  EXPECT_FALSE(has(summary_section(report, nullptr), "class=\"notice\""));
  report.sessions[0].input.lags = {{{0, 0, 0.2, 0.1, 0.2}, {5, 0, 0.6, 0.1, 0.2}}, 0.3};
  EXPECT_TRUE(has(summary_section(report, nullptr), "<p class=\"notice\"><b>Pie Man:</b> "));
}

TEST(FirstScreen, SaysNothingTwice) {
  Report report = of_a_named_neuron();
  add_together(report);
  const std::string html = shown_at_once(page(report));
  for (const char* once :
       {"<h3>There is coupling", "data-figure=", "id=\"summary.", "could have been"})
    EXPECT_EQ(times(html, once), 1u) << once;
  EXPECT_EQ(times(page(report), "data-figure=\"layer_excess.main.pooled\""), 1u);
}

TEST(HeldBack, IsEachPartOfThePage) {
  EXPECT_EQ(part("a\"", "<b>A</b>", "in<side", ""), "");
  EXPECT_EQ(
      part("a\"", "<b>A</b>", "in<side", "<p>x</p>"),
      "<section id=\"a&quot;\" class=\"part\">\n<details><summary><h2><b>A</b></h2> <span "
      "class=\"inside\">in&lt;side</span></summary>\n<noscript><p>x</p></noscript></details>\n"
      "</section>\n");
  EXPECT_EQ(boxed("<h3 id=\"a\">A</h3>\n<p>x</p>"),
            "<details class=\"box\"><summary><h3 id=\"a\">A</h3></summary>\n<p>x</p></details>\n");
  EXPECT_EQ(boxed("<p>x</p>"), "<p>x</p>");
  EXPECT_EQ(boxed(""), "");
}

}  // namespace
}  // namespace anbn
