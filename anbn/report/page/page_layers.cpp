// SPDX-License-Identifier: Apache-2.0
// Figures 8 to 10, S1 to S4: the best pair of each layer.
#include "anbn/interpret/heat_map.h"
#include "anbn/interpret/text_weights.h"
#include "anbn/report/numbers/shown_networks.h"
#include "anbn/report/page/cells.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/profile_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

constexpr std::size_t kMostWords = 4000;  // of a story that stands in the page once a layer
constexpr double kSmallShare = 0.05;      // of pairs: smaller classes are not shown
constexpr std::size_t kHeaviestWords = 6;

constexpr std::string_view kPooledNote =
    "<p class=\"note\">A neuron\u2019s parts of speech are those of its pairs in all stories. Text "
    "as "
    "heat maps and time courses stand under the single stories.</p>\n";

std::string link(const std::string& href, const std::string& text) {
  return href.empty() ? escaped(text)
                      : fmt::format("<a href=\"{}\">{}</a>", escaped(href), escaped(text));
}

std::string tested_pair(const BestOfLayer& best) {
  if (best.pair.tested_neuron == kNoIndex) return "n/a";
  return fmt::format("{}\u2013BN{}", best.tested_label, best.pair.tested.index + 1);
}

std::string layers_table(const Session& s) {
  std::vector<std::vector<HtmlCell>> rows;
  for (std::size_t l = 0; l < s.layer_pairs->pairs.size(); ++l) {
    const BestOfLayer& best = s.layer_pairs->results.layers[l];
    const ShownNetwork& shown = s.layer_pairs->pairs[l];
    const bool has_pair = shown.network > 0;
    HtmlCell tested(tested_pair(best));
    if (best.pair.tested_p_fwe <= kNamedP) tested.html = "<b class=found>" + tested.html + "</b>";
    const std::string href = has_pair ? heat_map_link(s, best.label) : "";
    rows.push_back({HtmlCell(std::to_string(best.pair.layer), static_cast<double>(best.pair.layer)),
                    has_pair ? pair_name(shown) : "n/a", r_cell(best.pair.anchor.correlation),
                    r_cell(best.pair.partial), tested, r_cell(best.pair.tested.correlation),
                    r_cell(best.pair.noise_median), r_cell(best.pair.noise_95),
                    p_cell(best.pair.layer_p), p_cell(best.pair.tested_p_fwe),
                    best.tag ? tag_text(*best.tag, s.layer_pairs->results.classes) : "n/a",
                    href.empty() ? HtmlCell("n/a") : HtmlCell::raw(link(href, "picture"))});
  }
  return html_table(
      "Best pair of each layer",
      {{"Layer", Align::right},
       {"pair", Align::left,
        "The largest correlation of the layer\u2019s neurons with all networks"},
       {"PCC", Align::right},
       {"partial r", Align::right, "Of the same pair, given the nuisance set"},
       {"largest by partial r", Align::left, "The layer\u2019s largest partial correlation"},
       {"largest partial r", Align::right, "What noise stands beside"},
       {"noise", Align::right, "The layer\u2019s largest partial r in noise: median of the draws"},
       {"noise 95 %", Align::right, "The same: 95th percentile"},
       {"p, layer", Align::right,
        "How often noise reaches the layer\u2019s largest partial r; one layer alone"},
       {"p, family", Align::right,
        "Of the largest by partial r, corrected for all pairs: 0.05 and below is "
        "named"},
       {"query to key", Align::left,
        "What most of the neuron\u2019s pairs are: " +
            classes_word(s.layer_pairs->results.classes)},
       {"heat map", Align::left, "A picture of its own, beside the page"}},
      rows, Sorting::by_reader);
}

std::string key_of_heat_maps() {
  return "<p class=\"note\">A word\u2019s weight as <span class=\"heat\"><i "
         "style=\"--q:1\">query</i></span> (upper half, red) is the sum of the products of the "
         "neuron\u2019s pairs that have one of its pieces as query; as <span class=\"heat\"><i "
         "style=\"--k:1\">key</i></span> (lower half, blue) likewise; <span class=\"heat\"><i "
         "style=\"--q:1;--k:1\">both</i></span> where they meet. Full colour is the largest of all "
         "words and both roles; pairs whose product is not above 0 count nothing. Punctuation "
         "marks, [CLS] and [SEP] stand for themselves.</p>\n";
}

