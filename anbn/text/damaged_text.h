// SPDX-License-Identifier: Apache-2.0
// Text that is valid UTF-8 and yet lost its letters on the way: a model would read something else
// than was said.
#pragma once

#include <string>
#include <string_view>

namespace anbn {

/// Throws Error naming the first lines if `text`, which is UTF-8, holds what only damage leaves:
/// U+FFFD, control characters of windows-1252 read as latin1, UTF-8 read as windows-1252 ("â€™"),
/// HTML entities ("&#39;"). `name` is the file in errors.
void refuse_damaged_text(std::string_view text, const std::string& name);

}  // namespace anbn
