// SPDX-License-Identifier: Apache-2.0
// The one screen that `anbn run` prints at the end.
#include "anbn/report/numbers/against_noise.h"
#include "anbn/report/numbers/comparison.h"
#include "anbn/report/numbers/figures/measure.h"
#include "anbn/report/numbers/merged_scans.h"
#include "anbn/report/prose/agreement_words.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/beyond_stronger_words.h"
#include "anbn/report/prose/consistency_words.h"
#include "anbn/report/prose/control_words.h"
#include "anbn/report/prose/family_words.h"
#include "anbn/report/prose/pooled_words.h"
#include "anbn/report/prose/self_calibration_words.h"
#include "anbn/report/prose/training_words.h"
#include "anbn/report/prose/unique_variance_words.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/nulls/null.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kIndent = 20, kWidth = 100, kTitle = 30;

// Appends words to a line that is `column` wide, going on `indent` further down where a terminal
// ends.
void add_words(std::string& text, std::string_view words, std::size_t column, std::size_t indent) {
  for (bool first = true; !words.empty(); first = false) {
    const std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    if (!first && column + 1 + word.size() > kWidth) {
      text += '\n';
      text.append(indent, ' ');
      column = indent;
    } else if (!first) {
      text += ' ';
      ++column;
    }
    text += word;
    column += word.size();
  }
  text += "\n";
}

// "  name      value", the value going on under itself.
void line(std::string& text, std::string_view name, std::string_view value) {
  text += fmt::format("  {:<{}}", name, kIndent - 2);
  add_words(text, value, kIndent, kIndent);
}

void sentence(std::string& text, std::string_view words) { add_words(text, words, 0, 2); }

std::string count_of(const SideSummary& counts, std::string_view what) {
  if (counts.tested_phase == 0) return fmt::format("no {} could be tested", what);
  return fmt::format("{} of {}", counts.named, counted(counts.tested_phase, what));
}

// Family-wise: a family of tests is all neurons of the story, another all networks.
std::string named(const Session& s) {
  return fmt::format("{}, {}; each side one family, stepping down",
                     count_of(s.tests.neurons, "neuron"), count_of(s.tests.networks, "network"));
}

// What the second list adds to the named ones.
std::string listed(const Session& s) {
  const SideSummary &neurons = s.tests.neurons, &networks = s.tests.networks;
  std::string text = "adds none";
  if (neurons.called > neurons.named || networks.called > networks.named)
    text = fmt::format("adds {}, {}; of named and added about one in twenty is wrong",
                       counted(neurons.called - neurons.named, "neuron"),
                       counted(networks.called - networks.named, "network"));
  // Whoever finds some need not be told what it takes to find one.
  if (neurons.phase_max_q_05 > 0) return text;
  const auto needed =
      tests_needed_for_q(neurons.tested_phase, s.tests.permutations, kListedQ, s.tests.correction);
  const std::string permutations = counted(s.tests.permutations, "permutation");
  return text + (needed ? fmt::format("; with {} {} neurons at the smallest p are needed",
                                      permutations, *needed)
                        : fmt::format("; no q <= {} can exist with {}", kListedQ, permutations));
}

// "1.1 % of neurons (noise: 0.4 % to 1.9 %)"; the range only where noise was drawn.
std::string small_p_of(const SideSummary& counts, const Spread& noise, std::string_view what) {
  return fmt::format(
      "{} of {}{}", share_text(counts.phase_max_p_01, counts.tested_phase), what,
      std::isnan(noise.mean)
          ? ""
          : fmt::format(" (noise: {} to {})", percent_text(noise.low), percent_text(noise.high)));
}

std::string small_p(const Session& s) {
  if (!p_can_be_below(kPaperP, s.tests.permutations)) return cannot_be_told(s.tests.permutations);
  const Spread neurons = small_p_in_noise(s, &Anchors::neuron_correlation),
               networks = small_p_in_noise(s, &Anchors::network_correlation);
  return small_p_of(s.tests.neurons, neurons, "neurons") + ", " +
         small_p_of(s.tests.networks, networks, "networks") +
         (std::isnan(neurons.mean) ? "; on average 1 % in noise" : "");
}

