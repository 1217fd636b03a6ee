// SPDX-License-Identifier: Apache-2.0
// The table of stages, in pipeline order. A new stage is a file and two lines here.
// (Not self-registering: the linker drops such objects from a static library.)
#include "anbn/stages/list.h"

#include "anbn/core/kinds.h"

namespace anbn {

extern const Stage kTokensStage;
extern const Stage kActivationsStage;
extern const Stage kTimecoursesStage;
extern const Stage kSurprisalStage;
extern const Stage kMaskStage;
extern const Stage kBoldStage;
extern const Stage kNetworksStage;
extern const Stage kNuisanceStage;
extern const Stage kAtlasStage;
extern const Stage kCouplingStage;
extern const Stage kSignificanceStage;
extern const Stage kEncodingStage;
extern const Stage kListenersStage;
extern const Stage kInterpretationStage;
extern const Stage kPooledStage;
extern const Stage kPooledLayersStage;
extern const Stage kConsistencyStage;
extern const Stage kTrainingStage;
extern const Stage kPooledEncodingStage;
extern const Stage kUniqueVarianceStage;
extern const Stage kLayersStage;
extern const Stage kSelfCalibrationStage;
extern const Stage kBetweenStoriesStage;
extern const Stage kReportStage;

std::span<const Stage> all_stages() {
  static const Stage list[] = {
      kTokensStage,         kActivationsStage,    kTimecoursesStage,     kSurprisalStage,
      kMaskStage,           kBoldStage,           kNetworksStage,        kAtlasStage,
      kNuisanceStage,       kCouplingStage,       kSignificanceStage,    kEncodingStage,
      kListenersStage,      kInterpretationStage, kLayersStage,          kPooledStage,
      kPooledLayersStage,   kConsistencyStage,    kTrainingStage,        kPooledEncodingStage,
      kUniqueVarianceStage, kBetweenStoriesStage, kSelfCalibrationStage, kReportStage};
  return list;
}

const Stage& find_stage(std::string_view name) { return kind_named(all_stages(), name, "stage"); }

}  // namespace anbn
