// SPDX-License-Identifier: Apache-2.0
// Networks that were found elsewhere: their maps (import_maps.h), or their time courses
// (time_courses.h).
#include "anbn/brain/import/import_maps.h"
#include "anbn/brain/import/time_courses.h"
#include "anbn/brain/networks/network_settings.h"
#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/io/excerpt.h"
#include "anbn/io/npy.h"
#include "anbn/io/number_table.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

namespace fs = std::filesystem;

TimeCourses read_array(const fs::path& file) {
  const NpyArray array = read_npy(file);
  const std::size_t rank = array.shape.size();
  if (rank != 2 && rank != 3)
    fail(
        "{}: an array of rank {}; expected [volumes x networks] or [listeners x volumes x "
        "networks]",
        file.string(), rank);
  const std::size_t listeners = rank == 3 ? array.shape[0] : 1;
  const std::size_t volumes = array.shape[rank - 2], networks = array.shape[rank - 1];
  TimeCourses out;
  for (std::size_t s = 0; s < listeners; ++s) {
    Matrix scan(volumes, networks);
    std::copy_n(array.values.begin() + static_cast<std::ptrdiff_t>(s * scan.values.size()),
                scan.values.size(), scan.values.begin());
    out.scans.push_back(std::move(scan));
  }
  return out;
}

TimeCourses read_table(const fs::path& file) {
  const Table table = read_number_table(file);
  Matrix scan(table.rows.size(), table.columns.size());
  for (std::size_t t = 0; t < scan.rows; ++t)
    for (std::size_t j = 0; j < scan.cols; ++j)
      scan(t, j) = static_cast<float>(table.optional_number(t, j).value_or(kNan));
  return {{std::move(scan)}, has_header(table) ? table.columns : std::vector<std::string>()};
}

bool is_table(std::string_view extension) {
  return extension == ".tsv" || extension == ".csv" || extension == ".txt" || extension == ".1D";
}

/// Whether a column goes on by the same step throughout, as numbers of rows and times do.
bool counts(const Matrix& scan, std::size_t column) {
  constexpr std::size_t kFewest = 10;  // rows in which that is no chance
  if (scan.rows < kFewest) return false;
  const double step = double{scan(1, column)} - double{scan(0, column)};
  if (!(step != 0)) return false;
  for (std::size_t t = 1; t < scan.rows; ++t) {
    const double next = double{scan(0, column)} + step * static_cast<double>(t);
    if (!(std::abs(scan(t, column) - next) <= 1e-4 * std::abs(step))) return false;
  }
  return true;
}

void refuse_counters(const TimeCourses& courses, const fs::path& file) {
  for (const Matrix& scan : courses.scans)
    for (std::size_t j = 0; j < scan.cols; ++j)
      if (counts(scan, j))
        fail(
            "{}: column {}{} goes from {} to {} by the same step throughout, as numbers of volumes "
            "and times do; expected time courses of networks alone. Take the column out",
            file.string(), j + 1,
            courses.names.empty() ? "" : fmt::format(" ('{}')", excerpt(courses.names[j])),
            scan(0, j), scan(scan.rows - 1, j));
}

/// The networks of all files must be the same ones: files are held to the first of them.
class SameNetworks {
 public:
  void check(const TimeCourses& imported, const fs::path& file) {
    const std::size_t count = imported.scans[0].cols;
    if (first_file_.empty()) {
      first_file_ = file;
      count_ = count;
    }
    if (count != count_)
      fail("{}: {} networks; {} has {}. Expected the same networks in every file.", file.string(),
           count, first_file_.string(), count_);
    if (imported.names.empty()) return;
    if (names_.empty()) {
      names_ = imported.names;
      named_file_ = file;
    }
    for (std::size_t j = 0; j < count; ++j)
      if (imported.names[j] != names_[j])
        fail(
            "{}: column {} is '{}'; in {} it is '{}'. Expected the same networks in the same "
            "order.",
            file.string(), j + 1, imported.names[j], named_file_.string(), names_[j]);
  }

  std::vector<std::string> names() const {
    return names_.empty() ? numbered_networks(count_) : names_;
  }