// What the headline rests on: the p of all figures together, and those of the means; that of the
// largest is told with it.
std::string any_coupling(const Session& s) {
  const OmnibusSummary& o = s.tests.omnibus;
  if (std::isnan(o.p)) return "untested";
  const std::string both = others_decide(s)
                               ? fmt::format("phase {}, other-stories {}; ",
                                             p_text(null_of(s, NullRole::calibrated)->omnibus.p),
                                             p_text(null_of(s, NullRole::together)->omnibus.p))
                               : "";
  return fmt::format("p = {} ({}p of neurons' means {}, networks' {}, of mean r2 {})", p_text(o.p),
                     both, p_text(o.neurons.noise.p), p_text(o.networks.noise.p),
                     p_text(o.square.noise.p));
}

std::string largest(const Session& s) {
  if (std::isnan(s.tests.global.p)) return "untested: there is no pair of series that vary";
  return fmt::format("{} ({}), p = {}; noise {}, 5 % of it above {}",
                     r_text(s.tests.global.observed), pair_text(s.tests.global),
                     p_text(s.tests.global.p), r_text(s.tests.global.null_mean),
                     r_text(s.tests.global.null_95));
}

std::string paper_test(const Session& s) {
  if (s.tests.neurons.tested == 0 && s.tests.networks.tested == 0) return "could test nothing";
  if (!paper_test_can_tell(s))
    return fmt::format("what it calls significant at q <= {} {}", s.tests.alpha,
                       cannot_be_told(s.tests.permutations));
  return fmt::format("calls {} of neurons (of noise's {}), {} of networks",
                     share_text(s.tests.neurons.shuffle_pair_q, s.tests.neurons.tested),
                     percent_text(paper_test_on_noise(s).neurons),
                     share_text(s.tests.networks.shuffle_pair_q, s.tests.networks.tested));
}

/// "neurons 0.384 (noise 0.350); networks 0.402 (0.371)": the mean largest correlations of both
/// sides, each with what stands beside it.
std::string both_sides(double neurons, double networks, std::string_view beside,
                       double neurons_beside, double networks_beside) {
  return fmt::format("neurons {} ({} {}); networks {} ({})", r_text(neurons), beside,
                     r_text(neurons_beside), r_text(networks), r_text(networks_beside));
}

std::string plain_means(const Session& s) {
  const double neurons = mean_correlation(s.input.observed.neuron_correlation),
               networks = mean_correlation(s.input.observed.network_correlation);
  if (!s.input.untrained)
    return fmt::format("neurons {}; networks {}", r_text(neurons), r_text(networks));
  return both_sides(neurons, networks, "untrained",
                    mean_correlation(s.input.untrained->neuron_correlation),
                    mean_correlation(s.input.untrained->network_correlation));
}

std::string means_beside_noise(const Session& s) {
  std::string text = both_sides(s.means.neurons, s.means.networks, "noise",
                                s.means.neurons_noise.mean, s.means.networks_noise.mean);
  if (const std::size_t mostly = s.tests.neurons.nuisance_r2.mostly; mostly > 0)
    text += fmt::format("; nuisance explains > 90 % of {}", counted(mostly, "neuron"));
  return text;
}

std::string encoding(const EncodingSummary& e) {
  const AgainstDraws& g = e.global;
  if (std::isnan(g.p)) return encoding_words(e);
  return fmt::format("held-out r {}, p = {}; noise {}, 5 % above {}; networks: {} of {}",
                     r_text(g.observed), p_text(g.p), r_text(g.null_mean), r_text(g.null_95),
                     e.networks.significant_q_05, e.networks.tested);
}

std::string data(const StoryData& d) {
  return fmt::format("{} of {} s ({} silent), {}, {} of {} without times",
                     counted(d.volumes, "volume"), d.tr_s, d.silent_volumes,
                     counted(d.listeners, "listener"), d.words_untimed, counted(d.words, "word"));
}

