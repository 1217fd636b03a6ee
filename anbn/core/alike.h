// SPDX-License-Identifier: Apache-2.0
// Sentences that say the same of different things, told once.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// What a sentence says, whatever it says it of: words with a digit or a slash in them (numbers,
/// names of files and folders) are left out. Sentences with the same gist are alike.
std::string gist_of(std::string_view sentence);

/// The numbers (from 0) of the sentences that are told together: three or more that are alike, or
/// one alone; in the order of the first of each.
std::vector<std::vector<std::size_t>> told_together(const std::vector<std::string>& sentences);

/// The sentence, with how many more there are that it is told for ("...; and 17 more like this").
std::string told_for(const std::string& sentence, std::size_t more);

/// The sentences in their order, those that are told together by the first of them.
std::vector<std::string> folded(const std::vector<std::string>& sentences);

}  // namespace anbn
