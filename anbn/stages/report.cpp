// SPDX-License-Identifier: Apache-2.0
// all results of a study -> one page, the numbers of its figures, the summary in words.
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/report/numbers/comparison.h"
#include "anbn/report/numbers/family_bars.h"
#include "anbn/report/numbers/model_pairs.h"
#include "anbn/report/numbers/network_places.h"
#include "anbn/report/page/page.h"
#include "anbn/report/prose/answers.h"
#include "anbn/report/prose/methods_words.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/report_changed.h"
#include "anbn/stages/report_results.h"
#include "anbn/stages/report_summary.h"
#include "anbn/stages/results_hash.h"

#include <algorithm>
#include <string_view>

namespace anbn {
namespace {

namespace fs = std::filesystem;

// A map of noise has hundreds.
constexpr std::size_t kMostClustersWritten = 20;

struct ReportOptions {
  Input results{InputKind::results};
  std::string title;

  template <class V>
  void visit(V&& option) {
    option("results", results,
           "folder with the results of `anbn run` (the one that holds study.json)");
    option("title", title, "title of the page; default: the name of the study");
  }
};

void write_figure(const fs::path& file, const FigureTable& table) {
  std::vector<std::string> columns = {"series"};
  columns.insert(columns.end(), table.columns.begin(), table.columns.end());
  TsvWriter tsv(file, columns);
  for (const FigureRow& row : table.rows) {
    std::vector<TsvCell> cells = {name_of(row.series)};
    for (double v : row.values) cells.emplace_back(v);
    tsv.row(cells);
  }
  tsv.finish();
}

void write_comparison(const fs::path& file, const std::vector<ComparisonRow>& rows) {
  TsvWriter tsv(file, {"figure", "quantity", "paper_pieman", "paper_shapes", "here", "partial",
                       "noise", "untrained", "excess", "untrained_excess"});
  const auto cell = [](const std::string& text) { return text == "n/a" ? TsvCell() : text; };
  for (const ComparisonRow& r : rows)
    tsv.row({r.figure, r.quantity, cell(r.pieman), cell(r.shapes), cell(r.here), cell(r.partial),
             cell(r.noise), cell(r.untrained), cell(r.excess), cell(r.untrained_excess)});
  tsv.finish();
}

void write_agreement(const fs::path& file, const Report& report) {
  TsvWriter tsv(file, {"story", "first", "second", "figure", "observed", "noise", "low", "high",
                       "p", "named_first", "named_second", "named_both"});
  for (const ModelPair& pair : model_pairs(report))
    for (const auto& [name, figure] : {std::pair("largest", &pair.agreement.largest),
                                       std::pair("anchored", &pair.agreement.anchored)})
      tsv.row({pair.first->story, pair.first->variant, pair.second->variant, name, figure->observed,
               figure->noise.mean, figure->noise.low, figure->noise.high, figure->noise.p,
               pair.first->networks_named.size(), pair.second->networks_named.size(),
               pair.named_in_both});
  tsv.finish();
}

void write_families(const fs::path& file, const Report& report) {
  TsvWriter tsv(file, {"story", "variant", "model", "weights", "kind", "tested", "named", "own_bar",
                       "own_above", "model_bar", "model_above", "all_bar", "all_above"});
  for (const auto& [s, own, of_model, of_all] : family_rows(report))
    tsv.row({s->story, s->variant, s->model, s->weights, s->neuron_kind,
             s->tests.neurons.tested_phase, s->tests.neurons.named, own.bar, own.above,
             of_model.bar, of_model.above, of_all.bar, of_all.above});
  tsv.finish();
}

// One row for each of the strongest clusters of voxels that the maps of figures 6b and 6c show; one
// without a cluster for a map that is empty.
void write_maps_table(const fs::path& file, const Session& session, const VolumeNetworks& volumes) {
  const BrainVolumes& brain = *volumes.brain;
  std::vector<std::string> columns = {"network",
                                      "name",
                                      "label",
                                      "chosen_for",
                                      "correlation",
                                      "phase_max_p",
                                      "flipped",
                                      "largest",
                                      "positive_voxels",
                                      "negative_voxels",
                                      "cluster",
                                      "voxels",
                                      "x_mm",
                                      "y_mm",
                                      "z_mm",
                                      "peak"};
  const std::optional<PlacesResults>& places = volumes.places;
  if (places)
    for (const std::string& atlas : places->atlases) columns.push_back("region_" + atlas);
  if (places) columns.emplace_back("place");
  TsvWriter tsv(file, columns);
  for (const ShownNetwork& shown : session.shown) {
    const BrainMap& map = brain.maps.at(shown.network);
    const std::vector<TsvCell> head = {shown.network,
                                       shown.name,
                                       shown.label == "n/a" ? TsvCell() : TsvCell(shown.label),
                                       shown.why,
                                       map.sign * shown.correlation,
                                       shown.phase_max_p,
                                       map.sign < 0 ? "yes" : "no",
                                       map.largest,
                                       map.positive,
                                       map.negative};
    const std::size_t most = std::min(kMostClustersWritten, map.clusters.size());
    for (std::size_t n = 0; n < std::max<std::size_t>(1, most); ++n) {
      std::vector<TsvCell> cells = head;
      if (n < map.clusters.size()) {
        const MapCluster& c = map.clusters[n];
        for (const TsvCell& cell : {TsvCell(n + 1), TsvCell(c.voxels), TsvCell(c.peak_mm[0]),
                                    TsvCell(c.peak_mm[1]), TsvCell(c.peak_mm[2]), TsvCell(c.peak)})
          cells.push_back(cell);
        if (places)
          for (const std::string& region : regions_of_peak(*places, shown.network, c.peak_mm))
            cells.emplace_back(region.empty() ? std::nullopt : std::optional(region));
      }
      cells.resize(columns.size() - (places ? 1 : 0));
      if (places) cells.emplace_back(place_in_words(*places, shown.network));
      tsv.row(cells);
    }
  }
  tsv.finish();
}

void run(const ReportOptions& o, const fs::path& out, RunContext& context) {
  Report report = read_results(o.results.path, o.title);
  report.changed = changed_options(report);
  context.notes.warnings.insert(context.notes.warnings.end(), report.warnings.begin(),
                                report.warnings.end());
  const auto figures = compute_figures(report);
  fs::create_directories(out / "figures");
  for (const Figure* figure : figures.all())
    write_figure(out / "figures" / (figure->id + ".tsv"), figure->table);
  for (const Session& session : report.sessions)
    if (!is_pooled(session))  // the paper's numbers are of single stories
      write_comparison(
          out / fmt::format("paper.{}.{}.tsv", session.variant, session.story),
          compare_with_paper(session, untrained_of(report, session), stories_of(report, session)));
  for (const Session& session : report.sessions)
    if (!session.shown.empty())
      write_maps_table(
          out / "figures" / fmt::format("6bc_networks.{}.{}.tsv", session.variant, session.story),
          session, *report.volumes);
  sync_folder(out / "figures");
  write_agreement(out / "agreement.tsv", report);
  write_families(out / "variants.tsv", report);
  write_file(out / "report.html", page_html(report, figures));
  write_file(out / "summary.txt", summary_text(report));
  const MethodsWords methods = methods_words(report);
  write_file(out / "methods.txt", methods.paragraph + "\n");
  write_file(out / "references.bib", methods.bibtex);
  write_summary_json(report, out / "summary.json");
}

constexpr std::string_view kReadsArraysOf[] = {"timecourses"};  // of pairs that are shown

Cost cost(const ReportOptions&, const CostInputs& in) {
  Cost cost{0.1, 2 * kProgramBytes, 5e6};
  for (const Sizes& s : in.sizes) {
    cost.seconds += 3e-5 * real(s.neurons);
    cost.memory += 2 * kFloatBytes * real(s.neurons) * real(s.networks);
    cost.disk += 200 * real(s.neurons);
  }
  return cost;
}

}  // namespace

extern const Stage kReportStage = make_stage<ReportOptions, run, cost>(
    "report", "all results -> one page with figures, and the summary",
    "anbn report --results results --out results/report", 18,
    {.runs = Runs::after_all,
     .reads_arrays_of = kReadsArraysOf,
     .hash_of_results = hash_of_results});

}  // namespace anbn