std::string stories_data(const Session& s) {
  return fmt::format("{}, {}", counted(s.data.volumes, "volume"), stories_words(s));
}

std::size_t warning_count(const Session& s) {
  std::size_t count = 0;
  for (const StageRecord& stage : s.stages) count += stage.warnings.size();
  return count;
}

std::size_t network_warning_count(const Report& report) {
  std::size_t count = report.networks.warnings.size();
  if (!report.volumes) return count;
  count += report.volumes->mask.warnings.size();
  for (const auto& [place, scans] : merged_scans(*report.volumes)) count += scans.warnings.size();
  return count;
}

// Null models beside the calibrated and the paper's: "circular-shift p = 0.34 (243 draws)".
std::string other_nulls(const Session& s) {
  std::string text;
  for (const NullSummary& null : s.tests.nulls) {
    const NullRole role = null_model_named(null.null).role;
    if (role == NullRole::calibrated || role == NullRole::papers || role == NullRole::together)
      continue;
    text += fmt::format("{}{} p = {} ({}{})", text.empty() ? "" : ", ", null.null,
                        p_text(null.omnibus.p), counted(null.draws, "draw"),
                        role == NullRole::description ? ", no test" : "");
  }
  return text;
}

// Those of the story that are no untrained model, which has words of its own.
std::string controls_line(const Report& report, const Session& main) {
  std::string text;
  if (main.variant != report.sessions.front().variant) return text;
  for (const Session& s : report.controls) {
    if (s.words != main.story) continue;
    const ControlWords* words = control_words(s.variant);
    text += fmt::format(
        fmt::runtime(text.empty() ? "{} p = {} ({} neurons, {} networks)" : "; {} p = {} ({}, {})"),
        words ? words->title : s.variant, p_text(s.tests.omnibus.p), s.tests.neurons.named,
        s.tests.networks.named);
  }
  return text;
}

std::string wrong_pairings(const Report& report, const Session& s) {
  const SelfCalibrationShown* found = self_calibration_of(report, s);
  return found ? self_calibration_words(found->results) : "";
}

std::string variant_text(const Session& s) {
  return s.variant == "main" ? "" : " (" + s.variant + ")";
}

std::string session_text(const Report& report, const Session& s) {
  std::string text;
  const std::string fails = more_than_main(report, s);
  sentence(text, fmt::format("{} ({}): {}{}{}", s.title, s.variant, headline(s),
                             fails.empty() ? "" : " ", fails));
  line(text, "any coupling", any_coupling(s));
  line(text, "largest partial r", largest(s));
  if (is_pooled(s)) line(text, "that pair's r", in_each_story(report, s));
  if (const std::string words = reliability_words(report, s); !words.empty())
    line(text, "weights", "volumes times reliability: " + words);
  if (const std::string words = other_stories_words(s); !words.empty())
    line(text, "other stories", words);
  if (const std::string words = depth_line(s); !words.empty()) line(text, "depth", words);
  if (const std::string words = training_line(s, untrained_of(report, s)); !words.empty())
    line(text, "training", words);
  if (s.training) {
    if (const std::string words = rank_words(*s.training); !words.empty())
      line(text, "among untrained", words);
    if (const std::string words = rank_slope_words(*s.training); !words.empty())
      line(text, "depth among them", words);
  }
  if (const std::string wrong = wrong_pairings(report, s); !wrong.empty())
    line(text, "wrong pairings", wrong);
  const bool tested = s.tests.neurons.tested_phase > 0 && s.tests.networks.tested_phase > 0;
  if (const std::string seen = sensitivity_words(s); !seen.empty())
    line(text, "could have seen", seen);
  line(text, "named: p <= 0.05", named(s));
  if (verdict_of(s) == Verdict::coupling) {
    line(text, "list: q <= 0.05", listed(s));
    if (s.tests.networks.named > 1) line(text, "without stronger", beyond_stronger_line(s));
  }
  if (tested) line(text, "p < 0.01", small_p(s));
  line(text, "the paper's test", paper_test(s));
  if (const std::string others = other_nulls(s); !others.empty()) line(text, "other nulls", others);
  if (const std::string controls = controls_line(report, s); !controls.empty())
    line(text, "controls", controls);
  line(text, "mean largest PCC", plain_means(s));
  line(text, s.input.partial ? "mean partial r" : "beside noise", means_beside_noise(s));
  if (s.encoding)
    line(text, s.encoding->features == "all" ? "all neurons" : "all of a " + s.encoding->features,
         encoding(s.encoding->summary));
  if (s.unique_variance) line(text, "beyond rhythm", unique_variance_words(*s.unique_variance));
  if (!s.input.lags.traces.empty()) line(text, "lag check", lag_words(s.input.lags, s.data.tr_s));
  line(text, "data", is_pooled(s) ? stories_data(s) : data(s.data));
  if (const std::size_t count = warning_count(s); count > 0)
    line(text, "warnings", fmt::format("{}, in report.html", count));
  return text;
}

