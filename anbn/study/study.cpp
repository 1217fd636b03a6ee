// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/io/toml.h"
#include "anbn/study/study_controls.h"
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
    const json& head = root_["study"];
    const auto text = [&](const char* key, std::string otherwise) {
      return study_text(head, key, "[study]", std::move(otherwise), study_.file);
    };
    study_.out = !out.empty() ? out : beside(text("out", "results"));
    study_.title = text("name", study_.file.stem().string());
    read_variants();
    study_.stories = read_stories(root_["story"], study_.file);
    for (const StudyStory& story : study_.stories)
      if (story.name == "stories")
        complain("a story is called stories, as is a folder of the results; choose another name");
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

  fs::path beside(const fs::path& path) const { return study_.file.parent_path() / path; }

  // Variants, stories and their jobs.

  void read_variants() {
    variants_ = root_.value("variant", json::array());
    if (variants_.empty()) variants_.push_back({{"name", "main"}});
    for (const json& variant : variants_) {
      const std::string name = variant["name"];
      if (contains({"mask", "bold", "networks", "report"}, name))
        complain("a variant is called {}, as is a folder of the results; choose another name",
                 name);
      study_.variants.push_back(
          {name, study_text(variant, "title", "[[variant]] " + name, name, study_.file), "", ""});
    }
    if (study_.variants[0].name != "main")
      complain("the first variant is called {}; expected main", study_.variants[0].name);
  }

  /// All stories have them or none has (read_stories sees to that).
  bool has_scans() const { return !study_.stories[0].scans.empty(); }

  void refuse_tables_of_scans() const {
    for (const char* name : {"mask", "bold"})
      if (root_.contains(name))
        complain(
            "[{}] is about scans, and the stories have none; leave it out, or give scans "
            "instead of networks",
            name);
  }

  bool is_wanted(const Stage& stage, const json& variant, const json& story) const {
    const std::string name(stage.name);
    return !runs_if_asked(stage) || root_.contains(name) || variant.contains(name) ||
           story.contains(name);
  }

  /// In the order in which they run: what concerns brains alone, then each variant's stories, then
  /// controls, then what gathers all results.
  void make_jobs() {
    std::vector<Job>& jobs = study_.jobs;
    for (const json& variant : variants_) {
      for (const json& story : root_["story"])
        for (const Stage& stage : stages_)
          if (runs(stage) == Runs::per_story && is_wanted(stage, variant, story))
            jobs.push_back(job(stage, &variant, &story));
      for (const Stage& stage : stages_)
        if (runs(stage) == Runs::once_a_variant && study_.stories.size() > 1)
          jobs.push_back(stories_job(stage, variant));
    }
    std::vector<Job> brains;
    for (const Stage& stage : stages_) {
      if (stage.name == "mask" && has_scans()) brains.push_back(mask_job(stage));
      if (stage.name == "bold" && has_scans()) add_bold_jobs(stage, brains);
      if (stage.name == "networks") brains.push_back(networks_job(stage));
    }
    jobs.insert(jobs.begin(), brains.begin(), brains.end());
    if (root_["study"].contains("controls")) add_controls();
    for (const Stage& stage : stages_)
      if (stage.name == "report") jobs.push_back(job(stage, nullptr, nullptr));
  }

  const json* find(const Stage& stage, const std::string& key, const json* variant,
                   const json* story) const {
    return value_of_key(root_, stage, key, variant, story);
  }

  json path_value(const json& value) const {
    if (value.is_string() && !value.get<std::string>().empty())
      return beside(value.get<std::string>()).string();
    json list = json::array();
    if (!value.is_array()) return value;
    for (const json& item : value) list.push_back(path_value(item));
    return list;
  }

  void add_controls() {
    ControlsPlan plan;
    try {
      plan = plan_controls(root_["study"]["controls"], control_study(study_, stages_));
    } catch (Error& e) {
      e.add_context(study_.file.string());
      throw;
    }
    const auto make = [this](const Stage& stage, const ControlVariant& variant,
                             const ControlPair& pair, const StageFolders& folders) {
      return control_job(stage, variant, pair, folders);
    };
    for (const ControlVariant& variant : plan.made)
      study_.controls.push_back(control_of_plan(variant, study_, stages_, make, study_.jobs));
    for (const ControlRemark& r : plan.elsewhere)
      study_.controls.push_back({r.name, StudyControl::Is::elsewhere, r.words, {}});
    for (const ControlRemark& r : plan.impossible)
      study_.controls.push_back({r.name, StudyControl::Is::impossible, r.words, {}});
  }

  /// The job that the main variant would have, but with what the control changes.
  Job control_job(const Stage& stage, const ControlVariant& variant, const ControlPair& pair,
                  const StageFolders& folders) const {
    const auto index_of = [&](const std::string& name) {
      std::size_t i = 0;
      while (study_.stories[i].name != name) ++i;
      return i;
    };
    const std::size_t words = index_of(pair.words);
    Job made = job(stage, &variants_[0], &root_["story"][words]);
    const fs::path own = study_.out / variant.name / pair.session;
    json options = json::parse(made.options_json);
    for (const auto& [name, folder] : folders)
      if (options.contains(name)) options[name] = folder.string();
    for (const OptionInfo& option : stage.options())
      if (option.name == "story") options["story"] = pair.networks;
    const json changes = variant.options.value(std::string(stage.name), json::object());
    for (const auto& [key, value] : changes.items()) options[key] = value;
    if (variant.name == "nuisance" && stage.name == "significance")
      options["nuisance"] = study_.stories[words].control_nuisance.string();
    made.variant = variant.name;
    made.story = pair.session;
    made.out = own / stage.name;
    made.options_json = options.dump();
    return made;
  }

  /// The folder of an earlier stage that a job reads.
  std::string folder_of(const std::string& stage, const fs::path& session) const {
    const bool once = stage == "networks" || stage == "mask";
    if (stage == "mask" && !has_scans()) return "";
    return ((once ? study_.out : session) / stage).string();
  }

  Job job(const Stage& stage, const json* variant, const json* story) const {
    Job job{&stage, "", "", "", "", study_.out};
    if (variant != nullptr) job.variant = (*variant)["name"];
    if (story != nullptr) job.story = (*story)["name"];
    const fs::path folder = study_.out / job.variant / job.story;
    job.out = folder / stage.name;
    json options = json::object();
    for (const OptionInfo& option : stage.options()) {
      if (option.type == "results folder") options[option.name] = study_.out.string();
      if (option.type == "stage folder") options[option.name] = folder_of(option.name, folder);
      if (is_filled_in(option) || is_gathered(stage, option)) continue;
      const json* value = find(stage, option.name, variant, story);
      if (value != nullptr)
        options[option.name] = option.is_input ? path_value(*value) : *value;
      else if (option.name == "story" && story != nullptr)
        options[option.name] = job.story;
      else if (option.name == "vocabulary")
        if (const fs::path model = model_of(variant, story); !model.empty())
          options[option.name] = (model / "vocab.txt").string();
    }
    job.options_json = options.dump();
    return job;
  }

  fs::path model_of(const json* variant, const json* story) const {
    for (const Stage& stage : stages_)
      if (stage.name == "activations")
        if (const json* model = find(stage, "model", variant, story); model && model->is_string())
          return beside(model->get<std::string>());
    return {};
  }

  /// The mask of all stories, from each mask and scan once.
  Job mask_job(const Stage& stage) const {
    Job made = job(stage, nullptr, nullptr);
    json options = json::parse(made.options_json);
    json masks = options.value("masks", json::array());
    if (!masks.is_array()) masks = json::array({masks});
    options["scans"] = json::array();
    const auto add = [](json& list, const fs::path& file) {
      if (std::find(list.begin(), list.end(), file.string()) == list.end())
        list.push_back(file.string());
    };
    for (const StudyStory& story : study_.stories) {
      for (const fs::path& mask : story.masks) add(masks, mask);
      for (const StudyScan& scan : story.scans) add(options["scans"], scan.file);
    }
    options["masks"] = masks;
    made.options_json = options.dump();
    return made;
  }

  void add_bold_jobs(const Stage& stage, std::vector<Job>& jobs) const {
    for (std::size_t s = 0; s < study_.stories.size(); ++s) {
      const StudyStory& story = study_.stories[s];
      const UsedVolumes used = used_volumes(story.name);
      for (const StudyScan& scan : story.scans) {
        Job made = job(stage, nullptr, &root_["story"][s]);
        made.scan = scan.name;
        made.out = study_.out / stage.name / story.name / scan.name;
        json options = json::parse(made.options_json);
        options["scan"] = scan.file.string();
        if (!scan.confounds.empty()) options["confounds"] = scan.confounds.string();
        options["first_volume"] = used.first_volume;
        options["volumes"] = used.volumes;
        options["tr_s"] = used.tr_s;
        made.options_json = options.dump();
        jobs.push_back(std::move(made));
      }
    }
  }

  /// The lists of the networks stage have one entry a file or scan, in the order of the stories.
  Job networks_job(const Stage& stage) const {
    Job made = job(stage, nullptr, nullptr);
    json options = json::parse(made.options_json);
    options["stories"] = json::array();
    const char* inputs = has_scans() ? "bold" : "files";
    for (const StudyStory& story : study_.stories) {
      for (const StudyScan& scan : story.scans) {
        options[inputs].push_back((study_.out / "bold" / story.name / scan.name).string());
        options["stories"].push_back(story.name);
      }
      if (has_scans()) continue;
      const UsedVolumes used = used_volumes(story.name);
      for (const fs::path& file : story.networks) {
        options[inputs].push_back(file.string());
        options["stories"].push_back(story.name);
        options["first_volumes"].push_back(used.first_volume);
        options["volumes"].push_back(used.volumes);
      }
    }
    made.options_json = options.dump();
    return made;
  }

  /// A list of folders has one a story.
  Job stories_job(const Stage& stage, const json& variant) const {
    Job made = job(stage, &variant, nullptr);
    json options = json::parse(made.options_json);
    for (const StudyStory& story : study_.stories) {
      options["stories"].push_back(story.name);
      for (const OptionInfo& option : stage.options())
        if (option.type == "stage folders")
          options[option.name].push_back(
              folder_of(option.name, study_.out / made.variant / story.name));
    }
    made.options_json = options.dump();
    return made;
  }

  struct UsedVolumes {
    json first_volume, volumes, tr_s;
  };

  /// Which volumes a story uses is what its tokens say, and the same for all variants.
  UsedVolumes used_volumes(const std::string& story) const {
    UsedVolumes used;
    for (const StudyVariant& variant : study_.variants) {
      const json options = resolved_options(study_, study_.job("tokens", variant.name, story));
      const UsedVolumes found{options.at("first_volume"), options.at("volumes"),
                              options.at("tr_s")};
      if (&variant == &study_.variants[0]) used = found;
      if (used.first_volume != found.first_volume || used.volumes != found.volumes)
        complain(
            "variant {} uses other volumes of {} ({} from {}) than main ({} from {}); expected "
            "the same, since the variants share the networks",
            variant.name, story, found.volumes.dump(), found.first_volume.dump(),
            used.volumes.dump(), used.first_volume.dump());
      if (has_scans() && used.tr_s != found.tr_s)
        complain(
            "variant {} has another tr_s of {} ({}) than main ({}); expected the same, since "
            "the variants share the scans",
            variant.name, story, found.tr_s.dump(), used.tr_s.dump());
    }
    return used;
  }

  static void check_exists(const Job& job, const OptionInfo& option, const fs::path& path) {
    if (fs::exists(path)) return;
    if (fs::is_symlink(path)) MappedFile annexed(path);  // throws: tells how to get the file
    fail("{}: no such {} (key {}); is the path right?", path.string(),
         option.type == "model folder" ? "folder" : "file",
         job.stage->name == "networks" ? "networks" : option.name);
  }

  /// Wrong options and missing files are told before anything is computed.
  void check(Job& job) const {
    try {
      job.options_json = job.stage->resolve(job.options_json);
      const json options = json::parse(job.options_json);
      for (const OptionInfo& option : job.stage->options()) {
        if (!option.is_input || is_filled_in(option)) continue;
        const json& value = options[option.name];
        for (const json& path : value.is_array() ? value : json::array({value}))
          if (path != "") check_exists(job, option, path.get<std::string>());
      }
    } catch (Error& e) {
      e.add_context(study_.file.string() + ": " + job.label());
      throw;
    }
  }

  void describe_variants() {
    for (StudyVariant& variant : study_.variants) {
      for (const Job& job : study_.jobs) {
        if (job.stage->name != "activations" || job.variant != variant.name) continue;
        const json options = json::parse(job.options_json);
        const fs::path model = fs::weakly_canonical(options.at("model").get<std::string>());
        variant.model = model.filename().string();
        variant.weights = options.value("weights", "");
      }
    }
  }

  std::span<const Stage> stages_;
  json root_, variants_;
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
