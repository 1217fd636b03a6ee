// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/html.h"

#include "anbn/report/page/packed.h"

#include <fmt/format.h>

namespace anbn {
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

std::string boxed(const std::string& html) {
  constexpr std::string_view kEnd = "</h3>";
  const std::size_t end = html.find(kEnd);
  if (!html.starts_with("<h3") || end == std::string::npos) return html;
  return fmt::format("<details class=\"box\"><summary>{}</summary>{}</details>\n",
                     html.substr(0, end + kEnd.size()), html.substr(end + kEnd.size()));
}

std::string held_back(std::string_view html) {
  return fmt::format("<noscript>{}</noscript>", html);
}

std::string packed_part(std::string_view note, std::string_view html) {
  return fmt::format(
      "<div class=\"packed\"><p class=\"note\">{}</p><script type=\"text/plain\">{}</script></div>",
      escaped(note), packed(html));
}

std::string part(std::string_view id, std::string_view heading, std::string_view inside,
                 std::string_view html) {
  if (html.empty()) return "";
  return fmt::format(
      "<section id=\"{}\" class=\"part\">\n<details><summary><h2>{}</h2> <span "
      "class=\"inside\">{}</span></summary>\n{}</details>\n</section>\n",
      escaped(id), heading, escaped(inside), held_back(html));
}

}  // namespace anbn