/// ".35" for 0.35, "1" for 1: there are thousands of them in a page.
std::string short_number(double value) {
  if (value >= 0.995) return "1";
  return fmt::format(".{:02d}", static_cast<int>(std::lround(100 * value)));
}

std::string heated_word(const TextUnit& unit, double query, double key) {
  const std::string text = escaped(unit.text);
  std::string style;
  if (query >= kFaintWeight) style += "--q:" + short_number(query);
  if (key >= kFaintWeight) style += (style.empty() ? "--k:" : ";--k:") + short_number(key);
  return style.empty() ? text : fmt::format("<i style={}>{}</i>", style, text);
}

std::string heated_text(const std::vector<TextUnit>& units, const Matrix& weight) {
  std::string html = "<div class=\"heat\">\n";
  for (std::size_t u = 0; u < units.size(); ++u) {
    const bool begins = u == 0 || units[u].segment != units[u - 1].segment;
    if (begins) html += u == 0 ? "<p>" : "</p>\n<p>";
    if (!begins && units[u].part_of == u) html += ' ';
    html += heated_word(units[u], weight(0, u), weight(1, u));
  }
  return html + (units.empty() ? "" : "</p>\n") + "</div>\n";
}

/// "store 1.00, the 0.52": the words with the largest weights in one role.
std::string heaviest(const std::vector<TextUnit>& units, std::span<const float> weight) {
  std::vector<std::size_t> order(units.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t count = std::min(kHeaviestWords, order.size());
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(order.begin(), end, order.end(), [&](std::size_t a, std::size_t b) {
    return weight[a] != weight[b] ? weight[a] > weight[b] : a < b;
  });
  std::string text;
  for (auto u = order.begin(); u != end && weight[*u] >= kFaintWeight; ++u)
    text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", units[*u].text, weight[*u]);
  return text.empty() ? "none" : text;
}

HtmlCell side_share_cell(const SideShare& of, std::string_view role) {
  return HtmlCell::raw(
      fmt::format("<span class=\"share {}\" style=\"--s:{:.1f}%\">{} <small>| {}</small></span>",
                  role, 100 * of.share, percent_text(of.share), percent_text(of.expected)));
}

double larger(const ProfileShare& of) { return std::max(of.query.share, of.key.share); }

std::string profile_of(const LayersResults& results, std::size_t layer, const std::string& name) {
  std::vector<ProfileShare> shares;
  for (const ProfileShare& share : results.profiles)
    if (share.layer == layer && larger(share) >= kSmallShare) shares.push_back(share);
  if (shares.empty()) return "";
  std::stable_sort(shares.begin(), shares.end(), [](const ProfileShare& a, const ProfileShare& b) {
    return larger(a) > larger(b);
  });
  std::vector<std::vector<HtmlCell>> rows;
  for (const ProfileShare& share : shares)
    rows.push_back({results.classes.names.at(share.category),
                    side_share_cell(share.query, "as-query"),
                    side_share_cell(share.key, "as-key")});
  const std::string classes = classes_word(results.classes);
  std::string title = classes + " of " + name;
  title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  return html_table(title,
                    {{class_word(results.classes)},
                     {"of queries | the text gives"},
                     {"of keys | the text gives"}},
                    rows, Sorting::fixed) +
         fmt::format(
             "<p class=\"note\">Shares of its pairs, beside what the text\u2019s {} give when they "
             "are shifted over its words; classes below 5 % in both roles are left out.</p>\n",
             escaped(classes));
}

std::string heat_map_part(const Session& s, const WeighedNeuron& neuron, std::size_t n) {
  const std::vector<TextUnit>& units = s.layer_pairs->units;
  const std::string href = heat_map_link(s, neuron.label);
  if (neuron.pairs == neuron.left_out)
    return "<p class=\"notice\">No pair of this neuron has a product above 0: there is nothing to "
           "show.</p>\n";
  const Matrix weight = unit_weights(s.layer_pairs->results.weights_of(n), units);
  std::string html = fmt::format(
      "<p>Most as query: {}. Most as key: {}. {}</p>\n", escaped(heaviest(units, weight.row(0))),
      escaped(heaviest(units, weight.row(1))), link(href, "The picture by itself"));
  if (units.size() > kMostWords)
    return html +
           "<p class=\"note\">The story is too long to stand here once a layer: see the "
           "picture.</p>\n";
  return html + heated_text(units, weight);
}

std::string map_place(const Report& report, const ShownNetwork& pair, const Figure& course) {
  if (const BrainMap* map = drawn_map(report, pair.network)) {
    const std::string html =
        fmt::format("<div class=\"brain\" data-brain=\"{}\"></div>\n", escaped(course.id));
    return html + (map->sign < 0 ? flip_note(pair.correlation) : "");
  }
  return report.volumes && report.volumes->brain
             ? std::string("<p class=\"note\">Its map is in networks/maps.nii.gz.</p>\n")
             : "";
}

/// What the calibrated test says of the pair's neuron, whose p may be of another network.
std::string neuron_p(const LayerPair& pair) {
  if (std::isnan(pair.p_fwe)) return "";
  const bool is_another = pair.p_network != kNoIndex && pair.p_network != pair.anchor.index;
  return fmt::format("<p class=\"note\">Its neuron, corrected for all pairs: p {}{}.</p>\n",
                     p_text(pair.p_fwe),
                     is_another ? fmt::format(" (with BN{})", pair.p_network + 1) : std::string());
}

std::string layer_card(const Report& report, const Session& s, std::size_t l,
                       const Figure& course) {
  const ShownNetwork& pair = s.layer_pairs->pairs[l];
  const LayersResults& results = s.layer_pairs->results;
  const BestOfLayer& best = results.layers[l];
  const std::string id = escaped(course.id);
  std::string html = fmt::format(
      "<details class=\"layer\"><summary>Layer {}: {}, {} {}</summary>\n<div "
      "class=\"columns\">\n<div>\n",
      best.pair.layer, escaped(pair_name(pair)), escaped(s.input.pcc),
      pcc_as_shown(best.pair.anchor.correlation, pair.sign));
  html += map_place(report, pair, course);
  if (!course.table.rows.empty())
    html += fmt::format(
        "<figure id=\"figure-{0}\"><div class=\"figure\" data-figure=\"{0}\"></div>{1}</figure>\n",
        id, numbers_part(course));
  html += neuron_p(best.pair);
  html += "</div>\n<div>\n" + profile_of(results, best.pair.layer, best.label) + "</div>\n</div>\n";
  for (std::size_t n = 0; n < results.neurons.size(); ++n)
    if (results.neurons[n].layer == best.pair.layer)
      html += heat_map_part(s, results.neurons[n], n);
  return html + "</details>\n";
}

}  // namespace

