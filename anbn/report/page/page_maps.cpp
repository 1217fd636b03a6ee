// SPDX-License-Identifier: Apache-2.0
// Figures 6b and 6c: maps of chosen networks beside their time courses.
#include "anbn/report/numbers/figures/measure.h"
#include "anbn/report/numbers/network_places.h"
#include "anbn/report/numbers/shown_networks.h"
#include "anbn/report/page/html.h"
#include "anbn/report/page/packed.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kMostClusters = 5;  // in the page; the TSV has them all

// Voxels are seldom at whole millimetres: one decimal, where there is one.
std::string mm_text(double mm) { return fmt::format("{}", std::round(mm * 10) / 10 + 0.0); }

std::string clusters_table(const ShownNetwork& network, const BrainMap& map,
                           const PlacesResults* places) {
  std::vector<std::vector<HtmlCell>> rows;
  for (std::size_t n = 0; n < std::min(kMostClusters, map.clusters.size()); ++n) {
    const MapCluster& c = map.clusters[n];
    rows.push_back({mm_text(c.peak_mm[0]), mm_text(c.peak_mm[1]), mm_text(c.peak_mm[2]),
                    fmt::format("{:+.2f}", c.peak), std::to_string(c.voxels)});
    if (places)
      for (const std::string& region : regions_of_peak(*places, network.network, c.peak_mm))
        rows.back().emplace_back(region.empty() ? std::string("none") : region);
  }
  std::vector<HtmlColumn> columns = {
      {"x mm", Align::right, "Right of the origin is positive"},
      {"y mm", Align::right, "In front of it is positive"},
      {"z mm", Align::right, "Above it is positive"},
      {"peak", Align::right, "Share of the map\u2019s largest |value|, as shown"},
      {"voxels", Align::right, "That reach 0.3 and are joined by their faces"}};
  if (places)
    for (const std::string& atlas : places->atlases)
      columns.push_back({atlas, Align::left, "The region in which the peak lies"});
  std::string html =
      html_table(fmt::format("Peaks of {}", pair_name(network)), columns, rows, Sorting::fixed);
  if (map.clusters.size() > kMostClusters)
    html += fmt::format("<p class=\"note\">The {} strongest of {} clusters.</p>\n", kMostClusters,
                        map.clusters.size());
  return html;
}

std::string network_facts(const Session& s, const ShownNetwork& network, const BrainMap& map,
                          const VolumeNetworks& volumes) {
  const auto fact = [](std::string_view name, const std::string& value) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), escaped(value));
  };
  std::string html = "<dl class=\"facts\">\n";
  html += fact("best neuron", network.label);
  html += fact(s.input.pcc != kAbsolutePcc || map.sign > 0 ? "PCC" : "PCC (signed)",
               pcc_as_shown(network.correlation, map.sign));
  std::vector<double> drawn;
  const auto at = static_cast<std::size_t>(network.network - 1);
  for (const Anchors& draw : s.input.noise) drawn.push_back(draw.network_correlation.at(at));
  if (s.input.partial)
    html += fact("largest partial r", r_text(s.input.partial->network_correlation.at(at)));
  if (const Spread noise = spread_of(drawn); !drawn.empty())
    html += fact(
        s.input.partial ? "noise, partial" : "noise",
        fmt::format("{} ({:.2f} to {:.2f} in 95 %)", r_text(noise.mean), noise.low, noise.high));
  if (s.input.untrained)
    html += fact("untrained", r_text(s.input.untrained->network_correlation.at(at)));
  html += fact("calibrated p",
               p_text(network.phase_max_p) + (network.phase_anchor != network.label &&
                                                      !network.phase_anchor.empty() &&
                                                      network.phase_anchor != "n/a"
                                                  ? fmt::format(" (with {})", network.phase_anchor)
                                                  : ""));
  html += fact("flipped for display", map.sign < 0 ? "yes" : "no");
  html += fact("voxels shown",
               fmt::format("{} positive, {} negative ({} of the mask)", map.positive, map.negative,
                           share_text(map.positive + map.negative, volumes.voxels)));
  if (volumes.places) {
    html += fact("lies", place_in_words(*volumes.places, network.network));
    if (const std::string like = reference_in_words(*volumes.places, network.network);
        !like.empty())
      html += fact("reference", like);
  }
  html += fact("chosen for", network.why);
  return html + "</dl>\n";
}

