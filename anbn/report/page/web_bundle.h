// SPDX-License-Identifier: Apache-2.0
// The front end of the report, made from web/ by the build.
#pragma once

#include <string_view>
#include <vector>

namespace anbn {

/// The script that draws the figures, in pieces that follow each other; empty if anbn was built
/// without Node (web_bundle_absent.cpp): then the page has its words and tables.
const std::vector<std::string_view>& web_bundle();

/// The style sheet of the page (web/style.css).
std::string_view web_style();

}  // namespace anbn
