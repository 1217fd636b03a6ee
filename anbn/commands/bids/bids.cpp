// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/bids/bids.h"

#include "anbn/commands/bids/description.h"
#include "anbn/commands/bids/files.h"
#include "anbn/commands/bids/tables.h"
#include "anbn/commands/bids/volumes.h"
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/runner/work_folder.h"

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "dataset_description.json";

void require_own(const fs::path& folder) {
  if (!fs::exists(folder) || (fs::is_directory(folder) && fs::is_empty(folder))) return;
  if (const fs::path file = folder / kManifest;
      fs::is_regular_file(file) && is_own_description(read_text(file)))
    return;
  fail("{}: is no BIDS dataset that anbn made, and would be replaced; move it away",
       folder.string());
}

void put_report(const Study& study, const fs::path& root) {
  const fs::path& report = study.jobs.back().out;  // which gathers all results
  for (const char* name : {"report.html", "summary.json", "methods.txt", "references.bib"})
    put_file(report / name, root / "docs" / name);
}

}  // namespace

fs::path bids_folder(const Study& study) { return study.out / "bids"; }

void write_bids(const Study& study, Locking locking) {
  const fs::path folder = bids_folder(study);
  require_own(folder);
  const std::vector<SourceDataset> sources = source_datasets(study);
  const BidsNames names = bids_names(study);
  // The description is the manifest, so that no file lies in the dataset that BIDS does not know.
  WorkFolder work(folder, dataset_description(study, sources), locking, kManifest);
  put_descriptions(study, names, work.path());
  put_words(study, names, work.path());
  put_tables(study, names, work.path());
  put_courses(study, names, work.path());
  put_volumes(study, names, sources, work.path());
  put_report(study, work.path());
  work.publish();
}

}  // namespace anbn