// A map of more than this share of the mask is no network in the usual sense.
constexpr double kMostOfTheBrain = 0.5;

std::string wide_map_note(const BrainMap& map, std::size_t voxels) {
  const auto shown = static_cast<double>(map.positive + map.negative);
  if (shown <= kMostOfTheBrain * static_cast<double>(voxels)) return "";
  return fmt::format(
      "<p class=\"notice\">{} of the mask reach 0.3 of the largest |value|: this map is no small "
      "set "
      "of regions, but something that the whole brain shares, or a map that did not become "
      "sparse.</p>\n",
      share_text(map.positive + map.negative, voxels));
}

std::string network_card(const Session& s, const ShownNetwork& network, const Figure& course,
                         const BrainMap& map, const VolumeNetworks& volumes) {
  const std::string id = escaped(course.id);
  std::string html = fmt::format(
      "<article class=\"network\" aria-labelledby=\"network-{0}\">\n"
      "<h4 id=\"network-{0}\">{1}{2}</h4>\n<div class=\"columns\">\n<div>\n",
      id, escaped(pair_name(network)),
      network.name.empty() || network.name == fmt::format("BN {}", network.network)
          ? ""
          : fmt::format(" <span class=\"paper\">{}</span>", escaped(network.name)));
  if (map.largest == 0)
    html += "<p class=\"notice\">This map is 0 everywhere: there is nothing to show.</p>\n";
  else
    html += fmt::format("<div class=\"brain\" data-brain=\"{}\"></div>\n", id);
  if (map.sign < 0) html += flip_note(network.correlation);
  html += wide_map_note(map, volumes.voxels);
  html += "</div>\n<div>\n";
  html += fmt::format(
      "<figure id=\"figure-{0}\"><div class=\"figure\" data-figure=\"{0}\"></div>{1}</figure>\n",
      id, numbers_part(course));
  html += network_facts(s, network, map, volumes);
  html += clusters_table(network, map, volumes.places ? &*volumes.places : nullptr);
  return html + "</div>\n</div>\n</article>\n";
}

std::string reading(const Session& s, const BrainVolumes& brain) {
  std::string text = fmt::format(
      "The two networks that most neurons are anchored to with {0} > 0.25, and those with the "
      "smallest calibrated p, up to four; a map that was found more than once is shown once. Grey: "
      "mean of all scans. Red to yellow: positive, blue "
      "to cyan: negative weights of the map that reach 0.3 of its largest |value|. That threshold "
      "is for the eye alone: no voxel was tested. Left is left (neurological convention). "
      "Millimetres are those of the scans\u2019 own space. Where the negative part of a map is "
      "larger it is flipped, with its time course and the sign of its PCC. Time courses are "
      "z-scored; the network\u2019s is the mean over the listeners.",
      s.input.pcc);
  if (brain.grid.tilt_degrees() > 0.5)
    text += fmt::format(
        " These scans are oblique: slices follow their voxels, which are tilted by up to "
        "{:.0f}\u00b0, "
        "and the millimetres under a slice are those of the cross, or of the peak.",
        brain.grid.tilt_degrees());
  return "<p class=\"note\">" + escaped(text) + "</p>\n";
}

