// SPDX-License-Identifier: Apache-2.0
// What neurons add to the rhythm of the words, network by network.
#include "anbn/report/page/cells.h"
#include "anbn/report/page/page_parts.h"
#include "anbn/report/prose/unique_variance_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kMostGains = 30;

HtmlCell share_of_variance(double value) {
  return {std::isnan(value) ? "n/a" : fmt::format("{:.4f}", value), value};
}

/// Networks by their gain, the largest first; those that cannot be tested are left out.
std::vector<std::size_t> by_gain(const std::vector<EncodedNetwork>& networks) {
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < networks.size(); ++j)
    if (!std::isnan(networks[j].largest.observed)) order.push_back(j);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return networks[a].largest.observed > networks[b].largest.observed;
  });
  return order;
}

std::string gains_table(const Session& s) {
  const UniqueVarianceResults& results = *s.unique_variance;
  const std::vector<EncodedNetwork>& networks = results.encoding.networks;
  std::vector<std::size_t> order = by_gain(networks);
  const std::size_t all = order.size();
  order.resize(std::min(all, kMostGains));
  std::vector<std::vector<HtmlCell>> rows;
  for (const std::size_t j : order) {
    const EncodedNetwork& network = networks[j];
    const AgainstDraws& gain = network.largest;
    rows.push_back({j < s.network_name.size() ? s.network_name[j] : fmt::format("BN {}", j + 1),
                    network.best == kNoIndex ? "n/a" : results.encoding.groups[network.best].label,
                    share_of_variance(results.low_level_r2[j]), share_of_variance(gain.observed),
                    share_of_variance(gain.null_mean), share_of_variance(gain.null_95),
                    p_cell(gain.p), p_cell(network.p_fwe)});
  }
  const std::vector<HtmlColumn> columns = {
      {"Network"},
      {"Neurons", Align::left, "That add most"},
      {"R\u00b2 of rhythm", Align::right, "Held out, without neurons"},
      {"gain", Align::right, "Held-out R\u00b2 with neurons minus without"},
      {"noise", Align::right, "Of the best neurons in noise: mean over the draws"},
      {"noise, 95 %", Align::right, "Of the best neurons in noise: 95th percentile"},
      {"p", Align::right, "Of this network alone"},
      {"family-wise p", Align::right, "Against the largest gain over all networks in noise"}};
  std::string html = html_table("What neurons add to rhythm", columns, rows, Sorting::by_reader);
  if (all > order.size())
    html += element("p", fmt::format("The {} networks with the largest gains; all {} are in "
                                     "unique-variance/networks.tsv.",
                                     order.size(), all));
  return html;
}

}  // namespace

std::string unique_variance_part(const Session& s, const Session* untrained) {
  if (!s.unique_variance) return "";
  std::string html = "<h3>More than rhythm</h3>\n" + element("p", kUniqueVarianceWords) +
                     element("p", "Found: " + unique_variance_words(*s.unique_variance) + ".") +
                     gains_table(s);
  if (untrained && untrained->unique_variance)
    html += element(
        "p", "The untrained model: " + unique_variance_words(*untrained->unique_variance) + ".");
  return html;
}

}  // namespace anbn
