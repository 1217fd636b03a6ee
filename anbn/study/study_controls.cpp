// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study_controls.h"

#include "anbn/core/error.h"
#include "anbn/core/options.h"
#include "anbn/model/weights.h"
#include "anbn/study/study_jobs.h"
#include "anbn/study/study_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace anbn {
namespace {

using nlohmann::json;

/// What came of one control: a variant, or words.
struct Outcome {
  enum class Is { made, elsewhere, impossible } is = Is::impossible;
  std::string words;
  json options = json::object();
  std::vector<ControlPair> pairs;
  std::vector<std::string> stages = {};  // those that may differ from main's; empty: all
};

Outcome impossible(std::string words) {
  return {Outcome::Is::impossible, std::move(words), {}, {}};
}
Outcome elsewhere(std::string words) { return {Outcome::Is::elsewhere, std::move(words), {}, {}}; }

/// Each story's words with its own networks.
std::vector<ControlPair> own_networks(const ControlStudy& study) {
  std::vector<ControlPair> pairs;
  for (const ControlStory& story : study.stories)
    pairs.push_back({story.name, story.name, story.name});
  return pairs;
}

/// An option of the main variant.
template <class Value>
Value option_of(const ControlStory& story, const char* stage, const char* option, Value otherwise) {
  return story.options.value(stage, json::object()).value(option, otherwise);
}

Outcome untrained(const ControlStudy& study) {
  if (!study.untrained.empty() && study.untrained == study.variants[0])
    return impossible("the main variant itself has untrained weights");
  if (!study.untrained.empty())
    return elsewhere(fmt::format("[[variant]] {} of the study file", study.untrained));
  return {Outcome::Is::made, "", {{"activations", {{"weights", "random"}}}}, own_networks(study)};
}

Outcome shuffled_words(const ControlStudy& study) {
  return {Outcome::Is::made, "", {{"tokens", {{"word_order", "shuffled"}}}}, own_networks(study)};
}

const json kOfTwoStories = {{"coupling", {{"lengths", "shorter"}}},
                            {"significance", {{"lengths", "shorter"}}}};

Outcome other_networks(const ControlStudy& study, std::vector<ControlPair> pairs) {
  const auto tr_of = [&](const std::string& name) {
    for (const ControlStory& story : study.stories)
      if (story.name == name) return option_of(story, "tokens", "tr_s", 0.0);
    return 0.0;
  };
  for (const ControlPair& pair : pairs)
    if (tr_of(pair.words) != tr_of(pair.networks))
      return impossible(
          fmt::format("{} has a TR of {} s and {} one of {} s, so their volumes cannot be laid "
                      "beside each other",
                      pair.words, tr_of(pair.words), pair.networks, tr_of(pair.networks)));
  return {Outcome::Is::made, "", kOfTwoStories, std::move(pairs)};
}

/// The next story's networks; a scrambled version of a story is no other story.
Outcome wrong_story(const ControlStudy& study) {
  std::vector<std::string> names;
  for (const ControlStory& story : study.stories)
    if (story.control_of.empty()) names.push_back(story.name);
  if (names.size() < 2)
    return impossible("the study has one story only, and this takes the networks of another");
  std::vector<ControlPair> pairs;
  for (std::size_t i = 0; i < names.size(); ++i)
    pairs.push_back({names[i], names[(i + 1) % names.size()], names[i]});
  return other_networks(study, std::move(pairs));
}

Outcome scrambled_story(const ControlStudy& study) {
  std::vector<ControlPair> pairs;
  for (const ControlStory& story : study.stories)
    if (!story.control_of.empty()) pairs.push_back({story.control_of, story.name, story.name});
  if (pairs.empty())
    return impossible(
        "no story is the scrambled version of another (control_of = \"STORY\" in its [[story]])");
  return other_networks(study, std::move(pairs));
}

// A test given another set: correlations are main's own.
const std::vector<std::string> kTestAlone = {"nuisance", "significance"};

Outcome no_word_rate(const ControlStudy& study) {
  std::vector<ControlPair> pairs;
  for (const ControlStory& story : study.stories) {
    json without = option_of(story, "nuisance", "nuisance_without", json::array());
    if (option_of<std::string>(story, "nuisance", "nuisance", "") != "standard" ||
        std::find(without.begin(), without.end(), "word-rate") != without.end())
      continue;
    without.push_back("word-rate");
    pairs.push_back({story.name,
                     story.name,
                     story.name,
                     {{"nuisance", {{"nuisance_without", std::move(without)}}}}});
  }
  if (pairs.empty()) return impossible("the main variant has no word rate in its nuisance set");
  return {Outcome::Is::made, "", json::object(), std::move(pairs), kTestAlone};
}

Outcome story_time(const ControlStudy& study) {
  std::vector<ControlPair> pairs;
  for (const ControlStory& story : study.stories)
    if (option_of<std::string>(story, "nuisance", "story_time", "no") != "yes")
      pairs.push_back({story.name, story.name, story.name});
  if (pairs.empty())
    return impossible("the main variant has the time in the story in its nuisance set itself");
  return {Outcome::Is::made, "", {{"nuisance", {{"story_time", "yes"}}}}, pairs, kTestAlone};
}

Outcome nuisance(const ControlStudy& study) {
  std::vector<ControlPair> pairs;
  for (const ControlStory& story : study.stories) {
    if (story.nuisance.empty()) continue;
    if (option_of<std::string>(story, "nuisance", "nuisance_file", "") != "")
      return impossible(fmt::format(
          "{} has a nuisance_file for the main variant beside control_nuisance", story.name));
    pairs.push_back(
        {story.name, story.name, story.name, {{"nuisance", {{"nuisance_file", story.nuisance}}}}});
  }
  if (pairs.empty())
    return impossible("no story has regressors for it (control_nuisance = \"FILE\", a TSV)");
  return {Outcome::Is::made, "", json::object(), std::move(pairs), kTestAlone};
}

Outcome held_out_listeners(const ControlStudy&) {
  return elsewhere("stage `listeners` of each story: anchored on one half, measured on the other");
}

Outcome seeds(const ControlStudy& study) {
  const json& options = study.networks;
  if (options.contains("seeds") && options["seeds"].is_number() && options["seeds"] > 1)
    return elsewhere(
        fmt::format("stage `networks`, which finds them with {} seeds", options["seeds"].dump()));
  return impossible(
      "networks are found with one seed ([networks] seeds = 5 finds them with five, and takes five "
      "times as long)");
}

struct ControlKind {
  std::string_view name, summary;
  Outcome (*plan)(const ControlStudy&);
};

constexpr ControlKind kControls[] = {
    {"untrained", "the same model with random weights", &untrained},
    {"shuffled-words", "the words in random order, their times kept", &shuffled_words},
    {"wrong-story", "the words of a story with the networks of the next one", &wrong_story},
    {"scrambled-story", "the words of a story with the networks of its scrambled version",
     &scrambled_story},
    {"no-word-rate", "the number of words left in both sides", &no_word_rate},
    {"story-time", "the time in the story and its square regressed out", &story_time},
    {"nuisance", "the study's own regressors (control_nuisance) regressed out", &nuisance},
    {"held-out-listeners", "anchored on some listeners, measured on others", &held_out_listeners},
    {"seeds", "networks found with other seeds", &seeds}};

const ControlKind& control_named(const std::string& name) {
  for (const ControlKind& kind : kControls)
    if (kind.name == name) return kind;
  fail("controls: there is no control {}{}; expected \"all\" or some of {}", name,
       did_you_mean(name, control_names()), fmt::join(control_names(), ", "));
}

void add(const ControlKind& kind, const ControlStudy& study, ControlsPlan& plan) {
  const std::string name(kind.name);
  Outcome outcome = kind.plan(study);
  // One that the study file describes itself under this name is taken as it stands there.
  if (std::find(study.variants.begin(), study.variants.end(), name) != study.variants.end())
    outcome = elsewhere(fmt::format("[[variant]] {} of the study file", name));
  if (outcome.is == Outcome::Is::made)
    plan.made.push_back(
        {name, std::move(outcome.options), std::move(outcome.pairs), std::move(outcome.stages)});
  else
    (outcome.is == Outcome::Is::elsewhere ? plan.elsewhere : plan.impossible)
        .push_back({name, std::move(outcome.words)});
}

}  // namespace

