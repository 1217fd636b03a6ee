// SPDX-License-Identifier: Apache-2.0
// What anbn/analysis computes in memory.
#include "anbn/analysis/coupling.h"
#include "anbn/analysis/encoding.h"
#include "anbn/analysis/listeners.h"
#include "anbn/analysis/pooled.h"
#include "anbn/analysis/story_significance.h"
#include "anbn/results/coupling.h"
#include "anbn/results/encoding.h"
#include "anbn/results/listeners.h"
#include "anbn/results/pooled.h"
#include "anbn/results/significance.h"
#include "anbn/stages/story_inputs.h"
#include "anbn/stats/nulls/null.h"
#include "arrays.h"
#include "kept.h"
#include "keywords.h"
#include "parts.h"
#include "work.h"

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>

namespace anbn::python {
namespace {

Delta delta_of(nb::handle value) {
  nb::dict keywords;
  keywords["delta"] = value;
  return options_of<CouplingOptions>(keywords).delta;
}

/// Partners as indices from 0, -1 where there is none, and their correlations.
nb::tuple arrays_of(const std::vector<Anchor>& anchors) {
  std::vector<std::int64_t> index;
  std::vector<float> correlation;
  for (const Anchor& anchor : anchors) {
    index.push_back(anchor.index == kNoIndex ? -1 : static_cast<std::int64_t>(anchor.index));
    correlation.push_back(anchor.correlation);
  }
  return nb::make_tuple(array_of(std::move(index)), array_of(std::move(correlation)));
}

/// One column a member, of all lags.
nb::dict columns_of(const LagCheck& check) {
  std::vector<std::int64_t> lag, network;
  std::vector<double> correlation, mean, high;
  for (const LagTrace& trace : check.traces) {
    lag.push_back(trace.lag_volumes);
    network.push_back(trace.network == kNoIndex ? -1 : static_cast<std::int64_t>(trace.network));
    correlation.push_back(trace.correlation);
    mean.push_back(trace.noise_mean);
    high.push_back(trace.noise_95);
  }
  nb::dict columns;
  columns["lag_volumes"] = array_of(std::move(lag));
  columns["network"] = array_of(std::move(network));
  columns["correlation"] = array_of(std::move(correlation));
  columns["noise_mean"] = array_of(std::move(mean));
  columns["noise_95"] = array_of(std::move(high));
  return columns;
}

/// @param labels  none where the neurons are called N1, N2, ...
nb::dict couple_arrays(const Floats& neurons, const Floats& networks,
                       const std::optional<FloatList>& word_rate, const Doubles& nuisance,
                       const std::vector<std::string>& names, std::vector<std::string> labels,
                       const nb::dict& keywords, const nb::dict& machine) {
  const auto options = options_of<CouplingOptions>(keywords);
  auto results = std::make_shared<CouplingResults>();
  results->labels = std::move(labels);
  Coupling& out = results->coupling;
  Record record;
  compute(Settings(machine), [&](const Machine& m, Listener&) {
    record = Record("coupling", write_options(options), m);
    if (word_rate) {
      const auto rate = seen(*word_rate);
      out = couple(seen(neurons), seen(networks),
                   {{rate.begin(), rate.end()}, nuisance_of(nuisance, names)}, options, m);
    } else {
      out.correlation = correlation_matrix(seen(neurons), seen(networks), m);
      out.anchoring = anchors_of(out.correlation, options.delta);
    }
    record.end();
  });
  nb::dict told;
  told["correlation"] = array_in(results, out.correlation.values.data(),
                                 {out.correlation.rows, out.correlation.cols});
  told["neurons"] = arrays_of(out.anchoring.neurons);
  told["networks"] = arrays_of(out.anchoring.networks);
  told["lags"] = columns_of(out.lags);
  told["noise_95_any"] = out.lags.noise_95_any;
  const auto write_files = [results](const std::filesystem::path& folder) {
    const std::size_t count = results->coupling.anchoring.neurons.size();
    for (std::size_t i = results->labels.size(); i < count; ++i)
      results->labels.push_back(fmt::format("N{}", i + 1));
    write(*results, folder);
  };
  told["kept"] = Kept{write_files, std::move(record)};
  return told;
}

/// `other_stories` must outlive them.
NullSources sources_of(double tr_s, double min_shift_s, const std::vector<double>& hrf,
                       const std::vector<Floats>& other_stories) {
  NullSources sources;
  sources.tr_s = tr_s;
  sources.min_shift_s = min_shift_s;
  if (!hrf.empty()) sources.hrf = [hrf] { return hrf; };
  sources.other_stories = [&other_stories] {  // copied for the null model that reads them
    std::vector<Matrix> others;
    for (const Floats& story : other_stories) others.push_back(copied(story));
    return others;
  };
  return sources;
}

Kept test_coupling(const Floats& neurons, const Floats& networks, const Doubles& nuisance,
                   const std::vector<std::string>& names, std::vector<std::string> labels,
                   const std::vector<int>& layers, Delta delta, double tr_s,
                   const std::vector<double>& hrf, const std::vector<Floats>& other_stories,
                   const std::string& story, const nb::dict& keywords, const nb::dict& machine) {
  const auto options = options_of<SignificanceOptions>(keywords);
  const NullSources sources = sources_of(tr_s, options.min_shift_s, hrf, other_stories);
  SignificanceResults results;
  results.labels = std::move(labels);
  Record record;
  compute(Settings(machine), [&](const Machine& m, Listener&) {
    nlohmann::json told = write_options(options);
    told.update({{"story", story}, {"delta", name_of(delta)}, {"tr_s", tr_s}});
    record = Record("significance", told, m);
    const Nuisance set = nuisance_of(nuisance, names);
    results.anchoring = anchors_of(correlation_matrix(seen(neurons), seen(networks), m), delta);
    results.tests = significance({{story, seen(neurons), seen(networks), set}}, layers,
                                 results.anchoring, delta, sources, options, {}, m);
    results.summary = summary_of(results.tests, results.labels, set, options, story);
  });
  return kept(std::move(results), std::move(record));
}

Kept encode_arrays(const Floats& neurons, const Floats& networks, const Doubles& nuisance,
                   const std::vector<std::string>& names, const std::vector<NeuronPlace>& places,
                   double tr_s, const std::vector<double>& hrf,
                   const std::vector<Floats>& other_stories, const std::string& story,
                   const nb::dict& keywords, const nb::dict& machine) {
  const auto options = options_of<EncodingOptions>(keywords);
  const NullSources sources = sources_of(tr_s, options.min_shift_s, hrf, other_stories);
  EncodingResults results;
  Record record;
  compute(Settings(machine), [&](const Machine& m, Listener&) {
    nlohmann::json told = write_options(options);
    told.update({{"story", story}, {"tr_s", tr_s}});
    record = Record("encoding", told, m);
    const Nuisance set = nuisance_of(nuisance, names);
    const Encoding encoding = encode(seen(neurons), seen(networks),
                                     groups_of(places, options.features), set, sources, options, m);
    results = results_of(encoding, options.null, set, story);
  });
  return kept(std::move(results), std::move(record));
}

Kept compare_arrays(const Floats& neurons, const std::vector<Floats>& listeners,
                    const Doubles& nuisance, const std::vector<std::string>& names,
                    std::vector<std::string> labels, Delta delta, const nb::dict& keywords,
                    const nb::dict& machine) {
  const auto options = options_of<ListenerPlanOptions>(keywords);
  ListenersResults results;
  results.labels = std::move(labels);
  Record record;
  compute(Settings(machine), [&](const Machine& m, Listener&) {
    nlohmann::json told = write_options(options);
    told.update({{"delta", name_of(delta)}});
    record = Record("listeners", told, m);
    std::vector<MatrixView> views;
    for (const Floats& listener : listeners) views.push_back(seen(listener));
    results.comparison = compare_listeners(seen(neurons), views, nuisance_of(nuisance, names),
                                           options.plan(delta), m);
  });
  return kept(std::move(results), std::move(record));
}

/// Those of the stage `pooled`: further null models are of single stories.
using TogetherOptions =
    Some<SignificanceOptions,
         decltype([](std::string_view name) { return name != "nulls" && name != "min_shift_s"; })>;

/// One story as Python gives it.
struct GivenStory {
  std::string name;
  Floats neurons, networks;
  Doubles nuisance;
  std::vector<std::string> regressors;
  std::optional<double> reliability;
};

Kept pool(const std::vector<GivenStory>& given, std::vector<std::string> labels,
          const std::vector<int>& layers, Delta delta, const nb::dict& keywords,
          const nb::dict& machine) {
  const SignificanceOptions options = options_of<TogetherOptions>(keywords).options;
  PooledResults results;
  results.together.labels = std::move(labels);
  Record record;
  compute(Settings(machine), [&](const Machine& m, Listener&) {
    nlohmann::json told = write_options(options);
    told.update({{"delta", name_of(delta)}});
    for (const GivenStory& story : given) {
      told["stories"].push_back(story.name);
      if (story.reliability) told["reliability"].push_back(*story.reliability);
    }
    record = Record("pooled", told, m);
    std::vector<StorySeries> named;
    for (const GivenStory& story : given)
      named.push_back({story.name, {}, {}, nuisance_of(story.nuisance, story.regressors)});
    StoryViews views;
    for (std::size_t s = 0; s < given.size(); ++s)
      views.push_back({named[s].name, seen(given[s].neurons), seen(given[s].networks),
                       named[s].nuisance, NeuronsAre::raw, given[s].reliability});
    const OtherStories others{
        .why_none = "the stories' words are not known here", .classes = {}, .same_text_as = {}};
    Pooled pooled = pool_stories(views, others, layers, delta, options, {}, m);
    SignificanceResults& together = results.together;
    together.summary =
        summary_of(pooled.tests, together.labels, names_of_all(named), options, "all stories");
    together.summary.other_stories.emplace().none = others.why_none;
    together.anchoring = std::move(pooled.anchoring);
    together.tests = std::move(pooled.tests);
    results.stories = std::move(pooled.stories);
    results.correlation = std::move(pooled.correlation);
  });
  return kept(std::move(results), std::move(record));
}

}  // namespace

void add_analysis(nb::module_& m) {
  nb::class_<Kept>(m, "Kept")
      .def(
          "write",
          [](const Kept& results, const std::string& folder) {
            const nb::gil_scoped_release released;
            results.write(folder);
          },
          "Writes the results as the folder of their stage, which must exist.")
      .def(
          "write_record",
          [](const Kept& results, const std::string& folder) { results.record.write(folder); },
          "Writes stage.json and run.json of results that were computed in memory.");
  // noconvert: an array that is not as it should be is an error here, never a copy.
  m.def("couple", &couple_arrays, nb::arg("neurons").noconvert(), nb::arg("networks").noconvert(),
        nb::arg("word_rate").none().noconvert(), nb::arg("nuisance").noconvert(), nb::arg("names"),
        nb::arg("labels"), nb::arg("keywords"), nb::arg("machine"));
  m.def("significance",
        [](const Floats& neurons, const Floats& networks, const Doubles& nuisance,
           const std::vector<std::string>& names, std::vector<std::string> labels,
           const std::vector<int>& layers, nb::handle delta, nb::handle tr_s,
           const std::vector<double>& hrf, const std::vector<Floats>& other_stories,
           const std::string& story, const nb::dict& keywords, const nb::dict& machine) {
          return test_coupling(neurons, networks, nuisance, names, std::move(labels), layers,
                               delta_of(delta), tr_of(tr_s), hrf, other_stories, story, keywords,
                               machine);
        });
  m.def("encode", [](const Floats& neurons, const Floats& networks, const Doubles& nuisance,
                     const std::vector<std::string>& names, const std::vector<std::string>& layers,
                     const std::vector<std::string>& heads, nb::handle tr_s,
                     const std::vector<double>& hrf, const std::vector<Floats>& other_stories,
                     const std::string& story, const nb::dict& keywords, const nb::dict& machine) {
    std::vector<NeuronPlace> places;
    for (std::size_t i = 0; i < neurons.shape(1); ++i)
      places.push_back({layers.at(i), heads.at(i)});
    return encode_arrays(neurons, networks, nuisance, names, places, tr_of(tr_s), hrf,
                         other_stories, story, keywords, machine);
  });
  m.def("listeners",
        [](const Floats& neurons, const std::vector<Floats>& listeners, const Doubles& nuisance,
           const std::vector<std::string>& names, std::vector<std::string> labels, nb::handle delta,
           const nb::dict& keywords, const nb::dict& machine) {
          return compare_arrays(neurons, listeners, nuisance, names, std::move(labels),
                                delta_of(delta), keywords, machine);
        });
  m.def("pooled",
        [](const std::vector<std::tuple<std::string, Floats, Floats, Doubles,
                                        std::vector<std::string>, std::optional<double>>>& stories,
           std::vector<std::string> labels, const std::vector<int>& layers, nb::handle delta,
           const nb::dict& keywords, const nb::dict& machine) {
          std::vector<GivenStory> given;
          for (const auto& [name, neurons, networks, nuisance, regressors, reliability] : stories)
            given.push_back({name, neurons, networks, nuisance, regressors, reliability});
          return pool(given, std::move(labels), layers, delta_of(delta), keywords, machine);
        });
  m.def(
      "address_of", [](const Floats& x) { return reinterpret_cast<std::uintptr_t>(x.data()); },
      nb::arg("x").noconvert(), "Where a matrix lies as the functions above see it.");
}

nb::dict told_of_analysis() {
  nb::dict told;
  told["couple"] = told_of(describe_options<CouplingOptions>());
  told["significance"] = told_of(describe_options<SignificanceOptions>());
  told["pooled"] = told_of(describe_options<TogetherOptions>());
  told["encode"] = told_of(describe_options<EncodingOptions>());
  told["listeners"] = told_of(describe_options<ListenerPlanOptions>());
  return told;
}

}  // namespace anbn::python
