// SPDX-License-Identifier: Apache-2.0
// What a story's headline says, and how main stands beside its controls.
#include "anbn/report/numbers/against_noise.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/consistency_words.h"
#include "anbn/report/prose/control_words.h"
#include "anbn/report/prose/training_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

std::string with_groups(std::size_t count, std::size_t groups, std::string_view what) {
  return counted(count, what) +
         (groups < count ? fmt::format(" ({})", counted(groups, "group")) : "");
}

/// "0.216 (excess 1.3)": an observed value beside its own noise.
std::string with_excess(const OmnibusFigure& figure) {
  return fmt::format("{} (excess {})", r_text(figure.observed), excess_text(figure.excess));
}

}  // namespace

bool couples(const Session& s) { return s.tests.omnibus.p <= kNamedP; }

Verdict verdict_of(const Session& s) {
  const bool a_pair = s.tests.global.p <= kNamedP;
  if (couples(s)) return a_pair ? Verdict::coupling : Verdict::spread;
  const bool passed =
      a_pair || s.tests.neurons.phase_max_q_05 > 0 || s.tests.networks.phase_max_q_05 > 0;
  return passed ? Verdict::undecided : Verdict::nothing;
}

std::string named_words(const Session& s) {
  // Maps are known of sessions whose pairs were read; of controls only the courses are.
  const std::size_t groups = s.pairs.empty() ? s.tests.networks.named_groups : distinct_networks(s);
  return with_groups(s.tests.neurons.named, s.tests.neurons.named_groups, "neuron") + " and " +
         with_groups(s.tests.networks.named, groups, "network");
}

std::string called_words(const SideSummary& side, std::string_view what) {
  return with_groups(side.called, side.called_groups, what);
}

std::string headline(const Session& s) {
  if (std::isnan(s.tests.global.p))
    return "Nothing could be tested: all series of one side are constant, or explained by the "
           "nuisance set.";
  switch (verdict_of(s)) {
    case Verdict::nothing:
      return "Nothing found: neither a single pair nor all pairs together stand out.";
    case Verdict::undecided:
      if (s.tests.global.p <= kNamedP)
        return fmt::format(
            "Undecided: all pairs together do not stand out, and yet the largest one does by "
            "itself ({} named).",
            named_words(s));
      return "Undecided: neither a single pair nor all pairs together stand out, and yet single "
             "series pass a test of their own. None is named.";
    case Verdict::spread:
      return "There is coupling spread over many pairs; no single pair stands out.";
    case Verdict::coupling:
      break;
  }
  return fmt::format("There is coupling that single pairs carry: {} stand out.", named_words(s));
}

std::string_view no_pair_words(const Session& s) {
  if (verdict_of(s) == Verdict::coupling) return "";
  if (s.tests.global.p <= kNamedP)
    return is_pooled(s) ? "Whether anything couples over these stories is undecided"
                        : "Whether anything couples in this story is undecided";
  return is_pooled(s) ? "No single pair stands out over these stories"
                      : "No single pair stands out in this story";
}

std::string more_than_main(const Report& report, const Session& main) {
  std::string text;
  for (const Session* control : controls_of(report, main)) {
    const ControlWords* words = control_words_of(report, *control);
    if (words == nullptr || words->fails.empty() || !finds_more(*control, main)) continue;
    text += text.empty() ? "But " : "; ";
    text += words->more;
    if (couples(main)) text += fmt::format(": {}", words->fails);
  }
  return text.empty() ? text : text + ".";
}

std::string difference_words(const Session& trained, const Session& untrained) {
  const OmnibusFigure &a = trained.tests.omnibus.square, &b = untrained.tests.omnibus.square;
  if (std::isnan(a.excess) || std::isnan(b.excess)) return "";
  const OmnibusFigure &c = trained.tests.omnibus.largest, &d = untrained.tests.omnibus.largest;
  return fmt::format(
      "excess of mean r\u00b2 {} (main: {}), of the largest partial r {} (main: {}); {}",
      excess_text(b.excess), excess_text(a.excess), excess_text(d.excess), excess_text(c.excess),
      trained.training ? "ranked among untrained ones above" : "one untrained model is no test");
}

std::string untrained_answer(const Session& s, const Session* untrained) {
  if (!untrained)
    return "No untrained model is part of this study. A variant with weights = \"random\" would "
           "show what the model's shape and the rhythm of speech give without any training.";
  const OmnibusSummary &a = s.tests.omnibus, &b = untrained->tests.omnibus;
  std::string text;
  if (!std::isnan(a.square.excess) && !std::isnan(b.square.excess))
    text += fmt::format(
        "What noise gives differs between models, so that correlations of two models say nothing "
        "beside each other: excesses do, in standard deviations of each model\u2019s own draws "
        "above their mean. That of the mean r\u00b2 is {} with trained and {} with untrained "
        "weights. The largest partial correlation is {} beside {}, the mean of the neurons\u2019 "
        "largest {} beside {}, that of the networks\u2019 {} beside {}. ",
        excess_text(a.square.excess), excess_text(b.square.excess), with_excess(a.largest),
        with_excess(b.largest), with_excess(a.neurons), with_excess(b.neurons),
        with_excess(a.networks), with_excess(b.networks));
  text +=
      "That is no test of trained against untrained: noise gives differences too, and two p "
      "values beside each other do not tell whether what they are of differs.";
  if (s.training) text += " Among untrained models it is laid below.";
  if (is_training_tested(s, untrained)) text += " Over stories there is one, below.";
  if (couples(*untrained))
    text += fmt::format(
        " The untrained model couples as well ({} named): for that much no training is needed.",
        named_words(*untrained));
  return text;
}

}  // namespace anbn
