// SPDX-License-Identifier: Apache-2.0
// Scans of all stories -> the time courses of brain networks, one set for all variants.
#include "anbn/stages/networks.h"

#include "anbn/brain/import/import_maps.h"
#include "anbn/brain/networks/alike.h"
#include "anbn/brain/networks/network_settings.h"
#include "anbn/brain/space/mask.h"
#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/io/nifti.h"
#include "anbn/results/bold.h"
#include "anbn/results/mask.h"
#include "anbn/results/networks.h"
#include "anbn/runner/finished.h"
#include "anbn/runner/make_stage.h"
#include "anbn/stats/correlation.h"

#include <algorithm>
#include <optional>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct NetworksOptions {
  std::string method = "import";
  InputList bold{InputKind::stage, Presence::optional, {}};
  InputList files{InputKind::file, Presence::optional, {}};
  std::vector<std::string> stories;
  std::vector<std::int64_t> first_volumes, volumes;
  Input mask{InputKind::stage, Presence::optional};
  Input maps{InputKind::file, Presence::optional};
  std::optional<ListenerAverage> average;
  std::optional<NetworkCourse> time_course;
  double dual_ridge = -1;
  std::int64_t seed = 1;
  MethodOptions methods;

  static constexpr std::string_view kUncompared[] = {"checkpoint_s"};

  template <class V>
  void visit(V&& option) {
    option("method", method, "how networks are found", one_of(names_of_kinds(network_methods())));
    option("bold", bold, "folders from `anbn bold`, one a scan, to find networks in");
    option("files", files, "import: time courses as NPY or TSV, one or several listeners each");
    option("stories", stories,
           "the story of each scan or file; the same name again means further listeners");
    option("first_volumes", first_volumes,
           "import, of each story in order of appearance (or of each file): the first volume used, "
           "from 0");
    option("volumes", volumes, "import, of each story (or file): how many volumes are used");
    option("mask", mask, "folder from `anbn mask`, with bold");
    option("maps", maps, "import: 4-D NIfTI of maps, whose time courses come by dual regression");
    option("average", average, "standardize each listener before averaging, or not", by("method"));
    option("time_course", time_course,
           "what a network does in a volume: of the trained chain (sigmoid, linear), of its map "
           "alone (projection), or of all maps together (dual regression)",
           by("method"));
    option("dual_ridge", dual_ridge,
           "added to the diagonal of the maps' correlations in dual regression, which steadies it "
           "where maps are much alike; 0, with preset tuned 0.3",
           between(0, 1e9).by("method"));
    option("seed", seed, "of all that is random", at_least(0));
    methods.for_each([&](std::string_view, auto& options) { options.visit(option); });
  }

  void complete();
  void check() const;
};

void check_story_name(const std::string& name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_plain))
    fail("story '{}': files are named after it; expected letters, digits, '-' and '_'", name);
}

/// Entry of one story in a list that has one value a story or one a file; 0 if the list is empty.
std::size_t listed(const std::vector<std::int64_t>& list, const char* name, std::size_t story,
                   std::size_t stories, std::size_t file, std::size_t files) {
  if (list.empty()) return 0;
  if (list.size() != stories && list.size() != files)
    fail("--{} has {} values; expected one for each of the {} stories", name, list.size(), stories);
  const std::int64_t value = list[list.size() == files ? file : story];
  if (value < 0) fail("--{} has the value {}; expected 0 or more", name, value);
  return static_cast<std::size_t>(value);
}

/// The story of each scan or file; a single story may go by the name of its file.
std::vector<std::string> story_names(const NetworksOptions& o, const std::vector<fs::path>& paths) {
  std::vector<std::string> names = o.stories;
  if (names.empty())
    for (const fs::path& file : paths) names.push_back(file.stem().string());
  if (names.size() != paths.size())
    fail("--stories has {} names; expected one for each of the {} {}", names.size(), paths.size(),
         o.bold.paths.empty() ? "files" : "scans");
  for (const std::string& name : names) check_story_name(name);
  return names;
}

