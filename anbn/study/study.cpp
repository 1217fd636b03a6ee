// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/toml.h"
#include "anbn/model/config.h"
#include "anbn/model/weights.h"
#include "anbn/stages/list.h"
#include "anbn/study/other_results.h"
#include "anbn/study/stories_table.h"
#include "anbn/study/study_controls.h"
#include "anbn/study/study_jobs.h"
#include "anbn/study/study_keys.h"
#include "anbn/study/study_stories.h"
#include "anbn/study/study_words.h"
#include "anbn/text/tokenizers/tokenizer_files.h"

#include <algorithm>
#include <set>

namespace anbn {
namespace {

namespace fs = std::filesystem;

/// What is known of the model itself is said first.
[[noreturn]] void fail_without_vocabulary(const fs::path& file) {
  const fs::path folder = file.parent_path();
  if (fs::exists(folder / "config.json")) read_model_config(folder);
  fail("{}: no tokenizer is there; expected {} in the model's folder", folder.string(),
       tokenizer_file_names());
}
using nlohmann::json;

class StudyReader {
 public:
  StudyReader(const fs::path& file, std::span<const Stage> stages)
      : stages_(stages), root_(json::parse(toml_to_json(file))) {
    study_.file = file;
  }

  StudyReading read(const fs::path& out) {
    attempt([&] { take_stories_table(); });
    if (told_.errors.empty()) {  // else nothing is known of the stories
      const KeyErrors keys = study_key_errors(root_, study_.file, stages_);
      for (const std::string& error : keys.errors) told_.errors.push_back(error);
      if (keys.are_tables_whole) read_tables(out);
    }
    told_.study = std::move(study_);
    return std::move(told_);
  }

 private:
  /// `stories` in [study] names a table, which stands in the place of [[story]].
  void take_stories_table() {
    if (!root_.contains("study") || !root_["study"].is_object() ||
        !root_["study"].contains("stories"))
      return;
    const std::string table = study_text(root_["study"], "stories", "[study]", "", study_.file);
    if (root_.contains("story"))
      complain("has both stories = \"{}\" in [study] and [[story]]; expected one of them", table);
    root_["story"] = read_stories_table(study_.file.parent_path() / table, stages_, told_.errors);
  }

  void read_tables(const fs::path& out) {
    if (!root_.contains("study")) root_["study"] = json::object();
    if (!root_.contains("variant") || root_["variant"].empty())
      root_["variant"] = json::array({{{"name", "main"}}});
    const json& head = root_["study"];
    const std::size_t before = told_.errors.size();
    attempt([&] {
      const auto text = [&](const char* key, std::string otherwise) {
        return study_text(head, key, "[study]", std::move(otherwise), study_.file);
      };
      study_.out = !out.empty() ? out : study_.file.parent_path() / text("out", "results");
      study_.title = text("name", study_.file.stem().string());
    });
    attempt([&] { read_variants(); });
    attempt([&] { read_keep(); });
    study_.stories = read_stories(root_["story"], study_.file, told_.errors);
    attempt([&] {
      study_.story_weights = read_story_weights(head, study_.stories, study_.file, study_.warnings);
    });
    if (told_.errors.size() > before) return;  // of a story that is not known there are no jobs
    for (const StudyStory& story : study_.stories) attempt([&] { check_name(story); });
    if (!has_scans()) attempt([&] { refuse_tables_of_scans(); });
    attempt([&] { refuse_results_of_another(study_); });
    make_jobs();
    for (Job& job : study_.jobs) job.options_json = job.stage->resolve(job.options_json);
    describe_variants();
    doubt_audio_starts();
  }

  /// Does something and keeps the error that comes of it, if one does.
  template <class Act>
  void attempt(Act&& act) {
    try {
      act();
    } catch (const Error& e) {
      if (!contains(told_.errors, e.what())) told_.errors.emplace_back(e.what());
    }
  }

  template <class... Args>
  [[noreturn]] void complain(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error(study_.file.string() + ": " + fmt::format(format, std::forward<Args>(args)...));
  }

