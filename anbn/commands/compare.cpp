// SPDX-License-Identifier: Apache-2.0
// anbn compare: the models of finished studies beside each other, of what stands in their folders.
#include "anbn/commands/make_command.h"
#include "anbn/core/error.h"
#include "anbn/report/prose/agreement_words.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/consistency_words.h"
#include "anbn/report/prose/family_words.h"
#include "anbn/runner/finished.h"
#include "anbn/stages/report_results.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <ostream>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct CompareOptions {
  InputList results{InputKind::results, Presence::required};

  static constexpr std::string_view kRequired[] = {"results"};

  template <class V>
  void visit(V&& option) {
    option("results", results,
           "folders of finished studies (each holds study.json); of one its variants are compared");
  }
};

/// What must be the same in two studies for their draws to be the same ones.
void check_same_draws(const Report& first, const Report& other, const fs::path& folder) {
  const auto tested = [](const Report& report) -> const StageRecord& {
    for (const StageRecord& stage : report.sessions.front().stages)
      if (stage.stage == "pooled" || stage.stage == "significance") return stage;
    fail("{}: found no tests; expected those of a finished study", report.title);
  };
  for (const char* option : {"seed", "noise_draws", "delta"})
    if (tested(first).option(option) != tested(other).option(option))
      fail(
          "{}: {} is {} there and {} in the first study; expected the same, since both models must "
          "stand beside the same draws. Run one of them again",
          folder.string(), option, tested(other).option(option), tested(first).option(option));
  const auto weights = [](const Report& report) {
    std::vector<double> given;
    for (const PooledStory& story : report.sessions.front().together)
      if (story.reliability) given.push_back(*story.reliability);
    return given;
  };
  if (weights(first) != weights(other))
    fail(
        "{}: its stories count with other weights than those of the first study; expected the same "
        "story_weights and reliability. Run one of them again",
        folder.string());
}

/// The studies as one, each variant with the name of its folder before its own.
Report read_all(const std::vector<fs::path>& folders) {
  Report all;
  for (const fs::path& folder : folders) {
    Report report = read_results(folder, "");
    if (report.sessions.empty()) fail("{}: found no story; expected one", folder.string());
    if (folder != folders.front()) {
      check_same_draws(all, report, folder);
      if (hash_of_stage(folder / "networks", "networks") !=
          hash_of_stage(folders.front() / "networks", "networks"))
        fail(
            "{}: its networks are others than those of {}; expected the same networks, found once "
            "and imported by both studies or found with the same options and scans",
            folder.string(), folders.front().string());
    }
    for (auto [from, to] :
         {std::pair(&report.sessions, &all.sessions), std::pair(&report.untrained, &all.untrained)})
      for (Session& session : *from) {
        if (folders.size() > 1) session.variant = (folder / session.variant).generic_string();
        to->push_back(std::move(session));
      }
  }
  return all;
}

/// "0.183 (noise 0.171)": the neurons' mean largest correlation.
std::string mean_text(const Session& s) {
  return fmt::format("{} ({})", r_text(s.means.neurons), r_text(s.means.neurons_noise.mean));
}

std::string slope_text(const Session& s) {
  if (!s.consistency || std::isnan(s.consistency->slope.estimate)) return "n/a";
  const Jackknifed& slope = s.consistency->slope;
  return fmt::format("{:.2e}{}", slope.estimate,
                     s.consistency->stories.size() < kStoriesForAnError
                         ? ""
                         : fmt::format(" ({})", jackknife_p_text(slope.p())));
}

void tell(const Session& s, std::size_t width, std::ostream& answer) {
  answer << fmt::format("{:<{}}  {:>7}  {:>7}  {:>8}  {:>15}  {}\n", s.variant, width,
                        p_text(s.tests.omnibus.p), s.tests.neurons.named, s.tests.networks.named,
                        mean_text(s), slope_text(s));
}

/// What returns in other stories, of both and of their difference; empty of single stories.
std::string products_words(const ModelPair& pair) {
  const Consistency* second = beside_of(*pair.first, pair.second);
  if (!second) return "";
  const Consistency& first = *pair.first->consistency;
  const Jackknifed apart = difference(first.products, second->products);
  return fmt::format("mean products of two stories: {:.2e} and {:.2e}, difference {:.2e} ({})",
                     first.products.estimate, second->products.estimate, apart.estimate,
                     first.stories.size() < kStoriesForAnError
                         ? fmt::format("descriptive: without one story {:.2e} to {:.2e}",
                                       apart.lowest(), apart.highest())
                         : "jackknife p " + jackknife_p_text(apart.p()));
}

Outcome run(const CompareOptions& o, CommandContext& context) {
  const Report all = read_all(o.results.paths);
  const std::vector<ModelPair> pairs = model_pairs(all);
  if (pairs.empty())
    fail("{}: found one model; expected two variants, or two studies of the same stories",
         o.results.paths.front().string());
  std::size_t width = 5;
  for (const Session* s : all_sessions(all)) width = std::max(width, s->variant.size());
  const Session* story = nullptr;
  for (std::size_t n = 0; n < pairs.size(); ++n) {
    const ModelPair& pair = pairs[n];
    if (story == nullptr || story->story != pair.first->story) {
      story = pair.first;
      context.answer << fmt::format("{}{}\n\n{:<{}}  {:>7}  {:>7}  {:>8}  {:>15}  {}\n",
                                    n == 0 ? "" : "\n", story->title, "model", width, "p",
                                    "neurons", "networks", "mean r (noise)", "slope, a layer (p)");
      tell(*story, width, context.answer);
      for (const ModelPair& other : pairs)
        if (other.first == story) tell(*other.second, width, context.answer);
      context.answer << "\n" << family_table_text(family_rows(all, *story)) << "\n";
    }
    context.answer << agreement_words(pair) << "\n";
    if (const std::string words = products_words(pair); !words.empty())
      context.answer << "  " << words << "\n";
  }
  return Outcome::good;
}

}  // namespace

extern const Command kCompareCommand = make_command<CompareOptions, run>(
    "compare", "models beside each other: variants of a finished study, or several studies",
    "anbn compare results other-model/results", "results");

}  // namespace anbn
