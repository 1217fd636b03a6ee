// SPDX-License-Identifier: Apache-2.0
// What a story's headline says, and how main stands beside its controls.
#include "anbn/report/numbers/against_noise.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/consistency_words.h"
#include "anbn/report/prose/control_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

std::string with_groups(std::size_t count, std::size_t groups, std::string_view what) {
  return counted(count, what) +
         (groups < count ? fmt::format(" ({})", counted(groups, "group")) : "");
}

// "0.275 above": where it lies beside its noise.
std::string beside_text(const Excess& excess) {
  return fmt::format("{} {}", r_text(std::abs(excess.above())),
                     excess.above() < 0 ? "below" : "above");
}

// Neither of two numbers without the other.
std::string apart_text(const Excess& trained, const Excess& untrained) {
  return fmt::format("{:+.3f}", trained.above() - untrained.above());
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
  const Excess a = largest_excess(trained), b = largest_excess(untrained);
  if (std::isnan(a.observed) || std::isnan(b.observed)) return "";
  return fmt::format(
      "largest partial r {}, {} its own noise (main: {}); the difference, {}, is no "
      "test",
      r_text(b.observed), beside_text(b), beside_text(a), apart_text(a, b));
}

std::string untrained_answer(const Session& s, const Session* untrained) {
  if (!untrained)
    return "No untrained model is part of this study. A variant with weights = \"random\" would "
           "show what the model's shape and the rhythm of speech give without any training.";
  const Excess a = largest_excess(s), b = largest_excess(*untrained);
  std::string text;
  if (!std::isnan(a.observed) && !std::isnan(b.observed))
    text += fmt::format(
        "The largest partial correlation is {} and lies {} the mean of its own noise ({}; "
        "95 %: {}); with random weights it is {} and lies {} its own ({}; 95 %: {}). Above "
        "noise the two differ by {}. ",
        r_text(a.observed), beside_text(a), r_text(a.noise), r_text(s.tests.global.null_95),
        r_text(b.observed), beside_text(b), r_text(b.noise),
        r_text(untrained->tests.global.null_95), apart_text(a, b));
  const Spread &noise = s.means.neurons_noise, &own = untrained->means.neurons_noise;
  if (const Excess x = mean_excess(s), y = mean_excess(*untrained);
      !std::isnan(noise.mean) && !std::isnan(own.mean))
    text += fmt::format(
        "The neurons\u2019 largest {} average {} (noise {}, 95 %: {} to {}), with random "
        "weights {} (noise {}, 95 %: {} to {}): above noise {} apart. ",
        beside_noise_words(s), r_text(x.observed), r_text(noise.mean), r_text(noise.low),
        r_text(noise.high), r_text(y.observed), r_text(own.mean), r_text(own.low), r_text(own.high),
        apart_text(x, y));
  text +=
      "That is no test of trained against untrained: noise gives differences too, and two p "
      "values beside each other do not tell whether what they are of differs.";
  if (is_training_tested(s, untrained)) text += " Over stories there is one, below.";
  if (couples(*untrained))
    text += fmt::format(
        " The untrained model couples as well ({} named): for that much no training is needed.",
        named_words(*untrained));
  return text;
}

}  // namespace anbn
