// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace anbn {

/// `text` as the content of an XML element or of an attribute in quotes. What no XML document may
/// hold (control characters, bytes that are not UTF-8, U+FFFE and U+FFFF) becomes U+FFFD; tabs and
/// ends of lines become spaces.
std::string xml_text(std::string_view text);

}  // namespace anbn
