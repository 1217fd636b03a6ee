// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/study.h"

#include "anbn/core/error.h"
#include "anbn/io/toml.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Keys that describe the study itself and are no options of a stage.
const std::vector<std::string> kStudyKeys = {"name", "out"};
const std::vector<std::string> kVariantKeys = {"name", "title"};
const std::vector<std::string> kStoryKeys = {"name", "title", "networks"};

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Folders of the study's own results are filled in, never asked for.
bool is_filled_in(const OptionInfo& option) {
  return option.type == "stage folder" || option.type == "results folder";
}

enum class Runs { once_a_study, per_story };
Runs runs(const Stage& stage) {
  return stage.name == "networks" || stage.name == "report" ? Runs::once_a_study : Runs::per_story;
}

/// The lists of the networks stage, which are made from what the stories say.
bool is_gathered(const Stage& stage, const OptionInfo& option) {
  static const std::array<std::string_view, 4> kGathered = {"files", "stories", "first_volumes",
                                                            "volumes"};
  return stage.name == "networks" &&
         std::find(kGathered.begin(), kGathered.end(), option.name) != kGathered.end();
}

/// A table of the study file with words for where it stands.
struct Place {
  const json* table;
  std::string words;  // "[[story]] pieman"
};

class StudyReader {
 public:
  StudyReader(const fs::path& file, std::span<const Stage> stages)
      : stages_(stages), root_(json::parse(toml_to_json(file))) {
    study_.file = file;
  }

  Study read(const fs::path& out) {
    check_keys();
    const json& head = root_["study"];
    study_.out = !out.empty() ? out : beside(text(head, "out", "[study]", "results"));
    study_.title = text(head, "name", "[study]", study_.file.stem().string());
    read_variants();
    read_stories();
    for (const Stage& stage : stages_)
      if (stage.name == "networks") study_.jobs.push_back(job(stage, nullptr, nullptr));
    for (const json& variant : variants_)
      for (const json& story : root_["story"])
        for (const Stage& stage : stages_)
          if (runs(stage) == Runs::per_story) study_.jobs.push_back(job(stage, &variant, &story));
    gather_networks();
    for (const Stage& stage : stages_)
      if (stage.name == "report") study_.jobs.push_back(job(stage, nullptr, nullptr));
    for (Job& j : study_.jobs) check(j);
    describe_variants();
    return std::move(study_);
  }

 private:
  template <class... Args>
  [[noreturn]] void complain(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error(study_.file.string() + ": " + fmt::format(format, std::forward<Args>(args)...));
  }

  fs::path beside(const fs::path& path) const { return study_.file.parent_path() / path; }

  std::string text(const json& table, const char* key, std::string_view place,
                   std::string otherwise) const {
    if (!table.contains(key)) return otherwise;
    if (!table[key].is_string() || table[key].get<std::string>().empty())
      complain("{} in {} is {}; expected a text in quotes", key, place, table[key].dump());
    return table[key];
  }

  // Which keys may stand where.

  std::vector<std::string> options_of(const Stage& stage) const {
    std::vector<std::string> names;
    for (const OptionInfo& option : stage.options())
      if (!is_filled_in(option) && !is_gathered(stage, option)) names.push_back(option.name);
    return names;
  }

  enum class Level { study, story };
  void check_table(const Place& place, const std::vector<std::string>& own, Level level) const {
    if (!place.table->is_object()) complain("{} is no table", place.words);
    std::vector<std::string> known = own;
    std::vector<std::string> tables;
    for (const Stage& stage : stages_) {
      if (level == Level::story && runs(stage) == Runs::once_a_study) continue;
      for (std::string& name : options_of(stage)) known.push_back(std::move(name));
      if (level == Level::story) tables.emplace_back(stage.name);
    }
    for (const auto& [key, value] : place.table->items()) {
      if (contains(tables, key) && value.is_object()) {
        check_stage_table({&value, fmt::format("{}, table {}", place.words, key)}, key);
      } else if (!contains(known, key) || value.is_object()) {
        std::vector<std::string> all = known;
        all.insert(all.end(), tables.begin(), tables.end());
        complain("unknown key {} in {}{}", key, place.words, did_you_mean(key, all));
      }
    }
  }

  void check_stage_table(const Place& place, std::string_view stage_name) const {
    if (!place.table->is_object()) complain("{} is no table", place.words);
    for (const Stage& stage : stages_) {
      if (stage.name != stage_name) continue;
      const std::vector<std::string> known = options_of(stage);
      for (const auto& [key, value] : place.table->items())
        if (!contains(known, key))
          complain("unknown key {} in {}{}", key, place.words, did_you_mean(key, known));
    }
  }

