// SPDX-License-Identifier: Apache-2.0
// How networks were found in volumes, and whether their method learned anything.
#include "anbn/report/page/cells.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

std::string number(double v) { return std::isnan(v) ? "n/a" : fmt::format("{:.3g}", v); }
HtmlCell number_cell(double v) { return {number(v), v}; }

std::string scans_words(const VolumeNetworks& v) {
  std::vector<std::pair<std::string, std::size_t>> stories;
  for (const ScanRecord& scan : v.scans) {
    if (stories.empty() || stories.back().first != scan.story) stories.emplace_back(scan.story, 0);
    ++stories.back().second;
  }
  std::string text = counted(v.scans.size(), "scan");
  if (stories.size() < 2) return text;
  std::string each;
  for (const auto& [story, count] : stories)
    each += fmt::format("{}{} of {}", each.empty() ? "" : ", ", count, story);
  return text + " (" + each + ")";
}

std::string empty_voxels_words(const VolumeNetworks& v) {
  std::size_t affected = 0;
  const ScanRecord* worst = nullptr;
  const auto empty = [](const ScanRecord& scan) { return scan.constant + scan.not_finite; };
  for (const ScanRecord& scan : v.scans) {
    affected += empty(scan) > 0;
    if (!worst || empty(scan) > empty(*worst)) worst = &scan;
  }
  if (affected == 0) return " No scan has a voxel that is constant or not finite.";
  return fmt::format(
      " {} of {} scans have voxels that are constant or not finite, and are 0 there; {} of them "
      "more than 1 %. The most has {}/{}: {} of {} voxels.",
      affected, v.scans.size(), scans_with_many_empty_voxels(v), worst->story, worst->scan,
      empty(*worst), v.voxels);
}

std::string how(const Report& report) {
  const VolumeNetworks& v = *report.volumes;
  const std::size_t networks = report.sessions.front().input.observed.network_correlation.size();
  const std::string_view method = report.networks.option("method");
  std::string text =
      method == "import"
          ? fmt::format("The maps of {} were imported, and their time courses read from {}: {}.",
                        counted(networks, "network"), scans_words(v), method_words(report.networks))
          : fmt::format(
                "{} found in {} by {}.",
                networks == 1 ? "One network was" : fmt::format("{} networks were", networks),
                scans_words(v), method_words(report.networks));
  text += fmt::format(
      " The study\u2019s mask has {} voxels, those inside every mask and every "
      "scan\u2019s field of view",
      v.voxels);
  if (!v.grid.empty()) text += ", on a grid of " + v.grid;
  text += v.resampled == 0
              ? "; all scans are on this grid."
              : fmt::format("; {} resampled to it.",
                            v.resampled == 1 ? std::string("one scan was")
                                             : fmt::format("{} scans were", v.resampled));
  text += " Each voxel was z-scored over the volumes of its scan." + empty_voxels_words(v);
  if (std::string words = freedom_words(v); !words.empty()) text += " W" + words.substr(1) + ".";
  return element("p", text);
}

std::string last_epochs_table(const VolumeNetworks& v) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const LayerHealth& layer : v.health.layers) {
    if (layer.epochs.empty()) continue;
    const EpochHealth& e = layer.epochs.back();
    rows.push_back({std::to_string(layer.layer), std::to_string(layer.units), number(e.epoch),
                    number_cell(e.error), share_cell(e.explained), number_cell(e.held_out_error),
                    share_cell(e.held_out_explained), number_cell(e.mean_weight),
                    number_cell(e.l1_step), share_cell(e.dead), share_cell(e.saturated),
                    number_cell(e.free_energy_gap)});
  }
  return html_table(
      "Health of each layer after the last epoch",
      {{"Layer"},
       {"units", Align::right},
       {"epoch", Align::right},
       {"error", Align::right, "Mean squared reconstruction error, training scans"},
       {"explained", Align::right,
        "Share of the variance of what the layer sees, training scans: of the volumes in layer 1, "
        "of what the layer below gives in those above"},
       {"error, held out", Align::right, "The same for scans that were not trained on"},
       {"explained, held out", Align::right, "The same for scans that were not trained on"},
       {"mean |W|", Align::right, "Mean size of a weight"},
       {"one L1 step", Align::right,
        "The most that the decay takes off a weight in one update of the epoch; weights of this "
        "size are noise of the decay"},
       {"dead", Align::right,
        "Share of hidden units whose probability differs by less than 0.01 between any two "
        "volumes"},
       {"saturated", Align::right,
        "Share of the other hidden units that are off (p < 0.01) or on (p > 0.99) in 95 % of "
        "volumes"},
       {"free-energy gap", Align::right,
        "Mean free energy of held-out minus training volumes: large means overfitted"}},
      rows, Sorting::fixed);
}

