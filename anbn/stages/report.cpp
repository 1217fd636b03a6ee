// SPDX-License-Identifier: Apache-2.0
// all results of a study -> one page, the numbers of its figures, the summary in words.
#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/table.h"
#include "anbn/report/numbers/comparison.h"
#include "anbn/report/numbers/network_places.h"
#include "anbn/report/page/page.h"
#include "anbn/report/prose/answers.h"
#include "anbn/results/study_record.h"
#include "anbn/runner/finished.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stages/report_encoding.h"
#include "anbn/stages/report_layers.h"
#include "anbn/stages/report_pooled.h"
#include "anbn/stages/report_session.h"
#include "anbn/stages/report_story_ridge.h"
#include "anbn/stages/report_volumes.h"
#include "anbn/stages/results_hash.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

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

bool is_untrained(const StudyRecord::Variant& variant) {
  return variant.name == "untrained" || variant.weights == "random";
}

void read_all_stories(const fs::path& out, const StudyRecord& study, Report& report) {
  std::string_view last;
  for (const Session& session : report.sessions) {
    if (std::exchange(last, session.variant) == session.variant) continue;
    const fs::path folder = out / session.variant / "between-stories";
    if (!fs::exists(folder / "stage.json")) continue;  // not asked for, or of an earlier anbn
    StoriesShown shown{
        session.variant, {}, read_between_stories(folder), read_stage_record(folder)};
    // With many stories the stage runs only where it is asked for: a result of fewer may be left.
    if (shown.results.stories.size() != study.stories.size()) continue;
    for (const std::string& name : shown.results.stories)
      shown.titles.push_back(study.title_of(name));
    report.stories.push_back(std::move(shown));
  }
}

void read_self_calibrations(const fs::path& out, const StudyRecord& study, Report& report) {
  for (const auto& variant : study.variants)
    if (const fs::path folder = out / variant.name / "self-calibration"; is_finished(folder))
      report.self_calibrations.push_back(
          {variant.name, read_self_calibration(folder), read_stage_record(folder)});
}

/// The sessions and remarks of the controls that the study asked for.
void read_controls(const fs::path& out, const StudyRecord& study, Report& report) {
  using Is = AbsentControl::Is;
  for (const auto& control : study.controls) {
    if (!control.elsewhere.empty())
      report.absent_controls.push_back({Is::elsewhere, control.name, control.elsewhere});
    if (!control.impossible.empty())
      report.absent_controls.push_back({Is::impossible, control.name, control.impossible});
    std::vector<Session> sessions;
    for (const auto& session : control.sessions) {
      SessionName who{
          control.name, session.story, study.title_of(session.words), session.networks, {}};
      for (const auto& [stage, folder] : session.stages) who.stages[stage] = folder;
      Session read = read_session(out, who, Reading::control);
      read.words = session.words;
      if (session.words != session.networks) read.networks_title = study.title_of(session.networks);
      sessions.push_back(std::move(read));
    }
    auto& all = control.name == "untrained" ? report.untrained : report.controls;
    if (!control.together.empty())
      if (auto together = read_pooled_session(out, sessions, Reading::control))
        all.push_back(std::move(*together));
    std::move(sessions.begin(), sessions.end(), std::back_inserter(all));
  }
}

Report read_results(const ReportOptions& o, Notes& notes) {
  const fs::path out = o.results.path;
  const StudyRecord study = read_study_record(out);
  Report report;
  report.title = o.title.empty() ? study.name : o.title;
  report.networks = read_stage_record(out / "networks");
  for (const auto& variant : study.variants) {
    const bool control = &variant != &study.variants.front() && is_untrained(variant);
    const Reading reading = control ? Reading::control : Reading::whole;
    std::vector<Session> stories;
    for (const auto& story : study.stories) {
      const SessionName name{variant.name, story.name, study.title_of(story.name)};
      stories.push_back(read_session(out, name, reading));
      add_encoding(out, stories.back(), report.warnings);
    }
    auto& sessions = control ? report.untrained : report.sessions;
    if (auto together = read_pooled_session(out, stories, reading)) {
      add_story_ridge(out, *together, report.warnings);
      sessions.push_back(std::move(*together));
    }
    std::move(stories.begin(), stories.end(), std::back_inserter(sessions));
  }
  read_controls(out, study, report);
  std::vector<std::string> stories;
  for (const auto& story : study.stories) stories.push_back(story.name);
  if (stories.size() > 1) {  // else what there is is of an earlier study
    read_all_stories(out, study, report);
    read_self_calibrations(out, study, report);
  }
  read_volumes(out, stories, report);
  add_layer_courses(out, report);
  for (Session& session : report.sessions) {
    const Session* untrained = untrained_of(report, session);
    if (!untrained) continue;
    // Layers and neurons of another shape have no place in the same figure.
    if (untrained->input.neuron_layer == session.input.neuron_layer)
      session.input.untrained = untrained->input.observed;
    else
      report.warnings.push_back(
          fmt::format("{}/{}: {} has other neurons, so its figures do not show it", session.variant,
                      session.story, untrained->variant));
  }
  notes.warnings.insert(notes.warnings.end(), report.warnings.begin(), report.warnings.end());
  return report;
}

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
                       "noise", "untrained"});
  const auto cell = [](const std::string& text) { return text == "n/a" ? TsvCell() : text; };
  for (const ComparisonRow& r : rows)
    tsv.row({r.figure, r.quantity, cell(r.pieman), cell(r.shapes), cell(r.here), cell(r.partial),
             cell(r.noise), cell(r.untrained)});
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
  const Report report = read_results(o, context.notes);
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
  write_file(out / "report.html", page_html(report, figures));
  write_file(out / "summary.txt", summary_text(report));
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
    "anbn report --results results --out results/report", 14,
    {.runs = Runs::after_all,
     .reads_arrays_of = kReadsArraysOf,
     .hash_of_results = hash_of_results});

}  // namespace anbn
