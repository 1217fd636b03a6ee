// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/toml.h"
#include "anbn/stages/list.h"
#include "anbn/study/study_controls.h"
#include "anbn/study/study_jobs.h"
#include "anbn/study/study_keys.h"
#include "anbn/study/study_stories.h"

#include <algorithm>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class StudyReader {
 public:
  StudyReader(const fs::path& file, std::span<const Stage> stages)
      : stages_(stages), root_(json::parse(toml_to_json(file))) {
    study_.file = file;
  }

  Study read(const fs::path& out) {
    check_study_keys(root_, study_.file, stages_);
    if (!root_.contains("study")) root_["study"] = json::object();
    if (!root_.contains("variant") || root_["variant"].empty())
      root_["variant"] = json::array({{{"name", "main"}}});
    const json& head = root_["study"];
    const auto text = [&](const char* key, std::string otherwise) {
      return study_text(head, key, "[study]", std::move(otherwise), study_.file);
    };
    study_.out = !out.empty() ? out : study_.file.parent_path() / text("out", "results");
    study_.title = text("name", study_.file.stem().string());
    read_variants();
    study_.stories = read_between_stories(root_["story"], study_.file);
    for (const StudyStory& story : study_.stories)
      if (is_result_folder(story.name, {Runs::once_a_variant}))
        complain("a story is called {}, as is a folder of the results; choose another name",
                 story.name);
    if (!has_scans()) refuse_tables_of_scans();
    make_jobs();
    for (Job& j : study_.jobs) check(j);
    describe_variants();
    return std::move(study_);
  }

 private:
  template <class... Args>
  [[noreturn]] void complain(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error(study_.file.string() + ": " + fmt::format(format, std::forward<Args>(args)...));
  }

  /// Whether a stage that runs as often puts a folder of that name beside those of variants, or of
  /// stories.
  bool is_result_folder(std::string_view name, std::initializer_list<Runs> often) const {
    return std::any_of(stages_.begin(), stages_.end(), [&](const Stage& stage) {
      return stage.name == name &&
             std::find(often.begin(), often.end(), stage.facts.runs) != often.end();
    });
  }

  void read_variants() {
    for (const json& variant : root_["variant"]) {
      const std::string name = variant["name"];
      if (is_result_folder(name, {Runs::once_a_study, Runs::once_a_scan, Runs::after_all}))
        complain("a variant is called {}, as is a folder of the results; choose another name",
                 name);
      study_.variants.push_back(
          {name, study_text(variant, "title", "[[variant]] " + name, name, study_.file), "", ""});
    }
    if (study_.variants[0].name != "main")
      complain("the first variant is called {}; expected main", study_.variants[0].name);
  }

  /// All stories have them or none has (read_between_stories sees to that).
  bool has_scans() const { return !study_.stories[0].scans.empty(); }

  void refuse_tables_of_scans() const {
    for (const Stage& stage : stages_)
      if (stage.facts.needs_scans && root_.contains(stage.name))
        complain(
            "[{}] is about scans, and the stories have none; leave it out, or give scans "
            "instead of networks",
            stage.name);
  }

  bool is_wanted(const Stage& stage, const json& variant, const json& story) const {
    return !stage.facts.only_if_asked || root_.contains(stage.name) ||
           variant.contains(stage.name) || story.contains(stage.name);
  }

  /// In the order in which they run: what concerns brains alone, then each variant's stories, then
  /// controls, then what gathers all results.
  void make_jobs() {
    const JobMaker maker(root_, study_, stages_);
    for (std::size_t v = 0; v < study_.variants.size(); ++v) add_variant_jobs(v, maker);
    std::vector<Job> brains;
    for (const Stage& stage : stages_)
      if (!stage.facts.needs_scans || has_scans()) add_brain_jobs(stage, maker, brains);
    study_.jobs.insert(study_.jobs.begin(), brains.begin(), brains.end());
    if (root_["study"].contains("controls")) add_controls(maker);
    for (const Stage& stage : stages_)
      if (stage.facts.runs == Runs::after_all) study_.jobs.push_back(maker.job(stage, {}));
  }

  void add_variant_jobs(std::size_t variant, const JobMaker& maker) {
    for (std::size_t story = 0; story < study_.stories.size(); ++story)
      for (const Stage& stage : stages_)
        if (stage.facts.runs == Runs::per_story &&
            is_wanted(stage, root_["variant"][variant], root_["story"][story]))
          study_.jobs.push_back(maker.job(stage, {.variant = variant, .story = story}));
    for (const Stage& stage : stages_)
      if (stage.facts.runs == Runs::once_a_variant && study_.stories.size() > 1)
        study_.jobs.push_back(maker.job(stage, {.variant = variant}));
  }

  void add_brain_jobs(const Stage& stage, const JobMaker& maker, std::vector<Job>& jobs) const {
    if (stage.facts.runs == Runs::once_a_study) jobs.push_back(maker.job(stage, {}));
    if (stage.facts.runs != Runs::once_a_scan) return;
    for (std::size_t story = 0; story < study_.stories.size(); ++story)
      for (std::size_t scan = 0; scan < study_.stories[story].scans.size(); ++scan)
        jobs.push_back(maker.job(stage, {.story = story, .scan = scan}));
  }

  void add_controls(const JobMaker& maker) {
    ControlsPlan plan;
    try {
      plan = plan_controls(root_["study"]["controls"], control_study(study_));
    } catch (Error& e) {
      e.add_context(study_.file.string());
      throw;
    }
    for (const ControlVariant& variant : plan.made)
      study_.controls.push_back(control_of_plan(variant, study_, stages_, maker, study_.jobs));
    for (const ControlRemark& r : plan.elsewhere)
      study_.controls.push_back({r.name, StudyControl::Is::elsewhere, r.words, {}});
    for (const ControlRemark& r : plan.impossible)
      study_.controls.push_back({r.name, StudyControl::Is::impossible, r.words, {}});
  }

  static void check_exists(const Stage& stage, const OptionInfo& option, const fs::path& path) {
    if (fs::exists(path)) return;
    if (fs::is_symlink(path)) MappedFile annexed(path);  // throws: tells how to get the file
    const FilledIn* filled = filled_in(stage, option.name);
    const bool networks = filled != nullptr && filled->from == From::network_files;
    fail("{}: no such {} (key {}); is the path right?", path.string(),
         option.type == "model folder" ? "folder" : "file", networks ? "networks" : option.name);
  }

  /// Wrong options and missing files are told before anything is computed.
  void check(Job& job) const {
    try {
      job.options_json = job.stage->resolve(job.options_json);
      const json options = json::parse(job.options_json);
      for (const OptionInfo& option : job.stage->options()) {
        if (!option.is_input || is_own_folder(option)) continue;
        const json& value = options[option.name];
        for (const json& path : value.is_array() ? value : json::array({value}))
          if (path != "") check_exists(*job.stage, option, path.get<std::string>());
      }
    } catch (Error& e) {
      e.add_context(study_.file.string() + ": " + job.label());
      throw;
    }
  }

  /// By what the stage that reads a model is told.
  void describe_variants() {
    for (StudyVariant& variant : study_.variants)
      for (const Job& job : study_.jobs)
        for (const OptionInfo& option : job.stage->options()) {
          if (job.variant != variant.name || option.type != "model folder") continue;
          const json options = json::parse(job.options_json);
          const fs::path model = options.at(option.name).get<std::string>();
          variant.model = fs::weakly_canonical(model).filename().string();
          variant.weights = options.value("weights", "");
        }
  }

  std::span<const Stage> stages_;
  json root_;  // the tables of the study file
  Study study_;
};

}  // namespace

std::string Job::label() const {
  return (scan.empty() ? fs::path(variant) / story / stage->name
                       : fs::path(stage->name) / story / scan)
      .string();
}

const Job& Study::job(std::string_view stage, std::string_view variant,
                      std::string_view story) const {
  for (const Job& job : jobs)
    if (job.stage->name == stage && job.variant == variant && job.story == story) return job;
  fail("{}: no stage {} for variant {} and story {}", file.string(), stage, variant, story);
}

Study read_study(const fs::path& file, const fs::path& out) {
  return read_study(file, out, all_stages());
}

Study read_study(const fs::path& file, const fs::path& out, std::span<const Stage> stages) {
  if (fs::is_directory(file))
    fail("{}: a folder; expected a study file, such as {}", file.string(),
         (file / "study.toml").string());
  return StudyReader(file, stages).read(out);
}

}  // namespace anbn
