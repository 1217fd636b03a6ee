// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/shifted_classes.h"

#include "anbn/core/random.h"

#include <algorithm>
#include <cassert>

namespace anbn {
namespace {

ShiftedSegment segment_of(std::span<const std::uint8_t> category, std::size_t first,
                          std::size_t size) {
  ShiftedSegment out{first, size, {}, std::vector<std::uint32_t>(size), {}};
  for (std::size_t t = first; t < first + size; ++t) {
    out.place[t - first] = static_cast<std::uint32_t>(out.words.size());
    if (is_special_category(category[t])) continue;
    out.words.push_back(static_cast<std::uint32_t>(t));
    out.classes.push_back(category[t] == kNoCategory ? kUnknownClass : category[t]);
  }
  for (std::size_t t = first; t < first + size; ++t)
    if (is_special_category(category[t]))
      out.place[t - first] = static_cast<std::uint32_t>(out.words.size());
  const std::vector<std::uint8_t> once = out.classes;
  out.classes.insert(out.classes.end(), once.begin(), once.end());
  return out;
}

}  // namespace

ShiftedClasses::ShiftedClasses(const TokenCategories& tokens,
                               std::span<const std::size_t> segment_sizes, std::size_t draws,
                               std::uint64_t seed)
    : own_(tokens.category), draws_(draws) {
  std::size_t first = 0;
  for (const std::size_t size : segment_sizes) {
    assert(first + size <= own_.size());
    segments_.push_back(segment_of(own_, first, size));
    first += size;
  }
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const RandomKey key = random_key(seed, "interpretation/shifts", draw);
    for (std::size_t s = 0; s < segments_.size(); ++s) {
      const std::size_t n = segments_[s].words.size();
      const auto shift = static_cast<std::size_t>(uniform(key, s) * static_cast<double>(n));
      shifts_.push_back(static_cast<std::uint32_t>(n == 0 ? 0 : std::min(shift, n - 1)));
    }
  }
}

std::vector<std::uint8_t> ShiftedClasses::categories(std::size_t draw) const {
  std::vector<std::uint8_t> out = own_;
  for (std::size_t s = 0; s < segments_.size(); ++s)
    for (std::size_t i = 0; i < segments_[s].words.size(); ++i) {
      const std::uint8_t moved = segments_[s].classes[i + shift(draw, s)];
      out[segments_[s].words[i]] = moved == kUnknownClass ? kNoCategory : moved;
    }
  return out;
}

}  // namespace anbn