std::string heat_map_link(const Session& s, std::string_view label) {
  if (!s.layer_pairs) return "";
  for (const WeighedNeuron& neuron : s.layer_pairs->results.neurons)
    if (neuron.label == label)
      return fmt::format("../{}/{}/layers/{}", s.variant, s.story, heat_map_file(neuron).string());
  return "";
}

std::string layers_part(const Report& report, const Session& s,
                        const std::vector<Figure>& courses) {
  if (!s.layer_pairs || s.layer_pairs->pairs.empty()) return "";
  std::string html =
      "<h3><span class=\"paper\">Figures 8\u201310, S1\u2013S4</span> Best pair of each "
      "layer</h3>\n";
  if (verdict_of(s) != Verdict::coupling)
    html += fmt::format(
        "<p class=\"notice\">Each layer has a best pair, in noise as well. {}: what these neurons "
        "answer to tells nothing about the brain.</p>\n",
        no_pair_words(s));
  html += layers_table(s) + shared_regions_part(s, untrained_of(report, s));
  html +=
      "<p class=\"note\">The neurons\u2019 words are found from the model alone. \u201cp, "
      "layer\u201d pays for the choice among a layer\u2019s neurons and networks, not for that "
      "there are several layers. Pictures lie in the folder of results, from where the page links "
      "to them.</p>\n";
  html += is_pooled(s) ? std::string(kPooledNote) : key_of_heat_maps();
  std::size_t n = 0;
  for (std::size_t l = 0; l < s.layer_pairs->pairs.size(); ++l)
    if (s.layer_pairs->pairs[l].network > 0) html += layer_card(report, s, l, courses[n++]);
  return html;
}

}  // namespace anbn
