// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The letters and digits (ASCII) of `name`, of which BIDS makes labels and suffixes; may be empty.
std::string bids_label(std::string_view name);

/// A label for each of `names`: what bids_label leaves ("x" of nothing), with a number where two
/// would be the same but for the case of letters. A name that is its own label keeps it.
std::vector<std::string> bids_labels(const std::vector<std::string>& names);

}  // namespace anbn
