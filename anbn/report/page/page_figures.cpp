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

void add_figure(const Figure& figure, JsonText& json) {
  const FigureTable& table = figure.table;
  json.begin_object();
  json.member("id", figure.id);
  json.member("kind", figure.kind.name);
  json.member("title", table.title);
  json.member("xTitle", table.x_title);
  json.member("yTitle", table.y_title);
  json.key("columns");
  json.begin_array();
  json.add("series");
  for (const std::string& column : table.columns) json.add(column);
  json.end();
  json.key("rows");
  json.begin_array();
  for (const FigureRow& row : table.rows) {
    json.begin_array();
    json.add(name_of(row.series));
    for (double v : row.values) json.add(v);
    json.end();
  }
  json.end();
  json.key("references");
  json.begin_array();
  for (const ReferenceLine& line : table.references) {
    json.begin_object();
    json.member("axis", std::string_view(&line.axis, 1));
    json.member("value", line.value);
    json.member("label", line.label);
    json.end();
  }
  json.end();
  json.end();
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
  JsonText json;
  json.begin_array({.between = ",\n"});
  for (const Figure* figure : figures.all()) add_figure(*figure, json);
  json.end();
  return json.text();
}

}  // namespace anbn