  void check_keys() {
    std::vector<std::string> known = {"study", "variant", "story"};
    for (const Stage& stage : stages_) known.emplace_back(stage.name);
    for (const auto& [key, value] : root_.items()) {
      if (!contains(known, key))
        complain("unknown table or key {} at the top{}", key, did_you_mean(key, known));
      if (key == "study")
        check_table({&value, "[study]"}, kStudyKeys, Level::study);
      else if (key != "variant" && key != "story")
        check_stage_table({&value, "[" + key + "]"}, key);
    }
    if (!root_.contains("study")) root_["study"] = json::object();
    check_list("variant", kVariantKeys);
    check_list("story", kStoryKeys);
    if (!root_.contains("story") || root_["story"].empty())
      complain("no [[story]]; expected at least one, with its words, networks, tr_s and volumes");
  }

  void check_list(const char* kind, const std::vector<std::string>& own) const {
    if (!root_.contains(kind)) return;
    if (!root_[kind].is_array())
      complain("[{}] stands alone; expected [[{}]], in double brackets", kind, kind);
    std::vector<std::string> names;
    for (const json& table : root_[kind]) {
      if (!table.is_object()) complain("{} is a value; expected tables [[{}]]", kind, kind);
      const std::string place = fmt::format("[[{}]] number {}", kind, names.size() + 1);
      const std::string name = text(table, "name", place, "");
      if (name.empty()) complain("{} has no name; expected name = \"...\"", place);
      const bool good = std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return (c < 128 && std::isalnum(c)) || c == '-' || c == '_';
      });
      if (!good)
        complain(
            "the name of {} is \"{}\"; expected letters, digits, '-' and '_' (it becomes the "
            "name of a folder; a title may hold anything)",
            place, name);
      if (contains(names, name)) complain("two tables [[{}]] are called {}", kind, name);
      names.push_back(name);
      check_table({&table, fmt::format("[[{}]] {}", kind, name)}, own, Level::story);
    }
  }

  // Variants, stories and their jobs.

  void read_variants() {
    variants_ = root_.value("variant", json::array());
    if (variants_.empty()) variants_.push_back({{"name", "main"}});
    for (const json& variant : variants_) {
      const std::string name = variant["name"];
      if (name == "networks" || name == "report")
        complain("a variant is called {}, as is a folder of the results; choose another name",
                 name);
      study_.variants.push_back(
          {name, text(variant, "title", "[[variant]] " + name, name), "", ""});
    }
    if (study_.variants[0].name != "main")
      complain("the first variant is called {}; expected main", study_.variants[0].name);
  }

  void read_stories() {
    for (const json& table : root_["story"]) {
      StudyStory story;
      story.name = table["name"];
      const std::string place = "[[story]] " + story.name;
      story.title = text(table, "title", place, story.name);
      if (!table.contains("networks"))
        complain(
            "{} has no networks; expected networks = \"FILE\" (or a list of files) with the "
            "time courses of the brain networks",
            place);
      const json& given = table["networks"];
      for (const json& file : given.is_array() ? given : json::array({given})) {
        if (!file.is_string()) complain("networks in {} is {}; expected files", place, file.dump());
        story.networks.push_back(beside(file.get<std::string>()));
      }
      if (story.networks.empty()) complain("networks in {} is an empty list", place);
      study_.stories.push_back(std::move(story));
    }
  }

  /// The value of a stage's key, the narrowest table winning; null if none has it.
  const json* find(const Stage& stage, const std::string& key, const json* variant,
                   const json* story) const {
    const json* value = nullptr;
    const auto look = [&](const json* table, const std::vector<std::string>& own) {
      if (table != nullptr && table->contains(key) && !contains(own, key)) value = &(*table)[key];
    };
    const auto look_inside = [&](const json* table) {
      const std::string name(stage.name);
      if (table != nullptr && table->contains(name) && (*table)[name].is_object())
        look(&(*table)[name], {});
    };
    look(&root_["study"], kStudyKeys);
    look_inside(&root_);
    look(variant, kVariantKeys);
    look_inside(variant);
    look(story, kStoryKeys);
    look_inside(story);
    return value;
  }

  json path_value(const json& value) const {
    if (value.is_string() && !value.get<std::string>().empty())
      return beside(value.get<std::string>()).string();
    json list = json::array();
    if (!value.is_array()) return value;
    for (const json& item : value) list.push_back(path_value(item));
    return list;
  }

  Job job(const Stage& stage, const json* variant, const json* story) const {
    Job job{&stage, "", "", "", study_.out};
    if (variant != nullptr) job.variant = (*variant)["name"];
    if (story != nullptr) job.story = (*story)["name"];
    const fs::path folder = study_.out / job.variant / job.story;
    job.out = folder / stage.name;
    json options = json::object();
    for (const OptionInfo& option : stage.options()) {
      if (option.type == "results folder") options[option.name] = study_.out.string();
      if (option.type == "stage folder")
        options[option.name] =
            ((option.name == "networks" ? study_.out : folder) / option.name).string();
      if (is_filled_in(option) || is_gathered(stage, option)) continue;
      const json* value = find(stage, option.name, variant, story);
      if (value != nullptr)
        options[option.name] = option.is_input ? path_value(*value) : *value;
      else if (option.name == "story" && story != nullptr)
        options[option.name] = job.story;
      else if (option.name == "vocabulary")
        if (const fs::path model = model_of(variant, story); !model.empty())
          options[option.name] = (model / "vocab.txt").string();
    }
    job.options_json = options.dump();
    return job;
  }

  fs::path model_of(const json* variant, const json* story) const {
    for (const Stage& stage : stages_)
      if (stage.name == "activations")
        if (const json* model = find(stage, "model", variant, story); model && model->is_string())
          return beside(model->get<std::string>());
    return {};
  }

  /// Fills the lists of the networks stage: one entry a file, in the order of the stories. Which
  /// volumes a story uses is what its tokens say, and the same for all variants.
  void gather_networks() {
    for (Job& job : study_.jobs) {
      if (job.stage->name != "networks") continue;
      json options = json::parse(job.options_json);
      for (const char* list : {"files", "stories", "first_volumes", "volumes"})
        options[list] = json::array();
      for (const StudyStory& story : study_.stories) {
        const json used = used_volumes(story.name);
        for (const fs::path& file : story.networks) {
          options["files"].push_back(file.string());
          options["stories"].push_back(story.name);
          options["first_volumes"].push_back(used[0]);
          options["volumes"].push_back(used[1]);
        }
      }
      job.options_json = options.dump();
    }
  }

  /// [first volume, volumes] of a story.
  json used_volumes(const std::string& story) const {
    json used;
    for (const StudyVariant& variant : study_.variants) {
      const Job& tokens = study_.job("tokens", variant.name, story);
      json options;
      try {
        options = json::parse(tokens.stage->resolve(tokens.options_json));
      } catch (Error& e) {
        e.add_context(study_.file.string() + ": " + tokens.label());
        throw;
      }
      const json found = {options.at("first_volume"), options.at("volumes")};
      if (!used.is_null() && used != found)
        complain(
            "variant {} uses other volumes of {} ({} from {}) than main ({} from {}); expected "
            "the same, since the variants share the networks",
            variant.name, story, found[1].dump(), found[0].dump(), used[1].dump(), used[0].dump());
      used = found;
    }
    return used;
  }

  /// Wrong options and missing files are told before anything is computed.
  void check(Job& job) const {
    try {
      job.options_json = job.stage->resolve(job.options_json);
      const json options = json::parse(job.options_json);
      for (const OptionInfo& option : job.stage->options()) {
        if (!option.is_input || is_filled_in(option)) continue;
        const json& value = options[option.name];
        for (const json& path : value.is_array() ? value : json::array({value}))
          if (path != "" && !fs::exists(path.get<std::string>()))
            fail("{}: no such {} (key {}); is the path right?", path.get<std::string>(),
                 option.type == "model folder" ? "folder" : "file",
                 job.stage->name == "networks" ? "networks" : option.name);
      }
    } catch (Error& e) {
      e.add_context(study_.file.string() + ": " + job.label());
      throw;
    }
  }

  void describe_variants() {
    for (StudyVariant& variant : study_.variants) {
      for (const Job& job : study_.jobs) {
        if (job.stage->name != "activations" || job.variant != variant.name) continue;
        const json options = json::parse(job.options_json);
        const fs::path model = fs::weakly_canonical(options.at("model").get<std::string>());
        variant.model = model.filename().string();
        variant.weights = options.value("weights", "");
      }
    }
  }

  std::span<const Stage> stages_;
  json root_, variants_;
  Study study_;
};

}  // namespace

std::string Job::label() const { return (fs::path(variant) / story / stage->name).string(); }

const Job& Study::job(std::string_view stage, std::string_view variant,
                      std::string_view story) const {
  for (const Job& job : jobs)
    if (job.stage->name == stage && job.variant == variant && job.story == story) return job;
  fail("{}: no stage {} for variant {} and story {}", file.string(), stage, variant, story);
}

Study read_study(const fs::path& file, const fs::path& out) {
  return read_study(file, out, all_stages());
}

Study read_study(const fs::path& file, const fs::path& out, std::span<const Stage> stages) {
  if (fs::is_directory(file))
    fail("{}: a folder; expected a study file, such as {}", file.string(),
         (file / "study.toml").string());
  return StudyReader(file, stages).read(out);
}

}  // namespace anbn