json resolved_options(const Study& study, const Job& job) {
  try {
    return json::parse(job.stage->resolve(job.options_json));
  } catch (const Error& e) {
    fail("{}", error_of_job(study, job, e.what()));
  }
}

ControlStudy control_study(const Study& study) {
  ControlStudy out;
  for (const StudyVariant& variant : study.variants) out.variants.push_back(variant.name);
  for (const StudyStory& story : study.stories)
    out.stories.push_back({story.name, story.control_of, story.control_nuisance.string()});
  out.networks = resolved_options(study, study.job("networks", "", ""));
  for (const Job& job : study.jobs) {
    if (!job.stage->facts.in_controls) continue;
    const json options = resolved_options(study, job);
    if (out.untrained.empty() && is_untrained(options.value("weights", "")))
      out.untrained = job.variant;
    for (ControlStory& story : out.stories)
      if (job.variant == study.variants[0].name && job.story == story.name)
        story.options[job.stage->name] = options;
  }
  return out;
}

std::vector<std::string> control_names() {
  std::vector<std::string> names;
  for (const ControlKind& kind : kControls) names.emplace_back(kind.name);
  return names;
}

std::string_view control_summary(std::string_view name) {
  return control_named(std::string(name)).summary;
}

ControlsPlan plan_controls(const json& controls, const ControlStudy& study) {
  ControlsPlan plan;
  if (controls == "all") {
    for (const ControlKind& kind : kControls) add(kind, study, plan);
    return plan;
  }
  std::vector<std::string> wanted;
  for (const json& name : controls.is_array() ? controls : json::array({controls})) {
    if (!name.is_string())
      fail("controls: found {}; expected \"all\" or a list of names in quotes", name.dump());
    control_named(name);
    wanted.push_back(name);
  }
  // In the order of the table, each once.
  for (const ControlKind& kind : kControls)
    if (std::find(wanted.begin(), wanted.end(), kind.name) != wanted.end()) add(kind, study, plan);
  for (const ControlRemark& remark : plan.impossible)
    fail("controls: {} is not possible: {}", remark.name, remark.words);
  return plan;
}

