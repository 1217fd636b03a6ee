// SPDX-License-Identifier: Apache-2.0
// anbn check: what a study is, what it needs, and what is wrong with it, before anything is
// computed.
#include "anbn/commands/check_scans.h"
#include "anbn/commands/check_story.h"
#include "anbn/commands/command.h"
#include "anbn/stages/study_controls.h"

#include <unistd.h>

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

/// What `anbn run` would take, from counts and rates: an estimate.
struct Needs {
  double disk_bytes = 0, memory_bytes = 0, seconds = 0;
};

// Rates of one processor. Measured on Pie Man with AVX-512: 120e9 and 3e6; AVX2 does half as much.
constexpr double kFlopsPerSecond = 60e9;
constexpr double kSortedProductsPerSecond = 3e6;  // top pairs of a neuron and segment
constexpr double kFloat = 4;                      // bytes

double option_or(const Study& study, const char* stage, const std::string& variant,
                 const std::string& story, const char* option, double otherwise) {
  for (const Job& job : study.jobs)
    if (job.stage->name == stage && job.variant == variant && job.story == story) {
      const json options = json::parse(job.options_json);
      if (options.contains(option) && options[option].is_number()) return options[option];
    }
  return otherwise;
}

/// One variant and story.
Needs needs_of(const Study& study, const std::string& variant, const std::string& story,
               const Sizes& s, int threads) {
  const auto number = [](std::size_t n) { return static_cast<double>(n); };
  const double tokens = number(s.tokens), volumes = number(s.volumes);
  const double hidden = number(s.hidden), layers = number(s.layers), neurons = number(s.neurons);
  const double pairs_per_neuron = 500 * number(s.segments), networks = number(s.networks);
  const double permutations = option_or(study, "significance", variant, story, "permutations", 0);
  const double draws = option_or(study, "significance", variant, story, "noise_draws", 0);
  Needs needs;
  needs.disk_bytes = kFloat * (2 * tokens * neurons + volumes * neurons + neurons * networks +
                               2 * draws * (neurons + networks) + 3 * neurons * pairs_per_neuron +
                               volumes * networks * (number(s.listeners) + 1)) +
                     200 * neurons;
  needs.memory_bytes = number(s.weights) + 100e6 +
                       kFloat * (volumes * neurons * 2 + neurons * networks * (3 + threads) +
                                 3 * neurons * pairs_per_neuron + 20 * tokens * hidden);
  const double encoder = 24 * tokens * hidden * hidden * layers;  // 12 hidden^2 weights a layer
  const double tests = 2 * (2 * permutations + draws) * volumes * neurons * networks;
  needs.seconds = ((encoder + tests) / kFlopsPerSecond +
                   neurons * pairs_per_neuron / kSortedProductsPerSecond) /
                  threads;
  return needs;
}

std::string bytes_text(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.0f} MB", std::max(1.0, bytes / 1e6))
                     : fmt::format("{:.1f} GB", bytes / 1e9);
}

std::string seconds_text(double seconds) {
  if (seconds < 1) return "about a second";
  return seconds < 120 ? fmt::format("about {:.0f} s", seconds)
                       : fmt::format("about {:.0f} min", seconds / 60);
}

