// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_summary.h"

#include "anbn/report/prose/answers.h"
#include "anbn/results/fields.h"

namespace anbn {
namespace {

FieldsJson number(double value) { return fields::to_json(value); }

FieldsJson members_of(const Jackknifed& figure) {
  return {{"estimate", number(figure.estimate)},
          {"error", number(figure.error())},
          {"p", number(figure.p())}};
}

FieldsJson members_of(const Consistency& consistency) {
  FieldsJson layers = FieldsJson::array();
  for (const LayerConsistency& layer : consistency.layers) {
    FieldsJson& members = layers.emplace_back(members_of(layer.products));
    members["layer"] = layer.layer;
  }
  return {{"stories", consistency.stories.size()},
          {"neurons", consistency.neurons},
          {"networks", consistency.networks},
          {"mean_product", members_of(consistency.products)},
          {"layers", layers},
          {"slope", members_of(consistency.slope)}};
}

FieldsJson members_of(const Training& training) {
  FieldsJson figures = FieldsJson::array();
  for (const TrainingRow& row : training_rows(training)) {
    FieldsJson& members = figures.emplace_back(FieldsJson::object());
    members["figure"] = name_of(row.figure);
    members["layer"] = fields::to_json(row.layer);
    members["trained_excess"] = number(row.trained.excess);
    members["untrained_mean"] = number(row.mean);
    members["rank"] = row.rank;
    members["p"] = number(row.p);
    members["noise_p"] = number(row.noise_p);
  }
  return {{"untrained_models", training.seeds.size()}, {"figures", figures}};
}

FieldsJson members_of(const Session& session, std::string_view role) {
  FieldsJson stories = FieldsJson::array();
  for (const PooledStory& story : session.together) {
    stories.push_back({{"story", story.name}, {"volumes", story.volumes}, {"share", story.share}});
    if (story.reliability) stories.back()["reliability"] = *story.reliability;
  }
  FieldsJson members = {{"variant", session.variant},
                        {"role", role},
                        {"story", is_pooled(session) ? FieldsJson() : FieldsJson(session.story)},
                        {"stories_together", stories},
                        {"verdict", name_of(verdict_of(session))},
                        {"words", headline(session)},
                        {"p", number(session.tests.omnibus.p)},
                        {"p_largest", number(session.tests.global.p)},
                        {"volumes", session.data.volumes},
                        {"listeners", session.data.listeners},
                        {"tests", fields::to_json(session.tests)}};
  if (session.encoding) members["encoding"] = fields::to_json(session.encoding->summary);
  if (session.unique_variance)
    members["unique_variance"] = fields::to_json(session.unique_variance->encoding.summary);
  if (session.consistency) members["consistency"] = members_of(*session.consistency);
  if (session.training) members["training"] = members_of(*session.training);
  return members;
}

FieldsJson members_of(const CalledPairings& pairings) {
  return {{"called", pairings.called},
          {"tested", pairings.tested},
          {"effective", number(pairings.effective)},
          {"low", number(pairings.rate.low)},
          {"high", number(pairings.rate.high)}};
}

}  // namespace

void write_summary_json(const Report& report, const std::filesystem::path& file) {
  FieldsJson sessions = FieldsJson::array(), calibrations = FieldsJson::array();
  for (const Session& session : report.sessions) sessions.push_back(members_of(session, "variant"));
  for (const Session& session : report.untrained)
    sessions.push_back(members_of(session, "untrained"));
  for (const Session& session : report.controls) sessions.push_back(members_of(session, "control"));
  for (const SelfCalibrationShown& shown : report.self_calibrations)
    calibrations.push_back({{"variant", shown.variant},
                            {"any_coupling", members_of(shown.results.calibration.verdict)},
                            {"largest", members_of(shown.results.calibration.largest)},
                            {"too_often", is_called_too_often(shown.results)}});
  const FieldsJson all = {{"study", report.title},
                          {"sessions", sessions},
                          {"wrong_pairings", calibrations},
                          {"warnings", report.warnings}};
  write_file(file, all.dump(2, ' ', false, FieldsJson::error_handler_t::replace) + "\n");
}

}  // namespace anbn
