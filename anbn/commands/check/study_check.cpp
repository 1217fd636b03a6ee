// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/study_check.h"

#include "anbn/commands/check/atlases.h"
#include "anbn/commands/check/scans.h"
#include "anbn/commands/check/story.h"
#include "anbn/core/alike.h"
#include "anbn/core/memory.h"
#include "anbn/model/weights.h"
#include "anbn/study/study_controls.h"

#include <algorithm>
#include <map>
#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;
std::string bytes_text(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.0f} MB", std::max(1.0, bytes / 1e6))
                     : fmt::format("{:.1f} GB", bytes / 1e9);
}

std::string seconds_text(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", std::max(0.1, seconds));
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  return seconds < 7200 ? fmt::format("{:.0f} min", seconds / 60)
                        : fmt::format("{:.1f} h", seconds / 3600);
}

/// Free space where the results will be: in the nearest folder above that exists.
double free_disk(fs::path folder) {
  folder = fs::absolute(folder);
  while (!fs::exists(folder) && folder.has_relative_path()) folder = folder.parent_path();
  std::error_code error;
  const fs::space_info space = fs::space(folder, error);
  return error ? 0 : static_cast<double>(space.available);
}

class Checker {
 public:
  Checker(const StudyReading& reading, PlanOf what, CommandContext& context, std::ostream& words)
      : study_(reading.study), reading_(reading), what_(what), context_(context), words_(words) {}

  CheckedStudy run() {
    words_ << fmt::format("{}: results go to {}\n", study_.title, study_.out.string());
    tell_of_file();
    std::vector<Sizes> models;
    for (const StudyVariant& variant : study_.variants) models.push_back(check(variant));
    for (const StudyStory& story : study_.stories) check(story, models);
    check_all_networks();
    tell_controls();
    check_brains();
    if (found_.errors() == 0)
      tell_needs();
    else
      words_ << "\nneeds: told once the errors are mended\n";
    words_ << fmt::format("\nerrors: {}, warnings: {}{}\n", found_.errors(),
                          found_.problems.size() - found_.errors(),
                          found_.errors() > 0 ? "; `anbn run` would stop" : "");
    return std::move(found_);
  }

 private:
  Sizes tell(const Findings& findings) {
    for (const auto& [name, value] : findings.lines)
      words_ << fmt::format("  {:<16}{}\n", name, value);
    std::vector<std::string> warnings;
    for (const Problem& problem : findings.problems)
      if (problem.weight == Weight::fatal)
        tell(problem);
      else
        warnings.push_back(problem.text);
    for (const std::string& warning : folded(warnings)) tell({Weight::dubious, warning});
    return findings.sizes;
  }

  /// What is wrong with the study file itself.
  void tell_of_file() {
    if (reading_.errors.empty() && study_.warnings.empty()) return;
    begin_part("study file");
    words_ << "\n";
    for (const std::string& error : reading_.errors) tell({Weight::fatal, error});
    for (const std::string& warning : folded(study_.warnings)) tell({Weight::dubious, warning});
  }

  Sizes check(const StudyVariant& variant) {
    begin_part("variant " + variant.name);
    words_ << "\n";
    const bool known = !study_.stories.empty() &&
                       study_.find_job("activations", variant.name, study_.stories[0].name);
    return known ? tell(check_model(study_, variant, context_.machine)) : Sizes();
  }

  /// What comes is of a part of the study: "story pieman".
  void begin_part(std::string part) {
    words_ << fmt::format("\n{}", part);
    part_ = std::move(part);
  }

  void tell(const Problem& problem) {
    found_.problems.push_back({part_, problem});
    words_ << fmt::format("  {}: {}\n", problem.weight == Weight::fatal ? "error" : "warning",
                          problem.text);
  }

