// SPDX-License-Identifier: Apache-2.0
// Errors that whoever started the program should tell apart: each has an exit code of its own.
#pragma once

#include "anbn/core/error.h"

namespace anbn {

/// Wrong use of the command line, as opposed to wrong files.
struct UsageError : Error {
  using Error::Error;
};

/// A folder in which another process works: the same may go well later.
struct LockedError : Error {
  using Error::Error;
};

}  // namespace anbn
