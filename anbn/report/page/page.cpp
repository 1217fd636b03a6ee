// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/page.h"

#include "anbn/neurons/neurons.h"
#include "anbn/report/numbers/explored_pairs.h"
#include "anbn/report/numbers/health_figures.h"
#include "anbn/report/numbers/shown_networks.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/packed.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/page/web_bundle.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {
namespace {

// Nothing may be fetched, sent or evaluated, whatever a name in a study tries to smuggle in.
constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
)";

constexpr std::string_view kReading =
    R"(<div><dt>Network</dt><dd>A functional brain network (BN) with the mean time course of the listeners.</dd></div>
<div><dt>PCC, anchor</dt><dd>Pearson&#39;s correlation over the volumes of a story. A neuron is anchored to the network with which it correlates most, a network to its best neuron.</dd></div>
<div><dt>Noise</dt><dd>The same networks with random phases: as slow as the brain, but knowing nothing of the story. The best of many correlations with slow noise is large; so every figure shows what noise reaches, and beside it what was observed by the same measure: given the nuisance set.</dd></div>
<div><dt>Untrained</dt><dd>The same model with untrained weights (random, or its own in random order): it has the words&#39; rhythm, but no knowledge of language.</dd></div>
<div><dt>Calibrated test</dt><dd>The largest partial correlation, given slow drift and what else the study names, against the largest in phase-randomized networks. It accounts for the slowness of the signal and for having picked the best.</dd></div>
<div><dt>Named</dt><dd>Family-wise p of at most 0.05 in the calibrated test, stepping down from the strongest: the chance that such a list holds any wrong name is at most 5 %. At q of at most 0.05 stands a second list, of which about one in twenty is wrong.</dd></div>
<div><dt>Group</dt><dd>Neurons, or networks, that resemble a stronger one in their time courses (networks also in their maps) are one group with it: they may be called for no other reason.</dd></div>
<div><dt>The paper&#39;s test</dt><dd>The anchored pair against itself with shuffled time points: our reading, since the paper does not say what is permuted. It accounts for neither.</dd></div>
</dl>
)";

constexpr std::string_view kCitation = R"(<footer>
<p>The method is that of Liu, Zhou, Shi, Du, Zhao, Wu, Liu, Liu and Hu, <cite>Coupling Artificial Neurons in BERT and Biological Neurons in the Human Brain</cite>, AAAI 2023, written anew from its text. Please cite the paper for the method and anbn for the numbers.</p>
</footer>
)";

bool has_folded(const Report& report) {
  return std::any_of(report.sessions.begin(), report.sessions.end(),
                     [&](const Session& s) { return is_folded(report, s); });
}

std::string navigation(const Report& report) {
  std::string html = "<nav aria-label=\"Sections\"><a href=\"#summary\">Answer</a>";
  for (const Session& s : report.sessions)
    if (!is_folded(report, s))
      html +=
          fmt::format("<a href=\"#{}\">{}</a>", escaped(anchor_id("session", s)),
                      escaped(s.variant == "main" ? s.title : s.title + " (" + s.variant + ")"));
  if (has_folded(report)) html += "<a href=\"#single-stories\">Single stories</a>";
  if (!report.stories.empty()) html += "<a href=\"#stories\">Between stories</a>";
  if (!report.self_calibrations.empty()) html += "<a href=\"#self-calibration\">Wrong pairings</a>";
  if (all_sessions(report).size() > 1) html += "<a href=\"#controls\">Controls</a>";
  if (report.volumes) html += "<a href=\"#networks\">Networks</a>";
  return html +
         "<a href=\"#data\">Data</a><a href=\"#reading\">How to read</a>"
         "<a href=\"#methods\">Methods</a><a href=\"#warnings\">Warnings</a>"
         "<a href=\"#provenance\">Provenance</a></nav>\n";
}

