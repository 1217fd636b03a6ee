// SPDX-License-Identifier: Apache-2.0
// Folders of results, read by those who know what must be in them.
#include "anbn/core/error.h"
#include "anbn/results/coupling.h"
#include "anbn/results/encoding.h"
#include "anbn/results/listeners.h"
#include "anbn/results/pooled.h"
#include "anbn/results/significance.h"
#include "anbn/results/stage_record.h"
#include "anbn/runner/finished.h"
#include "kept.h"
#include "parts.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace anbn::python {
namespace {

namespace nb = nanobind;
namespace fs = std::filesystem;

template <auto read>
Kept read_kept(const fs::path& folder) {
  auto owner = std::make_shared<decltype(read(folder))>(read(folder));
  return {[owner](const fs::path& to) { write(*owner, to); }};
}

/// Folders whose readers check that their files agree. Of the others the tables are read as they
/// are.
struct Reader {
  std::string_view stage;
  Kept (*read)(const fs::path&);
};
constexpr Reader kReaders[] = {
    {"coupling", read_kept<read_coupling>},
    {"significance", read_kept<read_significance>},
    {"listeners", read_kept<read_listeners>},
    {"pooled", read_kept<read_pooled>},
    {"encoding",
     [](const fs::path& folder) {
       auto owner = std::make_shared<EncodingResults>(read_encoding(folder));
       return Kept{[owner](const fs::path& to) { write(*owner, to); }};
     }},
};

const Reader* reader_of(std::string_view stage) {
  for (const Reader& reader : kReaders)
    if (reader.stage == stage) return &reader;
  return nullptr;
}

/// Throws Error unless `folder` is a finished result.
nb::dict record_of(const std::string& folder) {
  if (!is_finished(folder))
    fail(
        "{}: no finished result here; expected the folder of a stage, or that of a study (with "
        "study.json)",
        folder);
  const StageRecord record = read_stage_record(folder);
  nb::dict told, options, facts;
  told["stage"] = record.stage;
  told["version"] = record.version;
  told["isa"] = record.isa;
  for (const auto& [name, value] : record.options) options[nb::str(name.c_str())] = value;
  for (const auto& [name, value] : record.facts) facts[nb::str(name.c_str())] = value;
  told["options"] = options;
  told["facts"] = facts;
  told["warnings"] = record.warnings;
  return told;
}

}  // namespace

void add_folders(nb::module_& m) {
  m.def("record_of", &record_of);
  m.def("read", [](const std::string& stage, const std::string& folder) -> nb::object {
    const Reader* reader = reader_of(stage);
    if (reader == nullptr) return nb::none();
    Kept results;
    {
      const nb::gil_scoped_release released;
      results = reader->read(folder);
    }
    return nb::cast(std::move(results));
  });
}

}  // namespace anbn::python
