// SPDX-License-Identifier: Apache-2.0
// Which classes of words neurons pair, beside what the text's frequencies give by themselves; and
// the neurons of each network against all others, beside networks with random phases.
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/profile_words.h"
#include "anbn/stats/corrections.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace anbn {
namespace {

/// As tests/study/profiles.sh measures it (its rows `a value a word`).
constexpr std::string_view kCalledByWord = "82 to 85 %";

std::string tag_text(const TagCount& tag, const TagClasses& classes) {
  return fmt::format("{} \u2013 {}", classes.names.at(tag.query), classes.names.at(tag.key));
}

std::string class_text(const NetworkTag& row, const TagClasses& classes) {
  const auto name = [&](std::size_t index) { return classes.names.at(index); };
  if (row.side == TagSide::query) return fmt::format("{} queries", name(row.query));
  if (row.side == TagSide::key) return fmt::format("{} keys", name(row.key));
  return fmt::format("{} \u2192 {}", name(row.query), name(row.key));
}

/// What the page shows of one network: its tag, and the class that stands out most.
struct NetworkRow {
  const NetworkTag *tag = nullptr, *class_row = nullptr;
};

std::vector<NetworkRow> network_rows(const std::vector<NetworkTag>& tags) {
  std::map<std::size_t, NetworkRow> rows;
  for (const NetworkTag& row : tags) {
    NetworkRow& network = rows[row.network];
    if (row.side == TagSide::pair)
      network.tag = &row;
    else if (!std::isnan(row.z) && (!network.class_row || row.z > network.class_row->z))
      network.class_row = &row;
  }
  std::vector<NetworkRow> out;
  for (const auto& [network, row] : rows)
    if (row.tag) out.push_back(row);
  return out;
}

/// Says where so few draws can call nothing; empty elsewhere.
std::string few_draws(const ToldNeurons& told, std::size_t draws, std::string_view side) {
  if (told.called > 0 || told.tested == 0 || draws == 0) return "";
  const auto needed = tests_needed_for_q(told.tested, draws, kToldQ);
  if (needed.value_or(told.tested + 1) <= 1) return "";
  return fmt::format(
      " With {} draws no q \u2264 {} exists for {} unless {} neurons have the smallest p: more "
      "<code>draws</code> can tell more.",
      draws, kToldQ, side, needed ? std::to_string(*needed) : "more than all");
}

/// Why the most frequent word stands beside a class.
std::string class_or_word(const TagClasses& classes) {
  const std::string word = escaped(class_word(classes));
  if (classes != TagClasses{})
    return fmt::format(
        "The test does not tell a {} from a word, so the most frequent word stands beside.", word);
  return fmt::format(
      "The test does not tell a {} from a word: a neuron whose queries are all \u201cthe\u201d "
      "lies on DET, which is why the most frequent word stands beside, and of neurons that answer "
      "to each word at random {} are called as well (p \u2264 0.05).",
      word, kCalledByWord);
}

std::string neurons_told(const ProfilesShown& shown) {
  return fmt::format(
      "<p class=\"note\">Of {} the queries lie on one class, or on words of it, more often than "
      "the text gives (q \u2264 {}; {} tested), of {} the keys ({} tested). What the text gives: "
      "its {} shifted over the words of each segment, the pairs kept. So a frequent one does not "
      "win by being frequent. {} Which query goes with which key is described, and not "
      "tested.{}{}</p>\n",
      counted(shown.queries.called, "neuron"), kToldQ, shown.queries.tested,
      counted(shown.keys.called, "neuron"), shown.keys.tested, escaped(classes_word(shown.classes)),
      class_or_word(shown.classes), few_draws(shown.queries, shown.draws, "queries"),
      few_draws(shown.keys, shown.draws, "keys"));
}

std::string tags_table(const ProfilesShown& shown) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const TagCount& tag : most_frequent_folded(shown.tags, kMostTags)) {
    const bool is_drawn = !std::isnan(tag.expected);
    rows.push_back({tag_text(tag, shown.classes), std::to_string(tag.neurons),
                    percent_text(tag.share), is_drawn ? fmt::format("{:.0f}", tag.expected) : "n/a",
                    is_drawn ? fmt::format("{:.0f} to {:.0f}", tag.low, tag.high) : "n/a"});
  }
  return html_table(
      "Tags of the neurons",
      {{"Tag"},
       {"neurons", Align::right,
        "Whose pairs are of this query and this key more often than of any other two; counted here "
        "without the direction"},
       {"share", Align::right},
       {"shifted texts", Align::right,
        "Neurons that have the tag once the classes are shifted over the text: mean"},
       {"95 % of these", Align::right, "The range that holds 95 % of the shifts"}},
      rows, Sorting::fixed);
}