std::string masthead(const Report& report) {
  const Session& first = report.sessions.front();
  return fmt::format(
      "<header>\n<p class=\"eyebrow\">anbn report</p>\n<h1>{}</h1>\n<p class=\"lead\">{} "
      "artificial neurons "
      "and {} brain networks that followed the same stor{}. {}</p>\n</header>\n",
      escaped(report.title), first.neuron_label.size(),
      first.input.observed.network_correlation.size(), report.sessions.size() == 1 ? "y" : "ies",
      "What couples, and would noise have coupled as well?");
}

/// The figure of the first screen: trained beside untrained beside noise, layer by layer. Or null.
const Figure* front_figure(const PageFigures& all) {
  for (const Figure& figure : all.sessions.front())
    if (figure.kind.name == "layer_excess") return &figure;
  return nullptr;
}

/// The verdict of a session; nothing of the first one, whose verdict is that of the page.
std::string card_in_its_box(const Report& report, const Session& s) {
  if (&s == &report.sessions.front()) return "";
  return verdict_card(report, s,
                      details("All questions and their answers", answers_part(report, s))) +
         together_table(report, s);
}

std::string figures_part(const PageFigures& all, std::size_t i) {
  std::vector<Figure> figures = all.sessions[i];
  if (const Figure* first = front_figure(all); i == 0 && first)
    std::erase_if(figures, [&](const Figure& figure) { return figure.id == first->id; });
  return "<h3>Figures</h3>\n" + figure_cards(figures);
}

std::string pairs_part(const Report& report, const Session& s) {
  constexpr std::size_t kMostOfBrief = 20;
  std::size_t most = s.pairs.size();
  if (is_folded(report, s)) most = is_brief(report, s) ? kMostOfBrief : kMostOfFolded;
  return boxed("<h3>Anchored pairs</h3>\n" + pair_tables(s, most));
}

std::string further_parts(const Report& report, const Session& s, const PageFigures& all,
                          std::size_t i) {
  std::string html = boxed(map_cards(report, s, all.courses[i]));
  html += boxed(layers_part(report, s, all.layers[i]));
  html += boxed(profiles_part(s));
  html += boxed(encoding_cards(report, s, all.encoding[i]));
  html += boxed(unique_variance_part(s, untrained_of(report, s)));
  html += boxed(consistency_part(s, untrained_of(report, s))) + boxed(training_part(s));
  if (!s.tests.nulls.empty())
    html += boxed("<h3>Null models</h3>\n" + nulls_table(s) + passing_table(s));
  // The paper's numbers are of single stories.
  if (!is_pooled(s)) html += boxed("<h3>Beside the paper</h3>\n" + comparison_table(report, s));
  return html + boxed(listeners_part(s));
}

std::string session_parts(const Report& report, const Session& s, const PageFigures& all,
                          std::size_t i) {
  return card_in_its_box(report, s) + figures_part(all, i) + pairs_part(report, s) +
         further_parts(report, s, all, i);
}

/// Of one of many stories: its verdict and its pairs can be read without a script; all else, which
/// stands in files as well, is packed, since a page of all stories would be too large.
std::string folded_parts(const Report& report, const Session& s, const PageFigures& all,
                         std::size_t i) {
  if (web_bundle().empty()) return held_back(session_parts(report, s, all, i));
  return held_back(card_in_its_box(report, s) + pairs_part(report, s)) +
         packed_part(fmt::format("The rest is packed, and the script of this page unpacks it. "
                                 "Without: the numbers of this story\u2019s figures are in "
                                 "report/figures/*.{0}.{1}.tsv, beside the paper in "
                                 "report/paper.{0}.{1}.tsv, all else in {0}/{1}/.",
                                 s.variant, s.story),
                     figures_part(all, i) + further_parts(report, s, all, i));
}

