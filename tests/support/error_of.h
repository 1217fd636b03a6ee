// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/core/error.h"

#include <string>

namespace anbn {

/// The message of the Error that `act` throws; empty if it throws none.
template <class Act>
std::string error_of(Act&& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace anbn
