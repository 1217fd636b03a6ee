// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/alike.h"
#include "anbn/report/every_stage.h"
#include "anbn/report/numbers/calibration.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/methods_words.h"
#include "anbn/report/prose/pooled_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace anbn {
namespace {

// The value of one option wherever the stage ran: once if it is the same everywhere.
struct OptionValues {
  std::string stage, option;
  std::vector<std::pair<std::string, std::string>> by_place;

  std::string text() const {
    const bool same = std::all_of(by_place.begin(), by_place.end(), [&](const auto& entry) {
      return entry.second == by_place.front().second;
    });
    if (same) return by_place.front().second;
    std::string text;
    for (const auto& [place, value] : by_place)
      text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", place, value);
    return text;
  }
};

std::string options_table(const Report& report) {
  std::vector<OptionValues> options;
  for_every_stage(report, [&](const std::string& place, const StageRecord& stage) {
    for (const auto& option : stage.options) {
      auto found = std::find_if(options.begin(), options.end(), [&](const OptionValues& o) {
        return o.stage == stage.stage && o.option == option.first;
      });
      if (found == options.end()) found = options.insert(found, {stage.stage, option.first, {}});
      found->by_place.emplace_back(place, option.second);
    }
  });
  std::vector<std::vector<HtmlCell>> rows;
  for (const OptionValues& o : options) rows.push_back({o.stage, o.option, o.text()});
  return html_table("Every option", {{"Stage"}, {"option"}, {"value"}}, rows, Sorting::by_reader);
}

/// Where a session's parts of speech come from: a sentence, or nothing if the stage does not tell.
std::string parts_of_speech_words(const Session& s) {
  for (const StageRecord& stage : s.stages)
    for (const auto& [name, value] : stage.facts)
      if (stage.stage == "tokens" && name == "parts of speech")
        return element("p", fmt::format("{} ({}): parts of speech of the tokens: {}.", s.title,
                                        s.variant, value));
  return "";
}

/// What the neurons of models other than BERT are made of, once a variant.
std::string neuron_words(const Report& report) {
  std::string html;
  const auto tell = [&](const Session& s, std::string_view stage, std::string_view fact,
                        std::string_view words) {
    for (const StageRecord& record : s.stages)
      for (const auto& [name, value] : record.facts) {
        const std::string text = element("p", fmt::format("{}: {}", s.variant, words));
        if (record.stage == stage && name == fact && html.find(text) == std::string::npos)
          html += text;
      }
  };
  for (const Session& s : report.sessions) {
    tell(
        s, "activations", "queries and keys",
        "queries and keys are taken before their rotation, so a neuron tells of what words are and "
        "not of how far apart they stand. Added up over the dimensions of a head its products are "
        "the attention score only at distance 0.");
    tell(s, "timecourses", "pairs",
         "a token sees only itself and those before it. Products of a volume are those that "
         "attention forms: of a query with the keys that it sees.");
  }
  return html;
}

/// What a paper may say of the study, and the references of it.
std::string methods_to_copy(const Report& report) {
  const MethodsWords words = methods_words(report);
  return element("p",
                 "Also in methods.txt and references.bib beside this page. Please read it "
                 "before you send it: it says what was run, and not why.") +
         "<blockquote class=\"prose\" id=\"methods-to-copy\">\n" + element("p", words.paragraph) +
         "</blockquote>\n<pre id=\"bibtex\">" + escaped(words.bibtex) + "</pre>\n";
}

}  // namespace

std::string methods_section(const Report& report) {
  std::string html = "<div class=\"prose\">\n";
  html += element(
      "p",
      "What a neuron is, and its time course, stand above; the options below say what else was "
      "kept "
      "than a mean, and of which response. A network\u2019s time course is the mean over the "
      "listeners. Both anchors are the largest signed Pearson correlation (Eq. 1 and 2 of the "
      "paper). Anchors, PCC and the paper\u2019s test are plain; the calibrated test and all noise "
      "are given the nuisance set, and what was observed given the set stands beside noise.");
  html += neuron_words(report);
  if (report.volumes)
    html +=
        "<p>How the networks were found in brain volumes stands under <a "
        "href=\"#networks\">Brain networks</a>, and every option of it below.</p>\n";
  std::string folded_words;
  for (const Session& s : report.sessions)
    (is_folded(report, s) ? folded_words : html) +=
        element("p", fmt::format("{} ({}): {} permutations of each test; p = (b + 1) / (P + 1), so "
                                 "p is never 0. Nuisance "
                                 "set of the calibrated test and of noise: {}. Family: {}.",
                                 s.title, s.variant, s.tests.permutations, nuisance_words(s),
                                 s.tests.family));
  if (is_pooled(report.sessions.front()))
    html += element("p", "All stories together: " + pooled_words(report.sessions.front()));
  for (const Session& s : report.sessions)
    (is_folded(report, s) ? folded_words : html) += parts_of_speech_words(s);
  if (!folded_words.empty()) html += details("The tests of each story alone", folded_words);
  const std::vector<Calibration> trials = calibration_of(calibration_tsv());
  html += element(
      "p",
      fmt::format(
          "How often noise alone had p \u2264 0.05 in the calibrated test of the largest pair, in "
          "trials "
          "whose truth is known (given cosines alone; {} or more of each kind): {}. 5 % is what "
          "was "
          "promised for stationary and slowly drifting series, and nothing for random walks; a p "
          "value near 0.05 proves little.",
          std::min_element(trials.begin(), trials.end(),
                           [](const auto& a, const auto& b) { return a.analyses < b.analyses; })
              ->analyses,
          calibration_words(trials)));
  html +=
      element("p",
              "Listeners hear the same story, so they are no independent evidence of coupling "
              "to it: figures over listeners stand beside the same in noise, and decide nothing.");
  html += "</div>\n" +
          details("A paragraph to copy, with its references", methods_to_copy(report)) +
          details("Every option, with its defaults filled in", options_table(report));
  return part("methods", "Methods", "how the numbers came about, and every option", html);
}

