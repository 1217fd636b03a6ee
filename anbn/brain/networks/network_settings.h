// SPDX-License-Identifier: Apache-2.0
// What network methods are told.
#pragma once

#include "anbn/brain/dbn/dbn_options.h"
#include "anbn/brain/ica/ica_options.h"
#include "anbn/brain/networks/network_method.h"

#include <cstdint>

namespace anbn {

/// The options of the methods that have some, each under the name of its method.
struct MethodOptions {
  DbnOptions dbn;
  IcaOptions ica;

  /// act(name of the method, its options) for each, in the order of --help.
  template <class Act>
  void for_each(Act&& act) {
    act("dbn", dbn);
    act("ica", ica);
  }
  template <class Act>
  void for_each(Act&& act) const {
    act("dbn", dbn);
    act("ica", ica);
  }
};

/// Each method reads what all are told, and its own options.
struct NetworkSettings : MethodOptions {
  ListenerAverage average = ListenerAverage::zscore;
  NetworkCourse course = NetworkCourse::dual;
  double dual_ridge = 0;  // of dual regression, for maps of unit length
  std::uint64_t seed = 1;
};

}  // namespace anbn
