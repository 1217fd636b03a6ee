// SPDX-License-Identifier: Apache-2.0
// The tables of the kinds of steps that a tokenizer.json may name.
#pragma once

#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/io/json_tree.h"
#include "anbn/text/tokenizers/tokenizer.h"

#include <span>
#include <string_view>

namespace anbn {

/// One line: the `type` in the file, and what it adds to a tokenizer.
struct StepKind {
  std::string_view name;
  void (*read)(const JsonNode& node, TokenizerParts& parts);
};

/// The line called `type`. Throws Error naming the place and all types of the table.
inline const StepKind& kind_of_step(std::span<const StepKind> table, std::string_view type,
                                    std::string_view what, const JsonNode& node) {
  try {
    return kind_named(table, type, what);
  } catch (Error& e) {
    e.add_context(node.where());
    throw;
  }
}

}  // namespace anbn
