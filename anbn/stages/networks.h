// SPDX-License-Identifier: Apache-2.0
// What the stage `networks` tells those who look before they compute.
#pragma once

#include "anbn/brain/networks/network_method.h"
#include "anbn/runner/stage.h"

#include <cstddef>
#include <string>

namespace anbn {

/// M, by the options of a job; 0 where only the computation can tell. Throws Error if an option is
/// wrong or the maps to import cannot be read.
std::size_t networks_asked_for(const std::string& options_json);

/// The maps that a job imports, as it will read them in `mask`; tells what is dubious in them.
/// Nothing where it imports none. Throws Error if they cannot be read or used.
void check_imported_maps(const std::string& options_json, const Mask& mask, const Machine& machine,
                         Notes& notes);

/// Tells what a method found, and what is dubious in it.
void note_networks(const Networks& networks, Notes& notes);

}  // namespace anbn
