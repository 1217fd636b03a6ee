// SPDX-License-Identifier: Apache-2.0
// The table of backends.
#include "anbn/backend/backend.h"
#include "anbn/core/kinds.h"

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
  return kind_named(backend_kinds(), name, "backend").create(isa);
}

}  // namespace anbn