/// The scans of each story, in the order in which the stories first appear.
std::vector<StoryScans> scans_of(const NetworksOptions& o) {
  const bool imported = o.bold.paths.empty();
  const std::vector<fs::path>& paths = imported ? o.files.paths : o.bold.paths;
  const std::size_t files = paths.size();
  const std::vector<std::string> names = story_names(o, paths);
  std::vector<std::string> distinct;
  for (const std::string& name : names)
    if (std::find(distinct.begin(), distinct.end(), name) == distinct.end())
      distinct.push_back(name);

  std::vector<StoryScans> stories(distinct.size());
  for (std::size_t f = 0; f < files; ++f) {
    const auto s = static_cast<std::size_t>(std::find(distinct.begin(), distinct.end(), names[f]) -
                                            distinct.begin());
    const std::size_t first =
        listed(o.first_volumes, "first-volumes", s, distinct.size(), f, files);
    const std::size_t count = listed(o.volumes, "volumes", s, distinct.size(), f, files);
    StoryScans& story = stories[s];
    story.story = names[f];
    if (!imported) {
      // A slash at the end of a folder's name would leave an empty one.
      const fs::path folder = paths[f].has_filename() ? paths[f] : paths[f].parent_path();
      story.bold.push_back({folder.filename().string(), bold_file(folder)});
      continue;
    }
    if (!story.files.empty() && (story.first_volume != first || story.volumes != count))
      fail("the files of story {} use {} volumes from {} and {} from {}; expected the same of all",
           names[f], story.volumes, story.first_volume, count, first);
    story.first_volume = first;
    story.volumes = count;
    story.files.push_back(paths[f]);
  }
  return stories;
}

/// Options of methods that are not in use keep their defaults, so that they make no difference.
void NetworksOptions::complete() {
  methods.for_each([&](std::string_view owner, auto& options) {
    if constexpr (requires { options.complete(); })
      if (owner == method) options.complete();
  });
  const NetworkDefaults defaults = network_method_named(method).defaults(methods);
  if (!average) average = defaults.average;
  if (bold.paths.empty()) return;  // time courses are there already
  if (!time_course) time_course = defaults.course;
  if (dual_ridge == -1) dual_ridge = time_course == NetworkCourse::dual ? defaults.dual_ridge : 0;
}

/// Throws Error if an option of method `owner`, which is not the one in use, is given.
template <class Options>
void refuse_idle(const Options& options, std::string_view owner, std::string_view method) {
  const nlohmann::json given = write_options(options), fresh = write_options(Options());
  for (const auto& [name, value] : given.items())
    if (value != fresh[name])
      fail("{} is an option of method {}, and the method is {}; leave it out, or take --method {}",
           flag_of(name), owner, method, owner);
}

void check_files(const NetworksOptions& o) {
  if (network_method_named(o.method).source != NetworkMethod::Source::files)
    fail("--files holds time courses, and --method {} finds networks in volumes; expected --bold",
         o.method);
  const auto refuse = [](const char* name, bool given) {
    if (given)
      fail("{} is about networks in volumes, and --files holds time courses; leave it out", name);
  };
  refuse("--mask", o.mask.given());
  refuse("--maps", o.maps.given());
  refuse("--time-course", o.time_course.has_value());
  refuse("--dual-ridge", o.dual_ridge != -1);
}

void check_volumes(const NetworksOptions& o) {
  const NetworkMethod& method = network_method_named(o.method);
  const bool maps_come_from_files = method.source == NetworkMethod::Source::files;
  if (!o.mask.given())
    fail("--mask is missing; expected the folder from `anbn mask` that the bold was made with");
  if (o.maps.given() && !maps_come_from_files)
    fail("--maps are networks to import; expected --method import with it");
  if (!o.maps.given() && maps_come_from_files)
    fail("--method {} with --bold needs --maps, the networks to import", o.method);
  for (const char* name : {"--first-volumes", "--volumes"})
    if (!(name == std::string_view("--volumes") ? o.volumes : o.first_volumes).empty())
      fail("{} goes with --files; `anbn bold` has cut the scans already. Leave it out", name);
  const bool dual = o.time_course == NetworkCourse::dual;
  if (!dual && method.courses == NetworkMethod::Courses::dual)
    fail(
        "--time-course is {}; method {} has them from dual regression, expected --time-course dual",
        name_of(*o.time_course), o.method);
  if (!dual && o.dual_ridge > 0)
    fail("--dual-ridge goes with --time-course dual, and that is {}; leave it out",
         name_of(*o.time_course));
  if (method.check) method.check(o.methods, scans_of(o));
}

