// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/scan_courses.h"

#include "anbn/brain/networks/samples.h"
#include "anbn/core/error.h"
#include "anbn/io/npy.h"

#include <algorithm>
#include <cassert>

namespace anbn {
namespace {

void check_scan(const BoldScan& scan, const NpyRowReader& bold, std::size_t voxels) {
  if (bold.cols() != voxels)
    fail("{}: {} voxels; the mask has {}. Expected bold that was made with this mask.",
         scan.file.string(), bold.cols(), voxels);
  if (bold.rows() < 2) fail("{}: {} volumes; expected at least 2", scan.file.string(), bold.rows());
}

/// Volumes are looked at one by one, so a long scan need not be in memory as a whole.
Matrix courses_of_scan(const std::filesystem::path& file,
                       const std::function<Matrix(ConstView)>& courses_of) {
  Samples volumes;
  volumes.append(file);
  Matrix all;
  for (std::size_t first = 0; first < volumes.count(); first += kSamplesAtOnce) {
    const Matrix bold = volumes.read(first, std::min(kSamplesAtOnce, volumes.count() - first));
    Matrix piece = courses_of(view_of(bold));
    all.rows += piece.rows;
    all.cols = piece.cols;
    all.values.insert(all.values.end(), piece.values.begin(), piece.values.end());
  }
  return all;
}

}  // namespace

void check_scans(const NetworkInputs& inputs) {
  if (inputs.stories.empty()) fail("no scans; expected the bold of at least one");
  if (!inputs.mask) fail("no mask; expected the one that the bold was made with");
  for (const StoryScans& story : inputs.stories) {
    if (story.bold.empty()) fail("{}: no scans; expected the bold of at least one", story.story);
    std::size_t volumes = 0;
    for (const BoldScan& scan : story.bold) {
      const NpyRowReader bold(scan.file);
      check_scan(scan, bold, inputs.mask->size());
      if (volumes == 0) volumes = bold.rows();
      if (bold.rows() != volumes)
        fail("{}: {} volumes; {} has {}. Expected as many of every scan of story {}.",
             scan.file.string(), bold.rows(), story.bold[0].file.string(), volumes, story.story);
    }
  }
}

std::size_t scan_count(const NetworkInputs& inputs) {
  std::size_t count = 0;
  for (const StoryScans& story : inputs.stories) count += story.bold.size();
  return count;
}

std::vector<StoryNetworks> scan_courses(const NetworkInputs& inputs,
                                        const std::function<Matrix(ConstView)>& courses_of,
                                        ListenerAverage average, NetworkWork& work) {
  std::vector<StoryNetworks> out;
  std::size_t done = 0;
  work.machine.progress.begin("scans (time courses)", scan_count(inputs));
  for (const StoryScans& story : inputs.stories) {
    assert(!story.bold.empty());
    std::vector<Matrix> scans;
    std::vector<std::string> names;
    for (const BoldScan& scan : story.bold) {
      scans.push_back(courses_of_scan(scan.file, courses_of));
      names.push_back(scan.name);
      work.machine.progress.advance(++done);
    }
    out.push_back(averaged(story.story, std::move(scans), average));
    out.back().scans = std::move(names);
  }
  return out;
}

}  // namespace anbn
