// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/contexts.h"

#include "anbn/core/error.h"

#include <algorithm>

namespace anbn {

std::vector<Window> volume_windows(std::span<const std::int64_t> volumes, std::size_t most) {
  std::vector<Window> windows;
  for (std::size_t begin = 0, end = 0; begin < volumes.size(); begin = end) {
    while (end < volumes.size() && volumes[end] == volumes[begin]) ++end;
    if (end - begin > most)
      fail(
          "volume {} (from the first one used) has {} tokens; expected at most {} beside the "
          "specials. Set --max-segment-tokens, or take another --context",
          volumes[begin], end - begin, most);
    windows.push_back({begin, begin, end});
  }
  return windows;
}

std::vector<Window> sliding_windows(std::size_t pieces, std::size_t most, std::int64_t stride) {
  if (stride < 1 || stride > static_cast<std::int64_t>(most))
    fail(
        "--stride is {}; expected 1 to {}, the tokens of a window beside the specials "
        "(--max-segment-tokens): further windows would leave tokens unread",
        stride, most);
  std::vector<Window> windows;
  for (std::size_t begin = 0, read = 0; read < pieces; begin += static_cast<std::size_t>(stride)) {
    const std::size_t end = std::min(pieces, begin + most);
    windows.push_back({begin, read, end});
    read = end;
  }
  return windows;
}

}  // namespace anbn
