// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/scans/confounds.h"

#include "anbn/core/error.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const anbn::Table table =
        anbn::parse_number_table({reinterpret_cast<const char*>(data), size}, "fuzz.tsv");
    for (const char* word : {"motion6", "motion24", "acompcor", "acompcor:2", "cosine", "csf",
                             "column_2", "outliers", "*_x*"}) {
      try {
        for (const anbn::Regressor& regressor : anbn::confound_regressors(table, {word}))
          if (regressor.values.size() != table.rows.size()) std::abort();
        static_cast<void>(
            anbn::make_nuisance(table.rows.size(), anbn::confound_regressors(table, {word})));
      } catch (const anbn::Error&) {
      }
    }
  } catch (const anbn::Error&) {
  }
  return 0;
}
