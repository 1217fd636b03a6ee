// SPDX-License-Identifier: Apache-2.0
// Takes the place of the bundled front end where there was no Node to make it.
#include "anbn/report/page/web_bundle.h"

namespace anbn {

const std::vector<std::string_view>& web_bundle() {
  static const std::vector<std::string_view> none;
  return none;
}

}  // namespace anbn
