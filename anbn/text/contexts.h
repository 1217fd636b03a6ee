// SPDX-License-Identifier: Apache-2.0
// How much of a story a model reads at once: segments one after another, or windows.
#pragma once

#include "anbn/core/names.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// What a model reads at once: a segment of the story; the words of a volume; windows that slide
/// over the story, in each of which some tokens are read and those before them are context.
enum class Context { segment, volume, sliding };
constexpr auto names_of(Context) { return named("segment", "volume", "sliding"); }

/// Pieces begin .. end - 1, of which those from `read` on are read in this window: what the model
/// computes of them there counts.
struct Window {
  std::size_t begin = 0, read = 0, end = 0;

  friend bool operator==(const Window&, const Window&) = default;
};

/// Which windows a story is read in.
struct WindowPlan {
  Context context = Context::sliding;  // no segments
  std::int64_t max_tokens = 512;       // of a window, specials included
  std::int64_t stride = 128;           // pieces from one sliding window to the next
};

/// A window for each run of pieces in one volume. Throws Error if one has more than `most` pieces.
/// @param volumes  of each piece
std::vector<Window> volume_windows(std::span<const std::int64_t> volumes, std::size_t most);

/// Windows of `most` pieces that begin `stride` pieces after each other, the last one as long as
/// the story goes. Each piece is read in the first window that has it, where it has most before it.
/// Throws Error unless 1 <= stride <= most.
std::vector<Window> sliding_windows(std::size_t pieces, std::size_t most, std::int64_t stride);

}  // namespace anbn
