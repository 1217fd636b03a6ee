// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/bids/sources.h"

#include "anbn/commands/bids/labels.h"
#include "anbn/core/error.h"
#include "anbn/io/json.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDescription = "dataset_description.json";

/// The dataset's folder; empty where there is none.
fs::path dataset_of(const fs::path& file) {
  std::error_code ignored;
  fs::path folder = fs::absolute(file).lexically_normal().parent_path();
  for (; folder.has_relative_path(); folder = folder.parent_path())
    if (fs::exists(folder / kDescription, ignored)) return folder;
  return {};
}

template <class T>
void add_new(std::vector<T>& list, const T& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

}  // namespace

std::vector<fs::path> scans_of(const Study& study) {
  std::vector<fs::path> files;
  for (const StudyStory& story : study.stories)
    for (const StudyScan& scan : story.scans) add_new(files, scan.file);
  return files;
}

std::vector<SourceDataset> source_datasets(const Study& study) {
  std::vector<fs::path> files = scans_of(study), roots;
  for (const StudyStory& story : study.stories)
    files.insert(files.end(), story.masks.begin(), story.masks.end());
  for (const fs::path& file : files)
    if (const fs::path root = dataset_of(file); !root.empty()) add_new(roots, root);
  std::vector<std::string> folders;
  for (const fs::path& root : roots) folders.push_back(root.filename().string());
  const std::vector<std::string> labels = bids_labels(folders);
  std::vector<SourceDataset> datasets;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    datasets.push_back({roots[i], labels[i], "", ""});
    try {
      const JsonScalars said = read_json_scalars(roots[i] / kDescription);
      datasets[i].name = said.text_or("Name", "");
      datasets[i].doi = said.text_or("DatasetDOI", "");
    } catch (const Error&) {  // what others wrote wrong is no reason to stop
    }
  }
  return datasets;
}

std::string uri_path(const fs::path& path) {
  std::string out;
  for (const char c : path.generic_string())
    out += bids_label({&c, 1}).empty() && std::string_view("/._-~+").find(c) == std::string::npos
               ? fmt::format("%{:02X}", static_cast<unsigned char>(c))
               : std::string(1, c);
  return out;
}

std::vector<std::string> bids_uris(const std::vector<fs::path>& files,
                                   const std::vector<SourceDataset>& datasets) {
  std::vector<std::string> uris;
  for (const fs::path& file : files) {
    const fs::path root = dataset_of(file);
    const auto of = std::find_if(datasets.begin(), datasets.end(),
                                 [&](const SourceDataset& one) { return one.root == root; });
    if (of == datasets.end()) return {};
    const fs::path whole = fs::absolute(file).lexically_normal();
    uris.push_back(fmt::format("bids:{}:{}", of->label, uri_path(whole.lexically_relative(root))));
  }
  return uris;
}

}  // namespace anbn
