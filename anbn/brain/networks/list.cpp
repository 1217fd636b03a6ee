// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/network_method.h"
#include "anbn/core/kinds.h"

namespace anbn {

Networks import_networks(const NetworkInputs& inputs, const NetworkSettings& settings,
                         NetworkWork& work);

Networks ica_networks(const NetworkInputs& inputs, const NetworkSettings& settings,
                      NetworkWork& work);

Networks dbn_networks(const NetworkInputs& inputs, const NetworkSettings& settings,
                      NetworkWork& work);

std::span<const NetworkMethod> network_methods() {
  static const NetworkMethod list[] = {
      {"import", "time courses from files, or maps by dual regression", ListenerAverage::zscore,
       import_networks},
      {"ica", "independent components, time courses by dual regression", ListenerAverage::zscore,
       ica_networks},
      {"dbn", "a volumetric sparse deep belief network", ListenerAverage::raw, dbn_networks},
  };
  return list;
}

const NetworkMethod& network_method_named(std::string_view name) {
  return kind_named(network_methods(), name, "network method");
}

}  // namespace anbn
