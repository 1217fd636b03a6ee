// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/html.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

// The length of the UTF-8 sequence at the beginning of `text`; 0 if there is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF.
  if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
      (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F))
    return 0;
  return length;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const char c = text.front();
    if (length == 0)
      html += "\uFFFD";
    else if (c == '&')
      html += "&amp;";
    else if (c == '<')
      html += "&lt;";
    else if (c == '>')
      html += "&gt;";
    else if (c == '"')
      html += "&quot;";
    else if (c == '\'')
      html += "&#39;";
    else
      html += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return html;
}

std::string json_string(std::string_view text) {
  std::string json = "\"";
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto c = static_cast<unsigned char>(text.front());
    if (length == 0)
      json += "\\ufffd";
    else if (c == '"' || c == '\\')
      (json += '\\') += text.front();
    else if (c < 0x20 || c == '<' || c == '>' || c == '&')
      json += fmt::format("\\u{:04x}", c);
    else
      json += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return json + "\"";
}

std::string json_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

std::string html_table(std::string_view name, const std::vector<HtmlColumn>& columns,
                       const std::vector<std::vector<HtmlCell>>& rows, Sorting sorting) {
  const bool sortable = sorting == Sorting::by_reader;
  std::string html = fmt::format(
      "<div class=\"scroll{1}\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table{2}>"
      "<caption class=\"unseen\">{0}</caption>\n<thead><tr>",
      escaped(name), sortable ? " long" : "", sortable ? " data-sortable" : "");
  const auto align = [&](std::size_t i) {
    if (columns[i].align == Align::right) return " class=n";
    return columns[i].align == Align::wide ? " class=w" : "";
  };
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string& why = columns[i].explanation;
    html += fmt::format("<th scope=\"col\"{}{}>{}</th>", align(i),
                        why.empty() ? "" : fmt::format(" title=\"{}\"", escaped(why)),
                        escaped(columns[i].heading));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& row : rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string value =
          row[i].sort_value.empty() ? "" : fmt::format(" data-value=\"{}\"", row[i].sort_value);
      html += fmt::format("<td{}{}>{}</td>", align(i), value, row[i].html);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string element(std::string_view tag, std::string_view text) {
  return fmt::format("<{0}>{1}</{0}>\n", tag, escaped(text));
}

std::string details(std::string_view summary, std::string_view html) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escaped(summary), html);
}

}  // namespace anbn
