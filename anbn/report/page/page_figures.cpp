// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {
namespace {

std::string numbers_table(const Figure& figure) {
  std::vector<HtmlColumn> columns = {{"series"}};
  for (const std::string& name : figure.table.columns) columns.push_back({name, Align::right});
  std::vector<std::vector<HtmlCell>> rows;
  for (const FigureRow& row : figure.table.rows) {
    std::vector<HtmlCell>& cells = rows.emplace_back();
    cells.emplace_back(name_of(row.series));
    for (double v : row.values)
      cells.emplace_back(std::isnan(v) ? std::string("n/a") : fmt::format("{:.4g}", v));
  }
  return html_table(figure.table.title + ": numbers", columns, rows, Sorting::fixed);
}

std::string figure_json(const Figure& figure) {
  const FigureTable& table = figure.table;
  std::string json = fmt::format(
      "{{\"id\":{},\"kind\":{},\"title\":{},\"xTitle\":{},\"yTitle\":{},\"columns\":[\"series\"",
      json_string(figure.id), json_string(figure.kind.name), json_string(table.title),
      json_string(table.x_title), json_string(table.y_title));
  for (const std::string& column : table.columns) json += "," + json_string(column);
  json += "],\"rows\":[";
  for (const FigureRow& row : table.rows) {
    if (&row != &table.rows.front()) json += ",";
    json += "[" + json_string(name_of(row.series));
    for (double v : row.values) json += "," + json_number(v);
    json += "]";
  }
  json += "],\"references\":[";
  for (const ReferenceLine& line : table.references) {
    if (&line != &table.references.front()) json += ",";
    json += fmt::format("{{\"axis\":\"{}\",\"value\":{},\"label\":{}}}", line.axis,
                        json_number(line.value), json_string(line.label));
  }
  return json + "]}";
}

}  // namespace

std::string figure_cards(const std::vector<Figure>& figures) {
  std::string html = "<div class=\"figures\">\n";
  for (const Figure& figure : figures) {
    const std::string id = escaped(figure.id);
    const std::string number =
        figure.kind.number.empty()
            ? ""
            : fmt::format("<span class=\"paper\">{}</span> ", escaped(figure.kind.number));
    html += fmt::format(
        "<figure id=\"figure-{0}\" class=\"{1}\" aria-labelledby=\"title-{0}\">\n"
        "<h4 id=\"title-{0}\">{2}{3}</h4>\n<div class=\"figure\" data-figure=\"{0}\"></div>\n"
        "<figcaption>{4}</figcaption>\n",
        id, escaped(figure.kind.name), number, escaped(figure.table.title),
        escaped(figure.table.caption));
    // Open for those without a script; the script closes it once the figure is drawn.
    html += "<details open><summary>Numbers</summary>\n" + numbers_table(figure) +
            "</details>\n</figure>\n";
  }
  return html + "</div>\n";
}

std::string figures_json(const PageFigures& figures) {
  std::string json = "[";
  bool first = true;
  for (const Figure* figure : figures.all()) {
    if (!first) json += ",\n";
    json += figure_json(*figure);
    first = false;
  }
  return json + "]";
}

}  // namespace anbn
