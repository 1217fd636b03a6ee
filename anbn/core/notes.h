// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace anbn {

/// What is to be said of a computation beside its results: kept in run.json, shown by the program
/// and in the report. `facts` are short "name: value" pairs ("words without times": "3").
struct Notes {
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> facts;
};

}  // namespace anbn
