// SPDX-License-Identifier: Apache-2.0
// Figure 7c: in which tags the neurons differ between two stories.
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

std::string points(double difference) {
  return std::isnan(difference) ? "n/a" : fmt::format("{:+.1f} points", 100 * difference + 0.0);
}

std::string tested_words(const TagComparison& comparison) {
  if (comparison.partitions < kFewestPartitions)
    return fmt::format(
        "The segments of both stories can be dealt to two stories in {} ways: too few to test "
        "anything (from {} on it is tested), so there is no p.",
        comparison.partitions, kFewestPartitions);
  return fmt::format(
      "p: whole segments of both stories are dealt anew to two stories, in {} ways, and each "
      "neuron is tagged anew; the share of these whose difference lies as far from the mean of "
      "all, the observed one among them. It asks whether the stories differ from each other more "
      "than segments do, whatever makes them differ: the frequencies of the texts as well.",
      comparison.partitions);
}

}  // namespace

std::string story_tags_part(const StoriesShown& shown, std::size_t first, std::size_t second) {
  const auto pair = std::find_if(
      shown.results.tags.begin(), shown.results.tags.end(),
      [&](const StoryPairTags& of) { return of.first == first && of.second == second; });
  if (pair == shown.results.tags.end()) return "";
  const TagClasses& classes = shown.results.classes;
  std::vector<TagDifference> tags = pair->comparison.tags;
  std::stable_sort(tags.begin(), tags.end(), [](const TagDifference& a, const TagDifference& b) {
    return std::abs(a.difference) > std::abs(b.difference);
  });
  tags.resize(std::min(tags.size(), kMostTags));
  std::vector<std::vector<HtmlCell>> rows;
  for (const TagDifference& tag : tags)
    rows.push_back(
        {fmt::format("{} \u2013 {}", classes.names.at(tag.query), classes.names.at(tag.key)),
         percent_text(tag.first), percent_text(tag.second), points(tag.difference),
         points(tag.expected), HtmlCell(p_text(tag.p), tag.p),
         HtmlCell(p_text(tag.p_family), tag.p_family)});
  return "<h4><span class=\"paper\">Figure 7c</span> Tags of the neurons</h4>\n" +
         html_table(
             "Tags of the neurons in two stories",
             {{"Tag"},
              {shown.titles[first], Align::right, "Share of the neurons that have a tag"},
              {shown.titles[second], Align::right},
              {"difference", Align::right},
              {"texts alone", Align::right,
               "The difference that is left on average once the classes of both texts are shifted: "
               "what their frequencies give"},
              {"p", Align::right, "Two-sided, of this tag alone"},
              {"p, family", Align::right,
               "Against the largest distance over all tags in each of the ways"}},
             rows, Sorting::fixed) +
         element("p", tested_words(pair->comparison)) +
         "<p class=\"note\">The largest differences; all of them are in between-stories/tags.tsv. "
         "A difference that the texts alone give says nothing of the model.</p>\n";
}

}  // namespace anbn
