// SPDX-License-Identifier: Apache-2.0
// Neurons x networks -> correlations, who anchors whom (Eq. 1 and 2), and the lag check.
#include "anbn/results/coupling.h"

#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct CouplingStageOptions {
  Input timecourses{InputKind::stage};
  Input tokens{InputKind::stage};
  Input networks{InputKind::stage};
  Input nuisance{InputKind::stage};
  std::string story;
  CouplingOptions coupling;
  Lengths lengths = Lengths::same;

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "result of `anbn timecourses`");
    option("tokens", tokens, "result of `anbn tokens`, for the lag check");
    option("networks", networks, "result of `anbn networks`");
    option(
        "nuisance", nuisance,
        "result of `anbn nuisance`: what is not made from words is regressed out in the lag check");
    option("story", story, "which story of the networks; may be left out if there is one only");
    coupling.visit(option);
    option("lengths", lengths,
           "a control: words and networks of two stories, cut to the shorter one");
  }
};

void note_constant(const std::vector<Anchor>& anchors, const char* what, Notes& notes) {
  const auto constant = std::count_if(anchors.begin(), anchors.end(),
                                      [](const Anchor& a) { return a.index == kNoIndex; });
  notes.facts.emplace_back(fmt::format("{} without correlation", what), std::to_string(constant));
}

void note_mean(const std::vector<Anchor>& anchors, const char* what, Notes& notes) {
  double sum = 0, count = 0;
  for (const Anchor& anchor : anchors)
    if (anchor.index != kNoIndex) {
      sum += std::abs(anchor.correlation);
      ++count;
    }
  if (count > 0)
    notes.facts.emplace_back(fmt::format("mean best correlation of {}", what),
                             fmt::format("{:.4f}", sum / count));
}

void note(const Coupling& coupling, double tr_s, std::size_t volumes, const CouplingStageOptions& o,
          Notes& notes) {
  const AudioPlacement placement = audio_placement(coupling.lags, tr_s);
  notes.facts.emplace_back("lag check", placement.words);
  notes.facts.emplace_back("volumes coupled", std::to_string(volumes));
  // Of two stories none has its audio at the right place.
  if (placement.finding == AudioPlacement::Finding::shifted && o.lengths == Lengths::same)
    notes.warnings.push_back(placement.words);
  note_mean(coupling.anchoring.neurons, "neurons", notes);
  note_mean(coupling.anchoring.networks, "networks", notes);
  note_constant(coupling.anchoring.neurons, "neurons", notes);
  note_constant(coupling.anchoring.networks, "networks", notes);
}

void run(const CouplingStageOptions& o, const fs::path& out, RunContext& context) {
  const CouplingInputs in =
      read_coupling_inputs(o.timecourses.path, o.networks.path, o.story, o.lengths);
  const std::size_t volumes = in.networks.rows;
  const WordTrace words{
      predicted_word_rate(o.tokens.path, volumes, context.machine.threads, o.lengths),
      drift_set(o.nuisance.path, volumes, o.lengths)};
  const CouplingResults results{
      in.labels, couple(in.neurons, in.networks, words, o.coupling, context.machine)};
  write(results, out);
  note(results.coupling, tr_of_tokens(o.tokens.path), in.networks.rows, o, context.notes);
}

Cost cost(const CouplingStageOptions&, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  const double pairs = real(s.neurons) * real(s.networks);
  Cost cost;
  cost.disk = kFloatBytes * pairs + 100 * real(s.neurons);
  cost.seconds =
      0.07 + 2 * pairs * real(s.volumes) / in.rates.flops + cost.disk / in.rates.write_bytes;
  cost.memory = kProgramBytes + 2 * cost.disk +
                2 * kFloatBytes * real(s.volumes) * real(s.neurons + s.networks);
  return cost;
}

}  // namespace

extern const Stage kCouplingStage = make_stage<CouplingStageOptions, run, cost>(
    "coupling", "neurons and networks -> their correlations and who anchors whom",
    "anbn coupling --timecourses timecourses --tokens tokens --networks networks "
    "--nuisance nuisance --out coupling",
    2, {.in_controls = true, .filled_in = kNetworksStory});

}  // namespace anbn
