// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/bids/labels.h"

#include <algorithm>
#include <set>

namespace anbn {
namespace {

// Not those of <cctype>, which follow the locale.
bool is_label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string lowered(std::string label) {
  for (char& c : label)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return label;
}

}  // namespace

std::string bids_label(std::string_view name) {
  std::string label;
  std::copy_if(name.begin(), name.end(), std::back_inserter(label), is_label_character);
  return label;
}

std::vector<std::string> bids_labels(const std::vector<std::string>& names) {
  std::vector<std::string> labels(names.size());
  std::set<std::string> taken;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!names[i].empty() && bids_label(names[i]) == names[i] &&
        taken.insert(lowered(names[i])).second)
      labels[i] = names[i];
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!labels[i].empty()) continue;
    const std::string plain = bids_label(names[i]).empty() ? "x" : bids_label(names[i]);
    labels[i] = plain;
    for (int number = 2; !taken.insert(lowered(labels[i])).second; ++number)
      labels[i] = plain + std::to_string(number);
  }
  return labels;
}

}  // namespace anbn