  void check(const StudyStory& story, const std::vector<Sizes>& models) {
    begin_part("story " + story.name);
    words_ << fmt::format(" ({})\n", story.title);
    std::string main_options;
    Sizes sizes;
    for (std::size_t i = 0; i < study_.variants.size(); ++i) {
      const std::string& variant = study_.variants[i].name;
      const Job* tokens = study_.find_job("tokens", variant, story.name);
      if (tokens == nullptr) continue;  // an error that was told
      // A variant that reads the story as main does has the same to tell.
      if (tokens->options_json != main_options) {
        if (i > 0) words_ << fmt::format("  as variant {} reads it\n", variant);
        const Sizes brains = sizes;
        sizes = tell(check_story(study_, story, variant));
        add_brains(brains, sizes);
      }
      if (i == 0) main_options = tokens->options_json;
      if (i == 0) tell(check_regressors(study_, story));
      if (i == 0 && study_.find_job("networks", "", "")) add_brains(check_brains_of(story), sizes);
      Sizes all = sizes;
      all.layers = models[i].layers;
      all.heads = models[i].heads;
      all.hidden = models[i].hidden;
      all.layer_weights = models[i].layer_weights;
      all.neurons = models[i].neurons;
      all.activations = models[i].activations;
      all.head_weights = models[i].head_weights;
      all.weights = models[i].weights;
      sizes_[{variant, story.name}] = all;
    }
  }

  static void add_brains(const Sizes& brains, Sizes& sizes) {
    sizes.listeners = brains.listeners;
    sizes.scans = brains.scans;
    sizes.networks = brains.networks;
  }

  Sizes check_brains_of(const StudyStory& story) {
    if (!story.scans.empty()) return tell(check_scans(study_, story));
    const std::size_t before = found_.errors();
    const Sizes sizes = tell(check_networks(study_, story));
    (found_.errors() == before ? right_networks_ : wrong_networks_) += 1;
    return sizes;
  }

  /// All networks together, as `anbn run` will read them, once each story's files are in order.
  void check_all_networks() {
    if (right_networks_ == 0 || wrong_networks_ > 0) return;
    const Findings findings = anbn::check_all_networks(study_, context_.machine);
    if (!findings.problems.empty()) {
      begin_part("networks of all stories");
      words_ << "\n";
    }
    tell(findings);
  }

  /// What `controls` makes, and what it cannot.
  void tell_controls() {
    if (study_.controls.empty()) return hint_untrained();
    words_ << "\ncontrols\n";
    for (const StudyControl& control : study_.controls) {
      if (control.is != StudyControl::Is::made) {
        const bool there = control.is == StudyControl::Is::elsewhere;
        words_ << fmt::format("  {:<20}{}{}\n", control.name,
                              there ? "see " : "not possible: ", control.words);
        continue;
      }
      std::string pairs;
      for (const StudyControlSession& s : control.sessions) {
        pairs += (pairs.empty() ? "" : ", ") + s.words;
        if (s.words != s.networks) pairs += " with networks of " + s.networks;
        sizes_[{control.name, s.story}] = sizes_[{study_.variants[0].name, s.words}];
      }
      words_ << fmt::format("  {:<20}{}: {}\n", control.name, control_summary(control.name), pairs);
    }
  }

  /// What training adds can only be told beside a model without it.
  void hint_untrained() {
    if (found_.errors() > 0 ||
        std::any_of(study_.variants.begin(), study_.variants.end(),
                    [](const StudyVariant& v) { return is_untrained(v.weights); }))
      return;
    words_ << "\nhint: no variant has an untrained model, so nothing will tell what training adds; "
              "controls = [\"untrained\"] (or \"all\") in [study] makes one\n";
  }

  void check_brains() {
    if (study_.find_job("mask", "", "") == nullptr) return;
    begin_part("all scans");
    words_ << "\n";
    tell(check_same_scans(study_));
    MaskFindings found = check_mask(study_);
    tell(found.findings);
    mask_ = std::move(found.mask);
    tell(check_maps(study_, mask_, context_.machine));
    tell(check_atlases(study_, mask_));
  }

