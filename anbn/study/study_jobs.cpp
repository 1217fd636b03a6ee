// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study_jobs.h"

#include "anbn/core/error.h"
#include "anbn/study/study_keys.h"
#include "anbn/text/tokenizers/tokenizer_files.h"

#include <algorithm>
#include <map>

namespace anbn {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// Paths in a study file are relative to its folder.
json beside(const fs::path& folder, const json& value) {
  if (value.is_string() && !value.get<std::string>().empty())
    return (folder / value.get<std::string>()).string();
  if (!value.is_array()) return value;
  json list = json::array();
  for (const json& item : value) list.push_back(beside(folder, item));
  return list;
}

void add_once(json& list, const std::string& file) {
  if (std::find(list.begin(), list.end(), file) == list.end()) list.push_back(file);
}

/// `first`, which may be one value, and those of `second` that are not in it.
json joined(const json& first, const json& second) {
  json all = first.is_null() ? json::array() : first.is_array() ? first : json::array({first});
  for (const json& item : second) add_once(all, item);
  return all;
}

/// No value where there is no file.
json file_value(const fs::path& file) { return file.empty() ? json() : json(file.string()); }

}  // namespace

/// Which volumes a story uses is what its tokens say, and the same for all variants.
struct JobMaker::UsedVolumes {
  json first_volume, volumes, tr_s;
};

Job JobMaker::job(const Stage& stage, const JobFor& whose) const {
  Job job{&stage, "", "", "", "", session_of(whose) / stage.name};
  if (whose.variant) job.variant = study_.variants[*whose.variant].name;
  if (whose.story) job.story = study_.stories[*whose.story].name;
  if (whose.scan) {
    job.scan = study_.stories[*whose.story].scans[*whose.scan].name;
    job.out = study_.out / stage.name / job.story / job.scan;
  }
  json options = json::object();
  for (const OptionInfo& option : stage.options())
    if (json value = value_of(stage, option, whose); !value.is_null())
      options[option.name] = std::move(value);
  job.options_json = options.dump();
  return job;
}

bool JobMaker::has_work(const Stage& stage, const JobFor& whose) const {
  return !stage.facts.of_pairs || kind_of(whose).explained == Explained::by_pairs;
}

const NeuronKind& JobMaker::kind_of(const JobFor& whose) const {
  const NeuronKind* kind = &neuron_kinds().front();
  for (const Stage& other : stages_)
    for (const OptionInfo& option : other.options())
      if (option.name == "neurons" && filled_in(other, option.name) == nullptr)
        if (const json given = given_value(other, option, whose); given.is_string())
          for (const NeuronKind& one : neuron_kinds())
            if (one.name == given.get<std::string>()) kind = &one;
  return *kind;
}

Job JobMaker::control_job(const Stage& stage, const ControlVariant& variant,
                          const ControlPair& pair, const StageFolders& elsewhere) const {
  std::size_t words = 0;
  while (study_.stories[words].name != pair.words) ++words;
  Job made = job(stage, {.variant = 0, .story = words});
  json options = json::parse(made.options_json);
  for (const auto& [name, folder] : elsewhere)
    if (options.contains(name)) options[name] = folder.string();
  for (const FilledIn& filled : stage.facts.filled_in)
    if (filled.from == From::networks_story) options[filled.option] = pair.networks;
  for (const json* changes : {&variant.options, &pair.options})
    if (const auto found = changes->find(stage.name); found != changes->end())
      options.update(*found);
  made.variant = variant.name;
  made.story = pair.session;
  made.out = study_.out / variant.name / pair.session / stage.name;
  made.options_json = options.dump();
  return made;
}

