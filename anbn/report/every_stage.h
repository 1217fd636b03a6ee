// SPDX-License-Identifier: Apache-2.0
// The records of all stages behind a report, each with where it ran.
#pragma once

#include "anbn/report/numbers/merged_scans.h"
#include "anbn/report/report.h"

#include <string>

namespace anbn {

/// Of many stories the records of each stand in their folders.
enum class Told { all, at_length };

/// "main/pieman".
inline std::string place_of(const Session& s) { return s.variant + "/" + s.story; }

/// Calls visit(place, record) for every stage folder behind the page.
template <class Visit>
void for_every_stage(const Report& report, const Visit& visit, Told told = Told::all) {
  if (report.volumes) {
    if (!report.volumes->mask.stage.empty()) visit(std::string("all"), report.volumes->mask);
    for (const auto& [place, scans] : merged_scans(*report.volumes)) visit(place, scans);
  }
  visit(std::string("all"), report.networks);
  for (const Session* session : all_sessions(report))
    if (told == Told::all || !is_brief(report, *session))
      for (const StageRecord& stage : session->stages) visit(place_of(*session), stage);
  for (const StoriesShown& stories : report.stories) visit(stories.variant, stories.stage);
  for (const SelfCalibrationShown& of_one : report.self_calibrations)
    visit(of_one.variant, of_one.stage);
}

}  // namespace anbn
