// SPDX-License-Identifier: Apache-2.0
// Which parts of speech neurons pair, and the neurons of each network against all others: beside
// what the text's frequencies give by themselves.
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/profile_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kMostTags = 12, kMostRows = 40;  // the rest stands in the TSV files
constexpr double kToldQ = 0.05;

std::string tag_text(const TagCount& tag, const TagClasses& classes) {
  return fmt::format("{} \u2013 {}", classes.names.at(tag.query), classes.names.at(tag.key));
}

std::string class_text(const NetworkTag& row, const TagClasses& classes) {
  const auto name = [&](std::size_t index) { return classes.names.at(index); };
  if (row.side == TagSide::query) return fmt::format("{} queries", name(row.query));
  if (row.side == TagSide::key) return fmt::format("{} keys", name(row.key));
  return fmt::format("{} \u2192 {}", name(row.query), name(row.key));
}

std::string tags_table(const ProfilesShown& shown) {
  std::vector<TagCount> tags;
  for (const TagCount& tag : shown.tags)
    if (tag.counted == TagDirection::folded) tags.push_back(tag);
  std::stable_sort(tags.begin(), tags.end(),
                   [](const TagCount& a, const TagCount& b) { return a.neurons > b.neurons; });
  tags.resize(std::min(tags.size(), kMostTags));
  std::vector<std::vector<HtmlCell>> rows;
  for (const TagCount& tag : tags) {
    const bool is_drawn = !std::isnan(tag.expected);
    rows.push_back({tag_text(tag, shown.classes), std::to_string(tag.neurons),
                    percent_text(tag.share), is_drawn ? fmt::format("{:.0f}", tag.expected) : "n/a",
                    is_drawn ? fmt::format("{:.0f} to {:.0f}", tag.low, tag.high) : "n/a"});
  }
  return html_table(
      "Tags of the neurons",
      {{"Tag"},
       {"neurons", Align::right,
        "Whose pairs are of these two classes more often than of any other two; query and key in "
        "either order"},
       {"share", Align::right},
       {"shifted texts", Align::right,
        "Neurons that have the tag once the classes are shifted over the text: mean"},
       {"95 % of these", Align::right, "The range that holds 95 % of the shifts"}},
      rows, Sorting::fixed);
}

std::string networks_table(const Session& s) {
  std::vector<NetworkTag> told;
  std::size_t tested = 0;
  for (const NetworkTag& row : s.profiles.networks) {
    tested += !std::isnan(row.p);
    if (row.q <= kToldQ) told.push_back(row);
  }
  if (told.empty())
    return fmt::format(
        "<p class=\"note\">Networks: the neurons anchored to none of them differ from all other "
        "neurons in any {} by q \u2264 {} ({} tests).</p>\n",
        escaped(class_word(s.profiles.classes)), kToldQ, tested);
  std::stable_sort(told.begin(), told.end(), [](const NetworkTag& a, const NetworkTag& b) {
    return a.p != b.p ? a.p < b.p : std::abs(a.log_odds) > std::abs(b.log_odds);
  });
  const std::size_t all = told.size();
  told.resize(std::min(all, kMostRows));
  std::vector<std::vector<HtmlCell>> rows;
  for (const NetworkTag& row : told)
    rows.push_back(
        {HtmlCell(row.network < s.network_name.size() ? s.network_name[row.network]
                                                      : fmt::format("BN {}", row.network + 1),
                  static_cast<double>(row.network + 1)),
         std::to_string(row.neurons), class_text(row, s.profiles.classes), percent_text(row.share),
         percent_text(row.share_others),
         HtmlCell(fmt::format("\u00d7 {:.2f}", std::exp(row.log_odds)), row.log_odds),
         HtmlCell(p_text(row.p), row.p), HtmlCell(p_text(row.q), row.q)});
  return html_table(
             "Networks by tags",
             {{"Network"},
              {"neurons", Align::right, "Anchored to it (Eq. 1)"},
              {"what"},
              {"share", Align::right, "Of the pairs of these neurons"},
              {"others", Align::right, "Of the pairs of all other neurons"},
              {"odds", Align::right, "Of the one share against the other"},
              {"p", Align::right,
               "Two-sided: the difference of the two shares against shifted texts, one shift for "
               "all neurons"},
              {"q", Align::right, "False discovery rate over all networks and classes"}},
             rows, Sorting::by_reader) +
         (all > kMostRows ? fmt::format("<p class=\"note\">{} of {}; all of them are in "
                                        "interpretation/network_tags.tsv.</p>\n",
                                        kMostRows, all)
                          : "");
}

std::string numbers_note(const ProfilesShown& shown) {
  std::string html;
  for (const NumberShown& n : shown.numbers)
    html += fmt::format(
        "<p class=\"note\">{}: the queries of {} have more of it than the text gives, of {} less "
        "(q \u2264 {}; {} tested); the keys of {} more, of {} less ({} tested). What the text "
        "gives: the numbers shifted over the words of each segment. Each neuron stands in "
        "interpretation/numbers.tsv.</p>\n",
        escaped(n.column), counted(n.queries_more, "neuron"), n.queries_less, kToldQ,
        n.queries_tested, counted(n.keys_more, "neuron"), n.keys_less, n.keys_tested);
  return html;
}

}  // namespace

std::string profiles_part(const Session& s) {
  const ProfilesShown& shown = s.profiles;
  if (shown.tags.empty()) return numbers_note(shown);
  const bool is_upos = shown.classes == TagClasses{};
  return fmt::format("<h3>{}</h3>\n",
                     is_upos ? "Parts of speech" : escaped("Classes of " + shown.classes.column)) +
         fmt::format(
             "<p class=\"note\">Of {} the queries are of some {} more often than the "
             "text gives (q \u2264 {}; {} tested), of {} the keys ({} tested). What the text "
             "gives: "
             "its {} shifted over the words of each segment, the pairs kept. So a "
             "frequent one does not win by being frequent. The test does not tell a {} "
             "from a word: {}the most frequent word stands beside. Which query goes with which key "
             "is described, and not tested.</p>\n",
             counted(shown.queries_called, "neuron"), escaped(class_word(shown.classes)), kToldQ,
             shown.queries_tested, counted(shown.keys_called, "neuron"), shown.keys_tested,
             escaped(classes_word(shown.classes)), escaped(class_word(shown.classes)),
             is_upos ? "a neuron whose queries are all \u201cthe\u201d prefers DET, which is why "
                     : "so ") +
         tags_table(shown) + networks_table(s) + numbers_note(shown);
}

}  // namespace anbn
