// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/report/page/page.h"

namespace anbn {

/// The variance that each layer explains over its training, a figure a layer.
std::vector<Figure> health_figures(const VolumeNetworks& volumes);

}  // namespace anbn
