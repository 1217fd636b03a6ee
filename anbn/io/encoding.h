// SPDX-License-Identifier: Apache-2.0
// Bytes that should be text in UTF-8 and are not: in which other encoding they may be.
#pragma once

#include <string>
#include <string_view>

namespace anbn {

/// What to say of a file that is not UTF-8, after its name: what it seems to be and how to convert
/// it ("is in UTF-16; expected UTF-8. Convert it: iconv ..."). `bytes` are those of the file.
std::string not_utf8_advice(std::string_view bytes);

/// What to say of a file that is something else than the text that was expected, by its first
/// bytes ("is JSON"); empty if it looks like none of what people mistake for it.
std::string_view known_format(std::string_view bytes);

/// Whether `bytes` begin with UTF-16's byte order mark, or look like UTF-16 of Latin letters.
bool is_utf16(std::string_view bytes);

/// UTF-16 as UTF-8, without byte order mark; halves of pairs that stand alone become U+FFFD.
std::string utf8_of_utf16(std::string_view bytes);

}  // namespace anbn
