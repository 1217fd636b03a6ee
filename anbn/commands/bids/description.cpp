// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/bids/description.h"

#include "anbn/commands/bids/bids.h"
#include "anbn/core/this_run.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/results/fields.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBidsVersion = "1.11.1";
constexpr const char* kPaper = "https://doi.org/10.1609/aaai.v37i7.26068";

// As few as there can be: everything else has a name of BIDS.
constexpr std::string_view kIgnored =
    "# BIDS has no names yet for tables of groups of listeners, nor for maps with signs and mean\n"
    "# volumes in their space. They are called after fMRIPrep, tedana and proposals for BIDS.\n"
    "group\n"
    "*_boldref.*\n"
    "*_components.*\n";

constexpr std::string_view kReadme = R"(# {}

Artificial neurons of a language model, coupled with brain networks of people who heard the same story. anbn {} wrote this dataset of the results of a whole study; no file of it is of a single listener.

* `task-LABEL_events.tsv`: the words of each story, with their times in the scan.
* `group/`: a table for each stage, variant of the study and story: `task-STORY_desc-VARIANT+STAGE_TABLE.tsv`, without `task-` where it is of all stories together, and without a variant where it is of all variants. `_timeseries.tsv` are time courses, a row a volume.
* `tpl-*/`: the mask of the study, the maps of its brain networks (a volume a network) and the mean volume, where there were scans.
* `descriptions.tsv`: what stands behind `desc-`.
* `docs/`: the report, its answers for programs (`summary.json`), a paragraph of methods to copy (`methods.txt`) and what it cites (`references.bib`).

A JSON beside each table says what its columns hold. A value that does not exist is `n/a`. Files may share their space on the disk with the results that they are of: copy them before you change them. Matrices (correlations of all pairs, noise draws) are in the results alone.

Labels are made of the letters and digits of names:

)";

/// A text of a user's in one line of Markdown.
std::string in_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == '`'; }, ' ');
  return text;
}

std::string readme(const Study& study, const BidsNames& names) {
  std::string text = fmt::format(kReadme, in_line(study.title), ANBN_VERSION);
  for (const StudyStory& story : study.stories)
    text += fmt::format("* `task-{}`: the story `{}` ({})\n", names.stories.at(story.name),
                        in_line(story.name), in_line(story.title));
  for (const auto& [name, label] : names.variants) {
    const auto variant =
        std::find_if(study.variants.begin(), study.variants.end(),
                     [&, &name = name](const StudyVariant& one) { return one.name == name; });
    text += fmt::format("* `desc-{}+...`: the {} `{}`", label,
                        variant == study.variants.end() ? "control" : "variant", in_line(name));
    if (variant != study.variants.end())
      text += fmt::format(" of the model `{}`", in_line(variant->model));
    text += "\n";
  }
  return text;
}

void put_labels(const Study& study, const BidsNames& names, const fs::path& root) {
  std::vector<std::pair<std::string, std::string>> rows = {
      {"desc-brain", "the part of the grid that is used"}, {"desc-mean", "mean of volumes"}};
  for (const Job& job : study.jobs) {
    if (job.stage->facts.runs == Runs::once_a_scan) continue;
    const std::string id = "desc-" + names.desc(job);
    if (std::none_of(rows.begin(), rows.end(), [&](const auto& row) { return row.first == id; }))
      rows.emplace_back(id, fmt::format("{}{}: {}", job.variant.empty() ? "" : job.variant + ", ",
                                        job.stage->name, job.stage->summary));
  }
  TsvWriter tsv(root / "descriptions.tsv", {"desc_id", "description"});
  for (const auto& [id, words] : rows) tsv.row({id, words});
  tsv.finish();
  write_fields(root / "descriptions.json",
               FieldsJson{{"Description", "the labels behind desc-; a row a label"},
                          {"desc_id", {{"Description", "the label"}}},
                          {"description",
                           {{"Description",
                             "what it stands for: a variant or control of the study, if it "
                             "is of one, and a stage of the analysis"}}}});
}

}  // namespace

std::string dataset_description(const Study& study, const std::vector<SourceDataset>& sources) {
  FieldsJson made_by = {{"Name", "anbn"}, {"Version", ANBN_VERSION}};
  if (!commit_of_build().empty())
    made_by["Description"] = fmt::format("built from commit {}", commit_of_build());
  FieldsJson out = {{"Name", study.title.empty() ? study.file.stem().string() : study.title},
                    {"BIDSVersion", kBidsVersion},
                    {"DatasetType", "derivative"},
                    {"GeneratedBy", FieldsJson::array({made_by})},
                    {"ReferencesAndLinks", FieldsJson::array({kPaper})}};
  const fs::path here = fs::absolute(bids_folder(study)).lexically_normal();
  for (const SourceDataset& source : sources) {
    FieldsJson of = FieldsJson::object();
    if (!source.name.empty()) of["Name"] = source.name;
    if (!source.doi.empty()) of["DOI"] = source.doi;
    if (!of.empty()) out["SourceDatasets"].push_back(of);
    out["DatasetLinks"][source.label] = uri_path(source.root.lexically_relative(here));
  }
  return fields::text_of(out);
}

bool is_own_description(const std::string& text) {
  if (text.empty()) return true;
  const FieldsJson said = FieldsJson::parse(text, nullptr, false);
  if (!said.is_object() || !said.contains("GeneratedBy")) return false;
  const FieldsJson& by = said["GeneratedBy"];
  return by.is_array() && !by.empty() && by[0].is_object() && by[0].value("Name", "") == "anbn";
}

void put_descriptions(const Study& study, const BidsNames& names, const fs::path& root) {
  write_file(root / ".bidsignore", kIgnored);
  write_file(root / "README.md", readme(study, names));
  put_labels(study, names, root);
}

}  // namespace anbn