std::vector<HtmlCell> network_cells(const Session& s, const NetworkRow& row) {
  const NetworkTag &tag = *row.tag, *most = row.class_row;
  const TagClasses& classes = s.layer_pairs->results.classes;
  const auto number = static_cast<double>(tag.network + 1);
  const std::string name = tag.network < s.network_name.size()
                               ? s.network_name[tag.network]
                               : fmt::format("BN {}", tag.network + 1);
  HtmlCell what(most ? class_text(*most, classes) : "n/a");
  if (most && most->p_fwe <= kNamedP) what.html = "<b class=found>" + what.html + "</b>";
  return {HtmlCell(name, number),
          std::to_string(tag.neurons),
          class_text(tag, classes),
          percent_text(tag.share),
          percent_text(tag.share_others),
          what,
          most ? percent_text(most->share) : "n/a",
          most ? percent_text(most->share_others) : "n/a",
          most ? HtmlCell(p_text(most->p_fwe), most->p_fwe) : HtmlCell("n/a")};
}

std::string networks_told(const Session& s, const std::vector<NetworkRow>& networks) {
  const std::size_t draws = s.input.noise.size();
  std::size_t named = 0;
  for (const NetworkRow& row : networks) named += row.class_row && row.class_row->p_fwe <= kNamedP;
  return fmt::format(
      "<p class=\"note\">Networks: of {} that neurons are anchored to, the neurons of {} are named "
      "for a {} that they pair more often than all other neurons (p \u2264 {}, corrected for all "
      "networks and classes). Tested against networks with random phases, which "
      "choose their neurons anew: that a class is frequent in a layer, and that a network draws "
      "neurons of that layer, is in noise as well. The tag is described, and not tested.{}</p>\n",
      networks.size(), named, escaped(class_word(s.layer_pairs->results.classes)), kNamedP,
      draws > 0 && permutation_p(0, draws) > kNamedP
          ? fmt::format(" With {} noise draws no p \u2264 {} exists.", draws, kNamedP)
          : std::string());
}

std::string networks_part(const Session& s) {
  if (!s.layer_pairs) return "";
  const std::vector<NetworkRow> networks = network_rows(s.layer_pairs->results.network_tags);
  if (networks.empty()) return "";
  std::vector<std::vector<HtmlCell>> rows;
  for (const NetworkRow& row : networks) rows.push_back(network_cells(s, row));
  std::string html;
  if (!couples(s))
    html =
        "<p class=\"notice\">Each network has neurons, in noise as well. No coupling was found "
        "here: what these neurons answer to tells nothing about the brain.</p>\n";
  return html + networks_told(s, networks) +
         html_table(
             "Networks by tags",
             {{"Network"},
              {"neurons", Align::right,
               "Whose largest correlation given the nuisance set is with this network"},
              {"tag", Align::left, "Most frequent query and key of all their pairs"},
              {"share", Align::right, "Of the pairs of these neurons that have the tag"},
              {"others", Align::right, "Of the pairs of all other neurons that have it"},
              {"stands out most", Align::left,
               "The class that lies farthest above noise, in standard deviations"},
              {"share", Align::right, "Of the pairs of these neurons, of this class"},
              {"others", Align::right, "Of the pairs of all other neurons"},
              {"p, family", Align::right,
               "How often any class of any network lies as far above in noise: 0.05 and below is "
               "named"}},
             rows, Sorting::by_reader);
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
  if (is_pooled(s)) {
    const std::string networks = networks_part(s);
    return networks.empty() ? "" : "<h3>What the neurons of networks pair</h3>\n" + networks;
  }
  if (shown.tags.empty()) return numbers_note(shown);
  const bool is_upos = shown.classes == TagClasses{};
  return fmt::format("<h3>{}</h3>\n",
                     is_upos ? "Parts of speech" : escaped("Classes of " + shown.classes.column)) +
         neurons_told(shown) + tags_table(shown) + networks_part(s) + numbers_note(shown);
}

}  // namespace anbn