 private:
  fs::path first_file_, named_file_;
  std::size_t count_ = 0;
  std::vector<std::string> names_;
};

/// Throws Error if there is not one series that varies.
void check_not_all_idle(const StoryNetworks& story) {
  const std::size_t series = story.listeners.size() * story.mean.cols;
  if (story.constant_series + story.not_finite_series == series)
    fail(
        "{}: none of the {} series varies over the volumes used ({} are constant, {} have missing "
        "or "
        "infinite values); expected time courses. Are these the right files?",
        story.story, series, story.constant_series, story.not_finite_series);
}

Networks import_networks(const NetworkInputs& inputs, const NetworkSettings& settings,
                         NetworkWork& work) {
  if (!inputs.maps.empty()) return import_maps(inputs, settings, work);
  Networks out;
  SameNetworks same;
  for (const StoryScans& story : inputs.stories) {
    if (story.files.empty()) fail("{}: no file with network time courses", story.story);
    std::vector<Matrix> scans;
    for (const fs::path& file : story.files) {
      const TimeCourses imported = read_time_courses(file);
      same.check(imported, file);
      if (const Matrix& scan = imported.scans[0]; scan.cols > scan.rows)
        out.warnings.push_back(
            fmt::format("{}: {} networks in {} volumes; expected [volumes x networks]. Is the "
                        "array transposed?",
                        file.string(), scan.cols, scan.rows));
      for (const Matrix& scan : imported.scans) {
        scans.push_back(cut_to_story(scan, story, file));
        if (scans.back().rows != scans[0].rows)
          fail(
              "{}: {} volumes from volume {} on; the files of {} before it have {}. Say how many "
              "are used (volumes).",
              file.string(), scans.back().rows, story.first_volume, story.story, scans[0].rows);
      }
    }
    out.stories.push_back(averaged(story.story, std::move(scans), settings.average));
    check_not_all_idle(out.stories.back());
  }
  out.names = same.names();
  return out;
}

}  // namespace

TimeCourses read_time_courses(const fs::path& file) {
  const fs::path packed = file.extension() == ".gz" ? file.stem() : file;
  TimeCourses out;
  if (packed.extension() == ".npy")
    out = read_array(file);
  else if (is_table(packed.extension().string()))
    out = read_table(file);
  else
    fail("{}: unknown kind of file; expected network time courses as .npy, .tsv, .csv, .txt or .1D",
         file.string());
  if (out.scans.empty() || out.scans[0].rows == 0 || out.scans[0].cols == 0)
    fail("{}: no time courses; expected at least one listener, volume and network", file.string());
  refuse_counters(out, file);
  return out;
}

Matrix cut_to_story(const Matrix& scan, const StoryScans& story, const fs::path& file) {
  const std::size_t most = scan.rows;
  if (story.first_volume >= most || story.volumes > most - story.first_volume) {
    const std::size_t needed = story.first_volume + std::max<std::size_t>(story.volumes, 1);
    fail(
        "{}: {} volumes; {} asks for {} from volume {} on, which needs {}. Correct first_volume, "
        "or "
        "set volumes to at most {}{}",
        file.string(), scan.rows, story.story, story.volumes, story.first_volume, needed,
        most - std::min(most, story.first_volume),
        scan.cols < needed
            ? ""
            : fmt::format(". It has {} networks: is the array transposed?", scan.cols));
  }
  const std::size_t used = story.volumes == 0 ? most - story.first_volume : story.volumes;
  Matrix out(used, scan.cols);
  std::copy_n(scan.row(story.first_volume).data(), out.values.size(), out.values.begin());
  return out;
}

extern const NetworkMethod kImportMethod = {
    .name = "import",
    .summary = "time courses from files, or maps by dual regression",
    .source = NetworkMethod::Source::files,
    .courses = NetworkMethod::Courses::dual,
    .defaults = [](const MethodOptions&) { return NetworkDefaults{}; },
    .check = nullptr,
    .find = import_networks,
    .count = nullptr,
    .cost = nullptr};

}  // namespace anbn
