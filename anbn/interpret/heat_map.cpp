// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/heat_map.h"

#include "anbn/io/xml_text.h"
#include "anbn/text/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

constexpr double kWidth = 880, kMargin = 28, kFont = 14.5, kLine = 28;
// The two halves of the band behind a word, from its baseline.
constexpr double kTop = -14, kMiddle = -4.5, kBottom = 5;
constexpr double kPadding = 0.8;
constexpr std::size_t kLongestWord = 60;  // in characters: a longer one would leave the page
constexpr std::string_view kQueryColour = "#d62f1f", kKeyColour = "#0072b2";

/// Thousandths of the font's size: Helvetica, and so Arial and Liberation Sans. Characters 32 to
/// 126. Source: Adobe's font metrics (Helvetica.afm).
constexpr std::array<short, 95> kAdvance = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};

double advance_of(char32_t c) {
  if (c >= 32 && c < 127) return kAdvance[c - 32] / 1000.0;
  return c >= 0x1100 ? 1 : 0.6;  // a guess: viewers are told how wide the word is
}

double width_of(std::string_view text, double font) {
  double width = 0;
  for (const Character& c : characters(text)) width += advance_of(c.value);
  return width * font;
}

std::string shortened(const std::string& text) {
  const std::vector<Character> all = characters(text);
  if (all.size() <= kLongestWord) return text;
  return text.substr(0, all[kLongestWord - 1].begin) + "\u2026";
}

std::string number(double value) {
  return fmt::format("{:.9g}", std::round(value * 10) / 10 + 0.0);
}

/// The words of `text` in lines of at most `width`.
std::vector<std::string> wrapped(const std::string& text, double font, double width) {
  std::vector<std::string> lines = {""};
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    std::string& line = lines.back();
    if (!line.empty() && width_of(line + " " + word, font) > width)
      lines.push_back(word);
    else
      line += (line.empty() ? "" : " ") + word;
    begin = end + 1;
  }
  return lines;
}

class Drawing {
 public:
  explicit Drawing(const HeatMap& map) : map_(map) {}

  std::string svg() {
    assert(map_.weight.rows == 2 && map_.weight.cols == map_.units.size());
    heading();
    for (std::size_t u = 0; u < map_.units.size(); ++u) place(u);
    y_ += 1.4 * kLine;
    for (const std::string& note : map_.notes)
      for (const std::string& line : wrapped(note, 12, kWidth - 2 * kMargin))
        label(kMargin, 12, line), y_ += 16;
    return whole();
  }

 private:
  void label(double x, double font, const std::string& text, std::string_view more = "") {
    labels_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\"{}>{}</text>\n", number(x),
                           number(y_), font, more, xml_text(text));
  }

  void heading() {
    y_ = kMargin + 18;
    label(kMargin, 20, map_.title, " fill=\"#000\" font-weight=\"bold\"");
    y_ += 22;
    for (const std::string& line : wrapped(map_.subtitle, 13, kWidth - 2 * kMargin))
      label(kMargin, 13, line), y_ += 18;
    y_ += 12;
    double x = kMargin;
    const auto sample = [&](const std::string& words, double query, double key) {
      const double width = width_of(words, 13);
      bands(x, width, query, key);
      label(x, 13, words, fmt::format(" fill=\"#000\" textLength=\"{}\"", number(width)));
      x += width + 18;
    };
    sample("word as query", 1, 0);
    sample("word as key", 0, 1);
    sample("both", 1, 1);
    label(x, 13, "weights");
    x += width_of("weights", 13) + 12;
    for (const double w : {0.1, 0.25, 0.5, 0.75, 1.0}) sample(fmt::format("{}", w), w, w);
    y_ += 0.3 * kLine;
    x_ = kWidth;  // the first word begins a line
  }

  /// The halves behind a word that begins at `x` in this line.
  void bands(double x, double width, double query, double key) {
    const auto band = [&](std::string& to, double weight, double from, double until) {
      if (weight < kFaintWeight) return;
      to += fmt::format(
          "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill-opacity=\"{:.3g}\"/>\n",
          number(x - kPadding), number(y_ + from), number(width + 2 * kPadding),
          number(until - from), kFullOpacity * weight);
    };
    band(queries_, query, kTop, kMiddle);
    band(keys_, key, kMiddle, kBottom);
  }

  void begin_line(const TextUnit& unit) {
    if (unit.segment != segment_) {
      y_ += kLine;
      label(kMargin, 11, fmt::format("segment {}", unit.segment + 1));
      y_ -= 4;
      segment_ = unit.segment;
    }
    y_ += kLine;
    x_ = kMargin;
  }

  /// Of the word that unit `u` begins, with its marks.
  double width_of_word(std::size_t u) const {
    double width = -2 * kPadding;
    for (std::size_t i = u; i < map_.units.size() && map_.units[i].part_of == u; ++i)
      width += width_of(shortened(map_.units[i].text), kFont) + 2 * kPadding;
    return width;
  }

  void place(std::size_t u) {
    const TextUnit& unit = map_.units[u];
    const std::string text = shortened(unit.text);
    const double width = width_of(text, kFont);
    if (unit.part_of < u)  // the marks of a word stay in its line
      x_ += 2 * kPadding;
    else if (const double space = width_of(" ", kFont) + 1;
             unit.segment != segment_ || x_ + space + width_of_word(u) > kWidth - kMargin)
      begin_line(unit);
    else
      x_ += space;
    const double query = map_.weight(0, u), key = map_.weight(1, u);
    bands(x_, width, query, key);
    const bool told = std::max(query, key) >= kFaintWeight;
    words_ += fmt::format(
        "<text x=\"{}\" y=\"{}\" textLength=\"{}\"{}>{}{}</text>\n", number(x_), number(y_),
        number(width), unit.kind == UnitKind::special ? " fill=\"#555\"" : "", xml_text(text),
        told ? fmt::format("<title>query {:.3g}, key {:.3g}</title>", query, key) : "");
    x_ += width;
  }

  std::string whole() const {
    const std::string height = number(y_ + kMargin);
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\" role=\"img\" "
        "font-family=\"Arial, Helvetica, 'Liberation Sans', sans-serif\">\n"
        "<title>{2}</title>\n<desc>{3}</desc>\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n"
        "<g id=\"queries\" fill=\"{4}\">\n{5}</g>\n<g id=\"keys\" fill=\"{6}\">\n{7}</g>\n"
        "<g id=\"labels\" fill=\"#444\">\n{8}</g>\n"
        "<g id=\"words\" fill=\"#000\" font-size=\"{9}\">\n{10}</g>\n</svg>\n",
        number(kWidth), height, xml_text(map_.title), xml_text(map_.subtitle), kQueryColour,
        queries_, kKeyColour, keys_, labels_, kFont, words_);
  }

  const HeatMap& map_;
  std::string queries_, keys_, labels_, words_;
  double x_ = 0, y_ = 0;  // where the next word begins; the baseline
  std::size_t segment_ = static_cast<std::size_t>(-1);
};

}  // namespace

std::string heat_map_svg(const HeatMap& map) { return Drawing(map).svg(); }

}  // namespace anbn
