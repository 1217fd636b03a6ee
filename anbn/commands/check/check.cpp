// SPDX-License-Identifier: Apache-2.0
// anbn check: what a study is, what it needs, and what is wrong with it, before anything is
// computed.
#include "anbn/commands/check/atlases.h"
#include "anbn/commands/check/plan.h"
#include "anbn/commands/check/scans.h"
#include "anbn/commands/check/story.h"
#include "anbn/commands/make_command.h"
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
using nlohmann::json;

struct CheckOptions {
  Input study = {InputKind::file, Presence::required};
  std::string out;

  template <class V>
  void visit(V&& option) {
    option("study", study, "study file (TOML); see docs/formats.md");
    option("out", out, "folder where the results would go; by default what the study file says");
  }
};

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
  Checker(const StudyReading& reading, CommandContext& context)
      : study_(reading.study), reading_(reading), context_(context) {}

  Outcome run() {
    answer() << fmt::format("{}: results go to {}\n", study_.title, study_.out.string());
    tell_of_file();
    std::vector<Sizes> models;
    for (const StudyVariant& variant : study_.variants) models.push_back(check(variant));
    for (const StudyStory& story : study_.stories) check(story, models);
    check_all_networks();
    tell_controls();
    check_brains();
    if (fatal_ == 0)
      tell_needs();
    else
      answer() << "\nneeds: told once the errors are mended\n";
    answer() << fmt::format("\nerrors: {}, warnings: {}{}\n", fatal_, dubious_,
                            fatal_ > 0 ? "; `anbn run` would stop" : "");
    return fatal_ > 0 ? Outcome::bad : Outcome::good;
  }

 private:
  std::ostream& answer() { return context_.answer; }

  Sizes tell(const Findings& findings) {
    for (const auto& [name, value] : findings.lines)
      answer() << fmt::format("  {:<16}{}\n", name, value);
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
    answer() << "\nstudy file\n";
    for (const std::string& error : reading_.errors) tell({Weight::fatal, error});
    for (const std::string& warning : folded(study_.warnings)) tell({Weight::dubious, warning});
  }

  Sizes check(const StudyVariant& variant) {
    answer() << fmt::format("\nvariant {}\n", variant.name);
    const bool known = !study_.stories.empty() &&
                       study_.find_job("activations", variant.name, study_.stories[0].name);
    return known ? tell(check_model(study_, variant, context_.machine)) : Sizes();
  }

  void tell(const Problem& problem) {
    ++(problem.weight == Weight::fatal ? fatal_ : dubious_);
    answer() << fmt::format("  {}: {}\n", problem.weight == Weight::fatal ? "error" : "warning",
                            problem.text);
  }

  void check(const StudyStory& story, const std::vector<Sizes>& models) {
    answer() << fmt::format("\nstory {} ({})\n", story.name, story.title);
    std::string main_options;
    Sizes sizes;
    for (std::size_t i = 0; i < study_.variants.size(); ++i) {
      const std::string& variant = study_.variants[i].name;
      const Job* tokens = study_.find_job("tokens", variant, story.name);
      if (tokens == nullptr) continue;  // an error that was told
      // A variant that reads the story as main does has the same to tell.
      if (tokens->options_json != main_options) {
        if (i > 0) answer() << fmt::format("  as variant {} reads it\n", variant);
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
    const std::size_t before = fatal_;
    const Sizes sizes = tell(check_networks(study_, story));
    (fatal_ == before ? right_networks_ : wrong_networks_) += 1;
    return sizes;
  }

  /// All networks together, as `anbn run` will read them, once each story's files are in order.
  void check_all_networks() {
    if (right_networks_ == 0 || wrong_networks_ > 0) return;
    const Findings findings = anbn::check_all_networks(study_, context_.machine);
    if (!findings.problems.empty()) answer() << "\nnetworks of all stories\n";
    tell(findings);
  }

  /// What `controls` makes, and what it cannot.
  void tell_controls() {
    if (study_.controls.empty()) return hint_untrained();
    answer() << "\ncontrols\n";
    for (const StudyControl& control : study_.controls) {
      if (control.is != StudyControl::Is::made) {
        const bool there = control.is == StudyControl::Is::elsewhere;
        answer() << fmt::format("  {:<20}{}{}\n", control.name,
                                there ? "see " : "not possible: ", control.words);
        continue;
      }
      std::string pairs;
      for (const StudyControlSession& s : control.sessions) {
        pairs += (pairs.empty() ? "" : ", ") + s.words;
        if (s.words != s.networks) pairs += " with networks of " + s.networks;
        sizes_[{control.name, s.story}] = sizes_[{study_.variants[0].name, s.words}];
      }
      answer() << fmt::format("  {:<20}{}: {}\n", control.name, control_summary(control.name),
                              pairs);
    }
  }

  /// What training adds can only be told beside a model without it.
  void hint_untrained() {
    if (fatal_ > 0 || std::any_of(study_.variants.begin(), study_.variants.end(),
                                  [](const StudyVariant& v) { return is_untrained(v.weights); }))
      return;
    answer()
        << "\nhint: no variant has an untrained model, so nothing will tell what training adds; "
           "controls = [\"untrained\"] (or \"all\") in [study] makes one\n";
  }

  void check_brains() {
    if (study_.find_job("mask", "", "") == nullptr) return;
    answer() << "\nall scans\n";
    tell(check_same_scans(study_));
    MaskFindings found = check_mask(study_);
    tell(found.findings);
    mask_ = std::move(found.mask);
    tell(check_maps(study_, mask_, context_.machine));
    tell(check_atlases(study_, mask_));
  }

  void tell_needs() {
    answer() << "\nneeds, from a moment of each kind of work on this machine\n"
             << fmt::format("  {:<16}{:>10}{:>14}{:>12}\n", "stage", "wall", "peak memory", "disk");
    StageNeeds all;
    const Plan plan = plan_of(study_, sizes_, mask_, context_);
    for (const StageNeeds& needs : plan.stages) {
      tell(needs);
      all.jobs += needs.jobs;
      all.done += needs.done;
      all.seconds += needs.seconds;
      all.disk_bytes += needs.disk_bytes;
      all.memory_bytes = std::max(all.memory_bytes, needs.memory_bytes);
    }
    tell_totals(all, plan.most_disk_bytes);
  }

  void tell(const StageNeeds& needs) {
    if (needs.done == needs.jobs) {
      answer() << fmt::format("  {:<16}{:>10}\n", needs.stage, "done");
      return;
    }
    std::string note;
    if (needs.jobs > 1) note = fmt::format("  {} results", needs.jobs - needs.done);
    if (needs.done > 0) note += fmt::format(", {} more are done", needs.done);
    answer() << fmt::format("  {:<16}{:>10}{:>14}{:>12}{}\n", needs.stage,
                            seconds_text(needs.seconds), bytes_text(needs.memory_bytes),
                            bytes_text(needs.disk_bytes), note);
  }

  std::string kept_text(const StageNeeds& all, double most_disk_bytes) const {
    if (all.disk_bytes >= most_disk_bytes) return "";
    return fmt::format("; {} of it stay (keep = \"{}\")", bytes_text(all.disk_bytes),
                       name_of(study_.keep));
  }

  void tell_totals(const StageNeeds& all, double most_disk_bytes) {
    const double disk = free_disk(study_.out), memory = static_cast<double>(available_memory());
    if (all.done == all.jobs) {
      answer() << "  all is up to date\n";
      return;
    }
    answer() << fmt::format(
        "  {:<16}{} (free: {}){}\n  {:<16}{} (available: {})\n  {:<16}about {} with {} threads\n",
        "disk", bytes_text(most_disk_bytes), bytes_text(disk), kept_text(all, most_disk_bytes),
        "memory", bytes_text(all.memory_bytes), bytes_text(memory), "time",
        seconds_text(all.seconds), context_.machine.threads.count());
    if (most_disk_bytes > disk)
      tell({Weight::fatal,
            fmt::format("{}: the disk is too full; free some space or choose another --out",
                        study_.out.string())});
    if (all.memory_bytes > memory)
      tell({Weight::dubious,
            "more memory is needed than is available; use fewer --threads, units or components, "
            "or end other programs"});
  }

  const Study& study_;
  const StudyReading& reading_;
  CommandContext& context_;
  StudySizes sizes_;
  Mask mask_;
  std::size_t fatal_ = 0, dubious_ = 0;
  std::size_t right_networks_ = 0, wrong_networks_ = 0;  // stories whose files are
};

Outcome run(const CheckOptions& o, CommandContext& context) {
  const StudyReading reading = read_study_to_end(o.study.path, o.out);
  return Checker(reading, context).run();
}

}  // namespace

extern const Command kCheckCommand = make_command<CheckOptions, run>(
    "check", "what a study needs and what is wrong with it; computes nothing",
    "anbn check study.toml", "study");

}  // namespace anbn
