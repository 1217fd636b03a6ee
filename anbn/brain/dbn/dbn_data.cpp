// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/dbn/dbn_data.h"

#include "anbn/brain/networks/scan_courses.h"
#include "anbn/core/error.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// How many of a story's scans are held out.
std::size_t held_out_of(const StoryScans& story, std::int64_t asked) {
  const std::size_t scans = story.bold.size();
  if (asked < 0) return default_held_out(scans);
  const auto count = static_cast<std::size_t>(asked);
  if (count >= scans)
    fail("--held-out is {}; story {} has {} scans, and at least one must be left to train on",
         asked, story.story, scans);
  return count;
}

/// The scans' listeners, numbered in order of appearance; a scan without a label has its own.
std::vector<std::size_t> listeners_of(const std::vector<DbnScan>& scans) {
  std::map<std::string_view, std::size_t> known;
  std::vector<std::size_t> listeners;
  std::size_t next = 0;
  for (const DbnScan& scan : scans) {
    const std::string_view label = listener_of(scan.name);
    const bool is_new = label.empty() || known.try_emplace(label, next).second;
    listeners.push_back(is_new ? next++ : known.at(label));
  }
  return listeners;
}

/// The places of listeners in the order in which they are held out. Those come first who have no
/// scan in a story that holds none out, then those of most stories, then as drawn.
std::vector<std::size_t> ranks_of(const std::vector<DbnScan>& scans,
                                  const std::vector<std::size_t>& listeners,
                                  const std::vector<std::size_t>& held_out, std::uint64_t seed) {
  const std::size_t count = *std::max_element(listeners.begin(), listeners.end()) + 1;
  std::vector<std::size_t> always_trained(count), held(count);
  for (std::size_t i = 0; i < scans.size(); ++i)
    ++(held_out[scans[i].story] == 0 ? always_trained : held)[listeners[i]];
  std::vector<std::size_t> order =
      random_permutation(random_key(seed, "dbn listeners held out", 0), count);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(always_trained[a], held[b]) < std::pair(always_trained[b], held[a]);
  });
  std::vector<std::size_t> ranks(count);
  for (std::size_t i = 0; i < count; ++i) ranks[order[i]] = i;
  return ranks;
}

/// Chooses the scans that are held out, `held_out` of each story.
void hold_out(std::vector<DbnScan>& scans, const std::vector<std::size_t>& held_out,
              std::uint64_t seed) {
  const std::vector<std::size_t> listeners = listeners_of(scans);
  const bool is_each_once = listeners.back() + 1 == scans.size();
  const std::vector<std::size_t> ranks = ranks_of(scans, listeners, held_out, seed);
  for (std::size_t story = 0, first = 0; story < held_out.size(); ++story) {
    std::size_t end = first;
    while (end < scans.size() && scans[end].story == story) ++end;
    std::vector<std::size_t> order =
        random_permutation(random_key(seed, "dbn held out", story), end - first);
    if (!is_each_once)
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return ranks[listeners[first + a]] < ranks[listeners[first + b]];
      });
    for (std::size_t i = 0; i < held_out[story]; ++i)
      scans[first + order[i]].role = ScanRole::held_out;
    first = end;
  }
}

/// Finds out whether those held out are trained on elsewhere.
void compare_listeners(DbnScans& scans) {
  for (const DbnScan& held_out : scans.scans) {
    if (held_out.role != ScanRole::held_out) continue;
    const std::string label(listener_of(held_out.name));
    for (const DbnScan& other : scans.scans) {
      const std::string_view of_other = listener_of(other.name);
      if (other.role != ScanRole::training) continue;
      if (!label.empty() && of_other == label &&
          std::find(scans.trained_on.begin(), scans.trained_on.end(), label) ==
              scans.trained_on.end())
        scans.trained_on.push_back(label);
      // A story has a scan a listener, so without labels only other stories may have them again.
      if (other.story != held_out.story && (label.empty() || of_other.empty()))
        scans.held_out_listeners = HeldOutListeners::unknown;
    }
  }
  if (!scans.trained_on.empty()) scans.held_out_listeners = HeldOutListeners::trained_on;
}

}  // namespace

