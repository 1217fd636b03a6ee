// SPDX-License-Identifier: Apache-2.0
// What needs neither machine nor options.
#include "anbn/core/error.h"
#include "anbn/interpret/top_pairs.h"
#include "anbn/signal/hrf.h"
#include "anbn/signal/nuisance.h"
#include "anbn/signal/standardize.h"
#include "anbn/text/tagger.h"
#include "arrays.h"
#include "keywords.h"
#include "parts.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace anbn::python {
namespace {

nb::object hrf(nb::handle tr_s, double peak_delay_s, double undershoot_delay_s,
               double peak_dispersion_s, double undershoot_dispersion_s, double peak_to_undershoot,
               double onset_s, double length_s) {
  return array_of(double_gamma_hrf(
      tr_of(tr_s), {peak_delay_s, undershoot_delay_s, peak_dispersion_s, undershoot_dispersion_s,
                    peak_to_undershoot, onset_s, length_s}));
}

nb::tuple largest_pairs(const FloatList& queries, const FloatList& keys, std::size_t count) {
  if (queries.size() != keys.size())
    fail("queries has {} values and keys {}; expected one of each for every token", queries.size(),
         keys.size());
  std::vector<std::int64_t> query, key;
  std::vector<float> product;
  {
    const nb::gil_scoped_release released;
    TopPairs finder;
    for (const TokenPair& pair : finder.find(seen(queries), seen(keys), count)) {
      query.push_back(pair.query);
      key.push_back(pair.key);
      product.push_back(pair.product);
    }
  }
  return nb::make_tuple(array_of(std::move(query)), array_of(std::move(key)),
                        array_of(std::move(product)));
}

std::vector<std::string> tags_of(const std::vector<std::string>& sentence) {
  std::vector<std::string> names;
  for (const TagIndex tag : english_tagger().tags(sentence))
    names.emplace_back(kUniversalTags[tag]);
  return names;
}

/// The regressors of make_nuisance's callers: names, and values [T x k].
nb::tuple cosines(std::size_t volumes, nb::handle tr_s, double cutoff_s) {
  const std::vector<Regressor> regressors = cosine_regressors(volumes, tr_of(tr_s), cutoff_s);
  std::vector<std::string> names;
  nb::list columns;
  for (const Regressor& regressor : regressors) {
    names.push_back(regressor.name);
    columns.append(array_of(regressor.values));
  }
  return nb::make_tuple(names, columns);
}

}  // namespace

void add_text(nb::module_& m) {
  m.def("double_gamma_hrf", &hrf);
  m.def("top_pairs", &largest_pairs);
  m.def("tag", &tags_of, nb::call_guard<nb::gil_scoped_release>());
  m.def("cosine_regressors", &cosines);
  m.def("zscored", [](const Floats& x) {
    Standardized out;
    {
      const nb::gil_scoped_release released;
      out = zscored_columns(seen(x));
    }
    return array_of(std::move(out.values));
  });
}

nb::dict told_of_hrf() {
  const HrfShape shape;
  nb::dict told;
  told["peak_delay_s"] = shape.peak_delay_s;
  told["undershoot_delay_s"] = shape.undershoot_delay_s;
  told["peak_dispersion_s"] = shape.peak_dispersion_s;
  told["undershoot_dispersion_s"] = shape.undershoot_dispersion_s;
  told["peak_to_undershoot"] = shape.peak_to_undershoot;
  told["onset_s"] = shape.onset_s;
  told["length_s"] = shape.length_s;
  return told;
}

}  // namespace anbn::python