  void check_name(const StudyStory& story) const {
    if (is_result_folder(story.name, {Runs::once_a_variant}))
      complain("a story is called {}, as is a folder of the results; choose another name",
               story.name);
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

  /// By default what a study of few stories needs no thought about, and one of many has no room
  /// for.
  void read_keep() {
    const bool has_many = root_["story"].size() >= kManyStories;
    const std::string keep =
        study_text(root_["study"], "keep", "[study]",
                   std::string(name_of(has_many ? Keep::timecourses : Keep::all)), study_.file);
    try {
      study_.keep = value_named<Keep>(keep, "keep");
    } catch (Error& e) {
      e.add_context(study_.file.string());
      throw;
    }
  }

  /// All stories have them or none has (read_stories sees to that).
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

  bool is_wanted_of_all(const Stage& stage, const json& variant) const {
    if (stage.facts.runs != Runs::once_a_variant ||
        study_.stories.size() < stage.facts.fewest_stories)
      return false;
    const auto stands_in = [&](const json& table) {
      return table.contains(stage.name) || table.contains(stage.facts.settings_of);
    };
    if (stage.facts.only_if_asked) return stands_in(root_) || stands_in(variant);
    return study_.stories.size() <= stage.facts.most_stories_unasked ||
           root_.contains(stage.name) || variant.contains(stage.name);
  }

  /// In the order in which they run: what concerns brains alone, then each variant's stories, then
  /// controls, then what gathers all results. What takes its options from a job that is wrong is
  /// not made.
  void make_jobs() {
    const JobMaker maker(root_, study_, stages_);
    for (std::size_t v = 0; v < study_.variants.size(); ++v) add_variant_jobs(v, maker);
    drop_wrong_jobs(study_.jobs);
    if (!knows_volumes()) return;
    std::vector<Job> brains;
    for (const Stage& stage : stages_)
      if (!stage.facts.needs_scans || has_scans())
        attempt([&] { add_brain_jobs(stage, maker, brains); });
    drop_wrong_jobs(brains);
    study_.jobs.insert(study_.jobs.begin(), brains.begin(), brains.end());
    if (!told_.errors.empty()) return;
    if (root_["study"].contains("controls")) attempt([&] { add_controls(maker); });
    attempt([&] { add_beside_untrained(maker); });
    for (const Stage& stage : stages_)
      if (stage.facts.runs == Runs::after_all) study_.jobs.push_back(maker.job(stage, {}));
    drop_wrong_jobs(study_.jobs);
  }

  /// Whether the jobs are there that say which volumes each story uses.
  bool knows_volumes() const {
    for (const StudyVariant& variant : study_.variants)
      for (const StudyStory& story : study_.stories)
        if (study_.find_job("tokens", variant.name, story.name) == nullptr) return false;
    return true;
  }

  /// Tells of wrong options and missing files before anything is computed, each once, and leaves
  /// out the jobs that have them.
  void drop_wrong_jobs(std::vector<Job>& jobs) {
    std::erase_if(jobs, [&](const Job& job) {
      try {
        check(job);
        return false;
      } catch (const Error& e) {
        const std::string words = in_study_words(e.what(), *job.stage);
        if (wrong_.insert(words).second)
          told_.errors.push_back(error_of_job(study_, job, e.what()));
        return true;
      }
    });
  }

  void add_variant_jobs(std::size_t variant, const JobMaker& maker) {
    for (std::size_t story = 0; story < study_.stories.size(); ++story)
      for (const Stage& stage : stages_)
        if (stage.facts.runs == Runs::per_story &&
            is_wanted(stage, root_["variant"][variant], root_["story"][story]) &&
            maker.has_work(stage, {.variant = variant, .story = story}))
          study_.jobs.push_back(maker.job(stage, {.variant = variant, .story = story}));
    for (const Stage& stage : stages_)
      if (!stage.facts.beside_untrained && is_wanted_of_all(stage, root_["variant"][variant]) &&
          maker.has_work(stage, {.variant = variant}))
        study_.jobs.push_back(maker.job(stage, {.variant = variant}));
  }

  /// Whether a job of the variant, or of any, is told to take untrained weights.
  bool has_untrained(std::string_view variant = "") const {
    return std::any_of(study_.jobs.begin(), study_.jobs.end(), [&](const Job& job) {
      return (variant.empty() || job.variant == variant) &&
             is_untrained(resolved_options(study_, job).value("weights", ""));
    });
  }

  void add_beside_untrained(const JobMaker& maker) {
    std::vector<Job> jobs;
    const bool has_one = has_untrained();
    for (std::size_t v = 0; v < study_.variants.size(); ++v)
      for (const Stage& stage : stages_) {
        const json& variant = root_["variant"][v];
        if (!stage.facts.beside_untrained || !is_wanted_of_all(stage, variant)) continue;
        if ((has_one || root_.contains(stage.name) || variant.contains(stage.name)) &&
            !has_untrained(study_.variants[v].name))
          jobs.push_back(maker.job(stage, {.variant = v}));
      }
    study_.jobs.insert(study_.jobs.end(), jobs.begin(), jobs.end());
  }

  void add_brain_jobs(const Stage& stage, const JobMaker& maker, std::vector<Job>& jobs) const {
    if (stage.facts.only_if_asked && !root_.contains(stage.name)) return;
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
    if (option.type == "described file" && path == tokenizer_file(path.parent_path()))
      fail_without_vocabulary(path);
    fail("{}: no such {} (key {}); is the path right?", path.string(),
         option.type == "model folder" ? "folder" : "file",
         in_study_words(flag_of(option.name), stage));
  }

  static void check(const Job& job) {
    const json options = json::parse(job.stage->resolve(job.options_json));
    for (const OptionInfo& option : job.stage->options()) {
      if (!option.is_input || is_own_folder(option)) continue;
      const json& value = options[option.name];
      for (const json& path : value.is_array() ? value : json::array({value}))
        if (path != "") check_exists(*job.stage, option, path.get<std::string>());
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
          variant.weights = options.value("weights", variant.weights);
        }
  }

  static bool has_option(const Stage& stage, std::string_view name) {
    const std::vector<OptionInfo> options = stage.options();
    return std::any_of(options.begin(), options.end(),
                       [&](const OptionInfo& option) { return option.name == name; });
  }

  /// Nobody can tell a story that begins with its scan from one whose beginning was forgotten.
  void doubt_audio_starts() {
    for (std::size_t s = 0; s < study_.stories.size(); ++s)
      for (const Stage& stage : stages_)
        if (!stage.facts.only_if_asked && has_option(stage, "audio_start_s") &&
            value_of_key(root_, stage, "audio_start_s", &root_["variant"][0], &root_["story"][s]) ==
                nullptr)
          study_.warnings.push_back(fmt::format(
              "{}: [[story]] {} has no audio_start_s: 0 is taken, as if the audio began with the "
              "first volume of the scan. Say audio_start_s = 0 if it does",
              study_.file.string(), study_.stories[s].name));
  }

  std::span<const Stage> stages_;
  json root_;  // the tables of the study file
  Study study_;
  StudyReading told_;
  std::set<std::string> wrong_;  // what jobs were found to have wrong
};

}  // namespace

std::string Job::label() const {
  return (scan.empty() ? fs::path(variant) / story / stage->name
                       : fs::path(stage->name) / story / scan)
      .string();
}

const Job* Study::find_job(std::string_view stage, std::string_view variant,
                           std::string_view story) const {
  for (const Job& job : jobs)
    if (job.stage->name == stage && job.variant == variant && job.story == story) return &job;
  return nullptr;
}

const Job& Study::job(std::string_view stage, std::string_view variant,
                      std::string_view story) const {
  if (const Job* found = find_job(stage, variant, story)) return *found;
  fail("{}: no stage {} for variant {} and story {}", file.string(), stage, variant, story);
}

StudyReading read_study_to_end(const fs::path& file, const fs::path& out,
                               std::span<const Stage> stages) {
  if (fs::is_directory(file))
    fail("{}: a folder; expected a study file, such as {}", file.string(),
         (file / "study.toml").string());
  return StudyReader(file, stages).read(out);
}

StudyReading read_study_to_end(const fs::path& file, const fs::path& out) {
  return read_study_to_end(file, out, all_stages());
}

Study read_study(const fs::path& file, const fs::path& out, std::span<const Stage> stages) {
  StudyReading reading = read_study_to_end(file, out, stages);
  const std::size_t errors = reading.errors.size();
  if (errors > 1)
    throw Error(
        fmt::format("{} ({} more: `anbn check` tells all errors)", reading.errors[0], errors - 1));
  if (errors == 1) throw Error(reading.errors[0]);
  return std::move(reading.study);
}

Study read_study(const fs::path& file, const fs::path& out) {
  return read_study(file, out, all_stages());
}

}  // namespace anbn