std::string held_out_words(const VolumeNetworks& v) {
  if (v.health.held_out.count == 0)
    return "No scan was held out, so nothing here tells whether the network learned the brain or "
           "its noise.";
  const bool one = v.health.held_out.count == 1;
  const std::string scans =
      one ? std::string("One scan was") : fmt::format("{} scans were", v.health.held_out.count);
  if (v.health.held_out_listeners == "apart")
    return scans + " held out from training, and so was all else of " +
           (one ? "its listener" : "their listeners") +
           ": what is explained there was not learned by heart.";
  if (v.health.held_out_listeners == "trained on")
    return scans + " held out from training, but other scans of " +
           (one ? "the same listener" : "the same listeners") +
           " were not: what is explained there may be known from those.";
  return scans +
         " held out from training. Names of scans do not tell whether the same listeners were "
         "trained on in another story; if so, what is explained there may be known from that.";
}

std::string health(const VolumeNetworks& v, const std::vector<Figure>& figures) {
  if (v.health.layers.empty()) return "";
  std::string html = "<h3 id=\"health\">Health of the training</h3>\n" + learning_notice(v);
  html += element("p", held_out_words(v));
  if (v.health.layers.size() > 1)
    html += element("p",
                    "Each layer is measured by what it sees: the first by the volumes, each other "
                    "by what the layer below gives. A high share of that is no share of the "
                    "volumes.");
  return html + figure_cards(figures) + "<h4 class=\"table-title\">After the last epoch</h4>\n" +
         last_epochs_table(v);
}

std::string stability(const VolumeNetworks& v) {
  if (v.stability.empty()) return "";
  std::vector<std::vector<HtmlCell>> rows;
  for (const NetworkStability& s : v.stability)
    rows.push_back({v.list.names[s.network], HtmlCell(r_text(s.stability), s.stability),
                    share_cell(s.variance)});
  return "<h3>Stability of the components</h3>\n" +
         element("p",
                 "How alike each component came out when the search was started again from other "
                 "random points: 1 is the same every time. What is well below it may be noise.") +
         html_table("Stability of the components",
                    {{"Network"},
                     {"stability", Align::right, "0 to 1 over the restarts"},
                     {"variance", Align::right, "Share of the group\u2019s variance"}},
                    rows, Sorting::by_reader);
}

std::string reproducibility(const Report& report) {
  const VolumeNetworks& v = *report.volumes;
  if (v.list.reproducibility.empty()) return "";
  std::vector<std::vector<HtmlCell>> rows;
  double sum = 0;
  for (std::size_t j = 0; j < v.list.names.size(); ++j) {
    const double r = v.list.reproducibility[j];
    rows.push_back({v.list.names[j], HtmlCell(r_text(r), r)});
    sum += r;
  }
  return "<h3 id=\"reproducibility\">Reproducibility over seeds</h3>\n" +
         element("p",
                 fmt::format(
                     "The network was trained with {} seeds, which differ in nothing but chance. "
                     "The maps of each other seed were matched one to one with those shown here; "
                     "their correlation, whatever its sign, has a mean of {}. A map that does not "
                     "come back is one of many that would have fitted as well.",
                     report.networks.option("seeds"),
                     r_text(sum / static_cast<double>(v.list.names.size())))) +
         html_table(
             "Reproducibility of the maps",
             {{"Network"},
              {"|r|", Align::right, "Correlation with the matched map, mean over the other seeds"}},
             rows, Sorting::by_reader);
}

}  // namespace

std::string learning_notice(const VolumeNetworks& v) {
  std::string html;
  for (const LayerHealth& layer : v.health.layers) {
    if (layer.learned) continue;
    // The verdict may begin with these words itself.
    const std::string said = fmt::format("Layer {} learned nothing", layer.layer);
    const std::string sentence = verdict_sentence(layer);
    const bool twice = sentence.starts_with(said);
    html += fmt::format("<p class=\"notice\"><b>{}{}</b>{}</p>\n", said, twice ? "" : ".",
                        escaped(twice ? sentence.substr(said.size()) : " " + sentence));
  }
  return html;
}

std::string networks_section(const Report& report, const std::vector<Figure>& health_figures) {
  if (!report.volumes) return "";
  return part("networks", "Brain networks",
              "how they were found in the scans, whether the method learned, where they lie",
              "<div class=\"prose\">\n" + how(report) + "</div>\n" +
                  health(*report.volumes, health_figures) + reproducibility(report) +
                  stability(*report.volumes) + places_part(*report.volumes));
}

}  // namespace anbn
