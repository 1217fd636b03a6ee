// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_results.h"

#include "anbn/model/weights.h"
#include "anbn/results/study_record.h"
#include "anbn/runner/finished.h"
#include "anbn/stages/report_encoding.h"
#include "anbn/stages/report_explored.h"
#include "anbn/stages/report_layers.h"
#include "anbn/stages/report_pooled.h"
#include "anbn/stages/report_session.h"
#include "anbn/stages/report_story_ridge.h"
#include "anbn/stages/report_volumes.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

bool has_untrained_weights(const StudyRecord::Variant& variant) {
  return variant.name == "untrained" || is_untrained(variant.weights);
}

void read_all_stories(const fs::path& out, const StudyRecord& study, Report& report) {
  std::string_view last;
  for (const Session& session : report.sessions) {
    if (std::exchange(last, session.variant) == session.variant) continue;
    const fs::path folder = out / session.variant / "between-stories";
    if (!fs::exists(folder / "stage.json")) continue;  // not asked for, or of an earlier anbn
    StoriesShown shown{
        session.variant, {}, read_between_stories(folder), read_stage_record(folder)};
    // With many stories the stage runs only where it is asked for: a result of fewer may be left.
    if (shown.results.stories.size() != study.stories.size()) continue;
    for (const std::string& name : shown.results.stories)
      shown.titles.push_back(study.title_of(name));
    report.stories.push_back(std::move(shown));
  }
}

void read_self_calibrations(const fs::path& out, const StudyRecord& study, Report& report) {
  for (const auto& variant : study.variants)
    if (const fs::path folder = out / variant.name / "self-calibration"; is_finished(folder))
      report.self_calibrations.push_back(
          {variant.name, read_self_calibration(folder), read_stage_record(folder)});
}

/// The sessions and remarks of the controls that the study asked for.
void read_controls(const fs::path& out, const StudyRecord& study, Report& report) {
  using Is = AbsentControl::Is;
  for (const auto& control : study.controls) {
    if (!control.elsewhere.empty())
      report.absent_controls.push_back({Is::elsewhere, control.name, control.elsewhere});
    if (!control.impossible.empty())
      report.absent_controls.push_back({Is::impossible, control.name, control.impossible});
    const bool untrained = control.name == "untrained";
    const Reading reading = untrained ? Reading::untrained : Reading::control;
    std::vector<Session> sessions;
    for (const auto& session : control.sessions) {
      SessionName who{
          control.name, session.story, study.title_of(session.words), session.networks, {}};
      for (const auto& [stage, folder] : session.stages) who.stages[stage] = folder;
      Session read = read_session(out, who, reading);
      read.words = session.words;
      if (session.words != session.networks) read.networks_title = study.title_of(session.networks);
      sessions.push_back(std::move(read));
    }
    auto& all = untrained ? report.untrained : report.controls;
    if (!control.together.empty())
      if (auto together = read_pooled_session(out, sessions, reading))
        all.push_back(std::move(*together));
    std::move(sessions.begin(), sessions.end(), std::back_inserter(all));
  }
}

}  // namespace

Report read_results(const fs::path& out, const std::string& title) {
  const StudyRecord study = read_study_record(out);
  Report report;
  report.title = title.empty() ? study.name : title;
  report.networks = read_stage_record(out / "networks");
  for (const auto& variant : study.variants) {
    const bool control = &variant != &study.variants.front() && has_untrained_weights(variant);
    const Reading reading = control ? Reading::untrained : Reading::whole;
    std::vector<Session> stories;
    for (const auto& story : study.stories) {
      const SessionName name{variant.name, story.name, study.title_of(story.name)};
      stories.push_back(read_session(out, name, reading));
      stories.back().model = variant.model;
      stories.back().weights = variant.weights;
      add_encoding(out, stories.back(), report.warnings);
    }
    if (stories.size() == 1) read_training_of(out, stories.front());
    auto& sessions = control ? report.untrained : report.sessions;
    if (auto together = read_pooled_session(out, stories, reading)) {
      add_story_ridge(out, *together, report.warnings);
      sessions.push_back(std::move(*together));
    }
    std::move(stories.begin(), stories.end(), std::back_inserter(sessions));
  }
  read_controls(out, study, report);
  std::vector<std::string> stories;
  for (const auto& story : study.stories) stories.push_back(story.name);
  if (stories.size() > 1) {  // else what there is is of an earlier study
    read_all_stories(out, study, report);
    read_self_calibrations(out, study, report);
  }
  read_volumes(out, stories, report);
  read_explored(out, report);
  add_layer_courses(out, report);
  for (Session& session : report.sessions) {
    const Session* untrained = untrained_of(report, session);
    if (!untrained) continue;
    // Layers and neurons of another shape have no place in the same figure.
    if (untrained->input.neuron_layer == session.input.neuron_layer) {
      session.input.untrained = untrained->input.observed;
      session.input.untrained_layer_excess = untrained->input.layer_excess;
    } else {
      report.warnings.push_back(
          fmt::format("{}/{}: {} has other neurons, so its figures do not show it", session.variant,
                      session.story, untrained->variant));
    }
  }
  return report;
}

}  // namespace anbn
