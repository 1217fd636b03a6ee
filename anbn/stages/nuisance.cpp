// SPDX-License-Identifier: Apache-2.0
// words + volumes -> what is regressed out of both sides wherever a coupling of the story is
// tested.
#include "anbn/results/nuisance.h"

#include "anbn/core/error.h"
#include "anbn/io/number_table.h"
#include "anbn/results/tokens.h"
#include "anbn/runner/make_stage.h"
#include "anbn/signal/hrf.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"
#include "anbn/text/speech_series.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// What a reviewer would ask for, or drift alone.
enum class Set { standard, drift };
constexpr auto names_of(Set) { return named("standard", "drift"); }

/// A part of the standard set that can be left out, with its columns of speech_series.
struct Part {
  std::string_view name;
  std::size_t first, count;
};
constexpr Part kParts[] = {{"word-rate", 0, 1}, {"speech", 1, 1}, {"segment-position", 2, 4}};

std::vector<std::string> names_of_parts() {
  std::vector<std::string> names;
  for (const Part& part : kParts) names.emplace_back(part.name);
  return names;
}

struct NuisanceOptions {
  Input tokens{InputKind::stage};
  Set nuisance = Set::standard;
  std::vector<std::string> nuisance_without;
  double cutoff_s = 128;
  YesNo story_time = YesNo::no;
  Input nuisance_file{InputKind::file, Presence::optional};

  template <class V>
  void visit(V&& option) {
    option("tokens", tokens, "result of `anbn tokens`");
    option("nuisance", nuisance,
           "drift and all that words are without their meaning, or drift alone");
    option("nuisance_without", nuisance_without, "parts of the standard set that are left out",
           one_of(names_of_parts()));
    option("cutoff_s", cutoff_s, "slowest period that is not regressed out",
           at_least(0).measured_in("s").meaning(0, "none is"));
    option("story_time", story_time, "the time in the story and its square as well");
    option("nuisance_file", nuisance_file,
           "table of further regressors (TSV, CSV or numbers alone), one row a volume used");
  }

  void check() const {
    if (nuisance == Set::drift && !nuisance_without.empty())
      fail(
          "--nuisance-without leaves out {}, which the set drift does not have; leave "
          "--nuisance-without away, or take the set standard",
          fmt::join(nuisance_without, ", "));
  }

  bool has(const Part& part) const {
    return nuisance == Set::standard && std::find(nuisance_without.begin(), nuisance_without.end(),
                                                  part.name) == nuisance_without.end();
  }
};

/// The response to what speech_series tells of the words, those before the volumes used included.
void add_speech(const NuisanceOptions& o, const TokensResults& tokens, Threads& threads,
                std::vector<Regressor>& regressors) {
  const std::size_t volumes = tokens.time_s.size();
  const Matrix response =
      response_to([&](std::int64_t first,
                      std::size_t count) { return speech_series(tokens.table, first, count); },
                  volumes, double_gamma_hrf(tr_of_tokens(o.tokens.path)), threads);
  for (const Part& part : kParts)
    for (std::size_t k = part.first; o.has(part) && k < part.first + part.count; ++k) {
      Regressor regressor{std::string(kSpeechSeries[k]), {}};
      for (std::size_t t = 0; t < volumes; ++t) regressor.values.push_back(response(t, k));
      regressors.push_back(std::move(regressor));
    }
}

void run(const NuisanceOptions& o, const fs::path& out, RunContext& context) {
  const TokensResults tokens = read_tokens(o.tokens.path);
  const std::size_t volumes = tokens.time_s.size();
  std::vector<Regressor> regressors =
      cosine_regressors(volumes, tr_of_tokens(o.tokens.path), o.cutoff_s);
  if (o.story_time == YesNo::yes)
    for (Regressor& regressor : story_time_regressors(volumes))
      regressors.push_back(std::move(regressor));
  add_speech(o, tokens, context.machine.threads, regressors);
  if (o.nuisance_file.given())
    for (Regressor& regressor : own_regressors(o.nuisance_file.path, volumes))
      regressors.push_back(std::move(regressor));
  write(regressors, out);
  const Nuisance set = nuisance_set(out, volumes);
  note(set, context.notes);
  for (const std::string& name : set.redundant)
    if (is_own_regressor(name))
      context.notes.warnings.push_back(
          fmt::format("nuisance regressor '{}' adds nothing to the ones before it", name));
}

Cost cost(const NuisanceOptions&, const CostInputs& in) {
  return {0.02, kProgramBytes, 300 * real(in.sizes.at(0).volumes)};
}

}  // namespace

extern const Stage kNuisanceStage = make_stage<NuisanceOptions, run, cost>(
    "nuisance", "words and volumes -> what is regressed out where a coupling is tested",
    "anbn nuisance --tokens tokens --out nuisance", 1,
    {.in_controls = true, .alike_in_variants = true});

}  // namespace anbn
