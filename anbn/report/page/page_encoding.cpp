// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/nan.h"
#include "anbn/report/encoding.h"
#include "anbn/report/page/cells.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

// What is held out at a time.
std::string held_out_words(const ShownEncoding& e) { return e.of_stories ? "stories" : "volumes"; }

std::string folds_words(const ShownEncoding& e) {
  if (e.of_stories) return fmt::format("{} folds of whole stories.", e.folds);
  return fmt::format(
      "{} contiguous folds; {} volumes on each side of what is held out are in neither part.",
      e.folds, e.summary.gap_volumes);
}

// Which neurons predict together, in a sentence.
std::string neurons_words(const ShownEncoding& e) {
  return e.features == "all" ? "all neurons" : "all neurons of a " + e.features;
}

bool same_groups(const ShownEncoding& a, const ShownEncoding& b) {
  if (a.groups.size() != b.groups.size()) return false;
  for (std::size_t g = 0; g < a.groups.size(); ++g)
    if (a.groups[g].label != b.groups[g].label) return false;
  return true;
}

// Of how many networks the listeners tell how well they can be predicted at all.
std::size_t networks_with_ceiling(const ShownEncoding& e) {
  std::size_t most = 0;
  for (const CeilingReached& r : e.reached) most = std::max(most, r.networks);
  return most;
}

std::string ceiling_words(const ShownEncoding& e) {
  const std::size_t networks = networks_with_ceiling(e);
  if (networks == 0)
    return e.reached.empty() ? ""
                             : " What the listeners have in common is shown for no network over "
                               "these stories, so no ceiling stands here.";
  return fmt::format(
      " Ceiling: what a model without error would reach, from the agreement of the listeners' "
      "halves given the same nuisance set, over the {} of {} networks where its 95 % range over "
      "stories lies above 0; means over these, and their ratio.",
      networks, e.summary.networks.tested);
}

HtmlCell ceiling_cell(const CeilingReached& r) {
  if (r.networks == 0) return {"n/a"};
  return {
      fmt::format("{} of {} ({:.0f} %)", r_text(r.correlation), r_text(r.ceiling), 100 * r.reached),
      r.reached};
}

std::string groups_table(const Session& s) {
  const bool ceilings = networks_with_ceiling(*s.encoding) > 0;
  std::vector<std::vector<HtmlCell>> rows;
  for (const EncodedGroup& g : s.encoding->groups) {
    const std::string name = g.best == kNoIndex        ? "n/a"
                             : g.best < s.pairs.size() ? s.pairs[g.best].network_name
                                                       : fmt::format("BN {}", g.best + 1);
    rows.push_back({g.label, HtmlCell(std::to_string(g.neurons), static_cast<double>(g.neurons)),
                    r_cell(g.mean.observed), r_cell(g.mean.null_mean), p_cell(g.mean.p), name,
                    r_cell(g.largest.observed), r_cell(g.largest.null_mean),
                    r_cell(g.largest.null_95), p_cell(g.largest.p)});
    if (ceilings) rows.back().push_back(ceiling_cell(s.encoding->reached[rows.size() - 1]));
  }
  std::vector<HtmlColumn> columns = {
      {"Neurons"},
      {"how many", Align::right},
      {"mean r", Align::right, "Held out, over all networks"},
      {"noise", Align::right, "The same of noise"},
      {"p", Align::right, "Of the mean, against noise"},
      {"best network"},
      {"r", Align::right, "Held out, of that network"},
      {"noise", Align::right, "Of the best network in noise: mean over the draws"},
      {"noise, 95 %", Align::right, "Of the best network in noise: 95th percentile"},
      {"p", Align::right, "Best network against best network in noise"}};
  if (ceilings)
    columns.push_back({"mean r of the ceiling", Align::right,
                       "Over networks that the listeners tell a ceiling of"});
  return html_table("Predicting held-out " + held_out_words(*s.encoding), columns, rows,
                    Sorting::by_reader);
}

}  // namespace

Figure encoding_figure(const Report& report, const Session& session) {
  const ShownEncoding& e = *session.encoding;
  Figure figure;
  figure.kind = {"encoding", "encoding", "", nullptr};
  figure.id = figure_id(figure.kind, session);
  FigureTable& table = figure.table;
  table.title = "Held-out correlation of " + neurons_words(e) + " together";
  table.x_title = e.features == "layer" ? "layer" : "group of neurons, in the order of the layers";
  table.y_title = "mean held-out r over the networks";
  table.columns = {"group", "correlation", "low", "high"};
  const auto add = [&](Series series, std::size_t g, double r, double low, double high) {
    table.rows.push_back({series, {static_cast<double>(g + 1), r, low, high}});
  };
  for (std::size_t g = 0; g < e.groups.size(); ++g)
    add(Series::observed, g, e.groups[g].mean.observed, kNan, kNan);
  for (std::size_t g = 0; g < e.groups.size(); ++g)
    add(Series::noise, g, e.groups[g].mean.null_mean, e.groups[g].mean.null_low,
        e.groups[g].mean.null_high);
  const Session* untrained = untrained_of(report, session);
  if (untrained && untrained->encoding && same_groups(e, *untrained->encoding))
    for (std::size_t g = 0; g < e.groups.size(); ++g)
      add(Series::untrained, g, untrained->encoding->groups[g].mean.observed, kNan, kNan);
  table.caption = fmt::format(
      "Ridge regression from {} to each network, in {} that the model never saw. Noise: the same "
      "model, its penalty chosen anew, for {} draws of the null model \u201c{}\u201d{}.",
      neurons_words(e), held_out_words(e), e.summary.permutations, e.summary.null,
      e.of_stories ? ""
                   : "; it may lie below 0, since what is regressed out of a whole story ties its "
                     "parts together");
  return figure;
}

std::string encoding_words(const EncodingSummary& e) {
  const AgainstDraws& g = e.global;
  if (std::isnan(g.p)) return "nothing could be predicted";
  return fmt::format(
      "{} (p = {}): largest held-out r {}; noise {}, 95 %: {}; {} of {} networks at q <= 0.05",
      g.p <= kNamedP ? "yes" : "no", p_text(g.p), r_text(g.observed), r_text(g.null_mean),
      r_text(g.null_95), e.networks.significant_q_05, e.networks.tested);
}

std::string encoding_cards(const Report& report, const Session& session,
                           const std::vector<Figure>& figures) {
  if (!session.encoding) return "";
  const ShownEncoding& e = *session.encoding;
  std::string html = "<h3 id=\"" + escaped(anchor_id("encoding", session)) +
                     "\">Encoding: " + escaped(neurons_words(e)) + " together</h3>\n";
  html +=
      element("p", "Can any of these predict any network in " + held_out_words(e) +
                       " held out? One test over all of them: " + encoding_words(e.summary) + ".");
  html += figure_cards(figures) + groups_table(session);
  const Session* untrained = untrained_of(report, session);
  if (untrained && untrained->encoding)
    html +=
        element("p", "The untrained model: " + encoding_words(untrained->encoding->summary) + ".");
  return html + fmt::format(
                    "<p class=\"note\">{} The penalty is chosen in inner folds. A row's p is for "
                    "that row alone, not corrected for the number of rows; q values over networks, "
                    "and over all pairs, are in {}/networks.tsv and pairs.tsv.{}</p>\n",
                    folds_words(e), e.folder, ceiling_words(e));
}

}  // namespace anbn