Job JobMaker::control_job(const Stage& stage, const StudyControl& control) const {
  Job made = job(stage, {.variant = 0});
  json options = json::parse(made.options_json);
  std::map<std::string, json> lists;
  for (const StudyControlSession& session : control.sessions) {
    lists["stories"].push_back(session.words);
    for (const StudyStory& story : study_.stories)  // the weight is the brain's
      if (story.name == session.networks && study_.story_weights == StoryWeights::reliability)
        lists["reliability"].push_back(*story.reliability);
    for (const auto& [name, folder] : session.stages)
      lists[name].push_back((study_.out / folder).string());
  }
  for (const auto& [name, list] : lists)
    if (options.contains(name) && options[name].is_array()) options[name] = list;
  made.variant = control.name;
  made.out = study_.out / control.name / stage.name;
  made.options_json = options.dump();
  return made;
}

const json* JobMaker::table_of(const char* kind, std::optional<std::size_t> number) const {
  return number ? &tables_.at(kind).at(*number) : nullptr;
}

json JobMaker::value_of(const Stage& stage, const OptionInfo& option, const JobFor& whose) const {
  if (option.type == "results folder") return study_.out.string();
  if (option.type == "stage folder") return folder_of(option.name, whose);
  if (option.type == "stage folders") return folders_of(option.name, whose);
  const json given = is_given(stage, option) ? given_value(stage, option, whose) : json();
  const FilledIn* filled = filled_in(stage, option.name);
  if (filled == nullptr || (filled->given == Given::instead && !given.is_null())) return given;
  const json value = value_from(filled->from, stage, whose);
  return filled->given == Given::joined ? joined(given, value) : value;
}

json JobMaker::given_value(const Stage& stage, const OptionInfo& option,
                           const JobFor& whose) const {
  const json* value = value_of_key(tables_, stage, option.name, table_of("variant", whose.variant),
                                   table_of("story", whose.story));
  if (value == nullptr) return value_of_many(stage, option.name);
  return option.is_input ? beside(study_.file.parent_path(), *value) : *value;
}

json JobMaker::value_of_many(const Stage& stage, std::string_view option) const {
  if (study_.stories.size() < kManyStories) return {};
  for (const OfMany& of_many : stage.facts.of_many)
    if (of_many.option == option) return of_many.value;
  return {};
}

json JobMaker::value_from(From from, const Stage& stage, const JobFor& whose) const {
  const StudyStory* story = whose.story ? &study_.stories[*whose.story] : nullptr;
  const StudyScan* scan = whose.scan ? &story->scans[*whose.scan] : nullptr;
  switch (from) {
    case From::networks_story:
      return story == nullptr ? json() : json(story->name);
    case From::vocabulary:
      return vocabulary_of(stage, whose);
    case From::neurons:
      return json(std::string(kind_of(whose).name));
    case From::scan:
      return file_value(scan->file);
    case From::confounds:
      return file_value(scan->confounds);
    case From::first_volume:
      return used_volumes(story->name).first_volume;
    case From::volumes:
      return used_volumes(story->name).volumes;
    case From::tr_s:
      return used_volumes(story->name).tr_s;
    case From::story_weights:
      return json(std::string(name_of(study_.story_weights)));
    case From::stories:
    case From::reliability:
    case From::scans:
    case From::masks:
      return from_all_stories(from);
    default:
      return from_networks(from);
  }
}

json JobMaker::from_all_stories(From from) const {
  json list = json::array();
  for (const StudyStory& story : study_.stories) {
    if (from == From::stories) list.push_back(story.name);
    if (from == From::reliability && study_.story_weights == StoryWeights::reliability)
      list.push_back(*story.reliability);
    if (from == From::masks)
      for (const fs::path& mask : story.masks) add_once(list, mask.string());
    if (from == From::scans)
      for (const StudyScan& scan : story.scans) add_once(list, scan.file.string());
  }
  return list;
}

json JobMaker::from_networks(From from) const {
  json list = json::array();
  for (const StudyStory& story : study_.stories) {
    if (from == From::network_stories)
      list.insert(list.end(), story.networks.size() + story.scans.size(), story.name);
    if (from == From::network_files)
      for (const fs::path& file : story.networks) list.push_back(file.string());
    if (story.networks.empty()) continue;
    if (from == From::network_first_volumes)
      list.insert(list.end(), story.networks.size(), used_volumes(story.name).first_volume);
    if (from == From::network_volumes)
      list.insert(list.end(), story.networks.size(), used_volumes(story.name).volumes);
  }
  return list;
}