/// Of many stories: what each gives alone, in a line.
std::string folded_text(const Report& report) {
  std::string text;
  std::size_t called = 0, stories = 0;
  for (const Session& s : report.sessions) {
    if (!is_folded(report, s)) continue;
    ++stories;
    called += couples(s);
    text += fmt::format("  {:<{}} p = {:<6} {} (noise {}), {} named\n", s.title + variant_text(s),
                        kTitle, p_text(s.tests.omnibus.p), r_text(s.tests.global.observed),
                        r_text(s.tests.global.null_95), named_words(s));
  }
  if (stories == 0) return "";
  return fmt::format(
             "Each story alone: {} of {} are called at p <= 0.05 (one in twenty is in noise)\n"
             "  {:<{}} any coupling; largest partial r (5 % of noise above)\n",
             called, stories, "", kTitle) +
         text + "\n";
}

/// Of the first story, or of all together: of each other one it stands on the page.
std::string families_text(const Report& report) {
  return report.sessions.empty() ? ""
                                 : family_table_text(family_rows(report, report.sessions.front()));
}

/// A line or two a story, and once what it means if one couples.
std::string untrained_text(const Report& report) {
  std::string text;
  bool any = false;
  for (const Session& s : report.untrained) {
    any = any || couples(s);
    const auto main =
        std::find_if(report.sessions.begin(), report.sessions.end(), [&](const Session& trained) {
          return trained.story == s.story && untrained_of(report, trained) == &s;
        });
    if (main != report.sessions.end() && is_folded(report, *main)) continue;
    const std::string difference = main == report.sessions.end() ? "" : difference_words(*main, s);
    sentence(text, fmt::format("{} ({}): {} named{}{}", s.title, s.variant, named_words(s),
                               difference.empty() ? "" : "; ", difference));
  }
  if (any)
    sentence(text,
             "  It couples without training: for that much of what main finds no training is "
             "needed.");
  return text;
}

}  // namespace

std::string summary_text(const Report& report) {
  std::string text = report.title + "\n\n";
  for (const SelfCalibrationShown& of_one : report.self_calibrations)
    if (const std::string words = too_often_words(of_one.results); !words.empty())
      sentence(text, fmt::format("WARNING ({}): {}\n", of_one.variant, words));
  if (report.volumes) {
    line(text, "networks", volumes_line(*report.volumes, report.networks));
    text += "\n";
  }
  for (const Session& session : report.sessions)
    if (!is_folded(report, session)) text += session_text(report, session) + "\n";
  text += folded_text(report);
  if (const std::size_t count = network_warning_count(report); count > 0)
    text += fmt::format("networks: {}, in report.html\n\n", counted(count, "warning"));
  text += untrained_text(report);
  if (const std::string families = families_text(report); !families.empty())
    text += "\n" + families + "\n";
  if (!report.sessions.empty() && is_pooled(report.sessions.front()))
    for (const ModelPair& pair : model_pairs(report))
      if (const std::string words = agreement_words(pair); !words.empty()) sentence(text, words);
  return text;
}

}  // namespace anbn