namespace {

/// What runs once a variant: where two sessions or more have the volumes that main has.
void add_together(const Study& study, std::span<const Stage> stages, const JobMaker& maker,
                  StudyControl& control, std::vector<Job>& jobs) {
  const auto of_one_story = [](const StudyControlSession& s) { return s.words == s.networks; };
  if (control.sessions.size() < 2 ||
      !std::all_of(control.sessions.begin(), control.sessions.end(), of_one_story))
    return;
  for (const Stage& stage : stages) {
    if (!stage.facts.in_controls || stage.facts.runs != Runs::once_a_variant) continue;
    jobs.push_back(maker.control_job(stage, control));
    control.together.emplace_back(stage.name, jobs.back().out.lexically_relative(study.out));
  }
}

}  // namespace

StudyControl control_of_plan(const ControlVariant& variant, const Study& study,
                             std::span<const Stage> stages, const JobMaker& maker,
                             std::vector<Job>& jobs) {
  StudyControl control{variant.name, StudyControl::Is::made, "", {}};
  for (const ControlPair& pair : variant.pairs) {
    StageFolders folders;
    for (const Stage& stage : stages) {
      if (!stage.facts.in_controls || stage.facts.runs != Runs::per_story) continue;
      Job job = maker.control_job(stage, variant, pair, folders);
      const Job& of_main = study.job(stage.name, study.variants[0].name, pair.words);
      const bool same = !variant.may_change(stage.name) || job.options_json == of_main.options_json;
      folders[std::string(stage.name)] = same ? of_main.out : job.out;
      if (!same) jobs.push_back(std::move(job));
    }
    control.sessions.push_back({pair.session, pair.words, pair.networks, {}});
    for (const auto& [stage, folder] : folders)
      control.sessions.back().stages.emplace_back(stage, folder.lexically_relative(study.out));
  }
  add_together(study, stages, maker, control, jobs);
  return control;
}

}  // namespace anbn
