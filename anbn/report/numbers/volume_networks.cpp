// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/volume_networks.h"

#include "anbn/report/prose/answers.h"
#include "anbn/results/bold.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace anbn {
namespace {

// "[512,256,128]" as "512, 256, 128"; "[20,20,20]", of all layers, as "20".
std::string list_words(std::string_view value) {
  std::vector<std::string> items(1);
  for (const char c : value)
    if (c == ',')
      items.emplace_back();
    else if (c != '[' && c != ']' && c != '"' && c != ' ')
      items.back() += c;
  if (std::all_of(items.begin(), items.end(), [&](const auto& i) { return i == items[0]; }))
    return items[0];
  return fmt::format("{}", fmt::join(items, ", "));
}

}  // namespace

std::vector<std::size_t> layers_without_learning(const VolumeNetworks& volumes) {
  std::vector<std::size_t> layers;
  for (const LayerHealth& layer : volumes.health.layers)
    if (!layer.learned) layers.push_back(layer.layer);
  return layers;
}

std::string verdict_sentence(const LayerHealth& layer) {
  std::string text = layer.verdict;
  if (text.empty() || (text.front() >= 'a' && text.front() <= 'z'))
    text = fmt::format("Layer {} {}", layer.layer, text);
  if (text.back() != '.') text += '.';
  return text;
}

std::size_t scans_with_many_empty_voxels(const VolumeNetworks& volumes) {
  return static_cast<std::size_t>(
      std::count_if(volumes.scans.begin(), volumes.scans.end(), [&](const ScanRecord& scan) {
        return static_cast<double>(scan.constant + scan.not_finite) >
               kManyEmptyVoxels * static_cast<double>(volumes.voxels);
      }));
}

std::string method_words(const StageRecord& networks) {
  const std::string_view method = networks.option("method");
  std::string text(method), options;
  const auto add = [&](std::string_view name, std::string_view words) {
    const std::string value = list_words(networks.option(name));
    if (!value.empty())
      options += fmt::format("{}{} {}", options.empty() ? "" : "; ", words, value);
  };
  if (method == "dbn") {
    add("preset", "preset");
    add("units", "units");
    add("epochs", "epochs");
    add("batch", "volumes a step");
    add("learning_rate", "learning rate");
    add("l1", "L1");
    add("l1_method", "L1 by");
    add("batch_normalization", "batch normalization");
  }
  if (method == "ica") add("components", "components");
  const auto say = [&](std::string_view words) {
    options += fmt::format("{}{}", options.empty() ? "" : "; ", words);
  };
  if (networks.option("time_course") == "dual")
    say("time courses by dual regression");
  else
    add("time_course", "time courses by");
  if (networks.option("average") == "zscore") say("each listener standardized before averaging");
  if (networks.option("average") == "raw") say("listeners averaged as they are");
  return options.empty() ? text : text + " (" + options + ")";
}

std::string freedom_words(const VolumeNetworks& v) {
  double least = HUGE_VAL, most = 0;
  for (const ScanRecord& scan : v.scans)
    for (const auto& [name, value] : scan.stage.facts)
      if (name == kFreedomLeft) {
        const double left = std::strtod(value.c_str(), nullptr);
        least = std::min(least, left);
        most = std::max(most, left);
      }
  if (least > most) return "";
  const std::string range =
      least < most ? fmt::format("{:.3g} to {:.3g}", least, most) : fmt::format("{:.3g}", most);
  return fmt::format("what was regressed out of a scan leaves {} degrees of freedom of its volumes",
                     range);
}

std::string volumes_line(const VolumeNetworks& v, const StageRecord& networks) {
  const bool imported = networks.option("method") == "import";
  std::string text = fmt::format("{} in {} of {} voxels",
                                 imported ? std::string("maps imported, time courses")
                                          : fmt::format("found by {}", networks.option("method")),
                                 counted(v.scans.size(), "scan"), v.voxels);
  if (const std::string words = freedom_words(v); !words.empty()) text += "; " + words;
  if (v.health.layers.empty()) return text;
  const auto bad = layers_without_learning(v);
  if (bad.empty()) return text + "; every layer learned something";
  std::string which;
  for (const std::size_t layer : bad)
    which += fmt::format("{}{}", which.empty() ? "" : ", ", layer);
  return text + fmt::format("; LEARNED NOTHING: layer{} {} of {}", bad.size() == 1 ? "" : "s",
                            which, v.health.layers.size());
}

}  // namespace anbn
