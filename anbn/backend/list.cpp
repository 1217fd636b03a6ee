// SPDX-License-Identifier: Apache-2.0
// The table of backends.
#include "anbn/backend/backend.h"
#include "anbn/core/error.h"
#include "anbn/core/options.h"

#include <vector>

namespace anbn {

std::unique_ptr<Backend> make_reference_backend(const std::string& isa);
std::unique_ptr<Backend> make_cpu_backend(const std::string& isa);

std::span<const BackendKind> backend_kinds() {
  static const BackendKind list[] = {
      {"reference", "plain loops in double precision", make_reference_backend},
      {"cpu", "oneDNN and vectorised loops", make_cpu_backend},
  };
  return list;
}

std::unique_ptr<Backend> make_backend(std::string_view name, const std::string& isa) {
  std::vector<std::string> known;
  for (const BackendKind& kind : backend_kinds()) {
    if (kind.name == name) return kind.create(isa);
    known.emplace_back(kind.name);
  }
  std::string expected;
  for (const std::string& word : known) expected += (expected.empty() ? "" : ", ") + word;
  fail("there is no backend '{}'; expected one of {}{}", name, expected, did_you_mean(name, known));
}

}  // namespace anbn
