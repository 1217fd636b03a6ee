// SPDX-License-Identifier: Apache-2.0
// The words of --help, made from the tables of stages and commands.
#pragma once

#include "anbn/core/options.h"

#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// A stage or a command, as far as its help goes.
struct HelpTopic {
  std::string_view name, summary, example, positional;
  std::vector<OptionInfo> options;

  /// Whether an option may stand without its name, by its place.
  bool takes_by_place(std::string_view option) const;
  /// Whether it is the last that may: words too many are taken for its.
  bool takes_last(std::string_view option) const;
};

/// Options that every command takes.
std::vector<OptionInfo> global_options();

/// `anbn --help`: what it does, the main job, then commands and stages in order.
std::string overview(const std::vector<HelpTopic>& commands, const std::vector<HelpTopic>& stages);

/// `anbn NAME --help`.
std::string help_of(const HelpTopic& topic);

}  // namespace anbn