void NetworksOptions::check() const {
  if (bold.paths.empty() == files.paths.empty())
    fail("expected either --bold or --files, to find networks in or to import them from");
  methods.for_each([&](std::string_view owner, const auto& options) {
    if (owner != method) return refuse_idle(options, owner, method);
    if constexpr (requires { options.check(); }) options.check();
  });
  files.paths.empty() ? check_volumes(*this) : check_files(*this);
}

void note_story(const StoryNetworks& story, Notes& notes) {
  notes.facts.emplace_back(story.story + ": listeners", std::to_string(story.listeners.size()));
  notes.facts.emplace_back(story.story + ": volumes", std::to_string(story.mean.rows));
  const std::size_t series = story.listeners.size() * story.mean.cols;
  const auto warn = [&](std::size_t count, const char* what) {
    if (count > 0)
      notes.warnings.push_back(
          fmt::format("{}: {} of {} series of single listeners {}; they add "
                      "nothing to the mean",
                      story.story, count, series, what));
  };
  warn(story.constant_series, "are constant");
  warn(story.not_finite_series, "have missing or infinite values");
}

/// Which of the folders before `f` has the same scan as it: the same result, or, of the same story,
/// one made otherwise of the same file. `f` if none has.
std::size_t same_scan_before(const std::vector<std::string>& results,
                             const std::vector<std::string>& scans,
                             const std::vector<std::string>& stories, std::size_t f) {
  for (std::size_t g = 0; g < f; ++g)
    if (results[g] == results[f] || (stories[g] == stories[f] && scans[g] == scans[f])) return g;
  return f;
}

/// Throws Error unless all bold was made with the given mask (another of the same size has its
/// voxels elsewhere), each scan of another listener.
void check_bold(const NetworksOptions& o) {
  const std::string mask = hash_of_stage(o.mask.path, "mask");
  const std::vector<std::string> stories = story_names(o, o.bold.paths);
  std::vector<std::string> results, scans;
  for (std::size_t f = 0; f < o.bold.paths.size(); ++f) {
    const fs::path& folder = o.bold.paths[f];
    results.push_back(hash_of_stage(folder, "bold"));
    scans.push_back(input_of_stage(folder, "bold", "scan"));
    if (input_of_stage(folder, "bold", "mask") != mask)
      fail(
          "{}: made with another mask than {}; expected bold of the mask that is given: run `anbn "
          "bold` again with --mask {}",
          folder.string(), o.mask.path.string(), o.mask.path.string());
    const std::size_t before = same_scan_before(results, scans, stories, f);
    if (before != f)
      fail(
          "{} and {} hold the same scan; expected each scan once, as it would count as two "
          "listeners. Leave one of them out",
          o.bold.paths[before].string(), folder.string());
  }
}

/// The mean [grid.voxels()] of the scans' mean volumes, to show maps on.
std::vector<float> mean_of_scans(const std::vector<fs::path>& bold, const Mask& mask) {
  std::vector<double> sums(mask.grid.voxels());
  for (const fs::path& folder : bold) {
    const std::vector<float> volume = read_bold_mean(folder, mask);
    for (std::size_t v = 0; v < sums.size(); ++v) sums[v] += volume[v];
  }
  std::vector<float> mean;
  for (const double sum : sums)
    mean.push_back(static_cast<float>(sum / static_cast<double>(bold.size())));
  return mean;
}

/// The first network with nearly the same map [M]; kNoIndex for those that are the first.
std::vector<std::size_t> earlier_alike(const Matrix& maps, Threads& threads) {
  std::vector<std::size_t> first = first_alike(maps, kAlikeMaps, threads);
  for (std::size_t j = 0; j < first.size(); ++j)
    if (first[j] == j) first[j] = kNoIndex;
  return first;
}

