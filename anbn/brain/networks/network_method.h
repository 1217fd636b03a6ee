// SPDX-License-Identifier: Apache-2.0
// How brain networks and their time courses come about. A method is one file and one line in
// list.cpp; its options, if it has some, are a member in network_settings.h.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/brain/space/mask.h"
#include "anbn/core/cost.h"
#include "anbn/core/matrix.h"
#include "anbn/core/names.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anbn {

/// The z-scored volumes of one scan.
struct BoldScan {
  std::string name;            // of the scan
  std::filesystem::path file;  // NPY [T x V]
};

/// The scans of one story.
struct StoryScans {
  std::string story;
  std::vector<std::filesystem::path> files;  // imported time courses, one or several listeners each
  std::size_t first_volume = 0;              // of imported series: the first one used, from 0
  std::size_t volumes = 0;                   // and how many; 0: all from the first on
  std::vector<BoldScan> bold = {};           // one scan a listener; where networks are found in it
};

struct NetworkInputs {
  std::vector<StoryScans> stories;
  std::optional<Mask> mask;    // whose voxels are the columns of the bold
  std::filesystem::path maps;  // 4-D NIfTI of maps to import; empty: time courses are imported
};

/// How listeners enter their mean: each standardized over the story, or as they are.
enum class ListenerAverage { zscore, raw };
constexpr auto names_of(ListenerAverage) { return named("zscore", "raw"); }

/// How a network's time course is read from the volumes (METHODS.md, section 2).
enum class NetworkCourse { sigmoid, linear, projection, dual };
constexpr auto names_of(NetworkCourse) { return named("sigmoid", "linear", "projection", "dual"); }

/// What every method is told and the options of each (network_settings.h).
struct MethodOptions;
struct NetworkSettings;

/// What a method computes with. `out` is where it puts files of its own (weights, health); what it
/// puts into `checkpoint` is there again when a run that was killed goes on.
struct NetworkWork {
  Machine machine;
  std::filesystem::path out, checkpoint;
};

/// The time courses of one story.
struct StoryNetworks {
  std::string story;
  Matrix mean;                     // [T x M] over the listeners
  std::vector<Matrix> listeners;   // [T x M] each, as they enter the mean
  std::vector<std::string> scans;  // the listeners' scans, where they have names
  // Series of single listeners that cannot be standardized and are 0 in the mean.
  std::size_t constant_series = 0, not_finite_series = 0;
};

struct Networks {
  std::vector<std::string> names;  // [M]
  std::vector<StoryNetworks> stories;
  Matrix maps;  // [M x V], as trained or found; empty where the method has none
  // [M] mean over other seeds of the correlation of each map with the matched one; empty without.
  std::vector<double> reproducibility;
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> facts;
};

/// The time courses of a story from each listener's series, as they enter the mean.
/// @param scans  [T x M] each, all of one shape
StoryNetworks averaged(std::string story, std::vector<Matrix> scans, ListenerAverage average);

/// "BN 1", "BN 2", ...: the names [count] of networks that have none of their own.
std::vector<std::string> numbered_networks(std::size_t count);

/// What holds where nothing else is asked for.
struct NetworkDefaults {
  ListenerAverage average = ListenerAverage::zscore;
  NetworkCourse course = NetworkCourse::dual;
  double dual_ridge = 0;  // of dual regression
};

/// What the cost of finding networks is reckoned from.
struct StoryVolumes {
  std::size_t volumes = 0, scans = 0;  // used of each scan; scans of the story
};
struct NetworkCostInputs {
  std::vector<StoryVolumes> stories;
  const Mask& mask;
  const MachineRates& rates;
  const Machine& machine;
};

/// One line of the table of network methods.
struct NetworkMethod {
  enum class Source { files, volumes };  // the networks come from files, or are found in volumes
  enum class Courses { dual, all };      // how time courses can be read from volumes

  std::string_view name, summary;
  Source source = Source::volumes;
  Courses courses = Courses::dual;
  NetworkDefaults (*defaults)(const MethodOptions& options);
  /// Throws Error where the options do not go with the scans; null where they always do.
  void (*check)(const MethodOptions& options, std::span<const StoryScans> stories);
  /// Throws Error if an input is missing or wrong, has fewer volumes than are asked, or other
  /// networks or voxels than those before it.
  Networks (*find)(const NetworkInputs& inputs, const NetworkSettings& settings, NetworkWork& work);
  /// How many networks the options ask for; null where what is imported tells.
  std::size_t (*count)(const MethodOptions& options);
  /// What finding them takes, before time courses are read and written; null: next to nothing.
  Cost (*cost)(const MethodOptions& options, const NetworkCostInputs& inputs);
};

/// Every network method.
std::span<const NetworkMethod> network_methods();

/// The method called `name`. Throws Error naming the nearest one if there is none.
const NetworkMethod& network_method_named(std::string_view name);

}  // namespace anbn