  void tell_needs() {
    begin_part("needs");
    words_ << ", from a moment of each kind of work on this machine\n"
           << fmt::format("  {:<16}{:>10}{:>14}{:>12}\n", "stage", "wall", "peak memory", "disk");
    found_.plan = plan_of(study_, sizes_, mask_, what_, context_);
    found_.free_disk_bytes = free_disk(study_.out);
    found_.available_memory_bytes = static_cast<double>(available_memory());
    for (const StageNeeds& needs : found_.plan->stages) tell(needs);
    tell_totals(found_.plan->total());
  }

  void tell(const StageNeeds& needs) {
    if (needs.done == needs.jobs) {
      words_ << fmt::format("  {:<16}{:>10}\n", needs.stage, "done");
      return;
    }
    std::string note;
    if (needs.jobs > 1) note = fmt::format("  {} results", needs.jobs - needs.done);
    if (needs.done > 0) note += fmt::format(", {} more are done", needs.done);
    words_ << fmt::format("  {:<16}{:>10}{:>14}{:>12}{}\n", needs.stage,
                          seconds_text(needs.seconds), bytes_text(needs.memory_bytes),
                          bytes_text(needs.disk_bytes), note);
  }

  std::string kept_text(const DiskNeeds& disk) const {
    if (disk.stay_bytes >= disk.most_bytes) return "";
    return fmt::format("; {} of it stay (keep = \"{}\")", bytes_text(disk.stay_bytes),
                       name_of(study_.keep));
  }

  void tell_totals(const StageNeeds& all) {
    if (all.done == all.jobs) {
      words_ << "  all is up to date\n";
      return;
    }
    const DiskNeeds& disk = found_.plan->disk_of(study_.keep);
    words_ << fmt::format(
        "  {:<16}{} (free: {}){}\n  {:<16}{} (available: {})\n  {:<16}about {} with {} threads\n",
        "disk", bytes_text(disk.most_bytes), bytes_text(found_.free_disk_bytes), kept_text(disk),
        "memory", bytes_text(all.memory_bytes), bytes_text(found_.available_memory_bytes), "time",
        seconds_text(all.seconds), context_.machine.threads.count());
    for (const Keep keep : kAllKeeps)
      words_ << fmt::format(
          "  {:<16}{:<14}{} at a time, {} stay\n", keep == kAllKeeps[0] ? "disk by keep" : "",
          fmt::format("\"{}\"", name_of(keep)), bytes_text(found_.plan->disk_of(keep).most_bytes),
          bytes_text(found_.plan->disk_of(keep).stay_bytes));
    if (disk.most_bytes > found_.free_disk_bytes)
      tell({Weight::fatal,
            fmt::format("{}: the disk is too full; free some space or choose another --out",
                        study_.out.string())});
    if (all.memory_bytes > found_.available_memory_bytes)
      tell({Weight::dubious,
            "more memory is needed than is available; use fewer --threads, units or components, "
            "or end other programs"});
  }

  const Study& study_;
  const StudyReading& reading_;
  PlanOf what_;
  CommandContext& context_;
  std::ostream& words_;
  CheckedStudy found_;
  std::string part_;  // of the study, that is looked at
  StudySizes sizes_;
  Mask mask_;
  std::size_t right_networks_ = 0, wrong_networks_ = 0;  // stories whose files are
};

}  // namespace

std::size_t CheckedStudy::errors() const {
  return static_cast<std::size_t>(std::count_if(
      problems.begin(), problems.end(),
      [](const FoundProblem& found) { return found.problem.weight == Weight::fatal; }));
}

CheckedStudy check_study(const StudyReading& reading, PlanOf what, CommandContext& context,
                         std::ostream& words) {
  return Checker(reading, what, context, words).run();
}

}  // namespace anbn
