// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/bids/tables.h"

#include "anbn/commands/bids/files.h"
#include "anbn/commands/check/story.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/results/column_words.h"
#include "anbn/results/fields.h"
#include "anbn/results/networks.h"
#include "anbn/results/timecourses.h"
#include "anbn/runner/finished.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

FieldsJson described(const ColumnWords& column) {
  FieldsJson out = {{"Description", column.is}};
  if (!column.unit.empty()) out["Units"] = column.unit;
  for (const auto& [word, means] : column.levels) out["Levels"][word] = means;
  return out;
}

/// What is said of a whole file; of columns the caller adds the rest.
FieldsJson head_of(const std::string& description, const std::string& story) {
  FieldsJson head = {{"Description", description}};
  if (!story.empty()) head["TaskName"] = story;
  return head;
}

/// The table `file` of a stage's folder, which is called `table` in docs/columns.tsv.
void put_table(const fs::path& file, const std::string& table, const std::string& story,
               const fs::path& at) {
  FieldsJson sidecar = head_of(words_of_table(table), story);
  for (const std::string& column : read_tsv(file).columns)
    sidecar[column] = described(words_of_column(table, column));
  put_file(file, with(at, ".tsv"));
  write_fields(with(at, ".json"), sidecar);
}

std::vector<fs::path> tables_in(const fs::path& folder) {
  std::vector<fs::path> tables;
  for (const auto& entry : fs::directory_iterator(folder))
    // Not what the page has of single stories, which is called "paper.main.dog.tsv".
    if (entry.path().extension() == ".tsv" && entry.path().stem().extension().empty())
      tables.push_back(entry.path());
  std::sort(tables.begin(), tables.end());
  return tables;
}

struct Series {
  std::string name, is;
};

/// @param courses  [T x one for each of `series`]
void put_series(const Matrix& courses, const std::vector<Series>& series, const VolumeGrid& grid,
                FieldsJson sidecar, const fs::path& at) {
  sidecar["SamplingFrequency"] = 1 / grid.tr_s;
  sidecar["StartTime"] = static_cast<double>(grid.first_volume) * grid.tr_s;
  std::vector<std::string> columns;
  auto& members = sidecar.get_ref<FieldsJson::object_t&>();
  for (const auto& [name, is] : series) {
    columns.push_back(name);
    // Without looking for the name: there may be a hundred thousand.
    members.emplace_back(name, FieldsJson{{"Description", is}, {"Units", "arbitrary"}});
  }
  make_folder(at.parent_path());
  TsvWriter tsv(with(at, ".tsv"), columns);
  for (std::size_t t = 0; t < courses.rows; ++t) {
    const auto row = courses.values.begin() + static_cast<std::ptrdiff_t>(t * courses.cols);
    tsv.row(std::vector<TsvCell>(row, row + static_cast<std::ptrdiff_t>(courses.cols)));
  }
  tsv.finish();
  write_fields(with(at, ".json"), sidecar);
}

void put_networks(const Study& study, const Job& job, const BidsNames& names,
                  const fs::path& root) {
  std::vector<Series> series;
  for (const std::string& name : read_network_list(job.out).names)
    series.push_back({fmt::format("BN{}", series.size() + 1),
                      fmt::format("time course of the brain network {}", name)});
  for (const StudyStory& story : study.stories) {
    const auto at = [&](const char* suffix) {
      return root / "group" / names.file(job, story.name, suffix);
    };
    put_series(read_courses(job.out, story.name), series, volumes_of(study, story.name),
               head_of("time courses of the brain networks, mean over the listeners; a row a "
                       "volume that is used",
                       story.name),
               at("timeseries"));
    if (const fs::path scans = job.out / story.name / "scans.tsv"; fs::exists(scans))
      put_table(scans, "networks/scans.tsv", story.name, at("scans"));
  }
}

void put_neurons(const Study& study, const Job& job, const BidsNames& names, const fs::path& root) {
  const TimecoursesResults results = read_timecourses(job.out);
  std::vector<Series> series;
  for (const Neuron& neuron : results.neurons)
    series.push_back(
        {neuron.label, fmt::format("time course of the artificial neuron {}", neuron.label)});
  put_series(
      results.timecourses, series, volumes_of(study, job.story),
      head_of("time courses of the artificial neurons, as they are coupled with the networks; "
              "a row a volume that is used",
              job.story),
      root / "group" / names.file(job, job.story, "timeseries"));
}

constexpr const char* kWordColumns[] = {"word", "text", "timed", "volume"};

/// A row a word, with its onset after the beginning of the scan, as BIDS wants it, and in their
/// order.
std::vector<std::vector<TsvCell>> events_of(const Table& words, double audio_start_s) {
  const std::size_t onset = words.column("onset_s"), duration = words.column("duration_s");
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < words.rows.size(); ++i)  // without digits that the sum makes up
    order.emplace_back(std::round((words.number(i, onset) + audio_start_s) * 1e6) / 1e6, i);
  std::sort(order.begin(), order.end());
  std::vector<std::vector<TsvCell>> events;
  for (const auto& [onset_s, i] : order) {
    events.push_back({onset_s, words.number(i, duration)});
    for (const char* column : kWordColumns)
      events.back().emplace_back(words.rows[i][words.column(column)]);
  }
  return events;
}

}  // namespace

void put_tables(const Study& study, const BidsNames& names, const fs::path& root) {
  for (const Job& job : study.jobs) {
    if (job.stage->facts.runs == Runs::once_a_scan) continue;
    for (const fs::path& file : tables_in(job.out))
      put_table(file, std::string(job.stage->name) + "/" + file.filename().string(), job.story,
                root / "group" / names.file(job, job.story, file.stem().string()));
  }
}

void put_courses(const Study& study, const BidsNames& names, const fs::path& root) {
  for (const Job& job : study.jobs) {
    if (job.stage->name == "networks") put_networks(study, job, names, root);
    if (job.stage->name == "timecourses" && has_arrays(job.out))
      put_neurons(study, job, names, root);
  }
}

void put_words(const Study& study, const BidsNames& names, const fs::path& root) {
  for (const StudyStory& story : study.stories) {
    const Job& job = study.job("tokens", study.variants.front().name, story.name);
    const fs::path at = root / fmt::format("task-{}_events", names.stories.at(story.name));
    std::vector<std::string> columns = {"onset", "duration"};
    columns.insert(columns.end(), std::begin(kWordColumns), std::end(kWordColumns));
    TsvWriter tsv(with(at, ".tsv"), columns);
    for (const auto& row :
         events_of(read_tsv(job.out / "words.tsv"), volumes_of(study, story.name).audio_start_s))
      tsv.row(row);
    tsv.finish();
    FieldsJson sidecar = head_of("the words of the story; a row a word", story.name);
    sidecar["onset"] = {{"Description", "onset of the word after the scan's first volume began"},
                        {"Units", "s"}};
    sidecar["duration"] = {{"Description", "duration of the word"}, {"Units", "s"}};
    for (const char* column : kWordColumns)
      sidecar[column] = described(words_of_column("tokens/words.tsv", column));
    write_fields(with(at, ".json"), sidecar);
  }
}

}  // namespace anbn
