// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/report_changed.h"

#include "anbn/report/every_stage.h"
#include "anbn/stages/list.h"

#include <algorithm>
#include <string_view>

namespace anbn {
namespace {

// What the data are, and what is told in sentences, is no choice of how they are analysed.
constexpr std::string_view kOfData[] = {"tr_s", "first_volume", "volumes", "audio_start_s",
                                        "weights"};

/// Whether a value may be told beside its default: a place in a file may not, nor a list that runs
/// over stories.
bool has_default(const OptionInfo& info) {
  return std::find(std::begin(kOfData), std::end(kOfData), info.name) == std::end(kOfData) &&
         !info.is_input && !info.is_required && info.is_compared && !info.default_value.empty() &&
         info.default_value.rfind("by ", 0) != 0;
}

const Stage* stage_called(std::string_view name) {
  const auto stages = all_stages();
  const auto found = std::find_if(stages.begin(), stages.end(),
                                  [&](const Stage& stage) { return stage.name == name; });
  return found == stages.end() ? nullptr : &*found;
}

bool is_told(const std::vector<ChangedOption>& told, const ChangedOption& one) {
  return std::any_of(told.begin(), told.end(), [&](const ChangedOption& other) {
    return other.stage == one.stage && other.option == one.option && other.value == one.value;
  });
}

}  // namespace

std::vector<ChangedOption> changed_options(const Report& report) {
  std::vector<ChangedOption> changed;
  for_every_stage(report, [&](const std::string&, const StageRecord& record) {
    const Stage* stage = stage_called(record.stage);
    if (!stage) return;  // of another version
    for (const OptionInfo& info : stage->options()) {
      const std::string value(record.option(info.name));
      if (value.empty() || value == info.default_value || !has_default(info)) continue;
      const ChangedOption one{record.stage, info.name, value, info.default_value};
      if (!is_told(changed, one)) changed.push_back(one);
    }
  });
  return changed;
}

}  // namespace anbn