// A warning in words, and where it was given.
using Warnings = std::vector<std::pair<std::string, std::vector<std::string>>>;

// Those of stages, of the page itself, and what the lag check cannot confirm. The same warning of
// many sessions is one warning.
Warnings all_warnings(const Report& report) {
  Warnings warnings;
  const auto add = [&](const std::string& words, const std::string& place) {
    auto found = std::find_if(warnings.begin(), warnings.end(),
                              [&](const auto& w) { return w.first == words; });
    if (found == warnings.end()) found = warnings.insert(found, {words, {}});
    if (!place.empty()) found->second.push_back(place);
  };
  for_every_stage(report, [&](const std::string& place, const StageRecord& stage) {
    for (const std::string& text : stage.warnings) add(stage.stage + ": " + text, place);
  });
  for (const Session& session : report.sessions) {
    const LagCheck& lags = session.input.lags;
    const double tr_s = session.data.tr_s;
    if (!lags.traces.empty() && lag_verdict(lags, tr_s) != LagVerdict::agrees)
      add("lag check: " + lag_words(lags, tr_s), place_of(session));
  }
  for (const std::string& text : report.warnings) add("report: " + text, "");
  return warnings;
}

std::string warnings_section(const Report& report) {
  const Warnings warnings = all_warnings(report);
  if (warnings.empty())
    return part("warnings", "Warnings", "none", element("p", "No stage warned of anything."));
  std::string html = "<ul class=\"warnings\">\n";
  std::vector<std::string> words;
  for (const auto& [text, places] : warnings) words.push_back(text);
  for (const std::vector<std::size_t>& numbers : told_together(words)) {
    std::string where;
    for (const std::size_t i : numbers)
      for (const std::string& place : warnings[i].second)
        where += (where.empty() ? "" : ", ") + place;
    html += fmt::format("<li>{} <span class=\"where\">{}</span></li>\n",
                        escaped(told_for(words[numbers[0]], numbers.size() - 1)), escaped(where));
  }
  return part("warnings", "Warnings", counted(warnings.size(), "warning"), html + "</ul>\n");
}

std::string provenance_section(const Report& report) {
  std::vector<std::vector<HtmlCell>> stages, inputs, facts;
  const auto tell = [&](const std::string& place, const StageRecord& stage) {
    stages.push_back({place, stage.stage, stage.version, stage.isa, stage.anbn});
    for (const auto& [name, hash] : stage.inputs)
      inputs.push_back(
          {place, stage.stage, name, HtmlCell::raw("<code>" + escaped(hash) + "</code>")});
    for (const auto& [name, value] : stage.facts)
      facts.push_back({place, stage.stage, name, value});
  };
  for_every_stage(report, tell, Told::at_length);
  std::string html = element(
      "p",
      fmt::format(
          "Written by anbn {}. The same inputs and options give the same page, byte for byte, on "
          "the same build and instruction set.",
          ANBN_VERSION));
  html += details(
      "What the stages noted",
      html_table("Facts", {{"Where"}, {"stage"}, {"fact"}, {"value"}}, facts, Sorting::by_reader));
  html += details(
      "Stages",
      html_table("Stages",
                 {{"Where"}, {"stage"}, {"algorithm version"}, {"instruction set"}, {"anbn"}},
                 stages, Sorting::by_reader));
  html += details("Inputs and their content hashes",
                  html_table("Inputs", {{"Where"}, {"stage"}, {"input"}, {"hash"}}, inputs,
                             Sorting::by_reader));
  return part("provenance", "Provenance", "which anbn, stages and inputs this page comes from",
              html);
}

}  // namespace anbn