double available_memory() {
  return static_cast<double>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<double>(::sysconf(_SC_PAGESIZE));
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
  Checker(const Study& study, CommandContext& context) : study_(study), context_(context) {}

  Outcome run() {
    answer() << fmt::format("{}: results go to {}\n", study_.title, study_.out.string());
    std::vector<Sizes> models;
    for (const StudyVariant& variant : study_.variants) {
      answer() << fmt::format("\nvariant {}\n", variant.name);
      models.push_back(tell(check_model(study_, variant)));
    }
    for (const StudyStory& story : study_.stories) check(story, models);
    tell_controls();
    check_brains();
    tell_needs();
    answer() << fmt::format("\nerrors: {}, warnings: {}{}\n", fatal_, dubious_,
                            fatal_ > 0 ? "; `anbn run` would stop" : "");
    return fatal_ > 0 ? Outcome::bad : Outcome::good;
  }

 private:
  std::ostream& answer() { return context_.answer; }

  Sizes tell(const Findings& findings) {
    for (const auto& [name, value] : findings.lines)
      answer() << fmt::format("  {:<16}{}\n", name, value);
    for (const Problem& problem : findings.problems) tell(problem);
    return findings.sizes;
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
      const std::string& options = study_.job("tokens", variant, story.name).options_json;
      // A variant that reads the story as main does has the same to tell.
      if (options != main_options) {
        if (i > 0) answer() << fmt::format("  as variant {} reads it\n", variant);
        sizes = tell(check_story(study_, story, variant));
      }
      if (i == 0) main_options = options;
      if (i == 0) add_scans(story, sizes);
      Sizes all = sizes;
      all.layers = models[i].layers;
      all.hidden = models[i].hidden;
      all.neurons = models[i].neurons;
      all.weights = models[i].weights;
      const Needs needs = needs_of(study_, variant, story.name, all, context_.threads.count());
      needs_.disk_bytes += needs.disk_bytes;
      needs_.seconds += needs.seconds;
      needs_.memory_bytes = std::max(needs_.memory_bytes, needs.memory_bytes);
      if (i == 0) main_sizes_[story.name] = all;
    }
    if (networks_ != 0 && sizes.networks != 0 && networks_ != sizes.networks)
      tell({Weight::fatal, fmt::format("M = {}, but {} in the stories before; expected the same "
                                       "networks in all stories of a study",
                                       sizes.networks, networks_)});
    networks_ = sizes.networks;
  }

  /// Tells about the scans of a story and puts what they are into `sizes`.
  void add_scans(const StudyStory& story, Sizes& sizes) {
    if (story.scans.empty()) return;
    const Sizes found = tell(check_scans(study_, story));
    sizes.listeners = found.listeners;
    sizes.networks = found.networks;
  }

  /// What `controls` makes, and what it cannot.
  void tell_controls() {
    if (study_.controls.empty()) return;
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
        add_needs(control, s);
      }
      answer() << fmt::format("  {:<20}{}: {}\n", control.name, control_summary(control.name),
                              pairs);
    }
  }

  /// A control takes what its own stages take: at most what the main variant does.
  void add_needs(const StudyControl& control, const StudyControlSession& session) {
    const auto own = std::count_if(study_.jobs.begin(), study_.jobs.end(), [&](const Job& job) {
      return job.variant == control.name && job.story == session.story;
    });
    Sizes sizes = main_sizes_[session.words];
    const Needs all =
        needs_of(study_, study_.variants[0].name, session.words, sizes, context_.threads.count());
    sizes.hidden = sizes.tokens = sizes.segments = 0;  // no forward pass, no pairs of tokens
    const Needs tests =
        needs_of(study_, study_.variants[0].name, session.words, sizes, context_.threads.count());
    const bool whole = own > static_cast<std::ptrdiff_t>(session.stages.size()) / 2;
    needs_.disk_bytes += (whole ? all : tests).disk_bytes;
    needs_.seconds += (whole ? all : tests).seconds;
  }

  void check_brains() {
    if (study_.stories[0].scans.empty()) return;
    answer() << "\nall scans\n";
    const MaskFindings mask = check_mask(study_);
    tell(mask.findings);
    const ScanNeeds needs = needs_of_scans(study_, mask.voxels);
    needs_.disk_bytes += needs.disk_bytes;
    needs_.memory_bytes = std::max(needs_.memory_bytes, needs.memory_bytes);
  }

  void tell_needs() {
    const double disk = free_disk(study_.out), memory = available_memory();
    answer() << fmt::format(
        "\nneeds, estimated from counts and typical rates\n  {:<16}{} (free: {})\n"
        "  {:<16}{} (of {})\n  {:<16}{} with {} threads{}\n",
        "disk", bytes_text(needs_.disk_bytes), bytes_text(disk), "memory",
        bytes_text(needs_.memory_bytes), bytes_text(memory), "time", seconds_text(needs_.seconds),
        context_.threads.count(),
        study_.stories[0].scans.empty() ? "" : ", and what it takes to find the networks");
    if (needs_.disk_bytes > disk)
      tell({Weight::fatal,
            fmt::format("{}: the disk is too full; free some space or choose another --out",
                        study_.out.string())});
    if (needs_.memory_bytes > memory)
      tell({Weight::dubious, "more memory is needed than there is; use fewer threads or networks"});
  }

  const Study& study_;
  CommandContext& context_;
  Needs needs_;
  std::map<std::string, Sizes> main_sizes_;  // by story
  std::size_t fatal_ = 0, dubious_ = 0, networks_ = 0;
};

Outcome run(const CheckOptions& o, CommandContext& context) {
  const Study study = read_study(o.study.path, o.out);
  return Checker(study, context).run();
}

}  // namespace

extern const Command kCheckCommand = make_command<CheckOptions, run>(
    "check", "what a study needs and what is wrong with it; computes nothing",
    "anbn check study.toml", "study");

}  // namespace anbn
