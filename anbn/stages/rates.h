// SPDX-License-Identifier: Apache-2.0
// How fast this machine is at what a study takes, from a moment of the real work of each kind.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/brain/space/mask.h"
#include "anbn/core/cost.h"

#include <cstddef>
#include <filesystem>

namespace anbn {

/// Rates of this machine. `folder` is where results will be, or an existing folder above it; if it
/// cannot be written to, the temporary folder is tried in its place.
MachineRates machine_rates(const std::filesystem::path& folder, const Machine& machine);

/// Seconds that one thread takes for one volume of a scan: reading its first volumes, and making
/// bold of them. Throws Error if they cannot be read.
double seconds_of_volume(const std::filesystem::path& scan, const Mask& mask, double fwhm_mm);

/// Seconds of one random draw of a null model, its statistics counted.
double seconds_of_draw(std::size_t volumes, std::size_t neurons, std::size_t networks,
                       const Machine& machine);

/// Seconds that one thread takes for the top pairs of one neuron in a segment of `tokens`, and for
/// what they are beside so many draws of shifted classes.
double seconds_of_pairs(std::size_t tokens, std::size_t top, std::size_t draws);

}  // namespace anbn
