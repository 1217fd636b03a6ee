// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/config.h"

#include "anbn/core/error.h"
#include "anbn/io/json.h"
#include "anbn/model/architectures/architecture.h"

namespace anbn {

ModelConfig read_model_config(const std::filesystem::path& folder) {
  const JsonScalars json = read_json_scalars(folder / "config.json");
  const std::string type = json.text("model_type");
  std::string known;
  for (const Architecture& kind : architectures()) {
    if (kind.name == type) {
      ModelConfig config = kind.read_config(json);
      config.architecture = &kind;
      return config;
    }
    known += known.empty() ? "" : ", ";
    known += kind.name;
  }
  fail("{}: model_type is '{}'; expected one of: {}. Choose a model of one of these architectures.",
       json.file, type, known);
}

}  // namespace anbn