std::string session_section(const Report& report, const Session& s, const PageFigures& all,
                            std::size_t i) {
  const bool is_first = i == 0;
  return part(
      anchor_id("session", s),
      fmt::format("{} <span class=\"variant\">{}</span>", escaped(s.title), escaped(s.variant)),
      is_first ? "figures of the paper, every pair, layers, null models" : headline(s),
      session_parts(report, s, all, i));
}

/// Each story by itself, closed: a box that opens, whose figures the script draws then.
std::string folded_sessions(const Report& report, const PageFigures& all) {
  if (!has_folded(report)) return "";
  std::string html =
      "<section id=\"single-stories\" class=\"part\">\n<details><summary><h2>Single "
      "stories</h2> <span class=\"inside\">each alone: its verdict, figures, maps and "
      "pairs</span></summary>\n<p class=\"note\">Each story is "
      "a family of tests of its own: of twenty stories of noise one is called. What all of them "
      "show together stands above.</p>\n";
  for (std::size_t i = 0; i < report.sessions.size(); ++i) {
    const Session& s = report.sessions[i];
    if (!is_folded(report, s)) continue;
    html +=
        fmt::format("<details class=\"story\" id=\"{}\"><summary>{}{}</summary>\n{}</details>\n",
                    escaped(anchor_id("session", s)), escaped(s.title),
                    s.variant == "main" ? "" : escaped(" (" + s.variant + ")"),
                    folded_parts(report, s, all, i));
  }
  return html + "</details>\n</section>\n";
}

/// Links to the figures of the paper that a session has, by their numbers there.
std::string figure_links(const PageFigures& all, std::size_t i) {
  std::string html;
  const auto link = [&](const Figure& figure, const std::string& words) {
    html += fmt::format("<a href=\"#figure-{}\">{}</a> ", escaped(figure.id), escaped(words));
  };
  for (const Figure& figure : all.sessions[i])
    if (!figure.kind.number.empty()) link(figure, std::string(figure.kind.number));
  for (const Figure& figure : all.courses[i])
    link(figure, "Figure 6b\u2013c: " + figure.table.title);
  for (const Figure& figure : all.layers[i])
    link(figure, "Figures 8\u201310, S1\u2013S4: " + figure.table.title);
  return html;
}

/// Where each figure of the paper stands on the page, in one place.
std::string paper_figures(const Report& report, const PageFigures& all) {
  std::vector<std::vector<HtmlCell>> rows;
  for (std::size_t i = 0; i < report.sessions.size(); ++i)
    if (const std::string links = figure_links(all, i); !links.empty())
      rows.push_back({report.sessions[i].title, report.sessions[i].variant, HtmlCell::raw(links)});
  if (rows.empty()) return "";
  return part(
      "paper-figures", "Figures of the paper", "4 to 6 and 8 to 10, S1 to S4, of every story",
      "<p class=\"note\">Each link opens the figure where it stands, among what belongs to "
      "it; beneath it are its numbers, and buttons that save it as SVG, PNG or TSV. Figure 7 "
      "stands as tables: parts of speech in each story, and between stories.</p>\n" +
          html_table("Figures of the paper", {{"story"}, {"variant"}, {"figures", Align::wide}},
                     rows, Sorting::fixed));
}

std::string scripts(const Report& report, const PageFigures& figures) {
  if (web_bundle().empty())
    return "<!-- anbn was built without Node: no script, no drawn figures -->\n";
  std::string html = "<script type=\"application/json\" id=\"anbn-data\">{\"figures\":\"" +
                     packed(figures_json(figures)) +
                     "\",\n\"brain\":" + brain_json(report, figures) +
                     ",\n\"explore\":" + explore_json(report) + "}</script>\n<script>";
  for (std::string_view piece : web_bundle()) html += piece;
  return html + "</script>\n";
}

