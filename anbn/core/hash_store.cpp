// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/hash_store.h"

#include <cstdlib>

namespace anbn {

std::filesystem::path hash_store() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const auto cache = variable("XDG_CACHE_HOME"); cache.is_absolute())
    return cache / "anbn" / "hashes.tsv";
  if (const auto home = variable("HOME"); home.is_absolute())
    return home / ".cache" / "anbn" / "hashes.tsv";
  return {};
}

}  // namespace anbn
