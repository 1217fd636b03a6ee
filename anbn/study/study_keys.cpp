// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study_keys.h"

#include "anbn/core/error.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// A table of the study file with words for where it stands.
struct Place {
  const json* table;
  std::string words;  // "[[story]] pieman"
};

enum class Level { study, variant, story };

bool is_read_at(Level level, const Stage& stage) {
  const Runs runs = stage.facts.runs;
  if (level == Level::variant && stage.facts.alike_in_variants) return false;
  return level == Level::study || runs == Runs::per_story ||
         (runs == Runs::once_a_scan && level == Level::story) ||
         (runs == Runs::once_a_variant && level == Level::variant);
}

class KeyChecker {
 public:
  KeyChecker(const json& root, const fs::path& file, std::span<const Stage> stages)
      : root_(root), file_(file), stages_(stages) {}

  KeyErrors check() {
    std::vector<std::string> known = {"study", "variant", "story"};
    for (const Stage& stage : stages_) known.emplace_back(stage.name);
    for (const auto& [key, value] : root_.items()) {
      if (!contains(known, key))
        tell("unknown table or key {} at the top{}", key, did_you_mean(key, known));
      else if (key == "study")
        check_table({&value, "[study]"}, OwnKeys().study, Level::study);
      else if (key != "variant" && key != "story")
        check_stage_table({&value, "[" + key + "]"}, key);
    }
    check_list("variant", OwnKeys().variant, Level::variant);
    check_list("story", OwnKeys().story, Level::story);
    if (!root_.contains("story") || root_["story"].empty())
      break_off(
          "no [[story]]; expected at least one, with its words, networks or scans, tr_s and "
          "volumes, or stories = \"FILE\" in [study]: a table with a row a story");
    return std::move(found_);
  }

 private:
  template <class... Args>
  void tell(fmt::format_string<Args...> format, Args&&... args) {
    found_.errors.push_back(file_.string() + ": " +
                            fmt::format(format, std::forward<Args>(args)...));
  }
  /// The same of what leaves nothing to go on with.
  template <class... Args>
  void break_off(fmt::format_string<Args...> format, Args&&... args) {
    tell(format, std::forward<Args>(args)...);
    found_.are_tables_whole = false;
  }

  std::vector<std::string> options_of(const Stage& stage) const {
    std::vector<std::string> names;
    for (const OptionInfo& option : stage.options())
      if (is_given(stage, option)) names.push_back(option.name);
    return names;
  }

  void check_table(const Place& place, const std::vector<std::string>& own, Level level) {
    if (!place.table->is_object()) return break_off("{} is no table", place.words);
    std::vector<std::string> known = own;
    std::vector<std::string> tables;
    for (const Stage& stage : stages_) {
      if (!is_read_at(level, stage)) continue;
      for (std::string& name : options_of(stage)) known.push_back(std::move(name));
      if (level != Level::study) tables.emplace_back(stage.name);
    }
    for (const auto& [key, value] : place.table->items()) {
      if (contains(tables, key) && value.is_object()) {
        check_stage_table({&value, fmt::format("{}, table {}", place.words, key)}, key);
      } else if (!contains(known, key) || value.is_object()) {
        std::vector<std::string> all = known;
        all.insert(all.end(), tables.begin(), tables.end());
        tell("unknown key {} in {}{}", key, place.words, did_you_mean(key, all));
      }
    }
  }

  void check_stage_table(const Place& place, std::string_view stage_name) {
    if (!place.table->is_object()) return break_off("{} is no table", place.words);
    for (const Stage& stage : stages_) {
      if (stage.name != stage_name) continue;
      const std::vector<std::string> known = options_of(stage);
      for (const auto& [key, value] : place.table->items())
        if (!contains(known, key))
          tell("unknown key {} in {}{}", key, place.words, did_you_mean(key, known));
    }
  }