std::string_view listener_of(std::string_view scan) {
  const std::string_view label = scan.substr(0, scan.find('_'));
  return label.starts_with("sub-") && label.size() > 4 ? label : std::string_view();
}

std::size_t DbnScans::count(ScanRole role) const {
  return static_cast<std::size_t>(std::count_if(
      scans.begin(), scans.end(), [role](const DbnScan& scan) { return scan.role == role; }));
}

DbnScans open_scans(const NetworkInputs& inputs, std::int64_t held_out, std::uint64_t seed) {
  check_scans(inputs);
  DbnScans out;
  out.voxels = inputs.mask->size();
  std::vector<std::size_t> counts;
  for (std::size_t s = 0; s < inputs.stories.size(); ++s) {
    for (const BoldScan& scan : inputs.stories[s].bold)
      out.scans.push_back({s, scan.name, scan.file, ScanRole::training});
    counts.push_back(held_out_of(inputs.stories[s], held_out));
  }
  hold_out(out.scans, counts, seed);
  compare_listeners(out);
  return out;
}

Samples samples_of(const DbnScans& scans, ScanRole role) {
  Samples samples;
  for (const DbnScan& scan : scans.scans)
    if (scan.role == role) samples.append(scan.bold);
  return samples;
}

std::vector<std::size_t> health_volumes(std::size_t count, RandomKey key) {
  std::vector<std::size_t> chosen = random_permutation(key, count);
  chosen.resize(std::min(count, kHealthVolumes));
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

namespace {

/// Turns what the units of `layer` do into what the next layer is given.
void finish_output(const DbnLayer& layer, LayerOutput output, Matrix& x) {
  if (output.kind == LayerInput::standardized && !layer.output_moments.values.empty())
    for (std::size_t j = 0; j < x.cols; ++j) {
      const float mean = layer.output_moments(0, j);
      const auto scale =
          static_cast<float>(1 / std::sqrt(layer.output_moments(1, j) + kMomentsEpsilon));
      for (std::size_t i = 0; i < x.rows; ++i) x(i, j) = (x(i, j) - mean) * scale;
    }
  if (output.unit_rows == YesNo::yes)
    for (std::size_t i = 0; i < x.rows; ++i) {
      double squares = 0;
      for (float v : x.row(i)) squares += static_cast<double>(v) * v;
      if (squares == 0) continue;
      const auto scale = static_cast<float>(1 / std::sqrt(squares));
      for (float& v : x.row(i)) v *= scale;
    }
}

/// Writes `make` of each piece of samples, rows as wide as `cols`.
template <class Make>
Samples written(const Samples& from, std::size_t cols, const fs::path& file, Make&& make) {
  NpyRows writer(file, from.count(), cols);
  for (std::size_t first = 0; first < from.count(); first += kSamplesAtOnce)
    writer.append(make(from.read(first, std::min(kSamplesAtOnce, from.count() - first))).values);
  writer.finish();
  Samples out;
  out.append(file);
  return out;
}

}  // namespace

Matrix layer_output(const DbnLayer& layer, Rows rows, LayerOutput output, const Machine& machine) {
  Matrix x = hidden_input(layer.rbm, rows, machine);
  if (output.kind != LayerInput::linear) machine.backend.sigmoid(view_of(x));
  finish_output(layer, output, x);
  return x;
}

Samples written_output(DbnLayer& layer, const Samples& below, LayerOutput output,
                       const fs::path& file, const Machine& machine) {
  const std::size_t units = layer.rbm.hidden_units();
  const auto output_of = [&](LayerOutput kind) {
    return
        [&, kind](const Matrix& x) { return layer_output(layer, row_pointers(x), kind, machine); };
  };
  if (output.kind != LayerInput::standardized || !layer.output_moments.values.empty())
    return written(below, units, file, output_of(output));
  const fs::path plain_file = file.string() + ".plain";
  const Samples plain = written(below, units, plain_file, output_of({}));
  layer.output_moments = moments_of(plain);
  const Samples out = written(plain, units, file, [&](Matrix x) {
    finish_output(layer, output, x);
    return x;
  });
  fs::remove(plain_file);
  return out;
}

}  // namespace anbn
