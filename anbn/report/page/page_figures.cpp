// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/page/html.h"
#include "anbn/report/page/page_parts.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {

std::string numbers_part(const Figure& figure) {
  std::string text = "series";
  for (const std::string& name : figure.table.columns) text += '\t' + name;
  for (const FigureRow& row : figure.table.rows) {
    text += fmt::format("\n{}", name_of(row.series));
    for (const double v : row.values) text += '\t' + (std::isnan(v) ? "n/a" : json_number(v));
  }
  return details("Numbers", fmt::format("<pre class=\"numbers\" data-numbers=\"{}\" "
                                        "tabindex=\"0\">{}</pre>\n",
                                        escaped(figure.id), escaped(text)));
}

namespace {

void add_figure(const Figure& figure, JsonText& json) {
  const FigureTable& table = figure.table;
  json.begin_object();
  json.member("id", figure.id);
  json.member("kind", figure.kind.name);
  json.member("title", table.title);
  json.member("xTitle", table.x_title);
  json.member("yTitle", table.y_title);
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

std::string figure_card(const Figure& figure) {
  const std::string number =
      figure.kind.number.empty()
          ? ""
          : fmt::format("<span class=\"paper\">{}</span> ", escaped(figure.kind.number));
  return fmt::format(
             "<figure id=\"figure-{0}\" class=\"{1}\" aria-labelledby=\"title-{0}\">\n"
             "<h4 id=\"title-{0}\">{2}{3}</h4>\n<div class=\"figure\" "
             "data-figure=\"{0}\"></div>\n<figcaption>{4}</figcaption>\n",
             escaped(figure.id), escaped(figure.kind.name), number, escaped(figure.table.title),
             escaped(figure.table.caption)) +
         numbers_part(figure) + "</figure>\n";
}

std::string figure_cards(const std::vector<Figure>& figures) {
  std::string html = "<div class=\"figures\">\n";
  for (const Figure& figure : figures) html += figure_card(figure);
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
