// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/bids.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"

#include <algorithm>
#include <cctype>
#include <fstream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

bool is_label(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+';
  });
}

bool is_whole_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Entities whose labels are whole numbers. Source: the specification's objects/entities.
bool is_index(std::string_view entity) {
  constexpr std::string_view kIndices[] = {"run", "echo", "flip", "inv", "split", "chunk"};
  return std::find(std::begin(kIndices), std::end(kIndices), entity) != std::end(kIndices);
}

/// Digits without zeros in front; any other label as it is.
std::string_view plain(std::string_view label) {
  if (is_whole_number(label))
    while (label.size() > 1 && label[0] == '0') label.remove_prefix(1);
  return label;
}

/// Whether BIDS has a folder of that name in `relative`. No path is longer than sub/ses/func, so
/// links that lead back up end.
bool belongs_in(const fs::path& relative, std::string_view name) {
  if (relative.empty()) return name.starts_with("sub-") || name.starts_with("tpl-");
  const std::string parent = relative.filename().string();
  if (parent == "func") return false;
  return name == "func" || (name.starts_with("ses-") && !parent.starts_with("ses-"));
}

void list_folder(const fs::path& folder, const fs::path& relative, BidsFolder& out) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error)
    fail("{}: cannot be listed ({}); expected a folder that may be read", folder.string(),
         error.message());
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    if (error)
      fail("{}: cannot be listed ({}); is the disk sound?", folder.string(), error.message());
    const std::string name = entries->path().filename().string();
    if (name.starts_with("._")) ++out.forks;
    if (name.starts_with(".")) continue;
    std::error_code ignored;
    if (entries->is_directory(ignored)) {
      if (belongs_in(relative, name)) list_folder(entries->path(), relative / name, out);
    } else if (auto parsed = parse_bids_name(name)) {
      out.files.push_back({entries->path(), relative, std::move(*parsed)});
    }
  }
}

/// Whether a file in `folder` may apply to data of that subject and session.
bool reaches(const fs::path& folder, const BidsName& name) {
  for (const fs::path& part : folder) {
    const std::string text = part.string();
    if (text.starts_with("tpl-")) return false;
    if (text.starts_with("sub-") && text.substr(4) != name.label("sub")) return false;
    if (text.starts_with("ses-") && text.substr(4) != name.label("ses")) return false;
  }
  return true;
}

}  // namespace

std::string_view BidsName::label(std::string_view entity) const {
  for (const auto& [key, value] : entities)
    if (key == entity) return value;
  return {};
}

std::optional<BidsName> parse_bids_name(std::string_view file_name) {
  BidsName name;
  const std::size_t dot = std::min(file_name.find('.'), file_name.size());
  name.extension = file_name.substr(dot);
  std::string_view rest = file_name.substr(0, dot);
  for (;;) {
    const std::size_t end = rest.find('_');
    const std::string_view part = rest.substr(0, end);
    const std::size_t dash = part.find('-');
    if (end == rest.npos) {
      if (!is_label(part)) return std::nullopt;
      name.suffix = part;
      return name;
    }
    if (dash == part.npos || !is_label(part.substr(0, dash)) || !is_label(part.substr(dash + 1)))
      return std::nullopt;
    name.entities.emplace_back(part.substr(0, dash), part.substr(dash + 1));
    rest.remove_prefix(end + 1);
  }
}

bool has_entities(const BidsName& name, const BidsName& part) {
  return std::all_of(part.entities.begin(), part.entities.end(), [&](const auto& entity) {
    const std::string_view own = name.label(entity.first);
    return is_index(entity.first) ? plain(own) == plain(entity.second) : own == entity.second;
  });
}

bool label_before(std::string_view a, std::string_view b) {
  if (is_whole_number(a) != is_whole_number(b)) return is_whole_number(a);
  if (!is_whole_number(a)) return a < b;
  const std::string_view x = plain(a), y = plain(b);
  return x.size() != y.size() ? x.size() < y.size() : x < y;
}

std::vector<const BidsFile*> BidsFolder::of(std::string_view suffix,
                                            std::string_view extension) const {
  std::vector<const BidsFile*> found;
  for (const BidsFile& file : files)
    if (file.name.suffix == suffix && file.name.extension == extension) found.push_back(&file);
  return found;
}

BidsFolder list_bids(const fs::path& root) {
  std::error_code ignored;
  if (!fs::exists(root, ignored))
    fail("{}: no such folder; expected one with sub-* folders in it. Is the path right?",
         root.string());
  BidsFolder out{root, {}, 0};
  list_folder(root, {}, out);
  std::sort(out.files.begin(), out.files.end(),
            [](const BidsFile& a, const BidsFile& b) { return a.path < b.path; });
  return out;
}

std::vector<const BidsFile*> inherited(const std::vector<const BidsFile*>& files,
                                       const BidsName& name) {
  std::vector<const BidsFile*> found;
  for (const BidsFile* file : files)
    if (reaches(file->folder, name) && has_entities(name, file->name)) found.push_back(file);
  const auto depth = [](const BidsFile* file) {
    return std::distance(file->folder.begin(), file->folder.end());
  };
  std::stable_sort(found.begin(), found.end(), [&](const BidsFile* a, const BidsFile* b) {
    if (depth(a) != depth(b)) return depth(a) > depth(b);
    return a->name.entities.size() > b->name.entities.size();
  });
  return found;
}

DataState data_state(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    return fs::is_symlink(path, error) ? DataState::not_fetched : DataState::missing;
  if (!fs::is_regular_file(path, error) || !std::ifstream(path)) return DataState::here;
  try {
    const MappedFile file(path);
  } catch (const Error&) {  // the one reason to refuse a file that can be read: it is a pointer
    return DataState::not_fetched;
  }
  return DataState::here;
}

}  // namespace anbn
