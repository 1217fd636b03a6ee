// SPDX-License-Identifier: Apache-2.0
// Neurons x networks -> correlations, who anchors whom (Eq. 1 and 2), and the lag check.
#include "anbn/stats/correlation.h"

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stats/lag.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct CouplingOptions {
  Input timecourses{InputKind::stage};
  Input tokens{InputKind::stage};
  Input networks{InputKind::stage};
  std::string story;
  Choice delta{{"signed", "absolute"}, "signed"};
  std::int64_t lag_draws = 500;
  std::int64_t seed = 1;
  Choice lengths = lengths_choice();

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "result of `anbn timecourses`");
    option("tokens", tokens, "result of `anbn tokens`, for the lag check");
    option("networks", networks, "result of `anbn networks`");
    option("story", story, "which story of the networks; may be left out if there is one only");
    option("delta", delta, "the largest correlation, or the largest by absolute value");
    option("lag_draws", lag_draws, "phase-randomized copies for the lag check's noise");
    option("seed", seed, "of the random numbers");
    option("lengths", lengths,
           "a control: words and networks of two stories, cut to the shorter one");
  }

  void check() const {
    if (lag_draws < 0 || lag_draws > 1000000)
      fail("--lag-draws is {}; expected 0 to 1000000", lag_draws);
  }
};

std::optional<std::size_t> number_of(const Anchor& anchor) {
  return anchor.index == kNoIndex ? std::nullopt : std::optional(anchor.index + 1);
}

void write_anchors(const Anchoring& anchoring, const std::vector<std::string>& labels,
                   const fs::path& out) {
  TsvWriter neurons(out / "neurons.tsv", {"neuron", "label", "network", "correlation"});
  for (std::size_t i = 0; i < labels.size(); ++i)
    neurons.row(
        {i + 1, labels[i], number_of(anchoring.neurons[i]), anchoring.neurons[i].correlation});
  neurons.finish();
  TsvWriter networks(out / "networks.tsv", {"network", "neuron", "label", "correlation"});
  for (std::size_t j = 0; j < anchoring.networks.size(); ++j) {
    const Anchor& anchor = anchoring.networks[j];
    networks.row({j + 1, number_of(anchor), anchor.index == kNoIndex ? "n/a" : labels[anchor.index],
                  anchor.correlation});
  }
  networks.finish();
}

void write_lags(const LagCheck& check, const fs::path& out) {
  TsvWriter file(out / "lags.tsv", {"lag_volumes", "network", "correlation", "noise_mean",
                                    "noise_95", "noise_95_any"});
  for (const LagTrace& trace : check.traces)
    file.row({trace.lag_volumes, number_of({trace.network, 0}), trace.correlation, trace.noise_mean,
              trace.noise_95, check.noise_95_any});
  file.finish();
}

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

void run(const CouplingOptions& o, const fs::path& out, RunContext& context) {
  const CouplingInputs in =
      read_coupling_inputs(o.timecourses.path, o.networks.path, o.story, lengths_named(o.lengths));
  const Matrix correlation =
      correlation_matrix(in.neurons, in.networks, context.backend, context.threads);
  const Anchoring anchoring = anchors_of(correlation, delta_named(o.delta.value));
  write_npy(out / "correlation.npy", correlation);
  write_anchors(anchoring, in.labels, out);

  std::vector<float> word_rate = predicted_word_rate(o.tokens.path, in.networks.rows,
                                                     context.threads, lengths_named(o.lengths));
  word_rate.resize(in.networks.rows);
  const LagCheck check =
      lag_check(word_rate, in.networks, static_cast<std::size_t>(o.lag_draws),
                static_cast<std::uint64_t>(o.seed), context.backend, context.threads);
  write_lags(check, out);

  const AudioPlacement placement = audio_placement(check, tr_of_tokens(o.tokens.path));
  context.notes.facts.emplace_back("lag check", placement.words);
  context.notes.facts.emplace_back("volumes coupled", std::to_string(in.networks.rows));
  // Of two stories none has its audio at the right place.
  if (placement.finding == AudioPlacement::Finding::shifted && o.lengths == "same")
    context.notes.warnings.push_back(placement.words);
  note_mean(anchoring.neurons, "neurons", context.notes);
  note_mean(anchoring.networks, "networks", context.notes);
  note_constant(anchoring.neurons, "neurons", context.notes);
  note_constant(anchoring.networks, "networks", context.notes);
}

}  // namespace

extern const Stage kCouplingStage = make_stage<CouplingOptions, run>(
    "coupling", "neurons and networks -> their correlations and who anchors whom",
    "anbn coupling --timecourses timecourses --tokens tokens --networks networks --out coupling",
    1);

}  // namespace anbn
