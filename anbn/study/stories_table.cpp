// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/stories_table.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"
#include "anbn/study/study_keys.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr char kBetweenItems = ';';

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> items_of(std::string_view text) {
  std::vector<std::string_view> items;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(kBetweenItems, at), text.size());
    items.push_back(without_blanks(text.substr(at, end - at)));
    at = end + 1;
  }
  return items;
}

class StoriesTable {
 public:
  StoriesTable(const fs::path& file, std::span<const Stage> stages,
               std::vector<std::string>& errors)
      : table_(read_tsv(file)), known_(story_keys(stages)), errors_(errors) {
    if (table_.rows.empty()) fail("{}: has no rows; expected one a story", table_.file);
  }

  json read() {
    const std::size_t name = table_.column("name");
    std::vector<const StoryKey*> keys;
    for (const std::string& column : table_.columns) keys.push_back(key_of(column));
    json stories = json::array();
    std::map<std::string, std::size_t> line_of;
    for (std::size_t r = 0; r < table_.rows.size(); ++r) {
      const std::string called(without_blanks(table_.rows[r][name]));
      const auto [first, is_new] = line_of.emplace(called, table_.lines[r]);
      if (is_new || called.empty() || called == "n/a")  // without a name: told of the story
        stories.push_back(story(r, keys));
      else
        tell(
            "{}:{}: a second story is called {} (the first in line {}); expected a name of its "
            "own",
            table_.file, table_.lines[r], called, first->second);
    }
    return stories;
  }

 private:
  template <class... Args>
  void tell(fmt::format_string<Args...> format, Args&&... args) {
    errors_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  const StoryKey* key_of(const std::string& column) {
    std::vector<std::string> names;
    for (const StoryKey& key : known_) {
      if (key.name == column) return &key;
      names.push_back(key.name);
    }
    tell("{}: the column {} is no key of a story{}", table_.file, column,
         did_you_mean(column, names));
    return nullptr;
  }

  json story(std::size_t row, const std::vector<const StoryKey*>& keys) {
    json story = json::object();
    for (std::size_t c = 0; c < keys.size(); ++c) {
      const std::string_view text = without_blanks(table_.rows[row][c]);
      if (keys[c] == nullptr || text.empty() || text == "n/a") continue;
      try {
        put(keys[c]->name, value(text, *keys[c], row), story);
      } catch (const Error& e) {
        errors_.emplace_back(e.what());
      }
    }
    return story;
  }

  /// "tokens.seed" goes into the table of the stage.
  static void put(const std::string& key, json value, json& story) {
    const std::size_t dot = key.find('.');
    if (dot == std::string::npos)
      story[key] = std::move(value);
    else
      story[key.substr(0, dot)][key.substr(dot + 1)] = std::move(value);
  }

  json value(std::string_view text, const StoryKey& key, std::size_t row) const {
    if (!key.is_list) return item(text, key, row);
    json list = json::array();
    for (const std::string_view part : items_of(text)) {
      if (part.empty())
        fail("{}:{}: the column '{}' holds '{}'; expected items with one '{}' between them",
             table_.file, table_.lines[row], key.name, text, kBetweenItems);
      list.push_back(item(part, key, row));
    }
    return list;
  }

  json item(std::string_view text, const StoryKey& key, std::size_t row) const {
    const bool is_whole = key.type.starts_with("integer");
    if (!is_whole && !key.type.starts_with("number")) return std::string(text);
    constexpr double kLargestWhole = 9007199254740992;  // 2^53: above, a double skips some
    const double number = parse_number(text, table_.file, table_.lines[row], key.name);
    if (!is_whole) return number;
    if (number != std::floor(number) || std::abs(number) > kLargestWhole)
      fail("{}:{}: the column '{}' holds '{}'; expected a whole number", table_.file,
           table_.lines[row], key.name, text);
    return static_cast<std::int64_t>(number);
  }

  const Table table_;
  const std::vector<StoryKey> known_;
  std::vector<std::string>& errors_;
};

}  // namespace

json read_stories_table(const fs::path& file, std::span<const Stage> stages,
                        std::vector<std::string>& errors) {
  return StoriesTable(file, stages, errors).read();
}

}  // namespace anbn