void run(const NetworksOptions& o, const fs::path& out, RunContext& context) {
  NetworkInputs inputs{scans_of(o), std::nullopt, o.maps.path};
  if (!o.bold.paths.empty()) check_bold(o);
  if (o.mask.given()) inputs.mask = read_mask_of(o.mask.path);
  NetworkSettings settings{o.methods};
  settings.average = o.average.value();
  settings.course = o.time_course.value_or(NetworkCourse::dual);
  settings.dual_ridge = o.dual_ridge;
  settings.seed = static_cast<std::uint64_t>(o.seed);
  NetworkWork work{context.machine, out, out / "checkpoint"};
  Networks networks = network_method_named(o.method).find(inputs, settings, work);
  Notes& notes = context.notes;
  note_networks(networks, notes);
  const NetworkResults results{
      {std::move(networks.names), earlier_alike(networks.maps, context.machine.threads),
       std::move(networks.reproducibility)},
      std::move(networks.stories)};
  write(results, out);
  if (!networks.maps.values.empty())
    write_maps_on_mean(networks.maps, *inputs.mask, mean_of_scans(o.bold.paths, *inputs.mask), out);
  const NetworkList& list = results.list;
  if (!list.alike.empty())
    notes.facts.emplace_back(
        "distinct networks",
        std::to_string(std::count(list.alike.begin(), list.alike.end(), kNoIndex)));
  notes.facts.emplace_back("networks", std::to_string(list.names.size()));
}

constexpr FilledIn kOfAllFiles[] = {{"files", From::network_files},
                                    {"stories", From::network_stories},
                                    {"first_volumes", From::network_first_volumes},
                                    {"volumes", From::network_volumes}};

Cost cost(const NetworksOptions& o, const CostInputs& in) {
  NetworkCostInputs found{{}, in.mask, in.rates, in.machine};
  for (const Sizes& s : in.sizes) found.stories.push_back({s.volumes, s.scans});
  const NetworkMethod& method = network_method_named(o.method);
  Cost cost = method.cost ? method.cost(o.methods, found) : Cost{0.02, kProgramBytes, 0};
  double volumes = 0;  // of all scans
  for (const Sizes& s : in.sizes) {
    const double series = kFloatBytes * real(s.volumes) * real(s.networks);
    cost.disk += series * (1 + real(s.listeners));
    cost.memory += 2 * series * real(s.listeners);
    volumes += real(s.scans) * real(s.volumes);
  }
  // Dual regression, or the trained chain's first layer, is one product with all volumes.
  cost.seconds +=
      4 * volumes * real(in.mask.size()) * real(in.sizes.at(0).networks) / in.rates.flops +
      cost.disk / in.rates.write_bytes;
  return cost;
}

}  // namespace

std::size_t networks_asked_for(const std::string& options_json) {
  const auto o = read_options<NetworksOptions>(nlohmann::json::parse(options_json));
  if (const NetworkMethod& method = network_method_named(o.method); method.count)
    return method.count(o.methods);
  return o.maps.given() ? read_nifti_header(o.maps.path).volumes : 0;
}

void check_imported_maps(const std::string& options_json, const Mask& mask, const Machine& machine,
                         Notes& notes) {
  const auto o = read_options<NetworksOptions>(nlohmann::json::parse(options_json));
  if (!o.maps.given()) return;
  MapCourses found = map_courses(o.maps.path, mask, o.dual_ridge, machine);
  notes.warnings = std::move(found.warnings);
  notes.facts = std::move(found.facts);
}

void note_networks(const Networks& networks, Notes& notes) {
  for (const StoryNetworks& story : networks.stories) note_story(story, notes);
  notes.facts.insert(notes.facts.end(), networks.facts.begin(), networks.facts.end());
  notes.warnings.insert(notes.warnings.end(), networks.warnings.begin(), networks.warnings.end());
}

extern const Stage kNetworksStage = make_stage<NetworksOptions, run, cost>(
    "networks", "scans -> brain networks: their maps and time courses",
    "anbn networks --method dbn --mask mask --bold bold/sub-01 --bold bold/sub-02 "
    "--stories pieman --stories pieman --out networks",
    6, {.runs = Runs::once_a_study, .filled_in = kOfAllFiles});

}  // namespace anbn