/// What a neuron is, once for each kind that the page shows.
std::string kinds_in_words(const Report& report) {
  std::vector<std::string_view> kinds;
  for (const std::vector<Session>* some : {&report.sessions, &report.untrained})
    for (const Session& s : *some)
      if (!s.neuron_kind.empty() &&
          std::find(kinds.begin(), kinds.end(), s.neuron_kind) == kinds.end())
        kinds.push_back(s.neuron_kind);
  std::string html;
  for (const std::string_view name : kinds)
    html += fmt::format("<div><dt>Neuron{}</dt><dd>{}</dd></div>\n",
                        kinds.size() > 1 ? fmt::format(" ({})", escaped(name)) : "",
                        escaped(find_neuron_kind(name).words));
  return html;
}

// The script takes the notice away once it has drawn: what stays is true of any browser.
std::string script_notice() {
  const std::string why =
      web_bundle().empty()
          ? "This anbn was built without Node, so figures are not drawn here"
          : "Figures are drawn by a script in this page, which is not running (yet)";
  return "<p class=\"notice\" id=\"scriptless\">" + why +
         "; their numbers stand in the tables beneath each.</p>\n";
}

}  // namespace

std::string anchor_id(std::string_view section, const Session& session) {
  return fmt::format("{}.{}.{}", section, session.variant, session.story);
}

PageFigures compute_figures(const Report& report) {
  PageFigures all;
  for (const Session& session : report.sessions) {
    std::vector<Figure>& figures = all.sessions.emplace_back();
    for (const FigureKind& kind : figure_kinds())
      if (FigureTable table = kind.compute(session.input); !table.rows.empty())
        figures.push_back({figure_id(kind, session), kind, std::move(table)});
    std::vector<Figure>& courses = all.courses.emplace_back();
    for (const ShownNetwork& network : session.shown)
      courses.push_back(course_figure(session, network));
    std::vector<Figure>& layers = all.layers.emplace_back();
    if (session.layer_pairs)
      for (std::size_t l = 0; l < session.layer_pairs->pairs.size(); ++l)
        if (session.layer_pairs->pairs[l].network > 0)
          layers.push_back(layer_course_figure(session, session.layer_pairs->pairs[l], l + 1));
    std::vector<Figure>& encoding = all.encoding.emplace_back();
    if (session.encoding) encoding.push_back(encoding_figure(report, session));
  }
  if (report.volumes) all.health = health_figures(*report.volumes);
  return all;
}

std::vector<const Figure*> PageFigures::all() const {
  std::vector<const Figure*> every;
  for (const auto* groups : {&sessions, &courses, &layers, &encoding})
    for (const std::vector<Figure>& group : *groups)
      for (const Figure& figure : group)
        if (!figure.table.rows.empty()) every.push_back(&figure);
  for (const Figure& figure : health) every.push_back(&figure);
  return every;
}

std::string page_html(const Report& report, const PageFigures& figures) {
  std::string html(kHead);
  html += fmt::format("<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
                      escaped(report.title + " \u00b7 anbn"), web_style());
  html += "<a class=\"skip\" href=\"#answer\">To the answer</a>\n" + masthead(report) +
          navigation(report) + "<main id=\"answer\" tabindex=\"-1\">\n" + script_notice();
  html += summary_section(report, front_figure(figures)) + "<div class=\"parts\">\n";
  for (std::size_t i = 0; i < report.sessions.size(); ++i)
    if (!is_folded(report, report.sessions[i]))
      html += session_section(report, report.sessions[i], figures, i);
  html += folded_sessions(report, figures) + paper_figures(report, figures);
  html += stories_section(report);
  html += controls_section(report) + networks_section(report, figures.health);
  html += self_calibration_section(report) + data_section(report);
  html += part("reading", "How to read this page", "network, anchor, noise, named: what they mean",
               "<dl class=\"glossary\">\n" + kinds_in_words(report) + std::string(kReading));
  html += methods_section(report) + warnings_section(report) + provenance_section(report);
  html += "</div>\n</main>\n";
  html += kCitation;
  return html + scripts(report, figures) + "</body>\n</html>\n";
}

}  // namespace anbn
