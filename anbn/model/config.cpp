// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/config.h"

#include "anbn/core/error.h"
#include "anbn/io/json.h"
#include "anbn/model/architectures/architecture.h"

namespace anbn {
namespace {

void check_is_of_a_kind(const JsonScalars& json) {
  if (!json.values.contains("model_type"))
    fail(
        "{}: has no model_type; expected it, as newer versions of transformers write it. Is the "
        "model a BERT, add the line \"model_type\": \"bert\",",
        json.file);
  if (json.values.contains("auto_map"))
    fail(
        "{}: auto_map says that the model is computed by code of its own, which anbn never "
        "executes; expected an architecture of Hugging Face's own. Is this one, take auto_map out",
        json.file);
}

}  // namespace

ModelConfig read_model_config(const std::filesystem::path& folder) {
  const JsonScalars json = read_json_scalars(folder / "config.json");
  check_is_of_a_kind(json);
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
