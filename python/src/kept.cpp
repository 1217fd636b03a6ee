// SPDX-License-Identifier: Apache-2.0
#include "kept.h"

#include "anbn/core/this_run.h"
#include "anbn/io/file.h"
#include "anbn/runner/stage.h"
#include "anbn/stages/list.h"

#include <fmt/format.h>

namespace anbn::python {

Record::Record(std::string_view stage, const nlohmann::json& options, const Machine& machine)
    : begin_(std::chrono::steady_clock::now()) {
  manifest_.isa = fmt::format("{} {}", machine.backend.name(), machine.backend.isa());
  manifest_.stage = stage;
  manifest_.version = find_stage(stage).version;
  for (const auto& [name, value] : options.items())
    manifest_.options.all.emplace_back(name, value.dump());
  run_ = record_of_program(machine.threads.count());
  run_.facts.all = {{"inputs", "in memory"}};
}

void Record::end() {
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin_;
  run_.seconds = taken.count();
  run_.date = date_and_time();
}

void Record::write(const std::filesystem::path& folder) const {
  write_file(folder / "stage.json", text_of(manifest_));
  anbn::write(run_, folder);
}

}  // namespace anbn::python