// The slices of the map of `network` that the page draws into the place `id`, if it has that map.
void add_shown(const Report& report, int network, const std::string& id, JsonText& json) {
  const BrainMap* map = drawn_map(report, network);
  if (map == nullptr) return;
  json.begin_object();
  json.member("id", id);
  json.member("network", network);
  json.key("peak");
  json.list(map->peak);
  json.key("axial");
  json.list(map->axial);
  json.end();
}

// Two decimals of a millimetre are far below a voxel.
double rounded_mm(double mm) { return std::round(mm * 1e4) / 1e4; }

}  // namespace

const BrainMap* drawn_map(const Report& report, int network) {
  if (!report.volumes || !report.volumes->brain) return nullptr;
  const auto found = report.volumes->brain->maps.find(network);
  const bool is_drawn = found != report.volumes->brain->maps.end() && found->second.largest != 0;
  return is_drawn ? &found->second : nullptr;
}

std::string pcc_as_shown(double correlation, int sign) {
  return r_text(sign * correlation) +
         (sign < 0 ? fmt::format(" as shown; {} as coupled", r_text(correlation)) : "");
}

std::string flip_note(double correlation) {
  return fmt::format(
      "<p class=\"note\">The negative part of this map is the larger one, so map and time course "
      "are "
      "shown with the opposite sign, and so is the PCC: {} as shown is {} as coupled.</p>\n",
      r_text(-correlation), r_text(correlation));
}

std::string map_cards(const Report& report, const Session& s, const std::vector<Figure>& courses) {
  if (!report.volumes || !report.volumes->brain || s.shown.empty()) return "";
  const BrainVolumes& brain = *report.volumes->brain;
  std::string html =
      "<h3><span class=\"paper\">Figure 6b\u2013c</span> Maps of chosen networks</h3>\n";
  html += learning_notice(*report.volumes);
  if (verdict_of(s) != Verdict::coupling)
    html += fmt::format(
        "<p class=\"notice\">{}: that a network stands here does not mean that it follows the "
        "words.</p>\n",
        no_pair_words(s));
  html += reading(s, brain);
  html +=
      "<p class=\"map-key\"><span>\u22121</span><i class=\"cool\"></i><span>\u22120.3</span>"
      "<span>0.3</span><i class=\"warm\"></i><span>1</span> "
      "<span>of the map\u2019s largest |value|</span></p>\n";
  for (std::size_t n = 0; n < s.shown.size(); ++n)
    html +=
        network_card(s, s.shown[n], courses[n], brain.maps.at(s.shown[n].network), *report.volumes);
  return html;
}

std::string brain_json(const Report& report, const PageFigures& figures) {
  if (!report.volumes || !report.volumes->brain) return "null";
  const BrainVolumes& brain = *report.volumes->brain;
  JsonText json;
  json.begin_object();
  json.key("size");
  json.list(brain.grid.size());
  json.key("affine");
  json.begin_array();
  for (std::size_t r = 0; r < 3; ++r) {
    json.begin_array();
    for (std::size_t c = 0; c < 4; ++c) json.add(rounded_mm(brain.grid.affine()[r][c]));
    json.end();
  }
  json.end();
  json.member("mean", packed(brain.mean));
  json.key("maps");
  json.begin_object({.between = ",\n"});
  for (const auto& [network, map] : brain.maps)
    json.member(std::to_string(network), packed(map.shown));
  json.end();
  json.key("shown");
  json.begin_array();
  for (std::size_t i = 0; i < report.sessions.size(); ++i) {
    const Session& s = report.sessions[i];
    for (std::size_t n = 0; n < s.shown.size(); ++n)
      add_shown(report, s.shown[n].network, figures.courses[i][n].id, json);
    std::size_t n = 0;
    for (const ShownNetwork& pair :
         s.layer_pairs ? s.layer_pairs->pairs : std::vector<ShownNetwork>())
      if (pair.network > 0) add_shown(report, pair.network, figures.layers[i][n++].id, json);
  }
  json.end();
  json.end();
  return json.text();
}

}  // namespace anbn
