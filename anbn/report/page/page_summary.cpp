// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/against_noise.h"
#include "anbn/report/numbers/comparison.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/pooled_words.h"
#include "anbn/report/prose/training_words.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

// Lines do not break inside "q \u2264 0.05" or "95.6 %".
std::string unbroken_numbers(std::string text) {
  for (const std::string_view sign : {" \u2264 ", " = ", " < ", " %"})
    for (std::size_t at = 0; (at = text.find(sign, at)) != std::string::npos; at += sign.size()) {
      std::string kept = "\u00a0";
      kept += sign.substr(1);
      if (kept.back() == ' ') kept.replace(kept.size() - 1, 1, "\u00a0");
      text.replace(at, sign.size(), kept);
    }
  return text;
}

std::string tile(std::string_view name, const std::string& value, const std::string& beneath) {
  return fmt::format("<div><dt>{}</dt><dd><b>{}</b> <span>{}</span></dd></div>\n", escaped(name),
                     escaped(unbroken_numbers(value)), escaped(unbroken_numbers(beneath)));
}

std::string named_tile(std::string_view name, const SideSummary& side, std::size_t groups) {
  return tile(name, fmt::format("{} of {}", side.named, side.tested_phase),
              fmt::format("family-wise p \u2264 {}{}", kNamedP,
                          groups < side.named
                              ? fmt::format("; {} that resemble none that is stronger", groups)
                              : ""));
}

std::string_view found_words(const Session& s) {
  switch (verdict_of(s)) {
    case Verdict::nothing:
      return "none found";
    case Verdict::undecided:
      return "undecided";
    case Verdict::spread:
      return "spread over many pairs";
    case Verdict::coupling:
      return "single pairs carry it";
  }
  return "";
}

/// Models are compared by excesses: what noise gives differs between them.
std::string trained_tile(const Session& s, const Session* untrained) {
  const double excess = s.tests.omnibus.square.excess;
  return tile(
      "Trained, untrained",
      untrained == nullptr ? fmt::format("{}, not known", excess_text(excess))
                           : fmt::format("{}, {}", excess_text(excess),
                                         excess_text(untrained->tests.omnibus.square.excess)),
      untrained == nullptr
          ? "excess of the mean r\u00b2; this study has no untrained model"
          : "excess of the mean r\u00b2, in standard deviations of each model\u2019s own noise");
}

std::string tiles(const Session& s, const Session* untrained) {
  std::string html = "<dl class=\"tiles\">\n";
  html += tile("Any coupling", std::string(found_words(s)),
               fmt::format("p = {} of four figures of all pairs{}; of the largest pair alone {}",
                           p_text(s.tests.omnibus.p),
                           others_decide(s) ? ", the larger of two null models\u2019" : "",
                           p_text(s.tests.global.p)));
  html += named_tile("Neurons named", s.tests.neurons, s.tests.neurons.named_groups);
  html += named_tile("Networks named", s.tests.networks, distinct_networks(s));
  html += trained_tile(s, untrained);
  return html + "</dl>\n";
}

std::string_view class_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::nothing:
      return "nothing";
    case Verdict::undecided:
      return "undecided";
    case Verdict::spread:
    case Verdict::coupling:
      return "coupling";
  }
  return "";
}

}  // namespace

std::string verdict_card(const Report& report, const Session& s, const std::string& beneath) {
  const std::string fails = more_than_main(report, s);
  const std::string html = fmt::format(
      "<article class=\"verdict {}\" id=\"{}\">\n<p class=\"eyebrow\">{}{}</p>\n<h3>{}</h3>\n",
      class_of(verdict_of(s)), escaped(anchor_id("summary", s)), escaped(s.title),
      s.variant == "main" ? "" : escaped(" \u00b7 " + s.variant),
      escaped(headline(s) + (fails.empty() ? "" : " " + fails)));
  return html + tiles(s, untrained_of(report, s)) + beneath + "</article>\n";
}

std::string answers_part(const Report& report, const Session& s) {
  std::string html = "<dl class=\"answers\">\n";
  for (const Answer& answer : answers(s, untrained_of(report, s)))
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(answer.question),
                        escaped(unbroken_numbers(answer.text)));
  return html + "</dl>\n";
}

std::string data_section(const Report& report) {
  std::vector<std::vector<HtmlCell>> rows;
  std::string lags, folded_lags;
  for (const Session& s : report.sessions) {
    if (s.variant != report.sessions.front().variant || is_pooled(s)) continue;
    const StoryData& d = s.data;
    rows.push_back({s.title, std::to_string(d.volumes), fmt::format("{} s", d.tr_s),
                    fmt::format("{:.0f} s", static_cast<double>(d.volumes) * d.tr_s),
                    std::to_string(d.listeners), std::to_string(d.words),
                    std::to_string(d.words_untimed), std::to_string(d.words_before),
                    std::string(name_of(d.history)), std::to_string(d.words_after),
                    std::to_string(d.tokens), std::to_string(d.segments),
                    std::to_string(d.silent_volumes)});
    const std::string words = lag_words(s.input.lags, d.tr_s);
    if (words.empty()) continue;
    const bool off = lag_verdict(s.input.lags, d.tr_s) == LagVerdict::off;
    std::string& there = is_folded(report, s) && !off ? folded_lags : lags;
    there += fmt::format("<p class=\"{}\"><b>Lag check, {}:</b> {}.</p>\n", off ? "notice" : "note",
                         escaped(s.title), escaped(words));
  }
  const std::vector<HtmlColumn> columns = {
      {"Story"},
      {"volumes", Align::right},
      {"TR", Align::right, "Time between volumes"},
      {"length", Align::right},
      {"listeners", Align::right},
      {"words", Align::right},
      {"without times", Align::right, "The aligner missed them; interpolated between neighbours"},
      {"before", Align::right,
       "Words before the first volume used: they belong to the response of the first volumes"},
      {"history", Align::left,
       "What the response of the first volumes still holds of the 32 s before them: words; silence "
       "(the audio begins no earlier); unknown (the audio had begun, the words have none: taken "
       "for "
       "silence)"},
      {"after", Align::right, "Words after the last volume used: they count for nothing"},
      {"tokens", Align::right, "Word pieces, punctuation and special tokens"},
      {"segments", Align::right, "Pieces that the model reads at once"},
      {"silent volumes", Align::right, "Volumes in which no word begins"}};
  return part(
      "data", "Data",
      "volumes, words and listeners of each story; whether words and scans are in time",
      html_table("Stories and scans", columns, rows, Sorting::fixed) + lags +
          (folded_lags.empty() ? "" : details("Lag checks of the other stories", folded_lags)));
}

}  // namespace anbn