fs::path JobMaker::session_of(const JobFor& whose) const {
  fs::path folder = study_.out;
  if (whose.variant) folder /= study_.variants[*whose.variant].name;
  if (whose.story) folder /= study_.stories[*whose.story].name;
  return folder;
}

/// Whether its table stands in the study file, for all or for whom the job is.
bool JobMaker::is_asked(const Stage& stage, const JobFor& whose) const {
  const auto stands_in = [&](const json* table) {
    return table != nullptr && table->contains(stage.name);
  };
  return stands_in(&tables_) || stands_in(table_of("variant", whose.variant)) ||
         stands_in(table_of("story", whose.story));
}

/// The folder of an earlier stage that a job reads; none where the study has no such results.
std::string JobMaker::folder_of(const std::string& name, const JobFor& whose) const {
  for (const Stage& stage : stages_) {
    if (stage.name != name) continue;
    if (stage.facts.needs_scans && study_.stories[0].scans.empty()) return "";
    if (!has_work(stage, whose)) return "";
    if (stage.facts.only_if_asked && !is_asked(stage, whose)) return "";
    if (stage.facts.runs != Runs::once_a_study) break;
    return (study_.out / name).string();
  }
  return (session_of(whose) / name).string();
}

/// One a story, or one a scan.
json JobMaker::folders_of(const std::string& name, const JobFor& whose) const {
  const auto read = std::find_if(stages_.begin(), stages_.end(),
                                 [&](const Stage& stage) { return stage.name == name; });
  const bool of_scans = read != stages_.end() && read->facts.runs == Runs::once_a_scan;
  json list = json::array();
  for (std::size_t s = 0; s < study_.stories.size(); ++s) {
    const StudyStory& story = study_.stories[s];
    if (of_scans)
      for (const StudyScan& scan : story.scans)
        list.push_back((study_.out / name / story.name / scan.name).string());
    else if (const std::string folder = folder_of(name, {.variant = whose.variant, .story = s});
             !folder.empty())
      list.push_back(folder);
  }
  return list;
}

/// Of the stage's own model, else of the model that the variant's first stage with one has.
json JobMaker::vocabulary_of(const Stage& stage, const JobFor& whose) const {
  const auto of = [&](const Stage& with_model) -> json {
    for (const OptionInfo& option : with_model.options())
      if (option.type == "model folder")
        if (const json model = given_value(with_model, option, whose); model.is_string())
          return tokenizer_file(model.get<std::string>()).string();
    return {};
  };
  json found = of(stage);
  for (const Stage& other : stages_)
    if (found.is_null()) found = of(other);
  return found;
}

JobMaker::UsedVolumes JobMaker::used_volumes(const std::string& story) const {
  UsedVolumes used;
  for (const StudyVariant& variant : study_.variants) {
    const json options = resolved_options(study_, study_.job("tokens", variant.name, story));
    const UsedVolumes found{options.at("first_volume"), options.at("volumes"), options.at("tr_s")};
    if (&variant == &study_.variants[0]) used = found;
    if (used.first_volume != found.first_volume || used.volumes != found.volumes)
      fail(
          "{}: variant {} uses other volumes of {} ({} from {}) than main ({} from {}); expected "
          "the same, since the variants share the networks",
          study_.file.string(), variant.name, story, found.volumes.dump(),
          found.first_volume.dump(), used.volumes.dump(), used.first_volume.dump());
    if (!study_.stories[0].scans.empty() && used.tr_s != found.tr_s)
      fail(
          "{}: variant {} has another tr_s of {} ({}) than main ({}); expected the same, since "
          "the variants share the scans",
          study_.file.string(), variant.name, story, found.tr_s.dump(), used.tr_s.dump());
  }
  return used;
}

}  // namespace anbn