  void check_list(const char* kind, const std::vector<std::string>& own, Level level) {
    if (!root_.contains(kind)) return;
    if (!root_[kind].is_array())
      return break_off("[{}] stands alone; expected [[{}]], in double brackets", kind, kind);
    std::vector<std::string> names;
    for (const json& table : root_[kind]) {
      if (!table.is_object()) return break_off("{} is a value; expected tables [[{}]]", kind, kind);
      check_name(table, fmt::format("[[{}]] number {}", kind, names.size() + 1), names);
      if (contains({names.begin(), names.end() - 1}, names.back()))
        break_off("two tables [[{}]] are called {}", kind, names.back());
      check_table({&table, fmt::format("[[{}]] {}", kind, names.back())}, own, level);
    }
  }

  /// Adds the name of a table to `names`.
  void check_name(const json& table, const std::string& place, std::vector<std::string>& names) {
    std::string& name = names.emplace_back();
    try {
      name = study_text(table, "name", place, "", file_);
    } catch (const Error& e) {
      found_.errors.emplace_back(e.what());
      found_.are_tables_whole = false;
      return;
    }
    if (name.empty()) return break_off("{} has no name; expected name = \"...\"", place);
    const bool good = std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return (c < 128 && std::isalnum(c)) || c == '-' || c == '_';
    });
    if (!good)
      break_off(
          "the name of {} is \"{}\"; expected letters, digits, '-' and '_' (it becomes the name of "
          "a "
          "folder; a title may hold anything)",
          place, name);
  }

  const json& root_;
  const fs::path& file_;
  std::span<const Stage> stages_;
  KeyErrors found_;
};

}  // namespace

std::vector<StoryKey> story_keys(std::span<const Stage> stages) {
  std::vector<StoryKey> keys;
  const std::vector<std::string> lists = {"networks", "scans", "masks", "confounds"};
  for (const std::string& name : OwnKeys().story)
    keys.push_back({name,
                    contains(lists, name)   ? "files"
                    : name == "reliability" ? "number"
                                            : "text",
                    contains(lists, name)});
  for (const Stage& stage : stages) {
    if (!is_read_at(Level::story, stage)) continue;
    for (const OptionInfo& option : stage.options()) {
      if (!is_given(stage, option)) continue;
      if (!contains(OwnKeys().story, option.name))
        keys.push_back({option.name, option.type, option.is_list});
      keys.push_back({fmt::format("{}.{}", stage.name, option.name), option.type, option.is_list});
    }
  }
  return keys;
}

bool is_own_folder(const OptionInfo& option) {
  return option.type == "stage folder" || option.type == "stage folders" ||
         option.type == "results folder";
}

const FilledIn* filled_in(const Stage& stage, std::string_view option) {
  for (const FilledIn& filled : stage.facts.filled_in)
    if (filled.option == option) return &filled;
  return nullptr;
}

bool is_given(const Stage& stage, const OptionInfo& option) {
  const FilledIn* filled = filled_in(stage, option.name);
  return !is_own_folder(option) && (filled == nullptr || filled->given != Given::never);
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const json* value_of_key(const json& root, const Stage& stage, const std::string& key,
                         const json* variant, const json* story) {
  const json* value = nullptr;
  const OwnKeys own;
  const auto look = [&](const json* table, const std::vector<std::string>& others) {
    // A table may be called like a key of the stage that it is for.
    if (table != nullptr && table->contains(key) && !contains(others, key) &&
        !(*table)[key].is_object())
      value = &(*table)[key];
  };
  const auto look_inside = [&](const json* table) {
    for (const std::string_view name : {stage.facts.settings_of, stage.name})
      if (table != nullptr && table->contains(name) && (*table)[name].is_object())
        look(&(*table)[name], {});
  };
  look(&root["study"], own.study);
  look_inside(&root);
  look(variant, own.variant);
  look_inside(variant);
  look(story, own.story);
  look_inside(story);
  return value;
}

std::string study_text(const json& table, const char* key, std::string_view place,
                       std::string otherwise, const fs::path& file) {
  if (!table.contains(key)) return otherwise;
  if (!table[key].is_string() || table[key].get<std::string>().empty())
    fail("{}: {} in {} is {}; expected a text in quotes", file.string(), key, place,
         table[key].dump());
  return table[key];
}

KeyErrors study_key_errors(const json& root, const fs::path& file, std::span<const Stage> stages) {
  return KeyChecker(root, file, stages).check();
}

}  // namespace anbn
