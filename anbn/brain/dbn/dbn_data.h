// SPDX-License-Identifier: Apache-2.0
// The volumes that a deep belief network is trained on. They are read from one file a scan when
// they are wanted; there is never one big matrix of them.
#pragma once

#include "anbn/brain/dbn/dbn_options.h"
#include "anbn/brain/networks/network_method.h"
#include "anbn/brain/networks/samples.h"
#include "anbn/brain/rbm/rbm.h"
#include "anbn/core/random.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

enum class ScanRole { training, held_out };

struct DbnScan {
  std::size_t story = 0;  // from 0
  std::string name;
  std::filesystem::path bold;  // NPY [T x V]
  ScanRole role = ScanRole::training;
};

/// How many of a story's scans are held out where nothing is asked for.
inline std::size_t default_held_out(std::size_t scans) { return scans >= 5 ? 1 : 0; }

/// Whether those who are held out are trained on in other scans. Names tell a listener by the BIDS
/// label that they begin with; `unknown` where scans of several stories have none.
enum class HeldOutListeners { apart, trained_on, unknown };

struct DbnScans {
  std::vector<DbnScan> scans;  // of all stories, in their order
  HeldOutListeners held_out_listeners = HeldOutListeners::apart;
  std::vector<std::string> trained_on;  // the labels of those held out whom other scans train on
  std::size_t voxels = 0;

  std::size_t count(ScanRole role) const;
};

/// The label of a scan's listener: "sub-03" of "sub-03_task-pie_bold"; empty if there is none.
std::string_view listener_of(std::string_view scan);

/// The scans of all stories. Which ones are held out is a function of the seed; a listener of
/// several stories is held out in all of them as far as their numbers of held-out scans allow.
/// @param held_out  of each story; -1: 1 in a story of at least 5 scans, else none
/// Throws Error as check_scans does, and if a story has no scan left to train on.
DbnScans open_scans(const NetworkInputs& inputs, std::int64_t held_out, std::uint64_t seed);

/// The volumes of all scans of a role, one after another.
Samples samples_of(const DbnScans& scans, ScanRole role);

/// At most this many volumes of a role are looked at for health.
inline constexpr std::size_t kHealthVolumes = 512;

/// Which of `count` volumes health looks at: all, or kHealthVolumes chosen by the key; ascending.
std::vector<std::size_t> health_volumes(std::size_t count, RandomKey key);

/// One trained layer.
struct DbnLayer {
  Rbm rbm;
  // Mean and variance [2 x H] of what the layer gives over the training volumes; only where the
  // next layer is given standardized values.
  Matrix output_moments;
};

/// How a layer's output reaches the next one.
struct LayerOutput {
  LayerInput kind = LayerInput::probabilities;
  YesNo unit_rows = YesNo::no;  // whether each volume is brought to unit length
};

/// What `layer` makes of some rows [n x H] as the next layer sees it.
Matrix layer_output(const DbnLayer& layer, Rows rows, LayerOutput output, const Machine& machine);

/// Writes what `layer` makes of samples, some at a time, as NPY [n x H]; beforehand, where it is to
/// be standardized, finds out by what, unless `layer` has that already (another file, named like
/// this one, is used meanwhile). Gives the same numbers as layer_output for all at once.
Samples written_output(DbnLayer& layer, const Samples& below, LayerOutput output,
                       const std::filesystem::path& file, const Machine& machine);

}  // namespace anbn
