// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/methods_words.h"

#include "anbn/neurons/neurons.h"
#include "anbn/report/every_stage.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/pooled_words.h"
#include "anbn/report/prose/references.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace anbn {
namespace {

/// Sentences, and whom they cite, in the order of the text; nobody is cited twice.
class Paragraph {
 public:
  template <class... Args>
  void say(fmt::format_string<Args...> sentence, Args&&... args) {
    if (!text_.empty()) text_ += ' ';
    text_ += fmt::format(sentence, std::forward<Args>(args)...);
  }
  std::string cite(std::initializer_list<const Reference*> references) {
    std::string cited;
    for (const Reference* one : references) {
      cited_.push_back(one);
      cited += (cited.empty() ? "(" : "; ") + std::string(one->cited);
    }
    return cited + ")";
  }
  MethodsWords finished() const {
    MethodsWords words{text_, {}};
    for (const Reference* one : cited_)
      words.bibtex += (words.bibtex.empty() ? "" : "\n") + std::string(one->bibtex);
    return words;
  }

 private:
  std::string text_;
  std::vector<const Reference*> cited_;
};

/// The first record of a stage; an empty one where it did not run.
StageRecord record_of(const Report& report, std::string_view stage) {
  StageRecord found;
  for_every_stage(report, [&](const std::string&, const StageRecord& record) {
    if (found.stage.empty() && record.stage == stage) found = record;
  });
  return found;
}

std::string_view fact_of(const StageRecord& record, std::string_view name) {
  for (const auto& [key, value] : record.facts)
    if (key == name) return value;
  return "?";
}

/// Stories of the first variant, each alone.
std::vector<const Session*> single_stories(const Report& report) {
  std::vector<const Session*> stories;
  for (const Session& s : report.sessions)
    if (s.variant == report.sessions.front().variant && !is_pooled(s)) stories.push_back(&s);
  return stories;
}

void say_stories(const Report& report, Paragraph& text) {
  const std::vector<const Session*> stories = single_stories(report);
  std::size_t volumes = 0, words = 0, listeners = 0;
  for (const Session* s : stories) {
    volumes += s->data.volumes;
    words += s->data.words;
    listeners = std::max(listeners, s->data.listeners);
  }
  text.say("{} with {} words and {} volumes (TR {:g} s) went in{}.",
           stories.size() == 1 ? "One story" : fmt::format("{} stories", stories.size()), words,
           volumes, stories.empty() ? 0 : stories.front()->data.tr_s,
           listeners > 0 ? fmt::format(", heard by up to {}", counted(listeners, "listener")) : "");
}

void say_neurons(const Report& report, const Session& first, Paragraph& text) {
  const StageRecord activations = record_of(report, "activations");
  if (activations.stage.empty()) return;
  const std::string bert =
      fact_of(activations, "architecture") == "bert" ? " " + text.cite({&references::kBert}) : "";
  text.say("The language model {} ({}{}; {} layers, {} weights) read each story.", first.model,
           fact_of(activations, "architecture"), bert, fact_of(activations, "layers"),
           first.weights);
  if (!first.neuron_kind.empty())
    text.say("An artificial neuron: {}", find_neuron_kind(first.neuron_kind).words);
  const StageRecord courses = record_of(report, "timecourses");
  text.say("It has {} such neurons; activity was summarized in each volume by its {}{}.",
           fact_of(activations, "neurons"), courses.option("aggregate"),
           courses.option("hrf") == "spm"
               ? " and convolved with SPM's double-gamma response " + text.cite({&references::kHrf})
               : "");
}

void say_networks(const Report& report, const Session& first, Paragraph& text) {
  const std::string_view method = report.networks.option("method");
  const std::size_t count = first.network_name.size();
  if (method == "dbn")
    text.say(
        "{} were found in the volumes of all listeners by a sparse deep belief network {}, "
        "and their time courses by dual regression {}.",
        counted(count, "brain network"), text.cite({&references::kDeepBelief}),
        text.cite({&references::kDualRegression}));
  else if (method == "ica")
    text.say(
        "{} were found in the volumes of all listeners by group independent component "
        "analysis (FastICA, {} starts) {}, and their time courses by dual regression {}.",
        counted(count, "brain network"), report.networks.option("restarts"),
        text.cite({&references::kFastIca}), text.cite({&references::kDualRegression}));
  else
    text.say("{} were given.", counted(count, "brain network"));
}

void say_tests(const Report& report, const Session& first, Paragraph& text) {
  text.say("Every neuron was correlated with every network, given {}.", nuisance_words(first));
  text.say(
      "Correlations were tested against {} surrogates with random phases {}, made of the "
      "networks' raw series and cleaned as these were; p = (b + 1) / (P + 1) {}, family-wise "
      "over all pairs by step-down max-T {}.",
      first.tests.permutations, text.cite({&references::kSurrogates, &references::kPhases}),
      text.cite({&references::kNeverZero}), text.cite({&references::kStepDown}));
  text.say(
      "Whether there is any coupling is one p of four figures (the largest pair, the mean "
      "largest correlation of neurons and of networks, the mean of r squared) by min-p.");
  if (first.tests.correction == Correction::benjamini_hochberg)
    text.say("q values control the false discovery rate {}.",
             text.cite({&references::kFalseDiscovery}));
  if (is_pooled(first))
    text.say(
        "Stories were pooled as the mean of their correlations, weighted with their "
        "volumes{}{}.",
        weighted_by_reliability(first) ? fmt::format(" times the reliability of their scans ({})",
                                                     reliability_words(report, first))
                                       : "",
        others_decide(first) ? "; p is the larger one of random phases and of the brains of "
                               "other stories changing places"
                             : "");
  for (const Session& s : report.sessions)
    if (s.unique_variance) {
      text.say(
          "What neurons add to low-level regressors was tested as gain in held-out R squared "
          "by banded ridge regression, its surrogates as by {}.",
          text.cite({&references::kFreedmanLane}));
      break;
    }
  if (!report.untrained.empty())
    text.say("The same was done with untrained weights ({}).", report.untrained.front().weights);
}

void say_changed(const Report& report, Paragraph& text) {
  if (report.changed.empty()) {
    text.say("All options were those by default.");
    return;
  }
  std::string options;
  for (const ChangedOption& one : report.changed)
    options += fmt::format("{}{} {} = {} (default {})", options.empty() ? "" : "; ", one.stage,
                           one.option, one.value, one.usual);
  text.say("Options that were not as by default: {}.", options);
}

}  // namespace

std::string nuisance_words(const Session& s) {
  // Cosines are many and alike: their number says more than their names.
  std::size_t cosines = 0;
  std::string others;
  for (const std::string& name : s.tests.nuisance) {
    if (name.rfind("cosine", 0) == 0)
      ++cosines;
    else
      others += (others.empty() ? "" : ", ") + name;
  }
  std::string text =
      fmt::format("{}{}{} slow cosines", others, others.empty() ? "" : " and ", cosines);
  for (const std::string& name : s.tests.nuisance_tested)
    text += fmt::format(" ({} left it, since a network is that very series)", name);
  return text;
}

MethodsWords methods_words(const Report& report) {
  Paragraph text;
  const Session& first = report.sessions.front();
  text.say("The study was analysed with anbn {}, by the method {} with tests of its own.",
           ANBN_VERSION, text.cite({&references::kCoupling}));
  say_stories(report, text);
  say_neurons(report, first, text);
  say_networks(report, first, text);
  say_tests(report, first, text);
  say_changed(report, text);
  return text.finished();
}

}  // namespace anbn
