// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/places/atlas.h"

#include <algorithm>
#include <array>

namespace anbn {
namespace {

// Source: Yeo et al. 2011, the order of its seven networks.
constexpr std::array<std::string_view, 7> kYeo7 = {
    "Visual", "Somatomotor",    "Dorsal Attention", "Ventral Attention",
    "Limbic", "Frontoparietal", "Default"};

std::vector<std::string> tokens_of(const std::string& name) {
  std::vector<std::string> tokens(1);
  for (const char c : name)
    if (c == '_' || c == ' ' || c == '-' || c == '.')
      tokens.emplace_back();
    else
      tokens.back() += c;
  std::erase(tokens, "");
  return tokens;
}

Hemisphere hemisphere_of(const std::string& token) {
  for (const std::string_view left : {"L", "LH", "lh", "Left", "left"})
    if (token == left) return Hemisphere::left;
  for (const std::string_view right : {"R", "RH", "rh", "Right", "right"})
    if (token == right) return Hemisphere::right;
  return Hemisphere::none;
}

}  // namespace

PlainName plain_name(const std::string& region) {
  PlainName plain;
  std::vector<std::string> tokens = tokens_of(region);
  const bool of_yeo = tokens.size() > 1 && (tokens[0] == "7Networks" || tokens[0] == "17Networks");
  if (of_yeo && tokens.size() == 2 && tokens[0] == "7Networks" && tokens[1].size() == 1 &&
      tokens[1][0] >= '1' && tokens[1][0] <= '7') {
    plain.words = kYeo7[static_cast<std::size_t>(tokens[1][0] - '1')];
    return plain;
  }
  const auto side = std::find_if(tokens.begin(), tokens.end(), [](const std::string& token) {
    return hemisphere_of(token) != Hemisphere::none;
  });
  if (side != tokens.end() && tokens.size() > 1) {
    plain.hemisphere = hemisphere_of(*side);
    tokens.erase(side);
    if (of_yeo) {
      tokens.erase(tokens.begin());
      tokens.resize(std::min<std::size_t>(1, tokens.size()));  // the network of a parcel
    }
  }
  for (const std::string& token : tokens) plain.words += (plain.words.empty() ? "" : " ") + token;
  if (plain.words.empty()) plain.words = region;
  return plain;
}

}  // namespace anbn
