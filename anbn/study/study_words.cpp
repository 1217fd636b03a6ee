// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study_words.h"

#include "anbn/stages/list.h"
#include "anbn/study/study_keys.h"

#include <algorithm>
#include <optional>

namespace anbn {
namespace {

/// What a study file calls an option that is filled in from its stories.
std::string_view key_of(From from, std::string_view option) {
  switch (from) {
    case From::network_files:
      return "networks";
    case From::network_first_volumes:
      return "first_volume";
    case From::network_volumes:
      return "volumes";
    case From::scan:
    case From::scans:
      return "scans";
    case From::masks:
      return "masks";
    case From::stories:
    case From::network_stories:
    case From::networks_story:
      return "[[story]]";
    default:
      return option;
  }
}

/// What the study file calls the option `name` of `stage`; nothing if the stage has none.
std::optional<std::string> key_of(const Stage& stage, const std::string& name) {
  for (const OptionInfo& option : stage.options()) {
    if (option.name != name) continue;
    // Folders of results are named after what the study file has them made of.
    if (is_own_folder(option)) return name == "bold" ? "scans" : name == "mask" ? "masks" : name;
    const FilledIn* filled = filled_in(stage, name);
    return std::string(filled == nullptr ? std::string_view(option.name)
                                         : key_of(filled->from, option.name));
  }
  return std::nullopt;
}

bool is_of_flag(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

}  // namespace

std::string in_study_words(std::string_view text, const Stage& stage) {
  std::string out;
  while (!text.empty()) {
    const std::size_t at = text.find("--");
    out += text.substr(0, at);
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at);
    const auto end = std::find_if_not(text.begin(), text.end(), is_of_flag);
    const std::string flag(text.begin(), end);
    text.remove_prefix(flag.size());
    std::string name = flag.substr(2);
    std::replace(name.begin(), name.end(), '-', '_');
    std::optional<std::string> key = key_of(stage, name);
    if (!key && name == "out") key = "out";
    for (const Stage& other : all_stages())  // "--max-segment-tokens of `anbn tokens`"
      if (!key) key = key_of(other, name);
    out += key.value_or(flag);
  }
  return out;
}

std::string place_in_study(const Job& job) {
  std::string place;
  if (!job.variant.empty() && job.variant != "main") place += "[[variant]] " + job.variant + ", ";
  if (!job.story.empty()) place += "[[story]] " + job.story + ", ";
  place += fmt::format("[{}]", job.stage->name);
  return job.scan.empty() ? place : place + ", scan " + job.scan;
}

std::string error_of_job(const Study& study, const Job& job, std::string_view text) {
  return fmt::format("{}: {}: {}", study.file.string(), place_in_study(job),
                     in_study_words(text, *job.stage));
}

}  // namespace anbn
