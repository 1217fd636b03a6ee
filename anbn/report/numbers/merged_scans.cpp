// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/merged_scans.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

namespace anbn {
namespace {

using Named = std::vector<std::pair<std::string, std::string>>;

std::optional<double> number_in(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "0 to 812" of numbers, else how many different values there are.
std::string range_words(const std::vector<std::string>& values) {
  if (std::all_of(values.begin(), values.end(), [&](const auto& v) { return v == values[0]; }))
    return values[0];
  const std::string *least = nullptr, *most = nullptr;
  for (const std::string& value : values) {
    const auto number = number_in(value);
    if (!number) {
      std::vector<std::string> distinct = values;
      std::sort(distinct.begin(), distinct.end());
      const auto end = std::unique(distinct.begin(), distinct.end());
      return fmt::format("{} different values", end - distinct.begin());
    }
    if (!least || *number < *number_in(*least)) least = &value;
    if (!most || *number > *number_in(*most)) most = &value;
  }
  return fmt::format("{} to {}", *least, *most);
}

// The values under each name, whatever scan they are of, in the order of first appearance.
Named merged(std::span<const ScanRecord> scans, const Named StageRecord::*field) {
  std::vector<std::pair<std::string, std::vector<std::string>>> all;
  for (const ScanRecord& scan : scans)
    for (const auto& entry : scan.stage.*field) {
      auto found = std::find_if(all.begin(), all.end(),
                                [&](const auto& a) { return a.first == entry.first; });
      if (found == all.end()) found = all.insert(all.end(), {entry.first, {}});
      found->second.push_back(entry.second);
    }
  Named named;
  for (const auto& [name, values] : all) named.emplace_back(name, range_words(values));
  return named;
}

// A warning without what differs between scans: their names and numbers.
std::string pattern_of(std::string text, const std::string& scan) {
  for (std::size_t at; !scan.empty() && (at = text.find(scan)) != std::string::npos;)
    text.replace(at, scan.size(), 1, '\1');
  std::string pattern;
  for (const char c : text) {
    const bool digit =
        (c >= '0' && c <= '9') || (c == '.' && !pattern.empty() && pattern.back() == '#');
    if (!digit)
      pattern += c;
    else if (pattern.empty() || pattern.back() != '#')
      pattern += '#';
  }
  return pattern;
}

std::vector<std::string> merged_warnings(std::span<const ScanRecord> scans) {
  struct Alike {
    std::string pattern, first, scan;
    std::size_t count = 0;
    bool same = true;
  };
  std::vector<Alike> all;
  for (const ScanRecord& scan : scans)
    for (const std::string& text : scan.stage.warnings) {
      const std::string pattern = pattern_of(text, scan.scan);
      auto found = std::find_if(all.begin(), all.end(),
                                [&](const Alike& a) { return a.pattern == pattern; });
      if (found == all.end()) found = all.insert(all.end(), {pattern, text, scan.scan});
      ++found->count;
      found->same &= found->first == text;
    }
  std::vector<std::string> warnings;
  for (const Alike& alike : all)
    warnings.push_back(
        alike.count == 1 ? fmt::format("{}: {}", alike.scan, alike.first)
        : alike.same     ? fmt::format("{} of {} scans: {}", alike.count, scans.size(), alike.first)
                         : fmt::format("{} of {} scans, such as {}: {}", alike.count, scans.size(),
                                       alike.scan, alike.first));
  return warnings;
}

}  // namespace

std::vector<std::pair<std::string, StageRecord>> merged_scans(const VolumeNetworks& volumes) {
  std::vector<std::pair<std::string, StageRecord>> stories;
  for (auto first = volumes.scans.begin(); first != volumes.scans.end();) {
    const auto end = std::find_if(first, volumes.scans.end(), [&](const ScanRecord& scan) {
      return scan.story != first->story;
    });
    const std::span<const ScanRecord> scans(first, end);
    StageRecord record = scans[0].stage;
    record.options = merged(scans, &StageRecord::options);
    record.inputs = merged(scans, &StageRecord::inputs);
    record.facts = merged(scans, &StageRecord::facts);
    record.warnings = merged_warnings(scans);
    stories.emplace_back(scans.size() == 1
                             ? fmt::format("{}/{}", scans[0].story, scans[0].scan)
                             : fmt::format("{}, {} scans", scans[0].story, scans.size()),
                         std::move(record));
    first = end;
  }
  return stories;
}

}  // namespace anbn
