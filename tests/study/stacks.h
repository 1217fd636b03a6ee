// SPDX-License-Identifier: Apache-2.0
// What the programs that test stacks of small analyses share.
#pragma once

#include "anbn/core/error.h"
#include "anbn/io/npy.h"
#include "anbn/io/table.h"
#include "anbn/results/nuisance.h"
#include "anbn/signal/nuisance.h"

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

namespace anbn {

/// "8,12": the numbers of a list.
inline std::vector<std::size_t> numbers_in(const char* text) {
  std::vector<std::size_t> numbers;
  std::istringstream in(text);
  for (std::string number; std::getline(in, number, ',');) numbers.push_back(std::stoul(number));
  return numbers;
}

/// Rows first .. first+count-1 of one analysis of a stack [A x rows x columns].
inline Matrix slice(const NpyArray& stack, std::size_t analysis, std::size_t first,
                    std::size_t count) {
  const std::size_t rows = stack.shape[1], columns = stack.shape[2];
  Matrix out(count, columns);
  std::copy_n(stack.values.data() + (analysis * rows + first) * columns, out.values.size(),
              out.values.data());
  return out;
}

/// The set given drift cosines above a period [s] or, from a file .tsv, the first rows of the
/// regressors of a stage `nuisance`; "0" is no set at all, as in the paper's test.
inline Nuisance nuisance_of(std::size_t volumes, double tr_s, const std::string& set) {
  if (set == "0") return {};
  std::vector<Regressor> regressors;
  if (set.ends_with(".tsv")) {
    regressors = regressors_of(read_tsv(set));
    for (Regressor& regressor : regressors) regressor.values.resize(volumes);
  } else {
    regressors = cosine_regressors(volumes, tr_s, std::stod(set));
  }
  return make_nuisance(volumes, regressors);
}

/// What main returns: 2 for a wrong number of arguments, 1 where `run` throws Error, which is told.
inline int exit_code_of(void (*run)(char**), int expected, int argc, char** argv) {
  if (argc != expected) return 2;
  try {
    run(argv);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}

}  // namespace anbn
