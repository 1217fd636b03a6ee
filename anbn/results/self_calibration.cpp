// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/self_calibration.h"

#include "anbn/results/columns.h"
#include "anbn/results/fields.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct PairingRows {
  std::vector<std::string> words, brain;  // stories
  std::vector<TestedPairing>& rows;

  template <class V>
  void columns(V&& column) {
    column("words", words);
    column("brain", brain);
    column("volumes", members(rows, &TestedPairing::volumes));
    column("p", members(rows, &TestedPairing::p));
    figure_columns(column, "largest", &TestedPairing::largest);
    figure_columns(column, "mean_neurons", &TestedPairing::neurons);
    figure_columns(column, "mean_networks", &TestedPairing::networks);
    figure_columns(column, "mean_r2", &TestedPairing::square);
  }
  template <class V>
  void figure_columns(V&& column, const std::string& name, PairingFigure TestedPairing::*figure) {
    column(name, members(rows, figure, &PairingFigure::observed));
    column(name + "_noise", members(rows, figure, &PairingFigure::noise));
    column(name + "_p", members(rows, figure, &PairingFigure::p));
  }
};

struct CalledFields {
  CalledPairings& called;

  template <class V>
  void fields(V&& field) {
    field("called", called.called);
    field("tested", called.tested);
    field("effective", called.effective);
    field("low", called.rate.low);
    field("high", called.rate.high);
  }
};

struct MeanFields {
  PairingMean& mean;

  template <class V>
  void fields(V&& field) {
    field("mean", mean.mean);
    field("error", mean.error);
  }
};

struct PairingsSummary {
  SelfCalibrationResults& results;

  template <class V>
  void fields(V&& field) {
    field("stories", results.stories);
    field("possible", results.possible);
    field("draws", results.draws);
    SelfCalibration& found = results.calibration;
    const auto called = [&](const char* name, CalledPairings& pairings) {
      CalledFields of_one{pairings};
      field(name, of_one);
    };
    called("any_coupling", found.verdict);
    called("largest", found.largest);
    called("mean_neurons", found.neurons);
    called("mean_networks", found.networks);
    called("mean_r2", found.square);
    MeanFields ratio{found.square_over_noise};
    field("mean_r2_over_noise", ratio);
  }
};

std::size_t number_of(const std::vector<std::string>& stories, const std::string& name,
                      const fs::path& file) {
  const auto found = std::find(stories.begin(), stories.end(), name);
  if (found == stories.end())
    fail("{}: found the story '{}', which summary.json has not; run the stage again", file.string(),
         name);
  return static_cast<std::size_t>(found - stories.begin());
}

}  // namespace

void write(const SelfCalibrationResults& results, const fs::path& folder) {
  SelfCalibrationResults& r = visited(results);
  PairingRows table{{}, {}, r.calibration.pairings};
  for (const TestedPairing& pairing : results.calibration.pairings) {
    table.words.push_back(results.stories[pairing.who.words]);
    table.brain.push_back(results.stories[pairing.who.brain]);
  }
  write_columns(folder / "pairings.tsv", table);
  write_fields(folder / "summary.json", PairingsSummary{r});
}

SelfCalibrationResults read_self_calibration(const fs::path& folder) {
  SelfCalibrationResults out;
  PairingsSummary summary{out};
  read_fields(folder / "summary.json", summary);
  const fs::path file = folder / "pairings.tsv";
  PairingRows table{{}, {}, out.calibration.pairings};
  read_columns(file, table);
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    table.rows[i].who = {number_of(out.stories, table.words[i], file),
                         number_of(out.stories, table.brain[i], file)};
  return out;
}

}  // namespace anbn
