// SPDX-License-Identifier: Apache-2.0
// Pieces of HTML. Whatever comes from a file is escaped on its way in.
#pragma once

#include "anbn/io/json_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// `text` as the content of an element or of an attribute in double quotes.
std::string escaped(std::string_view text);

/// A cell of a table: text that is escaped, or HTML that was made here.
struct HtmlCell {
  std::string html;
  std::string sort_value;  // what the column sorts by, where that is not the text

  HtmlCell(std::string_view text) : html(escaped(text)) {}
  HtmlCell(const std::string& text) : html(escaped(text)) {}
  HtmlCell(const char* text) : html(escaped(text)) {}
  /// `text` that sorts as `value`.
  HtmlCell(const std::string& text, double value)
      : html(escaped(text)), sort_value(json_number(value)) {}
  static HtmlCell raw(std::string html) {
    HtmlCell cell("");
    cell.html = std::move(html);
    return cell;
  }
};

enum class Align { left, right, wide };  // wide: text that needs room

struct HtmlColumn {
  std::string heading;
  Align align = Align::left;
  std::string explanation = {};  // shown when pointed at
};

enum class Sorting { fixed, by_reader };

/// A table in a box that scrolls; `name` is its caption for those who do not see it.
std::string html_table(std::string_view name, const std::vector<HtmlColumn>& columns,
                       const std::vector<std::vector<HtmlCell>>& rows, Sorting sorting);

/// <tag>text</tag> with the text escaped.
std::string element(std::string_view tag, std::string_view text);

/// A closed box that opens when `summary` is pressed; `html` is its content.
std::string details(std::string_view summary, std::string_view html);

/// The same, named by the heading (h3) that `html` begins with.
std::string boxed(const std::string& html);

/// What is not needed at once: elements where no script runs; elsewhere a text, of which the script
/// makes elements once the box around it is opened. So a page of many stories opens at once, and
/// without a script nothing is missing. Never one inside another.
std::string held_back(std::string_view html);

/// A place for `html` that the script unpacks once the box around it is opened; `note` (text) says
/// what is missing where no script runs.
std::string packed_part(std::string_view note, std::string_view html);

/// A closed section of the page: its heading (HTML), in a line what is inside, and what is held
/// back until it is opened. Empty where `html` is.
std::string part(std::string_view id, std::string_view heading, std::string_view inside,
                 std::string_view html);

}  // namespace anbn
