// SPDX-License-Identifier: Apache-2.0
// What the words of a story are to a brain that understands none of them: how many there are,
// whether somebody speaks, and to a model with segments: how far into one they stand. Whatever the
// words mean, neurons and networks may follow these, so they belong to the nuisance set.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/text/token_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace anbn {

/// The columns of speech_series.
inline constexpr std::array<std::string_view, 6> kSpeechSeries = {
    "word_rate",        "speech",           "segment_position", "segment_position_squared",
    "segment_start_20", "segment_start_100"};

/// The length of a segment that positions are measured in: the longest one that BERT reads.
inline constexpr double kPositionLength = 512;

/// A row for each of the volumes first_volume .. first_volume + volumes - 1 (volumes count from the
/// first one used): words whose onset lies in it; 1 where there is one, else 0; p, p^2, e^(-20 p)
/// and e^(-100 p), where p is the mean over the volume's tokens of their place in the segment or
/// window in which they are read (from 0, [CLS]'s) / 512. A volume without tokens has 0 in all of
/// the last four.
Matrix speech_series(const TokenTable& table, std::int64_t first_volume, std::size_t volumes);

}  // namespace anbn
