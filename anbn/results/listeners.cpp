// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/listeners.h"

#include "anbn/results/fields.h"
#include "anbn/results/null_ranges.h"

#include <numeric>

namespace anbn {
namespace {

namespace fs = std::filesystem;

template <class V>
void side_columns(V&& column, ListenerSide& side) {
  SideOfListeners& o = side.observed;
  column("correlation", members(o.anchors, &Anchor::correlation));
  range_columns(column, "listener_mean", widened(o.listener_mean), side.listener_mean);
  column("listener_sd", o.listener_sd);
  column("half_selected", o.half_selected);
  range_columns(column, "half_held_out", widened(o.half_held_out), side.half_held_out);
  column("half_same", o.half_same);
  column("rest_selected", o.rest_selected);
  range_columns(column, "rest_held_out", widened(o.rest_held_out), side.rest_held_out);
  column("flip_p", o.flip_p);
}

struct HalfNeuronRows {
  ListenersResults& results;

  template <class V>
  void columns(V&& column) {
    ListenerSide& side = results.comparison.neurons;
    column.numbered("neuron", results.labels.size());
    column("label", results.labels);
    column("network", ordinals(members(side.observed.anchors, &Anchor::index)));
    side_columns(column, side);
  }
};

struct HalfNetworkRows {
  ListenerResults& results;
  const std::vector<std::string>& labels;  // [N]

  template <class V>
  void columns(V&& column) {
    std::vector<NoiseCeiling>& ceilings = results.ceilings;
    column.numbered("network", ceilings.size());
    std::vector<Anchor>& anchors = results.networks.observed.anchors;
    column("neuron", ordinals(members(anchors, &Anchor::index), labels.size()));
    column.derived("label", anchors.size(), [&](std::size_t j) {
      return anchors[j].index == kNoIndex ? std::nullopt : std::optional(labels[anchors[j].index]);
    });
    side_columns(column, results.networks);
    column("isc", members(ceilings, &NoiseCeiling::isc));
    column("isc_sd", members(ceilings, &NoiseCeiling::isc_sd));
    range_columns(column, "isc_", members(ceilings, &NoiseCeiling::isc_noise));
    column("half", members(ceilings, &NoiseCeiling::half));
    column("reliability", members(ceilings, &NoiseCeiling::reliability));
    column("ceiling", members(ceilings, &NoiseCeiling::ceiling));
    range_columns(column, "reached", members(ceilings, &NoiseCeiling::reached),
                  members(ceilings, &NoiseCeiling::reached_noise));
  }
};

struct ListenerRows {
  ListenerResults& results;

  template <class V>
  void columns(V&& column) {
    column.numbered("listener", results.missing.size());
    column("missing", results.missing);
    column("isc", results.listener_isc);
    range_columns(column, "correlation", results.listener_mean, results.listener_mean_noise);
  }
};

struct ListenerFigureRows {
  std::vector<ListenerFigure>& figures;

  template <class V>
  void columns(V&& column) {
    column("side", members(figures, &ListenerFigure::side));
    column("figure", members(figures, &ListenerFigure::name));
    column("observed", members(figures, &ListenerFigure::observed));
    range_columns(column, "", members(figures, &ListenerFigure::noise));
  }
};

struct ListenersSummary {
  ListenerResults& results;

  template <class V>
  void fields(V&& field) {
    // Written for those who read the file; here they follow from what else there is.
    bool all_splits = results.splits == count_halves(results.listeners);
    std::size_t missing =
        std::accumulate(results.missing.begin(), results.missing.end(), std::size_t{0});
    field("listeners", results.listeners);
    field("draws", results.draws);
    field("splits", results.splits);
    field("all_splits", all_splits);
    field("sign_flips", results.flips);
    field("smallest_flip_p", results.smallest_flip_p);
    field("missing_series", missing);
  }
};

}  // namespace

void write(const ListenersResults& given, const fs::path& folder) {
  ListenersResults& results = visited(given);
  ListenerResults& comparison = results.comparison;
  write_fields(folder / "summary.json", ListenersSummary{comparison});
  if (comparison.listeners < 2) return;
  write_columns(folder / "neurons.tsv", HalfNeuronRows{results});
  write_columns(folder / "networks.tsv", HalfNetworkRows{comparison, results.labels});
  write_columns(folder / "listeners.tsv", ListenerRows{comparison});
  write_columns(folder / "figures.tsv", ListenerFigureRows{comparison.figures});
}

ListenersResults read_listeners(const fs::path& folder) {
  ListenersResults results;
  ListenerResults& comparison = results.comparison;
  ListenersSummary summary{comparison};
  read_fields(folder / "summary.json", summary);
  if (comparison.listeners < 2) return results;
  read_columns(folder / "neurons.tsv", HalfNeuronRows{results});
  read_columns(folder / "networks.tsv", HalfNetworkRows{comparison, results.labels});
  read_columns(folder / "listeners.tsv", ListenerRows{comparison});
  read_columns(folder / "figures.tsv", ListenerFigureRows{comparison.figures});
  return results;
}

std::vector<double> read_listener_halves(const fs::path& folder) {
  std::vector<double> halves;
  for (const NoiseCeiling& c : read_listeners(folder).comparison.ceilings) halves.push_back(c.half);
  return halves;
}

}  // namespace anbn
